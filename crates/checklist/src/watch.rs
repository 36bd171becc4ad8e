//! What happens to a window that the reader watches, in words.

use diagnosis::{
    facts::Snapshot,
    question::Question,
    watch::{Event, Watch},
};
use text::Catalog;

use crate::{
    Times,
    rows::{common_args, more_names},
    words::{Person, Words},
};

/// Words what is watched, with the values of the last look.
pub struct WatchInWords<'a> {
    words: Words<'a>,
    catalog: &'a Catalog,
    times: Times,
}

impl<'a> WatchInWords<'a> {
    pub fn new(
        question: &Question,
        snapshot: &Snapshot,
        catalog: &'a Catalog,
        times: Times,
    ) -> Self {
        let common = common_args(question, snapshot);
        let more = more_names(question);
        Self {
            words: Words::new(catalog, Person::Reader, times, &common, more),
            catalog,
            times,
        }
    }

    /// One event.
    pub fn event(&self, event: &Event) -> String {
        let key = format!("watch.event.{}", event.name());
        let with = |name, value| self.words.fill(&key, &[(name, value)]);
        match event {
            Event::Moved { until } => with("at", self.times.in_text(*until, self.catalog)),
            Event::Opened { until: end }
            | Event::EndsSoon { until: end }
            | Event::Over { at: end } => with("at", self.words.time(*end)),
            Event::Lost { check, finding } => self.words.of_case(check, finding, "headline"),
            Event::Regained { check } => {
                let what = self.words.fill(&format!("checks.{check}.title"), &[]);
                with("what", what)
            }
        }
    }

    /// How things stand, as far as is known.
    pub fn standing(&self, watch: &Watch) -> String {
        let words = &self.words;
        match (watch.is_open(), watch.until()) {
            (Some(true), Some(until)) => {
                words.fill("watch.state.open", &[("at", words.time(until))])
            }
            (Some(false), _) => words.fill("watch.state.closed", &[]),
            // One that is being renewed has no end yet.
            (None, _) | (Some(true), None) => words.fill("watch.state.unknown", &[]),
        }
    }
}
