//! What would become of each policy, before anything is sent. Must not know how it came
//! about, nor how it is sent.

use std::collections::BTreeSet;

use actions::edit::{
    Difference, EntryDifference, Fate, Job, LeftOut, Misfit, Plan, PortChange, PortDifference,
    Unfit,
};
use azure::{
    resource_id::{ResourceId, are_of_several_subscriptions},
    security::PolicyPort,
    value::NOTHING,
};
use leptos::prelude::*;
use text::Catalog;

use crate::{
    acts::turn_on::form::protocol,
    components::{Notice, NoticeKind},
    words::{reason_in, t, words},
};

/// So many policies stand there unfolded.
const FEW: usize = 6;

/// `left_out` are the policies that the reader does not want to be changed; `turned` those
/// that they folded or unfolded, which stay so in another language.
pub(super) fn preview(
    plan: &Plan,
    left_out: RwSignal<BTreeSet<ResourceId>>,
    turned: StoredValue<BTreeSet<ResourceId>>,
) -> impl IntoView + use<> {
    let catalog = words().catalog();
    let is_few = plan.jobs.len() <= FEW;
    let is_spread = is_plan_spread(plan);
    let jobs = plan.jobs.iter();
    let jobs = jobs
        .map(|it| {
            let place = place(it.policy(), is_spread, &catalog);
            job(it, left_out, is_few, turned, place, &catalog)
        })
        .collect_view();
    let is_unread = plan.has_unread();
    let nothing = plan.jobs.is_empty().then(|| {
        let (title, text) = if is_unread {
            ("edit.unread", "edit.unread_text")
        } else {
            ("edit.nothing", "edit.nothing_text")
        };
        view! {
            <div data-nothing>
                <Notice
                    kind=NoticeKind::Info
                    title=move || t(title)
                    text=move || t(text)
                />
            </div>
        }
    });
    let beside = beside(plan, is_spread, &catalog);
    let beside: Vec<_> = beside
        .into_iter()
        .map(|(name, text)| view! { <li data-beside=name>{text}</li> })
        .collect();
    let beside = (!beside.is_empty()).then(|| view! { <ul class="act-beside">{beside}</ul> });
    let lead = (!plan.jobs.is_empty()).then(|| view! { <p>{t("edit.preview")}</p> });
    view! {
        {nothing}
        {lead}
        <div class="act-diffs">{jobs}</div>
        {beside}
    }
}

