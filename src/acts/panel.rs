//! An open act: the one place that tells the acts apart.

use actions::Act;
use leptos::prelude::*;

use super::{frame::Frame, request::RequestAct, step::Step, switch::SwitchAct, turn_on::TurnOnAct};
use crate::{
    part::{Deferred, part},
    words::{t, tf},
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
        // There is nothing to type.
        Act::Switch(switch, subscription) => {
            let step = RwSignal::new(Step::Confirm);
            (
                Signal::derive(move || t(&format!("acts.title.{name}"))),
                step,
                view! { <SwitchAct switch subscription step on_done /> }.into_any(),
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
