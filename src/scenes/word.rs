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
    let class = match longest_word(&label.text) {
        it if it <= SHORT => "scene-word scene-short",
        it if it <= WHOLE => "scene-word scene-whole",
        _ => "scene-word",
    };
    // A name may run from right to left: it keeps its direction to itself.
    view! { <span class=class><bdi>{label.text.clone()}</bdi>{english}</span> }.into_any()
}

/// What has room in a column even on a phone, and what has room where there is more.
const SHORT: usize = 12;
const WHOLE: usize = 20;

/// How wide the longest word is, which decides whether it may be broken. A Japanese
/// character is as wide as two others.
fn longest_word(text: &str) -> usize {
    let width = |word: &str| -> usize {
        word.chars()
            .map(|it| if it.is_ascii() { 1 } else { 2 })
            .sum()
    };
    text.split([' ', '-', '/']).map(width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{SHORT, WHOLE, longest_word};

    #[test]
    fn only_long_words_are_broken() {
        for (text, is_short, is_whole) in [
            ("", true, true),
            ("View/Edit", true, true),
            ("Subscription", true, true),
            ("アクティブ化", true, true),
            ("DenyManagementPorts", false, true),
            ("3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08", true, true),
            ("ネットワークセキュリティグループ", false, false),
            ("averylongnamewithoutanyplacetobreak", false, false),
        ] {
            assert_eq!(longest_word(text) <= SHORT, is_short, "{text}");
            assert_eq!(longest_word(text) <= WHOLE, is_whole, "{text}");
        }
    }
}
