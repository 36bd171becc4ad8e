//! One kind of finding: its verdict, why it matters, what was found, and the act that
//! changes what the reader has chosen of it.

use std::{collections::BTreeSet, sync::Arc};

use actions::{
    Act,
    edit::{Edit, Editing, EntryId},
};
use azure::{answer::Reason, resource_id::ResourceId};
use guide::{commands::Shell, delete_rule};
use inventory::{
    Search,
    hygiene::{About, Finding, FindingKind, Fix, Hygiene, Verdict},
};
use leptos::prelude::*;
use text::space_after;

use super::{
    item::{can_mend, item, names},
    tidying::Tidying,
};
use crate::{
    components::{CopyButton, Icon, IconView},
    words::{Words, listed, reason, words},
};

/// So many are shown before the reader asks for all.
const FEW: usize = 10;

/// Azure takes each policy in a request of its own; more than this at once nobody can
/// look over.
const MOST_POLICIES: usize = 100;

#[component]
pub(super) fn KindView(tidying: Tidying, kind: FindingKind) -> impl IntoView {
    let texts = words();
    let name = kind.name();
    let verdict = Memo::new(move |_| tidying.found.with(|it| it.verdict(kind)));
    let found = Memo::new(move |_| {
        let search = Search::new(&tidying.search.get());
        tidying.found.with(|all| {
            let found = all.of_kind(kind).filter(|it| is_found(it, &search));
            Arc::new(found.cloned().collect::<Vec<_>>())
        })
    });
    let shows_all = RwSignal::new(false);
    let items = move || {
        let most = if shows_all.get() { usize::MAX } else { FEW };
        let catalog = texts.catalog();
        found.with(|it| {
            let shown = it.iter().take(most);
            shown.map(|it| item(it, tidying, &catalog)).collect_view()
        })
    };
    let hidden = move || found.with(|it| it.len()).saturating_sub(FEW);
    view! {
        <section class="tidy-kind" data-kind=name data-verdict=move || verdict.with(of_verdict)>
            <h2>
                {move || view! { <IconView icon=verdict.with(icon) /> }}
                <span>
                    {move || texts.text(&format!("tidy.kinds.{name}.title"))} " "
                    <span class="tag">{move || verdict.with(|it| count(it, texts))}</span>
                </span>
            </h2>
            <p class="quiet">{move || texts.text(&format!("tidy.kinds.{name}.about"))}</p>
            {move || {
                let why = verdict.with(|it| why(it, kind, texts))?;
                let within = tidying.found.with(|it| in_doubt(it, kind, tidying));
                let gap = within.is_some().then(|| space_after(&why));
                Some(view! { <p>{why} {gap} {within}</p> })
            }}
            <Show when=move || found.with(|it| !it.is_empty())>
                <Choosing tidying found />
                <ul class="tidy-items">{items}</ul>
                <Show when=move || 0 < hidden() && !shows_all.get()>
                    <button
                        type="button"
                        class="button button-small"
                        data-more
                        on:click=move |_| shows_all.set(true)
                    >
                        {move || texts.fill("tidy.more", &[("n", hidden().to_string())])}
                    </button>
                </Show>
                {move || found.with(|it| commands(it, texts))}
            </Show>
        </section>
    }
}

fn is_found(finding: &Finding, search: &Search) -> bool {
    let (name, group) = names(&finding.about);
    search.finds(&name.to_lowercase(), &group.to_lowercase())
}

fn of_verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => "clean",
        Verdict::Found(_) => "found",
        Verdict::AtLeast(..) => "at_least",
        Verdict::CannotTell(_) => "cannot_tell",
    }
}

fn icon(verdict: &Verdict) -> Icon {
    match verdict {
        Verdict::Clean => Icon::Passed,
        Verdict::Found(_) | Verdict::AtLeast(..) => Icon::Warning,
        Verdict::CannotTell(_) => Icon::Unknown,
    }
}

fn count(verdict: &Verdict, texts: Words) -> String {
    let n = match verdict {
        Verdict::Found(n) | Verdict::AtLeast(n, _) => *n,
        Verdict::Clean | Verdict::CannotTell(_) => 0,
    };
    let key = format!("tidy.verdicts.{}", of_verdict(verdict));
    texts.fill(&key, &[("n", n.to_string())])
}

