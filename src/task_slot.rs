//! Work that ends with what started it: leaving a page stops what the page
//! was waiting for, and with it the requests in flight.

use std::future::Future;

use futures::{
    FutureExt as _,
    future::{AbortHandle, LocalBoxFuture, abortable},
};
use leptos::{prelude::*, task::spawn_local};

/// Room for one piece of work at a time. It is stopped when the component
/// that made the room goes, or when other work takes its place.
#[derive(Clone, Copy)]
pub(crate) struct TaskSlot(StoredValue<Option<AbortHandle>>);

impl TaskSlot {
    pub(crate) fn new() -> Self {
        let room: StoredValue<Option<AbortHandle>> = StoredValue::new(None);
        on_cleanup(move || {
            // The stored value may be gone before this is called.
            room.try_with_value(|it| it.as_ref().map(AbortHandle::abort));
        });
        Self(room)
    }

    /// Starts work in place of what was going on.
    pub(crate) fn run(self, work: impl Future<Output = ()> + 'static) {
        self.start(work.boxed_local());
    }

    /// One piece of code for work of every kind, for the download's sake.
    fn start(self, work: LocalBoxFuture<'static, ()>) {
        self.stop();
        let (work, handle) = abortable(work);
        self.0.set_value(Some(handle));
        spawn_local(async move {
            // Stopping is no failure.
            let _ = work.await;
        });
    }

    pub(crate) fn stop(self) {
        self.0.update_value(|it| {
            if let Some(handle) = it.take() {
                handle.abort();
            }
        });
    }
}
