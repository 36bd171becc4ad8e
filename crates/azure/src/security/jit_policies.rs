//! JIT network access policies: the ports that each guards, and the requests
//! that were made of it.

use std::{collections::HashSet, net::IpAddr};

use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    compute::region,
    resource_id::ResourceId,
    timestamp,
};

/// Below a scope.
pub const POLICIES: &str = "Microsoft.Security/jitNetworkAccessPolicies?api-version=2020-01-01";

/// What the portal offers for a VM that has no policy yet: the ports, and for how many
/// minutes a request may open each. Source: learn.microsoft.com, "Enable just-in-time
/// access on VMs".
pub const OFFERED_PORTS: [u16; 4] = [22, 3389, 5985, 5986];
pub const OFFERED_MINUTES: u32 = 3 * 60;

/// The longest time that a policy may allow, in minutes. Source: the same.
pub const LONGEST_MINUTES: u32 = 24 * 60;

/// Source: learn.microsoft.com, REST "Jit Network Access Policies - List By
/// Subscription" and "- List By Resource Group".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub id: ResourceId,
    /// The region's name in lower case.
    pub location: String,
    pub provisioning_state: String,
    pub vms: Vec<PolicyVm>,
    pub requests: Vec<Requested>,
}

impl Policy {
    /// The policy's entry for a VM.
    pub fn entry(&self, vm: &ResourceId) -> Option<&PolicyVm> {
        self.vms.iter().find(|it| it.id == *vm)
    }

    /// Whether Azure has brought it into effect.
    pub fn is_in_effect(&self) -> bool {
        self.is_state("Succeeded")
    }

    /// Whether Azure has given up bringing it into effect.
    pub fn has_failed(&self) -> bool {
        self.is_state("Failed") || self.is_state("Canceled")
    }

