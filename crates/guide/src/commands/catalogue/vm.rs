//! The VM, its network interface and what guards it.

use super::{Lines, Request, Task, bare, change, get, look, put};

pub(crate) const FIND_VM: Task = look(
    "find_vm",
    Lines::Script(&[
        "az resource list --name <vm> --resource-type Microsoft.Compute/virtualMachines --output table --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "Get-AzResource -Name <vm> -ResourceType Microsoft.Compute/virtualMachines",
    ]),
    &[get(
        "<subscription_id>/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01",
    )],
);

pub(crate) const STOP_VM: Task = change(
    "stop_vm",
    Lines::Script(&["az vm deallocate --ids <vm_id>"]),
    Lines::InContext(&["Stop-AzVM -ResourceGroupName <group> -Name <vm>"]),
    &[bare("POST", "<vm_id>/deallocate?api-version=2024-07-01")],
);

pub(crate) const START_VM: Task = change(
    "start_vm",
    Lines::Script(&["az vm start --ids <vm_id>"]),
    Lines::InContext(&["Start-AzVM -ResourceGroupName <group> -Name <vm>"]),
    &[bare("POST", "<vm_id>/start?api-version=2024-07-01")],
);

pub(crate) const ADD_NIC: Task = change(
    "add_nic",
    Lines::Script(&[
        "az vm nic add --nics <nic_id> --vm-name <vm> --resource-group <group> --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "$vm = Get-AzVM -ResourceGroupName <group> -Name <vm>",
        "$vm = Add-AzVMNetworkInterface -VM $vm -Id <nic_id> -Primary",
        "Update-AzVM -ResourceGroupName <group> -VM $vm",
    ]),
    &[Request {
        method: "PATCH",
        path: "<vm_id>?api-version=2024-07-01",
        body: r#"{"properties":{"networkProfile":{"networkInterfaces":[{"id":"<nic_id>","properties":{"primary":true}}]}}}"#,
    }],
);

pub(crate) const CREATE_NSG: Task = change(
    "create_nsg",
    Lines::Script(&[
        "az network nsg create --name <nsg> --resource-group <nsg_group> --location <location> --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "New-AzNetworkSecurityGroup -Name <nsg> -ResourceGroupName <nsg_group> -Location <location>",
    ]),
    &[put(
        "<nsg_id>?api-version=2024-05-01",
        r#"{"location":"<location>"}"#,
    )],
);

pub(crate) const ATTACH_NSG: Task = change(
    "attach_nsg",
    Lines::Script(&["az network nic update --ids <nic_id> --network-security-group <nsg_id>"]),
    Lines::InContext(&[
        "$nic = Get-AzNetworkInterface -ResourceId <nic_id>",
        "$nic.NetworkSecurityGroup = Get-AzNetworkSecurityGroup -ResourceGroupName <nsg_group> -Name <nsg>",
        "Set-AzNetworkInterface -NetworkInterface $nic",
    ]),
    &[
        get("<nic_id>?api-version=2024-05-01"),
        put(
            "<nic_id>?api-version=2024-05-01",
            r#"{"location":"<location>","properties":{"ipConfigurations":"<answer>","networkSecurityGroup":{"id":"<nsg_id>"}}}"#,
        ),
    ],
);

pub(crate) const SHOW_NIC: Task = look(
    "show_nic",
    Lines::Script(&[
        "az network nic show --ids <nic_id> --query networkSecurityGroup --output json",
    ]),
    Lines::InContext(&["(Get-AzNetworkInterface -ResourceId <nic_id>).NetworkSecurityGroup"]),
    &[get("<nic_id>?api-version=2024-05-01")],
);

pub(crate) const SHOW_FIREWALL: Task = look(
    "show_firewall",
    Lines::Rest,
    Lines::InContext(&["Get-AzResource -ResourceId <firewall_id> -ExpandProperties"]),
    &[get("<firewall_id>?api-version=2024-05-01")],
);

pub(crate) const SHOW_ASSESSMENT: Task = look(
    "show_assessment",
    Lines::Script(&[
        "az security assessment show --name 805651bc-6ecd-4c73-9b55-97a19d0582d0 --assessed-resource-id <vm_id> --output json",
    ]),
    Lines::Rest,
    &[get(
        "<vm_id>/providers/Microsoft.Security/assessments/805651bc-6ecd-4c73-9b55-97a19d0582d0?api-version=2021-06-01",
    )],
);
