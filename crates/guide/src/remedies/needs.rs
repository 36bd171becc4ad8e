//! The permissions that mending takes, and where they are needed. What is read at
//! no scope of its own is only told to be there where it comes from above.
//! Source: learn.microsoft.com, "Azure permissions" (resource provider operations).

use azure::rbac;
use diagnosis::ability::{Need, Place};

const fn need(action: &'static str, at: Place) -> Need {
    Need { action, at }
}

pub(super) const REQUEST: Need = need(rbac::INITIATE, Place::Policy);
pub(super) const CONFIGURE: Need = need(rbac::CONFIGURE, Place::Policy);
pub(super) const WRITE_VM: Need = need(rbac::WRITE_VM, Place::Vm);
pub(super) const START_VM: Need = need(rbac::START_VM, Place::Vm);
pub(super) const PLAN: Need = need(rbac::MANAGE_PLAN, Place::Subscription);
pub(super) const MACHINE_PLAN: Need = need(rbac::MANAGE_PLAN, Place::Vm);
pub(super) const REGISTER: Need = need("Microsoft.Security/register/action", Place::Subscription);
pub(super) const WRITE_NIC: Need = need(
    "Microsoft.Network/networkInterfaces/write",
    Place::Elsewhere,
);
pub(super) const JOIN_GROUP: Need = need(
    "Microsoft.Network/networkSecurityGroups/join/action",
    Place::Elsewhere,
);
pub(super) const READ_RULES: Need = need(
    "Microsoft.Network/networkSecurityGroups/read",
    Place::Elsewhere,
);
pub(super) const WRITE_RULES: Need = need(rbac::WRITE_RULE, Place::Elsewhere);
pub(super) const WRITE_BALANCER: Need =
    need("Microsoft.Network/loadBalancers/write", Place::Elsewhere);
pub(super) const WRITE_ROUTES: Need = need(
    "Microsoft.Network/routeTables/routes/write",
    Place::Elsewhere,
);
pub(super) const ADMIN_RULES: Need = need(
    "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules/write",
    Place::Elsewhere,
);
pub(super) const DELETE_LOCK: Need = need("Microsoft.Authorization/locks/delete", Place::Elsewhere);
pub(super) const ASSIGN_POLICY: Need = need(
    "Microsoft.Authorization/policyAssignments/write",
    Place::Elsewhere,
);
pub(super) const EXEMPT: Need = need(
    "Microsoft.Authorization/policyExemptions/write",
    Place::Elsewhere,
);
pub(super) const CHANGE_DENIAL: Need = need(
    "Microsoft.Authorization/denyAssignments/write",
    Place::Elsewhere,
);
const ASSIGN_ROLE: &str = "Microsoft.Authorization/roleAssignments/write";
pub(super) const ASSIGN_AT_VM: Need = need(ASSIGN_ROLE, Place::Vm);
pub(super) const ASSIGN_AT_POLICY: Need = need(ASSIGN_ROLE, Place::Policy);
pub(super) const ASSIGN_AT_SUBSCRIPTION: Need = need(ASSIGN_ROLE, Place::Subscription);
pub(super) const ASSIGN_SEEN: Need = need(ASSIGN_ROLE, Place::Elsewhere);
/// Billing, and what made a deny assignment.
pub(super) const OUTSIDE: Need = need("", Place::Outside);
