//! Which RBAC action a request needs, told from its path.

/// The action that `POST path` needs, where the last part of the path names
/// what is done: `…/networkInterfaces/effectiveNetworkSecurityGroups/action`.
///
/// A query of Resource Graph is a POST that reads. Source: learn.microsoft.com, "Azure
/// permissions for Management and governance".
pub(crate) fn post_action(path: &str) -> Option<String> {
    let read = read_action(path)?;
    if read.starts_with("Microsoft.ResourceGraph/") {
        return Some(read);
    }
    Some(format!("{}/action", read.strip_suffix("/read")?))
}

/// The action that `GET path` needs: `Microsoft.Compute/virtualMachines/read`
/// for a VM or a list of VMs. `None` for what needs no role, such as the list
/// of tenants. Source: learn.microsoft.com, "Azure permissions" (an operation
/// is its resource type and a verb).
pub(crate) fn read_action(path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    // Keys and values take turns, and a value may be called `providers` too.
    let keys = (0..segments.len()).step_by(2);
    let Some(at) = keys
        .rev()
        .find(|at| segments[*at].eq_ignore_ascii_case("providers"))
    else {
        return match segments.as_slice() {
            [_, _, group, ..] if group.eq_ignore_ascii_case("resourceGroups") => {
                Some("Microsoft.Resources/subscriptions/resourceGroups/read".to_owned())
            }
            [_, _] => Some("Microsoft.Resources/subscriptions/read".to_owned()),
            _ => None,
        };
    };
    let Some(namespace) = segments.get(at + 1) else {
        return Some("Microsoft.Resources/subscriptions/providers/read".to_owned());
    };
    let types: Vec<&str> = segments[at + 2..].iter().step_by(2).copied().collect();
    match types.as_slice() {
        [] => Some("Microsoft.Resources/subscriptions/providers/read".to_owned()),
        // The policies are listed without their location in the path.
        ["jitNetworkAccessPolicies"] => {
            Some("Microsoft.Security/locations/jitNetworkAccessPolicies/read".to_owned())
        }
        // The part that is named like an instance is none.
        [first, ..] if first.eq_ignore_ascii_case("eventtypes") => {
            Some("Microsoft.Insights/eventtypes/values/read".to_owned())
        }
        types => Some(format!("{namespace}/{}/read", types.join("/"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_action_of_each_path() {
        let s = "/subscriptions/0";
        for (path, action) in [
            (
                format!(
                    "{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v?api-version=1"
                ),
                Some("Microsoft.Compute/virtualMachines/read"),
            ),
            (
                format!("{s}/providers/Microsoft.Compute/virtualMachines"),
                Some("Microsoft.Compute/virtualMachines/read"),
            ),
            (
                format!("{s}/providers/Microsoft.Security/jitNetworkAccessPolicies"),
                Some("Microsoft.Security/locations/jitNetworkAccessPolicies/read"),
            ),
            (
                format!(
                    "{s}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
                ),
                Some("Microsoft.Network/virtualNetworks/subnets/read"),
            ),
            (
                format!(
                    "{s}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v/providers/Microsoft.Security/pricings/VirtualMachines"
                ),
                Some("Microsoft.Security/pricings/read"),
            ),
            (
                format!("{s}/providers/Microsoft.Insights/eventtypes/management/values"),
                Some("Microsoft.Insights/eventtypes/values/read"),
            ),
            (
                format!("{s}/providers/Microsoft.Security"),
                Some("Microsoft.Resources/subscriptions/providers/read"),
            ),
            (s.to_owned(), Some("Microsoft.Resources/subscriptions/read")),
            (
                format!("{s}/resourceGroups/g"),
                Some("Microsoft.Resources/subscriptions/resourceGroups/read"),
            ),
            (
                format!(
                    "{s}/resourceGroups/providers/providers/Microsoft.Compute/virtualMachines/providers"
                ),
                Some("Microsoft.Compute/virtualMachines/read"),
            ),
            (
                format!("{s}/resourceGroups/providers"),
                Some("Microsoft.Resources/subscriptions/resourceGroups/read"),
            ),
            ("/tenants".to_owned(), None),
            ("/subscriptions".to_owned(), None),
        ] {
            assert_eq!(read_action(&path).as_deref(), action, "{path}");
        }
    }

    #[test]
    fn names_what_a_post_does() {
        let path = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n/effectiveNetworkSecurityGroups";
        assert_eq!(
            post_action(path).as_deref(),
            Some("Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action")
        );
    }
}
