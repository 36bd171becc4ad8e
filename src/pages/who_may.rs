//! Who has access to the VM, read when the reader asks for it.

use std::sync::Arc;

use azure::answer::Unavailable;
use diagnosis::role_holders::{Accessor, who_may};
use guide::Names;
use leptos::prelude::*;

use super::side_by_side::{SomeoneElse, asked_of};
use crate::{
    components::{Disclosure, Notice, NoticeKind, WhoMay, piece_later},
    guide::{OwnWays, Topic},
    part::{Deferred, part},
    route::Route,
    run::{Phase, Run},
    task_slot::TaskSlot,
    words::{t, words},
};

#[component]
pub(crate) fn WhoMayDisclosure(run: Run, #[prop(into)] names: Signal<Names>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <Disclosure
            hook="data-who-may"
            class="card"
            is_open
            title=move || t("page.who_may.title")
        >
            <p class="quiet">{move || t("page.who_may.text")}</p>
            {piece_later(move || who_may_list(run, is_open, names))}
        </Disclosure>
    }
}

part!(
    more,
    fn who_may_list(run: Run, is_open: RwSignal<bool>, names: Signal<Names>) -> Deferred {
        Box::new(move || view! { <List run is_open names /> }.into_any())
    }
);

#[component]
fn List(run: Run, is_open: RwSignal<bool>, names: Signal<Names>) -> impl IntoView {
    let words = words();
    let found: RwSignal<Option<Result<Arc<Vec<Accessor>>, Unavailable>>> = RwSignal::new(None);
    let task = TaskSlot::new();
    let phase = run.phase();
    let check_for =
        Callback::new(move |subject| Route::Check(asked_of(&run.question(), Some(subject))).href());
    // Read when it is opened, and after each run while it is.
    Effect::new(move |_| {
        if !is_open.get() || phase.get() != Phase::Done {
            return;
        }
        if let Some(context) = run.context() {
            task.run(async move { found.set(Some(who_may(&context).await.map(Arc::new))) });
        }
    });
    view! {
            {move || match found.get() {
                None => view! { <p role="status">{move || t("page.who_may.reading")}</p> }.into_any(),
                Some(Ok(accessors)) => view! { <WhoMay accessors check_for /> }.into_any(),
                Some(Err(why)) => {
                    let text = move || words.reason(&why);
                    view! {
                        <Notice
                            kind=NoticeKind::Warning
                            title=move || t("page.who_may.failed")
                            text
                        />
                    }
                        .into_any()
                }
            }}
            <SomeoneElse run />
            <Show when=move || is_open.get()>
                {move || view! { <OwnWays to=Topic::WhoHasAccess names=names.get() known=run.known() /> }}
            </Show>
    }
}
