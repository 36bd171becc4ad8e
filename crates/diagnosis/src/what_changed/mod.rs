//! What changed at the VM and at what access to it depends on, as Azure Resource Graph
//! keeps it: who did what when, and which of it explains the present cause. It is asked
//! for when somebody wants to know, and is no fact of a check.
//!
//! **Must not know** words. It claims no more than the history shows: what is missing,
//! cut or out of order takes the certainty from what depends on it.

mod code;
mod deed_kind;
mod deeds;
mod entry;
mod explanation;
mod mark;
mod target;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use azure::{
    answer::{Reason, Unavailable},
    resource_id::ResourceId,
    resources::{Change, ChangeKind, Changes, DAYS_OF_CHANGES, resource_changes},
    timestamp::{Duration, Timestamp},
};

pub use code::Code;
pub use deed_kind::{DeedKind, Link, Way, Whose};
pub use deeds::{Changed, Deed, RuleSeen};
pub use entry::{By, Doer, Entry, Gap, Mark, program};
pub use explanation::{Explained, Explanation};
pub use mark::Cause;
pub use target::{Target, TargetKind};

use crate::{
    access_windows::{Status, windows},
    checks::asked_port,
    engine::Diagnosis,
    facts::{CLOCK_SKEW, Context, Facts},
};

/// What the history is looked at for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    pub now: Timestamp,
    pub targets: Vec<Target>,
    /// What keeps further resources from being looked at.
    pub unread: Vec<(TargetKind, Unavailable)>,
    /// The subnets in which the VM is.
    subnets: Vec<ResourceId>,
    cause: Option<Cause>,
}

/// The history, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub scene: Scene,
    pub entries: Vec<Entry>,
    /// How many changes were left out because nothing follows from them.
    pub left_out: usize,
    /// How many rows can't be read: nothing tells what was changed.
    pub unreadable: usize,
    /// Whether Azure has older ones that were not read.
    pub is_cut: bool,
    /// What looks like infrastructure code that takes JIT's rules away.
    pub code: Option<Code>,
    pub request: String,
}

/// What to look at, from what a run has read.
pub fn scene(facts: &Facts, diagnosis: &Diagnosis) -> Result<Scene, Unavailable> {
    let question = facts.question()?;
    let mut targets = Targets::default();
    targets.add(TargetKind::Vm, &question.vm);
    let mut subnets: Vec<ResourceId> = Vec::new();
    match facts.nics() {
        Ok(nics) => {
            for nic in nics.iter() {
                targets.add(TargetKind::Nic, &nic.id);
                targets.add_all(TargetKind::Group, nic.security_group.as_ref());
                for it in &nic.ip_configurations {
                    targets.add_all(TargetKind::PublicAddress, it.public_address.as_ref());
                    if !subnets.contains(&it.subnet) {
                        subnets.push(it.subnet.clone());
                    }
                }
            }
        }
        Err(why) => targets.lacks(TargetKind::Nic, &why),
    }
    for it in &subnets {
        targets.add_all(TargetKind::Network, it.parent().as_ref());
    }
    match facts.subnets() {
        Ok(known) => {
            for it in &known.read {
                targets.add_all(TargetKind::Group, it.security_group.as_ref());
                targets.add_all(TargetKind::RouteTable, it.route_table.as_ref());
            }
            if let Some(why) = known.doubt() {
                targets.lacks(TargetKind::Network, &why);
            }
        }
        Err(why) => targets.lacks(TargetKind::Network, &why),
    }
    if let Ok(known) = facts.security_groups()
        && let Some(why) = known.doubt()
    {
        targets.lacks(TargetKind::Group, &why);
    }
    match facts.firewalls() {
        Ok(firewalls) => {
            let networks: Vec<ResourceId> = subnets.iter().filter_map(ResourceId::parent).collect();
            for it in firewalls.iter() {
                if networks.iter().any(|network| it.stands_in(network)) {
                    targets.add(TargetKind::Firewall, &it.id);
                    targets.add_all(TargetKind::FirewallPolicy, it.policy.as_ref());
                }
            }
        }
        Err(why) => targets.lacks(TargetKind::Firewall, &why),
    }
    Ok(Scene {
        now: facts.now()?.utc,
        targets: targets.all,
        unread: targets.unread,
        subnets,
        cause: cause(facts, diagnosis),
    })
}

