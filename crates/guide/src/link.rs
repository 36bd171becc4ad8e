//! Addresses of pages of the Azure portal.

use azure::{cloud::Cloud, resource_id::ResourceId};

use super::Names;

/// A page to begin at. Sources: Microsoft's Defender for Cloud documentation
/// links to the first two and the overview; the address of a resource's page
/// is in wide use, and Microsoft does not describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The Defender plans of the subscription.
    DefenderPlans,
    /// The overview: the page about JIT has no address that is known.
    DefenderForCloud,
    Vm,
    Group,
    Subscription,
    /// The scope that the finding names; the VM where it names none.
    Scope,
    /// The portal's first page.
    Portal,
}

/// Whether the address is that of the page itself, for what it needs is known.
pub fn is_exact(link: Link, names: &Names) -> bool {
    let is_id = |name| {
        names
            .get(name)
            .is_some_and(|it| ResourceId::parse(it).is_ok())
    };
    match link {
        Link::DefenderForCloud | Link::Portal => true,
        Link::DefenderPlans => is_id("vm_id") || names.get("subscription_id").is_some(),
        Link::Scope => is_id("scope") || is_id("vm_id"),
        Link::Vm | Link::Group | Link::Subscription => is_id("vm_id"),
    }
}

/// The address; the nearest page that has one where a name is not known.
pub fn url(link: Link, cloud: Cloud, names: &Names) -> String {
    let portal = format!("https://{}/", cloud.portal_host());
    let vm = names.get("vm_id").and_then(|it| ResourceId::parse(it).ok());
    let resource = |id: Option<ResourceId>| {
        id.map_or_else(
            || portal.clone(),
            |id| {
                let tenant = names.get("tenant").unwrap_or_default();
                format!(
                    "{portal}#@{}/resource{}/overview",
                    escaped(tenant),
                    escaped(&id.to_string())
                )
            },
        )
    };
    // Without the tenant, a guest lands in their own.
    let at = names.get("tenant").map(|it| format!("@{}/", escaped(it)));
    let at = at.unwrap_or_default();
    let view = |path: &str| format!("{portal}#{at}view/Microsoft_Azure_Security/{path}");
    match link {
        Link::DefenderPlans => match vm
            .as_ref()
            .map(ResourceId::subscription)
            .or(names.get("subscription_id"))
        {
            Some(subscription) => view(&format!(
                "PolicyMenuBlade/~/pricingTier/subscriptionId/{}",
                escaped(subscription)
            )),
            None => view("SecurityMenuBlade/~/EnvironmentSettings"),
        },
        Link::DefenderForCloud => view("SecurityMenuBlade/~/0"),
        Link::Vm => resource(vm),
        Link::Group => resource(vm.and_then(|it| it.resource_group_scope())),
        Link::Subscription => resource(vm.map(|it| it.subscription_scope())),
        Link::Scope => {
            let scope = names.get("scope").and_then(|it| ResourceId::parse(it).ok());
            resource(scope.or(vm))
        }
        Link::Portal => portal,
    }
}

/// Keeps an id in one piece: letters, digits, and what ids are made of.
fn escaped(text: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_');
    utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg(x)/providers/Microsoft.Compute/virtualMachines/名前";

    fn names(args: &[(&'static str, &str)]) -> Names {
        Names::new(
            args.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        )
    }

    #[test]
    fn names_stay_one_piece() {
        let names = names(&[("vm_id", VM), ("tenant", "contoso.com")]);
        assert_eq!(
            url(Link::Vm, Cloud::Public, &names),
            "https://portal.azure.com/#@contoso.com/resource/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg%28x%29/providers/Microsoft.Compute/virtualMachines/%E5%90%8D%E5%89%8D/overview"
        );
        assert_eq!(
            url(Link::DefenderPlans, Cloud::UsGov, &names),
            "https://portal.azure.us/#@contoso.com/view/Microsoft_Azure_Security/PolicyMenuBlade/~/pricingTier/subscriptionId/11111111-2222-3333-4444-555555555555"
        );
    }

    #[test]
    fn without_a_name_the_nearest_page_is_taken() {
        let none = names(&[]);
        assert_eq!(
            url(Link::Vm, Cloud::Public, &none),
            "https://portal.azure.com/"
        );
        assert_eq!(
            url(Link::DefenderPlans, Cloud::Public, &none),
            "https://portal.azure.com/#view/Microsoft_Azure_Security/SecurityMenuBlade/~/EnvironmentSettings"
        );
        let subscription = names(&[("subscription_id", "s-1")]);
        assert!(url(Link::DefenderPlans, Cloud::Public, &subscription).ends_with("/s-1"));
        for link in [Link::DefenderPlans, Link::Vm, Link::Scope] {
            assert!(!is_exact(link, &none), "{link:?}");
        }
        assert!(is_exact(Link::DefenderPlans, &subscription));
        let scope = names(&[("scope", "/subscriptions/x, y"), ("vm_id", VM)]);
        assert!(url(Link::Scope, Cloud::Public, &scope).contains("virtualMachines"));
    }
}
