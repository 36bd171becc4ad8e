//! The steps of a fix: what to know first, the ways to do it, and the pictures
//! of each step. Everything here is fetched when the reader first opens a row
//! that needs it. Knows no session and no run.

mod book;
mod case;
mod commands;
mod look;
mod permission;
mod portal_steps;
mod section;
mod step_text;

pub(crate) use book::{Fetched, GuideBook, book};
pub(crate) use case::{Case, Known, Topic};
pub(crate) use portal_steps::PortalStepsView;
pub(crate) use section::{GuideSection, OwnWays, UnreadWays, Ways, guides_ahead, role_message};
pub(crate) use step_text::StepText;
