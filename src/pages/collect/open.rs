//! Where a collected file is opened: from the reader's disk, or as a text.

use collector::file::{MOST_BYTES, NotCollected, read};
use diagnosis::question::Asked;
use leptos::prelude::*;

use crate::{
    browser::files::ChosenFile,
    components::{Notice, NoticeKind},
    part::part,
    route::{Route, Router, router},
    session::{Sessions, of_file, sessions},
    task_slot::TaskSlot,
    words::t,
};

#[component]
pub(super) fn OpenFile() -> impl IntoView {
    let (sessions, router) = (sessions(), router());
    let error = RwSignal::new(None::<&'static str>);
    let is_over = RwSignal::new(false);
    let task = TaskSlot::new();
    let take = move |file: Option<ChosenFile>| {
        let Some(file) = file else { return };
        task.run(async move {
            match file.text_within(MOST_BYTES).await {
                None => error.set(Some("unreadable")),
                Some(text) => {
                    error.set(enter(&text, sessions, router).err().map(NotCollected::key));
                }
            }
        });
    };
    view! {
        <section
            class="card fields open"
            class:open-over=move || is_over.get()
            data-collect-open
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                is_over.set(false);
                take(ChosenFile::dropped(&event));
            }
        >
            <h2>{move || t("collect.open")}</h2>
            {move || {
                error
                    .get()
                    .map(|key| {
                        let title = move || t(&format!("collect.damage.{key}")).replace('`', "");
                        view! { <Notice kind=NoticeKind::Error title /> }
                    })
            }}
            <label class="button file">
                {move || t("collect.choose")}
                <input
                    type="file"
                    class="sr-only"
                    accept=".json,application/json"
                    on:change:target=move |event| take(ChosenFile::picked(&event.target()))
                />
            </label>
            <p class="quiet">{move || t("collect.drop")}</p>
        </section>
    }
}

/// Begins the session of the file, and checks what it was collected for.
fn enter(text: &str, sessions: Sessions, router: Router) -> Result<(), NotCollected> {
    let collected = read(text)?;
    let session = of_file(&collected)?;
    let question = collected.question;
    sessions.enter(session);
    router.replace(Route::Check(Asked {
        tenant: question.tenant,
        vm: Some(question.vm),
        port: question.port,
        source: question.source,
        goal: question.goal,
        minutes: question.minutes,
        about: question.about,
        case: None,
    }));
    Ok(())
}

part!(
    collect,
    /// The same for a text that somebody pasted.
    fn enter_collected(
        text: String,
        sessions: Sessions,
        router: Router,
    ) -> Result<(), NotCollected> {
        enter(&text, sessions, router)
    }
);
