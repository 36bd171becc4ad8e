//! Turning on what has nothing to fill in: the plan, the provider, the VM.

use actions::{
    Act,
    switch::{Off, Switch, SwitchOutcome, SwitchState, turn_on},
};
use azure::resource_id::ResourceId;
use leptos::prelude::*;
use text::{Catalog, space_after};

use super::{
    confirm::{BackButton, Confirm, Line, Proposal},
    permission_gate::{PermissionGate, PermissionGateView},
    saved_draft,
    step::Step,
    write_error::WriteErrorView,
};
use crate::{
    browser::clock::BrowserClock,
    components::{Icon, IconView, Notice, NoticeKind},
    session::sessions,
    task_slot::TaskSlot,
    words::{reason_in, t, words},
};

#[component]
pub(super) fn SwitchAct(
    switch: Switch,
    place: ResourceId,
    step: RwSignal<Step>,
    on_done: Callback<()>,
) -> impl IntoView {
    let act = StoredValue::new(Act::Switch(switch, place.clone()));
    // There is nothing to type: what was put aside is only that it was open.
    act.with_value(saved_draft::take::<()>);
    let save = Callback::new(move |()| saved_draft::save(act.get_value(), &()));
    let (sessions, words) = (sessions(), words());
    let place = StoredValue::new(place);
    let gate = PermissionGate::new();
    // What Azure says it is meanwhile.
    let state = RwSignal::new(None::<String>);
    let outcome = RwSignal::new_local(None::<SwitchOutcome>);
    let sending = TaskSlot::new();
    let ask = move || {
        if let Some(access) = sessions.current_untracked().access() {
            gate.ask(
                access.client(words),
                place.with_value(|it| switch.needed(it)),
            );
        }
    };
    Effect::new(move |_| {
        if sessions.access().is_some() {
            ask();
        }
    });
    let on_send = Callback::new(move |()| {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        step.set(Step::Running);
        sending.run(async move {
            let arm = access.client(words);
            let on_state = |it: SwitchState| {
                if let SwitchState::Off(off) = it {
                    state.set(Some(off.state));
                }
            };
            let of = place.get_value();
            let ended = turn_on(&arm, &BrowserClock, switch, &of, on_state).await;
            let is_on = matches!(ended, SwitchOutcome::Done | SwitchOutcome::AlreadyOn);
            outcome.set(Some(ended));
            step.set(Step::Done);
            if is_on {
                on_done.run(());
            }
        });
    });
    let on_back = Callback::new(move |()| step.set(Step::Confirm));
    let key = format!("acts.switch.{}", switch.name());
    move || match step.get() {
        Step::Form | Step::Confirm => {
            let warning = format!("{key}.caution");
            let send = format!("acts.send.{}", switch.name());
            let proposal = Callback::new(move |()| Proposal {
                send: t(&send),
                places: vec![place.get_value()],
                lines: match switch {
                    Switch::Vm => place.with_value(of_vm),
                    Switch::Plan | Switch::Provider => Vec::new(),
                },
                consents: Vec::new(),
                cautions: Vec::new(),
                writes: vec![place.with_value(|it| switch.write(it))],
            });
            view! {
                <p class="caution">
                    <IconView icon=Icon::Warning />
                    <span>{move || t(&warning)}</span>
                </p>
                <PermissionGateView
                    gate
                    act=act.get_value()
                    on_again=Callback::new(move |()| ask())
                />
                <Show when=move || !gate.is_shut()>
                    <Confirm proposal on_send />
                </Show>
            }
            .into_any()
        }
        Step::Running => {
            let waiting = format!("{key}.waiting");
            view! {
                <p role="status">
                    {move || {
                        let said = t(&waiting);
                        let gap = space_after(&said);
                        said + gap
                    }} <b>{state}</b>
                </p>
            }
            .into_any()
        }
        Step::Done => outcome
            .get()
            .map(|it| ended(it, switch, save, on_back))
            .into_any(),
    }
}

/// What is told of a VM before it is started.
fn of_vm(vm: &ResourceId) -> Vec<Line> {
    let group = vm.resource_group().unwrap_or_default();
    vec![("vm", vm.name().to_owned()), ("group", group.to_owned())]
}

