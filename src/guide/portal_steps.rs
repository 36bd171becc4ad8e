//! One way through the portal: where it begins, and its steps with a picture
//! each.

use azure::cloud::Cloud;
use guide::{Names, link, portal_steps::PortalSteps};
use leptos::prelude::*;

use super::{book::book, step_text::StepText};
use crate::{
    components::{Icon, IconView, unique_id},
    config::Config,
    scenes::SceneFigure,
};

#[component]
pub(crate) fn PortalStepsView(
    portal_way: &'static PortalSteps,
    names: Names,
    /// Whether the title is said by what stands around.
    #[prop(optional)]
    untitled: bool,
) -> impl IntoView {
    let book = book();
    let cloud = use_context::<Config>().map_or(Cloud::default(), |it| it.cloud);
    let href = link::url(portal_way.start, cloud, &names);
    let names = StoredValue::new(names);
    let title_id = unique_id("walk");
    let title = move || book.text(&format!("guide.walks.{}.title", portal_way.name));
    let steps = portal_way
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let text = Signal::derive(move || {
                book.text(&format!("guide.walks.{}.steps.{at}", portal_way.name))
            });
            let names = names.get_value();
            view! {
                <li>
                    <p><StepText text names=names.clone() /></p>
                    <SceneFigure step=*step number=at + 1 names />
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="walk">
            <p id=title_id.clone() class=if untitled { "sr-only" } else { "walk-title" }>{title}</p>
            <p>
                <a href=href target="_blank" rel="noopener noreferrer">
                    {move || book.text("guide.scene.open")}
                    <span class="sr-only">" " {move || book.text("guide.scene.new_tab")}</span>
                    <IconView icon=Icon::Outside />
                </a>
            </p>
            <ol class="walk-steps" aria-labelledby=title_id>{steps}</ol>
        </div>
    }
}
