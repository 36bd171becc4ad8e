//! Microsoft.Resources and what stands beside every resource: subscriptions,
//! tenants, resource providers, locks.

mod locks;
mod provider;
mod subscription;

pub use locks::{Lock, list_locks};
pub use provider::registration;
pub use subscription::{
    Subscription, SubscriptionLookup, Tenant, list_tenants, look_up_subscription,
};
