//! A healthy case for the unit tests of checks, and small changes to it.

use std::{
    net::{IpAddr, Ipv4Addr},
    rc::Rc,
};

use azure::{
    answer::{Fact, Known, Reason, Unavailable},
    authorization::ScopePermissions,
    claims::Claims,
    cloud::Cloud,
    compute::{Os, Vm},
    network::{AdminRules, IpConfiguration, Nic, SecurityGroup, Subnet},
    parts::Parts,
    rbac::{Permission, Permissions},
    resource_id::ResourceId,
    resources::{Subscription, SubscriptionLookup, Tenant},
    security::{
        Assessment, Plan, Policy, PolicyPort, PolicyVm, Requested, RequestedPort, RequestedVm,
    },
    security_rules::{Rule, RuleSet, Written},
    timestamp::Timestamp,
};
use time::macros::datetime;

use crate::{
    checks::EVALUATORS,
    engine::{Check, Verdict, outcome_of},
    facts::{Activity, GroupVms, Listed, Now, SignIn, Snapshot, Update, VmLookup},
    question::Question,
};

pub(crate) const NOW: Timestamp = datetime!(2026-11-24 10:00 UTC);
pub(crate) const SUBSCRIPTION: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const TENANT: &str = "99999999-8888-7777-6666-555555555555";

/// A snapshot that tests change fact by fact.
#[derive(Clone)]
pub(crate) struct Facts(Snapshot);

impl Facts {
    pub(crate) fn with(mut self, update: Update) -> Self {
        self.0.apply(update);
        self
    }

    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.0
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a fact is known or not, and this is one that is"
)]
pub(crate) fn known<T>(value: T) -> Fact<T> {
    Ok(Rc::new(Known::new(value, "GET /asked")))
}

/// Those that were read, with nothing left out.
pub(crate) fn parts<T>(read: Vec<T>) -> Fact<Parts<T>> {
    known(read.into())
}

pub(crate) fn unavailable<T>(reason: Reason) -> Fact<T> {
    Err(Unavailable::new(reason))
}

/// The verdict's name. A check that reads what it does not declare fails the
/// test, whichever test it is.
pub(crate) fn verdict(check: &Check, facts: &Facts) -> &'static str {
    judged(check, facts).name()
}

/// The case of a failure.
pub(crate) fn case(check: &Check, facts: &Facts) -> &'static str {
    match judged(check, facts) {
        Verdict::Fail(finding) => finding.case,
        other => panic!("{} should fail, and says {other:?}", check.id),
    }
}

pub(crate) fn judged(check: &Check, facts: &Facts) -> Verdict {
    let view = crate::facts::Facts::new(&facts.0);
    let known = EVALUATORS.iter().find(|it| it.check.id == check.id);
    let verdict = outcome_of(known.unwrap(), &view);
    assert!(
        view.was_read().is_subset(check.needs),
        "{} reads a fact that it does not declare",
        check.id
    );
    verdict
}

fn id(rest: &str) -> ResourceId {
    ResourceId::parse(&format!("/subscriptions/{SUBSCRIPTION}{rest}")).unwrap()
}

pub(crate) fn resource(rest: &str) -> ResourceId {
    id(&format!("/resourceGroups/rg-shop/providers/{rest}"))
}

pub(crate) fn subscription() -> ResourceId {
    id("")
}

pub(crate) fn group() -> ResourceId {
    id("/resourceGroups/rg-shop")
}

pub(crate) fn vm_id() -> ResourceId {
    resource("Microsoft.Compute/virtualMachines/vm-web-01")
}

pub(crate) fn nic_id() -> ResourceId {
    resource("Microsoft.Network/networkInterfaces/nic-web-01")
}

pub(crate) fn subnet_id() -> ResourceId {
    resource("Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-web")
}

pub(crate) fn nsg_id() -> ResourceId {
    resource("Microsoft.Network/networkSecurityGroups/nsg-web")
}

