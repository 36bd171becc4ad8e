//! Texts without the values of their placeholders: "JIT isn't turned on for the
//! VM". A phrase of the language stands for each value that is not known, and
//! wordings say what a phrase alone would say badly ("port {port}" is "the port").
//!
//! **Must not know** what any text is about: the phrases are texts too, under
//! `neutral.phrases.<name>`, and so are the wordings, under `neutral.wordings`, each
//! what a text says and what it says instead. They are tried in their order.

use std::borrow::Cow;

use crate::{
    Catalog, add_value, after_value, next_placeholder, placeholder::Placeholder, placeholders,
};

/// What a language says in place of values, read once for many texts.
pub struct Neutral<'a> {
    catalog: &'a Catalog,
    wordings: Vec<(&'a str, &'a str)>,
}

impl<'a> Neutral<'a> {
    pub fn of(catalog: &'a Catalog) -> Self {
        let part = |at: usize, part: usize| catalog.get(&format!("neutral.wordings.{at}.{part}"));
        let wordings = (0..).map_while(|at| Some((part(at, 0)?, part(at, 1)?)));
        Self {
            catalog,
            wordings: wordings.collect(),
        }
    }

    pub fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The text, with these values as far as they go.
    pub fn fill(&self, text: &str, known: &[(&str, String)]) -> String {
        let is_known = |name: &str| known.iter().any(|(it, _)| *it == name);
        let text = without_last_name(text, is_known);
        let mut text = without_code(text, is_known);
        for (from, to) in &self.wordings {
            if text.contains(from) && !placeholders(from).into_iter().any(is_known) {
                text = reworded(&text, from, to);
            }
        }
        self.filled(&text, known)
    }

    fn filled(&self, text: &str, known: &[(&str, String)]) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, placeholder, after)) = next_placeholder(rest) {
            filled.push_str(before);
            let name = placeholder.name;
            rest = match known.iter().find(|(it, _)| *it == name) {
                Some(_) => {
                    let whole = &rest[before.len()..rest.len() - after.len()];
                    let value = known.iter().map(|(name, value)| (*name, value));
                    add_value(&mut filled, &crate::fill(whole, value));
                    after_value(&filled, after)
                }
                None if is_within_code(&filled) => {
                    filled.push_str(&name.to_ascii_uppercase());
                    after
                }
                None => join(&mut filled, &self.phrase(placeholder), after, (true, true)),
            };
        }
        filled.push_str(rest);
        filled
    }

    fn phrase(&self, placeholder: Placeholder) -> Cow<'a, str> {
        if placeholder.is_optional() {
            return Cow::Borrowed("");
        }
        if let Some(word) = placeholder.word_for_many() {
            return Cow::Owned(word.to_owned());
        }
        let key = format!("neutral.phrases.{}", placeholder.name);
        self.catalog
            .get(&key)
            .map_or_else(|| Cow::Owned(key.clone()), Cow::Borrowed)
    }
}

/// A headline that ends with a name, after a colon, is whole without it.
fn without_last_name(text: &str, is_known: impl Fn(&str) -> bool) -> &str {
    let ends = || {
        let (before, last) = text.strip_suffix('}')?.rsplit_once(": {")?;
        (!last.contains(['{', '}']) && !is_known(last)).then_some(before)
    };
    ends().unwrap_or(text)
}

/// A name that is set as code is a phrase here, which is none.
fn without_code(text: &str, is_known: impl Fn(&str) -> bool) -> String {
    let mut text = text.to_owned();
    let names = placeholders(&text).into_iter().filter(|it| !is_known(it));
    for name in names.map(str::to_owned).collect::<Vec<_>>() {
        text = text.replace(&format!("`{{{name}}}`"), &format!("{{{name}}}"));
    }
    text
}

fn is_within_code(before: &str) -> bool {
    before.matches('`').count() % 2 == 1
}

fn reworded(text: &str, from: &str, to: &str) -> String {
    let is_open = (from.starts_with('{'), from.ends_with('}'));
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        done.push_str(before);
        rest = join(&mut done, to, after, is_open);
    }
    done.push_str(rest);
    done
}

