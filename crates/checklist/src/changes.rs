//! The history of changes in words. Every value passes through `allow` first: the page
//! shows all of them, and a text that leaves the page only what may leave.

use azure::{
    answer::Unavailable,
    timestamp::Timestamp,
    value::{Noun, Value},
};
use diagnosis::what_changed::{By, Entry, History, Mark};
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
    /// What of the change does.
    pub deed: String,
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
            found: entries.iter().find_map(|it| self.found(it)),
            code: self.code(history),
            entries,
            notes: self.notes(history),
            unread: self.unread(history),
        }
    }

    fn found(&self, entry: &ChangeInWords) -> Option<String> {
        let mark = entry.mark.as_ref()?;
        let key = format!("changes.found.{}", mark.mark.name());
        let args = [
            ("what", entry.title.clone()),
            ("when", entry.when.clone()),
            ("who", entry.who.clone()),
            ("deed", mark.deed.clone()),
        ];
        Some(self.catalog.fill(&key, args))
    }

    fn code(&mut self, history: &History) -> Option<String> {
        let code = history.code.as_ref()?;
        let when = match code.last {
            Some(at) => self.value(&Value::Time(at)),
            None => self.catalog.text("times.unknown"),
        };
        let args = [
            ("n", code.times.to_string()),
            ("who", self.who(&code.by, code.client.as_deref())),
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
        let name = self.value(&name);
        let key = format!("changes.kinds.{}", target.kind.name());
        let when = match entry.at {
            Some(at) => self.value(&Value::Time(at)),
            None => self.catalog.text("times.unknown"),
        };
        let mut deeds = Vec::with_capacity(entry.deeds.len());
        for it in &entry.deeds {
            let values = it.args();
            let args: Vec<(&str, String)> = values
                .iter()
                .map(|(name, value)| (*name, self.value(value)))
                .collect();
            let key = format!("changes.deeds.{}", it.name());
            deeds.push(self.catalog.fill(&key, args));
        }
        let mark = entry.mark.map(|(mark, deed)| Marked {
            mark,
            text: self.catalog.text(&format!("changes.marks.{}", mark.name())),
            deed: deeds.get(deed).cloned().unwrap_or_default(),
        });
        deeds.dedup();
        ChangeInWords {
            title: self.catalog.fill(&key, [("name", name)]),
            at: entry.at,
            when,
            who: self.who(&entry.by, entry.client.as_deref()),
            deeds,
            notes,
            mark,
        }
    }

    /// Who it was, and with what, as Azure names both.
    fn who(&mut self, by: &By, client: Option<&str>) -> String {
        let name = match by {
            // Nobody's name is a word of Azure's.
            By::Person(name) => Value::Written(Noun::Value, name.clone()),
            By::Application(id) | By::Other(id) => Value::Id(Noun::Id, id.clone()),
            By::System | By::Unknown => Value::Nothing,
        };
        let is_withheld = matches!(by, By::Person(_)) && (self.allow)(&name) != name;
        let name = self.value(&name);
        let kind = if is_withheld { "withheld" } else { by.name() };
        let key = format!("changes.by.{kind}");
        let who = self.catalog.fill(&key, [("name", name)]);
        let client = client.filter(|it| !it.eq_ignore_ascii_case("Unknown"));
        let Some(client) = client else {
            return who;
        };
        let client = self.value(&Value::Unknown(client.to_owned()));
        let args = [("who", who), ("client", client)];
        self.catalog.fill("changes.with_client", args)
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
