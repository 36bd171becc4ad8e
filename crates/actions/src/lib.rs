//! What a reader can have done from here. Each act goes the same way: a draft
//! of what was typed is checked field by field, becomes the exact requests that
//! are shown before anything is sent, is sent once the reader has confirmed,
//! and is watched until Azure has really done it. Must not know markup, nor
//! when a reader confirms.

mod act;
pub mod connect;
pub mod field;
mod permission;
mod refused;
pub mod request;
pub mod switch;
pub mod turn_on;

use std::time::Duration;

use azure::arm::Clock;

pub use act::{Act, ActionKind};
pub use permission::{Needed, missing};
pub use refused::{Refused, Why};

/// How often and how long an effect is looked for.
#[derive(Clone, Copy)]
struct PollPolicy {
    first: Duration,
    between: Duration,
    tries: u32,
}

impl PollPolicy {
    /// Waits before a look; `false` once there is no further one.
    async fn wait(self, clock: &dyn Clock, look: u32) -> bool {
        if look >= self.tries {
            return false;
        }
        let wait = if look == 0 { self.first } else { self.between };
        clock.sleep(wait).await;
        true
    }
}
