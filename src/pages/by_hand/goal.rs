//! What the questions are for, and who looks.

use diagnosis::question::Goal;
use leptos::prelude::*;

use super::asking::{ANOTHER, Asking, READER};
use crate::{
    components::{RadioGroup, RadioOption},
    words::t,
};

const NOT_SURE: &str = "unsure";

/// Open until a goal is chosen, unless the address has one.
#[component]
pub(super) fn Setting(asking: Asking) -> impl IntoView {
    let first = asking.goal();
    let goal = RwSignal::new(first.map_or(NOT_SURE, Goal::name));
    Effect::new(move |before: Option<()>| {
        let name = goal.get();
        if before.is_some() {
            asking.set_goal(Goal::ALL.into_iter().find(|it| it.name() == name));
        }
    });
    let goals = Goal::ALL
        .map(Goal::name)
        .into_iter()
        .chain([NOT_SURE])
        .map(|it| RadioOption::new(it, move || t(&format!("page.goals.{it}.label"))))
        .collect();
    let people = [READER, ANOTHER]
        .map(|it| RadioOption::new(it, move || t(&format!("by_hand.person.{it}"))))
        .to_vec();
    let chosen = move || {
        let person = asking.person.get();
        [
            t(&format!("page.goals.{}.label", goal.get())),
            t(&format!("by_hand.person.{person}")),
        ]
        .join(" · ")
    };
    view! {
        <details class="card by-hand-setting" open=first.is_none()>
            <summary>
                {move || t("by_hand.goal")} " " <span class="quiet">{chosen}</span>
            </summary>
            <div class="fields">
                <RadioGroup legend=move || t("by_hand.goal") options=goals value=goal />
                <RadioGroup
                    legend=move || t("by_hand.person.legend")
                    options=people
                    value=asking.person
                />
            </div>
        </details>
    }
}