#[derive(Default)]
struct Targets {
    all: Vec<Target>,
    unread: Vec<(TargetKind, Unavailable)>,
}

impl Targets {
    fn add(&mut self, kind: TargetKind, id: &ResourceId) {
        if !self.all.iter().any(|it| it.id == *id) {
            let id = id.clone();
            self.all.push(Target { kind, id });
        }
    }

    fn add_all<'a>(&mut self, kind: TargetKind, ids: impl IntoIterator<Item = &'a ResourceId>) {
        ids.into_iter().for_each(|it| self.add(kind, it));
    }

    /// What a goal does not ask for is no gap.
    fn lacks(&mut self, kind: TargetKind, why: &Unavailable) {
        if why.reason != Reason::Pending && !self.unread.iter().any(|it| it.0 == kind) {
            self.unread.push((kind, why.clone()));
        }
    }
}

fn cause(facts: &Facts, diagnosis: &Diagnosis) -> Option<Cause> {
    let question = facts.question().ok()?;
    let port = asked_port(facts).ok();
    let open = windows(facts, &question.vm).unwrap_or_default();
    let mut open = open
        .iter()
        .filter(|it| it.status == Status::Open && Some(it.port) == port && it.is_own(question));
    // The newest comes first.
    let since = open.next().and_then(|it| it.start);
    Cause::of(diagnosis, question.vm.name(), port, since)
}

/// Asks for the history, and reads it.
pub async fn what_changed(context: &Context, scene: Scene) -> Result<History, Unavailable> {
    let ids: Vec<&ResourceId> = scene.targets.iter().map(|it| &it.id).collect();
    let known = resource_changes(&context.arm, &ids).await?;
    Ok(history(scene, &known.value, &known.request))
}

/// Reads a history. The order of the rows doesn't matter.
pub fn history(scene: Scene, changes: &Changes, request: &str) -> History {
    let mut rows = in_order(&changes.rows);
    rows.retain(|it| it.at.is_none_or(|at| at >= scene.since()));
    let mut entries: Vec<Entry> = Vec::new();
    let (mut left_out, mut unreadable) = (0, 0);
    // What a link was broken before, if it stood in a row that is left out.
    let mut carried: Vec<&ResourceId> = Vec::new();
    // From the oldest on.
    for (at, change) in rows.iter().enumerate().rev() {
        let Some(target) = scene.target(change) else {
            unreadable += 1;
            continue;
        };
        let older = rows[at + 1..].iter().find(|it| it.target == change.target);
        let is_broken = older.is_some_and(|it| is_broken(it, change));
        let was_broken = carried.iter().position(|it| **it == target.id);
        if let Some(mut it) = entry(&scene, target, change) {
            it.follows_gap = is_broken || was_broken.is_some();
            was_broken.map(|at| carried.swap_remove(at));
            entries.push(it);
        } else {
            left_out += 1;
            if is_broken && was_broken.is_none() {
                carried.extend(change.target.as_ref());
            }
        }
    }
    let mut entries = merged(entries);
    entries.reverse();
    let is_whole = !changes.is_cut && unreadable == 0;
    mark::mark(scene.cause.as_ref(), &scene.targets, &mut entries, is_whole);
    let code = code::find(&entries);
    History {
        scene,
        entries,
        left_out,
        unreadable,
        is_cut: changes.is_cut,
        code,
        request: request.to_owned(),
    }
}

/// Each change once, the newest first, and those without a time at the end.
fn in_order(rows: &[Change]) -> Vec<&Change> {
    let mut rows: Vec<&Change> = rows.iter().collect();
    let target = |it: &Change| it.target.as_ref().map(|it| it.to_string().to_lowercase());
    rows.sort_by(|one, other| {
        let by_time = Reverse(one.at).cmp(&Reverse(other.at));
        by_time
            .then_with(|| target(one).cmp(&target(other)))
            .then_with(|| one.id.cmp(&other.id))
    });
    rows.dedup_by(|one, other| !one.id.is_empty() && one.id == other.id);
    rows
}

