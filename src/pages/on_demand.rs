//! What is read beside a run when the reader opens its section. Knows neither what is read
//! nor how it is shown.

use std::{future::Future, rc::Rc};

use azure::answer::Unavailable;
use diagnosis::facts::Context;
use leptos::prelude::*;

use crate::{
    run::{Phase, Run},
    task_slot::TaskSlot,
};

/// What came of it; none until then.
pub(super) type Found<T> = Option<Result<T, Unavailable>>;

/// Reads when the section is open, once for each run: what another run found may not hold.
/// What failed is read again when it is opened again. `read` starts the reading from what
/// the run knows, or says why it can't.
pub(super) fn on_demand<T, F>(
    run: Run,
    is_open: RwSignal<bool>,
    read: impl Fn(Rc<Context>) -> Result<F, Unavailable> + 'static,
) -> RwSignal<Found<T>>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Unavailable>> + 'static,
{
    let found: RwSignal<Found<T>> = RwSignal::new(None);
    let task = TaskSlot::new();
    let phase = run.phase();
    Effect::new(move |_| {
        if phase.get() != Phase::Done {
            task.stop();
            return found.set(None);
        }
        let is_read = found.with_untracked(|it| matches!(it, Some(Ok(_))));
        if !is_open.get() || is_read {
            return;
        }
        match run.context().map(|it| untrack(|| read(it))) {
            Some(Ok(reading)) => task.run(async move { found.set(Some(reading.await)) }),
            Some(Err(why)) => found.set(Some(Err(why))),
            None => {}
        }
    });
    found
}
