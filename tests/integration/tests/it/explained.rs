//! The change that explains the cause goes along with a result: **a result tells no change
//! that the page didn't mark**, says of it what the page said, and no name that wasn't let
//! out.

use std::collections::BTreeSet;

use azure::{answer::Unavailable, value::Value};
use azure_sim::Simulation;
use checklist::Times;
use diagnosis::{
    facts::Snapshot,
    what_changed::{DeedKind, Doer, Explanation, History, Mark, TargetKind},
};
use integration_tests::{Case, opened};
use proptest::prelude::*;
use serde_json::Value as Json;
use share::{
    link::{self, Found},
    report::{self, Audience, Detail, Format, Include, Report},
};
use text::{Language, placeholders};

use crate::{
    changes::{PATHS, read_after},
    faults::{every_fault, random_faults},
    texts::catalog,
};

/// With the kind of change that is marked in each.
const ESTATES: [(&str, Mark, &str); 3] = [
    (
        "changed-by-deployment",
        Mark::Explains,
        "rule_removed.jit_allow",
    ),
    ("changed-by-code", Mark::Explains, "rule_removed.jit_allow"),
    ("changes-with-gaps", Mark::MayExplain, "rule_added.other"),
];

/// A run, and the history that was read after it.
struct Read {
    case: Case,
    snapshot: Snapshot,
    history: Result<History, Unavailable>,
}

fn read(simulation: Simulation) -> Read {
    let case = Case::of(simulation);
    let snapshot = case.snapshot();
    let history = read_after(&case, &snapshot);
    Read {
        case,
        snapshot,
        history,
    }
}

impl Read {
    fn report(&self, include: Include) -> Report {
        let explained = self.history.as_ref().ok().and_then(History::explained);
        let explained = explained.as_ref();
        self.case.report_with(&self.snapshot, explained, include)
    }

    /// What the page says live, without who it was: that stays there.
    fn live(&self, language: Language) -> Option<String> {
        let history = self.history.as_ref().ok()?;
        let nobody = |value: &Value| match value {
            Value::Written(noun, _) => Value::Alias(*noun, 1),
            other => other.clone(),
        };
        checklist::what_changed(history, &catalog(language), Times::UTC, nobody).found
    }
}

