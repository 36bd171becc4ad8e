//! Where a collected file is opened: from the reader's disk, or as a text.

use collector::file::{MOST_BYTES, NotCollected, read};
use leptos::prelude::*;

use crate::{
    browser::{clock, files::ChosenFile},
    components::{FilePlace, Notice, NoticeKind},
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
    let task = TaskSlot::new();
    let on_file = Callback::new(move |file: ChosenFile| {
        task.run(async move {
            match file.text_within(MOST_BYTES).await {
                None => error.set(Some("unreadable")),
                Some(text) => {
                    error.set(enter(&text, sessions, router).err().map(NotCollected::key));
                }
            }
        });
    });
    view! {
        <FilePlace on_file button=move || t("collect.choose") hint=move || t("collect.drop")>
            <h2>{move || t("collect.open")}</h2>
            {move || {
                error
                    .get()
                    .map(|key| {
                        let title = move || t(&format!("collect.damage.{key}")).replace('`', "");
                        view! { <Notice kind=NoticeKind::Error title /> }
                    })
            }}
        </FilePlace>
    }
}

/// Begins the session of the file, and checks what it was collected for.
fn enter(text: &str, sessions: Sessions, router: Router) -> Result<(), NotCollected> {
    let collected = read(text, clock::now())?;
    let session = of_file(&collected)?;
    sessions.enter(session);
    router.replace(Route::Check(collected.question.into()));
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
