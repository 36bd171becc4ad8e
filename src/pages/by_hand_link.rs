//! The ways for whom signing in is none: the questions, and the script, with what the
//! address asks.

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
            <a href=Route::ByHand(asked.clone()).href() data-by-hand-link>
                {move || t("page.session.by_hand")}
            </a>
        </p>
        <p>
            <a href=Route::Collect(asked).href() data-collect-link>
                {move || t("page.session.collect")}
            </a>
        </p>
    }
}
