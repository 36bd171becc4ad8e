//! Turning JIT on for one VM or many.

mod ended;
pub(super) mod form;
mod line;
mod states;

use std::{collections::BTreeSet, sync::Arc};

use actions::{
    Act,
    field::Source,
    turn_on::{MachineState, Machines, Plan, TurnOnDraft, needed, run},
};
use azure::{arm::Clock as _, resource_id::ResourceId};
use leptos::prelude::*;
use text::Catalog;

use self::{
    form::{Form, FormView, protocol},
    states::StatesView,
};
use super::{
    confirm::{Confirm, Line, Proposal, ReviewButton},
    field_error,
    permission_gate::{PermissionGate, PermissionGateView},
    saved_draft,
    step::Step,
};
use crate::{
    browser::clock::BrowserClock,
    session::sessions,
    task_slot::TaskSlot,
    words::{listed, t, tf, words},
};

#[component]
pub(super) fn TurnOnAct(
    machines: Machines,
    step: RwSignal<Step>,
    on_done: Callback<()>,
) -> impl IntoView {
    let act = StoredValue::new(Act::TurnOn(machines.clone()));
    let typed = act.with_value(saved_draft::take::<TurnOnDraft>);
    let (sessions, words) = (sessions(), words());
    let form = StoredValue::new(Form::new(&typed.unwrap_or_default()));
    let draft = move || form.with_value(Form::draft);
    saved_draft::keep(act.get_value(), step, move || Some(draft()));
    let save = Callback::new(move |()| {
        saved_draft::save(act.get_value(), &untrack(draft));
    });
    let machines = StoredValue::new(machines);
    let gate = PermissionGate::new();
    let plan = RwSignal::new(Arc::<Plan>::default());
    let states = RwSignal::new_local(Vec::<MachineState>::new());
    let sending = TaskSlot::new();
    let ask = move || {
        if let Some(access) = sessions.current_untracked().access() {
            gate.ask(
                access.client(words),
                machines.with_value(|it| needed(it.iter())),
            );
        }
    };
    Effect::new(move |_| {
        if sessions.access().is_some() {
            ask();
        }
    });
    let on_review = Callback::new(move |()| {
        if let Some(ports) = form.with_value(Form::check) {
            let chance = || BrowserClock.chance();
            let planned = machines.with_value(|it| Plan::new(it, ports, chance));
            states.set(vec![MachineState::Waiting; planned.jobs.len()]);
            plan.set(Arc::new(planned));
            step.set(Step::Confirm);
        } else {
            field_error::focus_first();
        }
    });
    let send = Callback::new(move |()| {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        step.set(Step::Running);
        sending.run(async move {
            let (arm, plan) = (access.client(words), plan.get_untracked());
            let before = states.get_untracked();
            let on_state = |at: usize, state: MachineState| {
                states.update(|all| {
                    if let Some(it) = all.get_mut(at) {
                        *it = state;
                    }
                });
            };
            run(&arm, &BrowserClock, &plan.jobs, &before, on_state).await;
            step.set(Step::Done);
            if states.with_untracked(|it| it.iter().any(MachineState::is_good)) {
                on_done.run(());
            }
        });
    });
    let on_back = Callback::new(move |()| step.set(Step::Form));
    move || match step.get() {
        Step::Form => view! {
            {machines.with_value(names)}
            <Show when=move || !gate.is_refused()>
                <FormView form=form.get_value() />
                <ReviewButton gate on_review />
            </Show>
            <PermissionGateView
                gate
                act=act.get_value()
                on_again=Callback::new(move |()| ask())
            />
        }
        .into_any(),
        Step::Confirm => {
            let plan = plan.get();
            let places = machines.with_value(Machines::subscriptions);
            let proposal = Callback::new(move |()| proposal(&plan, &places, &words.catalog()));
            view! {
                <Confirm proposal on_send=send on_back />
                <p class="quiet">{move || t("acts.turn_on.own_policy")}</p>
            }
            .into_any()
        }
        Step::Running | Step::Done => {
            let plan = plan.get_untracked();
            view! {
                <StatesView
                    plan
                    states
                    is_running=Signal::derive(move || step.get() == Step::Running)
                    save
                    on_again=send
                />
            }
            .into_any()
        }
    }
}

