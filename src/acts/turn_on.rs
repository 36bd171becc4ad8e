//! Turning JIT on for one VM or many.

mod form;
mod states;

use std::sync::Arc;

use actions::{
    field::Source,
    turn_on::{GuardedPort, Job, Machine, State, TurnOnDraft, Unfit, needed, run},
};
use azure::arm::Clock as _;
use leptos::prelude::*;

use self::{
    form::{Form, FormView},
    states::StatesView,
};
use super::{
    Act, Draft, Step,
    confirm::{Confirm, Line, ReviewButton, Shown},
    frame::Frame,
    gate::{Gate, GateView},
    kept,
    outcome::FIRST_WRONG,
};
use crate::{
    browser::{clock::BrowserClock, location},
    session::sessions,
    task::Task,
    words::{t, tf, words},
};

/// What is to be written, and the machines that cannot be.
#[derive(Clone, Default, PartialEq)]
struct Plan {
    ports: Vec<GuardedPort>,
    jobs: Arc<Vec<Job>>,
    unfit: Vec<(String, Unfit)>,
}

impl Plan {
    fn new(machines: &[Machine], ports: Vec<GuardedPort>) -> Self {
        let (mut jobs, mut unfit) = (Vec::new(), Vec::new());
        for machine in machines {
            match Job::new(machine, &ports, BrowserClock.chance()) {
                Ok(job) => jobs.push(job),
                Err(why) => unfit.push((machine.id.name().to_owned(), why)),
            }
        }
        Self {
            ports,
            jobs: Arc::new(jobs),
            unfit,
        }
    }
}

#[component]
pub(super) fn TurnOnAct(act: Act, on_close: Callback<()>, on_done: Callback<()>) -> impl IntoView {
    let Act::TurnOn(machines) = act.clone() else {
        return None;
    };
    let (sessions, words) = (sessions(), words());
    let kept = match kept::take(&act) {
        Some(Draft::TurnOn(draft)) => draft,
        _ => TurnOnDraft::default(),
    };
    let form = StoredValue::new(Form::new(&kept));
    let machines = StoredValue::new(machines);
    let step = RwSignal::new(Step::Form);
    let gate = Gate::new();
    let plan = RwSignal::new(Plan::default());
    let states = RwSignal::new_local(Vec::<State>::new());
    let sending = Task::new();
    let ask = move || {
        if let Some(access) = sessions.current_untracked().access() {
            gate.ask(access.client(words), machines.with_value(|it| needed(it)));
        }
    };
    Effect::new(move |_| {
        if sessions.access().is_some() {
            ask();
        }
    });
    let on_review = Callback::new(move |()| {
        if let Some(ports) = form.with_value(Form::check) {
            let planned = Plan::new(&machines.get_value(), ports);
            states.set(vec![State::Waiting; planned.jobs.len()]);
            plan.set(planned);
            step.set(Step::Confirm);
        } else {
            request_animation_frame(|| location::focus(FIRST_WRONG));
        }
    });
    let send = Callback::new(move |()| {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        step.set(Step::Running);
        sending.run(async move {
            let (arm, jobs) = (access.client(words), plan.get_untracked().jobs);
            let before = states.get_untracked();
            let on_state = |at: usize, state: State| states.update(|it| it[at] = state);
            run(&arm, &BrowserClock, &jobs, &before, on_state).await;
            step.set(Step::Done);
            if states.with_untracked(|it| it.iter().any(State::is_good)) {
                on_done.run(());
            }
        });
    });
    let on_back = Callback::new(move |()| step.set(Step::Form));
    let held = StoredValue::new(act.clone());
    let body = move || match step.get() {
        Step::Form => view! {
            <GateView gate on_again=Callback::new(move |()| ask()) />
            <FormView form=form.get_value() />
            <ReviewButton gate on_review />
        }
        .into_any(),
        Step::Confirm => {
            let planned = plan.get();
            let shown = Shown {
                subscription: held.with_value(Act::subscription),
                lines: lines(&planned),
                caution: is_open_to_all(&planned).then_some("acts.turn_on.any_source"),
                writes: planned.jobs.iter().map(|it| it.write.clone()).collect(),
            };
            view! {
                <Confirm shown on_send=send on_back />
                <p class="quiet">{t("acts.turn_on.own_policy")}</p>
            }
            .into_any()
        }
        Step::Running | Step::Done => {
            let draft = form.with_value(Form::draft);
            let jobs = plan.get_untracked().jobs;
            let names = jobs.iter().map(|it| it.vm.name().to_owned()).collect();
            view! {
                <StatesView
                    names
                    states
                    is_running=Signal::derive(move || step.get() == Step::Running)
                    act=held.get_value()
                    draft=Draft::TurnOn(draft)
                    on_again=send
                />
            }
            .into_any()
        }
    };
    Some(view! {
        <Frame act step on_close>
            {body}
        </Frame>
    })
}

/// A protocol in words.
fn protocol(name: &str) -> String {
    match name {
        "*" => t("acts.turn_on.any_protocol"),
        other => other.to_owned(),
    }
}

fn is_open_to_all(plan: &Plan) -> bool {
    plan.ports
        .iter()
        .any(|it| it.sources.contains(&Source::Any))
}

fn lines(plan: &Plan) -> Vec<Line> {
    let vms: Vec<&str> = plan.jobs.iter().map(|it| it.vm.name()).collect();
    let mut lines = vec![("vms", format!("{}: {}", vms.len(), vms.join(", ")))];
    for port in &plan.ports {
        let sources: Vec<String> = port.sources.iter().map(|it| Source::text(*it)).collect();
        let args = [
            ("port", port.number.to_string()),
            ("protocol", protocol(&port.protocol)),
            ("sources", sources.join(", ")),
            ("minutes", port.minutes.to_string()),
        ];
        lines.push(("port", tf("acts.confirm.guard_line", &args)));
    }
    for (vm, why) in &plan.unfit {
        let text = tf(&format!("acts.turn_on.unfit.{}", why.name()), &[("vm", vm)]);
        lines.push(("left_out", text));
    }
    lines
}
