//! One row of the table: a machine in words.

use actions::{Act, request::Target};
use azure::{resource_id::ResourceId, security::Assessment};
use diagnosis::question::{Asked, Goal};
use inventory::{
    Column, Exposure, Key, ListedVm, Lists, Selection, Tab, TabKind, exposed, os, reason,
};
use leptos::prelude::*;
use text::{Catalog, sentences};

use super::{
    acting::acting,
    table_state::{head, table},
};
use crate::{
    components::{Icon, IconView},
    route::Route,
    words::{reason_in, words},
};

/// A row as it stands in the document; one that changes is another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shown {
    at: usize,
    id: ResourceId,
    key: Key,
    kind: Option<TabKind>,
    name: String,
    group: String,
    /// The subscription, where there are several.
    within: Option<String>,
    location: String,
    os: &'static str,
    detail: String,
    /// Of one that has JIT, once it is known.
    exposure: Option<ShownExposure>,
    /// What the recommendation says, where it says something else.
    remark: Option<String>,
    href: String,
}

/// Whether a guarded port is open to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ShownExposure {
    name: &'static str,
    text: String,
    /// What more there is to say.
    more: String,
}

impl ShownExposure {
    fn new(exposure: &Exposure, catalog: &Catalog) -> Self {
        let (name, more) = match exposure {
            Exposure::Open(_) => ("open", catalog.text("inventory.exposure.open_more")),
            Exposure::Unknown(why) => ("unknown", reason_in(catalog, why)),
            Exposure::NoGroup => ("no-group", String::new()),
            Exposure::Closed => ("closed", String::new()),
        };
        Self {
            name,
            text: exposed(exposure, catalog),
            more,
        }
    }
}

impl Shown {
    pub(super) fn new(
        at: usize,
        row: &ListedVm,
        within: Option<String>,
        lists: &Lists,
        catalog: &Catalog,
    ) -> Self {
        let goal = match row.tab {
            Tab::Configured { .. } => Goal::Request,
            _ => Goal::Enable,
        };
        let remark = row.disagreeing().map(|it| remark(it, catalog));
        Self {
            at,
            id: row.machine.id.clone(),
            key: row.key.clone(),
            kind: row.tab.kind(),
            name: row.machine.id.name().to_owned(),
            group: row.group().to_owned(),
            within,
            location: row.machine.location.clone(),
            os: os(row),
            detail: reason(row, lists, catalog),
            exposure: row
                .exposure
                .as_ref()
                .map(|it| ShownExposure::new(it, catalog)),
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
        key,
        kind,
        name,
        group,
        within,
        location,
        os,
        detail,
        exposure,
        remark,
        href,
    } = shown;
    let label = {
        let name = name.clone();
        move || texts.fill("inventory.table.diagnose_vm", &[("vm", &name)])
    };
    // What a cell is, for where it stands apart from its column's head.
    let called = move |column| {
        let key = head(column, kind.unwrap_or(TabKind::CannotTell));
        move || texts.text(&key)
    };
    let selection = kind.and_then(|it| table().selection(it));
    let tick = selection.map(|it| choice(key, &name, it));
    let exposure = (kind == Some(TabKind::Configured))
        .then(|| exposure_cell(exposure, called(Column::Exposure)));
    let request = (kind == Some(TabKind::Configured)).then(|| request(id, &name));
    let whole = match &remark {
        Some(remark) => sentences(&[&detail, remark]),
        None => detail.clone(),
    };
    let is_told = !whole.is_empty();
    let detail_called = called(Column::Detail);
    let place = match &within {
        Some(within) => format!("{group}, {within}"),
        None => group.clone(),
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
                <span>{name.clone()}</span>
            </span>
            <span role="cell" class="vm-group" title=place data-label=called(Column::Group)>
                {group}
                {within
                    .map(|it| {
                        let called = move || texts.text("inventory.head.subscription");
                        view! {
                            <span class="quiet vm-within" data-label=called>
                                {it}
                            </span>
                        }
                    })}
            </span>
            <span role="cell" class="vm-location" data-label=called(Column::Location)>
                {location}
            </span>
            <span role="cell" class="vm-os" data-label=called(Column::Os)>
                {os}
            </span>
            <span
                role="cell"
                class="vm-detail"
                title=whole
                data-label=move || is_told.then(&detail_called)
            >
                <span>{detail}</span>
                {remark.map(|it| view! { <span class="quiet">{it}</span> })}
            </span>
            {exposure}
            <span role="cell" class="vm-action">
                {request}
                <a href=href aria-label=label>{move || texts.text("inventory.table.diagnose")}</a>
            </span>
        </div>
    }
}

fn exposure_cell(
    exposure: Option<ShownExposure>,
    called: impl Fn() -> String + Send + 'static,
) -> impl IntoView {
    let (name, more) = match &exposure {
        Some(it) => (it.name, it.more.clone()),
        None => ("pending", String::new()),
    };
    let text = exposure.map(|it| {
        let icon = (it.name == "open").then(|| view! { <IconView icon=Icon::Problem /> });
        view! {
            {icon}
            <span>{it.text}</span>
        }
    });
    view! {
        <span role="cell" class="vm-exposure" data-exposure=name title=more data-label=called>
            {text}
        </span>
    }
}

/// A tick that takes the VM among those with which something is to be done.
fn choice(vm: Key, name: &str, selection: RwSignal<Selection>) -> impl IntoView + use<> {
    let texts = words();
    let (name, id) = (name.to_owned(), vm.clone());
    view! {
        <label class="vm-tick">
            <input
                type="checkbox"
                class="vm-choose"
                aria-label=move || texts.fill("inventory.chosen.choose", &[("vm", &name)])
                prop:checked=move || selection.with(|it| it.has(&id))
                on:change:target=move |event| {
                    selection.update(|it| it.set(&vm, event.target().checked()));
                }
            />
        </label>
    }
}

fn request(vm: ResourceId, name: &str) -> impl IntoView + use<> {
    let (texts, acting) = (words(), acting());
    let name = name.to_owned();
    let act = Act::Request(Target {
        vm,
        port: None,
        source: None,
        bastion: None,
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
