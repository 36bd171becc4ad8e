//! The forms of a trial: another priority for a rule, and a new rule. What Azure wouldn't
//! take is said at its field.

use diagnosis::{
    path::RuleLine,
    rule_trial::{
        Change, FIRST_PRIORITY, Field as Place, LAST_PRIORITY, Problem, new_name, read_priority,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::trying::{ALLOW, DENY, Trying, Typed};
use crate::{
    browser::location,
    components::{
        field::{Field, FieldKind},
        radio_group::{RadioGroup, RadioOption},
    },
    words::{t, tf},
};

#[component]
pub(super) fn MoveForm(trying: Trying, at: usize, line: RuleLine) -> impl IntoView {
    let Typed {
        priority, problems, ..
    } = trying.typed;
    let title = {
        let name = line.name.clone();
        move || tf("components.trial.form.move", &[("rule", &name)])
    };
    let send = move |()| {
        let Some(trace) = trying.trace(at) else {
            return;
        };
        let lines = trying.lines(at);
        let read = priority.with_untracked(|it| read_priority(it, &lines, Some(&line.name)));
        match read {
            Ok(to) => trying.make(Change::moved(&trace.group, &line, to)),
            Err(problem) => refuse(problems, vec![problem]),
        }
    };
    view! {
        <Frame title send on_cancel=Callback::new(move |()| trying.close())>
            <PriorityField priority problems />
        </Frame>
    }
}

#[component]
pub(super) fn AddForm(trying: Trying, at: usize) -> impl IntoView {
    let typed = trying.typed;
    let problems = typed.problems;
    let group = trying.trace(at).map(|it| it.group.name().to_owned());
    let group = group.unwrap_or_default();
    let title = move || tf("components.trial.form.add", &[("group", &group)]);
    let send = move |()| {
        let Some(trace) = trying.trace(at) else {
            return;
        };
        let lines = trying.lines(at);
        match typed.draft().read(&lines) {
            Ok(rule) => {
                let name = trying.changes.with_untracked(|it| new_name(&lines, it));
                trying.make(Change::added(&trace.group, name, rule));
            }
            Err(all) => refuse(problems, all),
        }
    };
    let options = vec![
        RadioOption::new(ALLOW, move || t("components.rules.allow")),
        RadioOption::new(DENY, move || t("components.rules.deny")),
    ];
    view! {
        <Frame title send on_cancel=Callback::new(move |()| trying.close())>
            <PriorityField priority=typed.priority problems />
            <RadioGroup
                legend=move || t("components.trial.form.access")
                options=options
                value=typed.access
            />
            <Field
                label=move || t("components.trial.form.source")
                hint=move || t("components.trial.form.source_hint")
                value=typed.source
                error=error_of(problems, Place::Source)
            />
            <Field
                label=move || t("components.trial.form.port")
                hint=move || t("components.trial.form.port_hint")
                value=typed.port
                error=error_of(problems, Place::Port)
            />
            <p class="quiet">{move || t("components.trial.form.protocol")}</p>
        </Frame>
    }
}

/// A form with its two buttons.
#[component]
fn Frame(
    title: impl Fn() -> String + Send + Sync + 'static,
    send: impl Fn(()) + 'static,
    on_cancel: Callback<()>,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(());
    };
    view! {
        <form class="trial-form" novalidate data-trial-form aria-labelledby="trial-form" on:submit=submit>
            <h4 id="trial-form">{title}</h4>
            {children()}
            <div class="actions">
                <button type="submit" class="button button-primary" data-send-trial>
                    {move || t("components.trial.form.send")}
                </button>
                <button type="button" class="button" on:click=move |_| on_cancel.run(())>
                    {move || t("components.trial.form.cancel")}
                </button>
            </div>
        </form>
    }
}

#[component]
fn PriorityField(priority: RwSignal<String>, problems: RwSignal<Vec<Problem>>) -> impl IntoView {
    view! {
        <Field
            label=move || t("components.trial.form.priority")
            hint=move || tf("components.trial.form.priority_hint", &range())
            kind=FieldKind::Number
            value=priority
            error=error_of(problems, Place::Priority)
        />
    }
}

fn range() -> [(&'static str, String); 2] {
    [
        ("first", FIRST_PRIORITY.to_string()),
        ("last", LAST_PRIORITY.to_string()),
    ]
}

fn error_of(problems: RwSignal<Vec<Problem>>, field: Place) -> Signal<Option<String>> {
    Signal::derive(move || {
        problems.with(|all| {
            let problem = all.iter().find(|it| it.field() == field)?;
            let rule = match problem {
                Problem::Taken(rule) => rule.clone(),
                _ => String::new(),
            };
            let args: Vec<_> = range().into_iter().chain([("rule", rule)]).collect();
            let key = format!("components.trial.problems.{}", problem.name());
            Some(tf(&key, &args))
        })
    })
}

/// Says what is wrong, and goes to the first of it.
fn refuse(problems: RwSignal<Vec<Problem>>, all: Vec<Problem>) {
    problems.set(all);
    request_animation_frame(|| location::focus("[data-trial-form] [aria-invalid=true]"));
}
