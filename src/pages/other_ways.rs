//! The ways for whom signing in is none, or fails: the questions, and the script, with
//! what the address asks. They stand wherever a sign-in is in the way.

use diagnosis::question::Asked;
use leptos::prelude::*;

use crate::{
    route::{Route, router},
    words::t,
};

#[component]
pub(super) fn OtherWays() -> impl IntoView {
    let place = router().place();
    let asked = move || match place.get().route {
        Route::Check(asked) | Route::Target { asked, .. } => asked,
        _ => Asked::default(),
    };
    view! {
        <div data-other-ways>
            <p>
                <a href=move || Route::ByHand(asked()).href() data-by-hand-link>
                    {move || t("page.session.by_hand")}
                </a>
            </p>
            <p>
                <a href=move || Route::Collect(asked()).href() data-collect-link>
                    {move || t("page.session.collect")}
                </a>
            </p>
        </div>
    }
}
