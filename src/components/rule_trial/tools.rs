//! What can be done with one rule, and with one group, while other rules are tried.

use diagnosis::{
    path::RuleLine,
    rule_trial::{Change, Deed, is_changeable},
};
use leptos::prelude::*;

use super::{
    form::{AddForm, MoveForm},
    trying::{Form, Trying},
};
use crate::words::{t, tf};

/// The ways to change one rule, or that there is none.
#[component]
pub(super) fn Beside(trying: Trying, at: usize, line: RuleLine) -> impl IntoView {
    let Some(trace) = trying.trace(at) else {
        return ().into_any();
    };
    if !is_changeable(&line, &trying.lines(at)) {
        return view! { <span class="quiet">{t("components.trial.fixed")}</span> }.into_any();
    }
    let group = trace.group;
    let is_own = |it: &Change| it.group == group && it.rule == line.name;
    let own = trying
        .changes
        .with_untracked(|all| all.iter().find(|it| is_own(it)).map(|it| it.deed.clone()));
    let tag = match &own {
        Some(Deed::Add(_)) => Some("components.trial.added"),
        Some(Deed::Move { .. }) => Some("components.trial.moved"),
        _ => None,
    };
    let tag = tag.map(|it| view! { <span class="tag">{t(it)}</span> });
    let without = match &own {
        Some(Deed::Add(_)) => "components.trial.undo",
        _ => "components.trial.without",
    };
    let of = tf("components.trial.of", &[("name", &line.name)]);
    let moving = line.clone();
    let leave_out = move |_| trying.make(Change::without(&group, &line));
    let open = move |_| {
        trying.open(Form {
            at,
            line: Some(moving.clone()),
        });
    };
    view! {
        {tag}
        <button type="button" class="button button-small" data-without on:click=leave_out>
            {t(without)}
            <span class="sr-only">{of.clone()}</span>
        </button>
        <button type="button" class="button button-small" data-move on:click=open>
            {t("components.trial.move")}
            <span class="sr-only">{of}</span>
        </button>
    }
    .into_any()
}

/// The way to add a rule, or the form that is open.
#[component]
pub(super) fn Below(trying: Trying, at: usize) -> impl IntoView {
    let name = trying.trace(at).map(|it| it.group.name().to_owned());
    let name = name.unwrap_or_default();
    let of = move || tf("components.trial.of", &[("name", &name)]);
    let form = move || {
        let form = trying.form.get().filter(|it| it.at == at)?;
        Some(match form.line {
            Some(line) => view! { <MoveForm trying at line /> }.into_any(),
            None => view! { <AddForm trying at /> }.into_any(),
        })
    };
    view! {
        {form}
        <div class="actions">
            <button
                type="button"
                class="button"
                data-add
                on:click=move |_| trying.open(Form { at, line: None })
            >
                {move || t("components.trial.add")}
                <span class="sr-only">{of}</span>
            </button>
        </div>
    }
}
