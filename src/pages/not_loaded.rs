//! What stands in place of a page that could not be fetched. The address keeps the route, so that
//! a new beginning leads back here.

use leptos::prelude::*;

use super::page::Page;
use crate::{
    browser::module::NotLoaded,
    components::way_on,
    words::{t, tf},
};

/// In place of a page.
#[component]
pub(crate) fn NotLoadedPage(
    why: NotLoaded,
    #[prop(optional)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let name = why.name();
    let way_on = way_on(&why, on_retry);
    view! {
        <Page title=move || t("page.not_loaded.title")>
            <div class="form" data-not-loaded=name>
                <p role="alert">{move || tf(why.key(), &why.args())}</p>
                <div class="actions">{way_on}</div>
            </div>
        </Page>
    }
}
