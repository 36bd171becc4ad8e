//! Opening a scenario of the demo, beside a session with Azure or in its place.

use leptos::prelude::*;

use crate::{
    browser::demo::DemoError,
    components::{NotLoadedNotice, Notice, NoticeKind},
    pages::{page::Page, starting::Starting},
    route::{Place, Route, router},
    session::{Session, open_demo, sessions},
    task_slot::TaskSlot,
    words::{t, tf},
};

/// Opens a scenario and goes on to `place`, or to what the scenario is about.
#[component]
pub(super) fn ScenarioPage(name: String, place: Option<Place>) -> impl IntoView {
    let (sessions, router) = (sessions(), router());
    let failure = RwSignal::new(None);
    // A session with Azure is nothing that a link may end.
    let is_real = |it: Session| matches!(it, Session::Token(_) | Session::Microsoft(..));
    let asks = RwSignal::new(is_real(sessions.current_untracked()));
    let goes_on = place.is_some();
    let href = match place {
        Some(place) => format!("#{}", place.fragment()),
        None => Route::Demo(name.clone()).href(),
    };
    let task = TaskSlot::new();
    let open = Callback::new(move |()| {
        asks.set(false);
        let name = name.clone();
        task.run(async move {
            match open_demo(&name).await {
                Ok((session, start)) => {
                    sessions.enter(session);
                    if !goes_on {
                        router.replace(start);
                    }
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
                None => view! { <Starting /> }.into_any(),
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
pub(super) fn Failure(error: DemoError) -> impl IntoView {
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
            <a href=Route::Demos(None).href()>{move || t("page.demo.errors.back")}</a>
        </p>
    }
}
