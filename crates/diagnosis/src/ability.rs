//! Whether the reader may do what mends something, as far as their permissions
//! were read. Conditions, deny assignments and locks are not weighed here: each
//! has a check of its own.

use azure::{authorization::ScopePermissions, resources::SubscriptionLookup};

use crate::facts::{FactKey, FactSet, Facts};

/// The facts that it follows from.
pub(crate) const NEEDS: FactSet = FactSet::of(&[
    FactKey::VmPermissions,
    FactKey::PolicyPermissions,
    FactKey::SubscriptionPermissions,
]);

/// Whether the reader manages the subscription from another tenant, through Azure
/// Lighthouse. Then no role assignment gives them anything, but the delegation does,
/// and it knows neither custom roles nor Owner.
/// Source: learn.microsoft.com, "Tenants, users, and roles in Azure Lighthouse scenarios".
pub fn is_delegated(facts: &Facts) -> bool {
    let (Ok(claims), Ok(found)) = (facts.claims(), facts.subscription()) else {
        return false;
    };
    let (Some(own), SubscriptionLookup::Visible(it)) = (&claims.tenant, &found.value) else {
        return false;
    };
    let is_own = |it: &String| it.eq_ignore_ascii_case(own);
    !is_own(&it.tenant) && it.managing_tenants.iter().any(is_own)
}

/// An action that mending takes, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub action: &'static str,
    pub at: Place,
}

/// Where an action is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Vm,
    /// The resource group of the VM's JIT policy, or where it would stand.
    Policy,
    Subscription,
    /// A resource in the subscription whose own permissions are not read, such as a
    /// security group: granted on the subscription is enough, and nothing shows
    /// that it is granted nowhere.
    Elsewhere,
    /// Not a permission that could be read, such as a right to pay bills.
    Outside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    Can,
    Cannot,
    Unknown,
}

/// Whether the reader may do all of it. Nothing needed is always possible. Where the
/// question is about somebody else, the permissions that were read are theirs.
pub fn ability(facts: &Facts, needs: &[Need]) -> Ability {
    let is_of_another = facts.question().is_ok_and(|it| it.about.is_some());
    if is_of_another && !needs.is_empty() {
        return Ability::Unknown;
    }
    let each = needs.iter().map(|it| one(facts, *it));
    each.fold(Ability::Can, |all, it| match (all, it) {
        (Ability::Cannot, _) | (_, Ability::Cannot) => Ability::Cannot,
        (Ability::Unknown, _) | (_, Ability::Unknown) => Ability::Unknown,
        (Ability::Can, Ability::Can) => Ability::Can,
    })
}

fn one(facts: &Facts, need: Need) -> Ability {
    let grants = |at: &ScopePermissions| at.permissions.grants(need.action).is_granted();
    let known = match need.at {
        Place::Vm => facts.vm_permissions(),
        Place::Policy => facts.policy_permissions(),
        Place::Subscription | Place::Elsewhere => facts.subscription_permissions(),
        Place::Outside => return Ability::Unknown,
    };
    match known {
        Ok(at) if grants(at) => Ability::Can,
        Ok(_) if need.at != Place::Elsewhere => Ability::Cannot,
        _ => Ability::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use azure::{
        answer::{Fact, Known, Reason, Unavailable},
        authorization::ScopePermissions,
        rbac::{INITIATE, MANAGE_PLAN, Permission, Permissions},
        resource_id::ResourceId,
    };

    use super::{Ability, Need, Place, ability};
    use crate::facts::{Facts, Snapshot, Update};

    const REQUEST: Need = Need {
        action: INITIATE,
        at: Place::Policy,
    };
    const PLAN: Need = Need {
        action: MANAGE_PLAN,
        at: Place::Subscription,
    };
    const RULE: Need = Need {
        action: azure::rbac::WRITE_RULE,
        at: Place::Elsewhere,
    };

    /// What may be done, or that it was not read.
    fn fact(action: Option<&str>) -> Fact<ScopePermissions> {
        let action = action.ok_or_else(|| Unavailable::new(Reason::Forbidden))?;
        let scope = "/subscriptions/11111111-2222-3333-4444-555555555555";
        let permissions = ScopePermissions {
            scope: ResourceId::parse(scope).unwrap(),
            permissions: Permissions(vec![Permission {
                actions: vec![action.to_owned()],
                not_actions: Vec::new(),
            }]),
            doubts: Vec::new(),
            request: String::new(),
        };
        Ok(Rc::new(Known::new(permissions, "GET /permissions")))
    }

    /// Nothing is known of the VM; at the policy and at the subscription what is given.
    #[test]
    fn what_was_read_decides_and_nothing_else() {
        use Ability::{Can, Cannot, Unknown};
        let (all, read) = (Some("*"), Some("*/read"));
        for (policy, subscription, needs, expected) in [
            (None, None, &[] as &[Need], Can),
            (None, None, &[REQUEST], Unknown),
            (all, None, &[REQUEST], Can),
            (read, None, &[REQUEST], Cannot),
            (all, None, &[REQUEST, PLAN], Unknown),
            (read, None, &[PLAN, REQUEST], Cannot),
            (None, read, &[PLAN], Cannot),
            (None, all, &[RULE], Can),
            (None, read, &[RULE], Unknown),
        ] {
            let mut snapshot = Snapshot::default();
            snapshot.apply(Update::PolicyPermissions(fact(policy)));
            snapshot.apply(Update::SubscriptionPermissions(fact(subscription)));
            let ability = ability(&Facts::new(&snapshot), needs);
            assert_eq!(ability, expected, "{policy:?} {subscription:?} {needs:?}");
        }
    }
}
