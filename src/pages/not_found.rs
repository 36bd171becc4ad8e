//! An address that leads nowhere, or is too long to be one.

use leptos::prelude::*;

use super::page::Page;
use crate::{
    route::Route,
    words::{t, tf},
};

/// `path` is none where the address was not read.
#[component]
pub(crate) fn NotFoundPage(path: Option<String>) -> impl IntoView {
    view! {
        <Page title=move || t("page.not_found.title")>
            <p>
                {move || match &path {
                    Some(path) => tf("page.not_found.text", &[("path", path)]),
                    None => t("page.not_found.too_long"),
                }}
            </p>
            <p>
                <a href=Route::Start.href()>{move || t("page.not_found.back")}</a>
            </p>
        </Page>
    }
}
