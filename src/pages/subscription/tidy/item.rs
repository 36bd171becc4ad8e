//! One finding in words, with its tick where an act mends it, and what else leads on.

use actions::{
    Act,
    edit::{Change, Edit, Editing},
};
use azure::resource_id::ResourceId;
use diagnosis::question::{Asked, Goal};
use inventory::hygiene::{About, Certainty, Finding, Fix, Gap};
use leptos::prelude::*;
use text::{Catalog, sentences};

use super::tidying::Tidying;
use crate::route::Route;

/// Whether an act mends it.
pub(super) fn can_mend(finding: &Finding) -> bool {
    !matches!(finding.fix, Fix::Elsewhere)
}

/// The name and the resource group by which a finding is looked for.
pub(super) fn names(about: &About) -> (&str, &str) {
    match about {
        About::Entry { vm, .. } | About::Vm { vm, .. } | About::Opening { vm, .. } => {
            (vm.name(), vm.resource_group().unwrap_or_default())
        }
        About::Rule { group, rule, vm } => (
            vm.as_deref().unwrap_or(rule),
            group.resource_group().unwrap_or_default(),
        ),
    }
}

pub(super) fn item(finding: &Finding, tidying: Tidying, catalog: &Catalog) -> AnyView {
    let text = told(finding, catalog);
    let certainty = match finding.certainty {
        Certainty::Exact => None,
        Certainty::Partly(gap) => Some(catalog.text(match gap {
            Gap::History => "tidy.gaps.history",
            Gap::Address => "tidy.gaps.address",
            Gap::Policies => "tidy.gaps.policies",
        })),
    };
    let certainty = certainty.map(|it| view! { <span class="quiet">{it}</span> });
    let told = if can_mend(finding) {
        let (chosen, about) = (tidying.chosen, (finding.kind, finding.about.clone()));
        let own = about.clone();
        let set = move |is_chosen: bool| {
            chosen.update(|it| {
                if is_chosen {
                    it.insert(about.clone());
                } else {
                    it.remove(&about);
                }
            });
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|it| it.contains(&own))
                    on:change:target=move |event| set(event.target().checked())
                />
                <span>{text}</span>
            </label>
        }
        .into_any()
    } else {
        view! { <span>{text}</span> }.into_any()
    };
    let more = leads_on(finding, tidying, catalog);
    let (name, _) = names(&finding.about);
    let within = tidying.reading.name_of(&scope(&finding.about));
    let within = within.map(|it| view! { " " <span class="quiet" data-within>{it}</span> });
    view! { <li data-finding=name.to_owned()>{told} {certainty} {within} {more}</li> }.into_any()
}

/// The subscription that a finding is in.
fn scope(about: &About) -> ResourceId {
    let id = match about {
        About::Entry { policy: id, .. }
        | About::Vm { vm: id, .. }
        | About::Rule { group: id, .. }
        | About::Opening { vm: id, .. } => id,
    };
    id.subscription_scope()
}

/// The finding in words.
fn told(finding: &Finding, catalog: &Catalog) -> String {
    let key = format!("tidy.kinds.{}.item", finding.kind.name());
    match &finding.about {
        About::Entry {
            policy,
            vm,
            ports: of,
        } => {
            let args = [
                ("vm", vm.name().to_owned()),
                ("policy", policy.name().to_owned()),
                (
                    "group",
                    policy.resource_group().unwrap_or_default().to_owned(),
                ),
                (
                    "ports",
                    catalog.listed(&of.iter().map(u16::to_string).collect::<Vec<_>>()),
                ),
            ];
            catalog.fill(&key, args)
        }
        About::Vm { vm, policies } => {
            let names: Vec<&str> = policies.iter().map(ResourceId::name).collect();
            let args = [
                ("vm", vm.name().to_owned()),
                ("policies", catalog.listed(&names)),
            ];
            let text = catalog.fill(&key, args);
            match &finding.fix {
                Fix::Ready(edit) => {
                    let args = [("policy", edit.policy.name())];
                    sentences(&[&text, &catalog.fill("tidy.spare", args)])
                }
                Fix::Asks(_) | Fix::Elsewhere => text,
            }
        }
        About::Rule { group, rule, vm } => {
            let args = [
                ("rule", rule.clone()),
                ("group", group.name().to_owned()),
                ("vm", vm.clone().unwrap_or_default()),
            ];
            let key = match vm {
                Some(_) => key,
                None => format!("{key}_of_nobody"),
            };
            catalog.fill(&key, args)
        }
        About::Opening {
            vm,
            port,
            rule,
            group,
        } => {
            let args = [
                ("vm", vm.name().to_owned()),
                ("port", port.to_string()),
                ("rule", rule.clone()),
                ("group", group.clone()),
            ];
            catalog.fill(&key, args)
        }
    }
}

