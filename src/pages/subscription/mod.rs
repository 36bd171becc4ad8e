//! A whole subscription, or several together: how it stands, on which tab of the portal's
//! page each of its VMs is, who has access at the moment, and what is untidy. Where nothing
//! is known yet it says so, and what was read stays whatever comes after.

mod access;
mod acting;
mod each;
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
    each::each,
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
    components::{Notice, NoticeKind, piece_later},
    part::{Deferred, part},
    route::{MOST_SUBSCRIPTIONS, PageTab, Route, router, subscription_scopes},
    session::sessions,
    words::{t, tf, words},
};

/// `id` and `table` stand as the address has them; the id may be no subscription's.
#[component]
fn SubscriptionPage(id: String, tab: PageTab, table: String) -> impl IntoView {
    match subscription_scopes(&id) {
        Some(scopes) if scopes.len() <= MOST_SUBSCRIPTIONS => {
            view! { <Subscriptions scopes id table=Table::new(tab, &table) /> }.into_any()
        }
        Some(scopes) => view! { <TooMany count=scopes.len() /> }.into_any(),
        None => view! { <NoSubscription id /> }.into_any(),
    }
}

#[component]
fn TooMany(count: usize) -> impl IntoView {
    let args = [
        ("n", count.to_string()),
        ("most", MOST_SUBSCRIPTIONS.to_string()),
    ];
    view! {
        <Page title=move || t("inventory.page.plain_title")>
            <Notice
                kind=NoticeKind::Error
                title=move || t("inventory.several.too_many.title")
                text=move || tf("inventory.several.too_many.text", &args)
            >
                <a class="button" href=Route::Fleet(String::new()).href()>
                    {move || t("inventory.several.too_many.back")}
                </a>
            </Notice>
        </Page>
    }
}

#[component]
fn NoSubscription(id: String) -> impl IntoView {
    let bad = id.split(',').find(|it| subscription_scopes(it).is_none());
    let id = bad.unwrap_or(&id).to_owned();
    view! {
        <Page title=move || t("inventory.page.plain_title")>
            <Notice
                kind=NoticeKind::Error
                title=move || tf("inventory.page.bad.title", &[("id", &id)])
                text=move || t("inventory.page.bad.text")
            >
                <a class="button" href=Route::target().href()>
                    {move || t("inventory.page.bad.back")}
                </a>
            </Notice>
        </Page>
    }
}

/// How each of them stands as a whole.
fn head(reading: Reading, scopes: &[ResourceId]) -> AnyView {
    if let [scope] = scopes {
        let (overview, subscription) = (reading.overview(0), scope.clone());
        return view! { <Head overview subscription /> }.into_any();
    }
    let scopes = scopes.to_vec();
    piece_later(move || each(reading, scopes.clone())).into_any()
}

#[component]
fn Subscriptions(scopes: Vec<ResourceId>, id: String, table: Table) -> impl IntoView {
    let (sessions, words) = (sessions(), words());
    let reading = expect_context::<Reading>();
    let acting = Acting::new();
    provide_context(acting);
    provide_context(table);
    let subject = StoredValue::new(scopes.clone());
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
    table.keep_in_address(id.clone(), router());
    let count = scopes.len();
    let overview = reading.overview(0);
    let title = move || {
        if 1 < count {
            return tf("inventory.several.title", &[("n", count.to_string())]);
        }
        let name = overview.with(|it| it.as_ref().map(|it| it.name.clone()));
        let name = name.filter(|it| !it.is_empty());
        tf(
            "inventory.page.title",
            &[("name", name.unwrap_or_else(|| id.clone()))],
        )
    };
    let head = move || subject.with_value(|it| head(reading, it));
    let needs_sign_in = reading.needs_sign_in();
    view! {
        <Page title phase=reading.phase()>
            <Show when=move || needs_sign_in.get()>
                <SignInAgain />
            </Show>
                {head}
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
        </Page>
    }
}

part!(
    subscription,
    fn subscription_page(id: String, tab: PageTab, table: String) -> Deferred {
        Box::new(move || view! { <SubscriptionPage id tab table /> }.into_any())
    }
);
