//! Takes whatever somebody pastes, says what it is, and leads there. A token goes
//! nowhere but to the session that it begins.

mod kind;

use diagnosis::question::Asked;
use leptos::prelude::*;
use share::link;
use symptoms::Symptom;

use self::kind::{Kind, recognise};
use super::{list::CauseList, symptom::apart};
use crate::{
    components::{Notice, NoticeKind, Prose},
    config::Config,
    pages::{anything_form::AnythingForm, collect::enter_collected, page::Page},
    pasted,
    route::{Route, router},
    session::sessions,
    task_slot::TaskSlot,
    words::{t, tf, words},
};

#[component]
pub(super) fn AnythingPage() -> impl IntoView {
    let text = RwSignal::new(pasted::take());
    // What was asked about; the answer goes when the text changes.
    let asked = RwSignal::new(text.get_untracked());
    let shown = Memo::new(move |_| {
        let text = text.get();
        (!text.trim().is_empty() && asked.with(|it| *it == text)).then_some(text)
    });
    let (sessions, router) = (sessions(), router());
    let cloud = expect_context::<Config>().cloud;
    let on_token = Callback::new(move |token: String| {
        sessions.paste(&token, cloud);
        router.go(Route::target());
    });
    view! {
        <Page title=move || t("why.box.title") lead=move || t("why.box.lead")>
            <AnythingForm text on_text=Callback::new(move |text| asked.set(text)) />
            <p>
                <a href=Route::Why(None).href()>{move || t("why.box.list")}</a>
            </p>
            <div role="status">
                {move || shown.get().map(|text| view! { <Answer text on_token /> })}
            </div>
        </Page>
    }
}

#[component]
fn Answer(text: String, on_token: Callback<String>) -> impl IntoView {
    let kind = recognise(&text, &symptoms::all());
    let name = name(&kind);
    view! {
        <section class="card" data-kind=name>
            {said(name, &kind)}
            {match kind {
                Kind::Token => {
                    view! {
                        <button
                            type="button"
                            class="button button-primary"
                            on:click=move |_| on_token.run(text.clone())
                        >
                            {move || t("why.box.token.go")}
                        </button>
                    }
                        .into_any()
                }
                Kind::Collected => view! { <OpenCollected text /> }.into_any(),
                Kind::Error(found) => causes(found).into_any(),
                kind => way_on(name, kind).into_any(),
            }}
        </section>
    }
}

/// Opens a collected file, or says what is wrong with it.
#[component]
fn OpenCollected(text: String) -> impl IntoView {
    let (sessions, router, words) = (sessions(), router(), words());
    let error = RwSignal::new(None::<String>);
    let task = TaskSlot::new();
    let open = move |_| {
        let text = text.clone();
        task.run(async move {
            // Its errors are worded with its own page.
            let texts = words.add_all(&["collect"]).await;
            let said = match (enter_collected(text, sessions, router).await, texts) {
                (Ok(Ok(())), _) => None,
                (Ok(Err(why)), Ok(())) => Some(format!("collect.damage.{}", why.key())),
                _ => Some("page.not_loaded.title".to_owned()),
            };
            error.set(said);
        });
    };
    view! {
        {move || {
            error
                .get()
                .map(|key| {
                    let title = move || t(&key).replace('`', "");
                    view! { <Notice kind=NoticeKind::Error title /> }
                })
        }}
        <button type="button" class="button button-primary" on:click=open>
            {move || t("why.box.collected.go")}
        </button>
    }
}

/// The name of a kind under `why.box`.
fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Token => "token",
        Kind::OtherToken => "not_access_token",
        Kind::Vm {
            is_portal: true, ..
        } => "portal",
        Kind::Vm { .. } => "vm_id",
        Kind::Subscription(_) => "subscription",
        Kind::Result(_) => "result",
        Kind::Sealed(_) => "sealed",
        Kind::Damaged(_) => "damaged",
        Kind::Report(_) => "report",
        Kind::Collected => "collected",
        Kind::Page(_) => "page",
        Kind::Error(_) => "error",
        Kind::Name(_) => "name",
        Kind::Unknown => "unknown",
    }
}

/// What the text is taken for.
fn said(name: &'static str, kind: &Kind) -> impl IntoView + use<> {
    let (vm, told_by) = match kind {
        Kind::Vm { id, .. } => (id.name().to_owned(), None),
        Kind::Name(vm) | Kind::Subscription(vm) => (vm.clone(), None),
        Kind::Error(found) => (String::new(), found.first().map(|it| it.told_by.clone())),
        _ => (String::new(), None),
    };
    let damage = match kind {
        Kind::Damaged(damage) => Some(damage.key()),
        _ => None,
    };
    let has_text = matches!(
        kind,
        Kind::Token
            | Kind::OtherToken
            | Kind::Subscription(_)
            | Kind::Report(_)
            | Kind::Collected
            | Kind::Name(_)
            | Kind::Unknown
    );
    let title = move || {
        let told_by = told_by.as_ref().map(|it| t(&format!("why.where.{it}")));
        let told_by = told_by.unwrap_or_default();
        let args = [("name", &*vm), ("id", &*vm), ("where", &*told_by)];
        tf(&format!("why.box.{name}.title"), &args)
    };
    let text = Signal::derive(move || t(&format!("why.box.{name}.text")));
    view! {
        <h2>{title}</h2>
        {has_text.then(|| view! { <p><Prose text /></p> })}
        {damage.map(|it| view! { <p>{move || t(&format!("damage.{it}"))}</p> })}
    }
}

/// A link to where the text leads, if anywhere.
fn way_on(name: &'static str, kind: Kind) -> impl IntoView {
    let vm = match &kind {
        Kind::Vm { id, .. } => id.name().to_owned(),
        _ => String::new(),
    };
    let route = match kind {
        Kind::Vm { id, tenant, .. } => Route::Target {
            asked: Asked {
                vm: Some(id),
                tenant,
                ..Asked::default()
            },
            subscription: None,
        },
        Kind::Subscription(id) => Route::subscription(&id, None),
        Kind::Result(link) | Kind::Sealed(link) => Route::Result(Some(link)),
        Kind::Report(report) => Route::Result(Some(link::write(&report))),
        Kind::Page(route) => route,
        Kind::Name(_) => Route::target(),
        Kind::Unknown => Route::Why(None),
        Kind::Token | Kind::Collected | Kind::OtherToken | Kind::Damaged(_) | Kind::Error(_) => {
            return None;
        }
    };
    let router = router();
    Some(view! {
        <button type="button" class="button button-primary" on:click=move |_| router.go(route.clone())>
            {move || tf(&format!("why.box.{name}.go"), &[("name", &vm)])}
        </button>
    })
}

fn causes(found: Vec<Symptom>) -> impl IntoView {
    let first = found.first().cloned().into_iter().collect::<Vec<_>>();
    view! {
        <h3>{move || t("why.box.error.causes")}</h3>
        <CauseList symptoms=found />
        <h3>{move || t("why.box.error.apart")}</h3>
        {apart(&first)}
    }
}
