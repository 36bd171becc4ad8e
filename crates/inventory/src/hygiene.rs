//! What is untidy about JIT policies and the rules that they left, in each subscription:
//! found in the lists that were read, each with what mends it. What a list does not tell
//! is a doubt about a kind of finding: then there is never *none*, and no more than *at
//! least*. Must not know words, nor how a fix is carried out.
//!
//! Source of what is told of Azure, unless it says otherwise: learn.microsoft.com, "Enable
//! just-in-time access on VMs" and "Understanding just-in-time virtual machine access".

use std::collections::{BTreeMap, BTreeSet, HashSet};

use actions::edit::{Change, ChangeKind, Edit, Minutes};
use azure::{
    answer::{Reason, Unavailable},
    compute::VM_TYPE,
    ip_range,
    resource_id::ResourceId,
    security::{Policy, PolicyPort, PolicyVm},
    security_rules::Rule,
};
use diagnosis::{
    access_windows::{self, Status},
    jit_rules::{Jit, vm_of_description},
};
use ipnet::IpNet;

use super::{
    Exposure, Inventory, ListedVm, Lists, Tab,
    exposure::{Opening, openings},
    lists::List,
};

/// What kind of thing is untidy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// A policy names a VM that is gone.
    StaleMember,
    /// A VM is in several policies.
    SeveralPolicies,
    /// A rule of JIT's for a VM that is gone.
    LeftoverRule,
    /// A rule lets everybody in on a port that JIT guards.
    OpenToAll,
    /// A port may be asked for from anywhere.
    AnySource,
    /// A port may be asked for for longer than [`Limits`] say.
    LongTime,
    /// Nobody has asked for a port through its policy.
    UnusedPort,
}

impl FindingKind {
    pub const ALL: [Self; 7] = [
        Self::StaleMember,
        Self::SeveralPolicies,
        Self::LeftoverRule,
        Self::OpenToAll,
        Self::AnySource,
        Self::LongTime,
        Self::UnusedPort,
    ];

    /// The name under which texts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::StaleMember => "stale_member",
            Self::SeveralPolicies => "several_policies",
            Self::LeftoverRule => "leftover_rule",
            Self::OpenToAll => "open_to_all",
            Self::AnySource => "any_source",
            Self::LongTime => "long_time",
            Self::UnusedPort => "unused_port",
        }
    }
}

/// Where the reader draws the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// No port needs to be open for longer.
    pub longest: Minutes,
}

impl Default for Limits {
    /// The time that the portal offers, which is three hours.
    fn default() -> Self {
        Self {
            longest: Minutes::OFFERED,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: FindingKind,
    pub about: About,
    pub fix: Fix,
    pub certainty: Certainty,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A VM's entry in a policy, and those of its ports that are meant; none for the
    /// whole of it.
    Entry {
        policy: ResourceId,
        vm: ResourceId,
        ports: Vec<u16>,
    },
    /// A VM, and the policies that name it.
    Vm {
        vm: ResourceId,
        policies: Vec<ResourceId>,
    },
    /// A rule of a network security group. The VM is the name that the rule's description
    /// has, where it has one.
    Rule {
        group: ResourceId,
        rule: String,
        vm: Option<String>,
    },
    /// A guarded port of a VM, and the rule that opens it, by the names of the rule and of
    /// its network security group.
    Opening {
        vm: ResourceId,
        port: u16,
        rule: String,
        group: String,
    },
}

/// What mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Nothing more needs to be said than to do it. Of a port that is removed, Azure
    /// takes the deny rule away too.
    Ready(Edit),
    /// Such a change, of which only the reader knows the values.
    Asks(ChangeKind),
    /// No change of a policy: a rule, or a choice between policies.
    Elsewhere,
}

/// How surely a finding is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    Exact,
    /// It follows from what was read, and something else may change it.
    Partly(Gap),
}

/// What a finding is not sure for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Azure keeps requests for 30 days, and does not say since when a port is guarded.
    /// Source: learn.microsoft.com, "Microsoft Defender for Cloud data retention".
    History,
    /// Only its address tells that the rule is for nobody, and networks can share one.
    Address,
    /// Policies that were not read may name the VM too.
    Policies,
}

