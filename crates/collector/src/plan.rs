//! The reads of a run as data: where each starts, and which ids in an answer lead to
//! the next. A script carries it out, and a test holds it to what a run really asks.

use azure::{
    arm::{Method, encoded_path},
    compute::{CLASSIC_LIST, VM_API, VM_TYPE},
    network::{FIREWALLS, NETWORK_API, SECURITY_GROUPS},
    resource_id::ResourceId,
    security::{ASSESSMENT_KEY, POLICIES, SECURITY},
    security_rules::{Match, is_private},
};
use diagnosis::{
    facts::SubjectFilters,
    question::{Goal, Question},
};

/// Stands in a path for the object ID of the person who runs the script.
pub const ME: &str = "{me}";
/// Stand in a path for seven days ago and for now.
pub const SINCE: &str = "{since}";
pub const UNTIL: &str = "{until}";
/// How many pages of the activity log are read.
pub const LOG_PAGES: usize = 3;
/// Of every other list. No list that a run needs comes near it.
pub const MOST_PAGES: usize = 200;

/// One read, or one for each id that an earlier answer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What later steps call its answers.
    pub name: &'static str,
    /// What it is for; a text has this name.
    pub area: Area,
    pub from: From,
    pub how: How,
    /// Made only if no answer of this name succeeded.
    pub unless: Option<&'static str>,
}

/// What a read is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Subscription,
    Defender,
    Vm,
    Network,
    Policies,
    Rights,
    Changes,
}

impl Area {
    pub fn name(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Defender => "defender",
            Self::Vm => "vm",
            Self::Network => "network",
            Self::Policies => "policies",
            Self::Rights => "rights",
            Self::Changes => "changes",
        }
    }
}

/// The path of a read, encoded as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    Start(String),
    Each(Each),
}

/// `prefix`, what `cut` leaves of each id, and `suffix`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Each {
    pub of: &'static str,
    /// Where the ids are in those answers: fields between dots, `[]` for every item,
    /// and `[vm]` for the items that name the VM.
    pub at: &'static [&'static str],
    pub cut: Cut,
    pub prefix: String,
    pub suffix: String,
    /// Leaves out what the lists of this name hold.
    pub not_in: Option<&'static str>,
    /// Of how many ids it is read, the first ones.
    pub most: usize,
}

/// Of how many interfaces the effective rules are read: what the VM says of them does not
/// tell which one is the primary one.
const MOST_NICS: usize = 4;

/// How many are read of what a list lacks.
const UNLISTED: usize = 3;

/// What of an id is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Whole,
    /// The resource of which it is a part.
    Parent,
    /// Its resource group.
    Group,
    /// Its last segment.
    Last,
}

impl Cut {
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Parent => "parent",
            Self::Group => "group",
            Self::Last => "last",
        }
    }
}

/// How an answer is had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Get,
    /// With all pages, up to so many.
    List(usize),
    /// What network managers say: a `POST` that changes nothing, page by page.
    AdminRules,
    /// The effective rules: a `POST` that changes nothing, which Azure works out in its
    /// own time.
    Effective,
}

impl How {
    pub fn method(self) -> Method {
        match self {
            Self::Get | Self::List(_) => Method::Get,
            Self::AdminRules | Self::Effective => Method::Post,
        }
    }

    /// How many pages are read at most.
    pub(crate) fn pages(self) -> usize {
        match self {
            Self::Get | Self::Effective => 1,
            Self::List(pages) => pages,
            Self::AdminRules => MOST_PAGES,
        }
    }
}

const NIC_ADDRESS: &str = "properties.ipConfigurations[].properties.publicIPAddress.id";
const VM_NICS: &str = "properties.networkProfile.networkInterfaces[].id";
const NIC_SUBNETS: &str = "properties.ipConfigurations[].properties.subnet.id";
const NIC_BALANCERS: &[&str] = &[
    "properties.ipConfigurations[].properties.loadBalancerInboundNatRules[].id",
    "properties.ipConfigurations[].properties.loadBalancerBackendAddressPools[].id",
];
const RIGHTS: &str = "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01";
const TENANTS: &str = "/tenants?api-version=2022-12-01";

