//! The way to the VM: its state and addresses, and the rules and routes that
//! its packets meet.

use super::{Lines, Request, Task, bare, change, get, look, put};

pub(crate) const SHOW_VM_STATE: Task = look(
    "show_vm_state",
    Lines::Script(&[
        "az vm get-instance-view --ids <vm_id> --query instanceView.{vm:statuses[].displayStatus,agent:vmAgent.statuses[].displayStatus} --output json",
    ]),
    Lines::InContext(&[
        "$view = Get-AzVM -ResourceGroupName <group> -Name <vm> -Status",
        "$view.Statuses.DisplayStatus",
        "$view.VMAgent.Statuses.DisplayStatus",
    ]),
    &[get("<vm_id>/instanceView?api-version=2024-07-01")],
);

pub(crate) const LIST_ADDRESSES: Task = look(
    "list_addresses",
    Lines::Script(&["az vm list-ip-addresses --ids <vm_id> --output json"]),
    Lines::InContext(&[
        "$nic = Get-AzNetworkInterface -ResourceId <nic_id>",
        "$nic.IpConfigurations.PrivateIpAddress",
        "Get-AzPublicIpAddress | Where-Object { $_.Id -in $nic.IpConfigurations.PublicIpAddress.Id } | Select-Object Name, IpAddress",
    ]),
    &[
        get("<nic_id>?api-version=2024-05-01"),
        get(
            "<subscription_id>/providers/Microsoft.Network/publicIPAddresses?api-version=2024-05-01",
        ),
    ],
);

/// The CLI's own command for it is part of an extension, which asks to be
/// installed first.
pub(crate) const LIST_ADMIN_RULES: Task = look(
    "list_admin_rules",
    Lines::Rest,
    Lines::InContext(&[
        "(Get-AzNetworkManagerEffectiveSecurityAdminRule -VirtualNetworkName <vnet> -VirtualNetworkResourceGroupName <vnet_group>).Value",
    ]),
    &[Request {
        method: "POST",
        path: "<vnet_id>/listNetworkManagerEffectiveSecurityAdminRules?api-version=2024-05-01",
        body: "{}",
    }],
);

pub(crate) const LIST_RULES: Task = look(
    "list_rules",
    Lines::Script(&[
        "az network nsg rule list --nsg-name <nsg> --resource-group <nsg_group> --include-default --output table --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "$nsg = Get-AzNetworkSecurityGroup -ResourceGroupName <nsg_group> -Name <nsg>",
        "@($nsg.SecurityRules) + @($nsg.DefaultSecurityRules) | Sort-Object Direction, Priority | Format-Table Name, Direction, Priority, Access, SourceAddressPrefix, DestinationPortRange",
    ]),
    &[get("<nsg_id>?api-version=2024-05-01")],
);

pub(crate) const LIST_EFFECTIVE_RULES: Task = look(
    "list_effective_rules",
    Lines::Script(&["az network nic list-effective-nsg --ids <nic_id> --output json"]),
    Lines::InContext(&[
        "Get-AzEffectiveNetworkSecurityGroup -NetworkInterfaceName <nic> -ResourceGroupName <nic_group>",
    ]),
    &[bare(
        "POST",
        "<nic_id>/effectiveNetworkSecurityGroups?api-version=2024-05-01",
    )],
);

const RULE: &str = "<rule_id>?api-version=2024-05-01";

/// For a rule that denies and is somebody's own.
pub(crate) const SET_RULE_PRIORITY: Task = change(
    "set_rule_priority",
    Lines::Script(&["az network nsg rule update --ids <rule_id> --priority <new_priority>"]),
    Lines::InContext(&[
        "$nsg = Get-AzNetworkSecurityGroup -ResourceGroupName <nsg_group> -Name <nsg>",
        "$rule = $nsg.SecurityRules | Where-Object { $_.Name -eq <rule> }",
        "$rule.Priority = <new_priority>",
        "Set-AzNetworkSecurityGroup -NetworkSecurityGroup $nsg",
    ]),
    &[
        get(RULE),
        put(
            RULE,
            r#"{"properties":{"priority":"<new_priority>","direction":"Inbound","access":"Deny","protocol":"<answer>","sourceAddressPrefix":"<answer>","sourcePortRange":"<answer>","destinationAddressPrefix":"<answer>","destinationPortRange":"<answer>"}}"#,
        ),
    ],
)
.about("rule");

pub(crate) const DELETE_RULE: Task = change(
    "delete_rule",
    Lines::Script(&["az network nsg rule delete --ids <rule_id>"]),
    Lines::InContext(&[
        "$nsg = Get-AzNetworkSecurityGroup -ResourceGroupName <nsg_group> -Name <nsg>",
        "$nsg = Remove-AzNetworkSecurityRuleConfig -NetworkSecurityGroup $nsg -Name <rule>",
        "Set-AzNetworkSecurityGroup -NetworkSecurityGroup $nsg",
    ]),
    &[bare("DELETE", RULE)],
)
.about("rule");

pub(crate) const LIST_EFFECTIVE_ROUTES: Task = look(
    "list_effective_routes",
    Lines::Script(&["az network nic show-effective-route-table --ids <nic_id> --output table"]),
    Lines::InContext(&[
        "Get-AzEffectiveRouteTable -NetworkInterfaceName <nic> -ResourceGroupName <nic_group>",
    ]),
    &[bare(
        "POST",
        "<nic_id>/effectiveRouteTable?api-version=2024-05-01",
    )],
);
