//! What can be done to the entry of one VM in one policy. Must not know how many
//! are done at once, nor what Azure says of it.

use std::collections::BTreeSet;

use azure::{
    resource_id::ResourceId,
    security::{LONGEST_MINUTES, OFFERED_MINUTES, PolicyPort},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::entry;
use crate::{
    field::{SHORTEST, Source},
    turn_on::{ANY, GuardedPort, meet},
};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// These sources in the place of all that a port has.
    Sources {
        ports: Ports,
        sources: Sources,
    },
    /// These sources wherever a port has that one, which is compared without case. The
    /// others stay.
    ReplaceSource {
        from: String,
        to: Sources,
    },
    /// The longest time for which access can be asked for.
    Longest {
        ports: Ports,
        minutes: Minutes,
    },
    /// No longer than that; a shorter time stays.
    AtMost(Minutes),
    AddPorts(Vec<GuardedPort>),
    /// Azure takes the deny rules of these ports away too.
    RemovePorts(BTreeSet<u16>),
    /// The VM is no longer in the policy.
    Drop,
    /// The same, if there is no such VM when it comes to it.
    DropGone,
}

/// One change to the entry of one VM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub policy: ResourceId,
    pub vm: ResourceId,
    pub change: Change,
}

/// A change without its values: which form asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeKind {
    Sources,
    ReplaceSource,
    Longest,
    AtMost,
    AddPorts,
    RemovePorts,
    Drop,
    DropGone,
}

impl ChangeKind {
    pub const ALL: [Self; 8] = [
        Self::Sources,
        Self::ReplaceSource,
        Self::Longest,
        Self::AtMost,
        Self::AddPorts,
        Self::RemovePorts,
        Self::Drop,
        Self::DropGone,
    ];

    /// The name under which texts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::ReplaceSource => "replace_source",
            Self::Longest => "longest",
            Self::AtMost => "at_most",
            Self::AddPorts => "add_ports",
            Self::RemovePorts => "remove_ports",
            Self::Drop => "drop",
            Self::DropGone => "drop_gone",
        }
    }
}

/// Some ports of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ports {
    All,
    These(BTreeSet<u16>),
}

impl Ports {
    fn has(&self, port: &PolicyPort) -> bool {
        match self {
            Self::All => true,
            Self::These(numbers) => numbers.contains(&port.number),
        }
    }
}

/// At least one source, and any address only by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Source>")]
pub struct Sources(Vec<Source>);

impl TryFrom<Vec<Source>> for Sources {
    type Error = &'static str;

    fn try_from(all: Vec<Source>) -> Result<Self, Self::Error> {
        Self::new(all).ok_or("not sources of a port")
    }
}

impl Sources {
    pub fn new(all: Vec<Source>) -> Option<Self> {
        let is_mixed = all.len() > 1 && all.contains(&Source::Any);
        (!all.is_empty() && !is_mixed).then_some(Self(all))
    }

    /// As a policy writes them.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(|it| it.text()).collect()
    }
}

/// A time that a policy may allow: from 5 minutes to a day. Source: learn.microsoft.com,
/// REST "Jit Network Access Policies".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32")]
pub struct Minutes(u32);

impl TryFrom<u32> for Minutes {
    type Error = &'static str;

    fn try_from(minutes: u32) -> Result<Self, Self::Error> {
        Self::new(minutes).ok_or("not a time of a policy")
    }
}

impl Minutes {
    /// What the portal offers for a port.
    pub const OFFERED: Self = Self(OFFERED_MINUTES);

    pub fn new(minutes: u32) -> Option<Self> {
        (SHORTEST..=LONGEST_MINUTES)
            .contains(&minutes)
            .then_some(Self(minutes))
    }

    pub fn get(self) -> u32 {
        self.0
    }
}

/// Why a change cannot be made to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The policy has no entry for the VM.
    NoEntry,
    /// No port would be left: what is meant is to drop the VM.
    NoPortLeft,
    /// One packet could be for this port and for one that is there.
    PortTwice(u16),
    /// The port's time is none that this program can read, so it is not known whether
    /// it is too long.
    Unclear(u16),
}

impl Misfit {
    pub const NAMES: [&str; 4] = ["no_entry", "no_port_left", "port_twice", "unclear"];

    pub fn name(&self) -> &'static str {
        match self {
            Self::NoEntry => "no_entry",
            Self::NoPortLeft => "no_port_left",
            Self::PortTwice(_) => "port_twice",
            Self::Unclear(_) => "unclear",
        }
    }
}

