//! Where a session begins: with Microsoft, with an access token, or in the
//! demo.

use diagnosis::question::{Asked, BadParameter};
use leptos::prelude::*;

use super::{
    failure::SignInFailure, notices::BadParameters, page::Page, token_form::TokenForm,
    token_help::TokenHelp,
};
use crate::{
    browser::{msal::MsalError, storage},
    components::{Icon, IconView, Notice, NoticeKind},
    config::Config,
    route::{Place, Route, router},
    session::{needs_session, sign_in as sign_in_part},
    task_slot::TaskSlot,
    words::{t, tf},
};

/// `asked` is the route that the reader came with; one that needs a session is
/// kept until there is one. `failure` tells why signing in came to nothing.
#[component]
pub(crate) fn SessionPage(
    asked: Route,
    bad: Vec<BadParameter>,
    #[prop(optional)] is_signed_in: bool,
    /// Whether a token that was pasted is being seen to.
    #[prop(into, default = false.into())]
    is_opening: Signal<bool>,
    #[prop(into)] failure: Signal<Option<MsalError>>,
    on_failure: Callback<MsalError>,
    on_token: Callback<String>,
) -> impl IntoView {
    let router = router();
    if needs_session(&asked) {
        storage::ASKED.set(&Place::from(asked.clone()).fragment());
    }
    let question = match asked {
        Route::Check(asked) | Route::Target { asked, .. } => asked,
        _ => Asked::default(),
    };
    let tenant = question.tenant.clone();
    let asks = question != Asked::default();
    let case = question.case.as_ref().map(ToString::to_string);
    let waiting = question.vm.as_ref().map(|it| it.name().to_owned());
    view! {
        <Page title=move || t("page.session.title") lead=move || t("page.session.lead")>
            <BadParameters bad />
            <SignInFailure failure />
            {asks.then(|| view! { <FromLink case /> })}
            {waiting
                .map(|vm| {
                    view! {
                        <Notice
                            kind=NoticeKind::Info
                            title=move || tf("page.session.waiting.title", &[("vm", &vm)])
                            text=move || t("page.session.waiting.text")
                        />
                    }
                })}
            {is_signed_in
                .then(|| {
                    view! {
                        <p class="actions">
                            <a class="button button-primary" href=Route::target().href()>
                                {move || t("page.session.go_on")}
                            </a>
                        </p>
                    }
                })}
            <div class="ways">
                <WithMicrosoft tenant=tenant.clone() on_failure />
                <section class="card">
                    <h2>
                        <IconView icon=Icon::Key />
                        {move || t("page.session.token.title")}
                    </h2>
                    <p>{move || t("page.session.token.text")}</p>
                    <TokenForm tenant=tenant.clone() on_token busy=is_opening />
                    <TokenHelp tenant />
                </section>
                <section class="card">
                    <h2>
                        <IconView icon=Icon::Play />
                        {move || t("page.session.demo.title")}
                    </h2>
                    <p>{move || t("page.session.demo.text")}</p>
                    <div class="actions">
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| router.go(Route::Demo(None))
                        >
                            {move || t("page.session.demo.open")}
                        </button>
                    </div>
                </section>
            </div>
            <p class="quiet">{move || t("page.session.privacy")}</p>
        </Page>
    }
}

/// That the address asks a question, and that this is all that it can do.
#[component]
fn FromLink(case: Option<String>) -> impl IntoView {
    let text = move || {
        let case = case
            .as_ref()
            .map(|it| tf("page.from_link.case", &[("case", it)]));
        [t("page.from_link.text")]
            .into_iter()
            .chain(case)
            .collect::<Vec<_>>()
            .join(" ")
    };
    view! { <Notice kind=NoticeKind::Info title=move || t("page.from_link.title") text /> }
}

#[component]
fn WithMicrosoft(tenant: Option<String>, on_failure: Callback<MsalError>) -> impl IntoView {
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
            <p>{move || t("page.session.microsoft.text")}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button button-primary"
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
