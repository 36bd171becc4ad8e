//! One row of the table: a machine in words.

use actions::{Act, request::Target, turn_on::Machine};
use azure::{resource_id::ResourceId, security::Assessment};
use diagnosis::question::{Asked, Goal};
use inventory::{ListedVm, Lists, Tab, TabKind, os, reason};
use leptos::prelude::*;
use text::Catalog;

use super::acting::acting;
use crate::{route::Route, words::words};

/// A row as it stands in the document; one that changes is another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shown {
    at: usize,
    id: ResourceId,
    kind: Option<TabKind>,
    name: String,
    group: String,
    location: String,
    os: &'static str,
    detail: String,
    /// What the recommendation says, where it says something else.
    remark: Option<String>,
    href: String,
}

impl Shown {
    pub(super) fn new(at: usize, row: &ListedVm, lists: &Lists, catalog: &Catalog) -> Self {
        let goal = match row.tab {
            Tab::Configured { .. } => Goal::Request,
            _ => Goal::Enable,
        };
        let remark = row.disagreeing().map(|it| remark(it, catalog));
        Self {
            at,
            id: row.machine.id.clone(),
            kind: row.tab.kind(),
            name: row.machine.id.name().to_owned(),
            group: row.group().to_owned(),
            location: row.machine.location.clone(),
            os: os(row),
            detail: reason(row, lists, catalog),
            remark,
            href: Route::Check(Asked {
                vm: Some(row.machine.id.clone()),
                goal: Some(goal),
                ..Asked::default()
            })
            .href(),
        }
    }
}

fn remark(assessment: &Assessment, catalog: &Catalog) -> String {
    let key = match &*assessment.code.to_ascii_lowercase() {
        "healthy" => "healthy",
        "unhealthy" => "unhealthy",
        "notapplicable" => "not_applicable",
        _ => "other",
    };
    catalog.fill(
        &format!("inventory.disagrees.{key}"),
        [("code", &assessment.code)],
    )
}

#[component]
pub(super) fn VmRow(shown: Shown) -> impl IntoView {
    let texts = words();
    let Shown {
        at,
        id,
        kind,
        name,
        group,
        location,
        os,
        detail,
        remark,
        href,
    } = shown;
    let label = {
        let name = name.clone();
        move || texts.fill("inventory.table.diagnose_vm", &[("vm", &name)])
    };
    let machine = Machine {
        id: id.clone(),
        location: location.clone(),
    };
    let tick = (kind == Some(TabKind::NotConfigured)).then(|| choice(machine, &name));
    let request = (kind == Some(TabKind::Configured)).then(|| request(id, &name));
    let whole = match &remark {
        Some(remark) => format!("{detail} {remark}"),
        None => detail.clone(),
    };
    view! {
        <div
            role="row"
            class="vm-row"
            data-vm=name.clone()
            aria-rowindex=(at + 2).to_string()
            style:transform=format!("translateY(calc(var(--vm-row-height) * {at}))")
        >
            <span role="rowheader" class="vm-name" title=name.clone()>
                {tick}
                {name.clone()}
            </span>
            <span role="cell" class="vm-group" title=group.clone()>{group.clone()}</span>
            <span role="cell" class="vm-location">{location}</span>
            <span role="cell" class="vm-os">{os}</span>
            <span role="cell" class="vm-detail" title=whole>
                <span>{detail}</span>
                {remark.map(|it| view! { <span class="quiet">{it}</span> })}
            </span>
            <span role="cell" class="vm-action">
                {request}
                <a href=href aria-label=label>{move || texts.text("inventory.table.diagnose")}</a>
            </span>
        </div>
    }
}

/// A tick that takes the VM among those for which JIT is to be turned on.
fn choice(machine: Machine, name: &str) -> impl IntoView + use<> {
    let (texts, acting) = (words(), acting());
    let (name, id) = (name.to_owned(), machine.id.clone());
    view! {
        <input
            type="checkbox"
            class="vm-choose"
            aria-label=move || texts.fill("inventory.chosen.choose", &[("vm", &name)])
            prop:checked=move || acting.is_chosen(&id)
            on:change:target=move |event| {
                acting.choose(machine.clone(), event.target().checked());
            }
        />
    }
}

fn request(vm: ResourceId, name: &str) -> impl IntoView + use<> {
    let (texts, acting) = (words(), acting());
    let name = name.to_owned();
    let act = Act::Request(Target {
        vm,
        port: None,
        source: None,
    });
    view! {
        <button
            type="button"
            class="button button-small"
            data-offer="request"
            aria-label=move || texts.fill("inventory.chosen.request_vm", &[("vm", &name)])
            on:click=move |_| acting.open.open(act.clone())
        >
            {move || texts.text("inventory.chosen.request")}
        </button>
    }
}
