//! The switch between the themes.

use leptos::prelude::*;

use crate::{browser::theme::Theme, words::t};

#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(Theme::chosen());
    let buttons = Theme::ALL.map(|it| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || if chosen.get() == it { "true" } else { "false" }
                on:click=move |_| {
                    it.choose();
                    chosen.set(it);
                }
            >
                {move || t(&format!("components.theme.{}", it.name()))}
            </button>
        }
    });
    view! {
        <div class="segments" role="group" aria-label=move || t("components.theme.label")>
            {buttons}
        </div>
    }
}
