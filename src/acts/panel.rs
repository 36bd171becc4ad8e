//! An open act: the one place that tells the acts apart.

use actions::Act;
use guide::permission::named;
use leptos::prelude::*;

use super::{
    activate::ActivateAct, frame::Frame, request::RequestAct, step::Step, switch::SwitchAct,
    turn_on::TurnOnAct,
};
use crate::{
    part::{Deferred, part},
    words::{tf, words},
};

/// One act from its form to its end.
#[component]
fn ActPanel(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> impl IntoView {
    let name = act.name();
    let (title, step, body) = match act.clone() {
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
        <Frame act title step on_close>
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
