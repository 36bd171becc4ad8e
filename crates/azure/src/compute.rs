//! Virtual machines as Compute describes them, and lists of a subscription
//! that a provider may not have.

use crate::{
    answer::{Reason, Unavailable},
    arm::{
        Answer, ArmClient,
        json::{Node, Unexpected},
    },
    reason_args,
    resource_id::ResourceId,
    resources::registration,
    value::Value,
};

pub const VM_API: &str = "api-version=2024-07-01";
pub const VM_TYPE: &str = "Microsoft.Compute/virtualMachines";
pub const CLASSIC_TYPE: &str = "Microsoft.ClassicCompute/virtualMachines";
pub const CLASSIC_LIST: &str = "Microsoft.ClassicCompute/virtualMachines?api-version=2017-04-01";

/// ARM's answer where it knows no such provider.
const NO_NAMESPACE: &str = "InvalidResourceNamespace";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    Windows,
    Linux,
}

/// Source: learn.microsoft.com, REST "Virtual Machines - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vm {
    /// In the casing of the answer.
    pub id: ResourceId,
    /// The region's name in lower case, such as `westeurope`.
    pub location: String,
    pub os: Option<Os>,
    pub nics: Vec<ResourceId>,
    /// Such as `running` or `deallocated`; `None` when Azure does not say.
    pub power: Option<String>,
    /// What the guest agent says of itself, such as `Ready`.
    pub agent: Option<String>,
    /// Why the last operation on it failed, if it did.
    pub failure: Option<OperationFailure>,
}

/// How an operation on a VM failed, in Azure's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationFailure {
    /// Such as `AllocationFailed`.
    pub code: String,
    /// May be empty.
    pub message: String,
}

/// A list of the subscription, from its provider's name on. A subscription in
/// which that provider is not registered, or unknown as retired ones are, has
/// nothing of the kind, if the provider's own state agrees.
pub async fn list_or_none(
    arm: &ArmClient,
    subscription: &ResourceId,
    list: &str,
) -> Result<Option<Answer>, Unavailable> {
    let path = format!("{subscription}/providers/{list}");
    let namespace = list.split('/').next().unwrap_or_default();
    let answer = arm.list(&path).await;
    if answer.as_ref().is_err_and(|it| it.code() == NO_NAMESPACE) {
        let state = registration(arm, subscription, namespace).await;
        let is_unknown = state.as_ref().is_err_and(|it| {
            let code = it.args.get(reason_args::CODE);
            code.and_then(Value::text) == Some(NO_NAMESPACE)
        });
        if is_unknown {
            return Ok(None);
        }
    }
    match answer.map_err(Unavailable::from) {
        Ok(answer) => Ok(Some(answer)),
        Err(why) if why.reason == Reason::ProviderNotRegistered => {
            let state = registration(arm, subscription, namespace).await?;
            if state.value.eq_ignore_ascii_case("Registered") {
                Err(why)
            } else {
                Ok(None)
            }
        }
        Err(why) => Err(why),
    }
}

/// The ids of a list of resources, such as all VMs of a subscription.
pub fn ids(list: &Node) -> Result<Vec<ResourceId>, Unexpected> {
    list.items()?
        .iter()
        .filter_map(|it| it.at("id").id_in_list().transpose())
        .collect()
}

pub fn parse_vm(node: &Node) -> Result<Vm, Unexpected> {
    let properties = node.at("properties");
    let os = properties
        .at("storageProfile.osDisk.osType")
        .optional_text()?;
    Ok(Vm {
        id: node.at("id").id()?,
        location: region(node.at("location").filled_text()?),
        os: match os {
            Some(it) if it.eq_ignore_ascii_case("Windows") => Some(Os::Windows),
            Some(it) if it.eq_ignore_ascii_case("Linux") => Some(Os::Linux),
            _ => None,
        },
        nics: properties
            .at("networkProfile.networkInterfaces")
            .items()?
            .iter()
            .map(|it| it.at("id").id())
            .collect::<Result<_, _>>()?,
        power: power(&properties.at("instanceView.statuses"))?,
        agent: agent(&properties.at("instanceView.vmAgent.statuses"))?,
        failure: failure(&properties.at("instanceView.statuses"))?,
    })
}

/// Whether the id is of a kind that Compute may be asked for.
pub fn is_arm_vm(id: &ResourceId) -> bool {
    id.is_type(VM_TYPE)
}

fn power(statuses: &Node) -> Result<Option<String>, Unexpected> {
    for status in statuses.optional_items()? {
        let code = status.at("code").text_or_empty()?;
        let state = code
            .split_once('/')
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("PowerState"));
        if let Some((_, state)) = state {
            return Ok(Some(state.to_owned()));
        }
    }
    Ok(None)
}

/// Source: learn.microsoft.com, "States and billing status of Azure Virtual Machines": a
/// status has the form `ProvisioningState/<state>[/<errorCode>]`.
fn failure(statuses: &Node) -> Result<Option<OperationFailure>, Unexpected> {
    for status in statuses.optional_items()? {
        let code = status.at("code").text_or_empty()?;
        let mut parts = code.splitn(3, '/');
        if let (Some(kind), Some(state), Some(code)) = (parts.next(), parts.next(), parts.next())
            && kind.eq_ignore_ascii_case("ProvisioningState")
            && state.eq_ignore_ascii_case("failed")
        {
            let message = status.at("message").optional_text()?.unwrap_or_default();
            return Ok(Some(OperationFailure {
                code: code.to_owned(),
                message: message.to_owned(),
            }));
        }
    }
    Ok(None)
}

fn agent(statuses: &Node) -> Result<Option<String>, Unexpected> {
    match statuses.optional_items()?.first() {
        Some(status) => {
            let text = status.at("displayStatus").optional_text()?;
            Ok(text.filter(|it| !it.is_empty()).map(str::to_owned))
        }
        None => Ok(None),
    }
}

/// Regions are named `westeurope` and shown as `West Europe`; some answers use
/// the one, some the other.
pub fn region(text: &str) -> String {
    text.replace(' ', "").to_ascii_lowercase()
}
