//! One way through the portal: where it begins, and its steps page by page, each page
//! with its picture.

use azure::cloud::Cloud;
use guide::{
    Names, link,
    portal_steps::{PortalSteps, Step},
};
use leptos::prelude::*;
use text::fill;

use super::{book::book, step_text::StepText};
use crate::{
    components::{Icon, IconView, unique_id},
    config::Config,
    scenes::SceneFigure,
};

#[component]
pub(crate) fn PortalStepsView(
    portal_way: PortalSteps,
    names: Names,
    /// Whether the title is said by what stands around.
    #[prop(optional)]
    untitled: bool,
    /// Whether the last step is only to be looked at.
    #[prop(optional)]
    only_look: bool,
) -> impl IntoView {
    let book = book();
    let cloud = use_context::<Config>().map_or(Cloud::default(), |it| it.cloud);
    let href = link::url(portal_way.start, cloud, &names);
    let lands = (portal_way.lands > 1 && link::is_exact(portal_way.start, &names)).then(|| {
        let step = portal_way.lands.to_string();
        move || fill(&book.text("guide.scene.lands"), [("step", step.as_str())])
    });
    let names = StoredValue::new(names);
    let title_id = unique_id("walk");
    let title = move || book.text(&format!("guide.walks.{}.title", portal_way.name));
    let pages = portal_way
        .pages()
        .map(|(first, steps)| {
            let labelled_by = title_id.clone();
            let names = names.get_value();
            let is_last = first + steps.len() > portal_way.steps.len();
            let only_look = only_look && is_last;
            view! { <PageOfSteps name=portal_way.name steps first names labelled_by only_look /> }
        })
        .collect_view();
    view! {
        <div class="walk">
            <div class="walk-head">
                <p id=title_id class=if untitled { "sr-only" } else { "walk-title" }>{title}</p>
                <p>
                    <a href=href target="_blank" rel="noopener noreferrer">
                        {move || book.text("guide.scene.open")}
                        <span class="sr-only">" " {move || book.text("guide.scene.new_tab")}</span>
                        <IconView icon=Icon::Outside />
                    </a>
                    {lands.map(|it| view! { " " <span class="quiet">{it}</span> })}
                </p>
            </div>
            {pages}
        </div>
    }
}

/// Steps that are done on one page of the portal.
#[component]
fn PageOfSteps(
    name: &'static str,
    steps: &'static [Step],
    first: usize,
    names: Names,
    labelled_by: String,
    only_look: bool,
) -> impl IntoView {
    let book = book();
    let texts = (first..first + steps.len())
        .map(|number| {
            let is_looked_at = only_look && number + 1 == first + steps.len();
            let text = Signal::derive(move || {
                if is_looked_at {
                    book.text("guide.scene.look")
                } else {
                    book.text(&format!("guide.walks.{name}.steps.{}", number - 1))
                }
            });
            view! { <li><p><StepText text names=names.clone() /></p></li> }
        })
        .collect_view();
    view! {
        <div class="walk-page">
            <ol class="walk-steps" start=first aria-labelledby=labelled_by>
                {texts}
            </ol>
            <SceneFigure steps first names />
        </div>
    }
}
