//! Azure Bastion as the way in, in words: each host with where it is, from where it
//! connects and what comes next. What a check says is worded as its card words it.

use actions::{ActionKind, request::Target};
use azure::{answer::Unavailable, ip_range, network::BastionSku, resource_id::ResourceId};
use diagnosis::{
    bastion::{Found, Host, Judgement, Nearness, Step, Unread, Way, judge, shared_range},
    checks::asked_port,
    facts::{Facts, Snapshot},
    question::Question,
};
use ipnet::IpNet;
use text::Catalog;

use crate::{Checklist, Offer, Times, checklist};

/// What was found, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BastionInWords {
    /// That there is no host, or that none was seen.
    pub none: Option<String>,
    /// Those of the VM's own network first.
    pub hosts: Vec<HostInWords>,
    /// Where others may be, and why they can't be seen.
    pub unread: Vec<(String, Option<Unavailable>)>,
}

/// One host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostInWords {
    pub name: String,
    pub place: String,
    pub sku: String,
    /// From where it connects.
    pub source: String,
    pub state: HostState,
    /// What is so, and what that means.
    pub says: Vec<String>,
    /// Why it isn't known.
    pub why: Option<Unavailable>,
    /// The request that comes next.
    pub request: Option<Target>,
    /// The same question for its range, which tells all of the way.
    pub question: Option<Question>,
}

/// What comes next on the way through a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostState {
    /// Connect.
    Open,
    /// Request access for its range.
    Request,
    /// Something else has to be done first.
    First,
    /// It can't be used for this VM.
    Unusable,
    Unknown,
}

impl HostState {
    /// The name under which the text catalogue and the styles know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Request => "request",
            Self::First => "first",
            Self::Unusable => "unusable",
            Self::Unknown => "unknown",
        }
    }
}

/// Words what was found for a run.
pub fn bastion(
    found: &Found,
    snapshot: &Snapshot,
    catalog: &Catalog,
    times: Times,
) -> BastionInWords {
    let words = Words {
        found,
        snapshot,
        catalog,
        times,
    };
    let none = found.hosts.is_empty().then(|| {
        let key = if found.is_none() { "none" } else { "unseen" };
        catalog.text(&format!("bastion.{key}"))
    });
    BastionInWords {
        none,
        hosts: found.hosts.iter().map(|it| words.host(it)).collect(),
        unread: found.unread.iter().map(|it| words.unread(it)).collect(),
    }
}

struct Words<'a> {
    found: &'a Found,
    snapshot: &'a Snapshot,
    catalog: &'a Catalog,
    times: Times,
}

/// What is said of the way through a host.
struct Said {
    state: HostState,
    says: Vec<String>,
    why: Option<Unavailable>,
    request: Option<Target>,
    question: Option<Question>,
}

impl Said {
    fn of(state: HostState, says: Vec<String>) -> Self {
        Self {
            state,
            says,
            why: None,
            request: None,
            question: None,
        }
    }
}

