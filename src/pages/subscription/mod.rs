//! A whole subscription: how it stands, on which tab of the portal's page each
//! of its VMs is, who has access at the moment, and what is untidy. Where nothing is known yet
//! it says so, and what was read stays whatever comes after.

mod access;
mod acting;
mod export;
mod head;
mod incomplete;
mod reading;
mod row;
mod search;
mod table;
mod table_state;
mod tabs;
mod tidy;
mod vms;

use azure::resource_id::ResourceId;
use leptos::prelude::*;

pub(crate) use self::reading::Reading;
use self::{
    access::AccessNow,
    acting::Acting,
    export::policies_as_code,
    head::Head,
    incomplete::{Incomplete, Status},
    table_state::Table,
    tabs::Tabs,
    tidy::clean_up,
    vms::VmTab,
};
use super::{page::Page, sign_in_again::SignInAgain};
use crate::{
    acts::ActSlot,
    browser::location,
    components::{Notice, NoticeKind, WithTexts, piece_later},
    part::{Deferred, part},
    route::{PageTab, Route, router, subscription_scope},
    session::sessions,
    words::{t, tf, words},
};

/// `id` and `table` stand as the address has them; the id may be no subscription's.
#[component]
fn SubscriptionPage(id: String, tab: PageTab, table: String) -> impl IntoView {
    match subscription_scope(&id) {
        Some(scope) => view! { <Subscription scope table=Table::new(tab, &table) /> }.into_any(),
        None => view! { <NoSubscription id /> }.into_any(),
    }
}

#[component]
fn NoSubscription(id: String) -> impl IntoView {
    view! {
        <Page title=move || t("page.subscription.plain_title")>
            <Notice
                kind=NoticeKind::Error
                title=move || tf("page.subscription.bad.title", &[("id", &id)])
                text=move || t("page.subscription.bad.text")
            >
                <a class="button" href=Route::target().href()>
                    {move || t("page.subscription.bad.back")}
                </a>
            </Notice>
        </Page>
    }
}

#[component]
fn Subscription(scope: ResourceId, table: Table) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let reading = expect_context::<Reading>();
    let acting = Acting::new();
    provide_context(acting);
    provide_context(table);
    let subject = StoredValue::new(scope.clone());
    // Each new session, or a new token for the same, starts the reading anew.
    let resume = move || {
        if let Some(access) = sessions.current_untracked().access() {
            subject.with_value(|it| reading.resume(it, access, words));
        }
    };
    // At once, so that nothing of another subscription is ever shown here.
    resume();
    Effect::new(move |_| {
        sessions.current();
        resume();
    });
    on_cleanup(move || reading.leave());
    let start = Callback::new(move |()| {
        if let Some(access) = sessions.current_untracked().access() {
            subject.with_value(|it| reading.start(it, access, words));
        }
    });
    let id = scope.subscription().to_owned();
    table.keep_in_address(id.clone(), router());
    let overview = reading.overview();
    let title = move || {
        let name = overview.with(|it| it.name.clone());
        let name = if name.is_empty() { id.clone() } else { name };
        tf("page.subscription.title", &[("name", name)])
    };
    let needs_sign_in = reading.needs_sign_in();
    view! {
        <Page title phase=reading.phase()>
            <Show when=move || needs_sign_in.get()>
                <SignInAgain />
            </Show>
            <WithTexts area="inventory">
                <Head overview subscription=scope.clone() />
                <ActSlot open=acting.open on_done=start />
                {move || {
                    acting
                        .exported
                        .get()
                        .map(|exported| {
                            let close = Callback::new(move |()| {
                                acting.exported.set(None);
                                request_animation_frame(|| location::focus("[data-export-chosen]"));
                            });
                            piece_later(move || policies_as_code(exported.clone(), close))
                        })
                }}
                <Status reading on_again=start />
                <Incomplete reading />
                <Tabs reading>
                    {move || match table.tab() {
                        PageTab::Vms(kind) => view! { <VmTab reading kind /> }.into_any(),
                        PageTab::Access => view! { <AccessNow reading /> }.into_any(),
                        PageTab::CleanUp => piece_later(move || clean_up(reading)),
                    }}
                </Tabs>
            </WithTexts>
        </Page>
    }
}

part!(
    subscription,
    fn subscription_page(id: String, tab: PageTab, table: String) -> Deferred {
        Box::new(move || view! { <SubscriptionPage id tab table /> }.into_any())
    }
);
