//! Whether actions are granted at their scopes, said the same way by every
//! check of this area.

use azure::{answer::Unavailable, authorization::ScopePermissions, rbac::Grant};

use crate::{
    args,
    engine::{Finding, Verdict, fail, pass},
};

/// An action, and what may be done where it counts.
pub(super) type Wanted<'a> = (&'static str, &'a ScopePermissions);

pub(super) const FIELD: &str = "value[].actions";

/// A pass when every action is granted at its scope, otherwise the failure
/// `missing_action` with the arguments `action` and `scope`.
pub(super) fn granted(wanted: &[Wanted]) -> Result<Verdict, Unavailable> {
    Ok(match missing(wanted)? {
        Some(finding) => finding.into(),
        None => passed(wanted),
    })
}

/// The failure for the actions that are not granted for certain. Where there is none, and
/// some may be granted, it cannot be told.
pub(super) fn missing(wanted: &[Wanted]) -> Result<Option<Finding>, Unavailable> {
    let is_missing = |it: &&Wanted| !is_granted(it) && doubt(it).is_none();
    let missing: Vec<&Wanted> = wanted.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return match wanted.iter().find_map(doubt) {
            Some(why) => Err(why.clone()),
            None => Ok(None),
        };
    }
    let actions = missing.iter().map(|(action, _)| *action);
    // What is missing below a scope is missing at the scope as well.
    let scopes = missing.iter().map(|(_, at)| &at.scope).filter(|scope| {
        !missing
            .iter()
            .any(|(_, it)| it.scope != **scope && scope.is_within(&it.scope))
    });
    let finding = fail("missing_action")
        .arg(args::ACTION, distinct(actions))
        .arg(args::SCOPE, distinct(scopes));
    Ok(Some(missing.iter().fold(finding, |it, (action, at)| {
        it.lacks(&at.request, FIELD, *action)
    })))
}

/// The pass, with what grants each action.
pub(super) fn passed(wanted: &[Wanted]) -> Verdict {
    let verdict = wanted.iter().fold(pass(), |it, (action, at)| {
        let by = at.permissions.granting(action);
        it.seen(&at.request, FIELD, by)
    });
    if wanted
        .iter()
        .any(|(action, at)| at.permissions.grants(action) == Grant::Presumably)
    {
        verdict.note("star_read")
    } else {
        verdict
    }
}

pub(super) fn is_granted((action, at): &Wanted) -> bool {
    at.permissions.grants(action).is_granted()
}

/// Why it is not certain that the action is not granted.
pub(super) fn doubt<'a>((action, at): &Wanted<'a>) -> Option<&'a Unavailable> {
    at.doubt_of(action)
}

/// Each item once, in the order of its first appearance.
fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}
