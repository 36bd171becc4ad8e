//! Checks that could not run for one reason: one row, which opens to what is in the
//! way of which of them.

use checklist::{Doubt, DoubtPart, Told};
use leptos::prelude::*;

use super::{board::Board, folding::Folding};
use crate::{
    components::{
        icon::{Icon, IconView},
        keyed::{keyed, piece},
        prose::Prose,
    },
    words::t,
};

/// All of them; nothing where every check could run.
#[component]
pub(super) fn Doubts(board: Board) -> impl IntoView {
    let doubts = Memo::new(move |_| {
        board
            .checklist
            .with(|it| it.as_ref().map(|it| it.doubts.clone()))
            .unwrap_or_default()
    });
    let is_shown = Memo::new(move |_| {
        let is_left_out = board.folding.with(Folding::is_narrowed);
        !is_left_out && doubts.with(|it| !it.is_empty())
    });
    view! {
        <Show when=move || is_shown.get()>
            <section class="card group" aria-label=move || t("states.could_not_check")>
                <ul class="rows">
                    {keyed(move || {
                        let row = |it: Doubt| {
                            piece(it.key.to_string(), move || {
                                view! { <DoubtRow board doubts first=it /> }.into_any()
                            })
                        };
                        doubts.get().into_iter().map(row).collect()
                    })}
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn DoubtRow(board: Board, doubts: Memo<Vec<Doubt>>, first: Doubt) -> impl IntoView {
    let own = first.key.clone();
    let obstacle = own.obstacle;
    let doubt = Memo::new(move |_| {
        let found = doubts.with(|it| it.iter().find(|it| it.key == own).cloned());
        found.unwrap_or_else(|| first.clone())
    });
    let how = Signal::derive(move || doubt.with(|it| it.how.clone()));
    view! {
        <li class="row doubt" data-doubt=obstacle.name() data-state="could_not_check">
            <details>
                <summary>
                    <span class="row-icon">
                        <IconView icon=Icon::Unknown />
                    </span>
                    <span class="row-text">
                        <h3>{move || doubt.with(|it| it.title.clone())}</h3>
                        <span class="row-what"><Prose text=how /></span>
                    </span>
                    <span class="row-state">{move || t("states.could_not_check")}</span>
                    <span class="chevron">
                        <IconView icon=Icon::Chevron />
                    </span>
                </summary>
                <div class="row-detail">
                    {board.unlock.map(|it| it.run(obstacle))}
                    {move || doubt.with(|it| it.parts.iter().map(|it| part(board, it)).collect_view())}
                </div>
            </details>
        </li>
    }
}

fn part(board: Board, part: &DoubtPart) -> impl IntoView + use<> {
    let why = part.why.clone();
    view! {
        <div class="doubt-part">
            <p><Prose text=why /></p>
            {told(board, &part.checks)}
        </div>
    }
}

/// The checks by their names, each of which leads to its own row.
pub(super) fn told(board: Board, checks: &[Told]) -> impl IntoView + use<> {
    let names = checks
        .iter()
        .map(|it| {
            let check = it.check;
            view! {
                <li data-told=check>
                    <button
                        type="button"
                        class="button-link"
                        on:click=move |_| board.shown.set(Some(check))
                    >
                        {it.title.clone()}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="told">{names}</ul> }
}
