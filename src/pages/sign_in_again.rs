//! What to do when Azure no longer takes the sign-in. What was read stays on
//! the page, and nobody is sent away without having asked for it.

use leptos::prelude::*;

use super::{
    failure::SignInFailure, other_ways::OtherWays, token_form::TokenForm, token_help::TokenHelp,
};
use crate::{
    browser::location,
    components::{Notice, NoticeKind},
    route::{Route, router},
    run::WantedSignIn,
    session::{Session, Tenants, sessions, sign_in_again},
    task_slot::TaskSlot,
    words::t,
};

/// `wanted` says what Azure wants instead. A session that can switch tenants leads to
/// where that is done. `is_told` says that why stands above already.
#[component]
pub(crate) fn SignInAgain(
    #[prop(optional)] is_told: bool,
    #[prop(default = WantedSignIn::Anew.into(), into)] wanted: Signal<WantedSignIn>,
) -> impl IntoView {
    let sessions = sessions();
    let failure = Signal::derive(move || sessions.failure());
    move || match (sessions.current(), wanted.get()) {
        (Session::SignedOut | Session::File(..), _) => ().into_any(),
        (Session::Microsoft(..) | Session::Demo(..), WantedSignIn::InOtherTenant) => {
            view! { <ToTenants /> }.into_any()
        }
        (Session::Token(_), WantedSignIn::Anew) if is_told => view! {
            <TokenAgain then="main h1" />
            <OtherWays />
        }
        .into_any(),
        (Session::Token(_), wanted) => view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t(token_keys(wanted).0)
                text=move || t(token_keys(wanted).1)
            />
            <section class="card">
                <TokenAgain then="main h1" />
                <OtherWays />
            </section>
        }
        .into_any(),
        (Session::Microsoft(..), _) => view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t("page.again.microsoft.title")
                text=move || t("page.again.microsoft.text")
            >
                <SignInButton tenant=None label="page.again.microsoft.sign_in" />
            </Notice>
            <SignInFailure failure />
            <Show when=move || failure.get().is_none()>
                <OtherWays />
            </Show>
        }
        .into_any(),
        (Session::Demo(name, _), _) => {
            let href = Route::Demo(name).href();
            view! {
                <Notice
                    kind=NoticeKind::Warning
                    title=move || t("page.again.demo.title")
                    text=move || t("page.again.demo.text")
                >
                    <a class="button" href=href>
                        {move || t("page.again.demo.open")}
                    </a>
                </Notice>
            }
            .into_any()
        }
    }
}

/// Leads to the menu in which the tenant is switched.
#[component]
fn ToTenants() -> impl IntoView {
    let tenants = expect_context::<Tenants>();
    let has_others = Memo::new(move |_| 1 < tenants.list().len());
    view! {
        <div class="actions" hidden=move || !has_others.get()>
            <button
                type="button"
                class="button button-primary"
                data-offer="tenant"
                on:click=move |_| location::press("header [popovertarget]")
            >
                {move || t("page.tenant.label")}
            </button>
        </div>
    }
}

/// Title and text for a session of a pasted token.
fn token_keys(wanted: WantedSignIn) -> (&'static str, &'static str) {
    match wanted {
        WantedSignIn::Anew => ("page.again.token.title", "page.again.token.text"),
        WantedSignIn::Other => ("page.again.other.title", "page.again.other.text"),
        WantedSignIn::InOtherTenant => (
            "page.again.other_tenant.title",
            "page.again.other_tenant.text",
        ),
    }
}

/// Takes another token in place of the present one. The focus goes to `then`, for the
/// form that had it goes.
#[component]
pub(crate) fn TokenAgain(then: &'static str) -> impl IntoView {
    let sessions = sessions();
    let access = sessions.current_untracked().access().cloned()?;
    let (tenant, cloud) = (access.tenant().map(str::to_owned), access.cloud);
    Some(view! {
        <TokenForm
            tenant=tenant.clone()
            on_token=Callback::new(move |it: String| {
                sessions.paste(&it, cloud);
                request_animation_frame(move || location::focus(then));
            })
        />
        <TokenHelp tenant />
    })
}

/// A button that leaves the page to sign the same person in again, to the
/// present tenant or to another, and comes back to the present address.
#[component]
pub(crate) fn SignInButton(
    tenant: Option<String>,
    label: &'static str,
    /// What has to be done before the page is left.
    #[prop(optional)]
    before: Option<Callback<()>>,
) -> impl IntoView {
    let (sessions, router) = (sessions(), router());
    let task = TaskSlot::new();
    let sign_in = move |_| {
        let Session::Microsoft(microsoft, _) = sessions.current_untracked() else {
            return;
        };
        if let Some(before) = before {
            before.run(());
        }
        let tenant = tenant.clone();
        let fragment = router.place().get_untracked().fragment();
        task.run(async move {
            let result = match sign_in_again(microsoft, tenant, fragment).await {
                Ok(leaving) => leaving.await,
                Err(why) => Err(why.into()),
            };
            if let Err(error) = result {
                sessions.fail(error);
            }
        });
    };
    view! {
        <button type="button" class="button button-primary" on:click=sign_in>
            {move || t(label)}
        </button>
    }
}
