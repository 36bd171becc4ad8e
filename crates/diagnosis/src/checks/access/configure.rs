//! The reader may configure JIT. Source: learn.microsoft.com, "Enable
//! just-in-time access on VMs": the portal wants the actions at the
//! subscription, the API is content with the resource group.
//! Azure's list of permissions has no second witness for a write. One that lacks
//! even what was read is not used (see the facts).

use azure::rbac::{CONFIGURE, WRITE_VM};

use super::granted::{self, FIELD};
use crate::{
    args,
    checks::asked::Judged,
    engine::{Area, Case, Check, Goals, Note, fail},
    facts::{FactKey, FactSet, Facts},
};

pub(in crate::checks) const CHECK: Check = Check {
    id: "access.configure",
    wire: 28,
    area: Area::Access,
    goals: Goals::ENABLE,
    depends_on: &["subscription.visible", "subscription.provider"],
    needs: FactSet::of(&[FactKey::SubscriptionPermissions, FactKey::PolicyPermissions]),
    cases: &[
        Case::blocker(48, "missing_action", &[args::ACTION.name, args::SCOPE.name]),
        // A warning, for the API and PowerShell do without the subscription.
        Case::warning(49, "group_scope_only", &[args::ACTION.name]),
    ],
    notes: &[Note::new(5, "star_read")],
};

pub(in crate::checks) fn eval(facts: &Facts) -> Judged {
    let above = facts.subscription_permissions();
    if let Ok(above) = &above {
        let wanted = [(CONFIGURE, &***above), (WRITE_VM, above)];
        if wanted.iter().all(granted::is_granted) {
            return Ok(granted::passed(&wanted));
        }
    }
    // What is granted at the subscription is granted below it too, so what is
    // missing here is missing everywhere.
    let at_group = &**facts.policy_permissions()?;
    let below = [(CONFIGURE, at_group), (WRITE_VM, at_group)];
    if let Some(finding) = granted::missing(&below)? {
        return Ok(finding.into());
    }
    let above = above?;
    if let Some(why) = [CONFIGURE, WRITE_VM]
        .iter()
        .find_map(|it| granted::doubt(&(it, above)))
    {
        return Err(why.clone());
    }
    let missing: Vec<&str> = [CONFIGURE, WRITE_VM]
        .into_iter()
        .filter(|it| !granted::is_granted(&(it, above)))
        .collect();
    let finding = fail("group_scope_only").arg(args::ACTION, missing.clone());
    Ok(missing
        .iter()
        .fold(finding, |it, action| {
            it.lacks(&above.request, FIELD, *action)
        })
        .into())
}

#[cfg(test)]
mod tests {
    use azure::answer::Reason;

    use super::CHECK;
    use crate::{
        checks::testing::{
            Facts, case, group, healthy, judged, known, permissions, subscription, unavailable,
            verdict, vm_id,
        },
        engine::Verdict,
        facts::Update,
    };

    const JIT: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/write";
    const VM: &str = "Microsoft.Compute/virtualMachines/write";

    fn may(at_subscription: &[&str], at_group: &[&str]) -> Facts {
        healthy()
            .with(Update::SubscriptionPermissions(known(permissions(
                &subscription(),
                at_subscription,
            ))))
            .with(Update::PolicyPermissions(known(permissions(
                &group(),
                at_group,
            ))))
    }

    #[test]
    fn the_subscription_is_enough() {
        let anywhere = may(&["*"], &["*"]);
        assert_eq!(verdict(&CHECK, &anywhere), "pass");
        let unread = Update::PolicyPermissions(unavailable(Reason::Throttled));
        let snapshot = anywhere.with(unread);
        assert_eq!(verdict(&CHECK, &snapshot), "pass");
    }

    #[test]
    fn the_group_is_enough_for_the_api_alone() {
        for snapshot in [may(&[], &[JIT, VM]), may(&[VM], &[JIT, VM])] {
            assert_eq!(case(&CHECK, &snapshot), "group_scope_only");
        }
    }

    #[test]
    fn both_actions_are_needed() {
        for snapshot in [may(&[], &[]), may(&[], &[JIT]), may(&[VM], &[VM])] {
            assert_eq!(case(&CHECK, &snapshot), "missing_action");
            let unread = Update::SubscriptionPermissions(unavailable(Reason::Throttled));
            assert_eq!(case(&CHECK, &snapshot.with(unread)), "missing_action");
        }
    }

    #[test]
    fn the_vm_alone_is_not_enough() {
        let at_vm = permissions(&vm_id(), &[JIT, VM]);
        let snapshot = may(&[], &[JIT]).with(Update::VmPermissions(known(at_vm)));
        assert_eq!(case(&CHECK, &snapshot), "missing_action");
    }

    #[test]
    fn what_is_missing_everywhere_is_asked_for_once() {
        let Verdict::Fail(finding) = judged(&CHECK, &may(&[], &[])) else {
            panic!("it should fail");
        };
        let args: Vec<_> = finding.args.texts().collect();
        assert_eq!(args[0], ("action", format!("{JIT}, {VM}")));
        assert_eq!(args[1], ("scope", group().to_string()));
    }

    #[test]
    fn what_was_not_read_decides_nothing() {
        let unread = Update::SubscriptionPermissions(unavailable(Reason::Throttled));
        let snapshot = may(&[], &[JIT, VM]).with(unread);
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
        let unread = Update::PolicyPermissions(unavailable(Reason::Throttled));
        let snapshot = may(&[], &[JIT]).with(unread);
        assert_eq!(verdict(&CHECK, &snapshot), "cannot-tell");
    }
}
