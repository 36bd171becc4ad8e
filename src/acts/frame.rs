//! What all acts share: the card, its title, where it stands, and the way out.

use leptos::prelude::*;

use super::{Act, Step, request::RequestAct, switch::SwitchAct, turn_on::TurnOnAct};
use crate::{
    browser::location,
    components::unique_id,
    words::{t, tf},
};

/// One act from its form to its end.
#[component]
pub(crate) fn ActPanel(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> impl IntoView {
    match act {
        Act::Request { .. } => view! { <RequestAct act on_close on_done /> }.into_any(),
        Act::TurnOn(_) => view! { <TurnOnAct act on_close on_done /> }.into_any(),
        Act::Switch(..) => view! { <SwitchAct act on_close on_done /> }.into_any(),
    }
}

/// The card around an act. Each step begins with its heading in focus, so that
/// whoever does not see the page hears where they are.
#[component]
pub(super) fn Frame(
    act: Act,
    step: RwSignal<Step>,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let id = unique_id("act");
    let name = act.name();
    let title = match act {
        Act::Request { vm, .. } => {
            let vm = vm.name().to_owned();
            Signal::derive(move || tf("acts.title.request", &[("vm", &vm)]))
        }
        Act::TurnOn(machines) => {
            let (count, vm) = (machines.len(), machines[0].id.name().to_owned());
            Signal::derive(move || match count {
                1 => tf("acts.title.turn_on", &[("vm", &vm)]),
                _ => tf("acts.title.turn_on_many", &[("count", count.to_string())]),
            })
        }
        Act::Switch(..) => Signal::derive(move || t(&format!("acts.title.{name}"))),
    };
    let (focus, labelled_by) = (format!("#{id}"), id.clone());
    Effect::new(move |_| {
        step.get();
        let focus = focus.clone();
        request_animation_frame(move || location::focus(&focus));
    });
    let can_close = move || step.get() != Step::Running;
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