pub(crate) fn question() -> Question {
    Question {
        tenant: None,
        vm: vm_id(),
        port: Some(3389),
        source: Some("203.0.113.7".parse::<IpAddr>().unwrap().into()),
        goal: None,
        minutes: None,
        about: None,
    }
}

pub(crate) fn claims() -> Claims {
    Claims {
        audience: Some("https://management.azure.com/".to_owned()),
        tenant: Some(TENANT.to_owned()),
        object_id: Some("aaaaaaaa-0000-0000-0000-000000000001".to_owned()),
        expires: Some(NOW + std::time::Duration::from_mins(50)),
        methods: Some(vec!["pwd".to_owned(), "mfa".to_owned()]),
        ..Claims::default()
    }
}

pub(crate) fn plan(tier: &str, sub_plan: Option<&str>) -> Plan {
    Plan {
        tier: tier.to_owned(),
        sub_plan: sub_plan.map(str::to_owned),
        inherited: None,
        coverage: None,
    }
}

pub(crate) fn vm() -> Vm {
    Vm {
        id: vm_id(),
        location: "westeurope".to_owned(),
        os: Some(Os::Windows),
        nics: vec![nic_id()],
        power: Some("running".to_owned()),
        agent: Some("Ready".to_owned()),
        failure: None,
    }
}

pub(crate) fn nic() -> Nic {
    Nic {
        id: nic_id(),
        security_group: Some(nsg_id()),
        ip_configurations: vec![IpConfiguration {
            subnet: subnet_id(),
            public_address: None,
            primary: true,
            address: Some(Ipv4Addr::new(10, 0, 0, 4).into()),
            application_groups: Vec::new(),
            id: None,
            nat_rules: Vec::new(),
            pools: Vec::new(),
        }],
        primary: true,
        request: "GET /nic".to_owned(),
    }
}

pub(crate) fn subnet() -> Subnet {
    Subnet {
        id: subnet_id(),
        security_group: None,
        route_table: None,
        ranges: vec!["10.0.0.0/24".parse().unwrap()],
        request: "GET /subnet".to_owned(),
    }
}

pub(crate) fn policy_port(number: u16) -> PolicyPort {
    PolicyPort {
        number,
        protocol: "TCP".to_owned(),
        sources: vec!["*".to_owned()],
        longest_minutes: Some(180),
    }
}

pub(crate) fn policy() -> Policy {
    Policy {
        id: resource("Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"),
        location: "westeurope".to_owned(),
        provisioning_state: "Succeeded".to_owned(),
        vms: vec![PolicyVm {
            id: vm_id(),
            ports: vec![policy_port(22), policy_port(3389)],
            firewall_address: None,
        }],
        requests: Vec::new(),
    }
}

/// Port 3389 asked for on the VM, to end so many minutes from now.
pub(crate) fn asked_for(source: &str, end: i64, status: &str, reason: &str) -> RequestedPort {
    RequestedPort {
        number: 3389,
        sources: vec![source.to_owned()],
        end: Some(NOW + time::Duration::minutes(end)),
        status: status.to_owned(),
        reason: reason.to_owned(),
        mapped_port: None,
    }
}

/// A request for the VM; start and end in minutes from now.
pub(crate) fn window(source: &str, start: i64, end: i64, status: &str, reason: &str) -> Requested {
    Requested {
        requestor: "megan@contoso.com".to_owned(),
        start: Some(NOW + time::Duration::minutes(start)),
        justification: String::new(),
        vms: vec![RequestedVm {
            id: vm_id(),
            ports: vec![asked_for(source, end, status, reason)],
        }],
    }
}

pub(crate) fn with_requests(facts: Facts, requests: Vec<Requested>) -> Facts {
    facts.with(Update::Policies(known(vec![Policy {
        requests,
        ..policy()
    }])))
}

