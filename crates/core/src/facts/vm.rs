//! The virtual machine, or what was found in its stead.

use super::{
    Context, Known, Reason, Unavailable, permissions, provider::registration, subscription::known,
};
use crate::{
    arm::{
        Answer, ArmClient, ArmError,
        json::{Node, Unexpected},
    },
    rbac::READ_VM,
    resource_id::ResourceId,
};

pub(crate) const VM_TYPE: &str = "Microsoft.Compute/virtualMachines";
pub(crate) const CLASSIC_TYPE: &str = "Microsoft.ClassicCompute/virtualMachines";
pub(crate) const CLASSIC_LIST: &str =
    "Microsoft.ClassicCompute/virtualMachines?api-version=2017-04-01";

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
}

/// What looking for the VM brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VmLookup {
    Found(Vm),
    /// Not where the reader thinks: these VMs of the subscription have its name.
    Elsewhere(Vec<ResourceId>),
    /// The classic VM of this id.
    Classic(ResourceId),
    /// The id is of another kind of machine, whose type this is.
    OtherKind(String),
    /// No VM of the subscription, classic ones included, has the name.
    Absent,
}

/// Whether the id is of a kind that a probe may ask Compute for.
pub(super) fn is_arm_vm(id: &ResourceId) -> bool {
    id.is_type(VM_TYPE)
}

/// The VM for a probe that needs it, at no further cost.
pub(super) async fn find(context: &Context) -> Result<Vm, Unavailable> {
    match vm(context).await?.value {
        VmLookup::Found(vm) => Ok(vm),
        _ => Err(Unavailable::new(Reason::NoVm)),
    }
}

pub(super) async fn vm(context: &Context) -> Result<Known<VmLookup>, Unavailable> {
    let id = &context.question.vm;
    if id.is_type(CLASSIC_TYPE) {
        return Ok(Known::new(VmLookup::Classic(id.clone()), ""));
    }
    if !is_arm_vm(id) {
        return Ok(Known::new(VmLookup::OtherKind(id.resource_type()), ""));
    }
    let path = format!("{id}?api-version=2024-07-01&$expand=instanceView");
    match context.arm.get(&path).await {
        Ok(answer) => {
            let found = parse_vm(&answer.node()).map(VmLookup::Found);
            known(found, &answer.request)
        }
        Err(error) if error.status() == Some(404) => search(context, &error).await,
        Err(error) => Err(error.into()),
    }
}

/// A 404 alone proves nothing: the lists of the whole subscription decide.
async fn search(context: &Context, refusal: &ArmError) -> Result<Known<VmLookup>, Unavailable> {
    let id = &context.question.vm;
    let scope = id.subscription_scope();
    let list = context
        .arm
        .list(&format!(
            "{scope}/providers/{VM_TYPE}?api-version=2024-07-01"
        ))
        .await?;
    let all = ids(&list.node()).map_err(|at| Unavailable::unexpected(&list.request, &at))?;
    permissions::whole_list(&context.arm, &scope, READ_VM).await?;
    if all.contains(id) {
        return Err(Unavailable::new(Reason::Contradiction).during(&refusal.request));
    }
    let namesakes: Vec<ResourceId> = all
        .into_iter()
        .filter(|it| it.name().eq_ignore_ascii_case(id.name()))
        .collect();
    if !namesakes.is_empty() {
        return Ok(Known::new(VmLookup::Elsewhere(namesakes), list.request));
    }
    let found = classic(context).await?;
    Ok(Known::new(
        found.map_or(VmLookup::Absent, VmLookup::Classic),
        list.request,
    ))
}

/// The classic VM of the same name.
async fn classic(context: &Context) -> Result<Option<ResourceId>, Unavailable> {
    let id = &context.question.vm;
    let list = list_or_none(&context.arm, &id.subscription_scope(), CLASSIC_LIST).await?;
    let Some(list) = list else {
        return Ok(None);
    };
    let all = ids(&list.node()).map_err(|at| Unavailable::unexpected(&list.request, &at))?;
    Ok(all
        .into_iter()
        .find(|it| it.name().eq_ignore_ascii_case(id.name())))
}

/// A list of the subscription, from its provider's name on. A subscription in
/// which that provider is not registered has nothing of the kind, if the
/// provider's own state agrees.
pub(crate) async fn list_or_none(
    arm: &ArmClient,
    subscription: &ResourceId,
    list: &str,
) -> Result<Option<Answer>, Unavailable> {
    let path = format!("{subscription}/providers/{list}");
    match arm.list(&path).await.map_err(Unavailable::from) {
        Ok(answer) => Ok(Some(answer)),
        Err(why) if why.reason == Reason::ProviderNotRegistered => {
            let namespace = list.split('/').next().unwrap_or_default();
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

pub(super) fn ids(list: &Node) -> Result<Vec<ResourceId>, Unexpected> {
    list.items()?.iter().map(|it| it.at("id").id()).collect()
}

pub(crate) fn parse_vm(node: &Node) -> Result<Vm, Unexpected> {
    let properties = node.at("properties");
    let os = properties
        .at("storageProfile.osDisk.osType")
        .optional_text()?;
    Ok(Vm {
        id: node.at("id").id()?,
        location: region(node.at("location").text()?),
        os: match os {
            Some(it) if it.eq_ignore_ascii_case("Windows") => Some(Os::Windows),
            Some(it) if it.eq_ignore_ascii_case("Linux") => Some(Os::Linux),
            _ => None,
        },
        nics: ids(&properties.at("networkProfile.networkInterfaces"))?,
        power: power(&properties.at("instanceView.statuses"))?,
        agent: agent(&properties.at("instanceView.vmAgent.statuses"))?,
    })
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

fn agent(statuses: &Node) -> Result<Option<String>, Unexpected> {
    match statuses.optional_items()?.first() {
        Some(status) => Ok(status
            .at("displayStatus")
            .optional_text()?
            .map(str::to_owned)),
        None => Ok(None),
    }
}

/// Regions are named `westeurope` and shown as `West Europe`; some answers use
/// the one, some the other.
pub(crate) fn region(text: &str) -> String {
    text.replace(' ', "").to_ascii_lowercase()
}
