//! What all acts share: the card, its title, where it stands, and the way out.

use actions::Act;
use leptos::prelude::*;

use super::{step::Step, under_way::UnderWay};
use crate::{
    browser::{location, scroll},
    components::unique_id,
    session::sessions,
    words::t,
};

/// The card around an act. Each step begins with its heading in focus, so that
/// whoever does not see the page hears where they are.
#[component]
pub(super) fn Frame(
    /// The act's name.
    name: &'static str,
    /// What to look up where the reader leaves before the end.
    begun: Signal<Act>,
    title: Signal<String>,
    step: RwSignal<Step>,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let (sessions, under_way) = (sessions(), expect_context::<UnderWay>());
    Effect::new(move |was: Option<Step>| {
        let step = step.get();
        match (was, step) {
            (_, Step::Running) => {
                under_way.begin(
                    &begun.get_untracked(),
                    sessions.current_untracked().access(),
                );
            }
            (Some(Step::Running), _) => under_way.end(),
            _ => {}
        }
        step
    });
    on_cleanup(move || under_way.leave());
    let id = unique_id("act");
    let (focus, labelled_by) = (format!("#{id}"), id.clone());
    Effect::new(move |_| {
        step.get();
        let focus = focus.clone();
        // What comes next stands below its heading, and is to be seen with it.
        request_animation_frame(move || {
            location::focus(&focus);
            scroll::bring_to_top(&focus);
        });
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
