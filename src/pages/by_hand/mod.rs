//! A check without a session: one question after another about what somebody sees in
//! the portal, and the answer that follows. Nothing is asked of Azure, and once the page
//! is there it needs no connection.

mod asking;
mod goal;
mod kept;
mod outcome;
mod question;
mod row;
mod rows_kept;
mod said;

use std::time::Duration;

use diagnosis::question::{Asked, BadParameter};
use leptos::prelude::*;

use self::{asking::Asking, goal::Setting, outcome::outcome, question::QuestionCard, said::SoFar};
pub(super) use self::{
    row::{AnswerRow, kept_answers},
    rows_kept::may_be_kept,
};
use super::{notices::BadParameters, page::Page, share::share_ahead};
use crate::{
    browser::clock,
    components::piece_later,
    guide::{book, guides_ahead},
    part::{Deferred, part},
    task_slot::TaskSlot,
    words::{t, words},
};

#[component]
fn ByHandPage(asked: Asked, bad: Vec<BadParameter>) -> impl IntoView {
    let asking = Asking::new(asked);
    fetch_ahead(asking);
    let is_over = asking.is_over();
    let shows_result = RwSignal::new(false);
    let is_result_shown = Memo::new(move |_| shows_result.get() || is_over.get());
    view! {
        <Page
            title=move || t("by_hand.title")
            lead=move || asking.text("lead")
        >
            <BadParameters bad />
            <Setting asking />
            <QuestionCard asking />
            <Show when=move || asking.has_answers() && !is_over.get()>
                <div class="actions">
                    <button
                        type="button"
                        class="button"
                        aria-expanded=move || shows_result.get().to_string()
                        on:click=move |_| shows_result.update(|it| *it = !*it)
                    >
                        {move || t("by_hand.show_result")}
                    </button>
                </div>
            </Show>
            <Show when=move || is_result_shown.get()>
                {piece_later(move || outcome(asking))}
            </Show>
            <SoFar asking />
        </Page>
    }
}

/// The first question and its drawing come first; then what the next ones and the
/// answer need is fetched too.
const FIRST: Duration = Duration::from_secs(1);

fn fetch_ahead(asking: Asking) {
    let (words, book) = (words(), book());
    book.open();
    TaskSlot::new().run(async move {
        clock::wait(FIRST).await;
        // What does not arrive is fetched again by whoever needs it.
        let _ = words.add_all(&["checks", "fix", "neutral", "shared"]).await;
        guides_ahead(book).await;
        let _ = outcome(asking).await;
        share_ahead().await;
    });
}

part!(
    hand,
    fn by_hand_page(asked: Asked, bad: Vec<BadParameter>) -> Deferred {
        Box::new(move || view! { <ByHandPage asked bad /> }.into_any())
    }
);
