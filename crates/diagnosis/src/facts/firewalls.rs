//! The Azure Firewalls of the subscription.

use azure::{
    answer::{Known, Unavailable},
    network::{self, Firewall},
};

use super::context::Context;

pub(super) async fn firewalls(context: &Context) -> Result<Known<Vec<Firewall>>, Unavailable> {
    network::firewalls(&context.arm, &context.question.vm.subscription_scope()).await
}
