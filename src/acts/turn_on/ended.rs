//! How turning JIT on has ended, told by cause on the page and by VM in a file.

use actions::turn_on::{Ending, MachineState, Plan};
use inventory::spreadsheet;
use leptos::prelude::*;
use text::Catalog;

use super::line::line as state_line;
use crate::components::IconView;

/// VMs that ended alike: why stands there once.
pub(super) fn ended(ending: &Ending, names: &[String], catalog: &Catalog) -> impl IntoView + use<> {
    let line = state_line(&ending.state, catalog);
    let count = [("count", ending.places.len().to_string())];
    let count = catalog.fill("acts.turn_on.names", count);
    let of = ending.places.iter().filter_map(|at| names.get(*at));
    let vms = of
        .clone()
        .map(|name| {
            view! {
                <li data-vm=name.clone() data-state=line.name>
                    {name.clone()}
                </li>
            }
        })
        .collect_view();
    let words = in_azures_words(&ending.state).map(|words| {
        let label = match of.clone().next() {
            Some(vm) if 1 < ending.places.len() => {
                catalog.fill("acts.turn_on.azure_for", [("vm", vm)])
            }
            _ => catalog.text("acts.turn_on.azure"),
        };
        view! { <p class="quiet">{label} " " {words}</p> }
    });
    view! {
        <section class="act-ending" data-ending=line.name>
            <p class="act-ending-head">
                <IconView icon=line.icon />
                <b>{catalog.text(&format!("acts.turn_on.states.{}", line.name))}</b>
                <span class="quiet">{count}</span>
            </p>
            {line.more.map(|it| view! { <p>{it}</p> })}
            {words}
            <ul class="act-vms">{vms}</ul>
        </section>
    }
}

/// Every VM with how it ended, for a spreadsheet.
pub(super) fn outcome_file(plan: &Plan, states: &[MachineState], catalog: &Catalog) -> String {
    let columns = [
        "vm",
        "group",
        "state",
        "why",
        "azure",
        "request",
        "correlation",
        "policy",
        "id",
    ];
    let header = columns.map(|it| catalog.text(&format!("acts.turn_on.columns.{it}")));
    let rows = plan.jobs.iter().zip(states).map(|(job, state)| {
        let line = state_line(state, catalog);
        let refused = match state {
            MachineState::Refused(refused) => Some(refused),
            _ => None,
        };
        vec![
            job.vm.name().to_owned(),
            job.vm.resource_group().unwrap_or_default().to_owned(),
            catalog.text(&format!("acts.turn_on.states.{}", line.name)),
            line.more.unwrap_or_default(),
            in_azures_words(state).unwrap_or_default(),
            refused.map_or_else(String::new, |it| it.request.clone()),
            refused
                .and_then(|it| it.correlation_id.clone())
                .unwrap_or_default(),
            job.policy.name().to_owned(),
            job.vm.to_string(),
        ]
    });
    spreadsheet(&header, rows)
}

fn in_azures_words(state: &MachineState) -> Option<String> {
    match state {
        MachineState::Refused(refused) => {
            Some(refused.in_azures_words()).filter(|it| !it.is_empty())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actions::{
        WriteError, WriteErrorKind,
        turn_on::{Machine, Machines, TurnOnDraft},
    };
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
    fn the_file_tells_each_vm_with_azures_words() {
        let machines = Machines::new(["web", "=db"].map(machine).into()).unwrap();
        let plan = Plan::new(&machines, TurnOnDraft::default().check().unwrap(), || 0.5);
        let refused = WriteError {
            why: WriteErrorKind::Locked,
            code: "ScopeLocked".to_owned(),
            message: "locked".to_owned(),
            request: "PUT /x".to_owned(),
            correlation_id: Some("c-1".to_owned()),
        };
        let states = [
            MachineState::Done { beside: Vec::new() },
            MachineState::Refused(refused),
        ];
        for language in Language::ALL {
            let catalog = catalog(language);
            let file = outcome_file(&plan, &states, &catalog);
            let lines: Vec<&str> = file.trim_end().split("\r\n").collect();
            assert_eq!(lines.len(), 3);
            assert!(!file.contains("acts."), "{file}");
            assert!(lines[1].starts_with(&format!(
                "\"web\",\"rg\",\"{}\"",
                catalog.text("acts.turn_on.states.done")
            )));
            // A name that begins like a formula is none in a spreadsheet.
            assert!(lines[2].starts_with("\"'=db\""), "{}", lines[2]);
            for part in [
                catalog.text("acts.refused.locked").as_str(),
                "\"ScopeLocked: locked\",\"PUT /x\",\"c-1\"",
                plan.jobs[1].policy.name(),
            ] {
                assert!(lines[2].contains(part), "{} lacks {part}", lines[2]);
            }
        }
    }
}
