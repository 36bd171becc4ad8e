//! Where a session begins: with Microsoft, with an access token, or in the
//! demo. One of the first two is the way; what the host has not set up comes
//! last.

mod anything;
mod example;
mod from_link;
mod microsoft;
mod recent;

use diagnosis::question::{Asked, BadParameter};
use leptos::prelude::*;
use text::space_after;

use self::{
    anything::AnythingBox,
    example::Example,
    from_link::{FromLink, Landing},
    microsoft::WithMicrosoft,
    recent::RecentList,
};
use super::{
    failure::SignInFailure, notices::BadParameters, other_ways::OtherWays, page::Page,
    token_form::TokenForm, token_help::TokenHelp,
};
use crate::{
    browser::{msal::MsalError, storage},
    components::{Icon, IconView},
    config::Config,
    route::{Place, Route, router},
    words::t,
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
    if asked.needs_session() {
        storage::ASKED.set(&Place::from(asked.clone()).fragment());
    }
    let question = match asked {
        Route::Check(asked) | Route::Target { asked, .. } => asked,
        _ => Asked::default(),
    };
    let tenant = question.tenant.clone();
    let landing = Landing::of(&question);
    let (title, lead, steps) = (landing.clone(), landing.clone(), landing.clone());
    let is_set_up = expect_context::<Config>().client_id.is_some();
    let ways = {
        let is_first = is_set_up && !is_signed_in;
        let microsoft =
            view! { <WithMicrosoft tenant=tenant.clone() is_first on_failure /> }.into_any();
        let is_first = !is_set_up && !is_signed_in;
        let token = view! { <WithToken tenant is_first is_opening on_token /> }.into_any();
        let demo = view! { <WithDemo /> }.into_any();
        if is_set_up {
            [microsoft, token, demo]
        } else {
            [token, demo, microsoft]
        }
    };
    let [first, second, third] = ways;
    let is_link = landing.is_some();
    view! {
        <Page
            title=move || title.as_ref().map_or_else(|| t("page.session.title"), Landing::title)
            lead=move || lead.as_ref().map_or_else(|| t("page.session.lead"), Landing::lead)
        >
            <BadParameters bad />
            <SignInFailure failure />
            {steps.map(|it| view! { <FromLink landing=it /> })}
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
            <div class="front" class:front-link=is_link>
                {first}
                {(!is_link).then(|| view! { <Example /> <AnythingBox /> })}
                <div class="ways">{second} {third}</div>
            </div>
            // What failed names them already.
            <Show when=move || failure.get().is_none()>
                <OtherWays />
            </Show>
            {if is_link {
                view! { <LinkNote /> }.into_any()
            } else {
                view! { <RecentList /> }.into_any()
            }}
            <p class="quiet">{move || t("page.session.privacy")}</p>
        </Page>
    }
}

#[component]
fn WithToken(
    tenant: Option<String>,
    is_first: bool,
    is_opening: Signal<bool>,
    on_token: Callback<String>,
) -> impl IntoView {
    view! {
        <section class="card">
            <h2>
                <IconView icon=Icon::Key />
                {move || t("page.session.token.title")}
            </h2>
            <p>{move || t("page.session.token.text")}</p>
            <TokenForm tenant=tenant.clone() is_primary=is_first on_token busy=is_opening />
            <TokenHelp tenant />
        </section>
    }
}

#[component]
fn WithDemo() -> impl IntoView {
    let router = router();
    view! {
        <section class="card">
            <h2>
                <IconView icon=Icon::Play />
                {move || t("page.session.demo.title")}
            </h2>
            <p>{move || t("page.session.demo.text")}</p>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| router.go(Route::Demos(None))>
                    {move || t("page.session.demo.open")}
                </button>
            </div>
        </section>
    }
}

/// That a link can do nothing but ask.
#[component]
fn LinkNote() -> impl IntoView {
    view! {
        <p class="note quiet">
            <IconView icon=Icon::Info />
            <span>
                <b>{move || t("page.from_link.title")}</b>
                {move || space_after(&t("page.from_link.title")).to_owned()}
                <span>{move || t("page.from_link.text")}</span>
            </span>
        </p>
    }
}
