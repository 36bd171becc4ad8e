//! The state of an access request from its form to its end, and what moves it
//! on. Draws nothing.

use std::{rc::Rc, sync::Arc};

use actions::{
    Act,
    request::{
        self, AccessRequest, Offer, Progress, RequestDraft, RequestOutcome, Target, offers, send,
    },
};
use azure::{answer::Unavailable, resource_id::ResourceId};
use diagnosis::{
    facts::Context,
    question::{Goal, Question},
};
use leptos::prelude::*;

use super::form::Form;
use crate::{
    acts::{field_error, permission_gate::PermissionGate, saved_draft, step::Step},
    browser::clock::BrowserClock,
    session::{Access, Sessions, sessions},
    task_slot::TaskSlot,
    words::{Words, words},
};

/// What the policies offer, as far as it is known.
#[derive(Clone, PartialEq)]
pub(super) enum Offers {
    Reading,
    Read(Arc<Vec<Offer>>),
    Unread(Unavailable),
}

/// One act from its form to its end.
#[derive(Clone, Copy)]
pub(super) struct Flow {
    pub(super) target: StoredValue<Target>,
    pub(super) step: RwSignal<Step>,
    pub(super) offers: RwSignal<Offers>,
    pub(super) form: RwSignal<Option<Form>>,
    pub(super) gate: PermissionGate,
    pub(super) checked: RwSignal<Option<AccessRequest>>,
    pub(super) progress: RwSignal<Progress>,
    pub(super) outcome: RwSignal<Option<RequestOutcome>, LocalStorage>,
    reading: TaskSlot,
    sending: TaskSlot,
    pub(super) sessions: Sessions,
    words: Words,
}

impl Flow {
    pub(super) fn new(target: Target, step: RwSignal<Step>) -> Self {
        Self {
            target: StoredValue::new(target),
            step,
            offers: RwSignal::new(Offers::Reading),
            form: RwSignal::new(None),
            gate: PermissionGate::new(),
            checked: RwSignal::new(None),
            progress: RwSignal::new(Progress::Reading),
            outcome: RwSignal::new_local(None),
            reading: TaskSlot::new(),
            sending: TaskSlot::new(),
            sessions: sessions(),
            words: words(),
        }
    }

    pub(super) fn ask(self) {
        let offer = self
            .form
            .with_untracked(|it| it.as_ref().map(|it| it.offer.clone()));
        if let (Some(access), Some(offer)) = (self.sessions.current_untracked().access(), offer) {
            self.gate
                .ask(access.client(self.words), request::needed(&offer));
        }
    }

    /// Takes an offer, with what was typed for another one, if anything.
    pub(super) fn choose(self, offer: Offer, typed: Option<&RequestDraft>) {
        let draft = self
            .target
            .with_value(|it| RequestDraft::resumed(&offer, it, typed));
        let target = self.target.get_value();
        self.form.set(Some(Form::new(offer, draft, target)));
        self.ask();
    }

    /// Whether the request has the source with which the form began.
    pub(super) fn is_filled_in(self, request: &AccessRequest) -> bool {
        self.target.with_value(|it| {
            it.source
                .as_deref()
                .is_some_and(|it| request.has_source(it))
        })
    }

    /// What was typed; followed where the reader is followed.
    fn draft(self) -> Option<RequestDraft> {
        self.form.with(|it| it.as_ref().map(Form::draft))
    }

    /// Puts aside what is typed.
    pub(super) fn keep(self) {
        let act = Act::Request(self.target.get_value());
        saved_draft::keep(act, self.step, move || self.draft());
    }

    /// Puts aside what was sent and did not get through.
    pub(super) fn save(self) {
        if let Some(draft) = untrack(|| self.draft()) {
            saved_draft::save(Act::Request(self.target.get_value()), &draft);
        }
    }

    pub(super) fn read(self, access: &Access, typed: Option<RequestDraft>) {
        let client = access.client(self.words);
        self.offers.set(Offers::Reading);
        self.reading.run(async move {
            match offers(&client, &self.vm()).await {
                Ok(found) => {
                    if let Some(first) = found.first() {
                        self.choose(first.clone(), typed.as_ref());
                    }
                    self.offers.set(Offers::Read(Arc::new(found)));
                }
                Err(why) => self.offers.set(Offers::Unread(why)),
            }
        });
    }

    pub(super) fn review(self) {
        let Some(form) = self.form.get_untracked() else {
            return;
        };
        if let Some(request) = form.check() {
            self.checked.set(Some(request));
            self.step.set(Step::Confirm);
        } else {
            field_error::focus_first();
        }
    }

    pub(super) fn send(self, on_done: Callback<()>) {
        let access = self.sessions.current_untracked().access().cloned();
        let (Some(access), Some(form)) = (access, self.form.get_untracked()) else {
            return;
        };
        let context = context(&access, self.words, self.vm());
        let draft = untrack(|| form.draft());
        self.step.set(Step::Running);
        self.sending.run(async move {
            let on_progress = |it| self.progress.set(it);
            let ended = send(&context, &draft, &form.offer, on_progress).await;
            let is_open = matches!(ended, RequestOutcome::Opened(_));
            self.outcome.set(Some(ended));
            self.step.set(Step::Done);
            if is_open {
                on_done.run(());
            }
        });
    }

    fn vm(self) -> ResourceId {
        self.target.with_value(|it| it.vm.clone())
    }
}

fn context(access: &Access, words: Words, vm: ResourceId) -> Context {
    Context {
        arm: access.client(words),
        clock: Rc::new(BrowserClock),
        cloud: access.cloud,
        question: Question {
            tenant: None,
            vm,
            port: None,
            source: None,
            goal: Some(Goal::Connect),
            minutes: None,
            about: None,
        },
        claims: access.claims.clone(),
    }
}
