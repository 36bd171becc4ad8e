//! The six rules that Azure puts into every network security group. Public
//! source: the learn.microsoft.com page "Azure network security groups
//! overview".

use serde_json::{Value, json};

use crate::resource_id;

/// Every network security group has the same six rules that nobody wrote.
pub(crate) fn with_default_rules(mut resource: Value) -> Value {
    let id = resource["id"].as_str().unwrap_or_default().to_owned();
    if resource_id::resource_type(&id) == "microsoft.network/networksecuritygroups"
        && resource["properties"]["defaultSecurityRules"].is_null()
    {
        resource["properties"]["defaultSecurityRules"] = default_rules(&id);
    }
    resource
}

fn default_rules(group: &str) -> Value {
    const ANY: &str = "*";
    [
        (
            "AllowVnetInBound",
            "Allow",
            65_000,
            "Inbound",
            "VirtualNetwork",
            "VirtualNetwork",
        ),
        (
            "AllowAzureLoadBalancerInBound",
            "Allow",
            65_001,
            "Inbound",
            "AzureLoadBalancer",
            ANY,
        ),
        ("DenyAllInBound", "Deny", 65_500, "Inbound", ANY, ANY),
        (
            "AllowVnetOutBound",
            "Allow",
            65_000,
            "Outbound",
            "VirtualNetwork",
            "VirtualNetwork",
        ),
        (
            "AllowInternetOutBound",
            "Allow",
            65_001,
            "Outbound",
            ANY,
            "Internet",
        ),
        ("DenyAllOutBound", "Deny", 65_500, "Outbound", ANY, ANY),
    ]
    .iter()
    .map(|(name, access, priority, direction, source, destination)| {
        json!({
            "name": name,
            "id": format!("{group}/defaultSecurityRules/{name}"),
            "type": "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
            "properties": {
                "provisioningState": "Succeeded",
                "protocol": ANY,
                "sourcePortRange": ANY,
                "destinationPortRange": ANY,
                "sourceAddressPrefix": source,
                "destinationAddressPrefix": destination,
                "access": access,
                "priority": priority,
                "direction": direction,
                "sourcePortRanges": [],
                "destinationPortRanges": [],
                "sourceAddressPrefixes": [],
                "destinationAddressPrefixes": [],
            },
        })
    })
    .collect()
}
