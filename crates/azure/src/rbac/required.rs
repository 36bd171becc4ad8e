//! The actions that JIT asks for. Source: learn.microsoft.com, "Enable
//! just-in-time access on VMs", permissions needed to configure and use JIT.

pub const READ_VM: &str = "Microsoft.Compute/virtualMachines/read";
pub const WRITE_VM: &str = "Microsoft.Compute/virtualMachines/write";
pub const READ_NIC: &str = "Microsoft.Network/networkInterfaces/read";
pub const READ_PUBLIC_ADDRESS: &str = "Microsoft.Network/publicIPAddresses/read";
pub const READ_POLICY: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/read";
pub const INITIATE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action";
pub const CONFIGURE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/write";
pub const MANAGE_PLAN: &str = "Microsoft.Security/pricings/write";

/// All of them.
pub const ALL_REQUIRED: [&str; 8] = [
    INITIATE,
    READ_POLICY,
    CONFIGURE,
    MANAGE_PLAN,
    READ_VM,
    WRITE_VM,
    READ_NIC,
    READ_PUBLIC_ADDRESS,
];
