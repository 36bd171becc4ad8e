//! What Defender for Cloud itself says about JIT for a machine.

use crate::{
    answer::{Known, Reason, Unavailable, known},
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    resource_id::ResourceId,
};

/// The key of "Management ports of virtual machines should be protected with
/// just-in-time network access control".
pub const ASSESSMENT_KEY: &str = "805651bc-6ecd-4c73-9b55-97a19d0582d0";

/// Source: learn.microsoft.com, REST "Assessments - Get".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// `Healthy`, `Unhealthy` or `NotApplicable`. Healthy does not mean that
    /// JIT is on.
    pub code: String,
    /// Such as `OffByPolicy` or `Exempt`; empty when there is none.
    pub cause: String,
}

impl Assessment {
    pub fn parse(status: &Node) -> Result<Self, Unexpected> {
        Ok(Self {
            code: status.at("code").text()?.to_owned(),
            cause: status.at("cause").text_or_empty()?,
        })
    }
}

/// What is said of one machine.
pub async fn assessment(
    arm: &ArmClient,
    machine: &ResourceId,
) -> Result<Known<Assessment>, Unavailable> {
    let path = format!(
        "{machine}/providers/Microsoft.Security/assessments/{ASSESSMENT_KEY}?api-version=2021-06-01"
    );
    let answer = arm.get(&path).await.map_err(|error| {
        let why = Unavailable::from(error);
        if why.reason == Reason::NotFound {
            Unavailable {
                request: why.request,
                ..Unavailable::new(Reason::NoAssessment)
            }
        } else {
            why
        }
    })?;
    let parsed = Assessment::parse(&answer.node().at("properties.status"));
    known(parsed, &answer.request)
}
