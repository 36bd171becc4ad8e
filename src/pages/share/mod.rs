//! Where a result leaves the page: what goes in is chosen and shown, field by
//! field, before anything is copied or saved.

mod details;
mod link;
mod preview;

use azure::timestamp;
use diagnosis::case_number::CaseNumber;
use leptos::prelude::*;
use share::report::{self, Format, Include, Report};

use self::{details::Details, link::ResultLink, preview::Preview};
use crate::{
    browser::{files, location},
    components::{CopyButton, Disclosure, WithTexts, piece_later},
    part::{Deferred, part},
    run::{Phase, Run},
    words::{t, words},
};

/// For a live check. The case number is that of the link that asked.
#[component]
pub(crate) fn SharePanel(run: Run, case: Option<CaseNumber>) -> impl IntoView {
    let phase = run.phase();
    let is_open = RwSignal::new(false);
    let case = StoredValue::new(case);
    // What is read again takes the place of what is there, which stays until then.
    let is_done = Memo::new(move |before| before == Some(&true) || phase.get() == Phase::Done);
    view! {
        <Show when=move || is_done.get()>
            <Disclosure
                hook="data-share"
                class="card share"
                is_open
                title=move || t("page.share.title")
            >
                <p class="quiet">{move || t("page.share.lead")}</p>
                {piece_later(move || share_form(run, case.get_value(), is_open))}
            </Disclosure>
        </Show>
    }
}

part!(
    share,
    fn share_form(run: Run, case: Option<CaseNumber>, is_open: RwSignal<bool>) -> Deferred {
        Box::new(move || view! { <Form run case is_open /> }.into_any())
    }
);

#[component]
fn Form(run: Run, case: Option<CaseNumber>, is_open: RwSignal<bool>) -> impl IntoView {
    let phase = run.phase();
    let include = RwSignal::new(Include::NONE);
    let found = Memo::new(move |_| {
        let is_wanted = is_open.get() && phase.get() == Phase::Done;
        is_wanted
            .then(|| run.report(case.clone(), include.get()))
            .flatten()
    });
    view! {
        <Details include />
        {move || {
            found
                .get()
                .map(|report| {
                    view! {
                        <WithTexts area="shared">
                            <Exports report=report.clone() />
                        </WithTexts>
                    }
                })
        }}
    }
}

/// What is in it, and the ways out.
#[component]
fn Exports(report: Report) -> impl IntoView {
    view! {
        <Preview report=report.clone().for_link() />
        <ResultLink report=report.clone() />
        <ReportActions report />
    }
}

/// The ways out for a result that was shared, on demand.
#[component]
pub(super) fn ReportDisclosure(report: Report) -> impl IntoView {
    let report = StoredValue::new(report);
    view! {
        <Disclosure hook="data-save" title=move || t("page.share.save")>
            {piece_later(move || report_actions(report.get_value()))}
        </Disclosure>
    }
}

part!(
    share,
    fn report_actions(report: Report) -> Deferred {
        Box::new(move || view! { <ReportActions report /> }.into_any())
    }
);

/// A report as a file, as a text for a ticket, and on paper.
#[component]
fn ReportActions(report: Report) -> impl IntoView {
    let words = words();
    let report = StoredValue::new(report);
    let in_words = move |format| {
        Signal::derive(move || {
            report.with_value(|it| {
                report::prose(it, &words.catalog(), format, Some(&location::address_of))
            })
        })
    };
    let download = move |_| {
        report.with_value(|it| {
            let made = timestamp::format(it.made).replace(':', "");
            files::save(&format!("jit-doctor-{made}.json"), &report::write(it));
        });
    };
    view! {
        <div class="actions">
            <button type="button" class="button button-small" on:click=download>
                {move || t("page.share.download")}
            </button>
            <CopyButton
                label=move || t("page.share.markdown")
                value=in_words(Format::Markdown)
            />
            <CopyButton
                label=move || t("page.share.plain")
                value=in_words(Format::Plain)
            />
            <button type="button" class="button button-small" on:click=|_| files::print()>
                {move || t("page.share.print")}
            </button>
        </div>
    }
}
