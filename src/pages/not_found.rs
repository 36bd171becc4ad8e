//! An address that leads nowhere.

use leptos::prelude::*;

use super::page::Page;
use crate::{
    route::Route,
    words::{t, tf},
};

#[component]
pub(crate) fn NotFoundPage(path: String) -> impl IntoView {
    view! {
        <Page title=move || t("page.not_found.title")>
            <p>{move || tf("page.not_found.text", &[("path", &path)])}</p>
            <p>
                <a href=Route::Start.href()>{move || t("page.not_found.back")}</a>
            </p>
        </Page>
    }
}
