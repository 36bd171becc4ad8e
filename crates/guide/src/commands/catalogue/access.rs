//! Permissions, roles and role assignments.

use super::{Lines, Task, change, get, look, put};

pub(crate) const SHOW_MY_PERMISSIONS: Task = look(
    "show_my_permissions",
    Lines::Rest,
    Lines::Rest,
    &[get(
        "<checked_scope>/providers/Microsoft.Authorization/permissions?api-version=2022-04-01",
    )],
);

pub(crate) const LIST_ASSIGNMENTS: Task = look(
    "list_assignments",
    Lines::Script(&[
        "az role assignment list --scope <role_scope> --include-inherited --output table --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzRoleAssignment -Scope <role_scope>"]),
    &[get(
        "<role_scope>/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()",
    )],
);

pub(crate) const LIST_MY_ASSIGNMENTS: Task = look(
    "list_my_assignments",
    Lines::Script(&[
        "az role assignment list --assignee <oid> --scope <scope> --include-inherited --include-groups --output json --subscription <subscription>",
    ]),
    // No parameter set of `Get-AzRoleAssignment` takes a scope and expands groups.
    Lines::Rest,
    &[get(
        "<scope>/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=assignedTo('<oid>')",
    )],
);

pub(crate) const LIST_DENY_ASSIGNMENTS: Task = look(
    "list_deny_assignments",
    Lines::Script(&[
        "az role deny-assignment list --scope <scope> --output json --subscription <subscription>",
    ]),
    Lines::InContext(&["Get-AzDenyAssignment -Scope <scope>"]),
    &[get(
        "<scope>/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$filter=atScope()",
    )],
);

pub(crate) const ASSIGN_READER: Task = change(
    "assign_reader",
    Lines::Script(&[
        "az role assignment create --assignee-object-id <oid> --assignee-principal-type <principal_type> --role Reader --scope <role_scope> --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "New-AzRoleAssignment -ObjectId <oid> -RoleDefinitionName Reader -Scope <role_scope>",
    ]),
    &[put(
        "<role_scope>/providers/Microsoft.Authorization/roleAssignments/<new_guid>?api-version=2022-04-01",
        r#"{"properties":{"roleDefinitionId":"<subscription_id>/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7","principalId":"<oid>","principalType":"<principal_type>"}}"#,
    )],
);

pub(crate) const CREATE_ROLE: Task = change(
    "create_role",
    Lines::Script(&[
        "az role definition create --role-definition <role_json> --subscription <subscription>",
    ]),
    // Az.Resources 10 wants another form of the file than earlier versions.
    Lines::Rest,
    &[put(
        "<subscription_id>/providers/Microsoft.Authorization/roleDefinitions/<custom_role_id>?api-version=2022-04-01",
        r#"{"properties":{"roleName":"<role_name>","type":"CustomRole","description":"<role_description>","permissions":[{"actions":"<role_actions>","notActions":[]}],"assignableScopes":["<subscription_id>"]}}"#,
    )],
);

pub(crate) const ASSIGN_ROLE: Task = change(
    "assign_role",
    Lines::Script(&[
        "az role assignment create --assignee-object-id <oid> --assignee-principal-type <principal_type> --role <role_name> --scope <role_scope> --subscription <subscription>",
    ]),
    Lines::InContext(&[
        "New-AzRoleAssignment -ObjectId <oid> -RoleDefinitionName <role_name> -Scope <role_scope>",
    ]),
    &[put(
        "<role_scope>/providers/Microsoft.Authorization/roleAssignments/<new_guid>?api-version=2022-04-01",
        r#"{"properties":{"roleDefinitionId":"<subscription_id>/providers/Microsoft.Authorization/roleDefinitions/<custom_role_id>","principalId":"<oid>","principalType":"<principal_type>"}}"#,
    )],
);

pub(crate) const LIST_ELIGIBLE: Task = look(
    "list_eligible",
    Lines::Rest,
    Lines::InContext(&[
        "Get-AzRoleEligibilityScheduleInstance -Scope <role_scope> -Filter 'asTarget()'",
    ]),
    &[get(
        "<role_scope>/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&$filter=asTarget()",
    )],
);

pub(crate) const ACTIVATE_ROLE: Task = change(
    "activate_role",
    Lines::Rest,
    Lines::InContext(&[
        "New-AzRoleAssignmentScheduleRequest -Name (New-Guid).Guid -Scope <role_scope> -PrincipalId <oid> -RoleDefinitionId <role_definition> -RequestType SelfActivate -Justification JIT -ScheduleInfoStartDateTime (Get-Date -Format o) -ExpirationType AfterDuration -ExpirationDuration <duration>",
    ]),
    &[put(
        "<role_scope>/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/<new_guid>?api-version=2020-10-01",
        r#"{"properties":{"principalId":"<oid>","roleDefinitionId":"<role_definition>","requestType":"SelfActivate","justification":"JIT","scheduleInfo":{"expiration":{"type":"AfterDuration","duration":"<duration>"}}}}"#,
    )],
);
