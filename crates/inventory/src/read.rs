//! Reads the lists of a subscription, or of several, side by side, page by page. How many
//! requests that takes follows from the pages: none is made for a single VM.

use std::rc::Rc;

use azure::{
    answer::Unavailable,
    arm::{
        ArmClient, GraphPage, GraphPages, GraphQuery, GraphRest,
        json::{Node, Unexpected},
    },
    authorization::whole_list,
    compute::{CLASSIC_LIST, VM_TYPE, list_or_none},
    network::{
        FIREWALLS, NETWORK_API, READ_FIREWALL, SECURITY_GROUPS, Subnet, parse_firewall, parse_nic,
        parse_route_table, parse_security_group, parse_subnet,
    },
    rbac::{READ_NIC, READ_POLICY, READ_VM},
    resource_id::ResourceId,
    resources::{look_up_subscription, registration},
    security::{ASSESSMENT_KEY, Assessment, POLICIES, SECURITY, parse_policy, plan_at},
};
use futures::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, ready},
    stream::{self, FuturesUnordered},
};

use super::{List, ListState, Machine, Update};

const READ_NETWORK: &str = "Microsoft.Network/virtualNetworks/read";
const READ_ROUTE_TABLE: &str = "Microsoft.Network/routeTables/read";
const READ_SECURITY_GROUP: &str = "Microsoft.Network/networkSecurityGroups/read";
const READ_CLASSIC: &str = "Microsoft.ClassicCompute/virtualMachines/read";
const READ_ARC: &str = "Microsoft.HybridCompute/machines/read";
const READ_ASSESSMENT: &str = "Microsoft.Security/assessments/read";

const CLASSIC: &str = "Microsoft.ClassicCompute";
const ARC_LIST: &str = "Microsoft.HybridCompute/machines?api-version=2024-07-10";
/// Resource Graph gives no more rows at once.
const GRAPH_ROWS: usize = 1_000;
/// A hundred thousand machines; a subscription holds fewer.
const GRAPH_PAGES: usize = 100;

/// Subscriptions that are read side by side.
const SIDE_BY_SIDE: usize = 4;

/// Several subscriptions; what is handed on is told by the place of its subscription.
pub async fn read_each(arm: &ArmClient, subscriptions: &[ResourceId], on: impl Fn(usize, Update)) {
    let on = &on;
    let all = subscriptions.iter().enumerate();
    let each = all.map(|(at, it)| read(arm, it, move |update| on(at, update)).boxed_local());
    stream::iter(each)
        .buffer_unordered(SIDE_BY_SIDE)
        .for_each(|()| ready(()))
        .await;
}

/// One reading of one subscription.
#[derive(Clone, Copy)]
struct Reader<'a> {
    arm: &'a ArmClient,
    subscription: &'a ResourceId,
    on: &'a dyn Fn(Update),
}

/// Reads everything, and hands on each page as it arrives. It never fails: a
/// list that cannot be read ends as partial, with its reason. Dropping the
/// future cancels what is in flight.
pub async fn read(arm: &ArmClient, subscription: &ResourceId, on: impl Fn(Update)) {
    // Nothing that was asked before answers for the present.
    let arm = arm.renewed();
    let reader = Reader {
        arm: &arm,
        subscription,
        on: &on,
    };
    on(Update::Now(arm.now()));
    let mut running: FuturesUnordered<LocalBoxFuture<'_, ()>> = [
        reader.head().boxed_local(),
        reader.machines().boxed_local(),
        reader.others(List::Classic).boxed_local(),
        reader.others(List::Arc).boxed_local(),
        reader.nics().boxed_local(),
        reader.networks().boxed_local(),
        reader.route_tables().boxed_local(),
        reader.security_groups().boxed_local(),
        reader.firewalls().boxed_local(),
        reader.policies().boxed_local(),
        reader.assessments().boxed_local(),
    ]
    .into_iter()
    .collect();
    while running.next().await.is_some() {}
}

