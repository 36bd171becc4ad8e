//! The allow-list of words: values that Azure gives and that reveal nothing about
//! whose Azure it is. A word that is not in this list does not leave the page.

/// Links name a word by its place in this list, so lines are only ever added,
/// at the end.
pub(crate) const WORDS: &[&str] = &[
    // No value.
    "",
    "-",
    "–",
    "null",
    "[]",
    "true",
    "false",
    "*",
    // Protocols and systems.
    "TCP",
    "UDP",
    "All",
    "Windows",
    "Linux",
    // Plans.
    "Free",
    "Standard",
    "P1",
    "P2",
    // States of subscriptions, providers, policies and machines.
    "Enabled",
    "Disabled",
    "Deleted",
    "Expired",
    "Active",
    "Warned",
    "PastDue",
    "Registered",
    "NotRegistered",
    "Registering",
    "Unregistering",
    "Unregistered",
    "Succeeded",
    "Failed",
    "Updating",
    "Creating",
    "Deleting",
    "Canceled",
    "Accepted",
    "Running",
    "Pending",
    "running",
    "stopped",
    "deallocated",
    "starting",
    "stopping",
    "deallocating",
    "Initiated",
    "Initiating",
    "Revoked",
    "Healthy",
    "Unhealthy",
    "NotApplicable",
    "OffByPolicy",
    "Exempt",
    "ReadOnly",
    "CanNotDelete",
    "Ready",
    "Not Ready",
    "Allow",
    "Deny",
    "Inbound",
    "Outbound",
    "Internet",
    "VirtualAppliance",
    "VirtualNetworkGateway",
    "VnetLocal",
    "VirtualNetwork",
    "AzureLoadBalancer",
    "None",
    "Basic",
    "Premium",
    "Dynamic",
    "Static",
    // Clouds.
    "public",
    "usgov",
    "china",
    // How somebody signed in.
    "pwd",
    "mfa",
    "ngcmfa",
    "wiaormfa",
    "wiaormultiauthn",
    "wia",
    "fido",
    "hwk",
    "rsa",
    "otp",
    "sc",
    "fed",
    // Types of machines.
    "Microsoft.Compute/virtualMachines",
    "Microsoft.ClassicCompute/virtualMachines",
    "Microsoft.HybridCompute/machines",
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
    "Microsoft.Compute/virtualMachineScaleSets",
    // Actions, and the patterns that grant them in built-in roles.
    "*/read",
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Compute/virtualMachines/write",
    "Microsoft.Network/networkInterfaces/read",
    "Microsoft.Network/publicIPAddresses/read",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/read",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/write",
    "Microsoft.Security/pricings/write",
    "Microsoft.Security/pricings/read",
    "Microsoft.Security/assessments/read",
    "Microsoft.Security/*",
    "Microsoft.Security/*/read",
    "Microsoft.Compute/*",
    "Microsoft.Compute/virtualMachines/*",
    "Microsoft.Network/*",
    "Microsoft.Network/networkInterfaces/*",
    "Microsoft.Network/virtualNetworks/subnets/read",
    "Microsoft.Network/routeTables/read",
    "Microsoft.Network/azureFirewalls/read",
    "Microsoft.Network/networkSecurityGroups/read",
    "Microsoft.Network/networkSecurityGroups/write",
    "Microsoft.Network/networkSecurityGroups/delete",
    "Microsoft.Network/networkSecurityGroups/securityRules/read",
    "Microsoft.Network/networkSecurityGroups/securityRules/write",
    "Microsoft.Network/networkSecurityGroups/securityRules/delete",
    "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action",
    "Microsoft.Network/networkInterfaces/effectiveRouteTable/action",
    "Microsoft.Network/bastionHosts/read",
    "Microsoft.Network/loadBalancers/read",
    "Microsoft.Network/virtualNetworks/read",
    "Microsoft.Compute/virtualMachines/instanceView/read",
    "Microsoft.Compute/virtualMachines/extensions/read",
    "Microsoft.Compute/virtualMachines/start/action",
    "Microsoft.ClassicCompute/virtualMachines/read",
    "Microsoft.HybridCompute/machines/read",
    "Microsoft.Authorization/*",
    "Microsoft.Authorization/*/read",
    "Microsoft.Authorization/locks/read",
    "Microsoft.Authorization/permissions/read",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleDefinitions/read",
    "Microsoft.Authorization/denyAssignments/read",
    "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
    "Microsoft.Insights/eventtypes/values/read",
    "Microsoft.Resources/subscriptions/read",
    "Microsoft.Resources/subscriptions/providers/read",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    // Error codes.
    "AuthorizationFailed",
    "LinkedAuthorizationFailed",
    "Forbidden",
    "Unauthorized",
    "AuthenticationFailed",
    "AuthenticationFailedInvalidHeader",
    "InvalidAuthenticationToken",
    "InvalidAuthenticationTokenTenant",
    "InvalidAuthenticationTokenAudience",
    "ExpiredAuthenticationToken",
    "SubscriptionNotFound",
    "ResourceNotFound",
    "ResourceGroupNotFound",
    "NotFound",
    "MissingSubscriptionRegistration",
    "NoRegisteredProviderFound",
    "InvalidResourceType",
    "BadRequest",
    "Conflict",
    "PreconditionFailed",
    "ScopeLocked",
    "RequestDisallowedByPolicy",
    "OperationNotAllowed",
    "AnotherOperationInProgress",
    "TooManyRequests",
    "SubscriptionRequestsThrottled",
    "InternalServerError",
    "BadGateway",
    "BadGatewayConnection",
    "ServiceUnavailable",
    "GatewayTimeout",
    "ServerTimeout",
    "GetVnetError",
    "ReadOnlyDisabledSubscription",
    // The built-in roles that touch JIT, by their names.
    "Owner",
    "Contributor",
    "Reader",
    "Security Admin",
    "Security Reader",
    "Security Manager (Legacy)",
    "Virtual Machine Contributor",
    "Classic Virtual Machine Contributor",
    "Network Contributor",
    "User Access Administrator",
    "Role Based Access Control Administrator",
    "Virtual Machine Administrator Login",
    "Virtual Machine User Login",
    "Defender Settings Contributor",
    "Desktop Virtualization Virtual Machine Contributor",
    "Avere Contributor",
    "Windows 365 Network Interface Contributor",
    // Words of the checks of the connection.
    "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/action",
    "Microsoft.Network/virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules/read",
    "Microsoft.Network/virtualHubs/read",
    "Microsoft.Network/firewallPolicies/read",
    "Microsoft.Compute/*/read",
    "Microsoft.Compute/virtualMachines/*/read",
    "Microsoft.Network/*/read",
    "Microsoft.Network/networkInterfaces/*/read",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read",
    "Microsoft.Security/locations/jitNetworkAccessPolicies/*",
    "AlwaysAllow",
    "UserRequested",
    "NewerRequestInitiated",
    "PowerState/running",
    "PowerState/stopped",
    "PowerState/deallocated",
    "PowerState/starting",
    "PowerState/stopping",
    "PowerState/deallocating",
    "VM Restore Operator",
    // Programs of Microsoft's that change something.
    "Azure Portal",
    "Azure CLI",
    "Azure PowerShell",
    "ARM Template",
];

