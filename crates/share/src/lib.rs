//! What leaves the page and comes back: a report, redacted by allow-list
//! ([`report`]), and the same as the end of an address ([`link`]).
//!
//! Must not know the browser, nor how a report was asked for.

pub mod link;
pub mod report;
