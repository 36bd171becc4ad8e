//! The Defender for Servers plan, of a subscription or of a VM.

use crate::{
    answer::{Known, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
};

/// A pricing of the plan `VirtualMachines`.
/// Source: learn.microsoft.com, REST "Pricings - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// `Free` or `Standard`.
    pub tier: String,
    /// `P1` or `P2`; absent with `Standard` means the full plan.
    pub sub_plan: Option<String>,
    /// Of a resource: whether the subscription's plan holds for it.
    pub inherited: Option<bool>,
    /// Of a subscription: `FullyCovered`, `PartiallyCovered` or `NotCovered`.
    pub coverage: Option<String>,
}

impl Plan {
    pub fn is_on(&self) -> bool {
        self.tier.eq_ignore_ascii_case("Standard")
    }

    /// Whether JIT is part of it: Plan 2, or the plan of before there were two.
    /// The error names the field whose value this program does not know.
    pub fn includes_jit(&self) -> Result<bool, &'static str> {
        let sub_plan = self.sub_plan.as_deref().map(str::to_ascii_lowercase);
        match (&*self.tier.to_ascii_lowercase(), sub_plan.as_deref()) {
            ("free", _) | ("standard", Some("p1")) => Ok(false),
            ("standard", None | Some("p2")) => Ok(true),
            ("standard", _) => Err("subPlan"),
            _ => Err("pricingTier"),
        }
    }
}

pub async fn plan_at(arm: &ArmClient, scope: &ResourceId) -> Result<Known<Plan>, Unavailable> {
    let answer = arm
        .get(&format!(
            "{scope}/providers/Microsoft.Security/pricings/VirtualMachines?api-version=2024-01-01"
        ))
        .await?;
    known(parse(&answer.node().at("properties")), &answer.request)
}

fn parse(properties: &Node) -> Result<Plan, Unexpected> {
    Ok(Plan {
        tier: properties.at("pricingTier").filled_text()?.to_owned(),
        sub_plan: properties
            .at("subPlan")
            .optional_text()?
            .filter(|it| !it.is_empty())
            .map(str::to_owned),
        inherited: properties.at("inherited").optional_bool()?,
        coverage: properties
            .at("resourcesCoverageStatus")
            .optional_text()?
            .map(str::to_owned),
    })
}
