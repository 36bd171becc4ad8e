//! The line, and for Remote Desktop the file, to connect with.

use actions::connect::Endpoint;
use leptos::prelude::*;

use crate::{browser::files, components::CopyButton, words::t};

pub(crate) fn connect_line(endpoint: &Endpoint) -> impl IntoView + use<> {
    let line = endpoint.command().unwrap_or_else(|| endpoint.address());
    let file = endpoint.rdp_file().map(|content| {
        let name = format!("{}.rdp", endpoint.host.to_string().replace(':', "-"));
        view! {
            <button
                type="button"
                class="button button-small"
                data-rdp
                on:click=move |_| files::save(&name, &content)
            >
                {move || t("acts.connect.rdp")}
            </button>
        }
    });
    let kind = format!("acts.connect.{}", endpoint.kind.name());
    view! {
        <p>{move || t(&kind)}</p>
        <div class="code-block">
            <pre dir="ltr" tabindex="0"><code data-connect>{line.clone()}</code></pre>
            <div class="actions">
                <CopyButton label=move || t("acts.connect.copy") value=line />
                {file}
            </div>
        </div>
    }
}
