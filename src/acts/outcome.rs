//! How an act ended badly, and the way on.

use actions::{Refused, Why, field::FieldError};
use leptos::prelude::*;

use super::{Act, Draft, kept};
use crate::{
    components::{Notice, NoticeKind},
    pages::{SignInButton, TokenAgain},
    session::{Session, sessions},
    words::{t, tf},
};

/// The first field that says that something is wrong with it.
pub(super) const FIRST_WRONG: &str = "main [aria-invalid=true]";

/// Says why Azure did not do it, in its own words too.
#[component]
pub(super) fn RefusedView(refused: Refused, act: Act, draft: Draft) -> impl IntoView {
    let words = refused.in_azures_words();
    let Refused {
        why,
        request,
        correlation_id,
        ..
    } = refused;
    let key = format!("acts.refused.{}", why.key());
    let said = (!words.is_empty()).then(|| {
        view! {
            <dt>{t("acts.refused.azure")}</dt>
            <dd>{words}</dd>
        }
    });
    let id = correlation_id.map(|it| {
        view! {
            <dt>{t("acts.refused.correlation")}</dt>
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
                <dt>{t("acts.refused.request")}</dt>
                <dd><code>{request}</code></dd>
                {said} {id}
            </dl>
            {(why == Why::SignIn).then(|| view! { <StepUp act draft /> })}
        </div>
    }
}

/// The way through a stronger sign-in and back to the form.
#[component]
fn StepUp(act: Act, draft: Draft) -> impl IntoView {
    let sessions = sessions();
    move || match sessions.current() {
        Session::Microsoft(..) => {
            let (act, draft) = (act.clone(), draft.clone());
            view! {
                <p>{t("acts.step_up.microsoft")}</p>
                <div class="actions">
                    <SignInButton
                        tenant=None
                        label="acts.step_up.sign_in"
                        before=Callback::new(move |()| kept::keep(&act, draft.clone()))
                    />
                </div>
            }
            .into_any()
        }
        Session::Token(_) => view! {
            <p>{t("acts.step_up.token")}</p>
            <TokenAgain />
        }
        .into_any(),
        Session::Demo(..) | Session::SignedOut => {
            view! { <p>{t("acts.step_up.demo")}</p> }.into_any()
        }
    }
}

/// The text of a field's error, or nothing.
pub(super) fn error_of(
    errors: RwSignal<Vec<FieldError>>,
    field: impl Into<String>,
) -> Signal<Option<String>> {
    let field = field.into();
    Signal::derive(move || {
        errors.with(|all| {
            let error = all.iter().find(|it| it.field == field)?;
            Some(tf(&format!("acts.fields.{}", error.key), &error.args))
        })
    })
}
