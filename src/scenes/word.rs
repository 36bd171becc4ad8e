//! A word in a picture: the portal's term, its number and its English where a step
//! points to it, or a grey line where the portal's own text does not matter.

use guide::scene::Label;
use leptos::prelude::*;

use super::glyph::glyph;

/// `class` says what the word stands on: a tab, a button, a menu entry.
pub(super) fn word(label: &Label, class: &str) -> AnyView {
    control(label, class, text(label))
}

/// The same behind the glyph that the portal's term has.
pub(super) fn entry(label: &Label, class: &str) -> AnyView {
    let sign = glyph(label.term());
    control(label, class, view! { {sign} {text(label)} }.into_any())
}

pub(super) fn words(labels: &[Label], class: &str) -> Vec<AnyView> {
    labels.iter().map(|it| word(it, class)).collect()
}

/// A control, and where a step points to it, its number with a line that leads there.
pub(super) fn control(label: &Label, class: &str, content: AnyView) -> AnyView {
    let Some(number) = label.number else {
        return view! { <span class=class.to_owned()>{content}</span> }.into_any();
    };
    view! {
        <span class="scene-callout">
            <span class="scene-number">{number}</span>
            <span class=format!("{class} scene-marked")>{content}</span>
        </span>
    }
    .into_any()
}

fn text(label: &Label) -> AnyView {
    if label.text.is_empty() {
        return view! { <span class="scene-blank"></span> }.into_any();
    }
    // Only what the reader has to find is named in English too.
    let english = label
        .english
        .clone()
        .filter(|_| label.number.is_some())
        .map(|it| view! { " " <span class="scene-english" lang="en">{it}</span> });
    let class = if breaks_at_words(&label.text) {
        "scene-word scene-whole"
    } else {
        "scene-word"
    };
    // A name may run from right to left: it keeps its direction to itself.
    view! { <span class=class><bdi>{label.text.clone()}</bdi>{english}</span> }.into_any()
}

/// Whether a text has room in a column without breaking a word. A Japanese character is
/// as wide as two others.
fn breaks_at_words(text: &str) -> bool {
    const WIDEST: usize = 20;
    let width = |word: &str| -> usize {
        word.chars()
            .map(|it| if it.is_ascii() { 1 } else { 2 })
            .sum()
    };
    text.split([' ', '-', '/']).all(|it| width(it) <= WIDEST)
}

#[cfg(test)]
mod tests {
    use super::breaks_at_words;

    #[test]
    fn only_long_words_are_broken() {
        for (text, is_whole) in [
            ("Activate", true),
            ("DenyManagementPorts", true),
            ("3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08", true),
            ("アクティブ化", true),
            ("ネットワークセキュリティグループ", false),
            ("averylongnamewithoutanyplacetobreak", false),
        ] {
            assert_eq!(breaks_at_words(text), is_whole, "{text}");
        }
    }
}
