//! A scene as a figure: the drawing, where it is in the portal, and of which
//! month.

use std::sync::Arc;

use guide::{
    Names,
    portal_steps::Step,
    scene::{Label, Look, Scene},
};
use leptos::prelude::*;
use text::fill;

use super::shell::shell;
use crate::guide::{Fetched, GuideBook, book};

/// The page that these steps are done on; `first` is the number of the first.
#[component]
pub(crate) fn SceneFigure(steps: &'static [Step], first: usize, names: Names) -> impl IntoView {
    let book = book();
    let source = steps.first().map(|it| book.scene(it.scene));
    move || match source.as_ref().map_or(Fetched::Failed, Get::get) {
        Fetched::Coming => {
            view! { <p class="quiet">{book.text("guide.scene.loading")}</p> }.into_any()
        }
        Fetched::There(json) => match read(book, &json, steps, first, &names) {
            Some(scene) => figure(book, &scene),
            None => failed(book),
        },
        Fetched::Failed => failed(book),
    }
}

fn failed(book: GuideBook) -> AnyView {
    view! { <p class="quiet">{book.text("guide.scene.failed")}</p> }.into_any()
}

fn read(
    book: GuideBook,
    json: &Arc<str>,
    steps: &[Step],
    first: usize,
    names: &Names,
) -> Option<Scene> {
    let look = Look {
        steps,
        first,
        translate: &|term| book.term(term),
        name: &|name| book.known(names, name),
        missing: &|name| book.name(names, name),
    };
    Scene::read(json, &look).ok()
}

fn figure(book: GuideBook, scene: &Scene) -> AnyView {
    let title = joined(&scene.title, " | ");
    let marked: Vec<String> = scene
        .marked()
        .into_iter()
        .filter_map(|it| Some(format!("{} {}", it.number?, it.text)))
        .collect();
    let alt = fill(
        &book.text("guide.scene.alt"),
        [
            ("page", title),
            ("marked", marked.join(&book.text("guide.scene.separator"))),
        ],
    );
    let seen = if scene.seen.is_empty() {
        book.text("guide.scene.undated")
    } else {
        fill(
            &book.text("guide.scene.seen"),
            [("month", scene.seen.as_str())],
        )
    };
    let drawing = shell(scene);
    view! {
        <figure class="scene-figure">
            <div class="scene" role="img" aria-label=alt>
                {drawing}
            </div>
            <figcaption>{seen}</figcaption>
        </figure>
    }
    .into_any()
}

/// Without those that stand for a name that nobody knows.
fn joined(labels: &[Label], by: &str) -> String {
    let texts = labels.iter().map(|it| it.text.as_str());
    texts
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(by)
}
