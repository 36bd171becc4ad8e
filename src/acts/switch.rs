//! Turning on what holds for a whole subscription: the plan, the provider.

use actions::switch::{Outcome, State, Switch, turn_on};
use leptos::prelude::*;

use super::{
    Act, Draft, Step,
    confirm::{Confirm, Shown},
    frame::Frame,
    gate::{Gate, GateView},
    outcome::RefusedView,
};
use crate::{
    browser::clock::BrowserClock,
    components::{Icon, IconView, Notice, NoticeKind},
    session::sessions,
    task::Task,
    words::{reason, t, tf, words},
};

#[component]
pub(super) fn SwitchAct(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> impl IntoView {
    let Act::Switch(switch, subscription) = act.clone() else {
        return None;
    };
    // There is nothing to type: what was put aside is only that it was open.
    super::kept::take(&act);
    let (sessions, words) = (sessions(), words());
    let subscription = StoredValue::new(subscription);
    let step = RwSignal::new(Step::Confirm);
    let gate = Gate::new();
    let state = RwSignal::new(String::new());
    let outcome = RwSignal::new_local(None::<Outcome>);
    let sending = Task::new();
    let ask = move || {
        if let Some(access) = sessions.current_untracked().access() {
            gate.ask(
                access.client(words),
                subscription.with_value(|it| switch.needed(it)),
            );
        }
    };
    Effect::new(move |_| {
        if sessions.access().is_some() {
            ask();
        }
    });
    let on_send = Callback::new(move |()| {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        step.set(Step::Running);
        sending.run(async move {
            let arm = access.client(words);
            let on_state = |it: State| {
                if let State::Off(text) = it {
                    state.set(text);
                }
            };
            let of = subscription.get_value();
            let ended = turn_on(&arm, &BrowserClock, switch, &of, on_state).await;
            let is_on = matches!(ended, Outcome::Done | Outcome::AlreadyOn);
            outcome.set(Some(ended));
            step.set(Step::Done);
            if is_on {
                on_done.run(());
            }
        });
    });
    let on_back = Callback::new(move |()| step.set(Step::Confirm));
    let held = StoredValue::new(act.clone());
    let key = format!("acts.switch.{}", switch.name());
    let body = move || match step.get() {
        Step::Form | Step::Confirm => {
            let warning = format!("{key}.caution");
            let shown = move || Shown {
                subscription: subscription.get_value(),
                lines: Vec::new(),
                caution: None,
                writes: vec![subscription.with_value(|it| switch.write(it))],
            };
            view! {
                <p class="caution">
                    <IconView icon=Icon::Warning />
                    <span>{t(&warning)}</span>
                </p>
                <GateView gate on_again=Callback::new(move |()| ask()) />
                <Show when=move || !gate.is_shut()>
                    <Confirm shown=shown() on_send />
                </Show>
            }
            .into_any()
        }
        Step::Running => view! {
            <p role="status">
                {t(&format!("{key}.waiting"))} " " <b>{state}</b>
            </p>
        }
        .into_any(),
        Step::Done => outcome
            .get()
            .map(|it| ended(it, switch, held.get_value(), on_back))
            .into_any(),
    };
    Some(view! {
        <Frame act step on_close>
            {body}
        </Frame>
    })
}

fn ended(outcome: Outcome, switch: Switch, act: Act, on_back: Callback<()>) -> AnyView {
    let name = outcome.name();
    let key = format!("acts.switch.outcomes.{name}");
    let (kind, text) = match outcome {
        Outcome::Refused(refused) => {
            return view! {
                <RefusedView refused act draft=Draft::Switch />
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| on_back.run(())>
                        {t("acts.back")}
                    </button>
                </div>
            }
            .into_any();
        }
        Outcome::Done | Outcome::AlreadyOn => (
            NoticeKind::Success,
            t(&format!("acts.switch.{}.on", switch.name())),
        ),
        Outcome::Unsettled(state) => (
            NoticeKind::Warning,
            tf("acts.switch.state", &[("state", state)]),
        ),
        Outcome::Unseen(why) => (NoticeKind::Warning, reason(&why)),
    };
    view! {
        <div data-outcome=name>
            <Notice kind title=move || t(&key) text=move || text.clone() />
        </div>
    }
    .into_any()
}
