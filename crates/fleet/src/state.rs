//! What has been read of the subscriptions, and what is to be read next.

use std::collections::{HashMap, HashSet};

use azure::{
    answer::{Fact, Unavailable},
    resource_id::ResourceId,
    resources::Subscription,
    security::Plan,
};

use super::{Count, Figure, Inspected, Partial, PlanState, Policies, Row, Vms};

/// What one subscription still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its id.
    pub subscription: String,
    pub plan: bool,
    pub policies: bool,
    pub vms: bool,
}

/// A part of the reading that can be carried out on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The list of subscriptions.
    List,
    Each(Vec<Need>),
    /// Look through the VMs of these subscriptions for the ones that are named. Each
    /// batch is one query.
    Look(Vec<Vec<(String, HashSet<ResourceId>)>>),
    /// Read these subscriptions as their own pages do, and count what that tells.
    Inspect(Vec<String>),
}

/// What has just been read.
#[derive(Clone, Debug)]
pub enum Update {
    Subscriptions(Vec<Subscription>),
    /// The list of subscriptions has come to its end, or to what stopped it.
    Listed(Result<(), Unavailable>),
    Plan(String, Fact<Plan>),
    Policies(String, Partial<Policies>),
    Vms(String, Partial<u64>),
    Looked(String, Partial<Vms>),
    Inspected(String, Partial<Inspected>),
    /// VMs by the ids of their subscriptions, counted before there was a list.
    Glimpsed(HashMap<String, u64>),
}

/// Everything read so far.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    own_tenant: Option<String>,
    /// What a reading before this one was asked to inspect.
    wanted: HashSet<String>,
    /// How many VMs a subscription has at least, before it has been counted by itself.
    glimpsed: HashMap<String, u64>,
    list: Option<Result<(), Unavailable>>,
    rows: Vec<Row>,
    places: HashMap<String, usize>,
}

/// One query looks through about so many VMs.
const VMS_A_QUERY: u64 = 5_000;
/// And asks of no more subscriptions than this.
pub(super) const SUBSCRIPTIONS_A_QUERY: usize = 100;

impl Fleet {
    /// Nothing yet. The tenant is the reader's own, by which delegated subscriptions
    /// are told.
    pub fn new(own_tenant: Option<String>) -> Self {
        Self {
            own_tenant,
            ..Self::default()
        }
    }

    /// Nothing yet; what this one was asked to inspect is inspected again.
    pub fn anew(&self, own_tenant: Option<String>) -> Self {
        let is_wanted = |it: &&Row| it.is_to_be_inspected || it.is_inspected();
        let rows = self.rows.iter().filter(is_wanted);
        let own = rows.map(|it| it.subscription.id.to_ascii_lowercase());
        // Those that are not listed again yet are still wanted.
        let missing = self
            .wanted
            .iter()
            .filter(|it| !self.places.contains_key(*it));
        Self {
            wanted: own.chain(missing.cloned()).collect(),
            ..Self::new(own_tenant)
        }
    }

    pub fn apply(&mut self, update: Update) {
        match update {
            Update::Subscriptions(all) => all.into_iter().for_each(|it| self.add(it)),
            Update::Listed(end) => self.list = Some(end),
            Update::Plan(id, plan) => self.change(&id, |it| it.plan = Some(plan)),
            Update::Policies(id, read) => self.change(&id, |it| it.policies = Some(read)),
            Update::Vms(id, read) => self.change(&id, |it| it.vms = Some(read)),
            Update::Looked(id, read) => self.change(&id, |it| it.looked_through = Some(read)),
            Update::Inspected(id, read) => self.change(&id, |it| it.inspected = Some(read)),
            Update::Glimpsed(counts) => {
                for row in &mut self.rows {
                    let id = row.subscription.id.to_ascii_lowercase();
                    row.glimpsed = counts.get(&id).copied();
                }
                self.glimpsed = counts;
            }
        }
    }

    /// Has these subscriptions inspected, after what is still to be read of all, and no
    /// others that wait for it.
    pub fn inspect(&mut self, ids: &[String]) {
        self.wanted.clear();
        for row in &mut self.rows {
            row.is_to_be_inspected = false;
        }
        for id in ids {
            self.change(id, |it| it.is_to_be_inspected = true);
        }
    }