fn why(verdict: &Verdict, kind: FindingKind, texts: Words) -> Option<String> {
    let (Verdict::AtLeast(_, why) | Verdict::CannotTell(why)) = verdict else {
        return None;
    };
    // A policy that nobody has used yet is no defect of Azure's answer.
    let is_unused = kind == FindingKind::UnusedPort && why.reason == Reason::EmptyValue;
    Some(if is_unused {
        texts.text("tidy.no_requests")
    } else {
        reason(why)
    })
}

/// Where there are several subscriptions, the ones in which there may be more.
fn in_doubt(found: &Hygiene, kind: FindingKind, tidying: Tidying) -> Option<impl IntoView + use<>> {
    let places = found.in_doubt(kind);
    let names: Vec<String> = places
        .filter_map(|it| tidying.reading.name_at(it))
        .collect();
    let is_any = !names.is_empty();
    is_any.then(|| view! { <span class="quiet" data-in-doubt>{listed(&names)}</span> })
}

/// How many are chosen, and what can be done with them.
#[component]
fn Choosing(tidying: Tidying, found: Memo<Arc<Vec<Finding>>>) -> impl IntoView {
    let texts = words();
    let chosen = tidying.chosen;
    let mendable = Memo::new(move |_| found.with(|it| it.iter().filter(|it| can_mend(it)).count()));
    let wanted = move || {
        found.with(|it| {
            chosen.with(|chosen| {
                let wanted = it.iter().filter(|it| can_mend(it) && is_chosen(it, chosen));
                wanted.cloned().collect::<Vec<_>>()
            })
        })
    };
    let count = Memo::new(move |_| wanted().len());
    let policies = Memo::new(move |_| {
        let wanted = wanted();
        let policies: BTreeSet<_> = wanted.iter().filter_map(policy_of).collect();
        policies.len()
    });
    let choose = move |is_chosen: bool| {
        chosen.update(|chosen| {
            found.with_untracked(|it| {
                for it in it.iter().filter(|it| can_mend(it)) {
                    let key = (it.kind, it.about.clone());
                    if is_chosen {
                        chosen.insert(key);
                    } else {
                        chosen.remove(&key);
                    }
                }
            });
        });
    };
    let review = move |_| {
        let acts = untrack(wanted);
        if let Some(act) = act(&acts) {
            tidying.acting.open.open(act);
        }
    };
    let n = |n: usize| [("n", n.to_string())];
    view! {
        <Show when=move || 0 < mendable.get()>
            <div class="vm-chosen" data-chosen=move || count.get().to_string()>
                <span role="status">
                    {move || texts.fill("tidy.chosen", &n(count.get()))}
                </span>
                <button
                    type="button"
                    class="button button-small"
                    data-choose-all
                    on:click=move |_| choose(true)
                >
                    {move || texts.fill("tidy.all", &n(mendable.get()))}
                </button>
                <Show when=move || 0 < count.get()>
                    <button
                        type="button"
                        class="button button-small"
                        data-choose-none
                        on:click=move |_| choose(false)
                    >
                        {move || texts.text("inventory.chosen.none")}
                    </button>
                </Show>
                <button
                    type="button"
                    class="button button-small button-primary"
                    data-offer="edit"
                    disabled=move || count.get() == 0
                    on:click=review
                >
                    {move || texts.text("tidy.review")}
                </button>
                <Show when=move || MOST_POLICIES < policies.get()>
                    <p class="quiet vm-limit">
                        {move || texts.fill("tidy.limit", &n(MOST_POLICIES))}
                    </p>
                </Show>
            </div>
        </Show>
    }
}

fn is_chosen(finding: &Finding, chosen: &BTreeSet<(FindingKind, About)>) -> bool {
    chosen.contains(&(finding.kind, finding.about.clone()))
}

/// The policy that a finding's fix changes.
fn policy_of(finding: &Finding) -> Option<&ResourceId> {
    match (&finding.fix, &finding.about) {
        (Fix::Ready(edit), _) => Some(&edit.policy),
        (Fix::Asks(_), About::Entry { policy, .. }) => Some(policy),
        _ => None,
    }
}

