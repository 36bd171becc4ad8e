//! The list of terms, `docs/terms.md`, and that every text keeps to it.

use std::{fs, path::Path};

use text::Language;

use crate::texts::catalog;

/// What a text may not contain, and the longer terms in which it is right.
struct Rule {
    forbidden: Vec<String>,
    exceptions: Vec<String>,
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|_| panic!("{path} is not there"))
}

/// The terms of a cell, which stand between backticks.
fn terms(cell: &str) -> Vec<String> {
    let parts = cell.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// The table below the heading of a language.
fn rules(heading: &str) -> Vec<Rule> {
    let list = read("docs/terms.md");
    let (_, section) = list.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|it| it.starts_with('|')).skip(2);
    let rules: Vec<Rule> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            assert_eq!(cells.len(), 4, "{row}");
            assert!(cells[3].trim().chars().count() > 3, "no reason: {row}");
            Rule {
                forbidden: terms(cells[1]),
                exceptions: terms(cells[2]),
            }
        })
        .collect();
    assert!(rules.len() > 10 && rules.iter().all(|it| !it.forbidden.is_empty()));
    rules
}

/// A text without what lies between two marks.
fn without(text: &str, open: char, close: char) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        left.push_str(before);
        left.push(' ');
        let Some((_, after)) = after.split_once(close) else {
            return left;
        };
        rest = after;
    }
    left + rest
}

/// Whether a term stands there as a word of its own. Japanese has no spaces, so
/// there any place counts.
fn contains(text: &str, term: &str) -> bool {
    let is_word = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
    let needs_edges = term.is_ascii() && term.starts_with(char::is_alphabetic);
    text.match_indices(term).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + term.len()..].chars().next();
        !needs_edges || !(is_word(before) || is_word(after))
    })
}

/// The forbidden terms in a text. A term counts in small letters and at the
/// beginning of a sentence, so that `ID` is not `id`.
fn found<'a>(text: &str, rules: &'a [Rule]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for rule in rules {
        let mut text = text.to_owned();
        for exception in &rule.exceptions {
            for it in [exception.clone(), capital(exception)] {
                text = text.replace(&it, "…");
            }
        }
        let terms = rule.forbidden.iter().map(String::as_str);
        found.extend(terms.filter(|it| contains(&text, it) || contains(&text, &capital(it))));
    }
    found
}

