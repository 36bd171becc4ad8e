//! Where the log of an earlier change is opened, to put back what was there.

use actions::{
    Act,
    edit::{Editing, LOG_BYTES, Log, LogError},
};
use leptos::prelude::*;

use crate::{
    browser::files::ChosenFile,
    components::{FilePlace, Notice, NoticeKind},
    pages::subscription::acting::Acting,
    task_slot::TaskSlot,
    words::words,
};

#[component]
pub(super) fn PutBack(acting: Acting) -> impl IntoView {
    let texts = words();
    let error = RwSignal::new(None::<LogError>);
    let task = TaskSlot::new();
    let on_file = Callback::new(move |file: ChosenFile| {
        task.run(async move {
            let text = file.text_within(LOG_BYTES).await;
            match text.ok_or(LogError::TooLarge).and_then(|it| Log::read(&it)) {
                Ok(log) => {
                    error.set(None);
                    let text = log.without_requests().text();
                    acting.open.open(Act::Edit(Editing::Logged(text)));
                }
                Err(why) => error.set(Some(why)),
            }
        });
    });
    let text = move |why: &LogError| {
        let detail = match why {
            LogError::OtherVersion(version) => version.to_string(),
            LogError::Broken(at) => at.clone(),
            LogError::TooLarge | LogError::NotJson | LogError::OtherFile => String::new(),
        };
        texts.fill(&format!("tidy.log.{}", why.name()), &[("detail", detail)])
    };
    view! {
        <FilePlace
            on_file
            button=move || texts.text("tidy.put_back.button")
            hint=move || texts.text("tidy.put_back.drop")
        >
            <h2>{move || texts.text("tidy.put_back.title")}</h2>
            <p>{move || texts.text("tidy.put_back.text")}</p>
        </FilePlace>
        {move || {
            error
                .get()
                .map(|why| {
                    let name = why.name();
                    view! {
                        <div data-log-error=name>
                            <Notice
                                kind=NoticeKind::Error
                                title=move || texts.text("tidy.log.title")
                                text=move || text(&why)
                            />
                        </div>
                    }
                })
        }}
    }
}

#[cfg(test)]
mod tests {
    use actions::edit::LogError;
    use text::Language;

    use crate::words::testing::catalog;

    #[test]
    fn every_file_that_is_refused_is_told_why() {
        for language in Language::ALL {
            let catalog = catalog(language);
            for name in LogError::NAMES {
                let key = format!("tidy.log.{name}");
                assert!(catalog.get(&key).is_some(), "{key}");
            }
        }
    }
}
