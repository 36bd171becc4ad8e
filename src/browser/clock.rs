//! The machine's clock, timers and chance, for the crates, which have none.

use std::time::Duration;

use azure::{arm::Clock, timestamp::Timestamp};
use futures::{
    FutureExt as _,
    future::{LocalBoxFuture, ready},
};
use gloo_timers::future::sleep;

pub(crate) struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> Timestamp {
        now()
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        sleep(duration).boxed_local()
    }

    fn chance(&self) -> f64 {
        js_sys::Math::random()
    }
}

/// It is always one moment: that of answers which were collected then. They are all there,
/// so nothing is waited for. What is asked must be answered without waiting, too: a client
/// takes the end of a wait for the end of its patience.
pub(crate) struct StoppedClock(pub(crate) Timestamp);

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn sleep(&self, _: Duration) -> LocalBoxFuture<'static, ()> {
        ready(()).boxed_local()
    }

    fn chance(&self) -> f64 {
        js_sys::Math::random()
    }
}

/// Acts now and then once a second, for as long as the act says so.
pub(crate) async fn every_second(mut act: impl FnMut() -> bool) {
    while act() {
        sleep(Duration::from_secs(1)).await;
    }
}

/// Waits without holding anything up.
pub(crate) async fn wait(duration: Duration) {
    sleep(duration).await;
}

/// Lets the browser draw, and answer the reader, before work goes on.
pub(crate) async fn pause() {
    sleep(Duration::ZERO).await;
}

/// How far the reader's clock is ahead of UTC at a time, in minutes.
pub(crate) fn ahead_of_utc(at: Timestamp) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day fit")]
    let behind = date(at).get_timezone_offset() as i32;
    -behind
}

fn date(at: Timestamp) -> js_sys::Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of a year of four digits fit"
    )]
    let milliseconds = at.unix_timestamp() as f64 * 1000.0;
    js_sys::Date::new(&milliseconds.into())
}

/// What the reader's machine takes the time to be.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of any date that a browser knows fit"
    )]
    let milliseconds = js_sys::Date::now() as i128;
    Timestamp::from_unix_timestamp_nanos(milliseconds * 1_000_000).unwrap_or(Timestamp::UNIX_EPOCH)
}