/// Adds a phrase. It begins a sentence with a capital, and where it took the place of
/// a name in Latin letters, the spaces that part those from full-width ones go.
fn join<'a>(before: &mut String, phrase: &str, after: &'a str, is_open: (bool, bool)) -> &'a str {
    let is_wide = |letter: Option<char>| letter.is_some_and(|it| '\u{2e7f}' < it);
    let begins = before.is_empty() || before.ends_with(". ");
    let mut before_space = before.strip_suffix(' ').unwrap_or(before).chars();
    if is_open.0
        && is_wide(phrase.chars().next())
        && before.ends_with(' ')
        && is_wide(before_space.next_back())
    {
        before.pop();
    }
    let at = before.len();
    before.push_str(phrase);
    if let Some(first) = before.get_mut(at..=at).filter(|_| begins) {
        first.make_ascii_uppercase();
    }
    match after.strip_prefix([' ', '\u{a0}']) {
        Some(rest)
            if is_open.1 && is_wide(phrase.chars().last()) && is_wide(rest.chars().next()) =>
        {
            rest
        }
        _ => after,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn english() -> Catalog {
        let json = r#"{"neutral": {
            "phrases": {"vm": "the VM", "port": "the port", "scope": "the scope", "n": "several"},
            "wordings": [["of port {port}", "of it"], ["port {port}", "the port"]]
        }}"#;
        Catalog::parse(json).unwrap()
    }

    fn worded(text: &str, known: &[(&str, String)]) -> String {
        Neutral::of(&english()).fill(text, known)
    }

    #[test]
    fn a_phrase_stands_for_a_value() {
        for (text, says) in [
            ("JIT isn't on for {vm}", "JIT isn't on for the VM"),
            ("{vm} is off. {vm} starts.", "The VM is off. The VM starts."),
            ("Access to port {port} ended", "Access to the port ended"),
            ("Half of port {port}", "Half of it"),
            ("A lock blocks it: {lock}", "A lock blocks it"),
            ("on `{scope}`", "on the scope"),
            (
                "`az vm start -n {vm}` in {vm}",
                "`az vm start -n VM` in the VM",
            ),
            ("for {#n} {n|day|days}", "for several days"),
            ("({vm}{ code})", "(the VM)"),
        ] {
            assert_eq!(worded(text, &[]), says);
        }
    }

    #[test]
    fn what_is_known_is_said() {
        let known = [("vm", "web-01".to_owned()), ("port", "22".to_owned())];
        for (text, says) in [
            ("{vm}: half of port {port}", "web-01: half of port 22"),
            ("`{vm}` on `{scope}`", "`web-01` on the scope"),
            ("A lock blocks it: {vm}", "A lock blocks it: web-01"),
        ] {
            assert_eq!(worded(text, &known), says);
        }
        assert_eq!(worded("{vm}", &[("vm", "{port}".to_owned())]), "{port}");
    }

    #[test]
    fn full_width_letters_stand_without_spaces() {
        let json = r#"{"neutral": {
            "phrases": {"vm": "VM", "group": "グループ", "n": "数"},
            "wordings": [["リソース グループ {group}", "リソース グループ"]]
        }}"#;
        let catalog = Catalog::parse(json).unwrap();
        let neutral = Neutral::of(&catalog);
        for (text, says) in [
            ("その {group} の {vm} の", "そのグループの VM の"),
            ("規則が {#n}\u{a0}件ある", "規則が数件ある"),
            (
                "次の リソース グループ {group} の",
                "次の リソース グループの",
            ),
            ("VM {group} VM", "VM グループ VM"),
        ] {
            assert_eq!(neutral.fill(text, &[]), says);
        }
        let known = [("vm", "仮想マシン".to_owned())];
        assert_eq!(neutral.fill("その {vm} を", &known), "その仮想マシンを");
    }

    proptest! {
        #[test]
        fn any_text_can_be_worded(text in ".{0,80}", value in ".{0,8}") {
            worded(&text, &[("vm", value)]);
        }
    }
}
