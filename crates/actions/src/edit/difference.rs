//! What is there and what will be, policy by policy, for a preview: plain data. Must not
//! know how it comes about.

use azure::security::{PolicyPort, PolicySettings, is_same_entry};
use serde_json::{Value, json};

use super::entry;

/// What becomes of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub fate: Fate,
    /// The entries that differ: those of before in their order, then those that are new.
    pub entries: Vec<EntryDifference>,
    /// How many entries stay as they are.
    pub kept: usize,
    /// Whether something beside the entries differs.
    pub beside: bool,
}

/// What becomes of a policy as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    Written,
    /// There is none yet.
    Created,
    /// Nothing would be left in it.
    Deleted,
}

impl Fate {
    pub const ALL: [Self; 3] = [Self::Written, Self::Created, Self::Deleted];

    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Created => "created",
            Self::Deleted => "deleted",
        }
    }
}

/// One entry that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryDifference {
    /// The VM's id as the policy writes it.
    pub vm: String,
    pub what: EntryChange,
    /// Every port of both: those of before in their order, then those that are new.
    pub ports: Vec<PortDifference>,
    /// Whether something differs that this program does not know.
    pub beside: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryChange {
    Added,
    Dropped,
    Changed,
}

impl EntryChange {
    pub const ALL: [Self; 3] = [Self::Added, Self::Dropped, Self::Changed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Changed => "changed",
        }
    }
}

/// One port of an entry, before and after; at least one of them is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortDifference {
    pub before: Option<PolicyPort>,
    pub after: Option<PolicyPort>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortChange {
    Same,
    Added,
    Removed,
    Changed,
}

impl PortDifference {
    pub fn what(&self) -> PortChange {
        match (&self.before, &self.after) {
            (None, _) => PortChange::Added,
            (_, None) => PortChange::Removed,
            (Some(before), Some(after)) if says_the_same(before, after) => PortChange::Same,
            _ => PortChange::Changed,
        }
    }
}

impl Difference {
    /// `None` for a policy that is not there.
    pub(super) fn of(before: Option<&PolicySettings>, after: Option<&PolicySettings>) -> Self {
        let entries_of = |it: Option<&PolicySettings>| -> Vec<Value> {
            it.map(|it| it.entries().to_vec()).unwrap_or_default()
        };
        let (own, mut left) = (entries_of(before), entries_of(after));
        let mut entries = Vec::new();
        let mut kept = 0;
        for was in &own {
            let place = left.iter().position(|it| is_of_one_vm(was, it));
            match place.map(|at| left.remove(at)) {
                Some(will) if is_same_entry(was, &will) => kept += 1,
                will => entries.push(entry_difference(Some(was), will.as_ref())),
            }
        }
        entries.extend(left.iter().map(|it| entry_difference(None, Some(it))));
        let beside = match (before, after) {
            (Some(before), Some(after)) => *before != after.with_entries(own),
            _ => false,
        };
        Self {
            fate: match (before, after) {
                (None, _) => Fate::Created,
                (_, None) => Fate::Deleted,
                _ => Fate::Written,
            },
            entries,
            kept,
            beside,
        }
    }

    /// Whether nothing differs.
    pub fn is_none(&self) -> bool {
        self.fate == Fate::Written && self.entries.is_empty() && !self.beside
    }
}

fn is_of_one_vm(one: &Value, other: &Value) -> bool {
    entry::id(one).eq_ignore_ascii_case(entry::id(other))
}

fn entry_difference(before: Option<&Value>, after: Option<&Value>) -> EntryDifference {
    let ports_of = |it: Option<&Value>| it.map(|it| entry::ports(it).to_vec()).unwrap_or_default();
    let mut left = ports_of(after);
    let mut ports = Vec::new();
    let mut beside = false;
    for was in ports_of(before) {
        let own = entry::read(&was);
        let is_it = |it: &Value| is_one_port(own.as_ref(), entry::read(it).as_ref());
        let will = left.iter().position(is_it).map(|at| left.remove(at));
        let difference = PortDifference {
            before: own.clone(),
            after: will.as_ref().and_then(entry::read),
        };
        let is_same = will.is_some_and(|it| is_same_entry(&alone(&was), &alone(&it)));
        beside |= difference.what() == PortChange::Same && !is_same;
        ports.push(difference);
    }
    ports.extend(left.iter().map(|it| PortDifference {
        before: None,
        after: entry::read(it),
    }));
    if let (Some(before), Some(after)) = (before, after) {
        let bare = |it| entry::with_ports(it, Vec::new());
        beside |= !is_same_entry(&bare(before), &bare(after));
    }
    EntryDifference {
        vm: entry::id(before.or(after).unwrap_or(&Value::Null)).to_owned(),
        what: match (before, after) {
            (None, _) => EntryChange::Added,
            (_, None) => EntryChange::Dropped,
            _ => EntryChange::Changed,
        },
        ports,
        beside,
    }
}

