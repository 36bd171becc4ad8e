//! All ways to mend one case, behind a choice of the way.

use jit_doctor_core::guide::{self, Names, walk::Walk};
use leptos::prelude::*;

use super::{
    book::{Fetched, GuideBook, book},
    step_text::StepText,
    walk::WalkView,
};
use crate::{
    components::{Icon, IconView},
    words::t,
};

/// The guide of a failing case; nothing where there is none to show.
#[component]
pub(crate) fn GuideSection(check: &'static str, case: &'static str, names: Names) -> impl IntoView {
    let guide = guide::guide(check, case).filter(|it| it.caution.is_some() || !it.walks.is_empty());
    guide.map(|it| view! { <Walks caution=it.caution walks=it.walks names /> })
}

/// Ways through the portal, the best one open.
#[component]
pub(crate) fn Walks(
    #[prop(optional_no_strip)] caution: Option<&'static str>,
    walks: &'static [&'static Walk],
    names: Names,
) -> impl IntoView {
    let texts = book().open();
    move || match texts.get() {
        Fetched::Coming => {
            view! { <p class="quiet">{t("components.guide.loading")}</p> }.into_any()
        }
        Fetched::Failed => view! { <p class="quiet">{t("components.guide.failed")}</p> }.into_any(),
        Fetched::There(_) => view! { <Opened caution walks names=names.clone() /> }.into_any(),
    }
}

#[component]
fn Opened(
    caution: Option<&'static str>,
    walks: &'static [&'static Walk],
    names: Names,
) -> impl IntoView {
    let mut walks = walks.iter();
    let first = walks
        .next()
        .map(|walk| view! { <WalkView walk names=names.clone() /> });
    let others = walks
        .map(|walk| view! { <OtherWalk walk names=names.clone() /> })
        .collect_view();
    let book = book();
    view! {
        <section class="guide" aria-label=move || t("components.guide.title")>
            {caution.map(|it| warning(book, it, names))}
            {first}
            {others}
        </section>
    }
}

/// A way that is drawn when it is asked for.
#[component]
fn OtherWalk(walk: &'static Walk, names: Names) -> impl IntoView {
    let book = book();
    let is_open = RwSignal::new(false);
    let title = move || book.text(&format!("guide.walks.{}.title", walk.name));
    view! {
        <details class="walk-more" on:toggle:target=move |event| is_open.set(event.target().open())>
            <summary>{title}</summary>
            <Show when=move || is_open.get()>
                <WalkView walk names=names.clone() untitled=true />
            </Show>
        </details>
    }
}

/// What costs money or opens something, said before the first step.
fn warning(book: GuideBook, name: &'static str, names: Names) -> impl IntoView {
    let text = Signal::derive(move || book.text(&format!("guide.cautions.{name}.text")));
    view! {
        <p class="caution">
            <IconView icon=Icon::Warning />
            <span>
                <b>{move || book.text(&format!("guide.cautions.{name}.kind"))} ": "</b>
                <StepText text names />
            </span>
        </p>
    }
}
