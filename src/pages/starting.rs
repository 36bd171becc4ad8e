//! What stands here while an interrupted session is taken up again.

use leptos::prelude::*;

use super::page::Page;
use crate::words::t;

#[component]
pub(crate) fn StartingPage() -> impl IntoView {
    view! {
        <Page title=move || t("page.starting.title")>
            <p role="status">{move || t("page.starting.text")}</p>
        </Page>
    }
}
