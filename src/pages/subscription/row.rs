//! One row of the table: a machine in words.

use jit_doctor_core::{
    facts::Assessment,
    inventory::{Lists, Row, Tab, os, reason},
    question::{Asked, Goal},
    text::Catalog,
};
use leptos::prelude::*;

use crate::words::words;

use crate::route::Route;

/// A row as it stands in the document; one that changes is another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shown {
    at: usize,
    name: String,
    group: String,
    location: String,
    os: &'static str,
    detail: String,
    /// What the recommendation says, where it says something else.
    remark: String,
    href: String,
}

impl Shown {
    pub(super) fn new(at: usize, row: &Row, lists: &Lists, catalog: &Catalog) -> Self {
        let goal = match row.tab {
            Tab::Configured { .. } => Goal::Request,
            _ => Goal::Enable,
        };
        let remark = row.disagreeing().map(|it| remark(it, catalog));
        Self {
            at,
            name: row.machine.id.name().to_owned(),
            group: row.group().to_owned(),
            location: row.machine.location.clone(),
            os: os(row),
            detail: reason(row, lists, catalog),
            remark: remark.unwrap_or_default(),
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
    let whole = [&*detail, &*remark].map(str::to_owned).join(" ");
    view! {
        <div
            role="row"
            class="vm-row"
            data-vm=name.clone()
            aria-rowindex=(at + 2).to_string()
            style:transform=format!("translateY(calc(var(--vm-row-height) * {at}))")
        >
            <span role="rowheader" class="vm-name" title=name.clone()>{name.clone()}</span>
            <span role="cell" class="vm-group" title=group.clone()>{group.clone()}</span>
            <span role="cell" class="vm-location">{location}</span>
            <span role="cell" class="vm-os">{os}</span>
            <span role="cell" class="vm-detail" title=whole.trim().to_owned()>
                <span>{detail}</span>
                <span class="quiet">{remark}</span>
            </span>
            <span role="cell" class="vm-action">
                <a href=href aria-label=label>{move || texts.text("inventory.table.diagnose")}</a>
            </span>
        </div>
    }
}
