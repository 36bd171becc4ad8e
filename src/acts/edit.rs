//! Changing policies that are there, many at once: what to change, a preview policy by
//! policy, the writes one after the other, and the way back.

mod again;
mod form;
mod line;
mod preview;
mod states;

use std::{collections::BTreeSet, sync::Arc};

use actions::{
    Act,
    edit::{Confirmed, EditDraft, Editing, Job, Log, Plan, PolicyState, put_back, run},
};
use azure::{arm::ArmClient, resource_id::ResourceId};
use diagnosis::access_windows::Window;
use leptos::prelude::*;

use self::{
    again::AgainButton,
    form::{Form, FormView, Typed},
    preview::preview,
    states::StatesView,
};
use super::{
    confirm::{BackButton, Confirm, Proposal, ReviewButton},
    field_error,
    permission_gate::{PermissionGate, PermissionGateView},
    saved_draft,
    step::Step,
    under_way::UnderWay,
};
use crate::{
    browser::{
        clock::{self, BrowserClock},
        files,
    },
    components::{Icon, IconView, WithTexts},
    part::{Deferred, part},
    session::sessions,
    task_slot::TaskSlot,
    words::{listed, t, tf, words},
};

/// What the page remembers of an act of changing.
#[derive(Clone, Copy)]
pub(super) struct EditState {
    /// What it began with; putting back what it did is another.
    pub(super) editing: RwSignal<Editing>,
    pub(super) step: RwSignal<Step>,
    /// What is being sent, as a log that tells how it stood before.
    pub(super) log: RwSignal<Option<String>>,
}

impl EditState {
    pub(super) fn new(editing: Editing) -> Self {
        Self {
            editing: RwSignal::new(editing),
            step: RwSignal::new(Step::Form),
            log: RwSignal::new(None),
        }
    }

    fn act(self) -> Act {
        Act::Edit(self.editing.get_untracked())
    }

    /// What to look up where the reader leaves before the end.
    pub(super) fn begun(self) -> Act {
        let log = self.log.get().map(Editing::Logged);
        Act::Edit(log.unwrap_or_else(|| self.editing.get()))
    }
}

/// How a plan is made.
enum Asked {
    Draft(EditDraft),
    Back(Log),
}

impl Asked {
    async fn plan(self, arm: &ArmClient) -> Plan {
        match self {
            Self::Draft(draft) => draft.plan(arm).await,
            Self::Back(log) => put_back(arm, &log).await,
        }
    }
}

