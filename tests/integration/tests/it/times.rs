//! Times in words, in both languages: by the reader's clock, on paper, and where
//! nobody knows who reads.

use azure::timestamp::{self, Timestamp};
use checklist::Times;
use text::Language;

use crate::texts::catalog;

fn at(text: &str) -> Timestamp {
    timestamp::parse(text).unwrap()
}

fn told(times: Times, text: &str, language: Language) -> [String; 2] {
    let catalog = catalog(language);
    [
        times.in_text(at(text), &catalog),
        times.alone(at(text), &catalog),
    ]
}

#[test]
fn a_time_is_local_and_relative_with_utc_beside_it() {
    let tokyo = Times::local(|_| 540, at("2026-11-24T10:00:00Z"));
    for (text, alone) in [
        (
            "2026-11-24T08:00:00Z",
            "24 Nov 2026, 17:00 (2 hours ago; 2026-11-24 08:00 UTC)",
        ),
        (
            "2026-11-24T16:00:00Z",
            "25 Nov 2026, 01:00 (in 6 hours; 2026-11-24 16:00 UTC)",
        ),
        (
            "2026-11-24T10:00:20Z",
            "24 Nov 2026, 19:00 (just now; 2026-11-24 10:00 UTC)",
        ),
    ] {
        let [_, found] = told(tokyo, text, Language::English);
        assert_eq!(found, alone);
    }
    assert_eq!(
        told(tokyo, "2026-11-24T09:59:00Z", Language::English)[0],
        "on 24 Nov 2026 at 18:59 (1 minute ago; 2026-11-24 09:59 UTC)"
    );
    assert_eq!(
        told(tokyo, "2026-11-20T08:00:00Z", Language::Japanese)[0],
        "2026\u{a0}年 11\u{a0}月 20\u{a0}日 17:00（4\u{a0}日前、UTC では 2026-11-20 08:00）"
    );
    // Whose clock shows UTC reads it once.
    let london = Times::local(|_| 0, at("2026-11-24T10:00:00Z"));
    assert_eq!(
        told(london, "2026-11-24T08:00:00Z", Language::English)[1],
        "24 Nov 2026, 08:00 UTC (2 hours ago)"
    );
}

#[test]
fn on_paper_and_in_reports_a_time_does_not_grow_old() {
    let new_york = Times::local(|_| -300, at("2026-11-24T10:00:00Z")).on_paper();
    assert_eq!(
        told(new_york, "2026-11-24T03:30:00Z", Language::English)[1],
        "23 Nov 2026, 22:30 (UTC-05:00; 2026-11-24 03:30 UTC)"
    );
    assert_eq!(
        told(Times::UTC, "2026-11-24T03:30:00Z", Language::English),
        ["on 24 Nov 2026 at 03:30 UTC", "24 Nov 2026, 03:30 UTC"]
    );
    assert_eq!(
        told(Times::UTC, "2026-11-24T03:30:00Z", Language::Japanese)[1],
        "2026\u{a0}年 11\u{a0}月 24\u{a0}日 03:30（UTC）"
    );
}