/// What is not changed, and why not: the name of each line, and its text.
fn beside(plan: &Plan, is_spread: bool, catalog: &Catalog) -> Vec<(&'static str, String)> {
    let named = |policy: &ResourceId| named(policy, is_spread, catalog);
    let left_out = plan.left_out.iter();
    let mut lines: Vec<(&'static str, String)> = left_out
        .map(|it| misfit(it, named(&it.edit.policy), catalog))
        .collect();
    lines.extend(
        plan.unfit
            .iter()
            .map(|(policy, why)| unfit(named(policy), why, catalog)),
    );
    if !plan.same.is_empty() {
        let same: Vec<String> = plan.same.iter().map(named).collect();
        let args = [
            ("n", same.len().to_string()),
            ("names", catalog.listed(&same)),
        ];
        lines.push(("same", catalog.fill("edit.same", args)));
    }
    lines
}

fn misfit(left_out: &LeftOut, policy: String, catalog: &Catalog) -> (&'static str, String) {
    let LeftOut { edit, why } = left_out;
    let port = match why {
        Misfit::PortTwice(port) | Misfit::Unclear(port) => port.to_string(),
        Misfit::NoEntry | Misfit::NoPortLeft => String::new(),
    };
    let args = [
        ("vm", edit.vm.name().to_owned()),
        ("policy", policy),
        ("port", port),
    ];
    (
        why.name(),
        catalog.fill(&format!("edit.misfits.{}", why.name()), args),
    )
}

fn unfit(policy: String, why: &Unfit, catalog: &Catalog) -> (&'static str, String) {
    let reason = match why {
        Unfit::NotRead(why) => reason_in(catalog, why),
        Unfit::NoPolicy | Unfit::ChangedSince => String::new(),
    };
    let args = [("policy", policy), ("reason", reason)];
    (
        why.name(),
        catalog.fill(&format!("edit.unfit.{}", why.name()), args),
    )
}

fn is_plan_spread(plan: &Plan) -> bool {
    let jobs = plan.jobs.iter().map(Job::policy);
    let left_out = plan.left_out.iter().map(|it| &it.edit.policy);
    let unfit = plan.unfit.iter().map(|(policy, _)| policy);
    are_of_several_subscriptions(jobs.chain(left_out).chain(unfit).chain(&plan.same))
}

/// A policy by its name, and by its place where that isn't the same for all.
fn named(policy: &ResourceId, is_spread: bool, catalog: &Catalog) -> String {
    if is_spread {
        let place = place(policy, is_spread, catalog);
        format!("{} ({place})", policy.name())
    } else {
        policy.name().to_owned()
    }
}

/// Where a policy is: its resource group, its region, and where there are several its
/// subscription.
pub(super) fn place(policy: &ResourceId, is_spread: bool, catalog: &Catalog) -> String {
    let location = policy.parent().map(|it| it.name().to_owned());
    let args = [
        ("subscription", policy.subscription().to_owned()),
        (
            "group",
            policy.resource_group().unwrap_or_default().to_owned(),
        ),
        ("location", location.unwrap_or_default()),
    ];
    let key = if is_spread {
        "edit.place_spread"
    } else {
        "edit.place"
    };
    catalog.fill(key, args)
}

/// Whether what becomes of a policy is unfolded, and what keeps it so.
fn fold(
    policy: ResourceId,
    is_few: bool,
    turned: StoredValue<BTreeSet<ResourceId>>,
) -> (bool, impl FnMut(bool)) {
    let is_open = is_few != turned.with_value(|it| it.contains(&policy));
    let keep = move |is_open: bool| {
        turned.try_update_value(|it| {
            if is_open == is_few {
                it.remove(&policy);
            } else {
                it.insert(policy.clone());
            }
        });
    };
    (is_open, keep)
}

fn job(
    job: &Job,
    left_out: RwSignal<BTreeSet<ResourceId>>,
    is_few: bool,
    turned: StoredValue<BTreeSet<ResourceId>>,
    place: String,
    catalog: &Catalog,
) -> impl IntoView + use<> {
    let (id, name) = (job.policy().clone(), job.policy().name().to_owned());
    let Difference {
        fate,
        entries,
        kept,
        beside,
    } = job.difference();
    let (is_open, mut keep_open) = fold(id.clone(), is_few, turned);
    let own = id.clone();
    let is_in = move || left_out.with(|it| !it.contains(&own));
    let set = move |is_wanted: bool| {
        left_out.update(|it| {
            if is_wanted {
                it.remove(&id);
            } else {
                it.insert(id.clone());
            }
        });
    };
    let label = catalog.fill("edit.include", [("policy", &name)]);
    let count = [("count", entries.len().to_string())];
    let summary = catalog.fill("edit.entries", count);
    let whole = (*fate != Fate::Written).then(|| {
        let text = catalog.text(&format!("edit.fates.{}", fate.name()));
        view! { <p><b>{text}</b></p> }
    });
    let others = (0 < *kept).then(|| catalog.fill("edit.kept", [("n", kept.to_string())]));
    let others = others.map(|it| view! { <p class="quiet">{it}</p> });
    let beside = beside.then(|| view! { <p>{catalog.text("edit.beside_policy")}</p> });
    let entries = entries.iter().map(|it| entry(it, catalog)).collect_view();
    view! {
        <section class="act-diff" data-policy=name data-fate=fate.name()>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_in
                    on:change:target=move |event| set(event.target().checked())
                />
                <span>
                    <b>{label}</b>
                    " "
                    <span class="quiet">{place}</span>
                </span>
            </label>
            {whole}
            <details open=is_open on:toggle:target=move |event| keep_open(event.target().open())>
                <summary>{summary}</summary>
                {entries}
            </details>
            {beside}
            {others}
        </section>
    }
}

fn entry(entry: &EntryDifference, catalog: &Catalog) -> impl IntoView + use<> {
    let vm = ResourceId::parse(&entry.vm);
    let vm = vm.map_or_else(|_| entry.vm.clone(), |it| it.name().to_owned());
    let shown = vm.clone();
    let what = entry.what;
    let is_same = |it: &&PortDifference| it.what() == PortChange::Same;
    let same = entry.ports.iter().filter(is_same).count();
    let ports = entry.ports.iter().filter(|it| !is_same(it));
    let ports: Vec<_> = ports.map(|it| port(it, catalog)).collect();
    let ports = (!ports.is_empty()).then(|| view! { <dl class="act-diff-ports">{ports}</dl> });
    let same = (0 < same).then(|| catalog.fill("edit.ports_kept", [("n", same.to_string())]));
    let same = same.map(|it| view! { <p class="quiet">{it}</p> });
    let beside = entry
        .beside
        .then(|| view! { <p>{catalog.text("edit.beside")}</p> });
    view! {
        <div class="act-diff-entry" data-vm=vm data-what=what.name()>
            <p>
                <b>{shown}</b>
                " "
                {catalog.text(&format!("edit.entry.{}", what.name()))}
            </p>
            {ports}
            {beside}
            {same}
        </div>
    }
}

/// How it is now, and how it will be.
fn port(port: &PortDifference, catalog: &Catalog) -> impl IntoView + use<> {
    let line = |it: Option<&PolicyPort>| {
        it.map_or_else(
            || catalog.text("edit.not_guarded"),
            |it| guarded(it, catalog),
        )
    };
    view! {
        <div>
            <dt>{catalog.text("edit.now")}</dt>
            <dd>{line(port.before.as_ref())}</dd>
            <dt>{catalog.text("edit.then")}</dt>
            <dd data-then>{line(port.after.as_ref())}</dd>
        </div>
    }
}

fn guarded(port: &PolicyPort, catalog: &Catalog) -> String {
    let minutes = port.longest_minutes;
    let minutes = minutes.map_or_else(|| NOTHING.to_owned(), |it| it.to_string());
    let sources = if port.sources.is_empty() {
        NOTHING.to_owned()
    } else {
        port.sources.join(", ")
    };
    let args = [
        ("port", port.number.to_string()),
        ("protocol", protocol(&port.protocol, catalog)),
        ("sources", sources),
        ("minutes", minutes),
    ];
    catalog.fill("acts.confirm.guard_line", args)
}

#[cfg(test)]
mod tests {
    use actions::edit::{Change, Edit};
    use azure::answer::{Reason, Unavailable};
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    fn policy() -> ResourceId {
        ResourceId::parse(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default",
        )
        .unwrap()
    }

    #[test]
    fn whatever_is_not_changed_is_told_in_words() {
        let edit = Edit {
            policy: policy(),
            vm: policy(),
            change: Change::Drop,
        };
        let misfits = [
            Misfit::NoEntry,
            Misfit::NoPortLeft,
            Misfit::PortTwice(22),
            Misfit::Unclear(22),
        ];
        let unfit = [
            Unfit::NotRead(Unavailable::new(Reason::SignInNeeded)),
            Unfit::NoPolicy,
            Unfit::ChangedSince,
        ];
        let left_out = misfits.map(|why| LeftOut {
            edit: edit.clone(),
            why,
        });
        let plan = Plan {
            left_out: left_out.into(),
            unfit: unfit.map(|it| (policy(), it)).into(),
            same: vec![policy()],
            ..Plan::default()
        };
        for language in Language::ALL {
            let catalog = catalog(language);
            let lines = beside(&plan, false, &catalog);
            assert_eq!(lines.len(), Misfit::NAMES.len() + Unfit::NAMES.len() + 1);
            for (name, text) in lines {
                let is_worded = !text.contains("edit.") && !text.contains('{');
                assert!(is_worded && text.contains("default"), "{name}: {text}");
            }
        }
    }

    #[test]
    fn what_a_policy_says_is_told_whole() {
        let port = PolicyPort {
            number: 22,
            protocol: "*".to_owned(),
            sources: vec!["10.0.0.0/8".to_owned(), "CorpNet".to_owned()],
            longest_minutes: None,
        };
        for language in Language::ALL {
            let text = guarded(&port, &catalog(language));
            for part in ["22", "10.0.0.0/8, CorpNet", NOTHING] {
                assert!(text.contains(part), "{text} lacks {part}");
            }
        }
        assert!(place(&policy(), false, &catalog(Language::English)).contains("westeurope"));
    }
}