impl Words<'_> {
    fn fill(&self, key: &str, args: &[(&str, String)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, value.as_str()));
        self.catalog.fill(&format!("bastion.{key}"), args)
    }

    fn host(&self, host: &Host) -> HostInWords {
        let way = judge(host, self.found, self.snapshot);
        let name = host.bastion.id.name().to_owned();
        let network = host.bastion.place.network();
        let network = network.as_ref().map_or("", ResourceId::name).to_owned();
        let place = match &host.nearness {
            Nearness::Own => self.fill("place.own", &[("network", network)]),
            Nearness::Peered(it) => {
                let args = [("network", network), ("state", it.state.clone())];
                self.fill("place.peered", &args)
            }
        };
        let source = match &host.range {
            Some(Ok(range)) => ip_range::show(*range),
            None if host.bastion.sku == BastionSku::Developer => ip_range::show(shared_range()),
            _ => self.fill("not_known", &[]),
        };
        let sku = match host.bastion.sku.name() {
            Some(name) => name.to_owned(),
            None => self.fill("not_known", &[]),
        };
        let mut said = self.way(&way, &name, &source);
        if let Some(state) = &host.bastion.state
            && !state.eq_ignore_ascii_case("Succeeded")
        {
            let args = [("state", state.clone())];
            said.says.push(self.fill("not_settled", &args));
        }
        HostInWords {
            name,
            place,
            sku,
            source,
            state: said.state,
            says: said.says,
            why: said.why,
            request: said.request,
            question: said.question,
        }
    }

    fn way(&self, way: &Way, name: &str, source: &str) -> Said {
        let host = ("name", name.to_owned());
        let unusable = |key: &str, args: &[(&str, String)]| {
            let text = self.fill(&format!("unusable.{key}"), args);
            Said::of(HostState::Unusable, vec![text])
        };
        match way {
            Way::NotConnected(peering) => {
                let network = peering.remote.name().to_owned();
                let state = peering.state.clone();
                let args = [host, ("network", network), ("state", state)];
                unusable("not_connected", &args)
            }
            Way::OwnNetworkOnly => unusable("own_network_only", &[host]),
            Way::UsualPortOnly(port) => unusable("port", &[host, ("port", port.to_string())]),
            Way::Unknown(why) => Said {
                why: Some(why.clone()),
                ..Said::of(HostState::Unknown, vec![self.fill("unknown", &[])])
            },
            Way::Shared { has_window } => self.shared(has_window, name, source),
            Way::Judged(judged) => self.judged(judged, name),
        }
    }

    fn port(&self) -> Option<u16> {
        asked_port(&Facts::new(self.snapshot)).ok()
    }

    /// A request for a range, where it is known for which port.
    fn target(&self, name: &str, range: IpNet) -> Option<Target> {
        let facts = Facts::new(self.snapshot);
        let vm = facts.question().ok()?.vm.clone();
        Some(Target::through(name, range, vm, self.port()?))
    }

    fn shared(&self, has_window: &Result<bool, Unavailable>, name: &str, source: &str) -> Said {
        let port = self.port().map(|it| it.to_string()).unwrap_or_default();
        let args = [("source", source.to_owned()), ("port", port)];
        let about = self.fill("shared", &args);
        match has_window {
            Ok(true) => Said::of(
                HostState::Open,
                vec![self.fill("shared_open", &args), about],
            ),
            Ok(false) => Said {
                request: self.target(name, shared_range()),
                ..Said::of(HostState::Request, vec![self.fill("request", &args), about])
            },
            Err(why) => Said {
                why: Some(why.clone()),
                ..Said::of(HostState::Unknown, vec![self.fill("unknown", &[]), about])
            },
        }
    }

    fn judged(&self, judged: &Judgement, name: &str) -> Said {
        let Checklist { card, .. } = checklist(
            &judged.diagnosis,
            &judged.question,
            &judged.snapshot,
            self.catalog,
            self.times,
        );
        let port = self.port().map(|it| it.to_string()).unwrap_or_default();
        let args = [("source", ip_range::show(judged.range)), ("port", port)];
        let is_request = card.offer == Offer::Action(ActionKind::Request);
        let said = match judged.step() {
            Step::Open => {
                let text = self.fill("open", &args);
                Said::of(
                    HostState::Open,
                    [Some(text), card.who].into_iter().flatten().collect(),
                )
            }
            Step::First(_) if is_request => Said {
                request: self.target(name, judged.range),
                ..Said::of(HostState::Request, vec![self.fill("request", &args)])
            },
            Step::First(_) => {
                let text = self.fill("first", &[("headline", card.headline)]);
                Said::of(
                    HostState::First,
                    [Some(text), card.who].into_iter().flatten().collect(),
                )
            }
            Step::Unknown => Said::of(HostState::Unknown, vec![card.headline]),
        };
        Said {
            question: Some(judged.question.clone()),
            ..said
        }
    }

    fn unread(&self, unread: &Unread) -> (String, Option<Unavailable>) {
        match unread {
            Unread::Peerings(network, why) => {
                let args = [("network", network.name().to_owned())];
                (self.fill("unread.peerings", &args), Some(why.clone()))
            }
            Unread::Subscription(id, why) => {
                let args = [("subscription", id.subscription().to_owned())];
                (self.fill("unread.subscription", &args), Some(why.clone()))
            }
            Unread::Beyond(n) => {
                let args = [("n", n.to_string())];
                (self.fill("unread.beyond", &args), None)
            }
        }
    }
}
