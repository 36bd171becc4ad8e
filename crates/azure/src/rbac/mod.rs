//! Azure's role-based access control, as far as the control plane goes: which
//! actions a set of permissions grants.
//!
//! Source: learn.microsoft.com, "Understand Azure role definitions" and "What
//! is Azure role-based access control".

mod actions;
mod conditions;
mod permissions;
mod roles;

pub use actions::{
    CONFIGURE, DELETE_POLICY, INITIATE, MANAGE_PLAN, NAMED_ACTIONS, READ_NIC, READ_PLAN,
    READ_POLICY, READ_PUBLIC_ADDRESS, READ_VM, START_VM, WRITE_GROUP, WRITE_RULE, WRITE_VM,
};
pub use conditions::limited_actions;
pub use permissions::{Grant, Permission, Permissions, matches};
pub use roles::Role;
