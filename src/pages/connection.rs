//! What is drawn of the connection: the way and the access windows. Both follow from the
//! facts that the run has read anyway.

use std::sync::Arc;

use checklist::path_view::picture;
use diagnosis::access_windows::{Status, windows};
use ipnet::IpNet;
use leptos::prelude::*;

use crate::{
    browser::clock,
    components::{Disclosure, PathDrawing, WindowTimeline, piece_later},
    part::{Deferred, part},
    run::Run,
    task_slot::TaskSlot,
    words::{t, words},
};

#[component]
pub(super) fn PathSection(run: Run, shown: RwSignal<Option<&'static str>>) -> impl IntoView {
    let words = words();
    let picture = run.shown(move |facts| Arc::new(picture(facts, &words.catalog(), words.times())));
    view! { <PathDrawing picture on_show=Callback::new(move |check| shown.set(Some(check))) /> }
}

#[component]
pub(super) fn WindowsSection(run: Run, source: Option<IpNet>) -> impl IntoView {
    view! {
        <Disclosure
            hook="data-windows"
            class="card windows"
            title=move || t("components.windows.title")
        >
            {piece_later(move || access_windows(run, source))}
        </Disclosure>
    }
}

part!(
    more,
    fn access_windows(run: Run, source: Option<IpNet>) -> Deferred {
        Box::new(move || view! { <Windows run source /> }.into_any())
    }
);

/// The windows, and the clock that goes with the open ones.
#[component]
fn Windows(run: Run, source: Option<IpNet>) -> impl IntoView {
    let windows = run.shown(|facts| {
        let vm = &facts.question()?.vm;
        windows(facts, vm).map(Arc::new)
    });
    let now = RwSignal::new(run.now());
    let task = TaskSlot::new();
    Effect::new(move |_| {
        let ends = windows.with(|it| {
            let open = it.iter().flat_map(|it| it.iter());
            let open = open.filter(|it| it.status == Status::Open);
            open.filter_map(|it| it.end).max()
        });
        task.run(clock::every_second(move || {
            let at = run.now();
            now.set(at);
            ends.is_some_and(|it| at < it)
        }));
    });
    view! { <WindowTimeline windows source now /> }
}