impl Reader<'_> {
    /// What stands above all VMs.
    async fn head(self) {
        let Self {
            arm, subscription, ..
        } = self;
        let plan = async { (self.on)(Update::Plan(plan_at(arm, subscription).await.map(Rc::new))) };
        let provider = async {
            let state = registration(arm, subscription, SECURITY).await;
            (self.on)(Update::Provider(state.map(Rc::new)));
        };
        let own = async {
            let found = look_up_subscription(arm, subscription).await;
            (self.on)(Update::Subscription(found.map(Rc::new)));
        };
        futures::join!(plan, provider, own);
    }

    async fn machines(self) {
        let list = format!("{VM_TYPE}?api-version=2024-07-01");
        let end = self
            .pages(&list, READ_VM, Machine::vm, Update::Machines)
            .await;
        self.end(List::Vms, end);
    }

    /// Machines that JIT is not for, whose providers need not be registered.
    async fn others(self, list: List) {
        let end = async {
            let (path, action) = match list {
                List::Classic => (CLASSIC_LIST, READ_CLASSIC),
                _ => (ARC_LIST, READ_ARC),
            };
            // Classic VMs are retired: most subscriptions need no second request to know
            // that there are none.
            if list == List::Classic && self.has_no_classic().await {
                return Ok(String::new());
            }
            let Some(answer) = list_or_none(self.arm, self.subscription, path).await? else {
                return Ok(String::new());
            };
            let parse = match list {
                List::Classic => Machine::classic,
                _ => Machine::arc,
            };
            let items = answer.node().items().and_then(|items| {
                let items = items.iter();
                items.map(|it| parse(it, &answer.request)).collect()
            });
            let items = items.map_err(|at| Unavailable::unexpected(&answer.request, &at))?;
            (self.on)(Update::Machines(items));
            self.check_whole(action).await?;
            Ok(answer.request)
        };
        self.end(list, end.await);
    }

    async fn has_no_classic(self) -> bool {
        let state = registration(self.arm, self.subscription, CLASSIC).await;
        state.is_ok_and(|it| it.value.eq_ignore_ascii_case("NotRegistered"))
    }

    async fn nics(self) {
        let list = format!("Microsoft.Network/networkInterfaces?{NETWORK_API}");
        let end = self.pages(&list, READ_NIC, parse_nic, Update::Nics).await;
        self.end(List::Nics, end);
    }

    async fn networks(self) {
        let list = format!("Microsoft.Network/virtualNetworks?{NETWORK_API}");
        let flatten = |networks: Vec<Vec<Subnet>>| Update::Subnets(networks.concat());
        let end = self.pages(&list, READ_NETWORK, subnets, flatten).await;
        self.end(List::Networks, end);
    }

    async fn route_tables(self) {
        let list = format!("Microsoft.Network/routeTables?{NETWORK_API}");
        let end = self
            .pages(
                &list,
                READ_ROUTE_TABLE,
                parse_route_table,
                Update::RouteTables,
            )
            .await;
        self.end(List::RouteTables, end);
    }

    async fn security_groups(self) {
        let list = format!("{SECURITY_GROUPS}?{NETWORK_API}");
        let end = self
            .pages(
                &list,
                READ_SECURITY_GROUP,
                parse_security_group,
                Update::SecurityGroups,
            )
            .await;
        self.end(List::SecurityGroups, end);
    }

    async fn firewalls(self) {
        let parse = |node: &Node, _: &str| parse_firewall(node);
        let end = self
            .pages(FIREWALLS, READ_FIREWALL, parse, Update::Firewalls)
            .await;
        self.end(List::Firewalls, end);
    }

    async fn policies(self) {
        let parse = |node: &Node, _: &str| parse_policy(node);
        let end = self
            .pages(POLICIES, READ_POLICY, parse, Update::Policies)
            .await;
        self.end(List::Policies, end);
    }

    /// The recommendation about JIT for every machine, through Resource Graph,
    /// which leaves out what the reader may not read.
    async fn assessments(self) {
        let end = async {
            let query = GraphQuery {
                subscriptions: Some(vec![self.subscription.subscription()]),
                text: format!(
                    "securityresources \
                     | where type =~ 'microsoft.security/assessments' \
                     | where name =~ '{ASSESSMENT_KEY}' \
                     | project id, code = properties.status.code, \
                       cause = properties.status.cause \
                     | order by id asc"
                ),
                rows: GRAPH_ROWS,
            };
            let mut pages = GraphPages::new(self.arm, query, GRAPH_PAGES);
            loop {
                let page = pages.next().await?;
                let assessed = assessed(&page);
                let assessed =
                    assessed.map_err(|at| Unavailable::unexpected(&page.answer.request, &at))?;
                (self.on)(Update::Assessments(assessed));
                match page.rest {
                    GraphRest::More => {}
                    GraphRest::None => {
                        self.check_whole(READ_ASSESSMENT).await?;
                        return Ok(page.answer.request);
                    }
                    GraphRest::Again | GraphRest::Cut => return Err(page.endless()),
                }
            }
        };
        self.end(List::Assessments, end.await);
    }

    /// A list of the subscription to its end; gives the request.
    async fn pages<T>(
        self,
        list: &str,
        action: &str,
        parse: impl Fn(&Node, &str) -> Result<T, Unexpected>,
        update: impl Fn(Vec<T>) -> Update,
    ) -> Result<String, Unavailable> {
        let path = format!("{}/providers/{list}", self.subscription);
        let mut pages = self.arm.pages(&path);
        let mut request = String::new();
        while !pages.is_done() {
            let (items, answer) = pages.next().await?;
            let page: Result<Vec<T>, Unexpected> = items
                .iter()
                .map(|it| parse(&Node::new(it), &answer.request))
                .collect();
            (self.on)(update(
                page.map_err(|at| Unavailable::unexpected(&answer.request, &at))?,
            ));
            request = answer.request;
        }
        self.check_whole(action).await?;
        Ok(request)
    }

    async fn check_whole(self, action: &str) -> Result<(), Unavailable> {
        whole_list(self.arm, self.subscription, action).await
    }

    fn end(self, list: List, result: Result<String, Unavailable>) {
        let state = match result {
            Ok(request) => ListState::Whole(request),
            Err(why) => ListState::Partial(why),
        };
        (self.on)(Update::End(list, state));
    }
}

