//! How far the reading is, and what of it is missing.

use azure::answer::{Reason, Unavailable};
use inventory::{Inventory, List, ListState, Lists};
use leptos::prelude::*;

use super::reading::Reading;
use crate::components::{Notice, NoticeKind, time};
use crate::words::{Words, words};

#[component]
pub(super) fn Status(reading: Reading, on_again: Callback<()>) -> impl IntoView {
    let texts = words();
    let counts = reading.counts();
    let done = Memo::new(move |_| {
        reading.with(|it| {
            let done = |lists: &Lists| {
                let is_done = |list: &&List| *lists.state(**list) != ListState::Reading;
                List::ALL.iter().filter(is_done).count()
            };
            it.subscriptions().iter().map(done).sum::<usize>()
        })
    });
    let total = move || List::ALL.len() * reading.with(|it| it.subscriptions().len());
    let is_running = Memo::new(move |_| reading.is_running());
    let vms = move || counts.get().all().to_string();
    let text = move || {
        if is_running.get() {
            let args = [
                ("done", done.get().to_string()),
                ("total", total().to_string()),
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
                    max=move || total().to_string()
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

/// Which lists were not read whole, and why. Of several subscriptions each says that for
/// itself.
#[component]
pub(super) fn Incomplete(reading: Reading) -> impl IntoView {
    let texts = words();
    let lists = Memo::new(move |_| {
        reading.with(|it| {
            it.subscriptions()
                .iter()
                .flat_map(unread)
                .collect::<Vec<_>>()
        })
    });
    let items = move || {
        (!reading.has_several()).then(|| {
            let items = lists.with(|it| it.iter().map(|it| item(it, texts)).collect_view());
            view! { <ul class="incomplete">{items}</ul> }
        })
    };
    view! {
        <Show when=move || lists.with(|it| !it.is_empty())>
            <Notice
                kind=NoticeKind::Warning
                title=move || texts.text("inventory.incomplete.title")
                text=move || texts.text("inventory.incomplete.text")
            >
                {items}
            </Notice>
        </Show>
        {move || {
            let n = reading.with(Inventory::stale_entries).filter(|it| *it > 0)?;
            let key = if n == 1 { "inventory.stale.one" } else { "inventory.stale.many" };
            Some(view! { <p class="quiet" data-stale>{texts.fill(key, &[("n", n.to_string())])}</p> })
        }}
    }
}

/// A list that was not read whole, by the key of its texts, and why.
pub(super) type Unread = (&'static str, Unavailable);

pub(super) fn unread(lists: &Lists) -> Vec<Unread> {
    let incomplete = lists.incomplete();
    incomplete
        .map(|(list, why)| (list.key(), why.clone()))
        .collect()
}

pub(super) fn item((list, why): &Unread, texts: Words) -> impl IntoView + use<> {
    let name = texts.text(&format!("inventory.lists.{list}"));
    let text = match why.reason {
        Reason::OnlyPartRead => texts.text("inventory.incomplete.stopped"),
        _ => texts.reason(why),
    };
    view! { <li data-list=*list><b>{name} ": "</b>{text}</li> }
}
