//! Locks and Azure Policy.

use super::{Lines, Task, bare, change, get, look, put};

pub(crate) const LIST_LOCKS: Task = look(
    "list_locks",
    Lines::Script(&["az lock list --output table --subscription <subscription>"]),
    Lines::InContext(&["Get-AzResourceLock -Scope <scope>"]),
    &[get(
        "<subscription_id>/providers/Microsoft.Authorization/locks?api-version=2020-05-01",
    )],
);

pub(crate) const DELETE_LOCK: Task = change(
    "delete_lock",
    Lines::Script(&["az lock delete --ids <lock_id>"]),
    Lines::InContext(&["Remove-AzResourceLock -LockId <lock_id>"]),
    &[bare("DELETE", "<lock_id>?api-version=2020-05-01")],
);

pub(crate) const LIST_JIT_RULES: Task = look(
    "list_jit_rules",
    Lines::Script(&[
        "az network nsg show --ids <nsg_id> --query securityRules[?starts_with(name,'MicrosoftDefenderForCloud-JITRule')] --output json",
    ]),
    Lines::InContext(&[
        "(Get-AzNetworkSecurityGroup -ResourceGroupName <nsg_group> -Name <nsg>).SecurityRules | Where-Object { $_.Name -like 'MicrosoftDefenderForCloud-JITRule*' }",
    ]),
    &[get("<nsg_id>?api-version=2024-05-01")],
);

pub(crate) const LIST_REFUSALS: Task = look(
    "list_refusals",
    Lines::Script(&[
        "az monitor activity-log list --resource-group <group> --status Failed --offset 30d --max-events 1000 --output json --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "Get-AzActivityLog -ResourceGroupName <group> -Status Failed -StartTime (Get-Date).AddDays(-30)",
    ]),
    &[get(
        "<subscription_id>/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp%20ge%20'<since>'%20and%20eventTimestamp%20le%20'<until>'%20and%20resourceGroupName%20eq%20'<group>'",
    )],
);

pub(crate) const LIST_POLICY_ASSIGNMENTS: Task = look(
    "list_policy_assignments",
    Lines::Script(&[
        "az policy assignment list --scope <vm_id> --disable-scope-strict-match --output json --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzPolicyAssignment -Scope <vm_id>"]),
    &[get(
        "<vm_id>/providers/Microsoft.Authorization/policyAssignments?api-version=2022-06-01",
    )],
);

const ASSIGNMENT: &str = "<assignment_id>?api-version=2022-06-01";

/// Read, changed and written back, so that the other parameters stay.
pub(crate) const SET_JIT_AUDIT: Task = change(
    "set_jit_audit",
    Lines::Script(&[
        "az rest --method get --url <path0> --query merge(@,{properties:merge(properties,{parameters:merge(not_null(properties.parameters,`{}`),`{\"jitNetworkAccessMonitoringEffect\":{\"value\":\"AuditIfNotExists\"}}`)})}) --output json > assignment.json &&",
        "az rest --method put --url <path0> --body @assignment.json",
    ]),
    Lines::InContext(&[
        "$path = <path0>",
        "$read = Invoke-AzRestMethod -Method GET -Path $path",
        "if ($read.StatusCode -ne 200) { throw $read.Content }",
        "$assignment = $read.Content | ConvertFrom-Json",
        "$effect = [pscustomobject]@{ value = 'AuditIfNotExists' }",
        "if (-not $assignment.properties.parameters) { $assignment.properties | Add-Member -NotePropertyName parameters -NotePropertyValue ([pscustomobject]@{}) -Force }",
        "$assignment.properties.parameters | Add-Member -NotePropertyName jitNetworkAccessMonitoringEffect -NotePropertyValue $effect -Force",
        "Invoke-AzRestMethod -Method PUT -Path $path -Payload ($assignment | ConvertTo-Json -Depth 50)",
    ]),
    &[
        get(ASSIGNMENT),
        put(
            ASSIGNMENT,
            r#"{"properties":{"policyDefinitionId":"<answer>","parameters":{"jitNetworkAccessMonitoringEffect":{"value":"AuditIfNotExists"}}}}"#,
        ),
    ],
);

pub(crate) const LIST_EXEMPTIONS: Task = look(
    "list_exemptions",
    Lines::Script(&[
        "az policy exemption list --scope <vm_id> --disable-scope-strict-match --output json --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzPolicyExemption -Scope <vm_id>"]),
    &[get(
        "<vm_id>/providers/Microsoft.Authorization/policyExemptions?api-version=2022-07-01-preview",
    )],
);

pub(crate) const DELETE_EXEMPTION: Task = change(
    "delete_exemption",
    Lines::Rest,
    Lines::InContext(&["Remove-AzPolicyExemption -Id <exemption_id>"]),
    &[bare(
        "DELETE",
        "<exemption_id>?api-version=2022-07-01-preview",
    )],
);

pub(crate) const CREATE_EXEMPTION: Task = change(
    "create_exemption",
    Lines::Script(&[
        "az policy exemption create --name jit-rules --policy-assignment <assignment_id> --exemption-category Waiver --scope <nsg_id> --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "New-AzPolicyExemption -Name jit-rules -PolicyAssignment (Get-AzPolicyAssignment -Id <assignment_id>) -ExemptionCategory Waiver -Scope <nsg_id>",
    ]),
    &[put(
        "<nsg_id>/providers/Microsoft.Authorization/policyExemptions/jit-rules?api-version=2022-07-01-preview",
        r#"{"properties":{"policyAssignmentId":"<assignment_id>","exemptionCategory":"Waiver"}}"#,
    )],
);