/// The way on for what no single act mends.
fn leads_on(finding: &Finding, tidying: Tidying, catalog: &Catalog) -> Option<AnyView> {
    match (&finding.about, &finding.fix) {
        (About::Opening { vm, port, .. }, _) => {
            let href = Route::Check(Asked {
                vm: Some(vm.clone()),
                port: Some(*port),
                goal: Some(Goal::Connect),
                ..Asked::default()
            })
            .href();
            let text = catalog.fill("inventory.table.diagnose_vm", [("vm", vm.name())]);
            Some(view! { <a href=href>{text}</a> }.into_any())
        }
        // Which of them is to stay only the reader knows.
        (About::Vm { vm, policies }, Fix::Elsewhere) => {
            let drop = |policy: &ResourceId| {
                let act = Act::Edit(Editing::These(vec![Edit {
                    policy: policy.clone(),
                    vm: vm.clone(),
                    change: Change::Drop,
                }]));
                let args = [
                    ("policy", policy.name().to_owned()),
                    ("vm", vm.name().to_owned()),
                ];
                let text = catalog.fill("tidy.take_out", args);
                view! {
                    <button
                        type="button"
                        class="button button-small"
                        data-take-out=policy.name().to_owned()
                        on:click=move |_| tidying.acting.open.open(act.clone())
                    >
                        {text}
                    </button>
                }
            };
            let buttons = policies.iter().map(drop).collect_view();
            Some(view! { <span class="tidy-ways">{buttons}</span> }.into_any())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use inventory::hygiene::FindingKind;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    fn id(rest: &str) -> ResourceId {
        ResourceId::parse(&format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/{rest}"
        ))
        .unwrap()
    }

    /// Of each kind, all that a finding of it can be about.
    fn abouts(kind: FindingKind) -> Vec<About> {
        let vm = id("Microsoft.Compute/virtualMachines/web");
        let policy = id("Microsoft.Security/locations/x/jitNetworkAccessPolicies/default");
        let group = id("Microsoft.Network/networkSecurityGroups/nsg");
        let rule = "jit-rule".to_owned();
        match kind {
            FindingKind::SeveralPolicies => vec![About::Vm {
                vm,
                policies: vec![policy],
            }],
            FindingKind::LeftoverRule => [Some("web".to_owned()), None]
                .map(|vm| About::Rule {
                    group: group.clone(),
                    rule: rule.clone(),
                    vm,
                })
                .into(),
            FindingKind::OpenToAll => vec![About::Opening {
                vm,
                port: 3389,
                rule,
                group: "nsg".to_owned(),
            }],
            FindingKind::StaleMember
            | FindingKind::AnySource
            | FindingKind::LongTime
            | FindingKind::UnusedPort => vec![About::Entry {
                policy,
                vm,
                ports: vec![22, 3389],
            }],
        }
    }

    #[test]
    fn every_finding_is_told_in_words() {
        for language in Language::ALL {
            let catalog = catalog(language);
            for kind in FindingKind::ALL {
                for of in ["title", "about"] {
                    let key = format!("tidy.kinds.{}.{of}", kind.name());
                    assert!(catalog.get(&key).is_some(), "{key}");
                }
                for about in abouts(kind) {
                    let (name, _) = names(&about);
                    let name = name.to_owned();
                    let finding = Finding {
                        kind,
                        about,
                        fix: Fix::Elsewhere,
                        certainty: Certainty::Exact,
                    };
                    let text = told(&finding, &catalog);
                    let is_worded = !text.contains("tidy.") && !text.contains('{');
                    assert!(is_worded && text.contains(&name), "{kind:?}: {text}");
                }
            }
        }
    }
}
