//! The state of an access request from its form to its end, and what moves it
//! on. Draws nothing.

use std::{rc::Rc, sync::Arc};

use actions::request::{self, AccessRequest, Offer, Outcome, Progress, RequestDraft, offers, send};
use azure::{answer::Unavailable, resource_id::ResourceId};
use diagnosis::{
    facts::Context,
    question::{Goal, Question},
};
use leptos::prelude::*;

use super::form::Form;
use crate::{
    acts::{Act, Step, gate::Gate, outcome::FIRST_WRONG},
    browser::{clock::BrowserClock, location},
    session::{Access, Sessions, sessions},
    task::Task,
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
    pub(super) act: StoredValue<Act>,
    pub(super) vm: StoredValue<ResourceId>,
    pub(super) step: RwSignal<Step>,
    pub(super) offers: RwSignal<Offers>,
    pub(super) form: RwSignal<Option<Form>>,
    pub(super) gate: Gate,
    pub(super) checked: RwSignal<Option<AccessRequest>>,
    pub(super) progress: RwSignal<Progress>,
    pub(super) outcome: RwSignal<Option<Outcome>, LocalStorage>,
    reading: Task,
    sending: Task,
    pub(super) sessions: Sessions,
    words: Words,
}

impl Flow {
    pub(super) fn new(act: &Act, vm: ResourceId) -> Self {
        Self {
            act: StoredValue::new(act.clone()),
            vm: StoredValue::new(vm),
            step: RwSignal::new(Step::Form),
            offers: RwSignal::new(Offers::Reading),
            form: RwSignal::new(None),
            gate: Gate::new(),
            checked: RwSignal::new(None),
            progress: RwSignal::new(Progress::Reading),
            outcome: RwSignal::new_local(None),
            reading: Task::new(),
            sending: Task::new(),
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
    pub(super) fn choose(self, offer: &Offer, draft: Option<&RequestDraft>) {
        let (port, source) = self.act.with_value(|it| match it {
            Act::Request { port, source, .. } => (*port, source.clone()),
            _ => (None, String::new()),
        });
        self.form.set(Some(Form::new(offer, draft, port, &source)));
        self.ask();
    }

    pub(super) fn read(self, access: &Access, kept: Option<RequestDraft>) {
        let client = access.client(self.words);
        self.offers.set(Offers::Reading);
        self.reading.run(async move {
            match offers(&client, &self.vm.get_value()).await {
                Ok(found) => {
                    if let Some(first) = found.first() {
                        self.choose(first, kept.as_ref());
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
            request_animation_frame(|| location::focus(FIRST_WRONG));
        }
    }

    pub(super) fn send(self, on_done: Callback<()>) {
        let access = self.sessions.current_untracked().access().cloned();
        let (Some(access), Some(form)) = (access, self.form.get_untracked()) else {
            return;
        };
        let context = context(&access, self.words, &self.vm.get_value());
        self.step.set(Step::Running);
        self.sending.run(async move {
            let on_progress = |it| self.progress.set(it);
            let ended = send(&context, &form.draft(), &form.offer, on_progress).await;
            let is_open = matches!(ended, Outcome::Opened(_));
            self.outcome.set(Some(ended));
            self.step.set(Step::Done);
            if is_open {
                on_done.run(());
            }
        });
    }
}

fn context(access: &Access, words: Words, vm: &ResourceId) -> Context {
    Context {
        arm: access.client(words),
        clock: Rc::new(BrowserClock),
        cloud: access.cloud,
        question: Question {
            tenant: None,
            vm: vm.clone(),
            port: None,
            source: None,
            goal: Some(Goal::Connect),
            minutes: None,
        },
        claims: access.claims.clone(),
    }
}
