//! Who has access to the VM, as a table: one user, group or application a line, one
//! deciding action a column.

use std::sync::Arc;

use azure::rbac::Grant;
use checklist::scope_parts;
use diagnosis::{
    question::{Subject, SubjectKind},
    role_holders::{Accessor, Assigned, DECIDING},
};
use guide::permission::named;
use leptos::prelude::*;

use super::{
    icon::{Icon, IconView},
    prose::code,
};
use crate::words::{t, tf, words};

/// The columns' names, in the order of [`DECIDING`].
const COLUMNS: [&str; DECIDING.len()] = [
    "components.who_may.read_vm",
    "components.who_may.read_network",
    "components.who_may.read_policy",
    "components.who_may.initiate",
    "components.who_may.configure",
];

/// `check_for` gives the address of the same check for somebody else.
#[component]
pub(crate) fn WhoMay(
    #[prop(into)] accessors: Signal<Arc<Vec<Accessor>>>,
    check_for: Callback<Subject, String>,
) -> impl IntoView {
    let heads = COLUMNS
        .map(|it| view! { <th role="columnheader" class="grant">{move || t(it)}</th> })
        .collect_view();
    let legend = COLUMNS
        .iter()
        .zip(DECIDING)
        .map(|(column, action)| {
            view! {
                <div>
                    <dt>{move || t(column)}</dt>
                    <dd>{code(action)}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <div
            class="table-frame"
            role="region"
            tabindex="0"
            aria-label=move || t("components.who_may.label")
        >
            // The roles are said anew, for on a narrow screen the style sheet turns
            // each line into a card, which would take them away.
            <table class="table who-may stacked" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader">{move || t("components.who_may.principal")}</th>
                        <th role="columnheader">{move || t("components.who_may.role")}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody role="rowgroup">{move || {
                        accessors.get().iter().map(|it| row(it, check_for)).collect_view()
                    }}</tbody>
            </table>
        </div>
        <dl class="legend">{legend}</dl>
    }
}

fn row(accessor: &Accessor, check_for: Callback<Subject, String>) -> impl IntoView + use<> {
    let is_reader = accessor.is_reader;
    let kind = match accessor.kind.as_str() {
        "User" => t("components.who_may.user"),
        "Group" => t("components.who_may.group"),
        "ServicePrincipal" => t("components.who_may.service_principal"),
        other => other.to_owned(),
    };
    let grants = COLUMNS.iter().zip(accessor.grants).map(|(column, grant)| {
        let (icon, state, text) = match grant {
            Grant::Yes => (Icon::Check, "yes", t("components.who_may.yes")),
            Grant::Presumably => (
                Icon::Unknown,
                "presumably",
                t("components.who_may.presumably"),
            ),
            Grant::No => (Icon::Cross, "no", t("components.who_may.no")),
        };
        view! {
            <td role="cell" class="grant" data-grant=state data-label=t(column)>
                <IconView icon />
                " "
                {text}
            </td>
        }
    });
    let kind_of = SubjectKind::of_arm(&accessor.kind);
    let href = Subject::parse(&accessor.principal, kind_of)
        .filter(|_| !is_reader)
        .map(|it| check_for.run(it));
    let link = href.map(|it| {
        view! { <div><a href=it data-check-for>{t("components.who_may.check_for")}</a></div> }
    });
    view! {
        <tr role="row" class:is-reader=is_reader>
            <th role="rowheader">
                {is_reader.then(|| view! { <b>{t("components.who_may.you")}</b> " " })}
                {kind}
                <code class="quiet">{accessor.principal.clone()}</code>
                {link}
            </th>
            <td role="cell">{accessor.roles.iter().map(assigned).collect_view()}</td>
            {grants.collect_view()}
        </tr>
    }
}

fn assigned(it: &Assigned) -> impl IntoView + use<> {
    let condition = it
        .has_condition
        .then(|| view! { " " <span class="tag">{t("components.who_may.condition")}</span> });
    view! {
        <div>
            {named(&it.role, &words().catalog())}
            {condition}
            <div class="quiet">{scope_name(&it.scope)}</div>
        </div>
    }
}

/// A scope by its level and its last name: the whole id would fill the table.
fn scope_name(scope: &str) -> String {
    let (level, name) = scope_parts(scope);
    let key = format!("components.who_may.scopes.{level}");
    tf(&key, &[("name", name)])
}
