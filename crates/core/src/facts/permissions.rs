//! What the reader may do, as Azure itself computes it for the caller, role
//! assignments through groups and from scopes above included. Deny assignments
//! are not folded in.

use futures::future::try_join_all;

use super::{
    Context, Known, Reason, Unavailable, network, network::distinct, policies, subscription::known,
};
use crate::{
    arm::{
        ArmClient,
        json::{Node, Unexpected},
    },
    rbac::{Permission, Permissions, READ_NIC},
    resource_id::ResourceId,
};

/// The permissions of the reader at one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopePermissions {
    pub scope: ResourceId,
    pub permissions: Permissions,
    pub request: String,
}

pub(super) async fn at_vm(context: &Context) -> Result<Known<ScopePermissions>, Unavailable> {
    at(&context.arm, &context.question.vm).await
}

pub(super) async fn at_subscription(
    context: &Context,
) -> Result<Known<ScopePermissions>, Unavailable> {
    at(&context.arm, &context.question.vm.subscription_scope()).await
}

/// Whether a list of the whole subscription can be trusted to lack nothing: a
/// reader whose role stands lower might be given a part of it.
pub(crate) async fn whole_list(
    arm: &ArmClient,
    subscription: &ResourceId,
    action: &str,
) -> Result<(), Unavailable> {
    let own = at(arm, subscription).await?;
    if own.permissions.grants(action).is_granted() {
        return Ok(());
    }
    Err(Unavailable::new(Reason::Forbidden)
        .arg("action", action)
        .arg("scope", own.scope.as_str())
        .during(&own.request))
}

/// At the resource group of the VM's policy, or of the VM itself as long as
/// there is none. A reader who may not list the policies is asked about where
/// the policy would stand.
pub(super) async fn at_policy(context: &Context) -> Result<Known<ScopePermissions>, Unavailable> {
    let vm = &context.question.vm;
    let beside_vm = vm
        .resource_group_scope()
        .unwrap_or_else(|| vm.subscription_scope());
    match policies::of_vm(context).await {
        Ok(policies) => {
            let policy = policies.first().and_then(|it| it.id.resource_group_scope());
            at(&context.arm, &policy.unwrap_or(beside_vm)).await
        }
        Err(why) if policies::is_by_role(context, &why).await? => {
            at(&context.arm, &beside_vm).await
        }
        Err(why) => Err(why),
    }
}

/// At each interface and public address: of its resource group where that is
/// enough to read it, of the resource itself otherwise.
pub(super) async fn at_network(
    context: &Context,
) -> Result<Known<Vec<ScopePermissions>>, Unavailable> {
    let vm = super::vm::find(context).await?;
    let mut all = at_resources(context, &vm.nics).await?;
    let may_read_nics = all
        .iter()
        .all(|it| it.permissions.grants(READ_NIC).is_granted());
    match network::nics(context).await {
        Ok(nics) => {
            let addresses = nics
                .iter()
                .flat_map(|it| &it.ip_configurations)
                .filter_map(|it| it.public_address.as_ref());
            all.extend(at_resources(context, &distinct(addresses)).await?);
        }
        // The addresses stay unknown, which only matters if the interfaces
        // are not what is lacking.
        Err(why) if may_read_nics => return Err(why),
        Err(_) => {}
    }
    let requests: Vec<&str> = all.iter().map(|it| it.request.as_str()).collect();
    let request = requests.join(", ");
    Ok(Known::new(all, request))
}

async fn at_resources(
    context: &Context,
    resources: &[ResourceId],
) -> Result<Vec<ScopePermissions>, Unavailable> {
    try_join_all(resources.iter().map(|it| at_resource(context, it))).await
}

async fn at_resource(
    context: &Context,
    resource: &ResourceId,
) -> Result<ScopePermissions, Unavailable> {
    let action = format!("{}/read", resource.resource_type());
    if let Some(group) = resource.resource_group_scope() {
        let known = at(&context.arm, &group).await?.value;
        if known.permissions.grants(&action).is_granted() {
            return Ok(ScopePermissions {
                scope: resource.clone(),
                ..known
            });
        }
    }
    at(&context.arm, resource).await.map(|it| it.value)
}

/// Source: learn.microsoft.com, REST "Permissions - List For Resource".
pub(crate) async fn at(
    arm: &ArmClient,
    scope: &ResourceId,
) -> Result<Known<ScopePermissions>, Unavailable> {
    let path =
        format!("{scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01");
    let answer = arm.list(&path).await?;
    let parsed = parse(&answer.node()).map(|permissions| ScopePermissions {
        scope: scope.clone(),
        permissions,
        request: answer.request.clone(),
    });
    known(parsed, &answer.request)
}

pub(super) fn parse(list: &Node) -> Result<Permissions, Unexpected> {
    list.items()?
        .iter()
        .map(|it| {
            Ok(Permission {
                actions: it.at("actions").texts()?,
                not_actions: it.at("notActions").texts()?,
            })
        })
        .collect::<Result<_, _>>()
        .map(Permissions)
}
