//! The buttons that open an act, and the one place on a page where it opens:
//! what is read anew when an act is done must not take its outcome away.

use actions::Act;
use leptos::prelude::*;

use super::{
    panel::act_panel,
    saved_draft::{self, act_waiting},
};
use crate::{
    browser::{focus::Opener, leaving, location},
    components::{WithTexts, piece_later},
    session::sessions,
    task_slot::TaskSlot,
    words::t,
};

/// The act that is open on a page, if any.
#[derive(Clone, Copy)]
pub(crate) struct OpenAct {
    act: RwSignal<Option<Act>>,
    /// What opened it, which has the focus again once it is closed.
    opener: StoredValue<Opener, LocalStorage>,
}

impl OpenAct {
    /// With the act whose form was put aside on this page.
    pub(crate) fn new() -> Self {
        let act = RwSignal::new(None);
        if saved_draft::is_any() {
            TaskSlot::new().run(async move {
                // What was opened meanwhile stays as it is.
                if let Ok(Some(waiting)) = act_waiting().await
                    && act.with_untracked(Option::is_none)
                {
                    act.set(Some(waiting));
                }
            });
        }
        Self {
            act,
            opener: StoredValue::new_local(Opener::default()),
        }
    }

    /// Whether the open act requests access.
    pub(crate) fn is_request(self) -> bool {
        self.act
            .with_untracked(|it| matches!(it, Some(Act::Request(_))))
    }

    /// Opens an act in place of another, unless that one is under way and the
    /// reader stays with it. One that is open already keeps what it holds.
    pub(crate) fn open(self, act: Act) {
        if self.is_open(&act) {
            location::focus("[data-act] h2");
        } else if leaving::may_leave() {
            self.opener.set_value(Opener::now());
            self.act.set(Some(act));
        }
    }

    fn is_open(self, act: &Act) -> bool {
        self.act.with(|it| it.as_ref() == Some(act))
    }

    fn close(self) {
        saved_draft::forget();
        self.act.set(None);
        // The page may have been left by then.
        request_animation_frame(move || {
            self.opener.try_with_value(Opener::take_up);
        });
    }
}

/// A button that opens an act.
#[component]
pub(crate) fn ActButton(
    act: Act,
    open: OpenAct,
    /// Something else beside it matters more.
    #[prop(optional)]
    is_quiet: bool,
) -> impl IntoView {
    // What was collected elsewhere is only looked at.
    if sessions().source().is_some() {
        return None;
    }
    let name = act.name();
    let act = StoredValue::new(act);
    let is_open = move || act.with_value(|it| open.is_open(it));
    Some(view! {
        <div class="actions">
            <button
                type="button"
                class="button"
                class:button-primary=!is_quiet
                data-offer=name
                aria-disabled=move || is_open().then_some("true")
                on:click=move |_| untrack(|| open.open(act.get_value()))
            >
                {move || t(&format!("page.act.{name}"))}
            </button>
        </div>
    })
}

/// Where the open act stands. `on_done` is called when Azure has done it.
#[component]
pub(crate) fn ActSlot(open: OpenAct, on_done: Callback<()>) -> impl IntoView {
    let on_close = Callback::new(move |()| open.close());
    move || {
        open.act.get().map(|act| {
            view! {
                <WithTexts area="acts">
                    {
                        let act = act.clone();
                        piece_later(move || {
                            act_panel(act.clone(), on_close, on_done)
                        })
                    }
                </WithTexts>
            }
        })
    }
}
