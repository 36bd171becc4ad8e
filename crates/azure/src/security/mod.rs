//! Microsoft.Security: JIT policies, Defender plans, assessments. Must not know
//! what they mean for a reader.

mod assessment;
mod jit_policies;
mod plan;

pub use assessment::{ASSESSMENT_KEY, Assessment, assessment};
pub use jit_policies::{
    LONGEST_MINUTES, OFFERED_MINUTES, OFFERED_PORTS, POLICIES, Policy, PolicyPort, PolicyVm,
    Requested, RequestedPort, RequestedVm, list_policies, parse_policy, read_policy,
};
pub use plan::{Plan, plan_at};

/// The namespace of Defender for Cloud.
pub const SECURITY: &str = "Microsoft.Security";
