//! Microsoft.Resources and what stands beside every resource: subscriptions,
//! tenants, resource providers, locks, and the history of changes.

mod changes;
mod locks;
mod provider;
mod subscription;

pub use changes::{Change, ChangeKind, Changes, DAYS_OF_CHANGES, PropertyChange, resource_changes};
pub use locks::{Lock, list_locks};
pub use provider::registration;
pub use subscription::{
    SUBSCRIPTIONS, Subscription, SubscriptionLookup, Tenant, list_tenants, look_up_subscription,
    parse_subscriptions,
};
