//! A part of the page that was not had: why, and the way on.

use leptos::prelude::*;

use crate::{
    browser::{location, module::NotLoaded},
    components::{Notice, NoticeKind},
    words::{t, tf},
};

/// The address keeps the route, so that a new beginning leads back here.
#[component]
pub(crate) fn NotLoadedNotice(why: NotLoaded) -> impl IntoView {
    let name = why.key().rsplit('.').next();
    view! {
        <div data-not-loaded=name>
            <Notice
                kind=NoticeKind::Error
                title=move || t("page.not_loaded.title")
                text=move || tf(why.key(), &why.args())
            >
                <button type="button" class="button" on:click=|_| location::reload()>
                    {move || t("page.not_loaded.reload")}
                </button>
            </Notice>
        </div>
    }
}
