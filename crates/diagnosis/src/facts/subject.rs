//! What somebody else may do. Azure computes permissions for its caller only, so they
//! are worked out here from role assignments and role definitions. A negative needs a
//! list that is whole: where something that grants could be unlisted, it is in doubt. That
//! the list itself came short has no second witness.
//!
//! Sources: learn.microsoft.com, "List Azure role assignments using the REST API": the
//! filter `assignedTo` follows groups within groups, and takes no group itself; what
//! Azure Lighthouse delegates is in no list. "Azure role assignment condition format and
//! syntax": an action that a condition does not name is not limited by it.

use azure::{
    answer::{Known, Reason, Unavailable},
    authorization::{
        Doubt, RawAssignment, RawEligibility, ScopePermissions, covers, eligible_roles,
        role_assignments,
    },
    rbac::{Permission, Permissions, Role, limited_actions},
    resource_id::ResourceId,
    resources::SubscriptionLookup,
};
use futures::future::join;

use super::{
    context::Context,
    listed::listed,
    roles::{Assignment, role_definitions},
    subscription,
};
use crate::{
    args,
    question::{Subject, SubjectKind},
};

/// The roles of somebody else.
pub(super) struct Roles {
    pub(super) assignments: Vec<Assignment>,
    pub(super) request: String,
    /// Where only those at, above and below a resource group were listed: that group, and
    /// why.
    partial: Option<(ResourceId, Unavailable)>,
    /// Why there may be roles that no list shows.
    unlisted: Option<Unavailable>,
}

impl Roles {
    pub(super) fn at(&self, scope: &ResourceId) -> Result<ScopePermissions, Unavailable> {
        if let Some((group, why)) = &self.partial
            && !scope.is_within(group)
            && !group.is_within(scope)
        {
            return Err(why.clone());
        }
        let mut permissions = Vec::new();
        let mut doubts = Vec::new();
        for it in self
            .assignments
            .iter()
            .filter(|it| covers(&it.scope, scope))
        {
            let Some(condition) = &it.condition else {
                permissions.extend(it.role.permissions.0.iter().cloned());
                continue;
            };
            permissions.extend(beside(condition, &it.role));
            doubts.push(Doubt {
                permissions: it.role.permissions.clone(),
                why: Unavailable::new(Reason::ConditionalRole)
                    .arg(args::ROLE, &it.role.name)
                    .during(&self.request),
            });
        }
        doubts.extend(self.unlisted.iter().map(|why| Doubt {
            permissions: everything(),
            why: why.clone(),
        }));
        Ok(ScopePermissions {
            scope: scope.clone(),
            permissions: Permissions(permissions),
            doubts,
            request: self.request.clone(),
        })
    }
}

/// What a role grants whatever comes of its condition: the actions that the condition
/// can't limit.
fn beside(condition: &str, role: &Role) -> Vec<Permission> {
    let Some(named) = limited_actions(condition) else {
        return Vec::new();
    };
    let entries = role.permissions.0.iter().cloned();
    let without = entries.map(|mut it| {
        it.not_actions.extend(named.iter().map(ToString::to_string));
        it
    });
    without.collect()
}

fn everything() -> Permissions {
    Permissions(vec![Permission {
        actions: vec!["*".to_owned()],
        not_actions: Vec::new(),
    }])
}

pub(super) async fn permissions_at(
    context: &Context,
    subject: &Subject,
    scope: &ResourceId,
) -> Result<Known<ScopePermissions>, Unavailable> {
    let at = roles(context, subject).await?.at(scope)?;
    let request = at.request.clone();
    Ok(Known::new(at, request))
}

