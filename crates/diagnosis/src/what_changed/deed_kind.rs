//! What kind of thing a change did, without the values: what can be said of a deed where
//! they are withheld. Must not know how a change is read.

use azure::value::{Kind, Noun};

/// A kind of deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeedKind {
    Created,
    Deleted,
    RulesUnclear,
    RuleAdded(Whose),
    RuleRemoved(Whose),
    RuleChanged(Way),
    Linked(Link, Way),
    Address(Way),
    Power(Way),
    Property(Way),
}

/// Whose a rule is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    JitAllow,
    JitDeny,
    Other,
    Unnamed,
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Set,
    Removed,
    Replaced,
    /// Azure doesn't tell it in full.
    Cut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Group,
    PublicAddress,
    Subnet,
    RouteTable,
}

impl DeedKind {
    /// Links name one by its place: a new one comes at the end.
    pub const ALL: [Self; 43] = [
        Self::Created,
        Self::Deleted,
        Self::RulesUnclear,
        Self::RuleAdded(Whose::JitAllow),
        Self::RuleAdded(Whose::JitDeny),
        Self::RuleAdded(Whose::Other),
        Self::RuleAdded(Whose::Unnamed),
        Self::RuleRemoved(Whose::JitAllow),
        Self::RuleRemoved(Whose::JitDeny),
        Self::RuleRemoved(Whose::Other),
        Self::RuleRemoved(Whose::Unnamed),
        Self::RuleChanged(Way::Set),
        Self::RuleChanged(Way::Removed),
        Self::RuleChanged(Way::Replaced),
        Self::RuleChanged(Way::Cut),
        Self::Linked(Link::Group, Way::Set),
        Self::Linked(Link::Group, Way::Removed),
        Self::Linked(Link::Group, Way::Replaced),
        Self::Linked(Link::Group, Way::Cut),
        Self::Linked(Link::PublicAddress, Way::Set),
        Self::Linked(Link::PublicAddress, Way::Removed),
        Self::Linked(Link::PublicAddress, Way::Replaced),
        Self::Linked(Link::PublicAddress, Way::Cut),
        Self::Linked(Link::Subnet, Way::Set),
        Self::Linked(Link::Subnet, Way::Removed),
        Self::Linked(Link::Subnet, Way::Replaced),
        Self::Linked(Link::Subnet, Way::Cut),
        Self::Linked(Link::RouteTable, Way::Set),
        Self::Linked(Link::RouteTable, Way::Removed),
        Self::Linked(Link::RouteTable, Way::Replaced),
        Self::Linked(Link::RouteTable, Way::Cut),
        Self::Address(Way::Set),
        Self::Address(Way::Removed),
        Self::Address(Way::Replaced),
        Self::Address(Way::Cut),
        Self::Power(Way::Set),
        Self::Power(Way::Removed),
        Self::Power(Way::Replaced),
        Self::Power(Way::Cut),
        Self::Property(Way::Set),
        Self::Property(Way::Removed),
        Self::Property(Way::Replaced),
        Self::Property(Way::Cut),
    ];

    /// The name in a report, and under which the text catalogue words it.
    pub fn name(self) -> String {
        match self {
            Self::Created => "created".to_owned(),
            Self::Deleted => "deleted".to_owned(),
            Self::RulesUnclear => "rules_unclear".to_owned(),
            Self::RuleAdded(whose) => format!("rule_added.{}", whose.name()),
            Self::RuleRemoved(whose) => format!("rule_removed.{}", whose.name()),
            Self::RuleChanged(way) => format!("rule_changed.{}", way.name()),
            Self::Linked(link, way) => format!("linked.{}.{}", link.name(), way.name()),
            Self::Address(way) => format!("address.{}", way.name()),
            Self::Power(way) => format!("power.{}", way.name()),
            Self::Property(way) => format!("property.{}", way.name()),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What its text speaks of, and what each value is.
    pub fn slots(self) -> Vec<(&'static str, Kind)> {
        let rule = ("rule", Kind::Name(Noun::Rule));
        let field = ("field", Kind::Field);
        match self {
            Self::Created
            | Self::Deleted
            | Self::RulesUnclear
            | Self::RuleAdded(Whose::Unnamed)
            | Self::RuleRemoved(Whose::Unnamed) => Vec::new(),
            Self::RuleAdded(_) | Self::RuleRemoved(_) => vec![rule],
            Self::RuleChanged(way) => with(&[rule, field], way, Kind::Unknown),
            Self::Linked(link, way) => with(&[], way, Kind::Name(link.noun())),
            Self::Address(way) => with(&[], way, Kind::Address),
            Self::Power(way) => with(&[], way, Kind::Word),
            Self::Property(way) => with(&[field], way, Kind::Unknown),
        }
    }
}

fn with(first: &[(&'static str, Kind)], way: Way, kind: Kind) -> Vec<(&'static str, Kind)> {
    let sides: &[&str] = match way {
        Way::Set => &["after"],
        Way::Removed => &["before"],
        Way::Replaced => &["before", "after"],
        Way::Cut => &[],
    };
    let sides = sides.iter().map(|side| (*side, kind));
    first.iter().copied().chain(sides).collect()
}

impl Whose {
    fn name(self) -> &'static str {
        match self {
            Self::JitAllow => "jit_allow",
            Self::JitDeny => "jit_deny",
            Self::Other => "other",
            Self::Unnamed => "unnamed",
        }
    }
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
            Self::Cut => "cut",
        }
    }
}

impl Link {
    fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::PublicAddress => "public_address",
            Self::Subnet => "subnet",
            Self::RouteTable => "route_table",
        }
    }

    pub(super) fn noun(self) -> Noun {
        match self {
            Self::Group => Noun::Nsg,
            Self::PublicAddress => Noun::PublicIp,
            Self::Subnet => Noun::Subnet,
            Self::RouteTable => Noun::RouteTable,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_name_of_its_own_that_reads_back() {
        let names: BTreeSet<String> = DeedKind::ALL.iter().map(|it| it.name()).collect();
        assert_eq!(names.len(), DeedKind::ALL.len());
        for it in DeedKind::ALL {
            assert_eq!(DeedKind::from_name(&it.name()), Some(it));
        }
        assert_eq!(DeedKind::from_name("rule_eaten"), None);
    }
}
