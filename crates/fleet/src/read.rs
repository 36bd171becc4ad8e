//! Carries out one step of the reading. It never fails: what cannot be read is handed on
//! with its reason. How many requests are in flight, and how they wait for Azure where it
//! throttles, is the client's business.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

use azure::{
    answer::{Reason, Unavailable},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    authorization::whole_list,
    compute::{VM_TYPE, is_arm_vm},
    ip_range,
    rbac::{READ_POLICY, READ_VM},
    resource_id::ResourceId,
    resources::{SUBSCRIPTIONS, parse_subscriptions},
    security::{POLICIES, Policy, PolicyPort, parse_policy, plan_at},
};
use diagnosis::access_windows::{self, Status};
use futures::{FutureExt, StreamExt, future::LocalBoxFuture, stream};

use inventory::{Breakdown, Exposure, Inventory, List, ListedVm, Tab};

use super::{
    Inspected, Need, Partial, Policies, Step, Update, Vms,
    graph::{Query, rows},
    state::SUBSCRIPTIONS_A_QUERY,
};

/// Subscriptions that are read side by side.
const SIDE_BY_SIDE: usize = 8;
/// Subscriptions that are asked for before anything is asked of many at once.
const ASKED_FIRST: usize = 4;
/// Of these everything is kept until it has been counted.
const INSPECTED_SIDE_BY_SIDE: usize = 2;
/// Machines that are judged in one go: a matter of milliseconds.
const SLICE: usize = 250;

/// Dropping the future cancels what is in flight; what was handed on stays true.
pub async fn read(arm: &ArmClient, step: Step, on: impl Fn(Update)) {
    // Nothing that was asked before answers for the present.
    let arm = &arm.renewed();
    let on = &on;
    match step {
        Step::List => list(arm, on).await,
        Step::Each(needs) => {
            let of_vms: Vec<String> = needs
                .iter()
                .filter(|it| it.vms)
                .map(|it| it.subscription.clone())
                .collect();
            let batches: Vec<Vec<String>> = of_vms
                .chunks(SUBSCRIPTIONS_A_QUERY)
                .map(<[String]>::to_vec)
                .collect();
            let counts = batches
                .into_iter()
                .map(|it| count_vms(arm, it, on).boxed_local());
            let mut each = needs.into_iter().map(|it| one(arm, it, on).boxed_local());
            // A few have their numbers at once; then comes what tells of many.
            let first: Vec<_> = each.by_ref().take(ASKED_FIRST).collect();
            all(first.into_iter().chain(counts).chain(each), SIDE_BY_SIDE).await;
        }
        Step::Look(batches) => {
            let batches = batches.into_iter();
            all(
                batches.map(|it| look(arm, it, on).boxed_local()),
                SIDE_BY_SIDE,
            )
            .await;
        }
        Step::Inspect(subscriptions) => {
            let each = subscriptions.into_iter();
            let each = each.map(|it| inspect(arm, it, on).boxed_local());
            all(each, INSPECTED_SIDE_BY_SIDE).await;
        }
    }
}

async fn all<'a>(tasks: impl Iterator<Item = LocalBoxFuture<'a, ()>>, side_by_side: usize) {
    stream::iter(tasks)
        .buffer_unordered(side_by_side)
        .for_each(|()| futures::future::ready(()))
        .await;
}

async fn list(arm: &ArmClient, on: &impl Fn(Update)) {
    let mut pages = arm.pages(SUBSCRIPTIONS);
    let end = async {
        while !pages.is_done() {
            let (items, answer) = pages.next().await?;
            let all = parse_subscriptions(items.iter().map(Node::new));
            let all = all.map_err(|at| Unavailable::unexpected(&answer.request, &at))?;
            on(Update::Subscriptions(all));
        }
        Ok(())
    };
    let end = end.await;
    on(Update::Listed(end));
}

fn scope_of(subscription: &str) -> Option<ResourceId> {
    ResourceId::parse(&format!("/subscriptions/{subscription}")).ok()
}

async fn one(arm: &ArmClient, need: Need, on: &impl Fn(Update)) {
    let Some(scope) = scope_of(&need.subscription) else {
        return;
    };
    // Subscriptions share nothing that could be asked once for all of them.
    let arm = arm.renewed();
    let plan = async {
        if need.plan {
            let plan = plan_at(&arm, &scope).await.map(Rc::new);
            on(Update::Plan(need.subscription.clone(), plan));
        }
    };
    let policies = async {
        if need.policies {
            let read = policies(&arm, &scope).await;
            on(Update::Policies(need.subscription.clone(), read));
        }
    };
    futures::join!(plan, policies);
}

