//! The names of the actions that a reader of VMs, networks and Defender for
//! Cloud meets. Which of them a purpose needs is not told here.
//! Source: learn.microsoft.com, "Azure permissions" (resource provider operations).

pub const READ_VM: &str = "Microsoft.Compute/virtualMachines/read";
pub const WRITE_VM: &str = "Microsoft.Compute/virtualMachines/write";
pub const WRITE_GROUP: &str = "Microsoft.Network/networkSecurityGroups/write";
pub const WRITE_RULE: &str = "Microsoft.Network/networkSecurityGroups/securityRules/write";
pub const READ_NIC: &str = "Microsoft.Network/networkInterfaces/read";
pub const READ_PUBLIC_ADDRESS: &str = "Microsoft.Network/publicIPAddresses/read";
pub const READ_POLICY: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/read";
pub const INITIATE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action";
pub const CONFIGURE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/write";
pub const DELETE_POLICY: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/delete";
pub const READ_PLAN: &str = "Microsoft.Security/pricings/read";
pub const MANAGE_PLAN: &str = "Microsoft.Security/pricings/write";
pub const START_VM: &str = "Microsoft.Compute/virtualMachines/start/action";

/// Those by which built-in roles are told apart.
pub const NAMED_ACTIONS: [&str; 8] = [
    INITIATE,
    READ_POLICY,
    CONFIGURE,
    MANAGE_PLAN,
    READ_VM,
    WRITE_VM,
    READ_NIC,
    READ_PUBLIC_ADDRESS,
];
