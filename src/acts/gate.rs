//! Whether the reader may do it, said before the form can be sent on.

use std::sync::Arc;

use actions::{Needed, missing};
use azure::{answer::Unavailable, arm::ArmClient};
use leptos::prelude::*;

use crate::{
    components::{Notice, NoticeKind},
    task::Task,
    words::{reason, t, tf},
};

/// What is known of the reader's permissions for an act.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Allowed {
    Asking,
    Yes,
    No(Arc<Vec<Needed>>),
    Unknown(Unavailable),
}

/// Asks for what the reader may do. Asking again takes the place of before.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    allowed: RwSignal<Allowed>,
    task: Task,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            allowed: RwSignal::new(Allowed::Asking),
            task: Task::new(),
        }
    }

    pub(super) fn ask(self, arm: ArmClient, needed: Vec<Needed>) {
        self.allowed.set(Allowed::Asking);
        self.task.run(async move {
            self.allowed.set(match missing(&arm, &needed).await {
                Ok(missing) if missing.is_empty() => Allowed::Yes,
                Ok(missing) => Allowed::No(Arc::new(missing)),
                Err(why) => Allowed::Unknown(why),
            });
        });
    }

    /// Whether there is a reason not to go on.
    pub(super) fn is_shut(self) -> bool {
        self.allowed
            .with(|it| matches!(it, Allowed::Asking | Allowed::No(_)))
    }
}

/// Says what is missing, if anything.
#[component]
pub(super) fn GateView(gate: Gate, on_again: Callback<()>) -> impl IntoView {
    move || match gate.allowed.get() {
        Allowed::Yes => ().into_any(),
        Allowed::Asking => view! { <p class="quiet">{t("acts.gate.asking")}</p> }.into_any(),
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
        Allowed::No(missing) => {
            let rows = missing
                .iter()
                .map(|it| {
                    view! {
                        <li>
                            <code>{it.action}</code>
                            " "
                            {tf("acts.gate.at", &[("scope", it.scope.as_str())])}
                        </li>
                    }
                })
                .collect_view();
            view! {
                <div data-missing>
                    <Notice
                        kind=NoticeKind::Warning
                        title=move || t("acts.gate.missing")
                        text=move || t("acts.gate.ask")
                    >
                        <button type="button" class="button" on:click=move |_| on_again.run(())>
                            {move || t("acts.gate.again")}
                        </button>
                    </Notice>
                    <ul class="act-missing">{rows}</ul>
                </div>
            }
            .into_any()
        }
    }
}
