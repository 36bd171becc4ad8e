//! The virtual machine, or what was found in its stead.

use azure::{
    answer::{Known, Reason, Said, Unavailable, known},
    arm::ArmError,
    authorization::whole_list,
    compute::{
        CLASSIC_LIST, CLASSIC_TYPE, VM_API, VM_TYPE, Vm, ids, is_arm_vm, list_or_none, parse_vm,
    },
    rbac::READ_VM,
    resource_id::ResourceId,
};

use super::context::Context;

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
        return Ok(Known::unasked(VmLookup::Classic(id.clone())));
    }
    if !is_arm_vm(id) {
        return Ok(Known::unasked(VmLookup::OtherKind(id.resource_type())));
    }
    let path = format!("{id}?{VM_API}&$expand=instanceView");
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
        .list(&format!("{scope}/providers/{VM_TYPE}?{VM_API}"))
        .await?;
    let all = ids(&list.node()).map_err(|at| Unavailable::unexpected(&list.request, &at))?;
    whole_list(&context.arm, &scope, READ_VM).await?;
    if all.contains(id) {
        return Err(Unavailable::disagree(
            &Said::by_refusal(refusal),
            &Said::new(&list.request, "value[].id", id.as_str()),
        ));
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
