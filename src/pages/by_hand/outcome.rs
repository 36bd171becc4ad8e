//! What the answers come to: the same card and rows as of a check by Azure, and the same
//! ways to share it.

use checklist::{Item, Offer, by_hand};
use diagnosis::engine::Obstacle;
use leptos::prelude::*;
use share::report::Report;

use super::asking::Asking;
use crate::{
    browser::clock,
    components::{ChecklistView, CopyButton, VerdictCard, WithTexts},
    config::Config,
    guide::{Topic, UnreadWays},
    pages::{
        offer::StepsButton,
        share::{SharePanel, share_form},
    },
    part::{Deferred, part},
    words::{t, words},
};

#[component]
fn Outcome(asking: Asking) -> impl IntoView {
    let words = words();
    let checklist = Memo::new(move |_| {
        by_hand(
            &asking.walk().diagnosis,
            &asking.asked(),
            asking.person(),
            &words.catalog(),
            words.times(),
        )
    });
    let card = Memo::new(move |_| Some(checklist.get().card));
    let list = Signal::derive(move || Some(checklist.get()));
    let message = Memo::new(move |_| checklist.with(|it| it.card.message.clone()));
    let has_message = Memo::new(move |_| message.with(Option::is_some));
    let row = RwSignal::new(None);
    let cloud = expect_context::<Config>().cloud;
    let report = Callback::new(move |include| {
        let walk = asking.walk();
        let asked = asking.asked();
        let now = clock::now();
        Some(Report::by_hand(
            &walk.diagnosis,
            &asked,
            cloud,
            now,
            include,
        ))
    });
    view! {
        <VerdictCard
            card
            offer=Callback::new(move |(offer, is_first)| match offer {
                Offer::Steps(check) => view! { <StepsButton check row is_first /> }.into_any(),
                Offer::Answer => view! { <SayMore asking is_first /> }.into_any(),
                _ => ().into_any(),
            })
        />
        <Show when=move || has_message.get()>
            <div class="actions">
                <CopyButton
                    label=move || asking.text("message")
                    value=Signal::derive(move || message.get().unwrap_or_default())
                />
            </div>
        </Show>
        <ChecklistView
            checklist=list
            running=false
            shown=row
            guide=Callback::new(move |it: Item| steps(asking, it).into_any())
            unlock=Callback::new(move |obstacle| match obstacle {
                Obstacle::ByHand => view! { <SayMore asking is_first=false /> }.into_any(),
                _ => ().into_any(),
            })
        />
        <div class="disclosures">
            <SharePanel is_done=true form=move |is_open| share_form(report, is_open) />
        </div>
    }
}

/// Goes to the question that is still open, where one is.
#[component]
fn SayMore(asking: Asking, is_first: bool) -> impl IntoView {
    let is_there = Memo::new(move |_| asking.open_question().is_some());
    view! {
        <Show when=move || is_there.get()>
            <div class="actions" data-offer="answer">
                <button
                    type="button"
                    class="button"
                    class:button-primary=is_first
                    on:click=move |_| asking.say_more()
                >
                    {move || t("components.card.answer")}
                </button>
            </div>
        </Show>
    }
}

/// How a failing row is mended, with the names that the address has.
fn steps(asking: Asking, item: Item) -> Option<impl IntoView> {
    let to = Topic::Case {
        check: item.id,
        case: item.case?,
    };
    let question = untrack(|| asking.asked().question());
    Some(view! { <UnreadWays to names=item.names question /> })
}

part!(
    outcome,
    fn outcome(asking: Asking) -> Deferred {
        Box::new(move || {
            // The last of them speaks of another person, who may be the one that answers.
            view! {
                <WithTexts area="checks">
                    <WithTexts area="neutral">
                        <WithTexts area="shared">
                            <WithTexts area="fix">
                                <Outcome asking />
                            </WithTexts>
                        </WithTexts>
                    </WithTexts>
                </WithTexts>
            }
            .into_any()
        })
    }
);
