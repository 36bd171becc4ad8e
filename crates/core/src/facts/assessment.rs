//! What Defender for Cloud itself says about JIT for the VM.

use super::{Context, Known, Reason, Unavailable, subscription::known, vm};
use crate::arm::json::{Node, Unexpected};

/// The key of "Management ports of virtual machines should be protected with
/// just-in-time network access control".
pub(crate) const ASSESSMENT_KEY: &str = "805651bc-6ecd-4c73-9b55-97a19d0582d0";

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
    pub(crate) fn parse(status: &Node) -> Result<Self, Unexpected> {
        Ok(Self {
            code: status.at("code").text()?.to_owned(),
            cause: status.at("cause").text_or_empty()?,
        })
    }
}

pub(super) async fn assessment(context: &Context) -> Result<Known<Assessment>, Unavailable> {
    let id = &context.question.vm;
    if !vm::is_arm_vm(id) {
        return Err(Unavailable::new(Reason::NoVm));
    }
    let path = format!(
        "{id}/providers/Microsoft.Security/assessments/{ASSESSMENT_KEY}?api-version=2021-06-01"
    );
    let answer = context.arm.get(&path).await.map_err(|error| {
        let why = Unavailable::from(error);
        if why.reason == Reason::NotFound {
            Unavailable::new(Reason::NoAssessment).during(&why.request)
        } else {
            why
        }
    })?;
    let parsed = Assessment::parse(&answer.node().at("properties.status"));
    known(parsed, &answer.request)
}
