//! Management locks that may stand over the rules that JIT writes.

use azure::{
    answer::{Known, Reason, Unavailable},
    resources::{Lock, list_locks},
};

use super::context::Context;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locks {
    pub locks: Vec<Lock>,
    /// Why the whole subscription's were not listed, when only those of the
    /// VM's resource group were.
    pub partial: Option<Unavailable>,
}

pub(super) async fn locks(context: &Context) -> Result<Known<Locks>, Unavailable> {
    let vm = &context.question.vm;
    let whole = list_locks(&context.arm, &vm.subscription_scope()).await;
    match (whole, vm.resource_group_scope()) {
        (Ok(known), _) => Ok(Known::new(
            Locks {
                locks: known.value,
                partial: None,
            },
            known.request,
        )),
        (Err(why), Some(group)) if why.reason == Reason::Forbidden => {
            let Ok(known) = list_locks(&context.arm, &group).await else {
                return Err(why);
            };
            Ok(Known::new(
                Locks {
                    locks: known.value,
                    partial: Some(why),
                },
                known.request,
            ))
        }
        (Err(why), _) => Err(why),
    }
}