/// What can be said of one kind of finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is none.
    Clean,
    /// There are so many and no more.
    Found(usize),
    /// There are so many, and what was not read may hide others.
    AtLeast(usize, Unavailable),
    CannotTell(Unavailable),
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hygiene {
    findings: Vec<Finding>,
    doubts: BTreeMap<FindingKind, Doubt>,
    /// The place of the subscription that is looked at.
    at: usize,
}

/// Why there may be more of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Doubt {
    /// The first reason.
    why: Unavailable,
    /// The places of the subscriptions of which it is not known.
    of: BTreeSet<usize>,
}

impl Hygiene {
    /// What the lists tell as far as they have been read. The rows have to be
    /// [judged](Inventory::judge) first; one that is not leaves a doubt.
    pub fn of(inventory: &Inventory, limits: Limits) -> Self {
        let mut hygiene = Self::default();
        let mut rows = vec![Vec::new(); inventory.subscriptions().len()];
        for row in inventory.rows() {
            rows[row.subscription].push(row);
        }
        for (at, (lists, rows)) in inventory.subscriptions().iter().zip(rows).enumerate() {
            hygiene.at = at;
            hygiene.of_subscription(lists, &rows, limits);
        }
        hygiene
            .findings
            .sort_by(|one, other| (one.kind, &one.about).cmp(&(other.kind, &other.about)));
        hygiene
    }

    fn of_subscription(&mut self, lists: &Lists, rows: &[&ListedVm], limits: Limits) {
        self.of_policies(lists, limits);
        self.stale(lists, rows);
        self.several(lists);
        self.leftover(lists, rows);
        for row in rows {
            self.open_to_all(row, lists);
        }
        let policies = FindingKind::ALL
            .into_iter()
            .filter(|it| *it != FindingKind::LeftoverRule);
        for kind in policies {
            self.needs(kind, lists.whole(List::Policies));
        }
        self.needs(FindingKind::OpenToAll, lists.whole(List::Vms));
        self.needs(FindingKind::LeftoverRule, lists.whole(List::SecurityGroups));
    }

