//! A result that somebody shared, read without a session and without asking
//! anybody.

mod open;
mod sealed;
mod shown;

use leptos::prelude::*;
use share::{
    link::{self, Found, LinkError},
    report::Report,
};

pub(super) use self::open::OpenForm;
use self::{sealed::SealedForm, shown::ShownResult};
use super::page::Page;
use crate::{
    browser::location,
    components::{Notice, NoticeKind, WithTexts},
    part::{Deferred, part},
    words::{t, words},
};

/// `payload` is the end of the address; `None` when there is nothing yet.
#[component]
fn ResultPage(payload: Option<String>) -> impl IntoView {
    let found = RwSignal::new(payload.map(|it| link::find(&it)));
    let report = RwSignal::new(None::<Report>);
    let on_report = Callback::new(move |it| {
        report.set(Some(it));
        // The form that had the focus is gone.
        request_animation_frame(|| location::focus("main h1"));
    });
    let words = words();
    let shown = Memo::new(move |_| match (report.get(), found.get()) {
        (None, Some(Ok(Found::Report(report)))) => Some(*report),
        (report, _) => report,
    });
    // The cause, once there are the words to tell it.
    let title = move || {
        let report = shown.get().filter(|_| words.has("others.path.hops.source"));
        match report {
            Some(it) => it.headline(&words.catalog(), words.times()),
            None if found.with(|it| matches!(it, Some(Ok(_)))) => t("page.result.title"),
            None => t("page.result.open.title"),
        }
    };
    view! {
        <Page title>
            {move || match (shown.get(), found.get()) {
                (Some(report), _) => {
                    view! {
                        <WithTexts area="shared">
                            <ShownResult report=report.clone() />
                        </WithTexts>
                    }
                        .into_any()
                }
                (None, Some(Ok(Found::Sealed(bytes)))) => {
                    view! { <SealedForm bytes on_report /> }.into_any()
                }
                (None, Some(Err(damage))) => {
                    view! {
                        <DamageNotice damage />
                        <OpenForm on_report />
                    }
                        .into_any()
                }
                (None, _) => {
                    view! {
                        <p class="lead">{t("page.result.open.lead")}</p>
                        <OpenForm on_report />
                    }
                        .into_any()
                }
            }}
        </Page>
    }
}

/// Why nothing is shown.
#[component]
fn DamageNotice(damage: LinkError) -> impl IntoView {
    view! {
        <div data-damage=damage.key()>
            <Notice
                kind=NoticeKind::Error
                title=move || t("page.result.damaged")
                text=move || t(&format!("damage.{}", damage.key()))
            />
        </div>
    }
}

part!(
    result,
    fn result_page(payload: Option<String>) -> Deferred {
        Box::new(move || view! { <ResultPage payload /> }.into_any())
    }
);
