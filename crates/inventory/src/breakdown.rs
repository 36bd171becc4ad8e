//! What the machines of one subscription come to, as far as it has been read. Must not say
//! more than was read: what is still to come, or could not be read, leaves *at least*.

use super::{Count, Counts, Inventory, List, Lists, TabKind};

/// The machines of one subscription, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// VMs that a policy names.
    pub configured: Count,
    pub not_configured: Count,
    /// VMs that JIT does not support.
    pub unsupported: Count,
    /// Classic VMs and Arc machines, which it does not support either.
    pub others: Count,
    /// VMs of which it cannot be told.
    pub cannot_tell: Count,
    /// VMs with a guarded port that is open to everybody.
    pub open: Count,
}

impl Breakdown {
    /// Of each subscription, in their order. The rows have to be
    /// [judged](Inventory::judge) first; one that is not leaves *at least*.
    pub fn of_each(inventory: &Inventory) -> Vec<Self> {
        let counts = inventory.counts_of_each();
        let all = inventory.subscriptions().iter().zip(counts);
        all.map(|(lists, counts)| Self::of(lists, counts)).collect()
    }

    fn of(lists: &Lists, counts: Counts) -> Self {
        let is_whole = |list| lists.whole(list).is_ok();
        let has_vms = is_whole(List::Vms);
        // A VM of which it cannot be told may belong to any of the others.
        let is_told = has_vms && counts.pending == 0 && counts.of(TabKind::CannotTell) == 0;
        // A row that is not judged yet may be one of them.
        let has_configured = has_vms && is_whole(List::Policies) && counts.pending == 0;
        let seen = |n: usize, is_whole| Count::seen(n.try_into().unwrap_or(u64::MAX), is_whole);
        let unsupported = counts.of(TabKind::Unsupported);
        Self {
            configured: seen(counts.of(TabKind::Configured), has_configured),
            not_configured: seen(counts.of(TabKind::NotConfigured), is_told),
            unsupported: seen(unsupported.saturating_sub(counts.others), is_told),
            others: seen(
                counts.others,
                is_whole(List::Classic) && is_whole(List::Arc),
            ),
            cannot_tell: seen(
                counts.of(TabKind::CannotTell),
                has_vms && counts.pending == 0,
            ),
            open: seen(counts.open, has_configured && counts.open_unknown == 0),
        }
    }
}