fn subnets(network: &Node, request: &str) -> Result<Vec<Subnet>, Unexpected> {
    let subnets = network.at("properties.subnets").optional_items()?;
    subnets.iter().map(|it| parse_subnet(it, request)).collect()
}

/// What machines were assessed as.
type Assessed = Vec<(ResourceId, Assessment)>;

fn assessed(page: &GraphPage) -> Result<Assessed, Unexpected> {
    let node = page.answer.node();
    // More without a way to it is no answer.
    if page.rest == GraphRest::Cut {
        return Err(node.at("$skipToken").unexpected());
    }
    let rows = node.at("data").items()?;
    let mut assessed = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = row.at("id");
        // Machines of other clouds have ids of another form.
        if let Some(machine) = assessed_by(id.text()?) {
            assessed.push((machine, Assessment::parse(row)?));
        }
    }
    Ok(assessed)
}

/// The resource that an assessment is attached to.
fn assessed_by(assessment: &str) -> Option<ResourceId> {
    let at = assessment
        .to_ascii_lowercase()
        .rfind("/providers/microsoft.security/assessments/")?;
    ResourceId::parse(&assessment[..at]).ok()
}

#[cfg(test)]
mod tests {
    use super::assessed_by;

    #[test]
    fn an_assessment_names_its_machine() {
        let vm = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1";
        let id = format!("{vm}/providers/Microsoft.Security/assessments/805651bc");
        assert_eq!(assessed_by(&id).unwrap().as_str(), vm);
        assert_eq!(assessed_by(vm), None);
    }
}