fn linked(report: &Report) -> Report {
    match link::find(&link::write(report)) {
        Ok(Found::Report(linked)) => *linked,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_marked_is_what_a_result_tells() {
    for (estate, mark, deed) in ESTATES {
        let read = read(opened(estate));
        for include in [Include::NONE, Audience::Team.include()] {
            let report = read.report(include);
            let change = report.explained_by.as_ref().unwrap();
            assert_eq!(
                (change.mark, &*change.deed.name()),
                (mark, deed),
                "{estate}"
            );
            let text = report::write(&report);
            let file: Json = serde_json::from_str(&text).unwrap();
            assert_eq!(file["version"], 5);
            assert_eq!(report::read(&text).unwrap(), report);
            assert_eq!(linked(&report), report.clone().for_link());
        }
        let report = linked(&read.report(Audience::Team.include()));
        for language in Language::ALL {
            let catalog = catalog(language);
            let told = report.explained_in_words(&catalog, Times::UTC).unwrap();
            assert_eq!(Some(&told), read.live(language).as_ref(), "{estate}");
            for format in [Format::Markdown, Format::Plain] {
                let prose = report::prose(&report, &catalog, format, None);
                let told = match format {
                    Format::Markdown => told.clone(),
                    Format::Plain => told.replace('`', ""),
                };
                // Right below the cause.
                let lines: Vec<&str> = prose.lines().filter(|it| !it.is_empty()).collect();
                let at = lines.iter().position(|it| *it == told);
                let at = at.unwrap_or_else(|| panic!("{told}\n{prose}"));
                assert!(at < 5, "{prose}");
            }
        }
    }
}

#[test]
fn names_go_along_only_where_they_are_let_out() {
    for (estate, ..) in ESTATES {
        let read = read(opened(estate));
        for include in [
            Include::NONE,
            Include::NONE.with(Detail::Times),
            Include::NONE.with(Detail::Names),
            Include::NONE.with(Detail::Ids),
            Audience::Team.include(),
        ] {
            let report = read.report(include);
            let mut texts = vec![report::write(&report), format!("{:?}", linked(&report))];
            for language in Language::ALL {
                texts.push(report::prose(
                    &report,
                    &catalog(language),
                    Format::Markdown,
                    None,
                ));
            }
            for text in &texts {
                for person in ["megan", "alex@", "nestor", "contoso.com"] {
                    assert!(!text.contains(person), "{estate} {person}\n{text}");
                }
                if !include.has(Detail::Names) {
                    for name in ["nsg-web", "6B4F27F3", "813F1F24", "DenyManagement"] {
                        assert!(!text.contains(name), "{estate} {name}\n{text}");
                    }
                }
                assert!(
                    include.has(Detail::Ids) || !text.contains("c1f4d8a6"),
                    "{text}"
                );
            }
            let change = report.explained_by.unwrap();
            let name = change.name().to_string();
            assert_eq!(
                name.starts_with("nsg-web"),
                include.has(Detail::Names),
                "{name}"
            );
            let is_time = matches!(change.at(), Value::Time(_));
            assert_eq!(is_time, include.has(Detail::Times), "{change:?}");
        }
    }
}

/// So that all that was made before, and is made without one, stays as it is.
#[test]
fn nothing_else_of_a_result_depends_on_it() {
    for (estate, ..) in ESTATES {
        let read = read(opened(estate));
        for include in [Include::NONE, Audience::Team.include()] {
            let mut told = read.report(include);
            assert!(told.explained_by.take().is_some());
            let bare = read.case.report(&read.snapshot, include);
            assert_eq!(told, bare);
            let file: Json = serde_json::from_str(&report::write(&bare)).unwrap();
            assert!(file["version"].as_u64().unwrap() < 5, "{estate}");
        }
    }
}

/// Answers by hand, or another reading, may find another cause after the history was read.
#[test]
fn another_cause_is_explained_by_nothing() {
    let explained = read(opened(ESTATES[0].0)).history.unwrap().explained();
    let mut count = 0;
    for name in azure_sim::names() {
        let case = Case::open(name);
        let snapshot = case.snapshot();
        let report = case.report_with(&snapshot, explained.as_ref(), Include::NONE);
        let diagnosis = report.diagnosis();
        let stopped_at = diagnosis.root_cause().map(|it| it.check.id);
        if stopped_at == Some("network.rule") {
            continue;
        }
        count += 1;
        assert_eq!(report.explained_by, None, "{name}: {stopped_at:?}");
    }
    assert!(count > 20, "only {count}");
}

#[test]
fn a_result_with_one_is_as_the_schema_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/report.schema.json");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = compiler.compile(path, &mut schemas).unwrap();
    let valid = |it: &Json| schemas.validate(it, schema).map_err(|it| it.to_string());
    for (estate, ..) in ESTATES {
        let report = read(opened(estate)).report(Audience::Team.include());
        let mut file: Json = serde_json::from_str(&report::write(&report)).unwrap();
        assert_eq!(valid(&file), Ok(()), "{estate}");
        file["explained_by"]["mark"] = "proves".into();
        assert!(valid(&file).is_err());
    }
    for kind in kinds() {
        let mut report = read(opened(ESTATES[0].0)).report(Include::NONE);
        report.explained_by = Some(kind);
        let file: Json = serde_json::from_str(&report::write(&report)).unwrap();
        assert_eq!(valid(&file), Ok(()));
    }
}

/// One of each target, doer and deed, without values.
fn kinds() -> Vec<Explanation> {
    let made = |target, by, deed| {
        Explanation::new(Mark::Explains, target, by, deed, |_, _| {
            Ok::<_, ()>(Value::Nothing)
        })
    };
    let (target, by, deed) = (TargetKind::Group, Doer::System, DeedKind::Deleted);
    let targets = TargetKind::ALL.into_iter().map(|it| made(it, by, deed));
    let doers = Doer::ALL.into_iter().map(|it| made(target, it, deed));
    let deeds = DeedKind::ALL.into_iter().map(|it| made(target, by, it));
    targets
        .chain(doers)
        .chain(deeds)
        .map(Result::unwrap)
        .collect()
}

#[test]
fn a_text_speaks_of_what_its_deed_has() {
    for language in Language::ALL {
        let catalog = catalog(language);
        for deed in DeedKind::ALL {
            let text = catalog.text(&format!("changes.deeds.{}", deed.name()));
            let spoken: BTreeSet<&str> = placeholders(&text).into_iter().collect();
            let slots: BTreeSet<&str> = deed.slots().into_iter().map(|it| it.0).collect();
            assert_eq!(spoken, slots, "{}", deed.name());
        }
        for change in kinds() {
            let told = checklist::explained_by(&change, &catalog, Times::UTC);
            assert!(
                !told.contains(['{', '}']) && !told.contains("changes."),
                "{told}"
            );
        }
    }
}

/// Whether the result of a run with faults tells what its page tells, and nothing that isn't
/// marked without them.
fn check(estate: &str, faults: &[azure_sim::Fault]) -> Result<(), TestCaseError> {
    let mut simulation = opened(estate);
    for it in faults {
        simulation.add_fault(it.clone());
    }
    let read = read(simulation);
    let report = read.report(Audience::Team.include());
    let told = report.explained_in_words(&catalog(Language::English), Times::UTC);
    prop_assert_eq!(&told, &read.live(Language::English), "{:?}", faults);
    let Some(change) = report.explained_by else {
        return Ok(());
    };
    let whole = self::read(opened(estate)).history.unwrap();
    let same = whole.entries.iter().find_map(|it| {
        let (mark, place) = it.mark?;
        let is_same = it.target.id.name() == change.name().to_string()
            && it.deeds[place].kind() == change.deed;
        is_same.then_some(mark)
    });
    prop_assert!(same.is_some(), "{faults:?}: {change:?}");
    let is_surer = change.mark == Mark::Explains && same != Some(Mark::Explains);
    prop_assert!(!is_surer, "{faults:?}: {change:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_faults_explain_nothing_else(
        estate in prop::sample::select(&ESTATES[..]),
        faults in random_faults(PATHS),
    ) {
        check(estate.0, &faults)?;
    }
}

#[test]
fn no_single_fault_explains_anything_else() {
    for fault in every_fault(PATHS) {
        check(ESTATES[0].0, std::slice::from_ref(&fault)).unwrap();
    }
}
