//! A small picture of an answer, so that a newcomer sees what the page is for. It is
//! one image to screen readers.

use leptos::prelude::*;
use text::sentences;

use crate::{
    components::{Icon, IconView},
    words::t,
};

#[component]
pub(super) fn Example() -> impl IntoView {
    let label = || {
        let texts = ["headline", "who", "act"].map(|it| t(&format!("page.session.example.{it}")));
        sentences(&texts.each_ref().map(String::as_str))
    };
    view! {
        <figure class="example">
            <figcaption class="quiet">{move || t("page.session.example.caption")}</figcaption>
            <div class="example-answer" role="img" aria-label=label>
                <p class="example-headline">
                    <IconView icon=Icon::Problem />
                    {move || t("page.session.example.headline")}
                </p>
                <p>{move || t("page.session.example.who")}</p>
                <p class="example-act">{move || t("page.session.example.act")}</p>
                // All that does not change stands in one element, which costs the first
                // load its text and nothing else.
                <svg class="example-way" viewBox="0 0 320 60" focusable="false">
                    <path class="example-done" d="M54 22H136" />
                    <path class="example-left" d="M184 22H266" />
                    <circle cx="36" cy="14" r="6" />
                    <path d="M24 36c0-8 5-12 12-12s12 4 12 12z" />
                    <path
                        class="example-stop"
                        d="M160 4l17 6v12c0 9-7 15-17 19-10-4-17-10-17-19V10z"
                    />
                    <path class="example-cross" d="M153 15l14 14M167 15l-14 14" />
                    <path d="M270 8h34v22h-34zM282 30h10v5h-10zM276 35h22v2h-22z" />
                    <text x="160" y="57">"nsg-web"</text>
                    <text x="287" y="57">"vm-web-01"</text>
                </svg>
            </div>
        </figure>
    }
}