/// Every role of theirs that holds anywhere in the subscription, or in the VM's resource
/// group where the reader may list no more.
pub(super) async fn roles(context: &Context, subject: &Subject) -> Result<Roles, Unavailable> {
    let list = listed(context, async |scope| {
        assigned(context, subject, &scope).await
    });
    let (list, delegation) = join(list, delegation(context)).await;
    let list = list?;
    let definitions = role_definitions(context, list.all.iter().map(|it| it.role_id.as_str()));
    let definitions = definitions.await?;
    let assignments: Vec<Assignment> = list
        .all
        .iter()
        .filter_map(|it| {
            Some(Assignment {
                scope: it.scope.clone(),
                role: definitions.get(&it.role_id)?.clone(),
                condition: it.condition.clone(),
                group: (!it.principal.eq_ignore_ascii_case(&subject.id))
                    .then(|| it.principal.clone()),
            })
        })
        .collect();
    let unlisted = of_kind(kind_of(subject, &list.all)).or(match delegation {
        // Somebody with a role in a list is of the subscription's own tenant.
        Delegation::FromHere if !assignments.is_empty() => None,
        Delegation::None => None,
        Delegation::FromHere | Delegation::ToReader => {
            Some(Unavailable::new(Reason::DelegatedRoles))
        }
        Delegation::Unknown(why) => Some(why),
    });
    let group = context.question.vm.resource_group_scope();
    Ok(Roles {
        assignments,
        partial: list.partial.clone().and_then(|why| Some((group?, why))),
        unlisted: unlisted.map(|it| it.during(&list.request)),
        request: list.request,
    })
}

/// What Azure says that they are, or else the reader.
fn kind_of(subject: &Subject, listed: &[RawAssignment]) -> Option<SubjectKind> {
    let mut own = listed
        .iter()
        .filter(|it| it.principal.eq_ignore_ascii_case(&subject.id));
    own.find_map(|it| SubjectKind::of_arm(&it.principal_kind))
        .or(subject.kind)
}

/// Why the roles of something of this kind may not all be listed.
fn of_kind(kind: Option<SubjectKind>) -> Option<Unavailable> {
    match kind {
        Some(SubjectKind::User | SubjectKind::Application) => None,
        Some(SubjectKind::Group) => Some(Unavailable::new(Reason::GroupsOfGroup)),
        None => Some(Unavailable::new(Reason::KindUnknown)),
    }
}

/// Whether Azure Lighthouse hands out roles here, which no list shows.
enum Delegation {
    None,
    /// To people of other tenants.
    FromHere,
    /// To the reader, to whom the lists of the subscription's own tenant do not show.
    ToReader,
    Unknown(Unavailable),
}

async fn delegation(context: &Context) -> Delegation {
    let found = match subscription::subscription(context).await {
        Ok(found) => found.value,
        Err(why) => return Delegation::Unknown(why),
    };
    let SubscriptionLookup::Visible(it) = found else {
        return Delegation::None;
    };
    let own = context.claims.as_ref().and_then(|it| it.tenant.as_deref());
    if own.is_some_and(|own| !own.eq_ignore_ascii_case(&it.tenant)) {
        Delegation::ToReader
    } else if it.managing_tenants.is_empty() {
        Delegation::None
    } else {
        Delegation::FromHere
    }
}

/// The filters under which a list names somebody else.
pub struct SubjectFilters {
    /// Its own.
    direct: String,
    /// Those through groups too; not for a group.
    all: String,
    kind: Option<SubjectKind>,
}

impl SubjectFilters {
    pub fn of(subject: &Subject) -> Self {
        Self {
            direct: format!("principalId%20eq%20'{}'", subject.id),
            all: format!("assignedTo('{}')", subject.id),
            kind: subject.kind,
        }
    }

    /// Under which their assigned roles are listed, and where nobody said what they are,
    /// those of their own, which tell.
    pub fn assigned(&self) -> (&str, Option<&str>) {
        match self.kind {
            Some(SubjectKind::Group) => (&self.direct, None),
            Some(SubjectKind::User | SubjectKind::Application) => (&self.all, None),
            None => (&self.all, Some(&self.direct)),
        }
    }

    /// Under which the roles are listed that they could activate.
    pub fn eligible(&self) -> &str {
        match self.kind {
            Some(SubjectKind::Group) => &self.direct,
            Some(SubjectKind::User | SubjectKind::Application) | None => &self.all,
        }
    }
}

async fn assigned(
    context: &Context,
    subject: &Subject,
    scope: &ResourceId,
) -> Result<Known<Vec<RawAssignment>>, Unavailable> {
    let filters = SubjectFilters::of(subject);
    let list = |filter| role_assignments(&context.arm, scope, filter);
    match filters.assigned() {
        (all, Some(direct)) => match join(list(direct), list(all)).await {
            (Ok(direct), _) if kind_of(subject, &direct) == Some(SubjectKind::Group) => Ok(direct),
            (_, all) => all,
        },
        (one, None) => list(one).await,
    }
}

