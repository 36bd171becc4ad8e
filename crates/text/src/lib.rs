//! The texts of the page in every language: a catalogue by key, read from data,
//! and the filling of placeholders.
//!
//! **Must not know** what any text is about. It depends on no other crate, so that
//! every crate that words something can use it.
//!
//! The texts themselves are in `languages/<language>/*.json` beside these sources,
//! one file for each area; what the first page needs is fetched as one file. A
//! folder in there is fetched on its own: `app` with the app's module, `checks` with a
//! page that tells of a VM, the others when something needs them. A placeholder in braces is filled with a plain value
//! and never read as markup: `{vm}` as it is, `{#days}` as a count,
//! `{days|day|days}` with the word that goes with the count.
//!
//! ```
//! use text::Catalog;
//!
//! let json = r#"{"window": {"left": "{#minutes} {minutes|minute|minutes} left for {vm}"}}"#;
//! let catalog = Catalog::parse(json).unwrap();
//! let left = |minutes| catalog.fill("window.left", [("minutes", minutes), ("vm", "web-01")]);
//! assert_eq!(left("1"), "1 minute left for web-01");
//! assert_eq!(left("1440"), "1,440 minutes left for web-01");
//! ```

mod neutral;
mod placeholder;

use std::{borrow::Cow, collections::HashMap};

pub use neutral::Neutral;
use placeholder::Placeholder;
pub use placeholder::grouped;
use serde_json::Value;

macro_rules! languages {
    ($($name:ident = $tag:literal, $own:literal;)*) => {
        /// A language that every text exists in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Language { $($name,)* }

        impl Language {
            const COUNT: usize = [$(Self::$name,)*].len();
            pub const ALL: [Self; Self::COUNT] = [$(Self::$name,)*];

            /// The BCP 47 tag, which names the folder of its texts.
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag,)* }
            }

            /// What the language calls itself.
            pub fn own_name(self) -> &'static str {
                match self { $(Self::$name => $own,)* }
            }
        }
    };
}

languages! {
    English = "en", "English";
    Japanese = "ja", "日本語";
}

impl Language {
    /// The language of a tag such as `ja-JP`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|it| it.tag().eq_ignore_ascii_case(primary))
    }
}

/// The texts of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog(HashMap<String, String>);

/// The catalogue's file is no JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCatalog;

impl Catalog {
    /// Reads nested JSON; a key is the path to a text, joined by dots, and an
    /// item of a list has its place from 0 as its last part.
    pub fn parse(json: &str) -> Result<Self, BadCatalog> {
        let value: Value = serde_json::from_str(json).map_err(|_| BadCatalog)?;
        let mut texts = HashMap::new();
        flatten("", &value, &mut texts);
        if texts.is_empty() {
            return Err(BadCatalog);
        }
        Ok(Self(texts))
    }

