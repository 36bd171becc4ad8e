//! Where a result leaves the page: what goes in is chosen and shown, field by
//! field, before anything is copied or saved.

mod details;
mod link;
mod preview;

use azure::timestamp;
use diagnosis::case_number::CaseNumber;
use leptos::prelude::*;
use share::report::{self, CollectedBy, Format, Include, Report};

use self::{details::Details, link::ResultLink, preview::Preview};
use crate::{
    browser::{files, location, module::NotLoaded},
    components::{CopyButton, Disclosure, WithTexts, piece_later},
    part::{Deferred, part},
    run::Run,
    words::{t, words},
};

/// Makes the report with these details; none while there is nothing whole to report.
pub(crate) type Reporter = Callback<Include, Option<Report>>;

/// For a result that is there, or will be: `is_done` once there is a whole one. `form`
/// fetches what makes a report of it.
#[component]
pub(crate) fn SharePanel<F>(
    #[prop(into)] is_done: Signal<bool>,
    form: impl Fn(RwSignal<bool>) -> F + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    F: Future<Output = Result<Deferred, NotLoaded>> + 'static,
{
    let is_open = RwSignal::new(false);
    // What is read again takes the place of what is there, which stays until then.
    let was_done = Memo::new(move |before| before == Some(&true) || is_done.get());
    view! {
        <Show when=move || was_done.get()>
            <Disclosure
                hook="data-share"
                class="card share"
                is_open
                title=move || t("page.share.title")
            >
                <p class="quiet">{move || t("page.share.lead")}</p>
                {piece_later(move || form(is_open))}
            </Disclosure>
        </Show>
    }
}

part!(
    share,
    fn share_form(report: Reporter, is_open: RwSignal<bool>) -> Deferred {
        Box::new(move || view! { <Form report is_open /> }.into_any())
    }
);

part!(
    share,
    /// The same for what a run has read; `reader` is of what kind who collected it is,
    /// where it was read from a file.
    fn share_run(
        run: Run,
        case: Option<CaseNumber>,
        reader: Option<&'static str>,
        is_done: Memo<bool>,
        is_open: RwSignal<bool>,
    ) -> Deferred {
        let collected_by = reader.and_then(CollectedBy::from_name);
        let report = Callback::new(move |include| {
            let is_done = is_done.get();
            let report = || run.report(case.clone(), collected_by, include);
            is_done.then(report).flatten()
        });
        Box::new(move || view! { <Form report is_open /> }.into_any())
    }
);

/// Fetches what shares a result, for when there is no connection any more.
pub(crate) async fn share_ahead() {
    let _ = share_form(Callback::new(|_| None), RwSignal::new(false)).await;
}

#[component]
fn Form(report: Reporter, is_open: RwSignal<bool>) -> impl IntoView {
    let include = RwSignal::new(Include::NONE);
    // What is found may change while somebody types it.
    let passphrase = RwSignal::new(String::new());
    let exports = Callback::new(move |report| exports(report, passphrase));
    let found = Memo::new(move |_| {
        let include = include.get();
        is_open.get().then(|| report.run(include)).flatten()
    });
    view! {
        <Details include />
        {move || {
            found
                .get()
                .map(|report| {
                    view! {
                        <WithTexts area="shared">
                            <WithExplanation report=report.clone() show=exports />
                        </WithTexts>
                    }
                })
        }}
    }
}

/// What shows a result, once the words are there that the change takes which explains its
/// cause, if it tells one.
#[component]
fn WithExplanation(report: Report, show: Callback<Report, AnyView>) -> impl IntoView {
    if report.explained_by.is_none() {
        return show.run(report);
    }
    view! { <WithTexts area="changes">{show.run(report.clone())}</WithTexts> }.into_any()
}

/// What is in it, and the ways out.
fn exports(report: Report, passphrase: RwSignal<String>) -> AnyView {
    view! {
        <Preview report=report.clone().for_link() />
        <ResultLink report=report.clone() passphrase />
        {worded_actions(report)}
    }
    .into_any()
}

/// The ways out, once all the words are there that a text for a ticket takes.
fn worded_actions(report: Report) -> AnyView {
    let report = StoredValue::new(report);
    view! {
        <WithTexts area="ahead">
            <WithTexts area="fix">
                <ReportActions report=report.get_value() />
            </WithTexts>
        </WithTexts>
    }
    .into_any()
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
        Box::new(move || {
            view! { <WithExplanation report show=Callback::new(worded_actions) /> }.into_any()
        })
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