/// What mends these, as far as one act can be looked over. Those that need a value ask
/// for it once for all.
fn act(findings: &[Finding]) -> Option<Act> {
    let mut policies = BTreeSet::<&ResourceId>::new();
    let mut fits = |policy| {
        let is_room = policies.len() < MOST_POLICIES;
        policies.contains(policy) || (is_room && policies.insert(policy))
    };
    let mut edits: Vec<Edit> = Vec::new();
    let (mut asked, mut entries) = (None, Vec::new());
    for finding in findings {
        match (&finding.fix, &finding.about) {
            (Fix::Ready(edit), _) if fits(&edit.policy) => edits.push(edit.clone()),
            (Fix::Asks(kind), About::Entry { policy, vm, .. }) if fits(policy) => {
                asked = Some(*kind);
                entries.push(EntryId {
                    policy: policy.clone(),
                    vm: vm.clone(),
                });
            }
            _ => {}
        }
    }
    let editing = match asked {
        Some(kind) => Editing::Form(kind, entries),
        None if edits.is_empty() => return None,
        None => Editing::These(edits),
    };
    Some(Act::Edit(editing))
}

/// For rules that nobody needs any more: the lines that delete them, and how many rules
/// have a name that no command may hold.
fn commands(findings: &[Finding], texts: Words) -> Option<impl IntoView + use<>> {
    let rules = findings.iter().filter_map(|it| match &it.about {
        About::Rule { group, rule, .. } => Some(delete_rule(group, rule, Shell::AzureCli)),
        About::Entry { .. } | About::Vm { .. } | About::Opening { .. } => None,
    });
    let rules: Vec<Option<String>> = rules.collect();
    let without = rules.iter().filter(|it| it.is_none()).count();
    let without = (0 < without).then(|| {
        let text = texts.fill("tidy.no_command", &[("n", without.to_string())]);
        view! { <p class="quiet">{text}</p> }
    });
    let is_any = !rules.is_empty();
    let lines: Vec<String> = rules.into_iter().flatten().collect();
    let lines = (!lines.is_empty()).then(|| {
        let text = lines.join("\n");
        view! {
            <div class="code-block">
                <pre dir="ltr" tabindex="0"><code>{text.clone()}</code></pre>
                <CopyButton label=move || texts.text("tidy.copy") value=text />
            </div>
        }
    });
    is_any.then(|| view! { {lines} {without} })
}

#[cfg(test)]
mod tests {
    use actions::edit::{Change, ChangeKind};
    use inventory::hygiene::Certainty;

    use super::*;

    fn id(rest: &str) -> ResourceId {
        ResourceId::parse(&format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/{rest}"
        ))
        .unwrap()
    }

    fn finding(at: usize, fix: impl FnOnce(ResourceId, ResourceId) -> Fix) -> Finding {
        let policy = id(&format!(
            "Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/p{at}"
        ));
        let vm = id(&format!("Microsoft.Compute/virtualMachines/vm{at}"));
        Finding {
            kind: FindingKind::StaleMember,
            about: About::Entry {
                policy: policy.clone(),
                vm: vm.clone(),
                ports: Vec::new(),
            },
            fix: fix(policy, vm),
            certainty: Certainty::Exact,
        }
    }

    fn ready(policy: ResourceId, vm: ResourceId) -> Fix {
        Fix::Ready(Edit {
            policy,
            vm,
            change: Change::DropGone,
        })
    }

    #[test]
    fn what_is_chosen_becomes_one_act_that_can_be_looked_over() {
        let findings: Vec<Finding> = (0..150).map(|at| finding(at, ready)).collect();
        let Some(Act::Edit(Editing::These(edits))) = act(&findings) else {
            panic!("edits");
        };
        assert_eq!(edits.len(), MOST_POLICIES);
        let asks = |at| finding(at, |_, _| Fix::Asks(ChangeKind::ReplaceSource));
        let Some(Act::Edit(Editing::Form(kind, entries))) = act(&[asks(1), asks(2)]) else {
            panic!("a form");
        };
        assert_eq!((kind, entries.len()), (ChangeKind::ReplaceSource, 2));
        assert_eq!(act(&[finding(1, |_, _| Fix::Elsewhere)]), None);
    }
}
