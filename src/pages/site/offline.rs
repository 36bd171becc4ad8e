//! Where the reader has the page kept for offline use, sees what that means, and has the
//! copy deleted again.

use leptos::prelude::*;

use super::newer::TakeNewer;
use crate::{
    browser::offline::{self, Copy, NotKept},
    components::{Notice, NoticeKind, Prose},
    pages::page::Page,
    task_slot::TaskSlot,
    words::{t, words},
};

/// What the page is doing, or failed to do.
#[derive(Clone, core::marker::Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Keeping,
    Deleting,
    Failed,
}

#[component]
pub(super) fn OfflinePage() -> impl IntoView {
    let copy = RwSignal::new(None::<Copy>);
    let doing = RwSignal::new(Doing::Nothing);
    let task = TaskSlot::new();
    let run = move |what: Option<Doing>| {
        doing.set(what.unwrap_or(Doing::Nothing));
        task.run(async move {
            let done: Result<(), NotKept> = match what {
                Some(Doing::Keeping) => offline::keep().await,
                Some(Doing::Deleting) => offline::remove().await,
                _ => Ok(()),
            };
            copy.set(Some(offline::state().await));
            doing.set(done.map_or(Doing::Failed, |()| Doing::Nothing));
        });
    };
    run(None);
    let is_busy = move || matches!(doing.get(), Doing::Keeping | Doing::Deleting);
    let status = move || match (doing.get(), copy.get()) {
        (Doing::Keeping, _) => t("site.offline.keeping"),
        (_, Some(copy)) => t(copy.key()),
        (_, None) => t("site.offline.looking"),
    };
    let name = move || match copy.get() {
        Some(Copy::Kept) => "kept",
        Some(Copy::Waiting) => "waiting",
        Some(Copy::None) => "none",
        Some(Copy::Impossible) => "impossible",
        None => "unknown",
    };
    let buttons = move || match copy.get() {
        None | Some(Copy::Impossible) => ().into_any(),
        Some(Copy::None) => view! {
            <button
                type="button"
                class="button button-primary"
                data-keep
                aria-disabled=move || is_busy().then_some("true")
                on:click=move |_| {
                    if !is_busy() {
                        run(Some(Doing::Keeping));
                    }
                }
            >
                {move || t("site.offline.keep")}
            </button>
        }
        .into_any(),
        Some(copy) => view! {
            {(copy == Copy::Waiting).then(|| view! { <TakeNewer /> })}
            <button
                type="button"
                class="button"
                data-delete
                on:click=move |_| run(Some(Doing::Deleting))
            >
                {move || t("site.offline.delete")}
            </button>
        }
        .into_any(),
    };
    view! {
        <Page title=move || t("site.offline.title") lead=move || t("site.offline.lead")>
            <section class="card" data-copy=name>
                <h2>{move || t("site.offline.copy")}</h2>
                <p role="status">{status}</p>
                {move || {
                    (doing.get() == Doing::Failed)
                        .then(|| {
                            view! {
                                <Notice
                                    kind=NoticeKind::Error
                                    title=move || t("site.offline.failed.title")
                                    text=move || t("site.offline.failed.text")
                                />
                            }
                        })
                }}
                <div class="actions">{buttons}</div>
            </section>
            <Told name="works" />
            <Told name="never" />
            <Told name="updates" />
        </Page>
    }
}

/// A section of words.
#[component]
fn Told(name: &'static str) -> impl IntoView {
    let words = words();
    let paragraphs = move || {
        let catalog = words.catalog();
        (0..)
            .map(|at| format!("site.offline.{name}.text.{at}"))
            .take_while(|key| catalog.get(key).is_some())
            .map(|key| view! { <p><Prose text=catalog.text(&key) /></p> })
            .collect_view()
    };
    view! {
        <section class="card">
            <h2>{move || t(&format!("site.offline.{name}.title"))}</h2>
            {paragraphs}
        </section>
    }
}
