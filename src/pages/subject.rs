//! Whom a question is about, when it is somebody else: an object id, and what it is.
//! Knows nothing of the answers.

use diagnosis::question::{Asked, Subject, SubjectKind};
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{
    components::{Field, RadioGroup, RadioOption},
    part::{Deferred, part},
    route::{Route, router},
    words::{t, words},
};

const NOT_SURE: &str = "not_sure";

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct SubjectDraft {
    id: RwSignal<String>,
    kind: RwSignal<&'static str>,
    submitted: RwSignal<bool>,
}

impl SubjectDraft {
    /// What an address has of it, were it right or wrong.
    pub(super) fn of(subject: Option<&Subject>, bad: Option<String>) -> Self {
        let kind = subject.and_then(|it| it.kind);
        Self {
            id: RwSignal::new(subject.map(|it| it.id.clone()).or(bad).unwrap_or_default()),
            kind: RwSignal::new(kind.map_or(NOT_SURE, SubjectKind::name)),
            submitted: RwSignal::new(false),
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self.id.with(|it| it.trim().is_empty())
    }

    pub(super) fn subject(self) -> Option<Subject> {
        let kind = SubjectKind::from_name(self.kind.get());
        self.id.with(|it| Subject::parse(it, kind))
    }

    /// From now on what is wrong is shown.
    pub(super) fn submit(self) -> Option<Subject> {
        self.submitted.set(true);
        untrack(|| self.subject())
    }

    /// An id is pasted or typed letter by letter, so only a finished one is judged.
    pub(super) fn is_wrong(self) -> bool {
        self.submitted.get() && !self.is_empty() && self.subject().is_none()
    }
}

/// `must` says that there has to be somebody.
#[component]
pub(super) fn SubjectFields(draft: SubjectDraft, #[prop(optional)] must: bool) -> impl IntoView {
    let words = words();
    let error = Signal::derive(move || {
        let is_missing = must && draft.submitted.get() && draft.is_empty();
        let is_wrong = draft.is_wrong() || is_missing;
        is_wrong.then(|| words.text("page.bad_parameter.for"))
    });
    let options = [NOT_SURE]
        .into_iter()
        .chain(SubjectKind::ALL.map(SubjectKind::name))
        .map(|kind| {
            RadioOption::new(kind, move || {
                words.text(&format!("page.subject.kinds.{kind}"))
            })
        })
        .collect();
    view! {
        <Field
            label=move || t("page.subject.label")
            hint=move || t("page.subject.hint")
            value=draft.id
            error
        />
        <RadioGroup legend=move || t("page.subject.kind") options value=draft.kind />
    }
}

part!(
    subject,
    /// Asks whom the same check is for. A result holds no person, so their id is asked for.
    fn for_them(asked: Asked) -> Deferred {
        Box::new(move || view! { <ForThem asked /> }.into_any())
    }
);

#[component]
fn ForThem(asked: Asked) -> impl IntoView {
    let router = router();
    let draft = SubjectDraft::of(None, None);
    let asked = StoredValue::new(asked);
    let check = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(subject) = draft.submit() {
            router.go(Route::Check(Asked {
                about: Some(subject),
                ..asked.get_value()
            }));
        }
    };
    view! {
        <form class="form" novalidate on:submit=check>
            <p class="quiet">{move || t("page.subject.text")}</p>
            <SubjectFields draft must=true />
            <div class="actions">
                <button type="submit" class="button">
                    {move || t("page.subject.check")}
                </button>
            </div>
        </form>
    }
}