    /// By kind, and then by what they are about.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub fn of_kind(&self, kind: FindingKind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |it| it.kind == kind)
    }

    pub fn verdict(&self, kind: FindingKind) -> Verdict {
        let count = self.of_kind(kind).count();
        let doubt = self.doubts.get(&kind).map(|it| it.why.clone());
        match (count, doubt) {
            (0, None) => Verdict::Clean,
            (0, Some(why)) => Verdict::CannotTell(why),
            (count, None) => Verdict::Found(count),
            (count, Some(why)) => Verdict::AtLeast(count, why),
        }
    }

    /// The places of the subscriptions in which there may be more of a kind.
    pub fn in_doubt(&self, kind: FindingKind) -> impl Iterator<Item = usize> {
        let doubt = self.doubts.get(&kind);
        doubt.into_iter().flat_map(|it| it.of.iter().copied())
    }

    fn found(&mut self, kind: FindingKind, about: About, fix: Fix, certainty: Certainty) {
        self.findings.push(Finding {
            kind,
            about,
            fix,
            certainty,
        });
    }

    fn doubt(&mut self, kind: FindingKind, why: Unavailable) {
        let doubt = self.doubts.entry(kind).or_insert_with(|| Doubt {
            why,
            of: BTreeSet::new(),
        });
        doubt.of.insert(self.at);
    }

    fn needs(&mut self, kind: FindingKind, whole: Result<&str, Unavailable>) {
        if let Err(why) = whole {
            self.doubt(kind, why);
        }
    }

    /// What one policy by itself tells.
    fn of_policies(&mut self, lists: &Lists, limits: Limits) {
        for policy in lists.policies() {
            for entry in &policy.vms {
                self.any_source(policy, entry);
                self.long_time(policy, entry, limits);
                self.unused(policy, entry);
            }
        }
    }

    fn any_source(&mut self, policy: &Policy, entry: &PolicyVm) {
        let ports = numbers(entry, |it| it.sources.iter().any(|it| is_everybody(it)));
        if !ports.is_empty() {
            let fix = Fix::Asks(ChangeKind::ReplaceSource);
            let about = about(policy, entry, ports);
            self.found(FindingKind::AnySource, about, fix, Certainty::Exact);
        }
    }

    fn long_time(&mut self, policy: &Policy, entry: &PolicyVm, limits: Limits) {
        let kind = FindingKind::LongTime;
        let most = limits.longest.get();
        let ports = numbers(entry, |it| it.longest_minutes.is_some_and(|it| it > most));
        if !ports.is_empty() {
            let fix = edit(policy, entry, Change::AtMost(limits.longest));
            self.found(kind, about(policy, entry, ports), fix, Certainty::Exact);
        }
        if entry.ports.iter().any(|it| it.longest_minutes.is_none()) {
            let why = Unavailable::undecided("maxRequestAccessDuration", None);
            self.doubt(kind, why);
        }
    }

    /// A policy without any request tells nothing: it may be new, and its history may not
    /// have been kept.
    fn unused(&mut self, policy: &Policy, entry: &PolicyVm) {
        let kind = FindingKind::UnusedPort;
        if policy.requests.is_empty() {
            let why = Unavailable::undecided("properties.requests", Some(""));
            return self.doubt(kind, why);
        }
        let requested = policy.requests.iter().flat_map(|it| &it.vms);
        let requested: Vec<_> = requested.filter(|it| it.id == entry.id).collect();
        if requested.iter().any(|it| it.ports.is_empty()) {
            let why = Unavailable::undecided("properties.requests", None);
            return self.doubt(kind, why);
        }
        let used: HashSet<u16> = requested
            .iter()
            .flat_map(|it| it.ports.iter().map(|port| port.number))
            .collect();
        let ports = numbers(entry, |it| !used.contains(&it.number));
        if ports.is_empty() {
            return;
        }
        let is_all = numbers(entry, |_| true).len() == ports.len();
        let fix = if is_all {
            // That nobody comes is no reason to leave the VM unguarded.
            Fix::Elsewhere
        } else {
            let ports: BTreeSet<u16> = ports.iter().copied().collect();
            edit(policy, entry, Change::RemovePorts(ports))
        };
        let certainty = Certainty::Partly(Gap::History);
        self.found(kind, about(policy, entry, ports), fix, certainty);
    }

    fn stale(&mut self, lists: &Lists, rows: &[&ListedVm]) {
        let kind = FindingKind::StaleMember;
        let there: HashSet<&ResourceId> = rows.iter().map(|it| &it.machine.id).collect();
        for policy in lists.policies() {
            for entry in policy.vms.iter().filter(|it| !there.contains(&it.id)) {
                let own = policy.id.subscription();
                let is_of_list =
                    entry.id.subscription().eq_ignore_ascii_case(own) && entry.id.is_type(VM_TYPE);
                if let Err(why) = lists.whole(List::Vms) {
                    self.doubt(kind, why);
                } else if is_of_list {
                    let fix = edit(policy, entry, Change::DropGone);
                    let about = about(policy, entry, Vec::new());
                    self.found(kind, about, fix, Certainty::Exact);
                } else {
                    self.doubt(kind, Unavailable::new(Reason::NotListed));
                }
            }
        }
    }

    fn several(&mut self, lists: &Lists) {
        let is_whole = lists.whole(List::Policies).is_ok();
        for vm in lists.named() {
            let naming: Vec<&Policy> = lists.policies_of(vm).collect();
            if naming.len() < 2 {
                continue;
            }
            let spare = if is_whole {
                spare(&naming, vm, lists)
            } else {
                None
            };
            let fix = spare.map_or(Fix::Elsewhere, |policy| {
                Fix::Ready(Edit {
                    policy: policy.id.clone(),
                    vm: vm.clone(),
                    change: Change::Drop,
                })
            });
            let mut policies: Vec<ResourceId> = naming.iter().map(|it| it.id.clone()).collect();
            policies.sort();
            let vm = vm.clone();
            let about = About::Vm { vm, policies };
            let certainty = if is_whole {
                Certainty::Exact
            } else {
                Certainty::Partly(Gap::Policies)
            };
            self.found(FindingKind::SeveralPolicies, about, fix, certainty);
        }
    }

    fn leftover(&mut self, lists: &Lists, rows: &[&ListedVm]) {
        let kind = FindingKind::LeftoverRule;
        let there = There::of(lists, rows);
        for group in lists.security_groups.values() {
            let rules = group.rules.rules().iter();
            for rule in rules.filter(|it| Jit::of_name(&it.name).is_some()) {
                match there.is_leftover(rule, lists) {
                    Ok(None) => {}
                    Ok(Some(certainty)) => {
                        let about = About::Rule {
                            group: group.id.clone(),
                            rule: rule.name.clone(),
                            vm: vm_of_description(&rule.description).map(str::to_owned),
                        };
                        self.found(kind, about, Fix::Elsewhere, certainty);
                    }
                    Err(why) => self.doubt(kind, why),
                }
            }
        }
    }

    fn open_to_all(&mut self, row: &ListedVm, lists: &Lists) {
        let kind = FindingKind::OpenToAll;
        let ports = match &row.tab {
            Tab::Configured { ports, .. } => ports,
            Tab::CannotTell(why) => return self.doubt(kind, why.clone()),
            Tab::NotConfigured | Tab::Unsupported(_) => return,
        };
        match &row.exposure {
            Some(Exposure::Closed | Exposure::NoGroup) => return,
            Some(Exposure::Unknown(_) | Exposure::Open(_)) => {}
            None => return self.doubt(kind, Unavailable::new(Reason::Pending)),
        }
        for (port, opening) in openings(&row.machine, ports, lists) {
            match opening {
                Ok(Some(Opening { rule, group })) => {
                    let vm = row.machine.id.clone();
                    let about = About::Opening {
                        vm,
                        port,
                        rule,
                        group,
                    };
                    self.found(kind, about, Fix::Elsewhere, Certainty::Exact);
                }
                Ok(None) => {}
                Err(why) => self.doubt(kind, why),
            }
        }
    }
}