    /// Adds the texts of another file of the same language.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// A text without placeholders. A key that has no text shows itself, which
    /// a test keeps from happening.
    pub fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or(key).to_owned()
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A text with its placeholders filled in.
    pub fn fill<'a, V: AsRef<str> + 'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, V)>,
    ) -> String {
        fill(&self.text(key), args)
    }

    /// The items of a list, as they stand.
    pub fn list(&self, key: &str) -> Vec<&str> {
        (0..)
            .map_while(|at| self.get(&format!("{key}.{at}")))
            .collect()
    }

    /// Names or values as a list within a sentence, as the language parts them.
    pub fn listed<T: AsRef<str>>(&self, items: &[T]) -> String {
        let mut list = String::new();
        for (at, item) in items.iter().enumerate() {
            self.add_to_list(&mut list, at, item.as_ref());
        }
        list
    }

    fn add_to_list(&self, list: &mut String, at: usize, item: &str) {
        if 0 < at {
            list.push_str(self.get("list.between").unwrap_or(", "));
        }
        list.push_str(item);
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Puts values in the place of placeholders such as `{name}`. Braces in a value are not looked at
/// again, and a value that runs from right to left keeps that to itself.
pub fn fill<'a, V: AsRef<str> + 'a>(
    text: &str,
    args: impl IntoIterator<Item = (&'a str, V)>,
) -> String {
    let args: Vec<(&str, V)> = args.into_iter().collect();
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, placeholder, after)) = next_placeholder(rest) {
        filled.push_str(before);
        match args.iter().find(|(it, _)| *it == placeholder.name) {
            Some((_, value)) => {
                add_value(&mut filled, &isolated(&placeholder.show(value.as_ref())));
            }
            None if placeholder.is_optional() => {}
            None => filled.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after_value(&filled, after);
    }
    filled.push_str(rest);
    filled
}

/// Adds a value. Texts put a space between a placeholder and Japanese, for values in half
/// width. A value in full width drops that space, except behind a noun, which ends in kanji
/// or katakana.
fn add_value(filled: &mut String, value: &str) {
    let before = filled.strip_suffix(' ').map(last);
    if matches!(before, Some('\u{3040}'..='\u{309f}')) && is_wide(first(value)) {
        filled.pop();
    }
    filled.push_str(value);
}

/// What follows a value; see [`add_value`].
fn after_value<'a>(filled: &str, after: &'a str) -> &'a str {
    match after.strip_prefix(' ') {
        Some(rest) if is_wide(last(filled)) && is_wide(first(rest)) => rest,
        _ => after,
    }
}

/// Texts that follow each other, such as sentences: parted by a space, but not behind 「。」
/// and not before 「（」.
/// What is empty is left out.
pub fn sentences(parts: &[&str]) -> String {
    let mut all = String::new();
    for part in parts {
        if !part.is_empty() && first(part) != '（' {
            all.push_str(space_after(&all));
        }
        all.push_str(part);
    }
    all
}

/// What parts a text from the sentence that follows it, where a view sets them apart.
pub fn space_after(text: &str) -> &'static str {
    if text.is_empty() || last(text) == '。' {
        ""
    } else {
        " "
    }
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

fn last(text: &str) -> char {
    text.chars().next_back().unwrap_or(' ')
}

fn is_wide(it: char) -> bool {
    '\u{3000}' <= it
}

