//! Which options match what was typed, and which of them are in sight. Pure.

use std::ops::Range;

use super::choice::Choice;
use crate::browser::letters::lower;

/// Rows of the list in sight at once; the style sheet gives the list this
/// height.
pub(super) const IN_SIGHT: usize = 8;
/// Rows kept ready above and below, so that scrolling shows no gap.
const AROUND: usize = 6;

/// What an option is searched by.
pub(super) fn haystack(choice: &Choice) -> String {
    let detail = choice.detail.as_deref().unwrap_or_default();
    lower(&format!("{}\n{detail}", choice.label))
}

/// The places of the options that hold every word of the query.
pub(super) fn matching(haystacks: &[String], query: &str) -> Vec<usize> {
    let query = lower(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    haystacks
        .iter()
        .enumerate()
        .filter(|(_, text)| words.iter().all(|it| text.contains(it)))
        .map(|(at, _)| at)
        .collect()
}

/// The rows to draw when `first` is the topmost one in sight.
pub(super) fn drawn(first: usize, count: usize) -> Range<usize> {
    let end = (first + IN_SIGHT + AROUND).min(count);
    first.saturating_sub(AROUND).min(end)..end
}

/// Where a key leads from the row that is active; `None` for a key that does
/// not move. Home and End belong to the text until a row is active.
pub(super) fn moved(key: &str, active: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let page = IN_SIGHT - 1;
    let to = match (key, active) {
        ("ArrowDown", None) | ("Home", Some(_)) => 0,
        ("ArrowUp", None) | ("End", Some(_)) => last,
        ("ArrowDown", Some(at)) => at + 1,
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        ("PageDown", at) => at.unwrap_or(0) + page,
        ("PageUp", at) => at.unwrap_or(0).saturating_sub(page),
        _ => return None,
    };
    Some(to.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn haystacks() -> Vec<String> {
        [
            ("vm-web-1", "rg-prod"),
            ("vm-db-1", "rg-prod"),
            ("VM-Web-2", "rg-test"),
        ]
        .map(|(label, detail)| {
            haystack(&Choice {
                label: label.to_owned(),
                detail: Some(detail.to_owned()),
                ..Choice::default()
            })
        })
        .to_vec()
    }

    #[test]
    fn every_word_counts_in_any_order_and_casing() {
        let all = haystacks();
        assert_eq!(matching(&all, "  "), [0, 1, 2]);
        assert_eq!(matching(&all, "web"), [0, 2]);
        assert_eq!(matching(&all, "PROD web"), [0]);
        assert_eq!(matching(&all, "web nothing"), [0_usize; 0]);
    }

    #[test]
    fn a_word_does_not_span_label_and_detail() {
        assert_eq!(matching(&haystacks(), "1rg"), [0_usize; 0]);
    }

    #[test]
    fn only_what_is_near_is_drawn() {
        assert_eq!(drawn(0, 5000), 0..14);
        assert_eq!(drawn(100, 5000), 94..114);
        assert_eq!(drawn(4995, 5000), 4989..5000);
        assert_eq!(drawn(50, 3), 3..3);
        assert_eq!(drawn(0, 0), 0..0);
    }

    #[test]
    fn keys_stay_within_the_list() {
        assert_eq!(moved("ArrowDown", None, 3), Some(0));
        assert_eq!(moved("ArrowUp", None, 3), Some(2));
        assert_eq!(moved("ArrowDown", Some(2), 3), Some(2));
        assert_eq!(moved("PageDown", Some(0), 5000), Some(7));
        assert_eq!(moved("PageUp", Some(3), 5000), Some(0));
        assert_eq!(moved("End", Some(3), 5000), Some(4999));
        assert_eq!(moved("End", None, 5000), None);
        assert_eq!(moved("ArrowDown", None, 0), None);
        assert_eq!(moved("a", Some(0), 3), None);
    }
}
