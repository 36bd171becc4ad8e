//! The way to the questions, for whom signing in is no way: with what the address asks.

use diagnosis::question::Asked;
use leptos::prelude::*;

use crate::{
    route::{Route, router},
    words::t,
};

#[component]
pub(super) fn ByHandLink() -> impl IntoView {
    let asked = match router().place().get_untracked().route {
        Route::Check(asked) | Route::Target { asked, .. } => asked,
        _ => Asked::default(),
    };
    view! {
        <p>
            <a href=Route::ByHand(asked).href() data-by-hand-link>
                {move || t("page.session.by_hand")}
            </a>
        </p>
    }
}
