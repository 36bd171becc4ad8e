//! What is to be written, policy by policy, told before anything is sent. Must not know
//! how it was made: from changes, or from a log.

use azure::{
    answer::Unavailable,
    arm::{Method, Write},
    rbac::{CONFIGURE, DELETE_POLICY, WRITE_VM},
    resource_id::ResourceId,
    security::{PolicyPort, PolicySettings, StoredPolicy, are_same_entries},
    timestamp::Timestamp,
};
use diagnosis::access_windows::{Status, Window, all};
use serde_json::Value;

use super::{
    change::{Edit, Misfit},
    difference::{Difference, EntryChange, EntryDifference, PortChange, PortDifference},
    entry::id,
};
use crate::{Needed, turn_on::ANY};

/// What would be done. It is a dry run: nothing can be sent before it was
/// [confirmed](Plan::confirmed).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub jobs: Vec<Job>,
    /// Policies that are as they are to be.
    pub same: Vec<ResourceId>,
    /// Edits that cannot be made; the others of their policies can.
    pub left_out: Vec<LeftOut>,
    /// Policies for which nothing can be planned.
    pub unfit: Vec<(ResourceId, Unfit)>,
}

/// An edit, and why it cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub edit: Edit,
    pub why: Misfit,
}

/// Why there is no plan for a policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Unfit {
    NotRead(Unavailable),
    /// There is no such policy.
    NoPolicy,
    /// It is neither as the log's run left it nor as it was before.
    ChangedSince,
}

impl Unfit {
    pub const NAMES: [&str; 3] = ["not_read", "no_policy", "changed_since"];

    pub fn name(&self) -> &'static str {
        match self {
            Self::NotRead(_) => "not_read",
            Self::NoPolicy => "no_policy",
            Self::ChangedSince => "changed_since",
        }
    }
}

/// One policy, as it was read and as it is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    policy: ResourceId,
    before: Option<StoredPolicy>,
    after: Option<PolicySettings>,
    must_be_gone: Vec<ResourceId>,
    difference: Difference,
}

impl Job {
    /// `None` stands for no policy.
    pub(super) fn new(
        policy: ResourceId,
        before: Option<StoredPolicy>,
        after: Option<PolicySettings>,
        must_be_gone: Vec<ResourceId>,
    ) -> Self {
        let was = before.as_ref().map(StoredPolicy::settings);
        Self {
            difference: Difference::of(was.as_ref(), after.as_ref()),
            policy,
            before,
            after,
            must_be_gone,
        }
    }

    pub fn policy(&self) -> &ResourceId {
        &self.policy
    }

    /// As it was read for the plan; `None` when there was none.
    pub fn before(&self) -> Option<&StoredPolicy> {
        self.before.as_ref()
    }

    /// As it will be; `None` when it is to be deleted.
    pub fn after(&self) -> Option<&PolicySettings> {
        self.after.as_ref()
    }

    /// What is to be shown of it.
    pub fn difference(&self) -> &Difference {
        &self.difference
    }

    /// VMs that are dropped because they are gone, which is looked at once more.
    pub(super) fn must_be_gone(&self) -> &[ResourceId] {
        &self.must_be_gone
    }

    /// Exactly what is sent. Source: learn.microsoft.com, REST "Jit Network Access
    /// Policies - Create Or Update" and "- Delete".
    pub fn write(&self) -> Write {
        let path = format!("{}?api-version=2020-01-01", self.policy);
        let (method, body) = match &self.after {
            Some(after) => (Method::Put, Some(after.body().clone())),
            None => (Method::Delete, None),
        };
        Write { method, path, body }
    }

    /// Whether a policy as it is now is the one that was shown.
    pub(super) fn is_as_shown(&self, now: Option<&StoredPolicy>) -> bool {
        let settings = |it: Option<&StoredPolicy>| it.map(StoredPolicy::settings);
        settings(now) == settings(self.before.as_ref())
    }

    /// Whether in a policy as it is now all that was to be changed is as it is to be,
    /// whatever somebody else has done beside it.
    pub(super) fn is_reached(&self, now: Option<&StoredPolicy>) -> bool {
        let now = now.map(StoredPolicy::settings);
        let entries = |of: Option<&PolicySettings>, vm: &str| -> Vec<Value> {
            let all = of.map(PolicySettings::entries).unwrap_or_default().iter();
            all.filter(|it| id(it).eq_ignore_ascii_case(vm))
                .cloned()
                .collect()
        };
        let is_as_planned = |it: &EntryDifference| {
            let (own, planned) = (
                entries(now.as_ref(), &it.vm),
                entries(self.after.as_ref(), &it.vm),
            );
            are_same_entries(&own, &planned)
        };
        let is_beside = match (&now, &self.after) {
            (Some(now), Some(after)) if self.difference.beside => {
                now.with_entries(after.entries().to_vec()) == *after
            }
            (None, Some(_)) => false,
            _ => true,
        };
        is_beside && self.difference.entries.iter().all(is_as_planned)
    }