fn alone(port: &Value) -> Value {
    json!({ "ports": [port] })
}

/// A port is told by its number and protocol.
fn is_one_port(one: Option<&PolicyPort>, other: Option<&PolicyPort>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    one.number == other.number && one.protocol.eq_ignore_ascii_case(&other.protocol)
}

fn says_the_same(one: &PolicyPort, other: &PolicyPort) -> bool {
    let sorted = |it: &PolicyPort| {
        let mut sources = it.sources.clone();
        sources.sort();
        sources
    };
    is_one_port(Some(one), Some(other))
        && one.longest_minutes == other.longest_minutes
        && sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(number: u16, sources: &[&str]) -> Value {
        json!({
            "number": number,
            "protocol": "*",
            "allowedSourceAddressPrefixes": sources,
            "maxRequestAccessDuration": "PT3H",
        })
    }

    fn settings(entries: &[(&str, &[Value])]) -> PolicySettings {
        let entry = |(vm, ports): &(&str, &[Value])| json!({"id": vm, "ports": ports});
        let entries: Vec<Value> = entries.iter().map(entry).collect();
        let body = json!({"kind": "Basic", "properties": {"virtualMachines": entries}});
        PolicySettings::parse(body).unwrap()
    }

    #[test]
    fn each_entry_and_port_says_what_becomes_of_it() {
        let before = settings(&[
            ("/a", &[port(22, &["*"]), port(3389, &["*"])]),
            ("/b", &[port(22, &["*"])]),
            ("/c", &[port(22, &["*"])]),
        ]);
        let after = settings(&[
            ("/C", &[port(22, &["*"])]),
            ("/A", &[port(22, &["10.0.0.0/8"]), port(5986, &["*"])]),
            ("/d", &[port(22, &["*"])]),
        ]);
        let difference = Difference::of(Some(&before), Some(&after));
        assert_eq!(difference.fate, Fate::Written);
        assert_eq!((difference.kept, difference.beside), (1, false));
        let told: Vec<(&str, EntryChange)> = difference
            .entries
            .iter()
            .map(|it| (&*it.vm, it.what))
            .collect();
        let (dropped, added) = (EntryChange::Dropped, EntryChange::Added);
        assert_eq!(
            told,
            [("/a", EntryChange::Changed), ("/b", dropped), ("/d", added)]
        );
        let ports: Vec<PortChange> = difference.entries[0]
            .ports
            .iter()
            .map(PortDifference::what)
            .collect();
        assert_eq!(
            ports,
            [PortChange::Changed, PortChange::Removed, PortChange::Added]
        );
    }

    #[test]
    fn the_same_differs_in_nothing_and_what_is_not_known_is_told() {
        let before = settings(&[("/a", &[port(22, &["1.2.3.4", "10.0.0.0/8"])])]);
        let same = settings(&[("/A", &[port(22, &["10.0.0.0/8", "1.2.3.4"])])]);
        assert!(Difference::of(Some(&before), Some(&same)).is_none());
        let mut odd = port(22, &["1.2.3.4", "10.0.0.0/8"]);
        odd["later"] = json!(1);
        let difference = Difference::of(Some(&before), Some(&settings(&[("/a", &[odd])])));
        assert!(difference.entries[0].beside);
        assert_eq!(difference.entries[0].ports[0].what(), PortChange::Same);
        let mut body = before.body().clone();
        body["properties"]["later"] = json!(1);
        let beside = PolicySettings::parse(body).unwrap();
        let difference = Difference::of(Some(&before), Some(&beside));
        assert!(difference.beside && difference.entries.is_empty());
    }

    #[test]
    fn a_policy_comes_or_goes_as_a_whole() {
        let one = settings(&[("/a", &[port(22, &["*"])])]);
        let gone = Difference::of(Some(&one), None);
        assert_eq!((gone.fate, gone.entries.len()), (Fate::Deleted, 1));
        let new = Difference::of(None, Some(&one));
        assert_eq!(new.fate, Fate::Created);
        assert_eq!(new.entries[0].what, EntryChange::Added);
        assert!(!gone.is_none() && !new.is_none());
    }
}
