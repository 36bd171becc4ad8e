//! What Microsoft's sign-in library refused, in plain words.

use leptos::prelude::*;

use super::other_ways::OtherWays;
use crate::{
    browser::msal::MsalError,
    components::{Notice, NoticeKind},
    words::{FAILURES, Words, t, words},
};

/// Why the last attempt to sign in came to nothing, if it did, and the ways without one.
#[component]
pub(crate) fn SignInFailure(#[prop(into)] failure: Signal<Option<MsalError>>) -> impl IntoView {
    let words = words();
    move || {
        failure.get().map(|error| {
            // Few ever need the meanings of codes; until they arrive, the kind of failure is told.
            words.want(FAILURES);
            view! {
                <Notice
                    kind=NoticeKind::Error
                    title=move || t("page.msal.title")
                    text=move || in_words(&error, words)
                >
                    <OtherWays />
                </Notice>
            }
        })
    }
}

/// The text for Entra's number of the case where there is one, else for the
/// library's code, else for the kind of failure.
fn in_words(error: &MsalError, words: Words) -> String {
    let (kind, code, number) = match error {
        MsalError::InteractionRequired { number, .. } => ("interaction_required", None, *number),
        MsalError::Cancelled => ("cancelled", None, None),
        MsalError::Refused { code, number } => ("refused", Some(code), *number),
        MsalError::Timeout => ("timeout", None, None),
        MsalError::Network => ("network", None, None),
        MsalError::Config(code) => ("config", Some(code), None),
        MsalError::Other(code) => ("other", Some(code), None),
    };
    let number = number.map(|it| format!("AADSTS{it}"));
    let shown = [number.as_deref(), code.map(String::as_str)];
    let shown = shown.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let keys = [number.as_ref(), code]
        .into_iter()
        .flatten()
        .map(|it| format!("page.msal.codes.{it}"))
        .find(|it| words.has(it));
    let key = keys.unwrap_or_else(|| format!("page.msal.{kind}"));
    words.fill(&key, &[("code", &shown)])
}