/// The VMs and addresses for which there can be a rule.
struct There {
    /// Names in lower case.
    vms: HashSet<String>,
    addresses: HashSet<IpNet>,
}

impl There {
    fn of(lists: &Lists, rows: &[&ListedVm]) -> Self {
        let vms = rows.iter().map(|it| &it.machine);
        let nics = lists.nics.values();
        let addresses = nics.flat_map(|it| &it.ip_configurations);
        Self {
            vms: vms
                .filter(|it| it.is_vm())
                .map(|it| it.id.name().to_lowercase())
                .collect(),
            addresses: addresses
                .filter_map(|it| it.address.map(IpNet::from))
                .collect(),
        }
    }

    /// Whether a rule of JIT's is for nobody, and how sure that is; `None` when it is for
    /// somebody. Its description names its VM, and its destination is the VM's private
    /// address. Source: learn.microsoft.com, Defender for Cloud release notes, and rules
    /// seen in public.
    fn is_leftover(&self, rule: &Rule, lists: &Lists) -> Result<Option<Certainty>, Unavailable> {
        if let Some(vm) = vm_of_description(&rule.description) {
            if self.vms.contains(&vm.to_lowercase()) {
                return Ok(None);
            }
            lists.whole(List::Vms)?;
            return Ok(Some(Certainty::Exact));
        }
        let parse = |it: &String| {
            let why = || Unavailable::undecided("destinationAddressPrefix", Some(it));
            ip_range::parse(it).ok_or_else(why)
        };
        let addresses: Vec<IpNet> = rule
            .destinations
            .iter()
            .map(parse)
            .collect::<Result<_, _>>()?;
        if addresses.is_empty() {
            return Err(Unavailable::undecided("destinationAddressPrefix", None));
        }
        if addresses.iter().any(|it| self.addresses.contains(it)) {
            return Ok(None);
        }
        lists.whole(List::Nics)?;
        Ok(Some(Certainty::Partly(Gap::Address)))
    }
}

fn about(policy: &Policy, entry: &PolicyVm, ports: Vec<u16>) -> About {
    About::Entry {
        policy: policy.id.clone(),
        vm: entry.id.clone(),
        ports,
    }
}

fn edit(policy: &Policy, entry: &PolicyVm, change: Change) -> Fix {
    Fix::Ready(Edit {
        policy: policy.id.clone(),
        vm: entry.id.clone(),
        change,
    })
}

