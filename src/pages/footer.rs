//! What stands below every page: the ways to what concerns no one check, and the
//! theme.

use leptos::prelude::*;

use crate::{components::ThemeSwitch, route::Route, words::t};

#[component]
pub(crate) fn Footer() -> impl IntoView {
    let links = [
        (Route::Trust, "page.footer.trust"),
        (Route::Result(None), "page.footer.result"),
        (Route::Ask, "page.footer.ask"),
        (Route::Offline, "page.footer.offline"),
    ];
    let links = links
        .into_iter()
        .map(|(route, key)| view! { <li><a href=route.href()>{move || t(key)}</a></li> })
        .collect_view();
    view! {
        <footer class="footer">
            <nav aria-label=move || t("page.footer.label")>
                <ul>{links}</ul>
            </nav>
            <ThemeSwitch />
        </footer>
    }
}
