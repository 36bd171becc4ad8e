//! A result that somebody shared, read without a session and without asking
//! anybody.

mod open;
mod opened;
mod sealed;
mod shown;

use azure::value::Args;
use checklist::{Checklist, Times, in_words, phrases};
use diagnosis::engine::Diagnosis;
use leptos::prelude::*;
use share::link::LinkError;
use text::Catalog;

pub(super) use self::{open::open_form, opened::Opened};
use self::{opened::Sent, sealed::sealed_form, shown::ShownResult};
use super::page::Page;
use crate::{
    browser::location,
    components::{Notice, NoticeKind, WithTexts, piece_later},
    part::{Deferred, part},
    words::{Words, t, words},
};

/// `payload` is the end of the address; `None` when there is nothing yet.
#[component]
fn ResultPage(payload: Option<String>) -> impl IntoView {
    let (at_once, sealed, damage) = match payload.map(|it| opened::read(&it)) {
        Some(Ok(Sent::Open(opened))) => (Some(opened), None, None),
        Some(Ok(Sent::Sealed(bytes))) => (None, Some(bytes), None),
        Some(Err(damage)) => (None, None, Some(damage)),
        None => (None, None, None),
    };
    let is_sealed = sealed.is_some();
    let opened = RwSignal::new(at_once);
    let on_opened = Callback::new(move |it| {
        opened.set(Some(it));
        // The form that had the focus is gone.
        request_animation_frame(|| location::focus("main h1"));
    });
    let words = words();
    let title = move || match opened.get() {
        // What somebody answered is worded by a part of its own.
        Some(it) if it.report.is_by_hand() => t("page.result.title"),
        Some(it) => it.report.headline(&words.catalog(), words.times()),
        None if is_sealed => t("page.result.title"),
        None => t("page.result.open.title"),
    };
    view! {
        <Page title>
            {move || match (opened.get(), sealed.clone()) {
                (Some(opened), _) if opened.report.is_by_hand() => {
                    piece_later(move || shown_by_hand(opened.clone()))
                }
                (Some(opened), _) => view! { <ShownResult opened worded=with_values /> }.into_any(),
                (None, Some(bytes)) => piece_later(move || sealed_form(bytes.clone(), on_opened)),
                (None, None) => {
                    let lead = match damage {
                        Some(damage) => view! { <DamageNotice damage /> }.into_any(),
                        None => {
                            view! { <p class="lead">{move || t("page.result.open.lead")}</p> }.into_any()
                        }
                    };
                    view! {
                        {lead}
                        {piece_later(move || open_form(on_opened, None))}
                    }
                        .into_any()
                }
            }}
        </Page>
    }
}

/// How a result is worded that Azure gave: its values are there.
fn with_values(diagnosis: &Diagnosis, common: &Args, catalog: &Catalog, times: Times) -> Checklist {
    in_words(diagnosis, common, catalog, times, None)
}

/// The same where somebody answered.
fn in_general(diagnosis: &Diagnosis, common: &Args, catalog: &Catalog, times: Times) -> Checklist {
    in_words(diagnosis, common, catalog, times, Some(&phrases(catalog)))
}

/// What somebody answered is told in general words: nobody gave the values.
pub(super) fn want_words(opened: Option<&Opened>, words: Words) {
    if opened.is_some_and(|it| it.report.is_by_hand()) {
        words.want("neutral");
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
    outcome,
    fn shown_by_hand(opened: Opened) -> Deferred {
        Box::new(move || {
            view! {
                <WithTexts area="neutral">
                    <ShownResult opened=opened.clone() worded=in_general />
                </WithTexts>
            }
            .into_any()
        })
    }
);

part!(
    result,
    fn result_page(payload: Option<String>) -> Deferred {
        Box::new(move || view! { <ResultPage payload /> }.into_any())
    }
);
