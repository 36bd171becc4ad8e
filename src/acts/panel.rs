//! An open act: the one place that tells the acts apart.

use actions::{Act, edit::Editing};
use guide::permission::named;
use leptos::prelude::*;

use super::{
    activate::ActivateAct,
    edit::{EditState, edit_act},
    frame::Frame,
    request::RequestAct,
    step::Step,
    switch::SwitchAct,
    turn_on::TurnOnAct,
};
use crate::{
    components::piece_later,
    part::{Deferred, part},
    words::{t, tf, words},
};

/// One act from its form to its end.
#[component]
fn ActPanel(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> impl IntoView {
    let name = act.name();
    let mut begun = Signal::stored(act.clone());
    let (title, step, body) = match act {
        Act::Request(target) => {
            let vm = target.vm.name().to_owned();
            let step = RwSignal::new(Step::Form);
            (
                Signal::derive(move || tf("acts.title.request", &[("vm", &vm)])),
                step,
                view! { <RequestAct target step on_done /> }.into_any(),
            )
        }
        Act::TurnOn(machines) => {
            let (count, vm) = (machines.count(), machines.first().id.name().to_owned());
            let step = RwSignal::new(Step::Form);
            (
                Signal::derive(move || match count {
                    1 => tf("acts.title.turn_on", &[("vm", &vm)]),
                    _ => tf("acts.title.turn_on_many", &[("count", count.to_string())]),
                }),
                step,
                view! { <TurnOnAct machines step on_done /> }.into_any(),
            )
        }
        Act::Edit(editing) => {
            let state = EditState::new(editing);
            begun = Signal::derive(move || state.begun());
            let title = move || {
                let name = state.editing.with(Editing::name);
                t(&format!("acts.title.{name}"))
            };
            let body = piece_later(move || edit_act(state, on_done));
            (Signal::derive(title), state.step, body)
        }
        Act::Activate(role) => {
            let (name, step) = (role.name.clone(), RwSignal::new(Step::Form));
            let words = words();
            (
                Signal::derive(move || {
                    let name = named(&name, &words.catalog());
                    tf("acts.title.activate", &[("role", name)])
                }),
                step,
                view! { <ActivateAct role step on_done /> }.into_any(),
            )
        }
        // There is nothing to type.
        Act::Switch(switch, place) => {
            let step = RwSignal::new(Step::Confirm);
            let of = place.name().to_owned();
            (
                Signal::derive(move || tf(&format!("acts.title.{name}"), &[("vm", &of)])),
                step,
                view! { <SwitchAct switch place step on_done /> }.into_any(),
            )
        }
    };
    view! {
        <Frame name begun title step on_close>
            {body}
        </Frame>
    }
}

part!(
    acts,
    fn act_panel(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> Deferred {
        Box::new(move || view! { <ActPanel act on_close on_done /> }.into_any())
    }
);
