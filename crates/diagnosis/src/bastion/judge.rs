//! What the checks say of a packet from a host's range, and what keeps a host from being
//! used before any packet is sent. Source for what a SKU can do: learn.microsoft.com,
//! "Choose the right Azure Bastion SKU to meet your needs".

use std::{
    net::{IpAddr, Ipv4Addr},
    rc::Rc,
};

use azure::{
    answer::{Known, Unavailable},
    compute::Os,
    ip_range,
    network::{BastionSku, Peering},
    security_rules::{Match, is_private},
};
use ipnet::IpNet;

use super::find::{Found, Host, Nearness};
use crate::{
    access_windows::{Status, windows},
    checks::{EVALUATORS, asked_port},
    engine::{Diagnosis, Failed, Lead, diagnose},
    facts::{Facts, Snapshot, Update, VmLookup},
    question::{Goal, Question},
};

/// Source: learn.microsoft.com, "Quickstart: Connect with Azure Bastion Developer".
pub const SHARED_ADDRESS: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// What is known of the way through one host.
#[derive(Clone, Debug)]
pub enum Way {
    /// The peering between the networks isn't connected.
    NotConnected(Peering),
    /// A shared host reaches only the network that it is in.
    OwnNetworkOnly,
    /// A shared host connects from [`SHARED_ADDRESS`]. The way from there isn't judged: the
    /// checks would take it for an address on the internet.
    Shared {
        /// Whether a window is open for it on the port.
        has_window: Result<bool, Unavailable>,
    },
    /// Its SKU connects only to the usual port of the VM's system, and this is another.
    UsualPortOnly(u16),
    /// The checks were asked.
    Judged(Box<Judgement>),
    Unknown(Unavailable),
}

/// The question, asked for the range of a host.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub range: IpNet,
    pub question: Question,
    pub snapshot: Snapshot,
    pub diagnosis: Diagnosis,
}

/// What comes next on the way through a host.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Nothing that is known keeps its packets from the VM.
    Open,
    /// This has to be done first.
    First(Failed<'a>),
    /// Something that could not be checked may keep them from it.
    Unknown,
}

impl Judgement {
    /// What comes next.
    pub fn step(&self) -> Step<'_> {
        match self.diagnosis.lead() {
            Lead::Cause(failed) | Lead::Ready(failed) => Step::First(failed),
            Lead::Running | Lead::Unknown => Step::Unknown,
            Lead::Exposure(_) | Lead::Warning(_) | Lead::Answer(_) | Lead::Clear => {
                let first = self.diagnosis.doubts().first;
                if first.is_some_and(|(it, _)| it.check.can_stop()) {
                    Step::Unknown
                } else {
                    Step::Open
                }
            }
        }
    }
}

/// The way through a host, by what a run has read.
pub fn judge(host: &Host, found: &Found, snapshot: &Snapshot) -> Way {
    let sku = &host.bastion.sku;
    if let Nearness::Peered(peering) = &host.nearness {
        if *sku == BastionSku::Developer {
            return Way::OwnNetworkOnly;
        }
        match peering.is_connected() {
            Some(true) => {}
            Some(false) => return Way::NotConnected(peering.clone()),
            None => {
                let why = Unavailable::undecided("peeringState", Some(&peering.state));
                return Way::Unknown(why);
            }
        }
    }
    let facts = Facts::new(snapshot);
    match other_port(sku, &facts) {
        Ok(None) => {}
        Ok(Some(port)) => return Way::UsualPortOnly(port),
        Err(why) => return Way::Unknown(why),
    }
    match &host.range {
        Some(Ok(range)) => judged(*range, found, snapshot),
        Some(Err(why)) => Way::Unknown(why.clone()),
        None if *sku == BastionSku::Developer => Way::Shared {
            has_window: has_window(&facts),
        },
        None => {
            let why = Unavailable::undecided("ipConfigurations[].properties.subnet", None);
            Way::Unknown(why.during(&host.bastion.request))
        }
    }
}

/// The address from which a shared host connects, as one that a request can name.
pub fn shared_range() -> IpNet {
    IpNet::from(IpAddr::V4(SHARED_ADDRESS))
}

fn has_window(facts: &Facts) -> Result<bool, Unavailable> {
    let port = asked_port(facts)?;
    let windows = windows(facts, &facts.question()?.vm)?;
    let mut open = windows
        .iter()
        .filter(|it| it.port == port && it.status == Status::Open);
    Ok(open.any(|it| it.is_for(&shared_range()) == Match::Yes))
}

/// The port, where it is none that the host connects to.
fn other_port(sku: &BastionSku, facts: &Facts) -> Result<Option<u16>, Unavailable> {
    if matches!(sku, BastionSku::Standard | BastionSku::Premium) {
        return Ok(None);
    }
    let port = asked_port(facts)?;
    let system = match &facts.vm()?.value {
        VmLookup::Found(vm) => vm.os,
        _ => None,
    };
    let is_usual = match system {
        Some(Os::Windows) => port == 3389,
        Some(Os::Linux) => port == 22,
        None => matches!(port, 22 | 3389),
    };
    if !is_usual && *sku == BastionSku::Unknown {
        return Err(Unavailable::undecided("sku.name", None));
    }
    Ok((!is_usual).then_some(port))
}

fn judged(range: IpNet, found: &Found, snapshot: &Snapshot) -> Way {
    // Rules judge a sender outside private networks as one that comes from the internet.
    if is_private(&range) != Match::Yes {
        let held = ip_range::show(range);
        return Way::Unknown(Unavailable::undecided("addressPrefix", Some(&held)));
    }
    let asked = match Facts::new(snapshot).question() {
        Ok(asked) => asked.value.clone(),
        Err(why) => return Way::Unknown(why),
    };
    let question = Question {
        source: Some(range),
        goal: Some(Goal::Connect),
        ..asked
    };
    let mut snapshot = snapshot.clone();
    snapshot.apply(Update::Question(Ok(Rc::new(Known::unasked(
        question.clone(),
    )))));
    snapshot.apply(Update::Networks(Ok(Rc::new(found.networks.clone()))));
    let diagnosis = diagnose(EVALUATORS, &snapshot, question.goal);
    Way::Judged(Box::new(Judgement {
        range,
        question,
        snapshot,
        diagnosis,
    }))
}
