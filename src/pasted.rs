//! What was pasted on the first page, on its way to the page that says what it is: in
//! memory only, for it may be a token.

use std::cell::RefCell;

thread_local! {
    static PASTED: RefCell<String> = const { RefCell::new(String::new()) };
}

pub(crate) fn keep(text: String) {
    PASTED.set(text);
}

/// Gives it away: it is kept no longer.
pub(crate) fn take() -> String {
    PASTED.take()
}
