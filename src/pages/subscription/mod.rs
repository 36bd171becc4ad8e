//! A whole subscription: how it stands, on which tab of the portal's page each
//! of its VMs is, and who has access at the moment. Where nothing is known yet
//! it says so, and what was read stays whatever comes after.

mod access;
mod acting;
mod head;
mod incomplete;
mod reading;
mod row;
mod table;
mod tabs;
mod vms;

use azure::resource_id::ResourceId;
use leptos::prelude::*;

use self::{
    access::AccessNow,
    acting::Acting,
    head::Head,
    incomplete::{Incomplete, Status},
    reading::Reading,
    tabs::Tabs,
    vms::VmTab,
};
use super::{page::Page, sign_in_again::SignInAgain};
use crate::{
    acts::ActSlot,
    components::{Notice, NoticeKind, WithTexts},
    part::{Deferred, part},
    route::{PageTab, Route, router, subscription_scope},
    session::sessions,
    words::{t, tf, words},
};

/// `id` stands as the address has it, and may be no subscription's.
#[component]
fn SubscriptionPage(id: String, tab: PageTab) -> impl IntoView {
    match subscription_scope(&id) {
        Some(scope) => view! { <Subscription scope tab /> }.into_any(),
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
fn Subscription(scope: ResourceId, tab: PageTab) -> impl IntoView {
    let (sessions, words, router) = (sessions(), words(), router());
    let acting = Acting::new();
    provide_context(acting);
    let reading = Reading::new(scope.clone());
    // Each new session, or a new token for the same, starts the reading anew.
    let start = Callback::new(move |()| {
        if let Some(access) = sessions.current_untracked().access() {
            reading.start(access.client(words));
        }
    });
    Effect::new(move |_| {
        sessions.current();
        start.run(());
    });
    let tab = RwSignal::new(tab);
    let id = scope.subscription().to_owned();
    let of_tab = id.clone();
    Effect::new(move |before: Option<()>| {
        let route = Route::subscription(&of_tab, Some(tab.get()));
        // The address that the reader came with is left as it is.
        if before.is_some() {
            router.keep(route);
        }
    });
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
                <Status reading on_again=start />
                <Incomplete reading />
                <Tabs reading tab>
                    {move || match tab.get() {
                        PageTab::Vms(kind) => view! { <VmTab reading kind /> }.into_any(),
                        PageTab::Access => view! { <AccessNow reading /> }.into_any(),
                    }}
                </Tabs>
            </WithTexts>
        </Page>
    }
}

part!(
    subscription,
    fn subscription_page(id: String, tab: PageTab) -> Deferred {
        Box::new(move || view! { <SubscriptionPage id tab /> }.into_any())
    }
);
