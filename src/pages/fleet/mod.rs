//! Every subscription that the reader sees in this tenant, counted as the counts come in;
//! a VM by its name in any of them; what is shown as a file; and the way to change many
//! of them together.

mod chosen;
mod export;
mod reading;
mod table;
mod totals;
mod vm_search;

use leptos::prelude::*;

use self::{
    chosen::Chosen,
    export::Export,
    reading::Reading,
    table::{Subscriptions, Table},
    totals::{Status, Totals},
    vm_search::VmSearch,
};
use super::{page::Page, sign_in_again::SignInAgain};
use crate::{
    components::{Notice, NoticeKind},
    part::{Deferred, part},
    route::router,
    session::sessions,
    words::{t, words},
};

/// How the table is set stands as the address has it.
#[component]
fn FleetPage(query: String) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let reading = Reading::new();
    let table = Table::new(&query);
    table.keep_in_address(router());
    // Each new session, or a new token for the same, starts the reading anew.
    Effect::new(move |_| {
        if let Some(access) = sessions.access() {
            reading.start(&access, words);
        }
    });
    let again = Callback::new(move |()| {
        if let Some(access) = sessions.current_untracked().access() {
            reading.start(access, words);
        }
    });
    let go_on = Callback::new(move |()| {
        if let Some(access) = sessions.current_untracked().access() {
            reading.go_on(access, words);
        }
    });
    let needs_sign_in = reading.needs_sign_in();
    let list_failed = move || {
        let why = reading.with(|it| it.list_missing().cloned())?;
        Some(view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t("fleet.list_failed.title")
                text=move || words.fill("fleet.list_failed.text", &[("reason", words.reason(&why))])
            />
        })
    };
    view! {
        <Page
            title=move || t("fleet.title")
            lead=move || t("fleet.lead")
            phase=reading.phase()
        >
            <Show when=move || needs_sign_in.get()>
                <SignInAgain />
            </Show>
            {list_failed}
            <Totals reading />
            <Status reading go_on again />
            <VmSearch reading />
            <Subscriptions reading table>
                <Chosen reading table />
            </Subscriptions>
            <Export reading table />
        </Page>
    }
}

part!(
    fleet,
    fn fleet_page(query: String) -> Deferred {
        Box::new(move || view! { <FleetPage query /> }.into_any())
    }
);
