//! What to ask for where a permission is missing.

use diagnosis::{engine::Finding, question::Question};
use guide::{
    commands::Values,
    permission::{PermissionHelp, RoleHelp, help},
};
use leptos::prelude::*;

use super::{
    book::{GuideBook, book},
    commands::CodeBlock,
};
use crate::components::code;

/// Nothing where the case is about something else.
#[component]
pub(crate) fn PermissionView(
    question: Question,
    finding: Finding,
    values: Values,
) -> impl IntoView {
    let book = book();
    move || {
        let catalog = book.catalog()?;
        let values = if book.without_names.get() {
            values.without_names()
        } else {
            values.clone()
        };
        let help = help(&question, &finding, &values, &catalog)?;
        Some(shown(book, help))
    }
}

fn shown(book: GuideBook, help: PermissionHelp) -> impl IntoView {
    let t = move |key: &str| book.text(&format!("guide.permission.{key}"));
    let codes = |texts: &[String]| {
        texts
            .iter()
            .map(|it| view! { <dd>{code(it)}</dd> })
            .collect_view()
    };
    let roles = if help.roles.is_empty() {
        view! { <p>{t("no_role")}</p> }.into_any()
    } else {
        let rows = help.roles.iter().map(role).collect_view();
        view! {
            <table class="table">
                <caption>{t("roles")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("role")}</th>
                        <th scope="col">{t("gives")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <div class="permission">
            <dl class="facts">
                <dt>{t("action")}</dt>
                {codes(&help.actions)}
                <dt>{t("scope")}</dt>
                {codes(&help.scopes)}
            </dl>
            {roles}
            {help.custom_role.map(|text| view! {
                <details class="walk-more">
                    <summary>{t("custom_role")}</summary>
                    <p>{t("role_note")}</p>
                    <CodeBlock text />
                </details>
            })}
            <details class="walk-more">
                <summary>{t("message_title")}</summary>
                <CodeBlock text=help.message />
            </details>
        </div>
    }
}

fn role(role: &RoleHelp) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">{role.name.clone()}</th>
            <td>{role.gives.clone()}</td>
        </tr>
    }
}