    fn is_state(&self, name: &str) -> bool {
        self.provisioning_state.eq_ignore_ascii_case(name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVm {
    pub id: ResourceId,
    pub ports: Vec<PolicyPort>,
    /// Of the firewall through which JIT opens the way, where there is one. Whoever
    /// may write the policy may write any text there: one that is no address is kept
    /// to be told, and never taken for one.
    pub firewall_address: Option<Result<IpAddr, String>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPort {
    pub number: u16,
    /// `TCP`, `UDP` or `*`.
    pub protocol: String,
    /// As written; `*` is any.
    pub sources: Vec<String>,
    /// Minutes; `None` when the policy's text is no duration.
    pub longest_minutes: Option<u32>,
}

/// An access request that was made, in the past or now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    pub requestor: String,
    pub start: Option<timestamp::Timestamp>,
    pub justification: String,
    pub vms: Vec<RequestedVm>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedVm {
    pub id: ResourceId,
    pub ports: Vec<RequestedPort>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedPort {
    pub number: u16,
    /// As written; `*` is any.
    pub sources: Vec<String>,
    pub end: Option<timestamp::Timestamp>,
    /// `Initiating`, `Initiated`, `Revoked` and maybe others.
    pub status: String,
    /// `UserRequested`, `Expired`, `NewerRequestInitiated` and maybe others.
    pub reason: String,
    /// The firewall's port to connect to.
    pub mapped_port: Option<u16>,
}

pub async fn list_policies(
    arm: &ArmClient,
    scope: &str,
) -> Result<Known<Vec<Policy>>, Unavailable> {
    let answer = arm.list(&format!("{scope}/providers/{POLICIES}")).await?;
    let items = answer.node().items();
    let policies = items.and_then(|items| items.iter().map(parse_policy).collect());
    let mut policies: Known<Vec<Policy>> = known(policies, &answer.request)?;
    // Pages of a list that changes meanwhile can overlap.
    let mut seen = HashSet::new();
    policies.value.retain(|it| seen.insert(it.id.clone()));
    Ok(policies)
}

/// One policy, and Azure's time where the browser lets it be read.
/// Source: learn.microsoft.com, REST "Jit Network Access Policies - Get".
pub async fn read_policy(
    arm: &ArmClient,
    id: &ResourceId,
) -> Result<(Policy, Option<timestamp::Timestamp>), Unavailable> {
    let answer = arm.get(&format!("{id}?api-version=2020-01-01")).await?;
    let policy =
        parse_policy(&answer.node()).map_err(|at| Unavailable::unexpected(&answer.request, &at));
    let date = answer.date.as_deref().and_then(timestamp::parse_http_date);
    Ok((policy?, date))
}

pub fn parse_policy(node: &Node) -> Result<Policy, Unexpected> {
    let id = node.at("id").id()?;
    let location = node.at("location").optional_text()?;
    let location = match location.filter(|it| !it.is_empty()) {
        Some(location) => region(location),
        None => location_of(&id),
    };
    let properties = node.at("properties");
    Ok(Policy {
        location,
        provisioning_state: properties.at("provisioningState").text_or_empty()?,
        vms: properties
            .at("virtualMachines")
            .items()?
            .iter()
            .filter_map(|it| parse_vm(it).transpose())
            .collect::<Result<_, _>>()?,
        requests: properties
            .at("requests")
            .optional_items()?
            .iter()
            .map(parse_request)
            .collect::<Result<_, _>>()?,
        id,
    })
}

/// The entry of a VM, if its id is one that this program takes.
fn parse_vm(node: &Node) -> Result<Option<PolicyVm>, Unexpected> {
    let Some(id) = node.at("id").id_in_list()? else {
        return Ok(None);
    };
    Ok(Some(PolicyVm {
        id,
        ports: node
            .at("ports")
            .items()?
            .iter()
            .map(parse_port)
            .collect::<Result<_, _>>()?,
        firewall_address: node
            .at("publicIpAddress")
            .optional_text()?
            .filter(|it| !it.is_empty())
            .map(|it| it.parse().map_err(|_| it.to_owned())),
    }))
}

/// A port of a policy's entry.
pub fn parse_port(node: &Node) -> Result<PolicyPort, Unexpected> {
    let number = node.at("number");
    let mut sources = sources(node)?;
    // Neither form of the source given: the policy does not restrict it.
    if sources.is_empty() {
        sources.push("*".to_owned());
    }
    Ok(PolicyPort {
        number: port(&number)?,
        protocol: node.at("protocol").text_or_empty()?,
        sources,
        longest_minutes: node
            .at("maxRequestAccessDuration")
            .optional_text()?
            .and_then(timestamp::parse_duration_minutes),
    })
}

fn parse_request(node: &Node) -> Result<Requested, Unexpected> {
    Ok(Requested {
        requestor: node.at("requestor").text_or_empty()?,
        start: node
            .at("startTimeUtc")
            .optional_text()?
            .and_then(timestamp::parse),
        justification: node.at("justification").text_or_empty()?,
        vms: node
            .at("virtualMachines")
            .items()?
            .iter()
            .filter_map(|it| parse_requested_vm(it).transpose())
            .collect::<Result<_, _>>()?,
    })
}

fn parse_requested_vm(node: &Node) -> Result<Option<RequestedVm>, Unexpected> {
    let Some(id) = node.at("id").id_in_list()? else {
        return Ok(None);
    };
    Ok(Some(RequestedVm {
        id,
        ports: node
            .at("ports")
            .optional_items()?
            .iter()
            .map(parse_requested_port)
            .collect::<Result<_, _>>()?,
    }))
}

fn parse_requested_port(node: &Node) -> Result<RequestedPort, Unexpected> {
    let mapped = node.at("mappedPort");
    Ok(RequestedPort {
        number: port(&node.at("number"))?,
        sources: sources(node)?,
        end: node
            .at("endTimeUtc")
            .optional_text()?
            .and_then(timestamp::parse),
        status: node.at("status").text_or_empty()?,
        reason: node.at("statusReason").text_or_empty()?,
        mapped_port: mapped.exists().then(|| port(&mapped)).transpose()?,
    })
}

fn port(node: &Node) -> Result<u16, Unexpected> {
    u16::try_from(node.number()?).map_err(|_| node.unexpected())
}

/// The singular field and the plural one, of which either may be filled.
fn sources(node: &Node) -> Result<Vec<String>, Unexpected> {
    let single = node.at("allowedSourceAddressPrefix").optional_text()?;
    let single = single.filter(|it| !it.is_empty());
    let mut sources = node.at("allowedSourceAddressPrefixes").texts()?;
    if let Some(single) = single.filter(|it| !sources.iter().any(|known| known == it)) {
        sources.push(single.to_owned());
    }
    Ok(sources)
}

/// The region as the policy's id names it.
fn location_of(id: &ResourceId) -> String {
    id.parent().map(|it| region(it.name())).unwrap_or_default()
}
