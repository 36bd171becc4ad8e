//! What to do when Azure no longer takes the sign-in. What was read stays on
//! the page, and nobody is sent away without having asked for it.

use leptos::prelude::*;

use super::{failure::SignInFailure, token_form::TokenForm, token_help::TokenHelp};
use crate::{
    browser::location,
    components::{Notice, NoticeKind},
    route::{Route, router},
    session::{Session, sessions},
    task_slot::TaskSlot,
    words::t,
};

#[component]
pub(crate) fn SignInAgain() -> impl IntoView {
    let sessions = sessions();
    move || match sessions.current() {
        Session::SignedOut => ().into_any(),
        Session::Token(_) => view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t("page.again.token.title")
                text=move || t("page.again.token.text")
            />
            <section class="card">
                <TokenAgain then="main h1" />
            </section>
        }
        .into_any(),
        Session::Microsoft(..) => view! {
            <Notice
                kind=NoticeKind::Warning
                title=move || t("page.again.microsoft.title")
                text=move || t("page.again.microsoft.text")
            >
                <SignInButton tenant=None label="page.again.microsoft.sign_in" />
            </Notice>
            <SignInFailure failure=Signal::derive(move || sessions.failure()) />
        }
        .into_any(),
        Session::Demo(name, _) => {
            let href = Route::Demo(Some(name)).href();
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
            let result = microsoft.sign_in_again(tenant.as_deref(), &fragment).await;
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
