//! What a reader can have done from the page: request access, turn JIT on, turn the
//! plan or the provider on, start a VM, activate a role. Each action goes the same way: what was typed is
//! checked field by field, becomes the exact requests that are shown before
//! anything is sent, is sent once the reader has confirmed, and is watched until
//! Azure has really done it.
//!
//! **Must not know** markup, nor when a reader confirms.
//!
//! In reading order:
//!
//! - [`Act`]: which actions there are, and what each form begins with.
//! - [`field`]: reads one field of a form strictly.
//! - [`request`]: access to a VM; [`connect`] says how to use it.
//! - [`turn_on`]: JIT for one VM or many.
//! - [`edit`]: policies that are there, many at once, with a log to put them back by.
//! - [`switch`]: the plan and the provider of a subscription, and a VM that doesn't run.
//! - [`activate`]: a role that the reader is eligible for.
//! - [`aftermath()`]: what became of an act that nobody stayed to watch.
//! - [`missing`]: which permissions the reader lacks for it.
//!
//! ```
//! use actions::request::{Offer, RequestDraft};
//! use azure::{resource_id::ResourceId, security::PolicyPort, timestamp};
//!
//! # let id = |rest: &str| ResourceId::parse(&format!(
//! #     "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shop/providers/{rest}"
//! # )).unwrap();
//! let sources = vec!["203.0.113.0/24".to_owned()];
//! let port = PolicyPort { number: 22, protocol: "*".to_owned(), sources, longest_minutes: Some(180) };
//! let offer = Offer {
//!     policy: id("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"),
//!     vm: id("Microsoft.Compute/virtualMachines/web-01"),
//!     ports: vec![port],
//! };
//!
//! let mut draft = RequestDraft::new(&offer, Some(22), "198.51.100.7");
//! let errors = draft.check(&offer).unwrap_err();
//! assert_eq!((errors[0].field.as_str(), errors[0].key), ("source-22", "source_outside"));
//!
//! draft.ports[0].source = "203.0.113.7".to_owned();
//! let request = draft.check(&offer).unwrap();
//! let write = request.write(timestamp::parse("2026-11-24T10:00:00Z").unwrap());
//! assert!(write.path.ends_with("/jitNetworkAccessPolicies/default/initiate?api-version=2020-01-01"));
//! let ports = &write.body.unwrap()["virtualMachines"][0]["ports"];
//! assert_eq!(ports[0]["endTimeUtc"], "2026-11-24T13:00:00Z");
//! ```

mod act;
pub mod activate;
mod aftermath;
pub mod connect;
pub mod edit;
pub mod field;
mod permission;
pub mod request;
pub mod switch;
pub mod turn_on;
mod write_error;

use std::time::Duration;

use azure::arm::Clock;

pub use act::{Act, ActionKind};
pub use aftermath::{Aftermath, aftermath};
pub use permission::{Needed, missing};
pub use write_error::{WriteError, WriteErrorKind};

/// How often and how long an effect is looked for.
#[derive(Clone, Copy)]
struct PollPolicy {
    first: Duration,
    between: Duration,
    tries: u32,
}

/// Until Azure has brought a JIT policy into effect: three minutes.
const FOR_EFFECT: PollPolicy = PollPolicy {
    first: Duration::from_secs(2),
    between: Duration::from_secs(4),
    tries: 45,
};

impl PollPolicy {
    /// Waits before a look; `false` once there is no further one.
    async fn wait(self, clock: &dyn Clock, attempt: u32) -> bool {
        if attempt >= self.tries {
            return false;
        }
        let wait = if attempt == 0 {
            self.first
        } else {
            self.between
        };
        clock.sleep(wait).await;
        true
    }
}
