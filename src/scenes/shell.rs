//! What stands around every page of the portal: the bar at the top, the way one came,
//! the heading, and the menu at the side.

use guide::scene::{Block, Label, MenuGroup, Scene};
use leptos::prelude::*;

use super::{
    blocks::block,
    glyph::glyph,
    word::{control, entry, word},
};

pub(super) fn shell(scene: &Scene) -> AnyView {
    let menu = (!scene.menu.is_empty()).then(|| menu(scene));
    // What slid in from the side stands beside the page.
    let is_pane = |it: &&Block| matches!(it, Block::Pane { .. });
    let panes: Vec<AnyView> = scene.body.iter().filter(is_pane).map(block).collect();
    let body: Vec<AnyView> = scene
        .body
        .iter()
        .filter(|it| !is_pane(it))
        .map(block)
        .collect();
    view! {
        {top(&scene.search)}
        {head(scene)}
        <span class="scene-columns">
            {menu}
            <span class="scene-body">{body}</span>
            {panes}
        </span>
    }
    .into_any()
}

fn top(search: &Label) -> AnyView {
    let typed = (!search.text.is_empty()).then(|| {
        view! { <span class="scene-word">{search.text.clone()}</span> }
    });
    let content = view! { {glyph("search")} {typed} }.into_any();
    let search = control(search, "scene-top-search", content);
    view! {
        <span class="scene-top">
            {glyph("menu")}
            <span class="scene-brand">"Microsoft Azure"</span>
            {search}
            {glyph("account")}
        </span>
    }
    .into_any()
}

fn head(scene: &Scene) -> AnyView {
    let path = scene
        .path
        .iter()
        .map(|it| word(it, "scene-crumb"))
        .collect_view();
    let title = scene
        .title
        .iter()
        .map(|it| word(it, "scene-heading"))
        .collect_view();
    let kind = (!scene.kind.text.is_empty()).then(|| word(&scene.kind, "scene-kind"));
    // The sign of what the page is about, or of the page itself.
    let sign = [Some(&scene.kind), scene.title.last()]
        .into_iter()
        .flatten();
    let sign = sign.map(Label::term).find(|it| !it.is_empty());
    view! {
        <span class="scene-path">{glyph("home")} {path}</span>
        <span class="scene-title">
            {glyph(sign.unwrap_or_default())}
            <span class="scene-headings">{title}</span>
            {kind}
            {glyph("close")}
        </span>
    }
    .into_any()
}

fn menu(scene: &Scene) -> AnyView {
    let current = scene.title.last();
    let groups = scene
        .menu
        .iter()
        .map(|it| group(it, current))
        .collect_view();
    view! {
        <span class="scene-menu">
            <span class="scene-search">{glyph("search")}</span>
            {groups}
        </span>
    }
    .into_any()
}

fn group(group: &MenuGroup, current: Option<&Label>) -> AnyView {
    let heading =
        (!group.heading.text.is_empty()).then(|| word(&group.heading, "scene-menu-heading"));
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
            entry(it, class)
        })
        .collect_view();
    view! { <span class="scene-menu-group">{heading} {items}</span> }.into_any()
}
