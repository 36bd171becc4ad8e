//! Who has access to which VM at the moment, with what is left of it, and who
//! had it lately.

use azure::timestamp::{Duration, Timestamp};
use diagnosis::{
    access_windows::{Status, Window},
    question::{Asked, Goal},
};
use inventory::List;
use leptos::prelude::*;

use super::{reading::Reading, table_state::table};
use crate::{
    browser::clock,
    components::{countdown, time},
    route::Route,
    task_slot::TaskSlot,
    words::{Words, words},
};

/// How long the portal counts a request among the recent ones. Source:
/// learn.microsoft.com, "Enable just-in-time access on VMs".
const RECENT: Duration = Duration::days(7);

#[component]
pub(super) fn AccessNow(reading: Reading) -> impl IntoView {
    let texts = words();
    let windows = reading.windows(table().search.into());
    let now = RwSignal::new(clock::now());
    let task = TaskSlot::new();
    Effect::new(move |_| {
        let ends = windows.with(|all| {
            let open = all.iter().filter(|it| it.status == Status::Open);
            open.filter_map(|it| it.end).max()
        });
        task.run(clock::every_second(move || {
            let at = clock::now();
            now.set(at);
            ends.is_some_and(|it| at < it)
        }));
    });
    view! {
        {move || {
            let is_whole = reading.is_whole(List::Policies) || reading.is_running();
            (!is_whole).then(|| view! { <p class="quiet">{texts.text("inventory.access.unread")}</p> })
        }}
        {move || {
            let at = clock::now();
            windows.with(|all| {
                let mut groups = Groups::default();
                for window in all.iter() {
                    let within = reading.name_of(&window.vm.subscription_scope());
                    groups.of(window, at).push(item(window, within, at, now.into(), texts));
                }
                groups.view(texts)
            })
        }}
    }
}

#[derive(Default)]
struct Groups {
    live: Vec<AnyView>,
    recent: Vec<AnyView>,
    older: Vec<AnyView>,
}

impl Groups {
    fn of(&mut self, window: &Window, now: Timestamp) -> &mut Vec<AnyView> {
        let last = window.end.max(window.start);
        match &window.status {
            Status::Open | Status::Initiating => &mut self.live,
            _ if last.is_some_and(|it| now.saturating_sub(RECENT) < it) => &mut self.recent,
            _ => &mut self.older,
        }
    }

    fn view(self, texts: Words) -> impl IntoView {
        let older = (!self.older.is_empty()).then(|| {
            let n = self.older.len().to_string();
            view! {
                <details>
                    <summary>{texts.fill("inventory.access.older", &[("n", n)])}</summary>
                    <ol class="timeline">{self.older}</ol>
                </details>
            }
        });
        view! {
            <div class="windows" data-windows>
                <h2>{texts.text("inventory.access.open")}</h2>
                {list(self.live, &texts.text("inventory.access.none"))}
                <h2>{texts.text("inventory.access.recent")}</h2>
                {list(self.recent, &texts.text("inventory.access.none_recent"))}
                {older}
            </div>
        }
    }
}

fn list(items: Vec<AnyView>, none: &str) -> AnyView {
    if items.is_empty() {
        view! { <p>{none.to_owned()}</p> }.into_any()
    } else {
        view! { <ol class="timeline">{items}</ol> }.into_any()
    }
}

fn item(
    window: &Window,
    within: Option<String>,
    at: Timestamp,
    now: Signal<Timestamp>,
    texts: Words,
) -> AnyView {
    let is_stuck = window.is_stuck(at);
    let status = match &window.status {
        Status::Initiating if is_stuck => texts.text("inventory.access.stuck"),
        Status::Other(name) if !name.is_empty() => name.clone(),
        status => texts.text(&format!("windows.states.{}", status.name())),
    };
    let left = (window.status == Status::Open)
        .then_some(window.end)
        .flatten()
        .map(|end| countdown(end, now));
    let requestor = match (window.requestor.as_str(), &window.status) {
        ("", Status::Initiating) => texts.text("inventory.access.nobody_yet"),
        ("", _) => texts.text("inventory.access.nobody"),
        (name, _) => name.to_owned(),
    };
    let mapped = window.mapped_port.map(|port| {
        let args = [("port", port.to_string())];
        view! { <p>{texts.fill("inventory.access.mapped", &args)}</p> }
    });
    let href = Route::Check(Asked {
        vm: Some(window.vm.clone()),
        port: Some(window.port),
        goal: Some(Goal::Connect),
        ..Asked::default()
    })
    .href();
    let vm = window.vm.name().to_owned();
    let label = texts.fill("inventory.table.diagnose_vm", &[("vm", &vm)]);
    view! {
        <li class="window" data-status=window.status.name() data-stuck=is_stuck.then_some("true") data-vm=vm>
            <p class="window-head">
                <b>{vm.clone()}</b>
                {within.map(|it| view! { <span class="quiet" data-within>{it}</span> })}
                <span>
                    {texts.fill("inventory.access.port", &[("port", window.port.to_string())])}
                </span>
                <span class="tag window-state">{status}</span>
                {left}
                <a href=href aria-label=label>{texts.text("inventory.table.diagnose")}</a>
            </p>
            {is_stuck.then(|| view! { <p>{texts.text("inventory.access.stuck_text")}</p> })}
            <dl class="facts">
                <dt>{texts.text("inventory.access.who")}</dt>
                <dd>{requestor}</dd>
                <dt>{texts.text("inventory.access.from")}</dt>
                <dd><code>{window.sources.join(", ")}</code></dd>
                <dt>{texts.text("inventory.access.until")}</dt>
                <dd>{time(window.end)}</dd>
            </dl>
            {mapped}
        </li>
    }
        .into_any()
}
