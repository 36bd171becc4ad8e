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
    components::{Notice, NoticeKind},
    part::{Deferred, part},
    words::t,
};

/// `payload` is the end of the address; `None` when there is nothing yet.
#[component]
fn ResultPage(payload: Option<String>) -> impl IntoView {
    let found = RwSignal::new(payload.map(|it| link::find(&it)));
    let report = RwSignal::new(None::<Report>);
    let on_report = Callback::new(move |it| report.set(Some(it)));
    let title = move || {
        let is_shown = report.with(Option::is_some) || found.with(|it| matches!(it, Some(Ok(_))));
        t(if is_shown {
            "page.result.title"
        } else {
            "page.result.open.title"
        })
    };
    view! {
        <Page title>
            {move || match (report.get(), found.get()) {
                (Some(report), _) => view! { <ShownResult report /> }.into_any(),
                (None, Some(Ok(Found::Report(it)))) => {
                    view! { <ShownResult report=*it /> }.into_any()
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
                (None, None) => {
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
