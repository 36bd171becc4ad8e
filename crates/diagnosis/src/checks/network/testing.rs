//! Networks and rules around the healthy VM, for the tests of this area.

use azure::{
    ip_range,
    network::{
        AdminRules, EffectiveGroup, IpConfiguration, Nic, Place, PublicAddress, Route, RouteTable,
        SecurityGroup, Subnet,
    },
    resource_id::ResourceId,
    security_rules::{Rule, RuleSet, Written},
};

use crate::{
    checks::testing::{
        Facts, healthy, known, nic, nic_id, nsg_id, parts, question, resource, subnet, subnet_id,
        window, with_requests,
    },
    facts::Update,
    question::Question,
};

/// A rule for port 3389 over any protocol.
pub(super) fn rule(name: &str, priority: i64, access: &str, from: &str, to: &str) -> Written {
    Written {
        name: name.to_owned(),
        priority: Some(priority),
        access: access.to_owned(),
        direction: "Inbound".to_owned(),
        protocol: "*".to_owned(),
        sources: vec![from.to_owned()],
        source_ports: vec!["*".to_owned()],
        destinations: vec![to.to_owned()],
        ports: vec!["3389".to_owned()],
        ..Written::default()
    }
}

pub(super) fn jit_of(vm: &str, from: &str, to: &str) -> Written {
    Written {
        description: format!(
            "MDC JIT Network Access rule created by an initiation request for policy 'default' of VM '{vm}'."
        ),
        ..rule(
            "MicrosoftDefenderForCloud-JITRule-72283894-6B4F27F3A1664D3F5639D63DE7957782",
            100,
            "Allow",
            from,
            to,
        )
    }
}

pub(super) fn jit_allow() -> Written {
    jit_of("vm-web-01", "203.0.113.7", "10.0.0.4")
}

pub(super) fn jit_deny() -> Written {
    rule(
        "MicrosoftDefenderForCloud-JITRule_-1614080692_E0AA8B01CF2A64611FAE4E56DB6A48F2",
        4096,
        "Deny",
        "*",
        "10.0.0.4",
    )
}

/// Azure's own rules, as far as they matter here.
pub(super) fn default_rules() -> Vec<Written> {
    let any_port = |written| Written {
        ports: vec!["*".to_owned()],
        is_default: true,
        ..written
    };
    vec![
        any_port(rule(
            "AllowVnetInBound",
            65000,
            "Allow",
            "VirtualNetwork",
            "VirtualNetwork",
        )),
        any_port(rule("DenyAllInBound", 65500, "Deny", "*", "*")),
    ]
}

pub(super) fn group(rules: Vec<Written>) -> SecurityGroup {
    SecurityGroup {
        id: nsg_id(),
        rules: set(rules, true),
        request: "GET /nsg".to_owned(),
    }
}

fn set(rules: Vec<Written>, with_default: bool) -> RuleSet {
    let default = if with_default {
        default_rules()
    } else {
        Vec::new()
    };
    RuleSet::new(rules.into_iter().chain(default).map(Rule::new).collect())
}

pub(super) fn groups(facts: Facts, all: &[(ResourceId, Vec<Written>)]) -> Facts {
    let all = all
        .iter()
        .map(|(id, rules)| SecurityGroup {
            id: id.clone(),
            ..group(rules.clone())
        })
        .collect();
    facts.with(Update::SecurityGroups(parts(all)))
}

/// The interface's group without any rule.
pub(super) fn bare_group(facts: Facts) -> Facts {
    facts.with(Update::SecurityGroups(parts(vec![SecurityGroup {
        rules: set(Vec::new(), false),
        ..group(Vec::new())
    }])))
}

/// A window is open for the reader, and JIT has written its rule.
pub(super) fn opened() -> Facts {
    let open = window("203.0.113.7", -30, 150, "Initiated", "UserRequested");
    groups(
        with_requests(healthy(), vec![open]),
        &[(nsg_id(), vec![jit_allow(), jit_deny()])],
    )
}

pub(super) fn in_subnet(facts: Facts, id: &ResourceId) -> Facts {
    facts.with(Update::Subnets(parts(vec![Subnet {
        security_group: Some(id.clone()),
        ..subnet()
    }])))
}

pub(super) fn effective(facts: Facts, place: Place, rules: Vec<Written>) -> Facts {
    facts.with(Update::EffectiveRules(known(vec![EffectiveGroup {
        nic: nic_id(),
        place,
        group: Some(nsg_id()),
        rules: set(rules, true),
        request: "POST /effective".to_owned(),
    }])))
}

pub(super) fn admin(facts: Facts, rules: Vec<Written>) -> Facts {
    facts.with(Update::AdminRules(parts(vec![AdminRules {
        network: subnet_id().parent().unwrap(),
        rules: set(rules, false),
        request: "POST /admin".to_owned(),
    }])))
}

pub(super) fn nics(facts: Facts, all: Vec<Nic>) -> Facts {
    facts.with(Update::Nics(known(all)))
}

pub(super) fn second_nic(group: &ResourceId, address: &str) -> Nic {
    let mut second = Nic {
        id: resource("Microsoft.Network/networkInterfaces/nic-2"),
        security_group: Some(group.clone()),
        primary: false,
        ..nic()
    };
    second.ip_configurations[0].address = Some(address.parse().unwrap());
    second
}

pub(super) fn with_source(facts: Facts, source: Option<&str>) -> Facts {
    facts.with(Update::Question(known(Question {
        source: source.and_then(ip_range::parse),
        ..question()
    })))
}

/// A public address of the interface, which may have no value yet.
pub(super) fn with_public(facts: Facts, address: Option<&str>) -> Facts {
    let id = resource("Microsoft.Network/publicIPAddresses/pip");
    let configuration = IpConfiguration {
        public_address: Some(id.clone()),
        ..nic().ip_configurations[0].clone()
    };
    let nic = Nic {
        ip_configurations: vec![configuration],
        ..nic()
    };
    facts
        .with(Update::Nics(known(vec![nic])))
        .with(Update::PublicAddresses(parts(vec![PublicAddress {
            id,
            address: address.map(|it| it.parse().unwrap()),
            is_secure_by_default: Some(true),
            request: "GET /pip".to_owned(),
        }])))
}

pub(super) fn routed(facts: Facts, routes: &[(&str, &str)]) -> Facts {
    let table = resource("Microsoft.Network/routeTables/rt-web");
    let routes = routes
        .iter()
        .map(|(prefix, hop)| Route {
            prefix: (*prefix).to_owned(),
            next_hop_type: (*hop).to_owned(),
            next_hop_address: Some("10.0.250.4".to_owned()),
        })
        .collect();
    facts
        .with(Update::Subnets(parts(vec![Subnet {
            route_table: Some(table.clone()),
            ..subnet()
        }])))
        .with(Update::RouteTables(parts(vec![RouteTable {
            id: table,
            routes,
            request: "GET /table".to_owned(),
        }])))
}
