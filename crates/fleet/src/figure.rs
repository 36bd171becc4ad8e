//! The numbers of a subscription, and its plan, as they follow from what was read.

use super::{Count, Row};

/// What is counted of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    Vms,
    /// VMs that a policy names: the tab *configured* of the subscription's page.
    Configured,
    /// The other VMs.
    NotConfigured,
    /// Those of them that JIT does not support. Only an inspection tells.
    Unsupported,
    /// VMs with a guarded port that is open to everybody. Only an inspection tells.
    Exposed,
    Open,
    AnySource,
    Failed,
    /// VMs that policies name and that no longer exist.
    Stale,
}

impl Figure {
    pub const ALL: [Self; 9] = [
        Self::Vms,
        Self::Configured,
        Self::NotConfigured,
        Self::Unsupported,
        Self::Exposed,
        Self::Open,
        Self::AnySource,
        Self::Failed,
        Self::Stale,
    ];

    /// The name in addresses and files, and the one under which texts are kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::Vms => "vms",
            Self::Configured => "configured",
            Self::NotConfigured => "not_configured",
            Self::Unsupported => "unsupported",
            Self::Exposed => "exposed",
            Self::Open => "open",
            Self::AnySource => "any_source",
            Self::Failed => "failed",
            Self::Stale => "stale",
        }
    }

    /// Whether more than none of it is something to mend.
    pub(super) fn is_problem(self) -> bool {
        matches!(
            self,
            Self::NotConfigured | Self::Exposed | Self::AnySource | Self::Failed | Self::Stale
        )
    }

    /// `None` while nothing is known of it.
    pub fn of(self, row: &Row) -> Option<Count> {
        let policies = row.policies.as_ref();
        let is_whole = policies.is_some_and(|it| it.missing.is_none());
        let of_policies = |n: u64| Count::seen(n, is_whole);
        Some(match self {
            Self::Vms => match &row.vms {
                Some(vms) if vms.missing.is_none() => Count::Exact(vms.value),
                Some(vms) => Count::seen(vms.value.max(row.glimpsed.unwrap_or(0)), false),
                None => Count::seen(row.glimpsed?, false),
            },
            Self::Open => of_policies(policies?.value.open),
            Self::AnySource => of_policies(number(policies?.value.any_source.len())),
            Self::Failed => of_policies(policies?.value.failed),
            Self::Configured => named(row)?.0,
            Self::Stale => named(row)?.1,
            Self::NotConfigured => Self::Vms.of(row)?.without(Self::Configured.of(row)?),
            Self::Unsupported => row.inspected.as_ref()?.value.unsupported,
            Self::Exposed => row.inspected.as_ref()?.value.exposed,
        })
    }
}

fn number(length: usize) -> u64 {
    length.try_into().unwrap_or(u64::MAX)
}

/// How many of the VMs that policies name exist, and how many do not.
fn named(row: &Row) -> Option<(Count, Count)> {
    let (policies, vms) = (row.policies.as_ref()?, row.vms.as_ref()?);
    let is_whole = policies.missing.is_none();
    let named = number(policies.value.named.len());
    // Something else that is named may be gone, too.
    let has_others = policies.value.names_others;
    if named == 0 {
        return Some((
            Count::seen(0, is_whole),
            Count::seen(0, is_whole && !has_others),
        ));
    }
    let looked = row.looked_through.as_ref()?;
    // Two answers that count the VMs differently leave open which of them lacks some.
    let is_seen =
        looked.missing.is_none() && vms.missing.is_none() && looked.value.all == vms.value;
    let existing = Count::seen(looked.value.named, is_whole && is_seen);
    let gone = if is_seen {
        let gone = named.saturating_sub(looked.value.named);
        Count::seen(gone, is_whole && !has_others)
    } else {
        Count::Unknown
    };
    Some((existing, gone))
}

/// Whether the plan of a subscription includes JIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanState {
    /// Plan 2, or the plan of before there were two.
    On,
    /// Plan 1, which does not include JIT.
    Plan1,
    Off,
    Unknown,
}

impl PlanState {
    /// `None` while nothing is known of it.
    pub fn of(row: &Row) -> Option<Self> {
        let Ok(plan) = row.plan.as_ref()? else {
            return Some(Self::Unknown);
        };
        Some(match (plan.includes_jit(), plan.is_on()) {
            (Ok(true), _) => Self::On,
            (Ok(false), true) => Self::Plan1,
            (Ok(false), false) => Self::Off,
            (Err(_), _) => Self::Unknown,
        })
    }

    pub fn lacks_jit(self) -> bool {
        matches!(self, Self::Plan1 | Self::Off)
    }

    /// The name in files, and the one under which texts are kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Plan1 => "plan1",
            Self::Off => "off",
            Self::Unknown => "unknown",
        }
    }
}
