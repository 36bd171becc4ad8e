//! The way from the reader to the VM, drawn as a line of hops. The drawing is a
//! list whose items say in words what its marks and lines show.

use std::sync::Arc;

use checklist::path_view::{Deciding, PathView, Stop};
use leptos::prelude::*;

use super::icon::{Icon, IconView};
use crate::words::{listed, t, tf};

/// `on_show` gets the id of the check that says more of a hop.
#[component]
pub(crate) fn PathDrawing(
    #[prop(into)] picture: Signal<Arc<PathView>>,
    on_show: Callback<&'static str>,
    #[prop(default = "components.path.title")] title: &'static str,
) -> impl IntoView {
    view! {
        <section
            class="card path"
            data-path
            data-end=move || picture.with(|it| it.end.name())
            aria-labelledby="path-title"
        >
            <h2 id="path-title">{move || t(title)}</h2>
            <p class="path-summary">{move || picture.with(|it| it.summary.clone())}</p>
            <ol class="path-stops" aria-label=move || t("components.path.label")>
                {move || picture.with(|it| it.stops.iter().map(|it| stop(it, on_show)).collect_view())}
            </ol>
            {move || picture.with(|it| it.note.clone()).map(|it| view! { <p class="quiet">{it}</p> })}
            {move || picture.with(|it| doubts(it))}
        </section>
    }
}

fn stop(stop: &Stop, on_show: Callback<&'static str>) -> impl IntoView + use<> {
    let check = stop.check;
    let label = stop
        .label
        .clone()
        .map(|it| view! { <code class="stop-label">{it}</code> });
    let rule = stop.rule.clone().map(|it| match it {
        Deciding::Jit(purpose) => view! {
            <span class="stop-rule">
                <span class="tag">{purpose}</span>
            </span>
        }
        .into_any(),
        Deciding::Named(name) => view! {
            <span class="stop-rule">
                <span class="quiet">{t("components.path.rule")}</span>
                " "
                <code class="quiet">{name}</code>
            </span>
        }
        .into_any(),
    });
    let more = matches!(stop.state, "blocking" | "unknown").then(|| {
        let of = tf("components.path.go_to_of", &[("name", &stop.name)]);
        view! {
            <button type="button" class="button button-small" on:click=move |_| on_show.run(check)>
                {t("components.path.go_to")}
                <span class="sr-only">{of}</span>
            </button>
        }
    });
    view! {
        <li
            class="stop"
            data-hop=stop.kind.name()
            data-state=stop.state
            data-onward=stop.onward.name()
        >
            <span class="stop-mark"><IconView icon=icon_of(stop.state) /></span>
            <span class="stop-text">
                <span class="stop-name">{stop.name.clone()}</span>
                {label}
                <b class="stop-said">{stop.said.clone()}</b>
                {rule}
                {more}
            </span>
        </li>
    }
}

fn doubts(picture: &PathView) -> impl IntoView + use<> {
    let doubts = picture.doubts.iter().map(|it| {
        let places = listed(&it.places);
        view! {
            <p class="note">
                <IconView icon=Icon::Unknown />
                <span>
                    <b>{tf("components.path.doubt", &[("places", &places)])}</b>
                    " "
                    {it.why.clone()}
                </span>
            </p>
        }
    });
    doubts.collect_view()
}

fn icon_of(state: &str) -> Icon {
    match state {
        "passed" => Icon::Check,
        "blocking" => Icon::Cross,
        "unknown" => Icon::Unknown,
        "pending" => Icon::Pending,
        _ => Icon::NotNeeded,
    }
}