    /// The access windows that are open, or being opened, for what is taken out of the
    /// policy. What Azure makes of them is not documented; recorded traffic shows them
    /// left open by a write that kept their entries.
    pub fn windows_at_stake(&self, now: Timestamp) -> Vec<Window> {
        self.at_stake_in(self.before.as_ref(), now)
    }

    /// Whether somebody has got access since that would be at stake too: the policy's
    /// settings are the same, and nobody has agreed to that.
    pub(super) fn has_new_at_stake(&self, fresh: Option<&StoredPolicy>, now: Timestamp) -> bool {
        let known = self.windows_at_stake(now);
        let is_known = |it: &Window| {
            let mut known = known.iter();
            known.any(|other| (&it.vm, it.port, it.start) == (&other.vm, other.port, other.start))
        };
        !self.at_stake_in(fresh, now).iter().all(is_known)
    }

    fn at_stake_in(&self, policy: Option<&StoredPolicy>, now: Timestamp) -> Vec<Window> {
        let policies = policy.iter().map(|it| &it.policy);
        let mut windows = all(policies, now, |_| true);
        windows.retain(|it| {
            matches!(it.status, Status::Open | Status::Initiating)
                && self.takes_out(&it.vm, it.port)
        });
        windows
    }

    /// Whether JIT guards a port no longer of a VM that may be there.
    pub fn guards_less(&self) -> bool {
        let is_gone = |vm: &str| {
            let mut gone = self.must_be_gone.iter();
            gone.any(|it| vm.eq_ignore_ascii_case(it.as_str()))
        };
        self.difference.entries.iter().any(|it| {
            let is_less = |port: &PortDifference| port.what() == PortChange::Removed;
            match it.what {
                EntryChange::Added => false,
                EntryChange::Dropped => !is_gone(&it.vm),
                EntryChange::Changed => it.ports.iter().any(is_less),
            }
        })
    }

    /// Whether a port may be asked for from anywhere that could not be before.
    pub fn opens_to_all(&self) -> bool {
        let is_any = |port: Option<&PolicyPort>| {
            port.is_some_and(|it| it.sources.iter().any(|it| it.trim() == ANY))
        };
        let entries = self.difference.entries.iter();
        entries
            .flat_map(|it| &it.ports)
            .any(|it| is_any(it.after.as_ref()) && !is_any(it.before.as_ref()))
    }

    fn takes_out(&self, vm: &ResourceId, port: u16) -> bool {
        let removes = |it: &PortDifference| {
            it.what() == PortChange::Removed
                && it.before.as_ref().is_some_and(|it| it.number == port)
        };
        self.difference.entries.iter().any(|it| {
            it.vm.eq_ignore_ascii_case(vm.as_str())
                && (it.what == EntryChange::Dropped || it.ports.iter().any(removes))
        })
    }
}

/// What was shown and agreed to: the only thing that can be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmed(Vec<Job>);

impl Confirmed {
    /// In the order in which they are written.
    pub fn jobs(&self) -> &[Job] {
        &self.0
    }
}

impl Plan {
    /// For who has seen the difference of each of these policies and agreed to it.
    pub fn confirmed(self, is_wanted: impl Fn(&Job) -> bool) -> Confirmed {
        Confirmed(self.jobs.into_iter().filter(is_wanted).collect())
    }

    /// Whether a policy could not be read.
    pub fn has_unread(&self) -> bool {
        let mut unfit = self.unfit.iter();
        unfit.any(|(_, why)| matches!(why, Unfit::NotRead(_)))
    }

    /// What the reader's roles must grant: as for turning on, and for each VM that is
    /// or will be named. Source: learn.microsoft.com, "Enable just-in-time access on
    /// VMs", which asks for both on the resource group or the subscription; to delete a
    /// policy is an action of its own ("Azure permissions for Security").
    pub fn needed(&self, is_wanted: impl Fn(&Job) -> bool) -> Vec<Needed> {
        let mut needed: Vec<Needed> = Vec::new();
        let mut add = |action, of: &ResourceId| {
            let scope = of.resource_group_scope();
            let it = Needed::new(action, scope.unwrap_or_else(|| of.subscription_scope()));
            if !needed.contains(&it) {
                needed.push(it);
            }
        };
        for job in self.jobs.iter().filter(|it| is_wanted(it)) {
            let Some(after) = &job.after else {
                add(DELETE_POLICY, &job.policy);
                continue;
            };
            add(CONFIGURE, &job.policy);
            for entry in after.entries() {
                let id = azure::arm::json::Node::new(entry).at("id");
                if let Ok(Some(vm)) = id.id_in_list() {
                    add(WRITE_VM, &vm);
                }
            }
        }
        needed
    }
}
