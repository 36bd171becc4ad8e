//! Sentences from the text catalogue, and lists of things to do.

use leptos::{prelude::*, tachys::html::InertElement};

/// A text in which what stands between backquotes is shown as code. Nothing
/// else in it is markup.
#[component]
pub(crate) fn Prose(#[prop(into)] text: Signal<String>) -> impl IntoView {
    move || {
        text.get()
            .split('`')
            .enumerate()
            .map(|(at, part)| {
                if at % 2 == 1 {
                    code(part)
                } else {
                    part.to_owned().into_any()
                }
            })
            .collect_view()
    }
}

/// Text as code, in which a path goes on in the next line after a slash, if it must.
pub(crate) fn code(text: &str) -> AnyView {
    let mut parts = Vec::new();
    for part in text.split_inclusive('/') {
        parts.push(part.to_owned().into_any());
        if may_end_a_line(part) {
            parts.push(InertElement::new("<wbr>").into_any());
        }
    }
    view! { <code>{parts}</code> }.into_any()
}

/// Neither where a path begins nor before the bits of an address range.
fn may_end_a_line(part: &str) -> bool {
    let word = part.rsplit(' ').next().unwrap_or(part);
    word.ends_with('/') && !word.contains(':') && word.contains(|it: char| it.is_ascii_alphabetic())
}

/// What to do, one thing after the other.
#[component]
pub(crate) fn Steps(#[prop(into)] steps: Signal<Vec<String>>) -> impl IntoView {
    view! {
        <ol class="steps">
            {move || {
                steps.get().into_iter().map(|it| view! { <li><Prose text=it /></li> }).collect_view()
            }}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::may_end_a_line;

    #[test]
    fn a_line_ends_between_the_names_of_a_path() {
        for part in ["Microsoft.Security/", "{id}/", "/subscriptions/"] {
            assert!(may_end_a_line(part), "{part}");
        }
        for part in [
            "/",
            "GET /",
            "https:/",
            "10.10.250.0/",
            "fd00::/",
            "read",
            "",
        ] {
            assert!(!may_end_a_line(part), "{part}");
        }
    }
}
