//! Whether the reader may do it, said before the form can be sent on.

use std::sync::Arc;

use actions::{Act, Needed, missing};
use azure::{answer::Unavailable, arm::ArmClient};
use guide::ask_for;
use leptos::prelude::*;

use crate::{
    components::{CopyButton, Notice, NoticeKind, code},
    task_slot::TaskSlot,
    words::{reason, t, words},
};

/// What is known of the reader's permissions for an act.
#[derive(Clone, Debug, PartialEq)]
enum Allowed {
    Asking,
    Yes,
    No(Arc<Vec<Needed>>),
    Unknown(Unavailable),
}

impl Allowed {
    /// By what is missing.
    fn by(missing: Result<Vec<Needed>, Unavailable>) -> Self {
        match missing {
            Ok(missing) if missing.is_empty() => Self::Yes,
            Ok(missing) => Self::No(Arc::new(missing)),
            Err(why) => Self::Unknown(why),
        }
    }

    /// The key of the line that says it, where a line is enough.
    fn line(&self) -> Option<&'static str> {
        match self {
            Self::Asking => Some("acts.gate.asking"),
            Self::Yes => Some("acts.gate.allowed"),
            Self::No(_) | Self::Unknown(_) => None,
        }
    }

    /// Whether there is a reason not to go on. That it could not be told is
    /// none: Azure decides.
    fn is_shut(&self) -> bool {
        matches!(self, Self::Asking | Self::No(_))
    }
}

/// Asks for what the reader may do. Asking again takes the place of before.
#[derive(Clone, Copy)]
pub(super) struct PermissionGate {
    allowed: RwSignal<Allowed>,
    task: TaskSlot,
}

impl PermissionGate {
    pub(super) fn new() -> Self {
        Self {
            allowed: RwSignal::new(Allowed::Asking),
            task: TaskSlot::new(),
        }
    }

    pub(super) fn ask(self, arm: ArmClient, needed: Vec<Needed>) {
        self.allowed.set(Allowed::Asking);
        self.task.run(async move {
            self.allowed.set(Allowed::by(missing(&arm, &needed).await));
        });
    }

    /// Whether the reader lacks a permission: a form would lead nowhere.
    pub(super) fn is_refused(self) -> bool {
        self.allowed.with(|it| matches!(it, Allowed::No(_)))
    }

    /// Whether there is a reason not to go on.
    pub(super) fn is_shut(self) -> bool {
        self.allowed.with(Allowed::is_shut)
    }
}

/// Says whether the reader has the permissions, and which are missing. It stands below a
/// form, so that the answer doesn't move what the reader is about to press.
#[component]
pub(super) fn PermissionGateView(
    gate: PermissionGate,
    act: Act,
    on_again: Callback<()>,
) -> impl IntoView {
    let key = Memo::new(move |_| gate.allowed.with(Allowed::line));
    let objection = move || match gate.allowed.get() {
        Allowed::Yes | Allowed::Asking => ().into_any(),
        Allowed::Unknown(why) => {
            let reason = reason(&why);
            view! {
                <Notice
                    kind=NoticeKind::Info
                    title=move || t("acts.gate.unknown")
                    text=move || reason.clone()
                />
            }
            .into_any()
        }
        Allowed::No(missing) => view! { <Missing act=act.clone() missing on_again /> }.into_any(),
    };
    view! {
        <p class="quiet" role="status" hidden=move || key.get().is_none()>
            {move || key.get().map(t)}
        </p>
        {objection}
    }
}

/// What is missing, in words, and a message to whoever can give it.
#[component]
fn Missing(act: Act, missing: Arc<Vec<Needed>>, on_again: Callback<()>) -> impl IntoView {
    let words = words();
    let asked = missing.clone();
    let text = move || {
        let places = ask_for::places(&asked, &words.catalog());
        words.fill("acts.gate.ask", &[("places", places)])
    };
    let asked = missing.clone();
    let rows = move || {
        let item = |action: &'static str| {
            let words = ask_for::in_words(action, &words.catalog());
            view! {
                <li>
                    {words} " "
                    {code(action)}
                </li>
            }
        };
        let actions = ask_for::actions(&asked).into_iter();
        actions.map(item).collect_view()
    };
    let message = Memo::new(move |_| ask_for::message(&act, &missing, &words.catalog()));
    view! {
        <div class="act-missing" data-missing>
            <Notice kind=NoticeKind::Warning title=move || t("acts.gate.missing") text>
                <CopyButton label=move || t("acts.gate.copy") value=message is_primary=true />
                <button type="button" class="button" on:click=move |_| on_again.run(())>
                    {move || t("acts.gate.again")}
                </button>
            </Notice>
            <ul>{rows}</ul>
            <details>
                <summary>{move || t("acts.gate.message")}</summary>
                <p class="act-message">{move || message.get()}</p>
            </details>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use actions::switch::Switch;
    use azure::{answer::Reason, resource_id::ResourceId};

    use super::*;

    #[test]
    fn only_what_is_known_to_be_missing_shuts_the_gate() {
        let subscription =
            ResourceId::parse("/subscriptions/11111111-2222-3333-4444-555555555555").unwrap();
        let needed = Switch::Plan.needed(&subscription);
        for (missing, is_shut) in [
            (Ok(Vec::new()), false),
            (Ok(needed), true),
            (Err(Unavailable::new(Reason::Forbidden)), false),
        ] {
            let allowed = Allowed::by(missing);
            assert_eq!(allowed.is_shut(), is_shut, "{allowed:?}");
        }
        assert!(Allowed::Asking.is_shut());
    }
}
