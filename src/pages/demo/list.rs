//! The demo's list: six stories to start with, then every scenario, grouped by
//! where its person is stopped, and searched.

use checklist::Search;
use diagnosis::{checks, engine::Area};
use leptos::prelude::*;

use super::scenario::Failure;
use crate::{
    browser::{clock, demo::DemoError, letters::lower},
    components::Field,
    pages::page::Page,
    route::{REST, Route, router},
    session::{Scenario, scenarios},
    task_slot::TaskSlot,
    words::{language, t, tf, words},
};

/// What a newcomer opens first: one of each kind of answer. Their texts stand
/// under `page.demo.stories`.
const STORIES: [&str; 6] = [
    "request-expired",
    "subnet-user-deny",
    "person-eligible",
    "not-configured-enable",
    "always-open",
    "subscription-mixed",
];

#[component]
pub(super) fn DemoPage(find: Option<String>) -> impl IntoView {
    let listed: RwSignal<Option<Result<Vec<Scenario>, DemoError>>> = RwSignal::new(None);
    TaskSlot::new().run(async move { listed.set(Some(scenarios().await)) });
    let sought = RwSignal::new(find.unwrap_or_default());
    keep_in_address(sought);
    view! {
        <Page title=move || t("page.demo.title") lead=move || t("page.demo.lead")>
            <Stories />
            {move || match listed.get() {
                None => view! { <p role="status">{move || t("page.demo.loading")}</p> }.into_any(),
                Some(Err(error)) => view! { <Failure error /> }.into_any(),
                Some(Ok(all)) => view! { <Scenarios all sought /> }.into_any(),
            }}
        </Page>
    }
}

/// Back from a scenario finds the list as it was.
fn keep_in_address(sought: RwSignal<String>) {
    let (router, resting) = (router(), TaskSlot::new());
    Effect::new(move |before: Option<()>| {
        let find = Some(sought.get()).filter(|it| !it.is_empty());
        if before.is_some() {
            resting.run(async move {
                clock::wait(REST).await;
                router.keep(Route::Demos(find));
            });
        }
    });
}

#[component]
fn Stories() -> impl IntoView {
    let words = words();
    let items = STORIES.map(|name| {
        let text = move |part| words.text(&format!("page.demo.stories.{name}.{part}"));
        let href = Route::Demo(name.to_owned()).href();
        view! {
            <li class="story">
                <a href=href>{move || text("title")}</a>
                <p class="quiet">{move || text("text")}</p>
            </li>
        }
    });
    view! {
        <section aria-labelledby="stories">
            <h2 id="stories">{move || t("page.demo.start")}</h2>
            <ul class="stories">{items}</ul>
        </section>
    }
}

#[component]
fn Scenarios(all: Vec<Scenario>, sought: RwSignal<String>) -> impl IntoView {
    let all = StoredValue::new(all);
    let found = Memo::new(move |_| {
        let sought = sought.with(|it| Search::new(&lower(it)));
        let language = language();
        all.with_value(|all| {
            let is_it = |it: &&Scenario| {
                sought.finds(&lower(&format!("{}\n{}", it.title(language), it.name)))
            };
            all.iter().filter(is_it).cloned().collect::<Vec<_>>()
        })
    });
    let count = move || {
        let n = found.with(Vec::len).to_string();
        tf("page.demo.count", &[("n", &n)])
    };
    view! {
        <section class="scenario-list" aria-labelledby="all-scenarios">
            <h2 id="all-scenarios">{move || t("page.demo.all")}</h2>
            <Field label=move || t("page.demo.search") value=sought />
            <p class="quiet" role="status">
                {count}
            </p>
            {move || found.with(|it| grouped(it))}
        </section>
    }
}

fn grouped(all: &[Scenario]) -> impl IntoView + use<> {
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
                .map(item)
                .collect();
            (!items.is_empty()).then(|| {
                view! {
                    <section class="card">
                        <h3>{move || t(&title)}</h3>
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
    let href = Route::Demo(scenario.name.clone()).href();
    view! {
        <li>
            <a href=href>{move || scenario.title(language()).to_owned()}</a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use text::Language;

    use super::STORIES;
    use crate::words::testing::catalog;

    #[test]
    fn every_story_is_told_in_every_language() {
        for catalog in Language::ALL.map(catalog) {
            for name in STORIES {
                for part in ["title", "text"] {
                    let key = format!("page.demo.stories.{name}.{part}");
                    assert!(catalog.get(&key).is_some(), "{key}");
                }
            }
        }
    }
}
