//! JIT policies and access requests.
//!
//! A write of a policy replaces all of its VM entries. So a policy that exists
//! is read, changed and written back in one step that stops when the reading
//! fails, and a new one gets a name of its own. The Azure CLI has no command to
//! write a policy or to request access.

use super::{Lines, Request, Task, bare, change, get, look, put};

const POLICY: &str = "<policy_id>?api-version=2020-01-01";

/// Reads the policy, and writes back those of its entries that are to stay.
const REWRITE: &[Request] = &[
    get(POLICY),
    put(
        POLICY,
        r#"{"kind":"Basic","properties":{"virtualMachines":["<others>"]}}"#,
    ),
];

/// Reads the policy in PowerShell; what follows edits `$vms`. By way of the
/// API rather than `Get-AzJitNetworkAccessPolicy`, so that nothing that the
/// module does not know is lost.
macro_rules! edit {
    ($($edit:literal)?) => {
        Lines::InContext(&[
            "$path = <path0>",
            "$read = Invoke-AzRestMethod -Method GET -Path $path",
            "if ($read.StatusCode -ne 200) { throw $read.Content }",
            "$policy = $read.Content | ConvertFrom-Json",
            "$vms = @($policy.properties.virtualMachines)",
            $($edit,)?
            "$body = @{ kind = 'Basic'; properties = @{ virtualMachines = $vms } } | ConvertTo-Json -Depth 20",
            "Invoke-AzRestMethod -Method PUT -Path $path -Payload $body",
        ])
    };
}

/// Reads the policy, has the query make the new body of it, and writes it back.
macro_rules! edit_cli {
    ($vms:literal) => {
        Lines::Script(&[
            concat!(
                "az rest --method get --url <path0> --query {kind:'Basic',properties:{virtualMachines:",
                $vms,
                "}} --output json > jit-policy.json &&"
            ),
            "az rest --method put --url <path0> --body @jit-policy.json",
        ])
    };
}

pub(crate) const LIST_JIT_POLICIES: Task = look(
    "list_jit_policies",
    Lines::Script(&["az security jit-policy list --output json --subscription <subscription>"]),
    Lines::InContext(&["Get-AzJitNetworkAccessPolicy"]),
    &[get(
        "<subscription_id>/providers/Microsoft.Security/jitNetworkAccessPolicies?api-version=2020-01-01",
    )],
);

pub(crate) const SHOW_JIT_POLICY: Task = look(
    "show_jit_policy",
    Lines::Script(&[
        "az security jit-policy show --name <policy> --location <policy_location> --resource-group <policy_group> --output json --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzJitNetworkAccessPolicy -ResourceId <policy_id>"]),
    &[get(POLICY)],
);

pub(crate) const TURN_JIT_ON: Task = change(
    "turn_jit_on",
    Lines::Rest,
    Lines::InContext(&[
        "Set-AzJitNetworkAccessPolicy -Kind Basic -ResourceGroupName <group> -Location <location> -Name <new_policy> -VirtualMachine <entries>",
    ]),
    &[put(
        "<new_policy_id>?api-version=2020-01-01",
        r#"{"kind":"Basic","properties":{"virtualMachines":"<entries>"}}"#,
    )],
);

pub(crate) const REQUEST_ACCESS: Task = change(
    "request_access",
    Lines::Rest,
    Lines::InContext(&[
        "Start-AzJitNetworkAccessPolicy -ResourceId <policy_id> -VirtualMachine <requested>",
    ]),
    &[Request {
        method: "POST",
        path: "<policy_id>/initiate?api-version=2020-01-01",
        body: r#"{"virtualMachines":"<requested>"}"#,
    }],
);

pub(crate) const SET_PORT: Task = change(
    "set_port",
    edit_cli!(
        "[properties.virtualMachines[?id!=<entry|json>],properties.virtualMachines[?id==<entry|json>].merge(@,{ports:[ports[?number!=<port|json>],[<port_rule|json>]][]})][]"
    ),
    edit!(
        "  foreach ($vm in $vms | Where-Object { $_.id -eq <entry> }) { $vm.ports = @($vm.ports | Where-Object { $_.number -ne <port> }) + <port_rule> }"
    ),
    &[
        get(POLICY),
        put(
            POLICY,
            r#"{"kind":"Basic","properties":{"virtualMachines":["<others>",{"id":"<entry>","ports":["<answer>","<port_rule>"]}]}}"#,
        ),
    ],
);

pub(crate) const DROP_ENTRIES: Task = change(
    "drop_entries",
    edit_cli!("properties.virtualMachines[?!contains(<dropped|json>,id)]"),
    edit!("  $vms = @($vms | Where-Object { $_.id -notin <dropped> })"),
    REWRITE,
);

pub(crate) const SAVE_AGAIN: Task = change(
    "save_again",
    edit_cli!("properties.virtualMachines"),
    edit!(),
    REWRITE,
);

pub(crate) const DELETE_JIT_POLICY: Task = change(
    "delete_jit_policy",
    Lines::Rest,
    Lines::InContext(&["Remove-AzJitNetworkAccessPolicy -ResourceId <policy_id>"]),
    &[bare("DELETE", POLICY)],
);

pub(crate) const SHOW_JIT_ACTIVITY: Task = look(
    "show_jit_activity",
    Lines::Script(&[
        "az monitor activity-log list --resource-id <policy_id> --offset 30d --max-events 1000 --output table --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "Get-AzActivityLog -ResourceId <policy_id> -StartTime (Get-Date).AddDays(-30)",
    ]),
    &[get(
        "<subscription_id>/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp%20ge%20'<since>'%20and%20eventTimestamp%20le%20'<until>'%20and%20resourceUri%20eq%20'<policy_id>'",
    )],
);
