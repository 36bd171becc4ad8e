//! Where a result is opened by hand: a link that was pasted, or a report file
//! that was picked or dropped.

use leptos::{prelude::*, text_prop::TextProp};
use share::{
    link::{self, Found},
    report::{self, NotReport},
};

use super::{opened::Opened, sealed::SealedForm};
use crate::{
    browser::files::ChosenFile,
    components::{Field, FilePlace},
    part::{Deferred, part},
    task_slot::TaskSlot,
    words::t,
};

/// `title` names the form where there is more than one.
#[component]
fn OpenForm(on_opened: Callback<Opened>, title: Option<TextProp>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    // The key of what is wrong with the text or the file.
    let error = RwSignal::new(None::<String>);
    let sealed = RwSignal::new(None::<Vec<u8>>);
    let open = move || match link::find(&text.get_untracked()) {
        Ok(Found::Report(report)) => on_opened.run(Opened::by_hand(*report)),
        Ok(Found::Sealed(bytes)) => {
            error.set(None);
            sealed.set(Some(bytes));
        }
        Err(damage) => error.set(Some(format!("damage.{}", damage.key()))),
    };
    let task = TaskSlot::new();
    let on_file = Callback::new(move |file: ChosenFile| {
        task.run(async move {
            let text = file.text().await.unwrap_or_default();
            match report::read(&text) {
                Ok(report) => on_opened.run(Opened::by_hand(report)),
                Err(why) => error.set(Some(format!("damage.{}", key_of(why)))),
            }
        });
    });
    view! {
        <FilePlace
            on_file
            button=move || t("page.result.open.file")
            hint=move || t("page.result.open.drop")
            below=move || sealed.get().map(|bytes| view! { <SealedForm bytes on_opened /> })
        >
            {title.map(|it| view! { <h2>{move || it.get()}</h2> })}
            <form on:submit=move |event| {
                event.prevent_default();
                open();
            }>
                <Field
                    label=move || t("page.result.open.label")
                    hint=move || t("page.result.open.hint")
                    value=text
                    error=Signal::derive(move || error.get().map(|key| t(&key)))
                />
                <div class="actions">
                    <button type="submit" class="button button-primary">
                        {move || t("page.result.open.use")}
                    </button>
                </div>
            </form>
        </FilePlace>
    }
}

/// How the catalogue words it.
fn key_of(why: NotReport) -> &'static str {
    match why {
        NotReport::SomethingElse => "not_report",
        NotReport::OtherVersion => "other_version",
        NotReport::Foreign => "foreign",
    }
}

part!(
    open,
    fn open_form(on_opened: Callback<Opened>, title: Option<TextProp>) -> Deferred {
        Box::new(move || view! { <OpenForm on_opened title /> }.into_any())
    }
);