/// Whether the older one left the resource in another state than the newer one found it
/// in. Where one of them doesn't tell, nothing is known to be missing.
fn is_broken(older: &Change, newer: &Change) -> bool {
    let left = older.snapshots.1.as_ref();
    let found = newer.snapshots.0.as_ref();
    let has_times = older.at.is_some() && newer.at.is_some();
    has_times && left.zip(found).is_some_and(|(left, found)| left != found)
}

impl Scene {
    fn since(&self) -> Timestamp {
        self.now.saturating_sub(Duration::days(DAYS_OF_CHANGES))
    }

    fn target(&self, change: &Change) -> Option<&Target> {
        let id = change.target.as_ref()?;
        self.targets.iter().find(|it| it.id == *id)
    }
}

impl History {
    /// Since when Azure keeps changes.
    pub fn since(&self) -> Timestamp {
        self.scene.since()
    }

    /// The change that explains the cause; of several, the newest.
    pub fn explanation(&self) -> Option<Explanation> {
        self.entries.iter().find_map(Explanation::of)
    }

    /// The same with the cause that it explains.
    pub fn explained(&self) -> Option<Explained> {
        let cause = self.scene.cause.clone()?;
        Some(Explained::new(cause, self.explanation()?))
    }
}

/// `None` where nothing follows from it.
fn entry(scene: &Scene, target: &Target, change: &Change) -> Option<Entry> {
    let properties = change.properties.as_deref();
    let (mut deeds, left_out) =
        deeds::deeds(target.kind, properties.unwrap_or_default(), &scene.subnets);
    let mut gap = None;
    match change.kind {
        ChangeKind::Created => deeds.insert(0, Deed::Created),
        ChangeKind::Deleted => deeds.insert(0, Deed::Deleted),
        ChangeKind::Updated | ChangeKind::Unknown => {
            let listed = properties.map_or(0, <[_]>::len);
            if listed == 0 {
                gap = Some(Gap::NoDetails);
            } else if change.count.is_some_and(|it| it > listed) {
                gap = Some(Gap::SomeDetails);
            }
        }
    }
    if change.at.is_none() {
        gap = Some(Gap::NoTime);
    }
    if deeds.is_empty() && left_out > 0 && gap.is_none() {
        return None;
    }
    let latest = scene.now.saturating_add(CLOCK_SKEW);
    Some(Entry {
        target: target.clone(),
        at: change.at,
        is_ahead: change.at.is_some_and(|it| it > latest),
        by: By::of(change),
        client: change.client.clone(),
        deeds,
        gap,
        follows_gap: false,
        is_counted: change.count.is_some()
            || matches!(change.kind, ChangeKind::Created | ChangeKind::Deleted),
        mark: None,
        operation: change.correlation_id.clone(),
    })
}

/// One entry for what one operation did to one resource, where nothing of that resource
/// lies between. Takes the oldest first.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    let mut merged: Vec<Entry> = Vec::with_capacity(entries.len());
    for mut it in entries {
        let before = merged.iter().rposition(|older| older.target == it.target);
        let is_same = |older: &Entry| {
            older.operation.is_some()
                && older.operation == it.operation
                && (&older.by, &older.client) == (&it.by, &it.client)
                && older.at.is_some() == it.at.is_some()
                && older.is_ahead == it.is_ahead
        };
        if let Some(at) = before.filter(|at| is_same(&merged[*at])) {
            // It counts from when all of it was done.
            let mut older = merged.remove(at);
            older.deeds.append(&mut it.deeds);
            it.deeds = older.deeds;
            it.gap = older.gap.or(it.gap);
            it.follows_gap |= older.follows_gap;
            it.is_counted &= older.is_counted;
        }
        merged.push(it);
    }
    merged
}