#[component]
fn EditAct(state: EditState, on_done: Callback<()>) -> impl IntoView {
    let EditState { editing, step, log } = state;
    let (sessions, words) = (sessions(), words());
    let typed = saved_draft::take::<Typed>(&state.act());
    let form = StoredValue::new(Form::new(
        &typed.unwrap_or_else(|| editing.with_untracked(Typed::first)),
    ));
    let has_form = move || editing.with(|it| matches!(it, Editing::Form(..)));
    saved_draft::keep(state.act(), step, move || {
        has_form().then(|| form.with_value(Form::typed))
    });
    let save = Callback::new(move |()| {
        saved_draft::save(state.act(), &untrack(|| form.with_value(Form::typed)));
        // What was written before the sign-in can still be undone after it.
        if log.with_untracked(Option::is_some) {
            UnderWay::remember(
                &untrack(|| state.begun()),
                sessions.current_untracked().access(),
            );
        }
    });
    let gate = PermissionGate::new();
    let is_reading = RwSignal::new(false);
    let plan = RwSignal::new(Arc::<Plan>::default());
    let left_out = RwSignal::new(BTreeSet::<ResourceId>::new());
    let turned = StoredValue::new(BTreeSet::<ResourceId>::new());
    let confirmed = RwSignal::new(None::<Arc<Confirmed>>);
    let states = RwSignal::new_local(Vec::<PolicyState>::new());
    let is_stopped = RwSignal::new(false);
    let (reading, sending) = (TaskSlot::new(), TaskSlot::new());
    let is_wanted = move |it: &Job| left_out.with_untracked(|all| !all.contains(it.policy()));
    let ask_gate = move || {
        if let Some(access) = sessions.current_untracked().access() {
            let needed = plan.with_untracked(|it| it.needed(is_wanted));
            gate.ask(access.client(words), needed);
        }
    };
    let read = move |asked: Asked| {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        is_reading.set(true);
        reading.run(async move {
            let planned = asked.plan(&access.client(words)).await;
            plan.set(Arc::new(planned));
            left_out.set(BTreeSet::new());
            confirmed.set(None);
            states.set(Vec::new());
            is_reading.set(false);
            ask_gate();
            step.set(Step::Confirm);
        });
    };
    let look = move || match editing.get_untracked() {
        Editing::Form(_, entries) => match form.with_value(Form::check) {
            Some(change) => read(Asked::Draft(EditDraft::same(&entries, &change))),
            None => field_error::focus_first(),
        },
        Editing::These(edits) => read(Asked::Draft(EditDraft::new(edits))),
        // It was read before the act was opened.
        Editing::Logged(text) => {
            if let Ok(log) = Log::read(&text) {
                read(Asked::Back(log));
            }
        }
    };
    let on_review = Callback::new(move |()| look());
    Effect::new(move |_| {
        let is_there = sessions.access().is_some();
        let has_form = has_form();
        match step.get_untracked() {
            Step::Form if is_there && !has_form => look(),
            Step::Confirm if is_there && plan.with_untracked(|it| it.has_unread()) => look(),
            Step::Confirm if is_there => ask_gate(),
            _ => {}
        }
    });
    // What isn't to be changed needs no permission.
    Effect::new(move |before: Option<()>| {
        left_out.track();
        if before.is_some() && step.get_untracked() == Step::Confirm {
            ask_gate();
        }
    });
    let send = Callback::new(move |()| {
        let Some(access) = sessions.current_untracked().access().cloned() else {
            return;
        };
        let agreed = confirmed.get_untracked().unwrap_or_else(|| {
            let plan = plan.get_untracked();
            Arc::new(Plan::clone(&plan).confirmed(is_wanted))
        });
        confirmed.set(Some(agreed.clone()));
        is_stopped.set(false);
        let before = states.get_untracked();
        states.update(|it| it.resize(agreed.jobs().len(), PolicyState::Waiting));
        let begun = states.with_untracked(|all| Log::of(&agreed, all, clock::now()));
        log.set(Some(begun.without_requests().text()));
        step.set(Step::Running);
        sending.run(async move {
            let on_state = |at: usize, state: PolicyState| {
                states.update(|all| {
                    if let Some(it) = all.get_mut(at) {
                        *it = state;
                    }
                });
            };
            let arm = access.client(words);
            let is_stopped = || is_stopped.try_get_untracked().unwrap_or(true);
            run(&arm, &BrowserClock, &agreed, &before, &is_stopped, on_state).await;
            step.set(Step::Done);
            if states.with_untracked(|it| it.iter().any(PolicyState::is_good)) {
                on_done.run(());
            }
        });
    });
    let on_undo = Callback::new(move |text: String| {
        log.set(None);
        step.set(Step::Form);
        editing.set(Editing::Logged(text));
    });
    let on_back = Callback::new(move |()| step.set(Step::Form));
    move || match step.get() {
        Step::Form => view! {
            <Show when=has_form>
                {editing.with(of_what)}
                <FormView form=form.get_value() />
                <Show when=move || !is_reading.get()>
                    <ReviewButton on_review />
                </Show>
            </Show>
            <Show when=move || is_reading.get()>
                <p role="status">{move || t("edit.reading")}</p>
            </Show>
        }
        .into_any(),
        Step::Confirm => {
            let planned = plan.get();
            let is_empty = planned.jobs.is_empty();
            let again = planned
                .has_unread()
                .then(|| view! { <AgainButton on_again=on_review /> });
            let back = untrack(has_form).then(|| view! { <BackButton on_back /> });
            let shown = planned.clone();
            view! {
                {move || preview(&shown, left_out, turned)}
                {again}
                {if is_empty {
                    back.into_any()
                } else {
                    let on_back = untrack(has_form).then_some(on_back);
                    view! { <Agree plan=planned left_out gate on_send=send on_back /> }.into_any()
                }}
                <PermissionGateView
                    gate
                    act=state.act()
                    on_again=Callback::new(move |()| ask_gate())
                />
            }
            .into_any()
        }
        Step::Running | Step::Done => confirmed
            .get_untracked()
            .map(|confirmed| {
                let is_running = Signal::derive(move || step.get() == Step::Running);
                view! {
                    <StatesView
                        confirmed
                        states
                        is_running
                        is_stopped
                        save
                        on_again=send
                        on_review
                        on_undo
                    />
                }
            })
            .into_any(),
    }
}

