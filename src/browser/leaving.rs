//! Asks before the reader leaves something that is under way: by a link, Back, a
//! reload, or closing the tab.

use std::cell::RefCell;

use leptos::{ev, prelude::window_event_listener};

/// Gives the question in the words of the moment in which it is asked.
type Question = Box<dyn Fn() -> String>;

thread_local! {
    /// The question, while there is one to ask.
    static QUESTION: RefCell<Option<Question>> = const { RefCell::new(None) };
}

/// From now on leaving is asked about with this question.
pub(crate) fn ask(question: impl Fn() -> String + 'static) {
    QUESTION.set(Some(Box::new(question)));
}

/// From now on nobody is asked.
pub(crate) fn ask_no_more() {
    QUESTION.set(None);
}

/// Whether what is on the page may be left. Waits for the reader's word where
/// there is something to ask.
pub(crate) fn may_leave() -> bool {
    QUESTION.with_borrow(|question| {
        let (Some(question), Some(window)) = (question, web_sys::window()) else {
            return true;
        };
        // Where the browser shows no questions, nobody is kept.
        window.confirm_with_message(&question()).unwrap_or(true)
    })
}

/// Lets the browser ask, in words of its own, before the page itself goes.
pub(crate) fn guard_the_page() {
    // The page is guarded for as long as it is there.
    std::mem::forget(window_event_listener(ev::beforeunload, |event| {
        if QUESTION.with_borrow(Option::is_some) {
            event.prevent_default();
            event.set_return_value("leave");
        }
    }));
}
