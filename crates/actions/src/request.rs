//! Requesting access: what a policy offers for a VM, the form, the request as
//! it is sent, and the wait until Azure has let the reader in. Source:
//! learn.microsoft.com, REST "Jit Network Access Policies - Initiate".

mod draft;
mod risk;
mod watch;

pub use draft::{AskedPort, PortDraft, RequestDraft};
pub use risk::Risk;
pub use watch::{Opened, Progress, RequestOutcome, send};

use azure::{
    answer::{Known, Reason, Unavailable},
    arm::{ArmClient, Method, Write},
    ip_range,
    rbac::INITIATE,
    resource_id::ResourceId,
    security::{Policy, PolicyPort, list_policies},
    timestamp::{self, Duration, Timestamp},
};
use diagnosis::question::Question;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Needed, field::LONGEST};

/// The VM to which access is asked for, and what stands in the form from the
/// start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub vm: ResourceId,
    pub port: Option<u16>,
    pub source: Option<String>,
    /// The name of the Bastion host that connects from the source, where it was read for
    /// one: then it is no address that somebody gave.
    #[serde(default)]
    pub bastion: Option<String>,
}

/// What one policy lets be asked for one VM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub policy: ResourceId,
    /// As the policy writes it.
    pub vm: ResourceId,
    pub ports: Vec<PolicyPort>,
}

/// An access request that keeps to its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    pub policy: ResourceId,
    pub vm: ResourceId,
    pub ports: Vec<AskedPort>,
    /// Empty for none.
    pub justification: String,
}

/// The offers for a VM in every policy that the reader may list: of the
/// subscription or, for those whose role stands lower, of its resource group.
pub async fn offers(arm: &ArmClient, vm: &ResourceId) -> Result<Vec<Offer>, Unavailable> {
    let policies = policies(&arm.renewed(), vm).await?;
    Ok(policies.iter().filter_map(|it| Offer::of(it, vm)).collect())
}

/// Every policy among which the VM's may be, as far as the reader may list them.
pub(crate) async fn policies(
    arm: &ArmClient,
    vm: &ResourceId,
) -> Result<Known<Vec<Policy>>, Unavailable> {
    let whole = list_policies(arm, vm.subscription_scope().as_str()).await;
    match (whole, vm.resource_group_scope()) {
        (Err(why), Some(group)) if why.reason == Reason::Forbidden => {
            list_policies(arm, group.as_str()).await.map_err(|_| why)
        }
        (whole, _) => whole,
    }
}

/// What the reader's roles must grant.
pub fn needed(offer: &Offer) -> Vec<Needed> {
    let scope = offer.policy.resource_group_scope();
    let scope = scope.unwrap_or_else(|| offer.policy.clone());
    vec![Needed::new(INITIATE, scope)]
}

impl Target {
    pub fn of(question: &Question) -> Self {
        Self {
            vm: question.vm.clone(),
            port: question.port,
            source: question.source.map(ip_range::show),
            bastion: None,
        }
    }

    /// For a Bastion host, from where it connects.
    pub fn through(bastion: &str, range: IpNet, vm: ResourceId, port: u16) -> Self {
        Self {
            vm,
            port: Some(port),
            source: Some(ip_range::show(range)),
            bastion: Some(bastion.to_owned()),
        }
    }

    /// The source that stood in the page's address, from which anything may have come.
    pub fn given_source(&self) -> Option<&str> {
        self.source.as_deref().filter(|_| self.bastion.is_none())
    }
}

impl Offer {
    fn of(policy: &Policy, vm: &ResourceId) -> Option<Self> {
        let entry = policy.entry(vm)?;
        Some(Self {
            policy: policy.id.clone(),
            vm: entry.id.clone(),
            ports: entry.ports.clone(),
        })
    }
}

impl Offer {
    /// A policy may have a rule for each protocol of a port.
    fn rules(&self, port: u16) -> impl Iterator<Item = &PolicyPort> {
        self.ports.iter().filter(move |it| it.number == port)
    }

    /// From where a port may be asked for, as the policy writes it.
    pub fn sources(&self, port: u16) -> Vec<String> {
        let sources = self.rules(port).flat_map(|it| &it.sources);
        sources.cloned().collect()
    }

    /// The longest time for which a port may be asked for, in minutes.
    pub fn longest(&self, port: u16) -> u32 {
        self.rules(port).map(longest).max().unwrap_or(LONGEST)
    }
}

/// The longest time that one rule of a policy allows, in minutes.
fn longest(port: &PolicyPort) -> u32 {
    port.longest_minutes.unwrap_or(LONGEST)
}

impl AccessRequest {
    /// Whether a source is the one with which the form began.
    pub fn has_source(&self, text: &str) -> bool {
        let mut sources = self.ports.iter().filter_map(|it| it.source);
        sources.any(|it| it.text() == text)
    }

    /// The request as it is sent at a time, which Azure's clock should tell.
    pub fn write(&self, now: Timestamp) -> Write {
        let ports: Vec<Value> = self.ports.iter().map(|it| it.json(now)).collect();
        let mut body = json!({"virtualMachines": [{"id": self.vm.as_str(), "ports": ports}]});
        if !self.justification.is_empty() {
            body["justification"] = json!(self.justification);
        }
        Write {
            method: Method::Post,
            path: format!("{}/initiate?api-version=2020-01-01", self.policy),
            body: Some(body),
        }
    }
}

impl AskedPort {
    fn json(&self, now: Timestamp) -> Value {
        let end = now.saturating_add(Duration::minutes(i64::from(self.minutes)));
        let mut port = json!({"number": self.number, "endTimeUtc": timestamp::format(end)});
        // Without one, Azure takes the address from which the request comes.
        if let Some(source) = self.source {
            port["allowedSourceAddressPrefix"] = json!(source.text());
        }
        port
    }
}
