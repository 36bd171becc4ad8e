//! The access windows of a VM on a line of time, newest on top. What is left of
//! an open one is counted down in a single text.

use std::sync::Arc;

use azure::{
    answer::Unavailable,
    security_rules::Match,
    timestamp::{Timestamp, format, show_left},
};
use diagnosis::access_windows::{Status, Window};
use ipnet::IpNet;
use leptos::prelude::*;

use super::notice::unread;
use crate::words::{t, tf, words};

/// How many that are over are shown unasked.
const RECENT: usize = 4;

/// `now` is what the countdown follows.
#[component]
pub(crate) fn WindowTimeline(
    #[prop(into)] windows: Signal<Result<Arc<Vec<Window>>, Unavailable>>,
    source: Option<IpNet>,
    #[prop(into)] now: Signal<Timestamp>,
) -> impl IntoView {
    view! {
        <div class="opened">
            {move || match windows.get() {
                Err(why) => unread("components.windows.unread", &why).into_any(),
                Ok(windows) if windows.is_empty() => {
                    view! { <p>{t("components.windows.none")}</p> }.into_any()
                }
                Ok(windows) => timeline(&windows, source, now).into_any(),
            }}
        </div>
    }
}

fn timeline(
    windows: &[Window],
    source: Option<IpNet>,
    now: Signal<Timestamp>,
) -> impl IntoView + use<> {
    let is_live = |it: &Window| matches!(it.status, Status::Open | Status::Initiating);
    let cut = windows.iter().filter(|it| is_live(it)).count() + RECENT;
    let (mut recent, mut older) = (Vec::new(), Vec::new());
    for window in windows {
        if is_live(window) || recent.len() < cut {
            recent.push(item(window, source, now));
        } else {
            older.push(item(window, source, now));
        }
    }
    let older = (!older.is_empty()).then(|| {
        let summary = tf(
            "components.windows.older",
            &[("n", older.len().to_string())],
        );
        view! {
            <details>
                <summary>{summary}</summary>
                <ol class="timeline">{older}</ol>
            </details>
        }
    });
    view! {
        <p class="quiet">{t("components.windows.lead")}</p>
        <ol class="timeline">{recent}</ol>
        {older}
    }
}

fn item(window: &Window, source: Option<IpNet>, now: Signal<Timestamp>) -> impl IntoView + use<> {
    let status = match &window.status {
        Status::Other(name) if !name.is_empty() => name.clone(),
        status => t(&format!("windows.states.{}", status.name())),
    };
    let is_yours = source.map(|it| window.is_for(&it));
    let yours = match is_yours {
        Some(Match::Yes) => Some(t("components.windows.yours")),
        Some(Match::No) => Some(t("components.windows.not_yours")),
        _ => None,
    };
    let requestor = match (window.requestor.as_str(), &window.status) {
        ("", Status::Initiating) => t("components.windows.nobody_yet"),
        ("", _) => t("components.windows.nobody"),
        (name, _) => name.to_owned(),
    };
    let why = (!window.justification.is_empty()).then(|| {
        view! {
            <dt>{t("components.windows.why")}</dt>
            <dd>{window.justification.clone()}</dd>
        }
    });
    let mapped = window.mapped_port.map(|port| {
        view! { <p>{tf("components.windows.mapped", &[("port", port.to_string())])}</p> }
    });
    let left = (window.status == Status::Open)
        .then_some(window.end)
        .flatten()
        .map(|end| countdown(end, now));
    view! {
        <li class="window" data-status=window.status.name()>
            <p class="window-head">
                <b>{tf("components.windows.port", &[("port", window.port.to_string())])}</b>
                <span class="tag window-state">{status}</span>
                {left}
            </p>
            <dl class="facts">
                <dt>{t("components.windows.who")}</dt>
                <dd>{requestor}</dd>
                <dt>{t("components.windows.from")}</dt>
                <dd>
                    <code>{window.sources.join(", ")}</code>
                    {yours.map(|it| view! { " " <span class="tag">{it}</span> })}
                </dd>
                <dt>{t("components.windows.when")}</dt>
                <dd>{time(window.start)} " – " {time(window.end)}</dd>
                {why}
            </dl>
            {mapped}
        </li>
    }
}

pub(crate) fn time(at: Option<Timestamp>) -> AnyView {
    match at {
        Some(at) => {
            let words = words();
            let told = move || words.times().alone(at, &words.catalog());
            view! { <time datetime=format(at)>{told}</time> }.into_any()
        }
        None => t("components.windows.unknown_time").into_any(),
    }
}

/// Only the text inside changes, and nothing reads it out each second: the
/// role says that it is a clock.
pub(crate) fn countdown(end: Timestamp, now: Signal<Timestamp>) -> impl IntoView {
    let is_over = Memo::new(move |_| now.get() >= end);
    move || {
        if is_over.get() {
            view! { <b role="status">{t("components.windows.over")}</b> }.into_any()
        } else {
            let label = t("components.windows.left");
            view! {
                <span>
                    {label.clone()} " "
                    <b role="timer" aria-label=label data-left>
                        {move || show_left(end, now.get())}
                    </b>
                </span>
            }
            .into_any()
        }
    }
}
