//! What all acts share: the card, its title, where it stands, and the way out.

use leptos::prelude::*;

use super::step::Step;
use crate::{browser::location, components::unique_id, words::t};

/// The card around an act. Each step begins with its heading in focus, so that
/// whoever does not see the page hears where they are.
#[component]
pub(super) fn Frame(
    /// The act's, in the automation hook.
    name: &'static str,
    title: Signal<String>,
    step: RwSignal<Step>,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let id = unique_id("act");
    let (focus, labelled_by) = (format!("#{id}"), id.clone());
    Effect::new(move |_| {
        step.get();
        let focus = focus.clone();
        request_animation_frame(move || location::focus(&focus));
    });
    let can_close = move || step.get().can_close();
    view! {
        <section
            class="card act"
            aria-labelledby=labelled_by
            data-act=name
            data-step=move || step.get().name()
        >
            <div class="act-head">
                <h2 id=id tabindex="-1">
                    {title}
                </h2>
                <Show when=can_close>
                    <button
                        type="button"
                        class="button button-small"
                        data-close
                        on:click=move |_| on_close.run(())
                    >
                        {move || t("acts.close")}
                    </button>
                </Show>
            </div>
            {children()}
        </section>
    }
}
