//! The history of changes in words. Every value passes through `allow` first: the page
//! shows all of them, and a text that leaves the page only what may leave.

use azure::{answer::Unavailable, timestamp::Timestamp, value::Value};
use diagnosis::what_changed::{
    By, DeedKind, Doer, Entry, Explanation, History, Mark, TargetKind, program,
};
use text::Catalog;

use crate::{Times, in_text};

/// Longer values say nothing more in a list.
const MOST_LETTERS: usize = 120;

/// The history in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryInWords {
    /// What was looked at, and what can't be in it.
    pub lead: String,
    /// What explains the cause, for the one who reads no further.
    pub found: Option<String>,
    /// What looks like infrastructure code.
    pub code: Option<String>,
    /// The newest first.
    pub entries: Vec<ChangeInWords>,
    /// What is not in the list, and why.
    pub notes: Vec<String>,
    /// Kinds of resources that couldn't be looked at.
    pub unread: Vec<(String, Unavailable)>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeInWords {
    /// What was changed.
    pub title: String,
    pub at: Option<Timestamp>,
    pub when: String,
    pub who: String,
    pub deeds: Vec<String>,
    /// What isn't known of it.
    pub notes: Vec<String>,
    pub mark: Option<Marked>,
}

/// That a change explains the cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub mark: Mark,
    pub text: String,
}

/// Words a history.
pub fn what_changed(
    history: &History,
    catalog: &Catalog,
    times: Times,
    allow: impl FnMut(&Value) -> Value,
) -> HistoryInWords {
    Words {
        catalog,
        times,
        allow,
    }
    .history(history)
}

/// Words the change that explains a cause, as a result holds it.
pub fn explained_by(change: &Explanation, catalog: &Catalog, times: Times) -> String {
    Words {
        catalog,
        times,
        allow: Clone::clone,
    }
    .explained(change)
}

struct Words<'a, F> {
    catalog: &'a Catalog,
    times: Times,
    allow: F,
}

impl<F: FnMut(&Value) -> Value> Words<'_, F> {
    fn history(&mut self, history: &History) -> HistoryInWords {
        let args = [
            ("since", self.value(&Value::Time(history.since()))),
            ("n", history.scene.targets.len().to_string()),
        ];
        let lead = self.catalog.fill("changes.lead", args);
        let entries: Vec<ChangeInWords> = history.entries.iter().map(|it| self.entry(it)).collect();
        HistoryInWords {
            lead,
            found: history.explanation().map(|it| self.explained(&it)),
            code: self.code(history),
            entries,
            notes: self.notes(history),
            unread: self.unread(history),
        }
    }

    fn explained(&mut self, change: &Explanation) -> String {
        let args = [
            ("what", self.title(change.target, change.name())),
            ("when", self.value(change.at())),
            ("who", self.who(change.by, change.who(), change.client())),
            (
                "deed",
                self.deed(change.deed, change.values().map(|(name, _, it)| (name, it))),
            ),
        ];
        let key = format!("changes.found.{}", change.mark.name());
        self.catalog.fill(&key, args)
    }

    fn code(&mut self, history: &History) -> Option<String> {
        let code = history.code.as_ref()?;
        let when = match code.last {
            Some(at) => self.value(&Value::Time(at)),
            None => self.catalog.text("times.unknown"),
        };
        let args = [
            ("n", code.times.to_string()),
            ("who", self.by(&code.by, code.client.as_deref())),
            ("when", when),
        ];
        Some(self.catalog.fill("changes.code", args))
    }

    fn notes(&self, history: &History) -> Vec<String> {
        let counted = |key: &str, n: usize| {
            let n = n.to_string();
            self.catalog.fill(&format!("changes.{key}"), [("n", n)])
        };
        let mut notes = Vec::new();
        if history.is_cut {
            notes.push(counted("cut", history.entries.len() + history.left_out));
        }
        if history.left_out > 0 {
            notes.push(counted("left_out", history.left_out));
        }
        if history.unreadable > 0 {
            notes.push(counted("unreadable", history.unreadable));
        }
        notes
    }

    fn unread(&self, history: &History) -> Vec<(String, Unavailable)> {
        let each = history.scene.unread.iter().map(|(kind, why)| {
            let kind = self
                .catalog
                .text(&format!("changes.unread.{}", kind.name()));
            (kind, why.clone())
        });
        each.collect()
    }

    fn entry(&mut self, entry: &Entry) -> ChangeInWords {
        let text = |key: String| self.catalog.text(&key);
        let mut notes = Vec::new();
        if let Some(gap) = entry.gap {
            notes.push(text(format!("changes.gaps.{}", gap.name())));
        }
        if entry.is_ahead {
            notes.push(text("changes.ahead".to_owned()));
        }
        if entry.follows_gap {
            notes.push(text("changes.follows_gap".to_owned()));
        }
        let target = &entry.target;
        let name = Value::Name(target.kind.noun(), target.id.name().to_owned());
        let title = self.title(target.kind, &name);
        let when = match entry.at {
            Some(at) => self.value(&Value::Time(at)),
            None => self.catalog.text("times.unknown"),
        };
        let mut deeds = Vec::with_capacity(entry.deeds.len());
        for it in &entry.deeds {
            let values = it.args();
            deeds.push(self.deed(it.kind(), values.iter().map(|(name, it)| (*name, it))));
        }
        let mark = entry.mark.map(|(mark, _)| Marked {
            mark,
            text: self.catalog.text(&format!("changes.marks.{}", mark.name())),
        });
        deeds.dedup();
        ChangeInWords {
            title,
            at: entry.at,
            when,
            who: self.by(&entry.by, entry.client.as_deref()),
            deeds,
            notes,
            mark,
        }
    }

    /// What was changed.
    fn title(&mut self, kind: TargetKind, name: &Value) -> String {
        let key = format!("changes.kinds.{}", kind.name());
        let name = self.value(name);
        self.catalog.fill(&key, [("name", name)])
    }

    fn deed<'v>(
        &mut self,
        kind: DeedKind,
        values: impl Iterator<Item = (&'v str, &'v Value)>,
    ) -> String {
        let args: Vec<(&str, String)> = values.map(|(name, it)| (name, self.value(it))).collect();
        let key = format!("changes.deeds.{}", kind.name());
        self.catalog.fill(&key, args)
    }

    fn by(&mut self, by: &By, client: Option<&str>) -> String {
        self.who(by.doer(), &by.called(), &program(client))
    }

    /// Who it was, and with what, as Azure names both.
    fn who(&mut self, doer: Doer, name: &Value, client: &Value) -> String {
        let kind = doer.name();
        let who = if self.is_withheld(name) {
            self.catalog.text(&format!("changes.by.withheld.{kind}"))
        } else {
            let name = self.value(name);
            let key = format!("changes.by.{kind}");
            self.catalog.fill(&key, [("name", name)])
        };
        if client.is_nothing() || self.is_withheld(client) {
            return who;
        }
        let client = self.value(client);
        let args = [("who", who), ("client", client)];
        self.catalog.fill("changes.with_client", args)
    }

    fn is_withheld(&mut self, value: &Value) -> bool {
        matches!((self.allow)(value), Value::Alias(..))
    }

    fn value(&mut self, value: &Value) -> String {
        let allowed = (self.allow)(value);
        let text = in_text(&allowed, self.times, self.catalog);
        // A backquote would end the code that it is in.
        let text = text.replace('`', "'").replace(char::is_control, " ");
        match text.char_indices().nth(MOST_LETTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }
}