impl Change {
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Sources { .. } => ChangeKind::Sources,
            Self::ReplaceSource { .. } => ChangeKind::ReplaceSource,
            Self::Longest { .. } => ChangeKind::Longest,
            Self::AtMost(_) => ChangeKind::AtMost,
            Self::AddPorts(_) => ChangeKind::AddPorts,
            Self::RemovePorts(_) => ChangeKind::RemovePorts,
            Self::Drop => ChangeKind::Drop,
            Self::DropGone => ChangeKind::DropGone,
        }
    }

    /// The entry as it will be; `None` for none.
    pub(super) fn on(&self, own: &Value) -> Result<Option<Value>, Misfit> {
        let ports = match self {
            Self::Drop | Self::DropGone => return Ok(None),
            Self::Sources { ports, sources } => {
                let texts = sources.texts();
                each(own, |port, it| {
                    Ok(ports.has(it).then(|| entry::with_sources(port, &texts)))
                })?
            }
            Self::ReplaceSource { from, to } => each(own, |port, it| {
                let replaced = replaced(&it.sources, from, &to.texts());
                Ok(replaced.map(|texts| entry::with_sources(port, &texts)))
            })?,
            Self::Longest { ports, minutes } => each(own, |port, it| {
                let is_other = it.longest_minutes != Some(minutes.0);
                let is_meant = ports.has(it) && is_other;
                Ok(is_meant.then(|| entry::with_longest(port, minutes.0)))
            })?,
            Self::AtMost(minutes) => each(own, |port, it| {
                let longest = it.longest_minutes.ok_or(Misfit::Unclear(it.number))?;
                let is_longer = longest > minutes.0;
                Ok(is_longer.then(|| entry::with_longest(port, minutes.0)))
            })?,
            Self::AddPorts(added) => with_added(own, added)?,
            Self::RemovePorts(numbers) => {
                let is_left = |it: &&Value| {
                    entry::read(it).is_none_or(|port| !numbers.contains(&port.number))
                };
                entry::ports(own).iter().filter(is_left).cloned().collect()
            }
        };
        if ports.is_empty() {
            return Err(Misfit::NoPortLeft);
        }
        Ok(Some(entry::with_ports(own, ports)))
    }
}

/// The ports of an entry, each as `change` makes it. One that cannot be read stays.
fn each(
    own: &Value,
    change: impl Fn(&Value, &PolicyPort) -> Result<Option<Value>, Misfit>,
) -> Result<Vec<Value>, Misfit> {
    let of_port = |port: &Value| {
        let changed = match entry::read(port) {
            Some(read) => change(port, &read)?,
            None => None,
        };
        Ok(changed.unwrap_or_else(|| port.clone()))
    };
    entry::ports(own).iter().map(of_port).collect()
}

/// `None` where that source is not among them.
fn replaced(sources: &[String], from: &str, to: &[String]) -> Option<Vec<String>> {
    let is_it = |it: &String| it.trim().eq_ignore_ascii_case(from.trim());
    let at = sources.iter().position(is_it)?;
    if to.iter().any(|it| it == ANY) {
        return Some(to.to_vec());
    }
    let (before, after) = (&sources[..at], &sources[at + 1..]);
    let mut all: Vec<String> = Vec::new();
    for text in before.iter().chain(to).chain(after) {
        if !is_it(text) && !all.contains(text) {
            all.push(text.clone());
        }
    }
    // The source may stand in for itself.
    Some(if all.is_empty() { to.to_vec() } else { all })
}

