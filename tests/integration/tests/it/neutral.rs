//! Every text of every case can be read without a diagnosis: the language has a
//! phrase for each value, and none that no text asks for.

use std::collections::{HashMap, HashSet};

use checklist::{CaseInWords, case_in_words};
use diagnosis::checks;
use text::{Catalog, Language, Neutral, placeholders};

use crate::texts::catalog;

/// Every case of every check, in words.
fn cases(catalog: &Catalog) -> Vec<(String, CaseInWords)> {
    let neutral = Neutral::of(catalog);
    let mut all = Vec::new();
    for check in checks::ALL {
        for case in check.cases {
            let id = format!("{}/{}", check.id, case.name);
            let words = case_in_words(&neutral, check.id, case.name, &[])
                .unwrap_or_else(|| panic!("{id} is not worded"));
            all.push((id, words));
        }
    }
    all
}

fn texts(words: &CaseInWords) -> Vec<&str> {
    let own = [
        &words.title,
        &words.headline,
        &words.what,
        &words.who,
        &words.can,
    ];
    let own = own.into_iter().chain(&words.cannot).chain(&words.fix);
    own.map(String::as_str).collect()
}

/// What a case's texts say before anything is put in.
fn raw(catalog: &Catalog) -> Vec<&str> {
    let keys = catalog.keys().filter(|it| it.starts_with("checks."));
    let keys = keys.filter(|it| it.contains(".cases."));
    keys.filter_map(|it| catalog.get(it)).collect()
}

#[test]
fn each_value_of_a_case_has_a_phrase_and_each_phrase_a_value() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let mut asked: HashSet<&str> = HashSet::new();
        asked.extend(raw(&catalog).into_iter().flat_map(placeholders));
        let phrases = catalog
            .keys()
            .filter_map(|it| it.strip_prefix("neutral.phrases."));
        assert_eq!(asked, phrases.collect(), "{}", language.tag());
    }
}

/// What no reader is to see: a placeholder, a phrase twice, a name's marks around
/// nothing, and spaces that a value leaves behind.
const BAD: [&str; 15] = [
    "{", "}", "neutral.", "the the ", "the a ", "a the ", "()", "（）", "``", "  ", " .", " ,",
    " 、", " 。", "::",
];

#[test]
fn each_text_reads_well_without_values() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let catalog = catalog(language);
        for (id, words) in cases(&catalog) {
            for text in texts(&words) {
                let bad = BAD.iter().find(|it| text.contains(**it));
                let nouns = text.split(' ').collect::<Vec<_>>();
                let is_twice = nouns.windows(2).any(|it| it[0] == it[1]);
                let is_small = text.starts_with(|it: char| it.is_ascii_lowercase());
                let is_open = text.matches('`').count() % 2 == 1;
                if bad.is_some() || is_twice || is_small || is_open || text.is_empty() {
                    wrong.push(format!("{id} in {}: {text}", language.tag()));
                }
                // A Japanese text has a space only beside what is not full-width,
                // and in long loan words.
                let says_phrase = |it: &str| text.contains(&format!(" {it}の"));
                if ["そのアドレス", "お使いのアドレス"]
                    .iter()
                    .any(|it| says_phrase(it))
                {
                    wrong.push(format!("{id}: a space before a phrase: {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_wording_is_used_and_says_something_else() {
    for language in Language::ALL {
        let catalog = catalog(language);
        // Names that are set as code are no code here.
        let raw: Vec<String> = raw(&catalog).iter().map(|it| bare(it)).collect();
        let wordings = (0..).map_while(|at| {
            let part = |part| catalog.get(&format!("neutral.wordings.{at}.{part}"));
            Some((part(0)?, part(1)?))
        });
        let mut left = raw.join("\n");
        let mut count = 0;
        for (from, to) in wordings {
            assert!(left.contains(from), "no text says {from:?} any more");
            assert!(!placeholders(from).is_empty(), "{from:?} has no value");
            left = left.replace(from, to);
            count += 1;
        }
        assert!(50 < count, "{} has {count} wordings", language.tag());
    }
}

fn bare(text: &str) -> String {
    let mut text = text.to_owned();
    for name in placeholders(&text.clone()) {
        text = text.replace(&format!("`{{{name}}}`"), &format!("{{{name}}}"));
    }
    text
}

#[test]
fn no_two_cases_are_called_the_same() {
    let mut twice = Vec::new();
    for language in Language::ALL {
        let mut called: HashMap<String, String> = HashMap::new();
        for (id, words) in cases(&catalog(language)) {
            if let Some(other) = called.insert(words.headline.clone(), id.clone()) {
                let (tag, headline) = (language.tag(), words.headline);
                twice.push(format!("{other} and {id} in {tag}: {headline}"));
            }
        }
    }
    assert!(twice.is_empty(), "\n{}", twice.join("\n"));
}
