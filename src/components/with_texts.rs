//! Holds something back until the texts that only it needs are there.

use leptos::prelude::*;

use super::notice::{Notice, NoticeKind};
use crate::{
    browser::focus,
    task_slot::TaskSlot,
    words::{t, words},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    Coming,
    There,
    Failed,
}

/// `area` is a folder of the text catalogue.
#[component]
pub(crate) fn WithTexts(area: &'static str, children: ChildrenFn) -> impl IntoView {
    let words = words();
    let texts = RwSignal::new(Texts::Coming);
    let task = TaskSlot::new();
    let fetch = move || {
        texts.set(Texts::Coming);
        task.run(async move {
            texts.set(match words.add(area).await {
                Ok(()) => Texts::There,
                Err(_) => Texts::Failed,
            });
        });
    };
    fetch();
    let again = move |event| {
        // The button goes with what it is about.
        focus::lead_to_heading(&event);
        fetch();
    };
    move || match texts.get() {
        Texts::Coming => {
            view! { <p class="quiet">{move || t("components.texts.loading")}</p> }.into_any()
        }
        Texts::There => children().into_any(),
        Texts::Failed => view! {
            <Notice kind=NoticeKind::Error title=move || t("components.texts.failed")>
                <button type="button" class="button" on:click=again>
                    {move || t("components.texts.again")}
                </button>
            </Notice>
        }
        .into_any(),
    }
}
