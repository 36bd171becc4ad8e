//! How far the reading is, and what of it is missing.

use azure::answer::{Reason, Unavailable};
use inventory::{Inventory, List, ListState};
use leptos::prelude::*;

use super::reading::Reading;
use crate::components::{Notice, NoticeKind, time};
use crate::words::words;

#[component]
pub(super) fn Status(reading: Reading, on_again: Callback<()>) -> impl IntoView {
    let texts = words();
    let counts = reading.counts();
    let done = Memo::new(move |_| {
        reading.with(|it| {
            let is_done = |list: &&List| *it.lists().state(**list) != ListState::Reading;
            List::ALL.iter().filter(is_done).count()
        })
    });
    let is_running = Memo::new(move |_| reading.is_running());
    let vms = move || counts.get().all().to_string();
    let text = move || {
        if is_running.get() {
            let args = [
                ("done", done.get().to_string()),
                ("total", List::ALL.len().to_string()),
                ("vms", vms()),
            ];
            texts.fill("inventory.progress.text", &args)
        } else {
            texts.fill("inventory.progress.judged", &[("vms", vms())])
        }
    };
    let button = move || {
        if is_running.get() {
            "inventory.progress.cancel"
        } else {
            "inventory.progress.again"
        }
    };
    view! {
        <div class="reading">
            <Show when=move || is_running.get()>
                <progress
                    aria-label=move || texts.text("inventory.progress.label")
                    max=List::ALL.len().to_string()
                    prop:value=move || f64::from(u32::try_from(done.get()).unwrap_or(u32::MAX))
                ></progress>
            </Show>
            <p class="quiet" data-progress>
                {text}
                {move || {
                    let ended = reading.ended()?;
                    Some(view! { " · " {texts.text("inventory.progress.read")} " " {time(Some(ended))} })
                }}
            </p>
            <button
                type="button"
                class="button button-small"
                on:click=move |_| {
                    if is_running.get_untracked() { reading.stop() } else { on_again.run(()) }
                }
            >
                {move || texts.text(button())}
            </button>
        </div>
    }
}

/// Which lists were not read whole, and why.
#[component]
pub(super) fn Incomplete(reading: Reading) -> impl IntoView {
    let texts = words();
    let lists = Memo::new(move |_| {
        reading.with(|it| {
            let lists = it.lists().incomplete();
            lists
                .map(|(list, why)| (list.key(), why.clone()))
                .collect::<Vec<_>>()
        })
    });
    let items = move || {
        let item = |(list, why): &(&'static str, Unavailable)| {
            let name = texts.text(&format!("inventory.lists.{list}"));
            let text = match why.reason {
                Reason::OnlyPartRead => texts.text("inventory.incomplete.stopped"),
                _ => texts.reason(why),
            };
            view! { <li data-list=*list><b>{name} ": "</b>{text}</li> }
        };
        lists.with(|it| it.iter().map(item).collect_view())
    };
    view! {
        <Show when=move || lists.with(|it| !it.is_empty())>
            <Notice
                kind=NoticeKind::Warning
                title=move || texts.text("inventory.incomplete.title")
                text=move || texts.text("inventory.incomplete.text")
            >
                <ul class="incomplete">{items}</ul>
            </Notice>
        </Show>
        {move || {
            let n = reading.with(Inventory::stale_entries).filter(|it| *it > 0)?;
            let key = if n == 1 { "inventory.stale.one" } else { "inventory.stale.many" };
            Some(view! { <p class="quiet" data-stale>{texts.fill(key, &[("n", n.to_string())])}</p> })
        }}
    }
}
