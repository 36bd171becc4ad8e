//! Where a packet comes from and goes to, and which addresses a rule means.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{
    Match,
    tag::{Tag, is_private},
};
use crate::resource_id::ResourceId;

/// Who sends a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The addresses of the reader: one, or a range that they come from.
    Range(IpNet),
    /// Somebody on the internet whom no rule means in particular.
    Anyone,
}

/// The address of the VM that a packet goes to, after all translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub address: IpAddr,
    /// The application security groups that hold it.
    pub groups: Vec<ResourceId>,
    /// Ranges of the virtual network that are known, such as the subnet's.
    pub network: Vec<IpNet>,
}

/// The addresses that one side of a rule means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addresses {
    /// `*`.
    any: bool,
    /// Merged, so that neighbours cover what only both together hold.
    v4: Vec<Ipv4Net>,
    v6: Vec<Ipv6Net>,
    tags: Vec<Tag>,
    groups: Vec<ResourceId>,
    /// Effective rules write `*` as `0.0.0.0/0`, so there this range may hold
    /// for IPv6 too.
    whole_may_be_any: bool,
    /// Something that is no address, range, tag or group.
    garbled: bool,
}

impl Addresses {
    pub(super) fn new(texts: &[String], groups: Vec<ResourceId>) -> Self {
        let mut own = Self {
            groups,
            ..Self::default()
        };
        for text in texts {
            own.add(text.trim());
        }
        own.v4 = Ipv4Net::aggregate(&own.v4);
        own.v6 = Ipv6Net::aggregate(&own.v6);
        own
    }

    /// As effective rules give them: `expanded` holds what the tags mean.
    pub(super) fn effective(texts: &[String], expanded: &[String]) -> Self {
        let mut own = Self {
            whole_may_be_any: true,
            ..Self::new(texts, Vec::new())
        };
        if !expanded.is_empty() {
            let meant = Self::new(expanded, Vec::new());
            own.tags = meant.tags;
            own.garbled |= meant.garbled;
            own.v4.extend(meant.v4);
            own.v6.extend(meant.v6);
            own.v4 = Ipv4Net::aggregate(&own.v4);
            own.v6 = Ipv6Net::aggregate(&own.v6);
        }
        own
    }

    fn add(&mut self, text: &str) {
        match text {
            "*" => self.any = true,
            _ if text.eq_ignore_ascii_case("Any") => self.any = true,
            _ => match crate::ip_range::parse(text) {
                Some(IpNet::V4(range)) => self.v4.push(range),
                Some(IpNet::V6(range)) => self.v6.push(range),
                None => match Tag::of(text) {
                    Some(tag) => self.tags.push(tag),
                    None => self.garbled = true,
                },
            },
        }
    }

    /// Whether nothing is said of this side, or nothing that was understood.
    pub(super) fn is_flawed(&self) -> bool {
        self.garbled
            || !self.any
                && self.v4.is_empty()
                && self.v6.is_empty()
                && self.tags.is_empty()
                && self.groups.is_empty()
    }

    /// Whether a packet of this sender comes from here.
    pub(super) fn hold_sender(&self, sender: Sender, target: &Target) -> Match {
        if self.any {
            return Match::Yes;
        }
        let flaw = self.flaw();
        match sender {
            Sender::Range(range) => {
                // An application security group holds interfaces of a virtual
                // network, which a public address is none of.
                let in_groups = if self.groups.is_empty() || is_private(&range) == Match::No {
                    Match::No
                } else {
                    Match::Maybe
                };
                self.hold_range(&range)
                    .or(|| self.tags_hold(&range, target))
                    .or(|| in_groups)
                    .or(|| flaw)
            }
            Sender::Anyone => Match::from(
                self.tags.contains(&Tag::Internet)
                    || self.v4.iter().any(|it| it.prefix_len() == 0)
                    || self.v6.iter().any(|it| it.prefix_len() == 0),
            )
            .or(|| flaw),
        }
    }

    /// Whether a packet to this target goes here.
    pub(super) fn hold_target(&self, target: &Target) -> Match {
        if self.any {
            return Match::Yes;
        }
        self.hold_range(&IpNet::from(target.address))
            .or(|| self.tags_hold_target())
            .or(|| self.groups_hold_target(target))
            .or(|| self.flaw())
    }

    /// A rule that names several groups, one of them without members, is reported not
    /// to be applied at all. Source: github.com/MicrosoftDocs/azure-docs, issue 77328.
    fn groups_hold_target(&self, target: &Target) -> Match {
        match &*self.groups {
            [only] => target.groups.contains(only).into(),
            several if several.iter().any(|it| target.groups.contains(it)) => Match::Maybe,
            _ => Match::No,
        }
    }

    fn tags_hold(&self, range: &IpNet, target: &Target) -> Match {
        self.tags.iter().fold(Match::No, |so_far, tag| {
            so_far.or(|| tag.holds_sender(range, &target.network))
        })
    }

    fn tags_hold_target(&self) -> Match {
        self.tags
            .iter()
            .fold(Match::No, |so_far, tag| so_far.or(|| tag.holds_target()))
    }

    fn hold_range(&self, range: &IpNet) -> Match {
        match range {
            IpNet::V4(range) => held(&self.v4, |it| it.contains(range), |it| range.contains(it)),
            IpNet::V6(range) => {
                let held = held(&self.v6, |it| it.contains(range), |it| range.contains(it));
                let may_be_any =
                    self.whole_may_be_any && self.v4.iter().any(|it| it.prefix_len() == 0);
                held.or(|| if may_be_any { Match::Maybe } else { Match::No })
            }
        }
    }

