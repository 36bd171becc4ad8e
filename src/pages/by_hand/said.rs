//! What was answered so far, each of which can be changed.

use diagnosis::by_hand::{Given, Question};
use guide::Names;
use leptos::prelude::*;

use super::asking::Asking;
use crate::{
    components::Disclosure,
    guide::StepText,
    words::{t, tf},
};

#[component]
pub(super) fn SoFar(asking: Asking) -> impl IntoView {
    view! {
        <Show when=move || asking.has_answers()>
            <Disclosure
                hook="data-so-far"
                class="card"
                title=move || {
                    let n = asking.walk().asked.len();
                    format!("{} ({n})", t("by_hand.so_far"))
                }
            >
                <ol class="by-hand-said">
                    {move || {
                        asking
                            .walk()
                            .asked
                            .iter()
                            .map(|(question, given)| {
                                view! { <Said asking question given=*given /> }
                            })
                            .collect_view()
                    }}
                </ol>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| asking.restart()>
                        {move || t("by_hand.restart")}
                    </button>
                </div>
            </Disclosure>
        </Show>
    }
}

#[component]
fn Said(asking: Asking, question: &'static Question, given: Given) -> impl IntoView {
    let ask = move || asking.text(&format!("questions.{}.ask", question.name));
    let key = match given {
        Given::Seen(name) => format!("questions.{}.answers.{name}", question.name),
        Given::NotSeen => "not_seen".to_owned(),
        Given::Skipped => "skipped".to_owned(),
    };
    let answer = Signal::derive(move || asking.text(&key));
    // Read aloud without the marks of the portal's terms.
    let plain = move || ask().replace(['[', ']'], "");
    view! {
        <li data-said=question.name>
            <span>
                <StepText text=Signal::derive(ask) names=Names::default() />
                <br />
                <b>
                    <StepText text=answer names=Names::default() />
                </b>
            </span>
            " "
            <button
                type="button"
                class="button button-small"
                aria-label=move || tf("by_hand.change_what", &[("question", &plain())])
                on:click=move |_| asking.change(question)
            >
                {move || t("by_hand.change")}
            </button>
        </li>
    }
}