async fn inspect(arm: &ArmClient, subscription: String, on: &impl Fn(Update)) {
    let Some(scope) = scope_of(&subscription) else {
        return;
    };
    let inventory = RefCell::new(Inventory::default());
    inventory::read(arm, &scope, |it| inventory.borrow_mut().apply(0, it)).await;
    let mut inventory = inventory.into_inner();
    while inventory.judge(SLICE) {
        arm.pause().await;
    }
    let each = Breakdown::of_each(&inventory);
    for (counted, lists) in each.iter().zip(inventory.subscriptions()) {
        let value = Inspected {
            unsupported: counted.unsupported,
            exposed: counted.open,
        };
        let missing = if value.unsupported.is_exact() && value.exposed.is_exact() {
            None
        } else {
            // What a VM lacks says it best; other machines are not counted.
            let of_vms = inventory.rows().iter().filter_map(unknown);
            let of_lists = lists.incomplete();
            let of_lists = of_lists.filter(|(list, _)| !matches!(list, List::Classic | List::Arc));
            of_vms.chain(of_lists.map(|(_, why)| why)).next().cloned()
        };
        on(Update::Inspected(
            subscription.clone(),
            Partial { value, missing },
        ));
    }
}

/// Why something that is counted is not known of a VM.
fn unknown(vm: &ListedVm) -> Option<&Unavailable> {
    match (&vm.tab, &vm.exposure) {
        (Tab::CannotTell(why), _) | (_, Some(Exposure::Unknown(why))) => Some(why),
        _ => None,
    }
}

async fn policies(arm: &ArmClient, scope: &ResourceId) -> Partial<Policies> {
    let mut value = Policies::default();
    let mut seen = HashSet::new();
    let end = async {
        let mut pages = arm.pages(&format!("{scope}/providers/{POLICIES}"));
        while !pages.is_done() {
            let (items, answer) = pages.next().await?;
            let parse = |it| parse_policy(&Node::new(it));
            let page: Result<Vec<Policy>, Unexpected> = items.iter().map(parse).collect();
            let page = page.map_err(|at| Unavailable::unexpected(&answer.request, &at))?;
            // Pages of a list that changes meanwhile can overlap.
            for policy in page.iter().filter(|it| seen.insert(it.id.clone())) {
                take_in(&mut value, policy, arm);
            }
        }
        Ok(())
    };
    let (end, whole) = futures::join!(end, whole_list(arm, scope, READ_POLICY));
    let missing = end.err().or(whole.err());
    Partial { value, missing }
}

fn take_in(all: &mut Policies, policy: &Policy, arm: &ArmClient) {
    for vm in &policy.vms {
        if is_arm_vm(&vm.id) {
            all.named.insert(vm.id.clone());
            if vm.ports.iter().any(is_open_to_any) {
                all.any_source.insert(vm.id.clone());
            }
        } else {
            all.names_others = true;
        }
    }
    let windows = access_windows::all([policy], arm.now(), |_| true);
    let open = windows.iter().filter(|it| it.status == Status::Open);
    all.open += u64::try_from(open.count()).unwrap_or(u64::MAX);
    if policy.provisioning_state.eq_ignore_ascii_case("Failed") {
        all.failed += 1;
    }
}

fn is_open_to_any(port: &PolicyPort) -> bool {
    port.sources.iter().any(|it| is_any(it))
}

/// Whether a source of a policy is every address: `*`, or a range of all addresses.
fn is_any(source: &str) -> bool {
    let source = source.trim();
    let is_whole_range = ip_range::parse(source).is_some_and(|it| it.prefix_len() == 0);
    source == "*" || is_whole_range || source.eq_ignore_ascii_case("Internet")
}

const SUBSCRIPTION: &str = "subscriptionId";

/// Counts the VMs of the whole tenant in one query, which waits for nothing: so there are
/// numbers when the list of subscriptions comes. They are the least that there are, until
/// each subscription has been counted; where this fails, nothing is lost.
pub async fn glimpse(arm: &ArmClient) -> Option<Update> {
    let query = Query {
        subscriptions: None,
        text: counting(),
        most: None,
    };
    let mut counts: HashMap<String, u64> = HashMap::new();
    let all = rows(arm, query, |row| counted(row, &mut counts)).await;
    all.ok().map(|_| Update::Glimpsed(counts))
}