    fn flaw(&self) -> Match {
        if self.is_flawed() {
            Match::Maybe
        } else {
            Match::No
        }
    }
}

fn held<T>(all: &[T], covers: impl Fn(&T) -> bool, meets: impl Fn(&T) -> bool) -> Match {
    let mut some = Match::No;
    for it in all {
        if covers(it) {
            return Match::Yes;
        }
        if meets(it) {
            some = Match::Maybe;
        }
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> IpNet {
        crate::ip_range::parse(text).unwrap()
    }

    fn target() -> Target {
        Target {
            address: "10.10.1.4".parse().unwrap(),
            groups: Vec::new(),
            network: vec![range("10.10.1.0/24")],
        }
    }

    fn from(texts: &[&str], sender: &str) -> Match {
        let texts: Vec<String> = texts.iter().map(|it| (*it).to_owned()).collect();
        Addresses::new(&texts, Vec::new()).hold_sender(Sender::Range(range(sender)), &target())
    }

    #[test]
    fn tags_mean_what_is_known_of_them() {
        for (text, sender, expected) in [
            ("Internet", "203.0.113.7", Match::Yes),
            ("INTERNET", "203.0.113.7", Match::Yes),
            ("internet", "10.9.9.9", Match::No),
            ("Internet", "0.0.0.0/0", Match::Maybe),
            ("VirtualNetwork", "203.0.113.7", Match::No),
            ("VIRTUAL_NETWORK", "10.10.1.200", Match::Yes),
            ("VirtualNetwork", "10.99.0.1", Match::Maybe),
            ("AzureLoadBalancer", "203.0.113.7", Match::No),
            ("AZURE_LOADBALANCER", "168.63.129.16", Match::Yes),
            ("AzureCloud.westeurope", "203.0.113.7", Match::Maybe),
            ("*", "2001:db8::1", Match::Yes),
            ("Any", "10.0.0.1", Match::Yes),
            ("0.0.0.0/0", "203.0.113.7", Match::Yes),
            ("0.0.0.0/0", "2001:db8::1", Match::No),
            ("10.0.0.0/33", "203.0.113.7", Match::Maybe),
            ("10.0.0", "203.0.113.7", Match::Maybe),
            ("", "203.0.113.7", Match::Maybe),
        ] {
            assert_eq!(from(&[text], sender), expected, "{text} {sender}");
        }
    }

    #[test]
    fn neighbours_hold_together_what_none_holds_alone() {
        let halves = ["203.0.113.0/25", "203.0.113.128/25"];
        assert_eq!(from(&halves, "203.0.113.0/24"), Match::Yes);
        assert_eq!(from(&halves[..1], "203.0.113.0/24"), Match::Maybe);
        assert_eq!(from(&halves[..1], "203.0.113.200"), Match::No);
    }

    #[test]
    fn the_whole_of_an_effective_rule_may_be_any() {
        let whole = vec!["0.0.0.0/0".to_owned(), "0.0.0.0/0".to_owned()];
        let effective = Addresses::effective(&whole, &[]);
        let v6 = Sender::Range(range("2001:db8::1"));
        assert_eq!(effective.hold_sender(v6, &target()), Match::Maybe);
        let v4 = Sender::Range(range("203.0.113.7"));
        assert_eq!(effective.hold_sender(v4, &target()), Match::Yes);
    }

    #[test]
    fn what_azure_expanded_takes_the_place_of_the_tag() {
        let tag = vec!["VirtualNetwork".to_owned()];
        let expanded = vec!["10.10.0.0/16".to_owned()];
        let own = Addresses::effective(&tag, &expanded);
        let of = |text| own.hold_sender(Sender::Range(range(text)), &target());
        assert_eq!(of("10.10.9.9"), Match::Yes);
        assert_eq!(of("10.99.0.1"), Match::No);
    }

    #[test]
    fn groups_hold_their_members() {
        let asg = |name: &str| {
            ResourceId::parse(&format!("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Network/applicationSecurityGroups/{name}")).unwrap()
        };
        let web = Addresses::new(&[], vec![asg("web")]);
        let member = Target {
            groups: vec![asg("WEB")],
            ..target()
        };
        assert_eq!(web.hold_target(&member), Match::Yes);
        assert_eq!(web.hold_target(&target()), Match::No);
        let public = Sender::Range(range("203.0.113.7"));
        assert_eq!(web.hold_sender(public, &target()), Match::No);
        let private = Sender::Range(range("10.10.1.9"));
        assert_eq!(web.hold_sender(private, &target()), Match::Maybe);
    }

    #[test]
    fn anyone_is_meant_by_what_means_everybody() {
        let of = |text: &str| {
            Addresses::new(&[text.to_owned()], Vec::new()).hold_sender(Sender::Anyone, &target())
        };
        for text in ["*", "Internet", "0.0.0.0/0", "::/0"] {
            assert_eq!(of(text), Match::Yes, "{text}");
        }
        for text in ["203.0.113.0/24", "VirtualNetwork", "AzureCloud"] {
            assert_eq!(of(text), Match::No, "{text}");
        }
        assert_eq!(of("10.0.0.0/33"), Match::Maybe);
    }
}
