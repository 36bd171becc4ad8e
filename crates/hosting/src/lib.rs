//! What the page's host has to send with each file, and what is wrong with what it sent.
//!
//! Two programs ask a host: the page about its own (`#/host`), and `cargo xtask check-host`
//! about any. Both hand the answers to [`judge`].
//!
//! **Must not know** how an answer was fetched, nor any words: what is found is named by
//! [`Fault::key`], and the host's software by [`Host::key`].
//!
//! ```
//! use hosting::{Answer, Fault, File, judge};
//!
//! let answer = Answer::new(200, [("Content-Type", "text/plain"), ("Cache-Control", "no-cache")]);
//! assert!(judge(File::Config, &answer).contains(&Fault::Type));
//! ```

mod answer;
mod fault;
mod file;
mod host;

pub use answer::Answer;
pub use fault::{Fault, judge};
pub use file::File;
pub use host::Host;