/// The word as it stands in the list, whatever its casing.
pub(crate) fn word(text: &str) -> Option<&'static str> {
    WORDS.iter().copied().find(|it| *it == text).or_else(|| {
        WORDS
            .iter()
            .copied()
            .find(|it| it.eq_ignore_ascii_case(text))
    })
}

/// The words and the names of fields.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    WORDS.iter().chain(FIELDS).copied()
}

/// The fields that evidence may name. This program writes no others, but a report
/// that is opened may come from anybody.
pub(crate) fn is_field(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|part| {
            let name = part.split_once('[').map_or(part, |(name, rest)| {
                let index = rest.strip_suffix(']').unwrap_or("?");
                let is_index = index.len() <= 4 && index.chars().all(|it| it.is_ascii_digit());
                if is_index { name } else { "?" }
            });
            FIELDS.contains(&name)
        })
}

const FIELDS: &[&str] = &[
    "actions",
    "addressPrefix",
    "addressPrefixes",
    "allowedSourceAddressPrefix",
    "allowedSourceAddressPrefixes",
    "amr",
    "assignableScopes",
    "audience",
    "cause",
    "claims",
    "cloud",
    "code",
    "condition",
    "dataActions",
    "denyAssignmentName",
    "description",
    "direction",
    "disableBgpRoutePropagation",
    "endTimeUtc",
    "error",
    "eventTimestamp",
    "exp",
    "extensions",
    "firewallPolicy",
    "hardwareProfile",
    "id",
    "inherited",
    "instanceView",
    "ipAddress",
    "ipConfigurations",
    "isSystemProtected",
    "level",
    "localizedValue",
    "location",
    "maxRequestAccessDuration",
    "name",
    "networkInterfaces",
    "networkProfile",
    "networkSecurityGroup",
    "nextHopIpAddress",
    "nextHopType",
    "nextLink",
    "notActions",
    "notDataActions",
    "number",
    "operationName",
    "osDisk",
    "osProfile",
    "osType",
    "permissions",
    "policyAssignmentId",
    "ports",
    "powerState",
    "priority",
    "pricingTier",
    "principalId",
    "privateIPAddress",
    "properties",
    "protocol",
    "provisioningState",
    "publicIPAddress",
    "registrationState",
    "requestor",
    "requests",
    "resourceGroup",
    "roleDefinitionId",
    "roleName",
    "routeTable",
    "routes",
    "scope",
    "securityRules",
    "sourceAddressPrefix",
    "sourceAddressPrefixes",
    "sourcePortRange",
    "destinationAddressPrefix",
    "destinationPortRange",
    "destinationPortRanges",
    "access",
    "startTimeUtc",
    "state",
    "status",
    "statuses",
    "storageProfile",
    "subPlan",
    "subnet",
    "subscriptionId",
    "tenantId",
    "time",
    "type",
    "value",
    "length",
    "virtualHub",
    "virtualMachines",
    "virtualNetwork",
    "vmAgent",
    "sku",
    "natRuleCollections",
    "rules",
    "effectiveSecurityRules",
    "effectiveRoutes",
    "networkSecurityGroups",
    "displayStatus",
    "loadBalancerInboundNatRules",
    "mappedPort",
    "publicIpAddress",
    "Microsoft.Network/loadBalancers",
    "loadBalancers",
    "inboundNatRules",
    "loadBalancingRules",
    "frontendPort",
    "backendPort",
    "defaultSecurityRules",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use azure::rbac;

    use super::*;

    #[test]
    fn no_word_stands_twice() {
        let distinct: HashSet<_> = WORDS.iter().collect();
        assert_eq!(distinct.len(), WORDS.len());
    }

    #[test]
    fn the_built_in_roles_and_the_actions_are_words() {
        let missing: Vec<_> = rbac::Role::all_built_in()
            .into_iter()
            .map(|it| it.name)
            .chain(
                [
                    rbac::READ_VM,
                    rbac::WRITE_VM,
                    rbac::READ_NIC,
                    rbac::READ_PUBLIC_ADDRESS,
                    rbac::READ_POLICY,
                    rbac::INITIATE,
                    rbac::CONFIGURE,
                    rbac::MANAGE_PLAN,
                ]
                .map(str::to_owned),
            )
            .filter(|it| !WORDS.contains(&it.as_str()))
            .collect();
        assert!(missing.is_empty(), "append these to WORDS: {missing:?}");
    }

    #[test]
    fn only_known_fields_are_fields() {
        assert!(is_field("value[].properties.ports[3].number"));
        for text in [
            "",
            "value[x].id",
            "value[99999].id",
            "megan",
            "id.",
            "id contoso",
        ] {
            assert!(!is_field(text), "{text}");
        }
    }
}
