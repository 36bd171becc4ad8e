//! Runs the probes side by side and hands on each fact as it arrives.

use std::rc::Rc;

use futures::{StreamExt, stream::FuturesUnordered};

use super::{FactKey, FactSet, Update, context::Context, probe};

/// Asks for the facts of `keys`. It never fails: what cannot be had arrives as
/// unavailable, with its reason. Dropping the future cancels what is in flight.
pub async fn gather(context: Rc<Context>, keys: FactSet, mut on_update: impl FnMut(Update)) {
    let mut running: FuturesUnordered<_> =
        keys.iter().map(|key| probe(key, context.clone())).collect();
    while let Some(update) = running.next().await {
        on_update(update);
    }
    // A token can die in the middle of a run, so whether it was taken is only
    // known for good when all has been asked.
    if keys.contains(FactKey::SignIn) {
        on_update(probe(FactKey::SignIn, context).await);
    }
}
