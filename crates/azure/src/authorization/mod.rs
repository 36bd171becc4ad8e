//! Microsoft.Authorization: who may do what where. Must not know which actions
//! matter.

mod assignments;
mod permissions;
mod scope;

pub use assignments::{
    DenyAssignment, OF_CALLER, Principal, RawAssignment, RawEligibility, deny_assignments,
    deny_assignments_within, eligible_roles, last_segment, role_assignments, role_definitions,
};
pub use permissions::{
    Doubt, ScopePermissions, permissions_at, permissions_at_resource, whole_list,
};
pub use scope::covers;
