//! Microsoft.Security: JIT policies, Defender plans, assessments. Must not know
//! what they mean for a reader.

mod assessment;
mod jit_policies;
mod plan;
mod stored_policy;

pub use assessment::{ASSESSMENT_KEY, Assessment, assessment};
pub use jit_policies::{
    LONGEST_MINUTES, OFFERED_MINUTES, OFFERED_PORTS, POLICIES, Policy, PolicyPort, PolicyVm,
    Requested, RequestedPort, RequestedVm, list_policies, parse_policy, parse_port, read_policy,
};
pub use plan::{Plan, plan_at};
pub use stored_policy::{
    POLICY_TYPE, PolicySettings, StoredPolicy, are_same_entries, is_entry_of, is_same_entry,
    read_stored,
};

/// The namespace of Defender for Cloud.
pub const SECURITY: &str = "Microsoft.Security";
