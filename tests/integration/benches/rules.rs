//! How long security rules take: a thousand rules asked about a thousand
//! packets, beside fewer rules, which shows that the time grows with them.

use std::{hint::black_box, net::Ipv4Addr};

use azure::security_rules::{Packet, Rule, RuleSet, Sender, Target, Written};
use criterion::{Criterion, criterion_group, criterion_main};

const PACKETS: u16 = 1_000;

/// None holds for the packets but the last, so that all are asked.
fn rules(count: u16) -> RuleSet {
    let texts = |text: String| vec![text];
    let rule = |at: u16| {
        let is_last = at + 1 == count;
        let [high, low] = at.to_be_bytes();
        Rule::new(Written {
            name: format!("rule-{at}"),
            priority: Some(i64::from(at) + 100),
            access: if is_last { "Deny" } else { "Allow" }.to_owned(),
            direction: "Inbound".to_owned(),
            protocol: "Tcp".to_owned(),
            sources: texts(if is_last {
                "*".to_owned()
            } else {
                format!("198.18.{high}.{low}")
            }),
            source_ports: texts("*".to_owned()),
            destinations: texts("10.0.0.0/24".to_owned()),
            ports: vec!["22".to_owned(), "3000-4000".to_owned()],
            ..Written::default()
        })
    };
    RuleSet::new((0..count).map(rule).collect())
}

fn deciding(criterion: &mut Criterion) {
    let target = Target {
        address: Ipv4Addr::new(10, 0, 0, 4).into(),
        groups: Vec::new(),
        network: Vec::new(),
    };
    for count in [250, 500, 1_000] {
        let rules = rules(count);
        let name = format!("{count} rules x {PACKETS} packets");
        criterion.bench_function(&name, |bencher| {
            bencher.iter(|| {
                for at in 0..PACKETS {
                    let [high, low] = at.to_be_bytes();
                    let sender = Ipv4Addr::new(203, 0, high, low);
                    let packet = Packet {
                        sender: Sender::Range(std::net::IpAddr::from(sender).into()),
                        target: &target,
                        port: 3389,
                    };
                    black_box(rules.decide(black_box(&packet)));
                }
            });
        });
    }
}

criterion_group!(benches, deciding);
criterion_main!(benches);
