//! Why Azure did not do it, and the way on.

use actions::{WriteError, WriteErrorKind};
use leptos::prelude::*;

use crate::{
    components::{Notice, NoticeKind, code},
    pages::{SignInButton, TokenAgain},
    session::{Session, sessions},
    words::t,
};

/// Says why Azure did not do it, in its own words too. `save` puts the form
/// aside before the page is left for a sign-in.
#[component]
pub(super) fn WriteErrorView(
    refused: WriteError,
    save: Callback<()>,
    /// Whether another sign-in helps, though Azure doesn't ask for it by its status.
    #[prop(optional)]
    takes_sign_in: bool,
) -> impl IntoView {
    let words = refused.in_azures_words();
    let WriteError {
        why,
        request,
        correlation_id,
        ..
    } = refused;
    let key = format!("acts.refused.{}", why.key());
    let said = (!words.is_empty()).then(|| {
        view! {
            <dt>{move || t("acts.refused.azure")}</dt>
            <dd>{words}</dd>
        }
    });
    let id = correlation_id.map(|it| {
        view! {
            <dt>{move || t("acts.refused.correlation")}</dt>
            <dd><code>{it}</code></dd>
        }
    });
    view! {
        <div data-refused=why.key()>
            <Notice
                kind=NoticeKind::Error
                title=move || t("acts.refused.title")
                text=move || t(&key)
            />
            <dl class="facts">
                <dt>{move || t("acts.refused.request")}</dt>
                <dd>{code(&request)}</dd>
                {said} {id}
            </dl>
            {(takes_sign_in || why == WriteErrorKind::SignIn).then(|| view! { <StepUp save /> })}
        </div>
    }
}

/// The way through a stronger sign-in and back to the form.
#[component]
pub(super) fn StepUp(save: Callback<()>) -> impl IntoView {
    let sessions = sessions();
    move || match sessions.current() {
        Session::Microsoft(..) => view! {
            <p>{move || t("acts.step_up.microsoft")}</p>
            <div class="actions">
                <SignInButton tenant=None label="acts.step_up.sign_in" before=save />
            </div>
        }
        .into_any(),
        Session::Token(_) => view! {
            <p>{move || t("acts.step_up.token")}</p>
            <TokenAgain then="[data-act] h2" />
        }
        .into_any(),
        Session::Demo(..) | Session::File(..) | Session::SignedOut => {
            view! { <p>{move || t("acts.step_up.demo")}</p> }.into_any()
        }
    }
}