fn counting() -> String {
    format!("resources | where type =~ '{VM_TYPE}' | summarize n = count() by {SUBSCRIPTION}")
}

/// Takes in a row of what [`counting`] asks.
fn counted(row: &Node, into: &mut HashMap<String, u64>) -> Result<(), Unexpected> {
    let n = row.at("n");
    let count = u64::try_from(n.number()?).map_err(|_| n.unexpected())?;
    let id = row.at(SUBSCRIPTION).text()?.to_ascii_lowercase();
    *into.entry(id).or_default() += count;
    Ok(())
}

/// The VMs of these subscriptions, each counted by Resource Graph. One of which it says
/// nothing has none only where it says that it knows the subscription, and the reader
/// may read every VM in it.
async fn count_vms(arm: &ArmClient, batch: Vec<String>, on: &impl Fn(Update)) {
    let query = |text: String| Query {
        subscriptions: Some(batch.iter().map(String::as_str).collect()),
        text,
        most: None,
    };
    let mut counts: HashMap<String, u64> = HashMap::new();
    let counting = rows(arm, query(counting()), |row| counted(row, &mut counts));
    let mut known: HashSet<String> = HashSet::new();
    let knowing = query(format!(
        "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' \
         | project {SUBSCRIPTION}"
    ));
    let knowing = rows(arm, knowing, |row| {
        known.insert(row.at(SUBSCRIPTION).text()?.to_ascii_lowercase());
        Ok(())
    });
    let (counted, asked) = futures::join!(counting, knowing);
    let failed = counted.err().or(asked.err());
    let (counts, known, failed) = (&counts, &known, &failed);
    let each = batch.iter().map(|id| {
        async move {
            let key = id.to_ascii_lowercase();
            let missing = match (failed, known.contains(&key)) {
                (Some(why), _) => Some(why.clone()),
                (None, false) => Some(Unavailable::new(Reason::OnlyPartRead)),
                (None, true) => match scope_of(id) {
                    Some(scope) => whole_list(&arm.renewed(), &scope, READ_VM).await.err(),
                    None => Some(Unavailable::new(Reason::OnlyPartRead)),
                },
            };
            let value = counts.get(&key).copied().unwrap_or_default();
            on(Update::Vms(id.clone(), Partial { value, missing }));
        }
        .boxed_local()
    });
    all(each, SIDE_BY_SIDE).await;
}

/// Looks through the VMs of these subscriptions for the ones that policies name.
async fn look(arm: &ArmClient, batch: Vec<(String, HashSet<ResourceId>)>, on: &impl Fn(Update)) {
    let mut found: HashMap<String, Vms> = HashMap::new();
    let named: HashMap<String, &HashSet<ResourceId>> = batch
        .iter()
        .map(|(id, named)| (id.to_ascii_lowercase(), named))
        .collect();
    let query = Query {
        subscriptions: Some(batch.iter().map(|it| &*it.0).collect()),
        text: format!("resources | where type =~ '{VM_TYPE}' | project id | order by id asc"),
        most: None,
    };
    // Pages of a table that changes meanwhile can overlap.
    let mut seen: HashSet<ResourceId> = HashSet::new();
    let end = rows(arm, query, |row| {
        let id = row.at("id").id()?;
        let subscription = id.subscription().to_ascii_lowercase();
        let is_named = named.get(&subscription).is_some_and(|it| it.contains(&id));
        if seen.insert(id) {
            let vms = found.entry(subscription).or_default();
            vms.all += 1;
            vms.named += u64::from(is_named);
        }
        Ok(())
    });
    let missing = end.await.err();
    for (id, _) in batch {
        let value = found.remove(&id.to_ascii_lowercase()).unwrap_or_default();
        let missing = missing.clone();
        on(Update::Looked(id, Partial { value, missing }));
    }
}

#[cfg(test)]
mod tests {
    use super::is_any;

    #[test]
    fn every_address_is_written_in_several_ways() {
        for (source, is_every) in [
            ("*", true),
            ("0.0.0.0/0", true),
            ("::/0", true),
            ("internet", true),
            ("10.0.0.0/8", false),
            ("203.0.113.7", false),
            ("text/0", false),
            ("", false),
        ] {
            assert_eq!(is_any(source), is_every, "{source:?}");
        }
    }
}