pub(crate) fn permissions(scope: &ResourceId, actions: &[&str]) -> ScopePermissions {
    ScopePermissions {
        scope: scope.clone(),
        permissions: Permissions(vec![Permission {
            actions: actions.iter().map(|it| (*it).to_owned()).collect(),
            not_actions: Vec::new(),
        }]),
        doubts: Vec::new(),
        request: "GET /permissions".to_owned(),
    }
}

fn deny_all() -> Written {
    let any = || vec!["*".to_owned()];
    Written {
        name: "DenyAllInBound".to_owned(),
        priority: Some(65500),
        access: "Deny".to_owned(),
        direction: "Inbound".to_owned(),
        protocol: "*".to_owned(),
        sources: any(),
        source_ports: any(),
        destinations: any(),
        ports: any(),
        ..Written::default()
    }
}

/// A case in which nothing is wrong, seen by an owner.
pub(crate) fn healthy() -> Facts {
    let mut snapshot = Snapshot::default();
    for update in [
        Update::Question(known(question())),
        Update::Cloud(known(Cloud::Public)),
        Update::Claims(known(claims())),
        Update::Now(known(Now {
            utc: NOW,
            from_arm: false,
            is_off: false,
        })),
        Update::SignIn(known(SignIn {
            accepted: Some("GET /tenants".to_owned()),
            accepted_below: true,
            rejections: Vec::new(),
        })),
        Update::Tenants(known(vec![Tenant {
            id: TENANT.to_owned(),
            name: "Contoso".to_owned(),
            domain: "contoso.com".to_owned(),
        }])),
        Update::Subscription(known(SubscriptionLookup::Visible(Subscription {
            id: SUBSCRIPTION.to_owned(),
            name: "Shop".to_owned(),
            state: "Enabled".to_owned(),
            tenant: TENANT.to_owned(),
            managing_tenants: Vec::new(),
        }))),
        Update::Provider(known("Registered".to_owned())),
        Update::Plan(known(plan("Standard", Some("P2")))),
        Update::MachinePlan(known(Plan {
            inherited: Some(true),
            ..plan("Standard", Some("P2"))
        })),
        Update::Vm(known(VmLookup::Found(vm()))),
        Update::Nics(known(vec![nic()])),
        Update::Subnets(parts(vec![subnet()])),
        Update::RouteTables(parts(Vec::new())),
        Update::Firewalls(known(Vec::new())),
        Update::PublicAddresses(parts(Vec::new())),
        Update::SecurityGroups(parts(vec![SecurityGroup {
            id: nsg_id(),
            rules: RuleSet::new(vec![Rule::new(deny_all())]),
            request: "GET /nsg".to_owned(),
        }])),
        Update::EffectiveRules(known(Vec::new())),
        Update::AdminRules(parts(vec![AdminRules {
            network: subnet_id().parent().unwrap(),
            rules: RuleSet::default(),
            request: "POST /admin".to_owned(),
        }])),
        Update::Assessment(known(Assessment {
            code: "Healthy".to_owned(),
            cause: String::new(),
        })),
        Update::Policies(known(vec![policy()])),
        Update::AllPolicies(known(())),
        Update::GroupVms(known(GroupVms {
            groups: vec![group()],
            vms: vec![vm_id()],
        })),
        Update::VmPermissions(known(permissions(&vm_id(), &["*"]))),
        Update::PolicyPermissions(known(permissions(&group(), &["*"]))),
        Update::SubscriptionPermissions(known(permissions(&subscription(), &["*"]))),
        Update::NetworkPermissions(known(vec![permissions(&nic_id(), &["*"])])),
        Update::DenyAssignments(known(Vec::new())),
        Update::Assignments(known(Vec::new())),
        Update::Eligibilities(known(Vec::new())),
        Update::Locks(known(Listed {
            all: Vec::new(),
            partial: None,
        })),
        Update::Activity(known(Activity {
            refused: Vec::new(),
            partial: false,
        })),
    ] {
        snapshot.apply(update);
    }
    Facts(snapshot)
}