/// How many entries of how many policies it is about.
fn of_what(editing: &Editing) -> impl IntoView + use<> {
    let entries = match editing {
        Editing::Form(_, entries) => entries.as_slice(),
        Editing::These(_) | Editing::Logged(_) => &[],
    };
    let policies: BTreeSet<&ResourceId> = entries.iter().map(|it| &it.policy).collect();
    let vms: BTreeSet<&ResourceId> = entries.iter().map(|it| &it.vm).collect();
    let names: Vec<String> = vms.iter().map(|it| it.name().to_owned()).collect();
    let count = names.len().to_string();
    let policies = policies.len().to_string();
    view! {
        <details class="act-names">
            <summary>
                {move || {
                    tf("edit.of_what", &[("count", count.clone()), ("policies", policies.clone())])
                }}
            </summary>
            <p>{move || listed(&names)}</p>
        </details>
    }
}

/// The last look, and the plan as a file.
#[component]
fn Agree(
    plan: Arc<Plan>,
    left_out: RwSignal<BTreeSet<ResourceId>>,
    gate: PermissionGate,
    on_send: Callback<()>,
    on_back: Option<Callback<()>>,
) -> impl IntoView {
    let kept = plan.clone();
    let file = move |_| {
        let is_wanted = |it: &Job| left_out.with_untracked(|all| !all.contains(it.policy()));
        let log = Log::of(&Plan::clone(&kept).confirmed(is_wanted), &[], clock::now());
        files::save("jit-policies-preview.json", &log.without_requests().text());
    };
    let is_none = {
        let plan = plan.clone();
        move || left_out.with(|all| plan.jobs.iter().all(|it| all.contains(it.policy())))
    };
    view! {
        <Show
            when=move || !gate.is_refused() && !is_none()
            fallback=move || {
                (!gate.is_refused())
                    .then(|| view! { <p role="status">{move || t("edit.none_chosen")}</p> })
            }
        >
            {
                let plan = plan.clone();
                move || {
                    let (plan, left_out) = (plan.clone(), left_out.get());
                    let windows = windows(jobs(&plan, &left_out));
                    let proposal = Callback::new(move |()| {
                        proposal(&jobs(&plan, &left_out).collect::<Vec<_>>(), &windows)
                    });
                    match on_back {
                        Some(on_back) => view! { <Confirm proposal on_send on_back /> }.into_any(),
                        None => view! { <Confirm proposal on_send /> }.into_any(),
                    }
                }
            }
        </Show>
        <div class="actions">
            <button type="button" class="button button-small" data-save-preview on:click=file>
                <IconView icon=Icon::Download />
                {move || t("edit.save_preview")}
            </button>
        </div>
    }
}

/// What is to be done of a plan.
fn jobs<'a>(plan: &'a Plan, left_out: &'a BTreeSet<ResourceId>) -> impl Iterator<Item = &'a Job> {
    let jobs = plan.jobs.iter();
    jobs.filter(|it| !left_out.contains(it.policy()))
}

/// The access that somebody has now and may lose.
fn windows<'a>(jobs: impl Iterator<Item = &'a Job>) -> Vec<Window> {
    let now = clock::now();
    jobs.flat_map(|it| it.windows_at_stake(now)).collect()
}

fn proposal(jobs: &[&Job], windows: &[Window]) -> Proposal {
    let places: BTreeSet<ResourceId> = jobs
        .iter()
        .map(|it| it.policy().subscription_scope())
        .collect();
    let windows: Vec<String> = windows
        .iter()
        .map(|it| {
            let args = [
                ("vm", it.vm.name().to_owned()),
                ("port", it.port.to_string()),
            ];
            tf("edit.window", &args)
        })
        .collect();
    let is_any = |of: fn(&Job) -> bool| jobs.iter().any(|it| of(it));
    let cautions = [
        ("edit.cautions.guards_less", is_any(Job::guards_less)),
        ("acts.turn_on.any_source", is_any(Job::opens_to_all)),
        ("edit.cautions.whole", true),
    ];
    let consents =
        (!windows.is_empty()).then(|| tf("edit.windows", &[("windows", listed(&windows))]));
    Proposal {
        send: tf("edit.send", &[("n", jobs.len().to_string())]),
        places: places.into_iter().collect(),
        lines: Vec::new(),
        cautions: cautions
            .into_iter()
            .filter(|it| it.1)
            .map(|it| it.0)
            .collect(),
        consents: Vec::from_iter(consents),
        writes: jobs.iter().map(|it| it.write()).collect(),
    }
}

part!(
    edit,
    fn edit_act(state: EditState, on_done: Callback<()>) -> Deferred {
        Box::new(move || {
            view! {
                <WithTexts area="edit">
                    <EditAct state on_done />
                </WithTexts>
            }
            .into_any()
        })
    }
);
