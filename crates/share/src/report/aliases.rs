//! Aliases for values that are withheld: a noun and a number, such as `vm-2` for
//! the second VM of a report.

use azure::value::{Noun, Value};

/// The highest number of an alias; all later values share it.
pub(crate) const MOST: u32 = 9999;

/// The alias of a withheld value.
pub(crate) fn alias(noun: Noun, number: u32) -> Value {
    Value::Alias(noun, number.min(MOST))
}

/// The noun and the number of an alias, as it is written.
pub(crate) fn parse_alias(text: &str) -> Option<(Noun, u32)> {
    let (word, digits) = text.rsplit_once('-')?;
    let noun = Noun::ALL.iter().find(|it| it.word() == word)?;
    let number = digits.parse().ok().filter(|it| (1..=MOST).contains(it))?;
    // Of "1", "01" and "+1" this program writes only the first.
    (alias(*noun, number).to_string() == text).then_some((*noun, number))
}

/// The noun for a resource of this type, the last part of its full name.
pub(crate) fn of_type(name: &str) -> Noun {
    TYPES
        .iter()
        .find(|(it, _)| it.eq_ignore_ascii_case(name))
        .map_or(Noun::Resource, |(_, noun)| *noun)
}

/// The usual spelling of a part of an address that is a word of Azure's; `None`
/// for a part that may be somebody's own name.
pub(crate) fn canonical_type(name: &str) -> Option<&'static str> {
    types().find(|it| it.eq_ignore_ascii_case(name))
}

/// Azure's own words in addresses.
pub(crate) fn types() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(it, _)| *it).chain(NAMESPACES)
}

/// Names that are the same in every Azure.
pub(crate) const FIXED_NAMES: [&str; 3] = ["default", "management", "virtualmachines"];

const NAMESPACES: [&str; 9] = [
    "Microsoft.Authorization",
    "Microsoft.ClassicCompute",
    "Microsoft.Compute",
    "Microsoft.HybridCompute",
    "Microsoft.Insights",
    "Microsoft.Management",
    "Microsoft.Network",
    "Microsoft.ResourceGraph",
    "Microsoft.Security",
];

const TYPES: [(&str, Noun); 45] = [
    ("assessments", Noun::Resource),
    ("azureFirewalls", Noun::Firewall),
    ("bastionHosts", Noun::Resource),
    ("connections", Noun::Resource),
    ("denyAssignments", Noun::DenyAssignment),
    ("effectiveNetworkSecurityGroups", Noun::Resource),
    ("effectiveRouteTable", Noun::Resource),
    ("eventtypes", Noun::Resource),
    ("extensions", Noun::Resource),
    ("firewallPolicies", Noun::Resource),
    ("initiate", Noun::Resource),
    ("instanceView", Noun::Resource),
    ("ipConfigurations", Noun::Resource),
    ("jitNetworkAccessPolicies", Noun::Policy),
    (
        "listNetworkManagerEffectiveSecurityAdminRules",
        Noun::Resource,
    ),
    ("loadBalancers", Noun::Resource),
    ("locations", Noun::Region),
    ("locks", Noun::Lock),
    ("machines", Noun::Vm),
    ("managementGroups", Noun::ManagementGroup),
    ("natGateways", Noun::Resource),
    ("networkInterfaces", Noun::Nic),
    ("networkSecurityGroups", Noun::Nsg),
    ("permissions", Noun::Resource),
    ("policyAssignments", Noun::Assignment),
    ("pricings", Noun::Resource),
    ("providers", Noun::Resource),
    ("publicIPAddresses", Noun::PublicIp),
    ("resourceGroups", Noun::Group),
    ("resources", Noun::Resource),
    ("roleAssignments", Noun::Assignment),
    ("roleDefinitions", Noun::Role),
    ("roleEligibilityScheduleInstances", Noun::Assignment),
    ("routeTables", Noun::RouteTable),
    ("routes", Noun::Route),
    ("securityRules", Noun::Rule),
    ("subnets", Noun::Subnet),
    ("subscriptions", Noun::Subscription),
    ("tenants", Noun::Tenant),
    ("values", Noun::Resource),
    ("virtualHubs", Noun::Resource),
    ("virtualMachineScaleSets", Noun::Resource),
    ("virtualMachines", Noun::Vm),
    ("virtualNetworkPeerings", Noun::Resource),
    ("virtualNetworks", Noun::Network),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_read_back_and_nothing_else_does() {
        for noun in Noun::ALL {
            assert_eq!(
                parse_alias(&alias(*noun, 12).to_string()),
                Some((*noun, 12))
            );
        }
        for text in [
            "", "vm", "vm-", "vm-0", "vm-01", "vm-+1", "vm-10000", "web-1", "VM-1",
        ] {
            assert_eq!(parse_alias(text), None, "{text}");
        }
    }
}
