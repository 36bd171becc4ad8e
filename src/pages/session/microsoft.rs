//! Signing in with Microsoft, where the page's host has set that up.

use leptos::prelude::*;

use crate::{
    browser::msal::MsalError,
    components::{Icon, IconView},
    config::Config,
    route::router,
    session::sign_in as sign_in_part,
    task_slot::TaskSlot,
    words::{t, tf},
};

/// `is_first` where it is the one way that the page offers.
#[component]
pub(super) fn WithMicrosoft(
    tenant: Option<String>,
    is_first: bool,
    on_failure: Callback<MsalError>,
) -> impl IntoView {
    let router = router();
    let config = expect_context::<Config>();
    let is_set_up = config.client_id.is_some();
    // The host has chosen this one already.
    let tenant = tenant.filter(|it| is_set_up && !it.eq_ignore_ascii_case(&config.tenant));
    let leaving = RwSignal::new(false);
    let task = TaskSlot::new();
    let sign_in = Callback::new(move |tenant: Option<String>| {
        let config = config.clone();
        let fragment = router.place().get_untracked().fragment();
        leaving.set(true);
        task.run(async move {
            let result = match sign_in_part(config, tenant, fragment).await {
                Ok(signing_in) => signing_in.await,
                Err(why) => Err(why.into()),
            };
            leaving.set(false);
            if let Err(error) = result {
                on_failure.run(error);
            }
        });
    });
    view! {
        <section class="card">
            <h2>
                <IconView icon=Icon::Person />
                {move || t("page.session.microsoft.title")}
            </h2>
            {is_set_up.then(|| view! { <p>{move || t("page.session.microsoft.text")}</p> })}
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    class:button-primary=is_first
                    disabled=move || !is_set_up || leaving.get()
                    aria-describedby=(!is_set_up).then_some("not-set-up")
                    on:click=move |_| sign_in.run(None)
                >
                    {move || t("page.session.microsoft.sign_in")}
                </button>
            </div>
            {tenant.map(|tenant| view! { <TenantOfLink tenant leaving sign_in /> })}
            {(!is_set_up)
                .then(|| {
                    view! {
                        <p class="note" id="not-set-up">
                            <IconView icon=Icon::Info />
                            <span>{move || t("page.session.microsoft.not_set_up")}</span>
                        </p>
                    }
                })}
        </section>
    }
}

/// The tenant that the address names. To sign in there is the reader's choice, by
/// name: anybody can write a link.
#[component]
fn TenantOfLink(
    tenant: String,
    leaving: RwSignal<bool>,
    sign_in: Callback<Option<String>>,
) -> impl IntoView {
    let (text, label) = (tenant.clone(), tenant.clone());
    view! {
        <div class="form" data-link-tenant>
            <p class="caution">
                <IconView icon=Icon::Warning />
                <span>{move || tf("page.session.microsoft.link_tenant", &[("tenant", &text)])}</span>
            </p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    disabled=leaving
                    on:click=move |_| sign_in.run(Some(tenant.clone()))
                >
                    {move || tf("page.session.microsoft.sign_in_to", &[("tenant", &label)])}
                </button>
            </div>
        </div>
    }
}