/// Keeps a value from turning the text around it: one that has letters from
/// right to left is isolated, and characters that only turn the direction are
/// replaced, for they can make a name look like another.
fn isolated(value: &str) -> Cow<'_, str> {
    let turns = |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let from_right = |it: char| {
        matches!(it,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if value.chars().any(|it| turns(it) || from_right(it)) {
        let value = value.replace(turns, "\u{fffd}");
        Cow::Owned(format!("\u{2068}{value}\u{2069}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// The names of a text's placeholders, in order.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, placeholder, after)) = next_placeholder(rest) {
        names.push(placeholder.name);
        rest = after;
    }
    names
}

fn next_placeholder(text: &str) -> Option<(&str, Placeholder<'_>, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (inner, after) = rest.split_once('}')?;
    Some((before, Placeholder::parse(inner), after))
}

fn flatten(key: &str, value: &Value, texts: &mut HashMap<String, String>) {
    let below = |name: &str| {
        if key.is_empty() {
            name.to_owned()
        } else {
            format!("{key}.{name}")
        }
    };
    match value {
        Value::String(text) => {
            texts.insert(key.to_owned(), text.clone());
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, texts);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                flatten(&below(&at.to_string()), value, texts);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_texts_by_path() {
        let catalog = Catalog::parse(r#"{"a":{"b":"{x} and {y}","l":["one","two"]}}"#).unwrap();
        assert_eq!(catalog.fill("a.b", [("x", "{y}"), ("y", "2")]), "{y} and 2");
        assert_eq!(catalog.list("a.l"), ["one", "two"]);
        assert_eq!(catalog.text("a.none"), "a.none");
        assert_eq!(placeholders("{x} and {y}"), ["x", "y"]);
        assert_eq!(Catalog::parse("<html>"), Err(BadCatalog));
        assert_eq!(Catalog::parse("[]"), Err(BadCatalog));
    }

    #[test]
    fn a_count_and_its_word_are_filled_in() {
        let text = "{#days} {days|day|days} old, port {port}";
        assert_eq!(placeholders(text), ["days", "days", "port"]);
        for (days, filled) in [
            ("1", "1 day old, port 3389"),
            ("1200", "1,200 days old, port 3389"),
        ] {
            assert_eq!(fill(text, [("days", days), ("port", "3389")]), filled);
        }
        assert_eq!(fill::<&str>(text, []), text);
    }

    #[test]
    fn a_value_that_is_missing_takes_its_space_with_it() {
        for (code, filled) in [("Busy", "(400 Busy)"), ("-", "(400)"), ("", "(400)")] {
            let args = [("status", "400"), ("code", code)];
            assert_eq!(fill("({status}{ code})", args), filled);
        }
        assert_eq!(fill("({status}{ code})", [("status", "400")]), "(400)");
        assert_eq!(placeholders("({status}{ code})"), ["status", "code"]);
    }

    #[test]
    fn a_value_in_full_width_takes_no_spaces() {
        for (role, filled) in [
            ("閲覧者（Reader）", "閲覧者（Reader）を"),
            ("閲覧者", "閲覧者を"),
            ("Reader", "Reader を"),
            ("Reader (built-in)", "Reader (built-in) を"),
        ] {
            assert_eq!(fill("{role} を", [("role", role)]), filled);
        }
        for (text, filled) in [
            ("まず {role} を", "まず閲覧者を"),
            ("ロール {role} を", "ロール 閲覧者を"),
        ] {
            assert_eq!(fill(text, [("role", "閲覧者")]), filled);
            let spaced = text.replace("{role}", "vm-1");
            assert_eq!(fill(text, [("role", "vm-1")]), spaced);
        }
        assert_eq!(fill("{vm} is off", [("vm", "（東京）")]), "（東京） is off");
    }

    #[test]
    fn japanese_sentences_follow_each_other_without_a_space() {
        for (parts, joined) in [
            (&["結果です。", "閲覧に"][..], "結果です。閲覧に"),
            (&["Old.", "Read it."], "Old. Read it."),
            (
                &["終了している", "要求できます。"],
                "終了している 要求できます。",
            ),
            (
                &["2 台を選択中", "（うち 1 台）"],
                "2 台を選択中（うち 1 台）",
            ),
            (&["", "One.", ""], "One."),
            (&[], ""),
        ] {
            assert_eq!(sentences(parts), joined);
        }
    }

    #[test]
    fn a_list_is_joined_as_the_language_does_it() {
        let japanese = Catalog::parse(r#"{"list": {"between": "、"}}"#).unwrap();
        assert_eq!(japanese.listed(&["vm-1", "vm-2"]), "vm-1、vm-2");
        assert_eq!(japanese.listed::<&str>(&[]), "");
    }

    #[test]
    fn a_value_keeps_its_direction_to_itself() {
        for (value, shown) in [
            ("vm-1", "a vm-1 b"),
            ("名前🚀", "a 名前🚀 b"),
            ("שרת", "a \u{2068}שרת\u{2069} b"),
            (
                "x\u{202e}y\u{2069}",
                "a \u{2068}x\u{fffd}y\u{fffd}\u{2069} b",
            ),
        ] {
            assert_eq!(fill("a {v} b", [("v", value)]), shown);
        }
    }

    proptest! {
        #[test]
        fn an_unknown_placeholder_stays(text in ".{0,80}") {
            // A value that may be missing takes its place with it.
            prop_assume!(!text.contains("{ "));
            prop_assert_eq!(fill::<&str>(&text, []), text);
        }
    }
}
