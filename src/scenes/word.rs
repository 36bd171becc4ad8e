//! A word in a picture: the portal's term, its English beside it, the mark of
//! the step, or a grey line where the portal's own text does not matter.

use guide::scene::Label;
use leptos::prelude::*;

/// `class` says what the word stands on: a tab, a button, a menu entry.
pub(super) fn word(label: &Label, number: usize, class: &str) -> AnyView {
    if label.text.is_empty() {
        return view! { <span class=format!("{class} scene-blank")></span> }.into_any();
    }
    let english = label
        .english
        .clone()
        .map(|it| view! { <span class="scene-english" lang="en">{it}</span> });
    let text = label.text.clone();
    let mark = label
        .is_marked
        .then(|| view! { <span class="scene-number">{number}</span> });
    let class = if label.is_marked {
        format!("{class} scene-word scene-marked")
    } else {
        format!("{class} scene-word")
    };
    // A name may run from right to left: it keeps its direction to itself.
    view! { <span class=class>{mark}<bdi>{text}</bdi> {english}</span> }.into_any()
}

pub(super) fn words(labels: &[Label], number: usize, class: &str) -> Vec<AnyView> {
    labels.iter().map(|it| word(it, number, class)).collect()
}