fn capital(term: &str) -> String {
    let mut letters = term.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn prose(text: &str, language: Language) -> String {
    let text = without(text, '`', '`').replace('’', "'");
    // A count's words are part of the sentence, a value's name is not.
    let text = without(&text, '{', '}');
    match language {
        Language::English => text,
        // The portal's labels, and what it says in English beside them.
        Language::Japanese => without(&text, '[', ']'),
    }
}

#[test]
fn no_text_has_a_forbidden_term() {
    let mut wrong = Vec::new();
    for (language, heading) in [
        (Language::English, "English"),
        (Language::Japanese, "Japanese"),
    ] {
        let rules = rules(heading);
        let catalog = catalog(language);
        let keys = catalog.keys().filter(|it| !it.starts_with("labels."));
        for key in keys {
            let text = prose(&catalog.text(key), language);
            let found = found(&text, &rules);
            if !found.is_empty() {
                wrong.push(format!("{} {key} {found:?}: {text}", language.tag()));
            }
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Where half width touches Japanese. A value that may be missing brings its space along, and
/// punctuation and brackets need none.
fn touching(text: &str) -> Vec<String> {
    let mut parts = text.split('{');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once('}').unwrap_or_default();
        plain.push_str(if name.starts_with(' ') { " X" } else { "X" });
        plain.push_str(after);
    }
    let is_half = |it: char| it.is_ascii_alphanumeric() || matches!(it, '`' | '%');
    let is_japanese = |it: char| {
        matches!(it,
            '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}' | '々')
    };
    let letters: Vec<char> = plain.chars().collect();
    let pairs = letters
        .windows(2)
        .filter(|it| is_half(it[0]) && is_japanese(it[1]) || is_japanese(it[0]) && is_half(it[1]));
    pairs.map(|it| it.iter().collect()).collect()
}

#[test]
fn a_space_parts_half_width_from_japanese() {
    for (text, found) in [
        ("{places}で JIT を", vec!["Xで"]),
        ("JITを{vm} に", vec!["Tを", "をX"]),
        ("規則は`{rule}` です", vec!["は`"]),
        (
            "「{vm}」、{at}（UTC）、{#n} 件・テナント{ tenant}。",
            vec![],
        ),
    ] {
        assert_eq!(touching(text), found, "{text}");
    }
    let catalog = catalog(Language::Japanese);
    let texts = catalog.keys().map(|it| (it.to_owned(), catalog.text(it)));
    let estates = azure_sim::estates().unwrap().into_iter();
    let titles = estates.map(|it| (it.name.to_owned(), it.title["ja"].clone()));
    let mut wrong: Vec<String> = texts
        .chain(titles)
        .map(|(key, text)| (key, touching(&text), text))
        .filter(|(_, found, _)| !found.is_empty())
        .map(|(key, found, text)| format!("{key} {found:?}: {text}"))
        .collect();
    wrong.sort();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_number_stays_with_its_counter() {
    const COUNTERS: [&str; 17] = [
        "つ", "個", "件", "台", "日", "分", "年", "月", "秒", "問", "回", "倍", "以", "人", "文字",
        "時間", "か所",
    ];
    let may_part = |text: &str| {
        let parts: Vec<&str> = text.split(' ').collect();
        let mut pairs = parts.windows(2);
        pairs.any(|it| {
            let name = it[0].strip_suffix('}').and_then(|it| it.rsplit_once('{'));
            let is_count = name.is_some_and(|(_, name)| name.starts_with('#'));
            let is_number = is_count || it[0].ends_with(|it: char| it.is_ascii_digit());
            is_number && COUNTERS.iter().any(|counter| it[1].starts_with(counter))
        })
    };
    assert!(may_part("全 {#n} 件") && may_part("15 分"));
    assert!(!may_part("全 {#n}\u{a0}件") && !may_part("{n} 件") && !may_part("プラン 2 を"));
    let catalog = catalog(Language::Japanese);
    let mut wrong: Vec<&str> = catalog
        .keys()
        .filter(|it| may_part(&catalog.text(it)))
        .collect();
    wrong.sort_unstable();
    assert!(wrong.is_empty(), "write \\u00a0 in {wrong:#?}");
}

#[test]
fn no_title_of_the_demo_has_a_forbidden_term() {
    let mut wrong = Vec::new();
    for (language, heading) in [
        (Language::English, "English"),
        (Language::Japanese, "Japanese"),
    ] {
        let rules = rules(heading);
        for estate in azure_sim::estates().unwrap() {
            let title = &estate.title[language.tag()];
            let found = found(&prose(title, language), &rules);
            if !found.is_empty() {
                wrong.push(format!("{} {found:?}: {title}", estate.name));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_document_has_a_forbidden_term() {
    let rules = rules("English");
    let mut wrong = Vec::new();
    for path in [
        "README.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/decisions.md",
        "docs/hosting.md",
        "docs/security.md",
        "docs/terms.md",
    ] {
        // What is in Japanese keeps to the other list.
        let text = read(path);
        let text = text.split("\n## Japanese\n").next().unwrap_or_default();
        // Blocks of code first: their marks are three backticks.
        let blocks = text.split("```").step_by(2).collect::<Vec<_>>().join(" ");
        for paragraph in blocks.split("\n\n") {
            let words: Vec<&str> = paragraph.split_whitespace().collect();
            let text = prose(&words.join(" "), Language::English);
            let found = found(&text, &rules);
            if !found.is_empty() {
                wrong.push(format!("{path} {found:?}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The texts of a file that is served as it is, a line each: those between tags, and
/// the description.
fn served(line: &str) -> (Language, String) {
    let language = if line.contains("lang=\"ja\"") {
        Language::Japanese
    } else {
        Language::English
    };
    let description = ["name=\"description\" content=\"", "\"description\": \""]
        .iter()
        .find_map(|it| line.split_once(it))
        .and_then(|(_, rest)| rest.split('"').next());
    let line = line.replace("<code>", "`").replace("</code>", "`");
    // A key of the manifest is no text.
    let is_text = !line.trim_start().starts_with('"');
    let text = match description {
        Some(description) => description.to_owned(),
        None if is_text => without(&line, '<', '>'),
        None => String::new(),
    };
    (language, prose(&text, language))
}

#[test]
fn no_served_file_has_a_forbidden_term() {
    let rules = |language| match language {
        Language::English => rules("English"),
        Language::Japanese => rules("Japanese"),
    };
    let mut seen = Vec::new();
    let mut wrong = Vec::new();
    for path in [
        "index.html",
        "public/404.html",
        "public/redirect.html",
        "public/manifest.json",
    ] {
        for line in read(path).lines() {
            let (language, text) = served(line);
            seen.push(text.clone());
            let rules = rules(language);
            let found = found(&text, &rules);
            if !found.is_empty() {
                wrong.push(format!("{path} {found:?}: {text}"));
            }
        }
    }
    for part in [
        "Find out why",
        "hasn't started",
        "まだ起動して",
        "Not found",
        "リンクが",
    ] {
        assert!(seen.iter().any(|it| it.contains(part)), "{part} isn't read");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_reason_for_a_japanese_term_has_a_forbidden_one() {
    let list = read("docs/terms.md");
    let (_, section) = list.split_once("\n## Japanese\n").unwrap();
    let rules = rules("Japanese");
    for row in section.lines().filter(|it| it.starts_with('|')).skip(2) {
        let reason = row.trim_matches('|').split('|').next_back().unwrap();
        let text = prose(reason, Language::Japanese);
        assert!(found(&text, &rules).is_empty(), "{text}");
    }
}

#[test]
fn a_forbidden_term_is_found() {
    let (english, japanese) = (rules("English"), rules("Japanese"));
    for (text, terms) in [
        ("You lack it.", vec!["you lack"]),
        ("Nobody can, and it cannot.", vec!["cannot", "nobody"]),
        ("The id of the ID", vec!["id"]),
        ("The rule is no longer there.", vec![]),
        ("That is no rule.", vec!["is no"]),
        ("A network security group", vec![]),
        ("A security group", vec!["security group"]),
        ("amended", vec![]),
    ] {
        assert_eq!(found(text, &english), terms, "{text}");
    }
    for (text, terms) in [
        ("利用者の権限", vec!["利用者"]),
        ("ユーザーの権限", vec![]),
        ("ユーザの権限", vec!["ユーザ"]),
        ("数分かかります", vec![]),
        ("終了 (UTC)", vec!["(", ")"]),
        ("[構成済み (Configured)] タブ", vec![]),
    ] {
        assert_eq!(
            found(&prose(text, Language::Japanese), &japanese),
            terms,
            "{text}"
        );
    }
}
