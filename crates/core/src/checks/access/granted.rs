//! Whether actions are granted at a scope, said the same way by every check of
//! this area.

use crate::{
    engine::{Finding, Verdict, fail, pass},
    facts::ScopePermissions,
    rbac::Grant,
};

/// A pass when every action is granted at the scope, otherwise the failure
/// `missing_action` with the arguments `action` and `scope`.
pub(super) fn granted(at: &ScopePermissions, actions: &[&str]) -> Verdict {
    match missing(at, actions) {
        Some(finding) => finding.into(),
        None => passed(at, actions),
    }
}

/// The failure for the actions that are not granted at the scope.
pub(super) fn missing(at: &ScopePermissions, actions: &[&str]) -> Option<Finding> {
    let missing: Vec<&str> = actions
        .iter()
        .copied()
        .filter(|it| !at.permissions.grants(it).is_granted())
        .collect();
    (!missing.is_empty()).then(|| {
        let all = missing.join(", ");
        fail("missing_action")
            .arg("action", &all)
            .arg("scope", &at.scope)
            .seen(&at.request, "value[].actions", format!("∌ {all}"))
    })
}

/// The pass, with what grants each action.
pub(super) fn passed(at: &ScopePermissions, actions: &[&str]) -> Verdict {
    actions.iter().fold(pass(), |verdict, action| {
        let by = at.permissions.granting(action).join(", ");
        let verdict = verdict.seen(&at.request, "value[].actions", by);
        if at.permissions.grants(action) == Grant::Presumably {
            verdict.note("star_read")
        } else {
            verdict
        }
    })
}
