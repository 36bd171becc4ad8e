//! Which entries of which policies are to be changed, and how: applied to each policy as
//! it is read now, which makes a plan. Nothing is written.

use std::collections::BTreeMap;

use azure::{
    arm::ArmClient,
    resource_id::ResourceId,
    security::{StoredPolicy, is_entry_of, read_stored},
};
use futures::future::join_all;

use super::{
    change::{Change, Edit, Misfit},
    editing::EntryId,
    plan::{Job, LeftOut, Plan, Unfit},
};

/// Changes to the entries of any number of policies, of any resource groups and
/// subscriptions. Those of one entry are made in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditDraft {
    edits: Vec<Edit>,
}

impl EditDraft {
    pub fn new(edits: Vec<Edit>) -> Self {
        Self { edits }
    }

    /// The same change for each entry.
    pub fn same(entries: &[EntryId], change: &Change) -> Self {
        let edit = |it: &EntryId| Edit {
            policy: it.policy.clone(),
            vm: it.vm.clone(),
            change: change.clone(),
        };
        Self::new(entries.iter().map(edit).collect())
    }

    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Reads every policy and says what would become of it. Policies come in the order
    /// of their ids.
    pub async fn plan(&self, arm: &ArmClient) -> Plan {
        let arm = arm.renewed();
        let mut by_policy: BTreeMap<&ResourceId, Vec<&Edit>> = BTreeMap::new();
        for edit in &self.edits {
            by_policy.entry(&edit.policy).or_default().push(edit);
        }
        let read = by_policy.keys().map(|it| read_stored(&arm, it));
        let read = join_all(read).await;
        let mut plan = Plan::default();
        for ((id, edits), stored) in by_policy.into_iter().zip(read) {
            match stored {
                Ok(Some(stored)) => apply(stored, &edits, &mut plan),
                Ok(None) => plan.unfit.push((id.clone(), Unfit::NoPolicy)),
                Err(why) => plan.unfit.push((id.clone(), Unfit::NotRead(why))),
            }
        }
        plan
    }
}

/// The edits of one policy. One that does not fit keeps no other from being made.
fn apply(stored: StoredPolicy, edits: &[&Edit], plan: &mut Plan) {
    let before = stored.settings();
    let mut entries = before.entries().to_vec();
    let mut must_be_gone = Vec::new();
    for edit in edits {
        let mut changed = Vec::with_capacity(entries.len());
        let mut why = Some(Misfit::NoEntry);
        for own in &entries {
            if !is_entry_of(own, &edit.vm) {
                changed.push(own.clone());
                continue;
            }
            match edit.change.on(own) {
                Ok(entry) => {
                    changed.extend(entry);
                    why = None;
                }
                Err(misfit) => {
                    why = Some(misfit);
                    break;
                }
            }
        }
        if let Some(why) = why {
            plan.left_out.push(LeftOut {
                edit: (*edit).clone(),
                why,
            });
            continue;
        }
        if edit.change == Change::DropGone {
            must_be_gone.push(edit.vm.clone());
        }
        entries = changed;
    }
    let id = stored.id().clone();
    let after = before.with_entries(entries);
    // Azure documents the list of VMs as required and not whether it may be empty, so
    // a policy that would have none is deleted.
    let after = (!after.entries().is_empty()).then_some(after);
    let job = Job::new(id, Some(stored), after, must_be_gone);
    if job.difference().is_none() {
        plan.same.push(job.policy().clone());
    } else {
        plan.jobs.push(job);
    }
}