fn with_added(own: &Value, added: &[GuardedPort]) -> Result<Vec<Value>, Misfit> {
    let mut ports = entry::ports(own).to_vec();
    for new in added {
        let is_there = |port: &Value| {
            entry::read(port)
                .is_some_and(|it| meet((it.number, &it.protocol), (new.number, &new.protocol)))
        };
        if ports.iter().any(is_there) {
            return Err(Misfit::PortTwice(new.number));
        }
        ports.push(new.json());
    }
    Ok(ports)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> Value {
        json!({
            "id": "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm",
            "publicIpAddress": "198.51.100.1",
            "ports": [
                {"number": 22, "protocol": "*", "allowedSourceAddressPrefix": "*",
                 "maxRequestAccessDuration": "PT3H", "later": 1},
                {"number": 3389, "protocol": "TCP",
                 "allowedSourceAddressPrefixes": ["10.0.0.0/8", "CorpNet"],
                 "maxRequestAccessDuration": "P1D"},
            ],
        })
    }

    fn sources(texts: &[&str]) -> Sources {
        let all = texts
            .iter()
            .map(|it| crate::field::source("s", it).unwrap());
        Sources::new(all.collect()).unwrap()
    }

    fn ports(change: &Change) -> Vec<Value> {
        let changed = change.on(&entry()).unwrap().unwrap();
        assert_eq!(changed["publicIpAddress"], "198.51.100.1");
        assert_eq!(changed["id"], entry()["id"]);
        changed["ports"].as_array().unwrap().clone()
    }

    fn guarded(number: u16, protocol: &str) -> GuardedPort {
        GuardedPort {
            number,
            protocol: protocol.to_owned(),
            sources: vec![Source::Any],
            minutes: 60,
        }
    }

    #[test]
    fn sources_are_set_where_they_are_meant() {
        let sources = sources(&["203.0.113.0/24", "198.51.100.7"]);
        let of = |ports| Change::Sources {
            ports,
            sources: sources.clone(),
        };
        let both = ports(&of(Ports::All));
        for port in &both {
            assert_eq!(port.get("allowedSourceAddressPrefix"), None);
            let all = json!(["203.0.113.0/24", "198.51.100.7"]);
            assert_eq!(port["allowedSourceAddressPrefixes"], all);
        }
        assert_eq!(both[0]["later"], 1);
        let one = ports(&of(Ports::These([22].into())));
        assert_eq!(one[1], entry()["ports"][1]);
        assert_eq!(one[0], both[0]);
    }

    #[test]
    fn one_source_is_replaced_and_the_others_stay() {
        let of = |from: &str, to: &[&str]| {
            ports(&Change::ReplaceSource {
                from: from.to_owned(),
                to: sources(to),
            })
        };
        let any = of("*", &["10.1.0.0/16"]);
        assert_eq!(any[0]["allowedSourceAddressPrefix"], "10.1.0.0/16");
        assert_eq!(any[1], entry()["ports"][1]);
        let corp = of("corpnet", &["10.0.0.0/8", "10.1.0.0/16"]);
        assert_eq!(corp[0], entry()["ports"][0]);
        let all = json!(["10.0.0.0/8", "10.1.0.0/16"]);
        assert_eq!(corp[1]["allowedSourceAddressPrefixes"], all);
        let open = of("CorpNet", &["*"]);
        assert_eq!(open[1]["allowedSourceAddressPrefix"], "*");
        assert_eq!(open[1].get("allowedSourceAddressPrefixes"), None);
    }

    #[test]
    fn times_are_set_or_made_shorter() {
        let minutes = Minutes::new(240).unwrap();
        let longest = |change| -> Vec<String> {
            let all = ports(&change).into_iter();
            all.map(|it| it["maxRequestAccessDuration"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(longest(Change::AtMost(minutes)), ["PT3H", "PT4H"]);
        let all = Ports::All;
        assert_eq!(
            longest(Change::Longest {
                ports: all,
                minutes
            }),
            ["PT4H"; 2]
        );
        assert_eq!(Minutes::new(180), Some(Minutes::OFFERED));
        assert_eq!(Minutes::new(4), None);
        assert_eq!(Minutes::new(1441), None);
        let mut odd = entry();
        odd["ports"][0]["maxRequestAccessDuration"] = json!("long");
        let found = Change::AtMost(minutes).on(&odd);
        assert_eq!(found, Err(Misfit::Unclear(22)));
    }

    #[test]
    fn ports_come_and_go() {
        let more = ports(&Change::AddPorts(vec![
            guarded(5986, "TCP"),
            guarded(3389, "UDP"),
        ]));
        assert_eq!(more.len(), 4);
        assert_eq!(more[2]["number"], 5986);
        for (number, protocol) in [(22, "TCP"), (3389, "*"), (3389, "TCP")] {
            let twice = Change::AddPorts(vec![guarded(number, protocol)]);
            assert_eq!(twice.on(&entry()), Err(Misfit::PortTwice(number)));
        }
        let less = ports(&Change::RemovePorts([22, 1].into()));
        assert_eq!(less, [entry()["ports"][1].clone()]);
        let none = Change::RemovePorts([22, 3389].into());
        assert_eq!(none.on(&entry()), Err(Misfit::NoPortLeft));
        assert_eq!(Change::Drop.on(&entry()), Ok(None));
        assert_eq!(Change::DropGone.on(&entry()), Ok(None));
    }

    #[test]
    fn sources_are_some_and_any_stands_alone() {
        let range = crate::field::source("s", "10.0.0.0/8").unwrap();
        assert_eq!(Sources::new(Vec::new()), None);
        assert_eq!(Sources::new(vec![Source::Any, range]), None);
        assert!(Sources::new(vec![Source::Any]).is_some());
    }
}