/// The roles that they could activate.
pub(super) async fn eligible(
    context: &Context,
    subject: &Subject,
) -> Result<Known<Vec<RawEligibility>>, Unavailable> {
    let filters = SubjectFilters::of(subject);
    eligible_roles(&context.arm, &context.question.vm, filters.eligible()).await
}

#[cfg(test)]
mod tests {
    use azure::{answer::Unavailable, rbac::INITIATE};

    use super::*;

    const GROUP: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g";

    fn assignment(scope: &str, condition: Option<&str>) -> Assignment {
        let owner = Role::all_built_in().into_iter().next().unwrap();
        Assignment {
            scope: scope.to_owned(),
            role: owner,
            condition: condition.map(str::to_owned),
            group: None,
        }
    }

    fn roles_of(assignments: Vec<Assignment>) -> Roles {
        Roles {
            assignments,
            request: "GET /roleAssignments".to_owned(),
            partial: None,
            unlisted: None,
        }
    }

    /// Whether requesting is granted at a scope, and why that is not certain.
    fn asked(roles: &Roles, scope: &str) -> (bool, Option<Reason>) {
        let at = roles.at(&ResourceId::parse(scope).unwrap()).unwrap();
        let is_granted = at.permissions.grants(INITIATE).is_granted();
        (is_granted, at.doubt_of(INITIATE).map(|it| it.reason))
    }

    #[test]
    fn a_role_counts_at_its_scope_and_below() {
        let roles = roles_of(vec![assignment(GROUP, None)]);
        assert_eq!(asked(&roles, GROUP), (true, None));
        let other = GROUP.replace("Groups/g", "Groups/other");
        assert_eq!(asked(&roles, &other), (false, None));
        let above = roles_of(vec![assignment(
            "/providers/Microsoft.Management/managementGroups/m",
            None,
        )]);
        assert_eq!(asked(&above, GROUP), (true, None));
    }

    #[test]
    fn a_condition_leaves_only_what_it_does_not_name() {
        let of = |condition| asked(&roles_of(vec![assignment(GROUP, Some(condition))]), GROUP);
        let on_roles = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (x)";
        assert_eq!(of(on_roles), (true, None));
        let both = "((!(ActionMatches{'a/write'} AND NOT SubOperationMatches{'b'})) OR (x)) AND \
            ((!(ActionMatches{'c/write'})) OR (@Request[d:e] StringEquals 'f'))";
        assert_eq!(of(both), (true, None));
        let doubt = (false, Some(Reason::ConditionalRole));
        for limits_all in [
            "((!(ActionMatches{'a/write'})) OR (x)) AND @Principal[b] BoolEquals true",
            "ActionMatches{'a/write'}",
            "(ActionMatches{'a/write'}) OR (x)",
            "!(ActionMatches{'a/write'} OR @Principal[b] BoolEquals true)",
            "!(!(ActionMatches{'a/write'}))",
        ] {
            assert_eq!(of(limits_all), doubt, "{limits_all}");
        }
        assert_eq!(of("@Principal[a] BoolEquals true"), doubt);
        assert_eq!(
            of("(!(ActionMatches{'microsoft.security/*'})) OR (x)"),
            doubt
        );
    }

    #[test]
    fn what_may_be_unlisted_is_never_missing() {
        let mut roles = roles_of(Vec::new());
        assert_eq!(asked(&roles, GROUP), (false, None));
        roles.unlisted = of_kind(Some(SubjectKind::Group));
        assert_eq!(asked(&roles, GROUP), (false, Some(Reason::GroupsOfGroup)));
        roles.unlisted = of_kind(None);
        assert_eq!(asked(&roles, GROUP), (false, Some(Reason::KindUnknown)));
    }

    #[test]
    fn a_list_of_a_group_tells_of_what_is_above_and_below_it() {
        let mut roles = roles_of(Vec::new());
        let group = ResourceId::parse(GROUP).unwrap();
        roles.partial = Some((group.clone(), Unavailable::new(Reason::Forbidden)));
        let vm = format!("{GROUP}/providers/Microsoft.Compute/virtualMachines/v");
        for known in [&vm, GROUP, &group.subscription_scope().to_string()] {
            assert!(
                roles.at(&ResourceId::parse(known).unwrap()).is_ok(),
                "{known}"
            );
        }
        let beside = vm.replace("Groups/g/", "Groups/h/");
        assert!(roles.at(&ResourceId::parse(&beside).unwrap()).is_err());
    }
}
