//! Where an assignment counts. Must not know of what it is an assignment.

use crate::resource_id::ResourceId;

/// Whether an assignment at `scope` holds at a place: there or above, where
/// the root and management groups are above everything.
pub fn covers(scope: &str, place: &ResourceId) -> bool {
    let scope = scope.trim_end_matches('/');
    scope.is_empty()
        || scope
            .to_ascii_lowercase()
            .starts_with("/providers/microsoft.management/managementgroups/")
        || ResourceId::parse(scope).is_ok_and(|it| place.is_within(&it))
}

#[cfg(test)]
mod tests {
    use super::covers;
    use crate::resource_id::ResourceId;

    #[test]
    fn what_stands_above_covers() {
        let subscription = "/subscriptions/11111111-2222-3333-4444-555555555555";
        let group = format!("{subscription}/resourceGroups/g");
        let vm = format!("{group}/providers/Microsoft.Compute/virtualMachines/v");
        let nic = format!("{group}/providers/Microsoft.Network/networkInterfaces/n");
        let at = |id: &str| ResourceId::parse(id).unwrap();
        for scope in [
            "/",
            "/providers/Microsoft.Management/managementGroups/mg-all",
            subscription,
            &group,
            &vm,
        ] {
            assert!(covers(scope, &at(&vm)), "{scope}");
        }
        for scope in [&*nic, "not an id"] {
            assert!(!covers(scope, &at(&vm)), "{scope}");
        }
        assert!(!covers(&vm, &at(&group)));
    }
}