    /// Pages of a list that changes meanwhile can overlap.
    fn add(&mut self, subscription: Subscription) {
        let id = subscription.id.to_ascii_lowercase();
        if self.places.contains_key(&id) {
            return;
        }
        let is_to_be_inspected = self.wanted.contains(&id);
        let glimpsed = self.glimpsed.get(&id).copied();
        self.places.insert(id, self.rows.len());
        let own = self.own_tenant.as_deref();
        let is_delegated = own.is_some_and(|own| {
            let mut managing = subscription.managing_tenants.iter();
            !subscription.tenant.eq_ignore_ascii_case(own)
                && managing.any(|it| it.eq_ignore_ascii_case(own))
        });
        self.rows.push(Row {
            key: subscription.name.to_lowercase(),
            is_delegated,
            subscription,
            plan: None,
            policies: None,
            vms: None,
            glimpsed,
            looked_through: None,
            inspected: None,
            is_to_be_inspected,
        });
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Row)) {
        let place = self.places.get(&id.to_ascii_lowercase());
        if let Some(row) = place.and_then(|at| self.rows.get_mut(*at)) {
            change(row);
        }
    }

    /// What is to be read next; `None` when all was asked for.
    pub fn next_step(&self) -> Option<Step> {
        if self.list.is_none() {
            return Some(Step::List);
        }
        // What an untouched table shows on top is read first.
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|it| (&it.key, &it.subscription.id));
        let needs: Vec<Need> = rows.into_iter().filter_map(need).collect();
        if !needs.is_empty() {
            return Some(Step::Each(needs));
        }
        let mut batches: Vec<Vec<(String, HashSet<ResourceId>)>> = Vec::new();
        let mut size = 0;
        for row in self.rows.iter().filter(|it| it.needs_look()) {
            let vms = row.vms.as_ref().map_or(0, |it| it.value);
            let named = row.policies.as_ref().map(|it| it.value.named.clone());
            let item = (row.subscription.id.clone(), named.unwrap_or_default());
            match batches.last_mut() {
                Some(last) if size + vms <= VMS_A_QUERY && last.len() < SUBSCRIPTIONS_A_QUERY => {
                    size += vms;
                    last.push(item);
                }
                _ => {
                    size = vms;
                    batches.push(vec![item]);
                }
            }
        }
        if !batches.is_empty() {
            return Some(Step::Look(batches));
        }
        let to_inspect = self.rows.iter().filter(|it| it.waits_for_inspection());
        let to_inspect: Vec<String> = to_inspect.map(|it| it.subscription.id.clone()).collect();
        (!to_inspect.is_empty()).then_some(Step::Inspect(to_inspect))
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many subscriptions were read, of how many.
    pub fn progress(&self) -> (usize, usize) {
        let done = self.rows.iter().filter(|it| it.is_read()).count();
        (done, self.rows.len())
    }

    /// Why the list of subscriptions may lack some; `None` when it is whole or still
    /// being read.
    pub fn list_missing(&self) -> Option<&Unavailable> {
        self.list.as_ref()?.as_ref().err()
    }

    /// Of all subscriptions together. What is still to be read may add to it.
    pub fn total(&self, figure: Figure) -> Count {
        let is_whole = matches!(self.list, Some(Ok(())));
        let counts = self.rows.iter().map(|it| figure.of(it));
        let all = counts.map(|it| it.unwrap_or(Count::Unknown));
        all.fold(Count::seen(0, is_whole), Count::plus)
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> Count {
        let n = self.rows.len().try_into().unwrap_or(u64::MAX);
        Count::seen(n, matches!(self.list, Some(Ok(()))))
    }

    /// How many subscriptions have no plan that includes JIT.
    pub fn without_plan(&self) -> Count {
        let is_listed = matches!(self.list, Some(Ok(())));
        let states = || self.rows.iter().map(PlanState::of);
        let known = states().all(|it| !matches!(it, None | Some(PlanState::Unknown)));
        let lacking = states().filter(|it| it.is_some_and(PlanState::lacks_jit));
        let lacking = lacking.count().try_into().unwrap_or(u64::MAX);
        Count::seen(lacking, is_listed && known)
    }
}

fn need(row: &Row) -> Option<Need> {
    let need = Need {
        subscription: row.subscription.id.clone(),
        plan: row.plan.is_none(),
        policies: row.policies.is_none(),
        vms: row.vms.is_none(),
    };
    (need.plan || need.policies || need.vms).then_some(need)
}
