//! The evaluator against a naive one: random rules, random packets. The naive
//! one knows single addresses only, reads every text anew, and tries each rule
//! that is not understood both ways: what comes out is known exactly when all
//! ways agree.

use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::{Access, Decision, Match, Packet, Rule, RuleSet, Sender, Target, Written};

const TARGET: [u8; 4] = [10, 0, 0, 4];

fn number(text: &str) -> Option<u32> {
    text.parse::<Ipv4Addr>().ok().map(u32::from)
}

/// Whether the text means the address; `None` when that is not known.
fn means(text: &str, address: u32) -> Option<bool> {
    let is_private = address >> 24 == 10;
    match text {
        "*" => return Some(true),
        "Internet" | "INTERNET" => return Some(!is_private),
        "VirtualNetwork" if !is_private => return Some(false),
        "VirtualNetwork" if address == u32::from(Ipv4Addr::from(TARGET)) => return Some(true),
        "AzureLoadBalancer" => return Some(false),
        _ => {}
    }
    let (base, length) = text.split_once('/').unwrap_or((text, "32"));
    let (base, length) = (number(base)?, length.parse::<u32>().ok()?);
    match length {
        0 => Some(true),
        1..=32 => Some(base >> (32 - length) == address >> (32 - length)),
        _ => None,
    }
}

fn some(texts: &[String], holds: impl Fn(&str) -> Option<bool>) -> Option<bool> {
    let all: Vec<Option<bool>> = texts.iter().map(|it| holds(it)).collect();
    if all.contains(&Some(true)) {
        Some(true)
    } else if all.is_empty() || all.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn in_ports(text: &str, port: u16) -> Option<bool> {
    if text == "*" {
        return Some(true);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
    (first <= last).then_some(first <= port && port <= last)
}

fn holds(rule: &Written, sender: u32, port: u16) -> Option<bool> {
    let inbound = match &*rule.direction {
        "Inbound" => Some(true),
        "Outbound" => Some(false),
        _ => None,
    };
    let tcp = match &*rule.protocol.to_ascii_lowercase() {
        "*" | "tcp" | "all" => Some(true),
        "udp" => Some(false),
        _ => None,
    };
    let parts = [
        inbound,
        tcp,
        some(&rule.sources, |it| means(it, sender)),
        some(&rule.destinations, |it| {
            means(it, u32::from(Ipv4Addr::from(TARGET)))
        }),
        some(&rule.ports, |it| in_ports(it, port)),
    ];
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// Every outcome that some reading of the rules allows.
fn outcomes(rules: &[Written], sender: u32, port: u16) -> Vec<String> {
    let mut sorted: Vec<&Written> = rules.iter().collect();
    sorted.sort_by_key(|it| it.priority);
    let mut possible = Vec::new();
    for rule in sorted {
        match holds(rule, sender, port) {
            Some(false) => {}
            Some(true) => {
                possible.push(rule.access.clone());
                return possible;
            }
            None => possible.push(rule.access.clone()),
        }
    }
    possible.push("nothing".to_owned());
    possible
}

fn source() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_owned()),
        Just("Internet".to_owned()),
        Just("INTERNET".to_owned()),
        Just("VirtualNetwork".to_owned()),
        Just("AzureLoadBalancer".to_owned()),
        Just("AzureCloud".to_owned()),
        Just("10.0.0.0/40".to_owned()),
        (0_u8..4, 0_u32..=32).prop_map(|(host, length)| format!("203.0.113.{host}/{length}")),
        (0_u8..8).prop_map(|host| format!("10.0.0.{host}")),
    ]
}

fn ports() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_owned()),
        (0_u16..8).prop_map(|it| it.to_string()),
        (0_u16..8, 0_u16..8).prop_map(|(a, b)| format!("{a}-{b}")),
        Just("all of them".to_owned()),
    ]
}

prop_compose! {
    fn rule()(
        access in prop::sample::select(vec!["Allow", "Deny"]),
        direction in prop::sample::select(vec!["Inbound", "Inbound", "Inbound", "Outbound", ""]),
        protocol in prop::sample::select(vec!["*", "Tcp", "TCP", "tcp", "All", "Udp", "Gre"]),
        sources in prop::collection::vec(source(), 1..4),
        destinations in prop::collection::vec(source(), 1..3),
        ports in prop::collection::vec(ports(), 0..3),
    ) -> Written {
        Written {
            access: access.to_owned(),
            direction: direction.to_owned(),
            protocol: protocol.to_owned(),
            sources,
            source_ports: vec!["*".to_owned()],
            destinations,
            ports,
            ..Written::default()
        }
    }
}

