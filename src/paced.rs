//! Updates that come in bursts and are drawn a few times a second: what came last is drawn
//! soon, even where nothing comes after it. Knows neither what comes nor how it is drawn.

use std::{pin::pin, time::Duration};

use futures::{
    StreamExt as _,
    channel::mpsc::UnboundedReceiver,
    future::{Either, select},
};

use crate::browser::clock::{self, pause};

/// The wait before the first drawing: the reading sends its next requests before drawing
/// keeps the page busy.
const SHORTEST: Duration = Duration::from_millis(16);
/// The longest wait between two drawings. Each is twice the one before, so that the first
/// numbers appear soon.
const LONGEST: Duration = Duration::from_millis(250);

/// Updates that are taken in between two drawings at most.
const MOST: usize = 32;

/// Takes every update in, and shows what came.
pub(crate) async fn paced<T>(
    updates: UnboundedReceiver<T>,
    mut take_in: impl AsyncFnMut(Vec<T>),
    show: impl Fn(),
) {
    let mut updates = updates.ready_chunks(MOST);
    // When it was drawn last, or when the first came.
    let mut since = None;
    let mut rest = SHORTEST;
    let mut is_unseen = false;
    loop {
        let came = if is_unseen {
            match select(updates.next(), pin!(clock::wait(rest))).await {
                Either::Left((came, _)) => came,
                Either::Right(_) => Some(Vec::new()),
            }
        } else {
            updates.next().await
        };
        let Some(came) = came else { return };
        let is_quiet = came.is_empty();
        take_in(came).await;
        is_unseen = true;
        let now = clock::now();
        let before = *since.get_or_insert(now);
        if is_quiet || now - before >= rest {
            show();
            pause().await;
            since = Some(clock::now());
            rest = (rest * 2).min(LONGEST);
            is_unseen = false;
        }
    }
}
