//! What happens to the reader's data, and how to check that.

use jit_doctor_core::report::AppVersion;
use leptos::prelude::*;

use super::page::Page;
use crate::{
    components::Prose,
    config::Config,
    words::{t, words},
};

/// The sections in their order.
const SECTIONS: [&str; 5] = ["goes", "kept", "links", "verify", "host"];

#[component]
pub(crate) fn TrustPage() -> impl IntoView {
    let words = words();
    let cloud = expect_context::<Config>().cloud;
    let sections = SECTIONS
        .into_iter()
        .map(|name| {
            let paragraphs = move || {
                let version = AppVersion::own().to_string();
                let args = [
                    ("arm", cloud.arm_host()),
                    ("login", cloud.login_host()),
                    ("version", &version),
                ];
                let catalog = words.catalog();
                (0..)
                    .map(|at| format!("page.trust.{name}.text.{at}"))
                    .take_while(|key| catalog.get(key).is_some())
                    .map(|key| {
                        let text = catalog.fill(&key, args);
                        view! { <p><Prose text /></p> }
                    })
                    .collect_view()
            };
            view! {
                <section class="card">
                    <h2>{move || t(&format!("page.trust.{name}.title"))}</h2>
                    {paragraphs}
                </section>
            }
        })
        .collect_view();
    view! {
        <Page title=move || t("page.trust.title") lead=move || t("page.trust.lead")>
            {sections}
        </Page>
    }
}
