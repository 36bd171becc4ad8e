//! Where each VM stands while JIT is being turned on, and what is left.

use actions::turn_on::{MachineState, sign_in_needed};
use azure::resource_id::ResourceId;
use leptos::prelude::*;
use text::Catalog;

use crate::{
    acts::write_error::WriteErrorView,
    components::{Icon, IconView, Notice, NoticeKind},
    words::{reason_in, t, tf, words},
};

#[component]
pub(super) fn StatesView(
    names: Vec<String>,
    states: RwSignal<Vec<MachineState>, LocalStorage>,
    is_running: Signal<bool>,
    save: Callback<()>,
    on_again: Callback<()>,
) -> impl IntoView {
    let total = names.len();
    let rows = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| view! { <MachineRow name at states /> })
        .collect_view();
    let count = move |of: fn(&MachineState) -> bool| {
        states.with(|all| all.iter().filter(|it| of(it)).count())
    };
    let summary = move || {
        let done = count(MachineState::is_good).to_string();
        tf(
            "acts.turn_on.summary",
            &[("done", done), ("total", total.to_string())],
        )
    };
    let is_left = move || !is_running.get() && count(MachineState::is_left) > 0;
    // What stopped the rest is told at length, once.
    let stopped = move || {
        (!is_running.get()).then_some(())?;
        states.with(|all| sign_in_needed(all).cloned())
    };
    view! {
        <p role="status" data-summary>
            {summary}
        </p>
        <ul class="act-states">{rows}</ul>
        {move || stopped().map(|refused| view! { <WriteErrorView refused save /> })}
        <Show when=is_left>
            <Notice
                kind=NoticeKind::Warning
                title=move || t("acts.turn_on.left")
                text=move || t("acts.turn_on.left_text")
            >
                <button
                    type="button"
                    class="button button-primary"
                    data-again
                    on:click=move |_| on_again.run(())
                >
                    {move || t("acts.turn_on.again")}
                </button>
            </Notice>
        </Show>
    }
}

#[component]
fn MachineRow(
    name: String,
    at: usize,
    states: RwSignal<Vec<MachineState>, LocalStorage>,
) -> impl IntoView {
    let words = words();
    let line = Memo::new(move |_| {
        let catalog = words.catalog();
        states.with(|it| StateLine::new(it.get(at).unwrap_or(&MachineState::Waiting), &catalog))
    });
    let shown = name.clone();
    view! {
        <li data-vm=name data-state=move || line.with(|it| it.name)>
            {move || view! { <IconView icon=line.with(|it| it.icon) /> }}
            <b>{shown}</b>
            <span>{move || t(&format!("acts.turn_on.states.{}", line.with(|it| it.name)))}</span>
            {move || line.with(|it| it.more.clone()).map(|it| view! { <p class="quiet">{it}</p> })}
        </li>
    }
}

/// A state as it is shown.
#[derive(Clone, Debug, PartialEq)]
struct StateLine {
    icon: Icon,
    name: &'static str,
    /// What more there is to say.
    more: Option<String>,
}

impl StateLine {
    fn new(state: &MachineState, catalog: &Catalog) -> Self {
        let icon = match state {
            MachineState::Done { .. } | MachineState::AlreadyOn(_) => Icon::Check,
            MachineState::Waiting
            | MachineState::Sending
            | MachineState::Settling
            | MachineState::NotTried => Icon::Pending,
            MachineState::Unsettled => Icon::Warning,
            _ => Icon::Problem,
        };
        Self {
            icon,
            name: state.name(),
            more: more(state, catalog),
        }
    }
}

fn more(state: &MachineState, catalog: &Catalog) -> Option<String> {
    Some(match state {
        MachineState::Done { beside } if !beside.is_empty() => {
            let names: Vec<&str> = beside.iter().map(ResourceId::name).collect();
            catalog.fill("acts.turn_on.beside", [("policies", names.join(", "))])
        }
        MachineState::AlreadyOn(policy) => {
            catalog.fill("acts.turn_on.by", [("policy", policy.name())])
        }
        MachineState::NotRead(why) => reason_in(catalog, why),
        MachineState::Refused(refused) => {
            let why = catalog.text(&format!("acts.refused.{}", refused.why.key()));
            let words = refused.in_azures_words();
            if words.is_empty() {
                why
            } else {
                format!("{why} ({words})")
            }
        }
        MachineState::Failed { provisioning } => provisioning.clone(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use actions::{WriteError, WriteErrorKind};
    use azure::answer::{Reason, Unavailable};
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    fn policy(name: &str) -> ResourceId {
        ResourceId::parse(&format!(
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg\
             /providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/{name}"
        ))
        .unwrap()
    }

    fn refused(code: &str) -> MachineState {
        MachineState::Refused(WriteError {
            why: WriteErrorKind::Locked,
            code: code.to_owned(),
            message: String::new(),
            request: "PUT /x".to_owned(),
            correlation_id: None,
        })
    }

    #[test]
    fn a_state_is_marked_and_says_what_more_there_is() {
        let beside = vec![policy("default"), policy("other")];
        let failed = MachineState::Failed {
            provisioning: "Failed".to_owned(),
        };
        let not_read = MachineState::NotRead(Unavailable::new(Reason::SignInNeeded));
        for language in Language::ALL {
            let catalog = catalog(language);
            for (state, icon, part) in [
                (MachineState::Waiting, Icon::Pending, None),
                (MachineState::NotTried, Icon::Pending, None),
                (MachineState::Done { beside: vec![] }, Icon::Check, None),
                (
                    MachineState::Done {
                        beside: beside.clone(),
                    },
                    Icon::Check,
                    Some("default, other"),
                ),
                (
                    MachineState::AlreadyOn(policy("default")),
                    Icon::Check,
                    Some("default"),
                ),
                (MachineState::Unsettled, Icon::Warning, None),
                (MachineState::Lost, Icon::Problem, None),
                (failed.clone(), Icon::Problem, Some("Failed")),
                (not_read.clone(), Icon::Problem, Some("")),
                (refused("ScopeLocked"), Icon::Problem, Some("(ScopeLocked)")),
                (refused(""), Icon::Problem, Some("")),
            ] {
                let line = StateLine::new(&state, &catalog);
                assert_eq!((line.icon, line.name), (icon, state.name()));
                assert_eq!(line.more.is_some(), part.is_some(), "{state:?}");
                let more = line.more.unwrap_or_default();
                assert!(more.contains(part.unwrap_or_default()), "{more}");
                assert!(!more.contains('{') && !more.contains("()"), "{more}");
                let text = format!("acts.turn_on.states.{}", state.name());
                assert!(catalog.get(&text).is_some(), "{text}");
            }
        }
    }
}
