//! Lists that may hold for security groups anywhere in the subscription: the whole
//! subscription's, or those of the VM's resource group where the reader may list no more.

use azure::{
    answer::{Known, Reason, Unavailable},
    resource_id::ResourceId,
    resources::{Lock, list_locks},
};

use super::context::Context;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    pub all: Vec<T>,
    /// Why the whole subscription's were not listed, when only those of the VM's
    /// resource group were.
    pub partial: Option<Unavailable>,
}

pub(super) async fn listed<T>(
    context: &Context,
    list: impl AsyncFn(ResourceId) -> Result<Known<Vec<T>>, Unavailable>,
) -> Result<Known<Listed<T>>, Unavailable> {
    let of = |known: Known<Vec<T>>, partial| {
        let all = known.value;
        Known::new(Listed { all, partial }, known.request)
    };
    let vm = &context.question.vm;
    let whole = list(vm.subscription_scope()).await;
    match (whole, vm.resource_group_scope()) {
        (Ok(known), _) => Ok(of(known, None)),
        (Err(why), Some(group)) if why.reason == Reason::Forbidden => match list(group).await {
            Ok(known) => Ok(of(known, Some(why))),
            Err(_) => Err(why),
        },
        (Err(why), _) => Err(why),
    }
}

pub(super) async fn locks(context: &Context) -> Result<Known<Listed<Lock>>, Unavailable> {
    listed(context, async |scope| {
        list_locks(&context.arm, &scope).await
    })
    .await
}