fn ended(
    outcome: SwitchOutcome,
    switch: Switch,
    save: Callback<()>,
    on_back: Callback<()>,
) -> impl IntoView {
    let (name, words) = (outcome.name(), words());
    let kept = outcome.clone();
    let told = move || notice(&kept, switch, &words.catalog());
    let kind = untrack(&told).map(|it| it.0);
    let notice = kind.map(|kind| {
        view! {
            <div data-outcome=name>
                <Notice
                    kind
                    title=move || t(&format!("acts.switch.outcomes.{name}"))
                    text=move || told().map(|it| it.1).unwrap_or_default()
                />
            </div>
        }
    });
    let refused = match outcome {
        SwitchOutcome::Refused(refused) => Some(view! {
            <WriteErrorView refused save />
            <BackButton on_back />
        }),
        _ => None,
    };
    view! {
        {notice}
        {refused}
    }
}

/// What there is to say of an outcome, unless Azure refused it.
fn notice(
    outcome: &SwitchOutcome,
    switch: Switch,
    catalog: &Catalog,
) -> Option<(NoticeKind, String)> {
    Some(match outcome {
        SwitchOutcome::Refused(_) => return None,
        SwitchOutcome::Done | SwitchOutcome::AlreadyOn => (
            NoticeKind::Success,
            catalog.text(&format!("acts.switch.{}.on", switch.name())),
        ),
        SwitchOutcome::GivenUp(off) => (NoticeKind::Error, given_up(off, catalog)),
        SwitchOutcome::Unsettled(state) => (
            NoticeKind::Warning,
            catalog.fill("acts.switch.state", [("state", state)]),
        ),
        SwitchOutcome::Unseen(why) => (NoticeKind::Warning, reason_in(catalog, why)),
    })
}

fn given_up(Off { state, failure }: &Off, catalog: &Catalog) -> String {
    match failure {
        None => catalog.fill("acts.switch.given_up", [("state", state)]),
        Some(why) => catalog.fill(
            "acts.switch.given_up_because",
            [
                ("state", state),
                ("code", &why.code),
                ("message", &why.message),
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use actions::{WriteError, WriteErrorKind};
    use azure::{
        answer::{Reason, Unavailable},
        compute::OperationFailure,
    };
    use text::Language;

    use super::*;
    use crate::words::testing::catalog;

    #[test]
    fn an_outcome_is_a_notice_or_a_refusal() {
        let catalog = catalog(Language::English);
        let refused = WriteError {
            why: WriteErrorKind::Permission,
            code: String::new(),
            message: String::new(),
            request: "PUT /x".to_owned(),
            correlation_id: None,
        };
        for (outcome, expected) in [
            (SwitchOutcome::Done, Some((NoticeKind::Success, "Plan 2"))),
            (
                SwitchOutcome::AlreadyOn,
                Some((NoticeKind::Success, "Plan 2")),
            ),
            (
                SwitchOutcome::Unsettled("Registering".to_owned()),
                Some((NoticeKind::Warning, "Registering")),
            ),
            (
                SwitchOutcome::GivenUp("deallocated".to_owned().into()),
                Some((NoticeKind::Error, "activity log")),
            ),
            (
                SwitchOutcome::GivenUp(Off {
                    state: "deallocated".to_owned(),
                    failure: Some(OperationFailure {
                        code: "AllocationFailed".to_owned(),
                        message: "No room.".to_owned(),
                    }),
                }),
                Some((NoticeKind::Error, "AllocationFailed: No room.")),
            ),
            (
                SwitchOutcome::Unseen(Unavailable::new(Reason::SignInNeeded)),
                Some((NoticeKind::Warning, "")),
            ),
            (SwitchOutcome::Refused(refused), None),
        ] {
            let found = notice(&outcome, Switch::Plan, &catalog);
            assert_eq!(
                found.as_ref().map(|it| it.0),
                expected.map(|it| it.0),
                "{outcome:?}"
            );
            if let Some(((_, text), (_, part))) = found.zip(expected) {
                assert!(text.contains(part), "{outcome:?}: {text}");
                assert!(!text.starts_with("acts.") && !text.contains('{'), "{text}");
            }
        }
    }
}