/// The reads of a run that asks this.
pub fn plan(question: &Question) -> Vec<Step> {
    let vm = question.vm.as_str();
    let subscription = question.vm.subscription_scope();
    let mut steps = Vec::new();
    of_subscription(&mut steps, subscription.as_str(), vm);
    of_vm(&mut steps, subscription.as_str(), vm);
    of_network(&mut steps, question, subscription.as_str());
    of_policies(&mut steps, question, &subscription);
    of_rights(&mut steps, question, &subscription);
    steps
}

fn of_subscription(steps: &mut Vec<Step>, subscription: &str, vm: &str) {
    let version = "?api-version=2022-12-01";
    let pricings = "/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01";
    steps.extend([
        start(
            "subscription",
            Area::Subscription,
            How::Get,
            subscription,
            version,
        ),
        start("tenants", Area::Subscription, ALL, "", TENANTS),
        Step {
            unless: Some("subscription"),
            ..start(
                "subscriptions",
                Area::Subscription,
                ALL,
                "/subscriptions",
                version,
            )
        },
        start(
            "provider",
            Area::Defender,
            How::Get,
            subscription,
            &format!("/providers/{SECURITY}?api-version=2021-04-01"),
        ),
        start("plan", Area::Defender, How::Get, subscription, pricings),
        start("machine_plan", Area::Defender, How::Get, vm, pricings),
        start(
            "assessment",
            Area::Defender,
            How::Get,
            vm,
            &format!(
                "/providers/Microsoft.Security/assessments/{ASSESSMENT_KEY}?api-version=2021-06-01"
            ),
        ),
    ]);
}

fn of_vm(steps: &mut Vec<Step>, subscription: &str, vm: &str) {
    let expanded = format!("?{VM_API}&$expand=instanceView");
    let list = format!("/providers/{VM_TYPE}?{VM_API}");
    let classic = format!("/providers/{CLASSIC_LIST}");
    steps.push(start("vm", Area::Vm, How::Get, vm, &expanded));
    let registered = "/providers/Microsoft.ClassicCompute?api-version=2021-04-01";
    for (name, how, path) in [
        ("vms", ALL, &*list),
        ("classic_vms", ALL, &*classic),
        ("classic_provider", How::Get, registered),
    ] {
        steps.push(Step {
            unless: Some("vm"),
            ..start(name, Area::Vm, how, subscription, path)
        });
    }
}

fn of_network(steps: &mut Vec<Step>, question: &Question, subscription: &str) {
    let of = Area::Network;
    let version = format!("?{NETWORK_API}");
    let get = |name, from, at, cut| each(name, of, How::Get, from, at, cut, &version);
    steps.extend([
        get("nics", "vm", &[VM_NICS], Cut::Whole),
        get("subnets", "nics", &[NIC_SUBNETS], Cut::Whole),
        get(
            "route_tables",
            "subnets",
            &["properties.routeTable.id"],
            Cut::Whole,
        ),
        get("addresses", "nics", &[NIC_ADDRESS], Cut::Whole),
        get("balancers", "nics", NIC_BALANCERS, Cut::Parent),
        get(
            "front_addresses",
            "balancers",
            &["properties.frontendIPConfigurations[].properties.publicIPAddress.id"],
            Cut::Whole,
        ),
    ]);
    if let Some(group) = question.vm.resource_group_scope() {
        let list = format!("/providers/{SECURITY_GROUPS}?{NETWORK_API}");
        steps.push(start("groups_listed", of, ALL, group.as_str(), &list));
    }
    let group: &[&str] = &["properties.networkSecurityGroup.id"];
    steps.push(get("groups", "nics", group, Cut::Whole));
    steps.push(get("groups", "subnets", group, Cut::Whole));
    let firewalls = format!("/providers/{FIREWALLS}");
    steps.push(start("firewalls", of, ALL, subscription, &firewalls));
    let admin = format!("/listNetworkManagerEffectiveSecurityAdminRules?{NETWORK_API}");
    let subnets: &[&str] = &[NIC_SUBNETS];
    steps.push(each(
        "admin_rules",
        of,
        How::AdminRules,
        "nics",
        subnets,
        Cut::Parent,
        &admin,
    ));
    if question
        .source
        .is_some_and(|it| is_private(&it) == Match::Yes)
    {
        steps.push(get("networks", "nics", subnets, Cut::Parent));
    }
    if !matches!(question.goal, Some(Goal::Enable | Goal::Request)) {
        let path = format!("/effectiveNetworkSecurityGroups?{NETWORK_API}");
        let nics: &[&str] = &[VM_NICS];
        steps.push(each(
            "effective",
            of,
            How::Effective,
            "vm",
            nics,
            Cut::Whole,
            &path,
        ));
    }
}

