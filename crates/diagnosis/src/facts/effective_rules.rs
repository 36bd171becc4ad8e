//! The security groups as Azure applies them to the VM's primary interface.
//! Azure takes several requests to work that out, so the other interfaces have
//! to do with the rules as they are written, and so has everybody who does not want to
//! connect.

use azure::{
    answer::{Known, Unavailable},
    network::{EffectiveGroup, effective_groups},
};

use super::{context::Context, network};
use crate::question::Goal;

pub(super) async fn effective_rules(
    context: &Context,
) -> Result<Known<Vec<EffectiveGroup>>, Unavailable> {
    if matches!(context.question.goal, Some(Goal::Enable | Goal::Request)) {
        return Ok(Known::unasked(Vec::new()));
    }
    let nics = network::nics(context).await?;
    let primary = nics.iter().find(|it| it.primary).or_else(|| nics.first());
    match primary {
        Some(nic) => effective_groups(&context.arm, &nic.id).await,
        None => Ok(Known::unasked(Vec::new())),
    }
}