/// The numbers of such ports, each once and in order.
fn numbers(entry: &PolicyVm, is_meant: impl Fn(&PolicyPort) -> bool) -> Vec<u16> {
    let ports = entry.ports.iter().filter(|it| is_meant(it));
    let numbers: BTreeSet<u16> = ports.map(|it| it.number).collect();
    numbers.into_iter().collect()
}

/// Whether a source is every address of its kind.
fn is_everybody(source: &str) -> bool {
    let source = source.trim();
    source == "*"
        || source.eq_ignore_ascii_case("internet")
        || ip_range::parse(source).is_some_and(|it| it.prefix_len() == 0)
}

/// The policy that the VM can be taken out of without a difference: all that it allows
/// another allows too, and no window through it is open. Of two that say the same it is
/// the later one by its id.
fn spare<'a>(naming: &[&'a Policy], vm: &ResourceId, lists: &Lists) -> Option<&'a Policy> {
    let now = lists.now?;
    let mut naming = naming.to_vec();
    naming.sort_by(|one, other| other.id.cmp(&one.id));
    let is_idle = |policy: &Policy| {
        let mut windows = access_windows::all([policy], now, |it| it == vm).into_iter();
        !windows.any(|it| matches!(it.status, Status::Open | Status::Initiating))
    };
    let is_covered = |policy: &Policy| {
        let own = policy.entry(vm);
        let others = naming.iter().filter(|it| it.id != policy.id);
        let mut others = others.filter_map(|it| it.entry(vm));
        own.is_some_and(|own| others.any(|it| covers(it, own)))
    };
    let mut policies = naming.iter();
    policies.find(|it| is_idle(it) && is_covered(it)).copied()
}

/// Whether one entry allows all that another does.
fn covers(one: &PolicyVm, other: &PolicyVm) -> bool {
    let has_port = |port: &PolicyPort| one.ports.iter().any(|it| covers_port(it, port));
    one.firewall_address == other.firewall_address && other.ports.iter().all(has_port)
}

fn covers_port(one: &PolicyPort, other: &PolicyPort) -> bool {
    let is_protocol = one.protocol == "*" || one.protocol.eq_ignore_ascii_case(&other.protocol);
    let is_time = match (one.longest_minutes, other.longest_minutes) {
        (Some(one), Some(other)) => one >= other,
        _ => false,
    };
    let has_source = |source: &String| {
        one.sources.iter().any(|it| {
            let ranges = (ip_range::parse(it), ip_range::parse(source));
            it.trim() == "*"
                || it.eq_ignore_ascii_case(source)
                || matches!(ranges, (Some(one), Some(other)) if one.contains(&other))
        })
    };
    one.number == other.number && is_protocol && is_time && other.sources.iter().all(has_source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(protocol: &str, sources: &[&str], minutes: Option<u32>) -> PolicyPort {
        PolicyPort {
            number: 22,
            protocol: protocol.to_owned(),
            sources: sources.iter().map(|it| (*it).to_owned()).collect(),
            longest_minutes: minutes,
        }
    }

    #[test]
    fn every_way_to_write_everybody_is_known() {
        for (source, is_it) in [
            ("*", true),
            (" * ", true),
            ("Internet", true),
            ("0.0.0.0/0", true),
            ("::/0", true),
            ("0.0.0.0/1", false),
            ("203.0.113.7", false),
            ("CorpNet", false),
        ] {
            assert_eq!(is_everybody(source), is_it, "{source}");
        }
    }

    #[test]
    fn a_port_covers_another_only_where_it_allows_all_of_it() {
        let other = port("TCP", &["203.0.113.7", "10.0.0.0/16"], Some(60));
        for (one, is_covered) in [
            (port("*", &["*"], Some(60)), true),
            (
                port("tcp", &["10.0.0.0/8", "203.0.113.0/24"], Some(61)),
                true,
            ),
            (port("UDP", &["*"], Some(60)), false),
            (port("*", &["*"], Some(59)), false),
            (port("*", &["*"], None), false),
            (port("*", &["10.0.0.0/8"], Some(60)), false),
            (port("*", &["10.0.0.0/17", "203.0.113.7"], Some(60)), false),
        ] {
            assert_eq!(covers_port(&one, &other), is_covered, "{one:?}");
        }
    }
}
