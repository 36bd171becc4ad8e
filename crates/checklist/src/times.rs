//! Times in words: by the reader's clock and how long ago, with UTC beside them; or,
//! for paper and for reports, so that they mean the same to everybody. Must not know
//! where the reader's clock comes from.

use azure::timestamp::{Duration, Span, Timestamp, show, span};
use text::Catalog;

/// How times are told.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// How far the reader's clock is ahead of UTC at a time, in minutes.
    ahead: fn(Timestamp) -> i32,
    /// What "ago" counts from. Without it, the offset from UTC stands there.
    now: Option<Timestamp>,
}

impl Times {
    /// For what is read by nobody knows whom.
    pub const UTC: Self = Self {
        ahead: |_| 0,
        now: None,
    };

    /// For a reader in front of the page.
    pub fn local(ahead: fn(Timestamp) -> i32, now: Timestamp) -> Self {
        Self {
            ahead,
            now: Some(now),
        }
    }

    /// For what the reader prints: it does not grow old.
    #[must_use]
    pub fn on_paper(self) -> Self {
        Self { now: None, ..self }
    }

    /// Within a sentence: "on 24 Nov 2026 at 19:00 (2 hours ago; …)".
    pub fn in_text(self, at: Timestamp, catalog: &Catalog) -> String {
        self.told("times.in_text", at, catalog)
    }

    /// Where it stands for itself: "24 Nov 2026, 19:00 (2 hours ago; …)".
    pub fn alone(self, at: Timestamp, catalog: &Catalog) -> String {
        self.told("times.alone", at, catalog)
    }

    fn told(self, key: &str, at: Timestamp, catalog: &Catalog) -> String {
        let ahead = (self.ahead)(at);
        let local = at.saturating_add(Duration::minutes(ahead.into()));
        let month = u8::from(local.month()) - 1;
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        let args = [
            ("day", local.day().to_string()),
            ("month", catalog.text(&format!("times.months.{month}"))),
            ("year", local.year().to_string()),
            ("clock", clock),
        ];
        let mut told = catalog.fill(key, args);
        let mut more = Vec::new();
        if ahead == 0 {
            told = catalog.fill("times.in_utc", [("at", told)]);
        }
        match self.now {
            Some(now) => more.push(relative(at, now, catalog)),
            None if ahead != 0 => {
                more.push(catalog.fill("times.offset", [("offset", offset(ahead))]));
            }
            None => {}
        }
        if ahead != 0 {
            more.push(catalog.fill("times.utc", [("utc", show(at))]));
        }
        let more = more
            .into_iter()
            .reduce(|one, other| catalog.fill("times.with_more", [("one", one), ("other", other)]));
        match more {
            Some(more) => catalog.fill("times.with", [("at", told), ("more", more)]),
            None => told,
        }
    }
}

/// How long ago, or in how long.
fn relative(at: Timestamp, now: Timestamp, catalog: &Catalog) -> String {
    let Span {
        unit,
        count,
        is_before,
    } = span(at, now);
    if (now - at).abs() < Duration::minutes(1) {
        return catalog.text("times.moment");
    }
    let direction = if is_before { "ago" } else { "ahead" };
    let key = format!("times.{direction}.{}", unit.name());
    catalog.fill(&key, [("n", count.to_string())])
}

/// As `+09:00`.
fn offset(ahead: i32) -> String {
    let sign = if ahead < 0 { '-' } else { '+' };
    let minutes = ahead.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
