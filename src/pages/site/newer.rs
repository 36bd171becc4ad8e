//! Says that a newer release is there, to readers whose browser keeps a copy of this one.
//! Nothing changes under their hands: it takes over when they say so.

use leptos::prelude::*;

use crate::{
    browser::{leaving, offline},
    components::{Notice, NoticeKind, when_fetched},
    part::{Deferred, part},
    task_slot::TaskSlot,
    words::{t, words},
};

/// The texts of this folder.
const AREA: &str = "site";

/// Nothing at all for everyone else, and nothing of it is fetched.
#[component]
pub(crate) fn NewerRelease() -> impl IntoView {
    let nothing = || ().into_any();
    offline::is_kept().then(|| when_fetched(newer_notice, nothing, move |_, _| nothing()))
}

part!(
    newer,
    fn newer_notice() -> Deferred {
        Box::new(move || view! { <NewerNotice /> }.into_any())
    }
);

#[component]
fn NewerNotice() -> impl IntoView {
    let words = words();
    let is_there = RwSignal::new(false);
    TaskSlot::new().run(async move {
        // Without its words, or without an answer, there is nothing to tell.
        if offline::newer().await.is_ok() && words.add(AREA).await.is_ok() {
            is_there.set(true);
        }
    });
    view! {
        <Show when=move || is_there.get()>
            <div class="notices" data-newer>
                <Notice
                    kind=NoticeKind::Info
                    title=move || t("site.newer.title")
                    text=move || t("site.newer.text")
                >
                    <TakeNewer />
                </Notice>
            </div>
        </Show>
    }
}

/// The reader's word.
#[component]
pub(super) fn TakeNewer() -> impl IntoView {
    let task = TaskSlot::new();
    let take = move |_| {
        if leaving::may_leave() {
            task.run(async {
                // A copy that could not take over is offered again with the next visit.
                let _ = offline::take().await;
            });
        }
    };
    view! {
        <button type="button" class="button button-primary" on:click=take data-take>
            {move || t("site.newer.take")}
        </button>
    }
}
