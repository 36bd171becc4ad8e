//! The demo: its scenarios, opening one, and the banner that says that nothing
//! of it is real.

use diagnosis::{checks, engine::Area};
use leptos::prelude::*;

use super::{not_loaded::NotLoadedNotice, page::Page};
use crate::{
    browser::{demo::DemoError, leaving},
    components::{Notice, NoticeKind},
    part::{Deferred, part},
    route::{Route, router},
    session::{Scenario, Session, open_demo, scenarios, sessions},
    task_slot::TaskSlot,
    words::{language, t, tf},
};

/// Above every page, as long as the session is the demo's.
#[component]
pub(crate) fn DemoBanner() -> impl IntoView {
    let sessions = sessions();
    let is_demo = Memo::new(move |_| matches!(sessions.current(), Session::Demo(..)));
    view! {
        <Show when=move || is_demo.get()>
            <aside class="demo-banner" aria-label=move || t("page.demo.banner.label")>
                <b>{move || t("page.demo.banner.title")}</b>
                <span>{move || t("page.demo.banner.text")}</span>
                <a href=Route::Demo(None).href()>{move || t("page.demo.banner.other")}</a>
                <button
                    type="button"
                    class="button button-small"
                    on:click=move |_| {
                        if leaving::may_leave() {
                            sessions.leave();
                        }
                    }
                >
                    {move || t("page.demo.banner.leave")}
                </button>
            </aside>
        </Show>
    }
}

/// The list of scenarios.
#[component]
fn DemoPage() -> impl IntoView {
    let listed: RwSignal<Option<Result<Vec<Scenario>, DemoError>>> = RwSignal::new(None);
    TaskSlot::new().run(async move { listed.set(Some(scenarios().await)) });
    view! {
        <Page title=move || t("page.demo.title") lead=move || t("page.demo.lead")>
            {move || match listed.get() {
                None => view! { <p role="status">{move || t("page.demo.loading")}</p> }.into_any(),
                Some(Err(error)) => view! { <Failure error /> }.into_any(),
                Some(Ok(all)) => view! { <Scenarios all /> }.into_any(),
            }}
        </Page>
    }
}

#[component]
fn Scenarios(all: Vec<Scenario>) -> impl IntoView {
    let areas = Area::ALL.map(|it| format!("areas.{}", it.name()));
    let others = ["page.demo.clear", "page.demo.in_doubt"].map(str::to_owned);
    areas
        .into_iter()
        .chain(others)
        .filter_map(|title| {
            let items: Vec<_> = all
                .iter()
                .filter(|it| group_of(it) == title)
                .cloned()
                .collect();
            (!items.is_empty()).then(|| {
                let items = items.into_iter().map(item).collect_view();
                view! {
                    <section class="card">
                        <h2>{move || t(&title)}</h2>
                        <ul class="scenarios">{items}</ul>
                    </section>
                }
            })
        })
        .collect_view()
}

/// The key of the heading under which a scenario stands: the area in which its
/// person is stopped, if anywhere.
fn group_of(scenario: &Scenario) -> String {
    let stopped_by = checks::ALL.iter().find(|it| it.id == scenario.root_cause());
    match stopped_by {
        Some(check) => format!("areas.{}", check.area.name()),
        None if scenario.is_in_doubt() => "page.demo.in_doubt".to_owned(),
        None => "page.demo.clear".to_owned(),
    }
}

fn item(scenario: Scenario) -> impl IntoView {
    let href = Route::Demo(Some(scenario.name.clone())).href();
    view! {
        <li>
            <a href=href>{move || scenario.title(language()).to_owned()}</a>
        </li>
    }
}

/// Opens a scenario and goes on to its check.
#[component]
fn ScenarioPage(name: String) -> impl IntoView {
    let (sessions, router) = (sessions(), router());
    let failure = RwSignal::new(None);
    // A session with Azure is nothing that a link may end.
    let is_real = |it: Session| matches!(it, Session::Token(_) | Session::Microsoft(..));
    let asks = RwSignal::new(is_real(sessions.current_untracked()));
    let href = Route::Demo(Some(name.clone())).href();
    let task = TaskSlot::new();
    let open = Callback::new(move |()| {
        asks.set(false);
        let name = name.clone();
        task.run(async move {
            match open_demo(&name).await {
                Ok((session, asked)) => {
                    router.replace(Route::Check(asked));
                    sessions.enter(session);
                }
                Err(error) => failure.set(Some(error)),
            }
        });
    });
    if !asks.get_untracked() {
        open.run(());
    }
    view! {
        <Page title=move || t("page.demo.title")>
            {move || match failure.get() {
                None if asks.get() => view! { <Beside href=href.clone() open /> }.into_any(),
                None => view! { <p role="status">{move || t("page.demo.loading")}</p> }.into_any(),
                Some(error) => view! { <Failure error /> }.into_any(),
            }}
        </Page>
    }
}

/// The demo beside the session, or in its place: the reader's choice.
#[component]
fn Beside(href: String, open: Callback<()>) -> impl IntoView {
    view! {
        <div data-beside>
            <Notice
                kind=NoticeKind::Info
                title=move || t("page.demo.beside.title")
                text=move || t("page.demo.beside.text")
            >
                <a class="button button-primary" href=href target="_blank" rel="noopener">
                    {move || t("page.demo.beside.tab")}
                </a>
                <button type="button" class="button" on:click=move |_| open.run(())>
                    {move || t("page.demo.beside.here")}
                </button>
                <a class="button" href=Route::target().href()>
                    {move || t("page.demo.beside.stay")}
                </a>
            </Notice>
        </div>
    }
}

#[component]
fn Failure(error: DemoError) -> impl IntoView {
    let notice = match error {
        DemoError::NotLoaded(why) => view! { <NotLoadedNotice why /> }.into_any(),
        DemoError::NoSuchScenario(name) => view! {
            <Notice
                kind=NoticeKind::Error
                title=move || t("page.demo.errors.title")
                text=move || tf("page.demo.errors.no_such_scenario", &[("name", &name)])
            />
        }
        .into_any(),
    };
    view! {
        {notice}
        <p>
            <a href=Route::Demo(None).href()>{move || t("page.demo.errors.back")}</a>
        </p>
    }
}

part!(
    small,
    fn demo_page(name: Option<String>) -> Deferred {
        Box::new(move || match name {
            Some(name) => view! { <ScenarioPage name /> }.into_any(),
            None => view! { <DemoPage /> }.into_any(),
        })
    }
);