/// Rules of distinct priorities, in any order.
fn rules() -> impl Strategy<Value = Vec<Written>> {
    prop::collection::vec(rule(), 0..12).prop_flat_map(|rules| {
        let numbered: Vec<Written> = (100..)
            .zip(rules)
            .map(|(priority, rule)| Written {
                name: format!("rule-{priority}"),
                priority: Some(priority),
                ..rule
            })
            .collect();
        Just(numbered).prop_shuffle()
    })
}

fn target() -> Target {
    Target {
        address: Ipv4Addr::from(TARGET).into(),
        groups: Vec::new(),
        network: vec!["10.0.0.4/32".parse().unwrap()],
    }
}

/// `None` when it is left open.
fn decided(decision: &Decision) -> Option<String> {
    match decision {
        Decision::By(access, _) => Some(format!("{access:?}")),
        Decision::Nothing => Some("nothing".to_owned()),
        Decision::Open(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn it_says_what_every_reading_says(
        rules in rules(),
        sender in prop_oneof![
            (0_u8..4).prop_map(|it| Ipv4Addr::new(203, 0, 113, it)),
            (0_u8..8).prop_map(|it| Ipv4Addr::new(10, 0, 0, it)),
        ],
        port in 0_u16..8,
    ) {
        let mut possible = outcomes(&rules, sender.into(), port);
        possible.dedup();
        let target = target();
        let packet = Packet {
            sender: Sender::Range(std::net::IpAddr::from(sender).into()),
            target: &target,
            port,
        };
        let set = RuleSet::new(rules.into_iter().map(Rule::new).collect());
        let decision = set.decide(&packet);
        let expected = (possible.len() == 1).then(|| possible[0].clone());
        prop_assert_eq!(decided(&decision), expected);
    }

    /// What is said of a range holds for each address in it.
    #[test]
    fn a_range_is_decided_as_each_of_its_addresses(rules in rules(), port in 0_u16..8) {
        let target = target();
        let set = RuleSet::new(rules.into_iter().map(Rule::new).collect());
        let of = |sender: &str| {
            let sender = Sender::Range(crate::ip_range::parse(sender).unwrap());
            decided(&set.decide(&Packet { sender, target: &target, port }))
        };
        if let Some(whole) = of("203.0.113.0/30") {
            for host in 0..4 {
                prop_assert_eq!(of(&format!("203.0.113.{host}")), Some(whole.clone()));
            }
        }
    }

    /// The walk marks the rule that decides, and none that surely does not hold.
    #[test]
    fn the_walk_agrees(rules in rules(), port in 0_u16..8) {
        let target = target();
        let sender = Sender::Range("203.0.113.1/32".parse().unwrap());
        let packet = Packet { sender, target: &target, port };
        let set = RuleSet::new(rules.into_iter().map(Rule::new).collect());
        let trace = set.trace(&packet);
        let marked: Vec<_> = trace.iter().filter(|it| it.decides).collect();
        match set.decide(&packet) {
            Decision::Nothing => prop_assert!(marked.is_empty()),
            Decision::By(access, rule) => {
                prop_assert_eq!(marked.len(), 1);
                prop_assert_eq!(marked[0].holds, Match::Yes);
                prop_assert_eq!(marked[0].rule, rule);
                prop_assert!(matches!(access, Access::Allow | Access::Deny));
            }
            Decision::Open(rule) => {
                prop_assert_eq!(marked[0].rule, rule);
                prop_assert_ne!(marked[0].holds, Match::No);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(
        texts in prop::collection::vec(".{0,12}", 8),
        priority in prop::option::of(any::<i64>()),
    ) {
        let one = |at: usize| vec![texts[at].clone()];
        let written = Written {
            name: texts[0].clone(),
            description: texts[1].clone(),
            priority,
            access: texts[2].clone(),
            direction: "Inbound".to_owned(),
            protocol: texts[3].clone(),
            sources: one(4),
            source_ports: one(5),
            destinations: one(6),
            ports: one(7),
            ..Written::default()
        };
        let target = target();
        let sender = Sender::Range("203.0.113.1/32".parse().unwrap());
        let packet = Packet { sender, target: &target, port: 22 };
        let set = RuleSet::new(vec![Rule::new(written.clone()), Rule::effective(written)]);
        let _ = (set.decide(&packet), set.trace(&packet));
    }
}
