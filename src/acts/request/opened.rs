//! The window is open: until when, whether JIT's rules are there, and how to
//! connect.

use actions::{
    connect::Endpoint,
    request::{Opened, Target},
};
use azure::{ip_range, resource_id::ResourceId, timestamp::Timestamp};
use checklist::values_in_words;
use diagnosis::{
    access_windows::Window,
    engine::Verdict,
    question::{Asked, Goal},
};
use leptos::prelude::*;

use crate::{
    acts::connect_line,
    browser::clock,
    components::{Notice, NoticeKind, countdown, time},
    route::Route,
    task_slot::TaskSlot,
    words::{reason, t, tf, words},
};

#[component]
pub(super) fn OpenedView(opened: Opened, target: Target) -> impl IntoView {
    let Target { vm, bastion, .. } = target;
    let Opened {
        windows,
        rules,
        endpoints,
    } = opened;
    let now = RwSignal::new(clock::now());
    let last = windows.iter().filter_map(|it| it.end).max();
    TaskSlot::new().run(clock::every_second(move || {
        now.set(clock::now());
        last.is_some_and(|it| clock::now() < it)
    }));
    let check = Route::Check(asked(vm, windows.first())).href();
    let windows = windows
        .iter()
        .zip(endpoints)
        .map(|(window, endpoint)| shown(window, endpoint, bastion.as_deref(), now.into()))
        .collect_view();
    view! {
        <div class="opened" data-outcome="opened">
            <Notice
                kind=NoticeKind::Success
                title=move || t("acts.request.outcomes.opened.title")
                text=move || rules_text(&rules)
            />
            {windows}
            <p>
                <a href=check>{move || t("acts.request.check")}</a>
            </p>
            <p class="quiet">{move || t("acts.request.close_early")}</p>
        </div>
    }
}

fn rules_text(rules: &Verdict) -> String {
    match rules {
        Verdict::Pass { .. } => t("acts.request.rules.seen"),
        Verdict::Fail(finding) => {
            let words = words();
            let args = values_in_words(&finding.args, words.times(), &words.catalog());
            words.fill("acts.request.rules.missing", &args)
        }
        Verdict::CannotTell(why) => {
            let reason = reason(why);
            tf("acts.request.rules.unknown", &[("reason", reason)])
        }
        Verdict::NotApplicable => t("acts.request.rules.not_looked"),
    }
}

fn shown(
    window: &Window,
    endpoint: Option<Endpoint>,
    bastion: Option<&str>,
    now: Signal<Timestamp>,
) -> impl IntoView + use<> {
    let args = [
        ("port", window.port.to_string()),
        ("source", window.sources.join(", ")),
    ];
    let head = move || tf("acts.request.window", &args);
    let until = window.end.map(|end| {
        view! {
            <p>
                {move || t("acts.request.until")} " "
                {time(Some(end))} " · " {countdown(end, now)}
            </p>
        }
    });
    let connection = match (bastion, endpoint) {
        // Nobody else can connect from that range.
        (Some(name), _) => {
            let name = name.to_owned();
            let text = move || tf("acts.connect.through_bastion", &[("name", &name)]);
            view! { <p>{text}</p> }.into_any()
        }
        (None, Some(endpoint)) => connect_line(&endpoint).into_any(),
        (None, None) => view! { <p>{move || t("acts.connect.unknown")}</p> }.into_any(),
    };
    view! {
        <section class="act-window">
            <h3>{head}</h3>
            {until} {connection}
        </section>
    }
}

/// What to ask if one does not get in all the same.
fn asked(vm: ResourceId, window: Option<&Window>) -> Asked {
    Asked {
        vm: Some(vm),
        port: window.map(|it| it.port),
        source: window.and_then(|it| it.sources.iter().find_map(|text| ip_range::parse(text))),
        goal: Some(Goal::Connect),
        ..Asked::default()
    }
}