fn of_policies(steps: &mut Vec<Step>, question: &Question, subscription: &ResourceId) {
    let of = Area::Policies;
    let list = format!("/providers/{POLICIES}");
    steps.push(start("policies", of, ALL, subscription.as_str(), &list));
    if let Some(group) = question.vm.resource_group_scope() {
        steps.push(start("policies", of, ALL, group.as_str(), &list));
    }
    let vms = format!("/providers/{VM_TYPE}?{VM_API}");
    let policy: &[&str] = &["value[vm].id"];
    steps.push(each(
        "group_vms",
        of,
        ALL,
        "policies",
        policy,
        Cut::Group,
        &vms,
    ));
    let members: &[&str] = &["value[vm].properties.virtualMachines[].id"];
    let version = format!("?{VM_API}");
    let mut member = each(
        "members",
        of,
        How::Get,
        "policies",
        members,
        Cut::Whole,
        &version,
    );
    if let From::Each(it) = &mut member.from {
        it.not_in = Some("group_vms");
        it.most = UNLISTED;
    }
    steps.push(member);
}

fn of_rights(steps: &mut Vec<Step>, question: &Question, subscription: &ResourceId) {
    let of = Area::Rights;
    let vm = question.vm.as_str();
    let group = question.vm.resource_group_scope();
    let at = |path: &str, more: &str| format!("/providers/Microsoft.Authorization/{path}{more}");
    let denials = at("denyAssignments", "?api-version=2022-04-01");
    let locks = at("locks", "?api-version=2020-05-01");
    let subscription = subscription.as_str();
    steps.push(start("rights", of, ALL, vm, RIGHTS));
    steps.push(start("rights", of, ALL, subscription, RIGHTS));
    if let Some(group) = &group {
        steps.push(start("rights", of, ALL, group.as_str(), RIGHTS));
    }
    let policy: &[&str] = &["value[vm].id"];
    steps.push(each(
        "rights",
        of,
        ALL,
        "policies",
        policy,
        Cut::Group,
        RIGHTS,
    ));
    for cut in [Cut::Group, Cut::Whole] {
        steps.push(each("rights", of, ALL, "vm", &[VM_NICS], cut, RIGHTS));
        steps.push(each("rights", of, ALL, "nics", &[NIC_ADDRESS], cut, RIGHTS));
    }
    let denied = format!("{denials}&$filter=atScope()");
    steps.push(start("denials", of, ALL, vm, &denied));
    of_roles(steps, question, subscription);
    for (name, in_group, path) in [
        ("rule_denials", "rule_denials_of_group", &denials),
        ("locks", "locks_of_group", &locks),
    ] {
        steps.push(start(name, of, ALL, subscription, path));
        if let Some(group) = &group {
            steps.push(Step {
                unless: Some(name),
                ..start(in_group, of, ALL, group.as_str(), path)
            });
        }
    }
    let filter = format!(
        "eventTimestamp ge '{SINCE}' and eventTimestamp le '{UNTIL}' and resourceGroupName eq '{}'",
        question
            .vm
            .resource_group()
            .unwrap_or_default()
            .replace('\'', "''"),
    );
    let log = format!(
        "/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter={}",
        in_query(&filter),
    );
    let pages = How::List(LOG_PAGES);
    steps.push(start("log", Area::Changes, pages, subscription, &log));
}

