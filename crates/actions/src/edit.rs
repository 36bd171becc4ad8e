//! Changing policies that are there: sources, times, ports and members, many at once.
//! First everything is read and what would be is told policy by policy; nothing can be
//! sent that did not come from such a [`Plan`].
//!
//! A write replaces a whole policy, and Azure has no way to write only if nothing has
//! changed. So each policy is read once more just before its write, with every field
//! that Azure sends; one that is not as it was shown is left alone, and what was not to
//! be changed goes back as it came. What somebody else writes between that look and the
//! write is lost: nobody can see it, and only a policy of its own, as
//! [turning on](crate::turn_on) writes, has no such moment. Source: learn.microsoft.com,
//! REST "Jit Network Access Policies - Create Or Update" and "- Delete".
//!
//! In reading order: an [`Editing`] is what the act begins with; a [`Change`] is what is done to one entry; an [`EditDraft`] says to
//! which, and reads them; a [`Plan`] has a [`Job`] for each policy with its
//! [`Difference`]; [`run`] carries out what was [`Confirmed`]; a [`Log`] keeps what was
//! there, and [`put_back`] makes a plan from one.

mod change;
mod difference;
mod draft;
mod editing;
mod entry;
mod form;
mod log;
mod plan;
mod put_back;
mod run;

pub use change::{Change, ChangeKind, Edit, Minutes, Misfit, Ports, Sources};
pub use difference::{Difference, EntryChange, EntryDifference, Fate, PortChange, PortDifference};
pub use draft::EditDraft;
pub use editing::{Editing, EntryId};
pub use form::ChangeForm;
pub use log::{LOG_BYTES, Log, LogError, LoggedPolicy};
pub use plan::{Confirmed, Job, LeftOut, Plan, Unfit};
pub use put_back::put_back;
pub use run::{Outcome, PolicyState, is_signed_out, outcomes, run, sign_in_needed};
