//! Ids that tie a label to its control. They only have to differ within the
//! page, so a count is enough.

use std::sync::atomic::{AtomicUsize, Ordering};

static LAST: AtomicUsize = AtomicUsize::new(0);

/// An id that no other element has.
pub(crate) fn unique_id(prefix: &str) -> String {
    format!("{prefix}-{}", LAST.fetch_add(1, Ordering::Relaxed))
}
