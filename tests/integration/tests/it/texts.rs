//! Both languages have every text, with the same placeholders, and no text
//! that nothing asks for.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use azure::answer::Reason;
use checklist::RowState;
use diagnosis::{
    args, checks,
    engine::{Area, Obstacle},
    facts::FactKey,
};
use guide::remedy;
use share::{link::LinkError, report::NEXT_KEYS};
use text::{Catalog, Language, placeholders};

/// Every text of a language; the dictionary of the portal's terms is not one. Some tests
/// ask for them thousands of times, so they are read once.
pub(crate) fn catalog(language: Language) -> Arc<Catalog> {
    static ENGLISH: LazyLock<Arc<Catalog>> = LazyLock::new(|| read(Language::English));
    static JAPANESE: LazyLock<Arc<Catalog>> = LazyLock::new(|| read(Language::Japanese));
    match language {
        Language::English => ENGLISH.clone(),
        Language::Japanese => JAPANESE.clone(),
    }
}

fn read(language: Language) -> Arc<Catalog> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../crates/text/languages")
        .join(language.tag());
    let mut catalog = Catalog::default();
    for path in files(&folder) {
        let json = fs::read_to_string(&path).unwrap();
        let part =
            Catalog::parse(&json).unwrap_or_else(|_| panic!("{} is no catalogue", path.display()));
        catalog.extend(part);
    }
    Arc::new(catalog)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries
        .flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] })
        .collect()
}

fn is_common(name: &str) -> bool {
    args::COMMON.iter().any(|it| it.name == name)
}

/// The dictionary of the portal's terms is left out, and so is what speaks of
/// another person or without values: which texts need that differs by language.
fn keys(catalog: &Catalog) -> HashSet<String> {
    const OWN: [&str; 3] = ["labels.", "others.", "neutral.wordings."];
    let is_own = |it: &&str| !OWN.iter().any(|own| it.starts_with(own));
    let texts = catalog.keys().filter(is_own);
    texts.map(str::to_owned).collect()
}

#[test]
fn both_languages_have_the_same_texts_and_placeholders() {
    let (english, japanese) = (catalog(Language::English), catalog(Language::Japanese));
    let (en, ja) = (keys(&english), keys(&japanese));
    let mut only: Vec<_> = en.symmetric_difference(&ja).collect();
    only.sort();
    assert!(only.is_empty(), "in one language only: {only:?}");
    for key in &en {
        let of = |catalog: &Catalog| -> HashSet<String> {
            placeholders(catalog.get(key).unwrap())
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(of(&english), of(&japanese), "placeholders of {key}");
    }
}

#[test]
fn no_placeholder_stands_in_another() {
    for language in Language::ALL {
        let catalog = catalog(language);
        for key in catalog.keys() {
            let text = catalog.get(key).unwrap();
            let openings = text.match_indices('{').map(|(at, _)| &text[at + 1..]);
            for rest in openings {
                let end = rest.find(['{', '}']);
                let is_closed = end.is_none_or(|at| rest[at..].starts_with('}'));
                assert!(is_closed, "{key}: {text}");
            }
        }
    }
}

/// Values that are counts, wherever they stand.
const COUNTS: [&str; 12] = [
    "count", "days", "done", "length", "longest", "minutes", "n", "shortest", "shown", "total",
    "unknown", "vms",
];

/// Words behind a count that are the same for one and for many.
const UNCHANGING: [&str; 13] = [
    "better", "changed", "checked", "in", "more", "not", "of", "passed", "selected", "so", "that",
    "the", "worse",
];

/// The placeholders of a text as they are written, and what follows each.
fn written(text: &str) -> Vec<(&str, &str)> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|it| it.split_once('}')).collect()
}

