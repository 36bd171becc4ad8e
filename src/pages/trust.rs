//! What happens to the reader's data, and how to check that.

use leptos::prelude::*;
use share::report::AppVersion;

use super::page::Page;
use crate::{
    build_id,
    components::Prose,
    config::Config,
    part::{Deferred, part},
    task_slot::TaskSlot,
    words::{t, words},
};

/// The id of the release, as far as it is known.
#[derive(Clone)]
enum Build {
    Coming,
    Is(String),
    Unknown,
}

/// The sections in their order.
const SECTIONS: [&str; 5] = ["goes", "kept", "links", "verify", "host"];

#[component]
fn TrustPage() -> impl IntoView {
    let words = words();
    let cloud = expect_context::<Config>().cloud;
    let build = RwSignal::new(Build::Coming);
    TaskSlot::new().run(async move {
        build.set(build_id::load().await.map_or(Build::Unknown, Build::Is));
    });
    let build = move || match build.get() {
        Build::Coming => "…".to_owned(),
        Build::Is(id) => format!("`{id}`"),
        Build::Unknown => t("page.trust.no_build"),
    };
    let sections = SECTIONS
        .into_iter()
        .map(|name| {
            let paragraphs = move || {
                let version = AppVersion::own().to_string();
                let build = build();
                let args = [
                    ("arm", cloud.arm_host()),
                    ("login", cloud.login_host()),
                    ("version", &version),
                    ("build", &build),
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
            <p>
                <a href="licences.txt" target="_blank">
                    {move || t("page.trust.licences")}
                </a>
            </p>
        </Page>
    }
}

part!(
    small,
    fn trust_page() -> Deferred {
        Box::new(move || view! { <TrustPage /> }.into_any())
    }
);