/// The roles that are assigned, or that could be activated: to who runs the script, or to
/// somebody else, whose permissions follow from nothing but their roles.
fn of_roles(steps: &mut Vec<Step>, question: &Question, subscription: &str) {
    let of = Area::Rights;
    let vm = question.vm.as_str();
    let at = |path: &str, filter: &str| {
        format!("/providers/Microsoft.Authorization/{path}&$filter={filter}")
    };
    let assigned = |filter: &str| at("roleAssignments?api-version=2022-04-01", filter);
    let eligible = |filter: &str| {
        at(
            "roleEligibilityScheduleInstances?api-version=2020-10-01",
            filter,
        )
    };
    if let Some(subject) = &question.about {
        let filters = SubjectFilters::of(subject);
        let (all, own) = filters.assigned();
        let lists = || own.into_iter().chain([all]);
        for filter in lists() {
            steps.push(start("roles", of, ALL, subscription, &assigned(filter)));
        }
        if let Some(group) = question.vm.resource_group_scope() {
            for filter in lists() {
                steps.push(Step {
                    unless: Some("roles"),
                    ..start("roles_of_group", of, ALL, group.as_str(), &assigned(filter))
                });
            }
        }
        let could_be = eligible(filters.eligible());
        steps.push(start("roles", of, ALL, vm, &could_be));
    } else {
        let mine = format!("assignedTo('{ME}')");
        steps.push(start("roles", of, ALL, vm, &assigned(&mine)));
        steps.push(start("roles", of, ALL, vm, &eligible("asTarget()")));
    }
    let role: &[&str] = &["value[].properties.roleDefinitionId"];
    let version = "?api-version=2022-04-01";
    let in_group = question.about.is_some().then_some("roles_of_group");
    for lists in ["roles"].into_iter().chain(in_group) {
        let mut definitions = each("definitions", of, How::Get, lists, role, Cut::Last, version);
        if let From::Each(it) = &mut definitions.from {
            let place = "/providers/Microsoft.Authorization/roleDefinitions/";
            it.prefix = encoded_path(&format!("{subscription}{place}"));
        }
        steps.push(definitions);
    }
}

const ALL: How = How::List(MOST_PAGES);

fn start(name: &'static str, area: Area, how: How, scope: &str, rest: &str) -> Step {
    Step {
        name,
        area,
        from: From::Start(encoded_path(&format!("{scope}{rest}"))),
        how,
        unless: None,
    }
}

fn each(
    name: &'static str,
    area: Area,
    how: How,
    of: &'static str,
    at: &'static [&'static str],
    cut: Cut,
    suffix: &str,
) -> Step {
    Step {
        name,
        area,
        from: From::Each(Each {
            of,
            at,
            cut,
            prefix: String::new(),
            suffix: suffix.to_owned(),
            not_in: None,
            most: if how == How::Effective {
                MOST_NICS
            } else {
                MOST_PAGES
            },
        }),
        how,
        unless: None,
    }
}

/// A value in a query. The marks of the times stay as they are, for a script fills
/// them in; no resource group's name holds a brace.
fn in_query(text: &str) -> String {
    let encoded = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
    let mut encoded = encoded.to_string();
    for mark in [SINCE, UNTIL] {
        let own = percent_encoding::utf8_percent_encode(mark, percent_encoding::NON_ALPHANUMERIC);
        encoded = encoded.replacen(&own.to_string(), mark, 1);
    }
    encoded
}