fn proposal(plan: &Plan, places: &BTreeSet<ResourceId>, catalog: &Catalog) -> Proposal {
    Proposal {
        send: tf("acts.send.turn_on", &[("n", plan.jobs.len().to_string())]),
        places: places.iter().cloned().collect(),
        lines: lines(plan, catalog),
        consents: Vec::new(),
        cautions: Vec::from_iter(plan.is_open_to_all().then_some("acts.turn_on.any_source")),
        writes: plan.jobs.iter().map(|it| it.write.clone()).collect(),
    }
}

/// For which VMs it is: a few in a line, many to be unfolded.
fn names(machines: &Machines) -> impl IntoView + use<> {
    const FEW: usize = 6;
    let count = machines.count();
    let names: Vec<String> = machines.iter().map(|it| it.id.name().to_owned()).collect();
    view! {
        <details class="act-names" open=count <= FEW>
            <summary>
                {move || tf("acts.turn_on.names", &[("count", count.to_string())])}
            </summary>
            <p>{move || listed(&names)}</p>
        </details>
    }
}

/// The plan in words.
fn lines(plan: &Plan, catalog: &Catalog) -> Vec<Line> {
    let vms: Vec<&str> = plan.jobs.iter().map(|it| it.vm.name()).collect();
    let mut lines = vec![("vms", format!("{}: {}", vms.len(), catalog.listed(&vms)))];
    for port in &plan.ports {
        let sources: Vec<String> = port.sources.iter().map(|it| Source::text(*it)).collect();
        let args = [
            ("port", port.number.to_string()),
            ("protocol", protocol(&port.protocol, catalog)),
            ("sources", sources.join(", ")),
            ("minutes", port.minutes.to_string()),
        ];
        lines.push(("port", catalog.fill("acts.confirm.guard_line", args)));
    }
    for (vm, why) in &plan.unfit {
        let key = format!("acts.turn_on.unfit.{}", why.name());
        lines.push(("left_out", catalog.fill(&key, [("vm", vm)])));
    }
    lines
}

#[cfg(test)]
mod tests {
    use actions::turn_on::Machine;
    use azure::resource_id::ResourceId;
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    fn machine(name: &str) -> Machine {
        let id = format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Compute/virtualMachines/{name}"
        );
        Machine {
            id: ResourceId::parse(&id).unwrap(),
            location: "westeurope".to_owned(),
        }
    }

    #[test]
    fn the_summary_tells_what_is_written_and_what_is_left_out() {
        let long = "v".repeat(60);
        let machines = ["web", &long, "db"].map(machine);
        let machines = Machines::new(machines.into()).unwrap();
        let mut draft = TurnOnDraft::default();
        draft.ports.truncate(1);
        draft.ports[0].sources = "203.0.113.7, 198.51.100.0/24".to_owned();
        let plan = Plan::new(&machines, draft.check().unwrap(), || 0.5);
        for language in Language::ALL {
            let catalog = catalog(language);
            let found = lines(&plan, &catalog);
            let labels: Vec<&str> = found.iter().map(|it| it.0).collect();
            assert_eq!(labels, ["vms", "port", "left_out"]);
            let vms = catalog.listed(&["web", "db"]);
            assert_eq!(found[0].1, format!("2: {vms}"));
            let any = catalog.text("acts.turn_on.any_protocol");
            for part in ["22", &any, "203.0.113.7, 198.51.100.0/24", "180"] {
                assert!(found[1].1.contains(part), "{} lacks {part}", found[1].1);
            }
            assert!(found[2].1.contains(&long), "{}", found[2].1);
        }
    }
}
