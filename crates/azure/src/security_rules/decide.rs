//! First match by priority: what a list of rules says of one packet.

use super::{Access, Match, Rule, packet::Packet};

/// Rules in the order in which they are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSet(Vec<Rule>);

/// What the rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    By(Access, &'a Rule),
    /// This rule would decide, and whether it holds is not known.
    Open(&'a Rule),
    /// No rule holds.
    Nothing,
}

/// One rule in the trace of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    pub rule: &'a Rule,
    /// Whether it holds for the packet.
    pub holds: Match,
    /// Whether it decides, or keeps the outcome open.
    pub decides: bool,
}

impl RuleSet {
    pub fn new(mut rules: Vec<Rule>) -> Self {
        // One without a priority might stand anywhere, so it goes first.
        rules.sort_by_key(|it| it.priority);
        Self(rules)
    }

    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    pub fn decide(&self, packet: &Packet) -> Decision<'_> {
        self.decide_without(packet, |_| false)
    }

    /// The decision as if the rules that `left_out` picks were not there.
    ///
    /// Rules that may hold are passed by as long as whatever comes after them
    /// says the same; the first that would change the outcome leaves it open.
    pub fn decide_without(
        &self,
        packet: &Packet,
        left_out: impl Fn(&Rule) -> bool,
    ) -> Decision<'_> {
        let mut doubtful: Vec<&Rule> = Vec::new();
        for tier in self.0.chunk_by(|a, b| a.priority == b.priority) {
            let mut certain: Option<&Rule> = None;
            for rule in tier.iter().filter(|it| !left_out(it)) {
                match rule.holds(packet) {
                    Match::No => {}
                    Match::Yes if rule.priority.is_some() => match certain {
                        None => certain = Some(rule),
                        // Two of one priority: Azure allows no such thing, so
                        // which is first is anybody's guess.
                        Some(_) => doubtful.push(rule),
                    },
                    Match::Yes | Match::Maybe => doubtful.push(rule),
                }
            }
            let Some(rule) = certain else {
                continue;
            };
            let Some(access) = rule.access else {
                return Decision::Open(rule);
            };
            let other = doubtful.iter().find(|it| it.access != Some(access));
            return other.map_or(Decision::By(access, rule), |it| Decision::Open(it));
        }
        doubtful
            .first()
            .map_or(Decision::Nothing, |it| Decision::Open(it))
    }

    /// Every inbound rule in its order, with what it means for the packet.
    pub fn trace(&self, packet: &Packet) -> Vec<Step<'_>> {
        let decisive = match self.decide(packet) {
            Decision::By(_, rule) | Decision::Open(rule) => Some(rule),
            Decision::Nothing => None,
        };
        self.0
            .iter()
            .filter(|it| it.direction != Some(super::Direction::Outbound))
            .map(|rule| Step {
                rule,
                holds: rule.holds(packet),
                decides: decisive.is_some_and(|it| std::ptr::eq(it, rule)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security_rules::Written;
    use crate::security_rules::{Sender, Target};

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|it| (*it).to_owned()).collect()
    }

    fn written(name: &str, priority: i64, access: &str, source: &str) -> Written {
        Written {
            name: name.to_owned(),
            priority: Some(priority),
            access: access.to_owned(),
            direction: "Inbound".to_owned(),
            protocol: "*".to_owned(),
            sources: texts(&[source]),
            source_ports: texts(&["*"]),
            destinations: texts(&["*"]),
            ports: texts(&["3389"]),
            ..Written::default()
        }
    }

    fn decided(rules: Vec<Written>) -> String {
        let target = Target {
            address: "10.10.1.4".parse().unwrap(),
            groups: Vec::new(),
            network: Vec::new(),
        };
        let packet = Packet {
            sender: Sender::Range(crate::ip_range::parse("203.0.113.7").unwrap()),
            target: &target,
            port: 3389,
        };
        let rules = RuleSet::new(rules.into_iter().map(Rule::new).collect());
        match rules.decide(&packet) {
            Decision::By(access, rule) => format!("{access:?} {}", rule.name),
            Decision::Open(rule) => format!("open {}", rule.name),
            Decision::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn the_first_that_holds_decides() {
        let rules = vec![
            written("late", 300, "Deny", "*"),
            written("mine", 200, "Allow", "203.0.113.7"),
            written("other", 100, "Deny", "198.51.100.0/24"),
        ];
        assert_eq!(decided(rules), "Allow mine");
        assert_eq!(decided(Vec::new()), "nothing");
    }

    #[test]
    fn doubt_counts_only_where_it_would_decide() {
        let tag = |access| written("tag", 100, access, "AzureCloud");
        let deny = || written("deny", 200, "Deny", "*");
        assert_eq!(decided(vec![tag("Allow"), deny()]), "open tag");
        assert_eq!(decided(vec![tag("Deny"), deny()]), "Deny deny");
        let after = Written {
            priority: Some(300),
            ..tag("Allow")
        };
        assert_eq!(decided(vec![after, deny()]), "Deny deny");
        assert_eq!(decided(vec![tag("Allow")]), "open tag");
    }

    #[test]
    fn one_priority_twice_is_anybodys_guess() {
        let twice = |access| {
            vec![
                written("a", 100, "Allow", "*"),
                written("b", 100, access, "*"),
            ]
        };
        assert_eq!(decided(twice("Deny")), "open b");
        assert_eq!(decided(twice("Allow")), "Allow a");
        let apart = vec![
            written("a", 100, "Allow", "*"),
            written("b", 100, "Deny", "198.51.100.1"),
        ];
        assert_eq!(decided(apart), "Allow a");
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let whole = || written("odd", 100, "Allow", "*");
        let deny = || written("deny", 200, "Deny", "*");
        for odd in [
            Written {
                direction: String::new(),
                ..whole()
            },
            Written {
                access: "Perhaps".to_owned(),
                ..whole()
            },
            Written {
                priority: None,
                ..whole()
            },
            Written {
                protocol: String::new(),
                ..whole()
            },
            Written {
                ports: Vec::new(),
                ..whole()
            },
            Written {
                ports: texts(&["100-50"]),
                ..whole()
            },
            Written {
                sources: Vec::new(),
                ..whole()
            },
            Written {
                sources: texts(&["203.0.113.7/99"]),
                ..whole()
            },
            Written {
                destinations: texts(&["??"]),
                ..whole()
            },
            Written {
                source_ports: texts(&["1024"]),
                ..whole()
            },
        ] {
            assert_eq!(decided(vec![odd.clone(), deny()]), "open odd", "{odd:?}");
        }
        // Where it does not hold for sure, its flaw is no matter.
        let elsewhere = Written {
            direction: String::new(),
            ports: texts(&["22"]),
            ..whole()
        };
        assert_eq!(decided(vec![elsewhere, deny()]), "Deny deny");
        let udp = Written {
            protocol: "Udp".to_owned(),
            ports: Vec::new(),
            ..whole()
        };
        assert_eq!(decided(vec![udp, deny()]), "Deny deny");
    }
}
