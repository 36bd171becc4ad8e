//! A scene as a figure: the drawing, where it is in the portal, and of which
//! month.

use std::sync::Arc;

use guide::{
    Names,
    portal_steps::Step,
    scene::{Label, Look, MenuGroup, Scene},
};
use leptos::prelude::*;
use text::fill;

use super::{blocks::blocks, word::word};
use crate::guide::{Fetched, GuideBook, book};

#[component]
pub(crate) fn SceneFigure(step: Step, number: usize, names: Names) -> impl IntoView {
    let book = book();
    let source = book.scene(step.scene);
    move || match source.get() {
        Fetched::Coming => {
            view! { <p class="quiet">{book.text("guide.scene.loading")}</p> }.into_any()
        }
        Fetched::There(json) => match read(book, &json, step, &names) {
            Some(scene) => figure(book, &scene, number),
            None => failed(book),
        },
        Fetched::Failed => failed(book),
    }
}

fn failed(book: GuideBook) -> AnyView {
    view! { <p class="quiet">{book.text("guide.scene.failed")}</p> }.into_any()
}

fn read(book: GuideBook, json: &Arc<str>, step: Step, names: &Names) -> Option<Scene> {
    let look = Look {
        mark: step.mark,
        translate: &|term| book.term(term),
        name: &|name| book.name(names, name),
    };
    Scene::read(json, &look).ok()
}

fn figure(book: GuideBook, scene: &Scene, number: usize) -> AnyView {
    let title = joined(&scene.title, " | ");
    let marked = scene.marked().map_or("", |it| it.text.as_str());
    let alt = fill(
        &book.text("guide.scene.alt"),
        [("page", title.as_str()), ("marked", marked)],
    );
    let seen = if scene.seen.is_empty() {
        book.text("guide.scene.undated")
    } else {
        fill(
            &book.text("guide.scene.seen"),
            [("month", scene.seen.as_str())],
        )
    };
    let heading = scene
        .title
        .iter()
        .map(|it| word(it, number, "scene-heading"))
        .collect_view();
    let menu = (!scene.menu.is_empty()).then(|| {
        let current = scene.title.last();
        let groups = scene
            .menu
            .iter()
            .map(|it| menu_group(it, current, number))
            .collect_view();
        view! { <span class="scene-menu">{groups}</span> }
    });
    let body = blocks(&scene.body, number);
    view! {
        <figure class="scene-figure">
            <div class="scene" role="img" aria-label=alt>
                <span class="scene-top"></span>
                <span class="scene-title">{heading}</span>
                <span class="scene-columns">
                    {menu}
                    <span class="scene-body">{body}</span>
                </span>
            </div>
            <figcaption>
                <span class="sr-only">{book.text("guide.scene.path")} ": "</span>
                <bdi>{joined(&scene.title, " › ")}</bdi>
                " · "
                {seen}
            </figcaption>
        </figure>
    }
    .into_any()
}

fn menu_group(group: &MenuGroup, current: Option<&Label>, number: usize) -> AnyView {
    let heading = (!group.heading.text.is_empty())
        .then(|| word(&group.heading, number, "scene-menu-heading"));
    let items = group
        .items
        .iter()
        .map(|it| {
            let is_current = current.is_some_and(|current| current.text == it.text);
            let class = if is_current {
                "scene-menu-item scene-on"
            } else {
                "scene-menu-item"
            };
            word(it, number, class)
        })
        .collect_view();
    view! { <span class="scene-menu-group">{heading} {items}</span> }.into_any()
}

fn joined(labels: &[Label], by: &str) -> String {
    let texts: Vec<&str> = labels.iter().map(|it| it.text.as_str()).collect();
    texts.join(by)
}
