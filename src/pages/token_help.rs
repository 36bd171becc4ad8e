//! What an access token is, how to get one, and how long it lasts.

use leptos::prelude::*;

use crate::{
    components::{CopyButton, Prose},
    words::{t, words},
};

/// The command that prints a token, for a tenant where one is asked for.
pub(crate) fn command(tenant: Option<&str>) -> String {
    match tenant {
        Some(tenant) => format!("az account get-access-token --tenant {tenant}"),
        None => "az account get-access-token".to_owned(),
    }
}

/// A command in a line of its own, with a button that copies it.
#[component]
pub(crate) fn Command(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! {
        <div class="command">
            <pre>
                <code>{move || text.get()}</code>
            </pre>
            <CopyButton
                label=move || t("page.copy_command")
                value=text
            />
        </div>
    }
}

#[component]
pub(crate) fn TokenHelp(#[prop(into)] tenant: Signal<Option<String>>) -> impl IntoView {
    let words = words();
    let line = move |key: &'static str| {
        view! {
            <li>
                <Prose text=Signal::derive(move || words.text(key)) />
            </li>
        }
    };
    view! {
        <details class="help">
            <summary>{move || t("page.token.help.title")}</summary>
            <ol class="steps">
                {line("page.token.help.shell")}
                <li>
                    {move || t("page.token.help.run")}
                    <Command text=Signal::derive(move || command(tenant.get().as_deref())) />
                </li>
                {line("page.token.help.paste")}
            </ol>
            <ul class="points">
                {line("page.token.help.what")} {line("page.token.help.lasts")}
                {line("page.token.help.stays")}
            </ul>
        </details>
    }
}