#[test]
fn a_count_is_worded_for_one_and_for_many() {
    let (english, japanese) = (catalog(Language::English), catalog(Language::Japanese));
    let mut wrong = Vec::new();
    for key in keys(&english) {
        let (en, ja) = (english.text(&key), japanese.text(&key));
        let counts = |text: &str| -> HashSet<String> {
            let names = written(text).into_iter().map(|(it, _)| it);
            names
                .filter(|it| it.starts_with('#'))
                .map(str::to_owned)
                .collect()
        };
        if counts(&en) != counts(&ja) {
            wrong.push(format!("{key}: the counts differ by language"));
        }
        if written(&ja).iter().any(|(it, _)| it.contains('|')) {
            wrong.push(format!("{key}: Japanese has one form for all numbers"));
        }
        for (inner, after) in written(&en) {
            let is_ordinal = en.contains(&format!("check {{{inner}}}"));
            if COUNTS.contains(&inner) && !is_ordinal {
                wrong.push(format!("{key}: {{{inner}}} is a count"));
            }
            if let Some((name, words)) = inner.split_once('|') {
                let words: Vec<&str> = words.split('|').collect();
                let is_whole = words.len() == 2 && words.iter().all(|it| !it.is_empty());
                if !is_whole || !en.contains(&format!("{{#{name}}}")) {
                    wrong.push(format!("{key}: {{{inner}}} has not one form and another"));
                }
            }
            let next = after
                .strip_prefix(' ')
                .and_then(|it| it.split([' ', ',', '.']).next());
            if let (Some(name), Some(next)) = (inner.strip_prefix('#'), next)
                && next.starts_with(char::is_alphabetic)
                && !UNCHANGING.contains(&next)
                && !en.contains(&format!("{{{name}|"))
            {
                wrong.push(format!("{key}: nothing goes with {{{inner}}} {next}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_japanese_text_is_left_in_english() {
    let (english, japanese) = (catalog(Language::English), catalog(Language::Japanese));
    for key in keys(&english) {
        let (en, ja) = (english.text(&key), japanese.text(&key));
        let words = en.split_whitespace().count();
        assert!(words < 5 || en != ja, "{key} is not translated: {en}");
    }
}

#[test]
fn every_check_and_reason_is_worded() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let text = |key: &str| {
            catalog
                .get(key)
                .unwrap_or_else(|| panic!("no text {key} in {}", language.tag()))
                .to_owned()
        };
        for check in checks::ALL {
            let base = format!("checks.{}", check.id);
            assert!(
                placeholders(&text(&format!("{base}.title")))
                    .iter()
                    .all(|it| is_common(it))
            );
            for note in check.notes {
                text(&format!("{base}.notes.{}", note.name));
            }
            for case in check.cases {
                let base = format!("{base}.cases.{}", case.name);
                let mut texts = ["headline", "can", "what", "who"]
                    .map(|it| text(&format!("{base}.{it}")))
                    .to_vec();
                texts.extend(catalog.get(&format!("{base}.cannot")).map(str::to_owned));
                let fix = catalog.list(&format!("{base}.fix"));
                let is_drawn = remedy(check.id, case.name).is_some_and(|it| it.has_steps);
                assert!(is_drawn || !fix.is_empty(), "{base} has no steps");
                texts.extend(fix.into_iter().map(str::to_owned));
                for text in &texts {
                    for name in placeholders(text) {
                        assert!(
                            is_common(name) || case.args.iter().any(|it| it.name == name),
                            "{base} uses {{{name}}}, which nothing fills"
                        );
                    }
                }
            }
        }
        for reason in Reason::ALL {
            text(&format!("reasons.{}", reason.key()));
        }
        for fact in FactKey::ALL {
            text(&format!("facts.{}", fact.name()));
        }
        for obstacle in Obstacle::ALL {
            text(&format!("doubts.{}", obstacle.name()));
            text(&format!("doubts.how.{}", obstacle.name()));
        }
        for state in RowState::ALL {
            text(&format!("states.{}", state.name()));
        }
        for key in NEXT_KEYS {
            text(&format!("next.{key}"));
        }
        for damage in LinkError::ALL {
            text(&format!("damage.{}", damage.key()));
        }
        for area in Area::ALL {
            text(&format!("areas.{}", area.name()));
        }
    }
}

/// How long a headline may be, placeholders as they are written, and what ends
/// a sentence, which a headline is not.
fn headline_limits(language: Language) -> (usize, char) {
    match language {
        Language::English => (80, '.'),
        Language::Japanese => (45, '。'),
    }
}

#[test]
fn every_case_has_a_headline_and_what_to_do() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let catalog = catalog(language);
        let (longest, period) = headline_limits(language);
        for check in checks::ALL {
            for case in check.cases {
                let base = format!("checks.{}.cases.{}", check.id, case.name);
                let key = |part: &str| format!("{base}.{part}");
                let mut complain =
                    |what: &str| wrong.push(format!("{base} in {}: {what}", language.tag()));
                let headline = catalog.get(&key("headline")).unwrap_or_default();
                if headline.is_empty() {
                    complain("no headline");
                }
                if headline.ends_with(period) {
                    complain("the headline ends like a sentence");
                }
                if headline.chars().count() > longest {
                    complain("the headline is too long");
                }
                if catalog.get(&key("can")).is_none_or(str::is_empty) {
                    complain("nothing that the reader can do");
                }
                let needs = remedy(check.id, case.name).map_or(&[][..], |it| it.needs);
                if catalog.get(&key("cannot")).is_some() == needs.is_empty() {
                    complain("`cannot` is for those whose remedy needs a permission");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_check_text_is_left_over() {
    let known: HashSet<String> = checks::ALL
        .iter()
        .flat_map(|check| {
            let base = format!("checks.{}", check.id);
            let cases = check.cases.iter().map({
                let base = base.clone();
                move |it| format!("{base}.cases.{}", it.name)
            });
            let notes = check.notes.iter().map({
                let base = base.clone();
                move |it| format!("{base}.notes.{}", it.name)
            });
            let own = ["title", "whether"].map(|it| format!("{base}.{it}"));
            cases.chain(notes).chain(own).collect::<Vec<_>>()
        })
        .collect();
    let catalog = catalog(Language::English);
    let left: Vec<&str> = catalog
        .keys()
        .filter(|it| it.starts_with("checks."))
        .filter(|it| !known.iter().any(|known| it.starts_with(known.as_str())))
        .collect();
    assert!(left.is_empty(), "no check asks for {left:?}");
}

/// A command with real values stands beside the text, so one with gaps only confuses.
#[test]
fn no_command_within_a_text_leaves_its_names_to_the_reader() {
    let is_gap = |word: &str| word.len() > 2 && word.bytes().all(|it| it.is_ascii_uppercase());
    let has_gap = |command: &str| command.contains(' ') && command.split(' ').any(is_gap);
    assert!(has_gap("az network nic list-effective-nsg -n NIC -g GROUP"));
    for language in Language::ALL {
        let catalog = catalog(language);
        let of_checks = |it: &&str| it.starts_with("checks.") || it.starts_with("others.checks.");
        for key in catalog.keys().filter(of_checks) {
            let text = catalog.get(key).unwrap_or_default();
            for command in text.split('`').skip(1).step_by(2) {
                assert!(!has_gap(command), "{key} in {}: {command}", language.tag());
            }
        }
    }
}

#[test]
fn every_end_of_an_act_is_worded() {
    let keys = |area: &str, names: Vec<&str>| -> Vec<String> {
        names.iter().map(|it| format!("acts.{area}.{it}")).collect()
    };
    let mut all = keys(
        "refused",
        actions::WriteErrorKind::ALL
            .iter()
            .map(|it| it.key())
            .collect(),
    );
    all.extend(keys("fields", actions::field::KEYS.to_vec()));
    all.extend(keys(
        "connect",
        actions::connect::AddressKind::ALL
            .map(actions::connect::AddressKind::name)
            .to_vec(),
    ));
    let progress = actions::request::Progress::ALL.map(actions::request::Progress::name);
    all.extend(keys("request.progress", progress.to_vec()));
    all.extend(keys(
        "request.risks",
        actions::request::Risk::NAMES.to_vec(),
    ));
    all.extend(keys(
        "turn_on.states",
        actions::turn_on::MachineState::NAMES.to_vec(),
    ));
    all.extend(keys(
        "turn_on.unfit",
        actions::turn_on::Unfit::ALL
            .map(actions::turn_on::Unfit::name)
            .to_vec(),
    ));
    for switch in actions::switch::Switch::ALL {
        let parts = ["caution", "waiting", "on"];
        all.extend(keys(&format!("switch.{}", switch.name()), parts.to_vec()));
    }
    let refused = |it: &&str| *it != "refused";
    let outcomes = actions::switch::SwitchOutcome::NAMES
        .into_iter()
        .filter(refused);
    all.extend(keys("switch.outcomes", outcomes.collect()));
    let outcomes = actions::activate::ActivationOutcome::NAMES
        .into_iter()
        .filter(refused);
    let titles = outcomes.map(|it| format!("acts.activate.outcomes.{it}.title"));
    all.extend(titles);
    let rules = actions::activate::RULES.map(|(_, name)| name);
    all.extend(keys("activate.rules", rules.to_vec()));
    for language in Language::ALL {
        let catalog = catalog(language);
        for key in &all {
            assert!(
                catalog.get(key).is_some(),
                "no text {key} in {}",
                language.tag()
            );
        }
    }
}
