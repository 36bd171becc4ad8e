//! A redacted result in the hands of somebody who knows nobody: it names the cause,
//! what decides and what to do, and speaks of the one who was checked.

use std::collections::HashSet;

use azure::value::Noun;
use checklist::{
    Checklist, RowState, Times, in_words,
    path_view::{End, picture, reported_picture},
};
use diagnosis::{checks, facts::Facts, path::HopKind};
use integration_tests::Case;
use serde_json::json;
use share::{
    link::{self, Found},
    report::{self, Format, Report, prose},
};
use text::{Catalog, Language, placeholders};

use crate::{sharing::results, texts::catalog};

/// Names of things whose alias says what the thing is: `vm-1`, `jit-rule-1`.
const LABELS: [Noun; 18] = [
    Noun::Vm,
    Noun::Group,
    Noun::Subscription,
    Noun::Tenant,
    Noun::Policy,
    Noun::Nic,
    Noun::Nsg,
    Noun::Rule,
    Noun::JitRule,
    Noun::DefaultRule,
    Noun::Subnet,
    Noun::Network,
    Noun::PublicIp,
    Noun::RouteTable,
    Noun::Firewall,
    Noun::Lock,
    Noun::Assignment,
    Noun::DenyAssignment,
];

/// As a link brings every redacted result.
fn redacted() -> impl Iterator<Item = (String, Report)> {
    results()
        .filter(|(name, _)| name.ends_with(" redacted"))
        .map(|(name, report)| match link::find(&link::write(report)) {
            Ok(Found::Report(it)) => (name, *it),
            other => panic!("{name}: {other:?}"),
        })
}

fn worded(report: &Report, catalog: &Catalog) -> Checklist {
    in_words(
        &report.diagnosis(),
        &report.context,
        catalog,
        Times::UTC,
        None,
    )
}

/// The first alias in a text that is not one of these.
fn alias_but(allowed: &[Noun], text: &str) -> Option<String> {
    let is_of_alias = |it: char| it.is_ascii_alphanumeric() || it == '-';
    text.split(|it| !is_of_alias(it))
        .find(|it| {
            let Some((word, digits)) = it.rsplit_once('-') else {
                return false;
            };
            let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
            let noun = Noun::ALL.iter().find(|it| it.word() == word);
            is_number && noun.is_some_and(|it| !allowed.contains(it))
        })
        .map(str::to_owned)
}

#[test]
fn a_redacted_result_hides_nothing_that_decides() {
    let labels: Vec<Noun> = LABELS
        .into_iter()
        .chain([Noun::Role, Noun::ManagementGroup, Noun::Region, Noun::Route])
        .collect();
    for (name, report) in redacted() {
        for language in Language::ALL {
            let list = worded(&report, &catalog(language));
            let card = &list.card;
            let headline = &card.headline;
            assert_eq!(alias_but(&LABELS, headline), None, "{name}: {headline}");
            assert!(!headline.contains(['–', '{']), "{name}: {headline}");
            let mut texts = vec![card.what.clone()];
            texts.extend(card.who.clone());
            for item in list.groups.iter().flat_map(|it| &it.items) {
                texts.push(item.title.clone());
                texts.extend(item.what.clone());
                texts.extend(item.fix.clone());
            }
            for text in texts {
                assert_eq!(alias_but(&labels, &text), None, "{name}: {text}");
            }
        }
    }
}

#[test]
fn every_cause_comes_with_who_can_act_and_what_to_do() {
    let catalog = catalog(Language::English);
    for (name, report) in redacted() {
        let list = worded(&report, &catalog);
        let Some(cause) = list.card.lead else {
            continue;
        };
        let mut items = list.groups.iter().flat_map(|it| &it.items);
        let item = items.find(|it| it.id == cause.check).unwrap();
        let is_drawn = guide::remedy(cause.check, cause.case).is_some_and(|it| it.has_steps);
        assert!(list.card.who.is_some(), "{name}");
        assert!(is_drawn || !item.fix.is_empty(), "{name}");
    }
}

/// What decides, said of estates whose deciding fact is a time, an address or a rule.
#[test]
fn the_kind_of_what_decides_is_said() {
    let catalog = catalog(Language::English);
    for (estate, check, said) in [
        ("request-expired", "request.open", "before the check"),
        ("request-expired", "network.subnet", "jit-rule-1"),
        ("nic-impostor-deny", "network.nic", "is rule-1 (priority"),
        ("request-other-address", "request.source", "IPv4"),
    ] {
        let (_, report) = redacted()
            .find(|(name, _)| name == &format!("{estate} redacted"))
            .unwrap_or_else(|| panic!("no estate {estate}"));
        let list = worded(&report, &catalog);
        let mut items = list.groups.iter().flat_map(|it| &it.items);
        let what = items.find(|it| it.id == check).unwrap().what.clone();
        let what = what.unwrap_or_default();
        assert!(what.contains(said), "{estate}: {what}");
    }
}

/// What is in no result is said to be in none: an old one has `time-1`.
#[test]
fn an_old_result_has_a_gap_where_it_knows_nothing() {
    let file = |value: &str| {
        let (_, report) = redacted()
            .find(|(it, _)| it == "request-expired redacted")
            .unwrap();
        let mut file: serde_json::Value = serde_json::from_str(&report::write(&report)).unwrap();
        for check in file["checks"].as_array_mut().unwrap() {
            if check["id"] == "request.open" {
                check["args"] = json!({ "ended": value });
            }
        }
        report::read(&file.to_string()).unwrap()
    };
    let catalog = catalog(Language::English);
    for (value, said) in [
        ("time-1", "ended at a time that isn't in this result."),
        ("hours-before-3", "ended 3 hours before the check."),
        ("–", "ended at an unknown time."),
    ] {
        let what = worded(&file(value), &catalog).card.what;
        assert!(what.contains(said), "{what}");
    }
}

/// Whether a text speaks to its reader.
fn says_you(text: &str, language: Language) -> bool {
    match language {
        Language::English => text
            .split(|it: char| !it.is_alphabetic())
            .any(|it| ["you", "your", "yours", "yourself"].contains(&&*it.to_lowercase())),
        Language::Japanese => ["ご自身", "お使いの", "あなた"]
            .iter()
            .any(|it| text.contains(it)),
    }
}

#[test]
fn a_shared_result_speaks_of_the_user() {
    for (name, report) in redacted() {
        for language in Language::ALL {
            let catalog = catalog(language);
            let list = worded(&report, &catalog);
            let diagnosis = report.diagnosis();
            let path = reported_picture(&diagnosis, &report.context, &catalog, Times::UTC);
            let mut texts = vec![list.card.headline, list.card.what];
            texts.extend(list.card.who);
            texts.extend(path.iter().map(|it| it.summary.clone()));
            for stop in path.iter().flat_map(|it| &it.stops) {
                texts.extend([stop.name.clone(), stop.said.clone()]);
            }
            for item in list.groups.into_iter().flat_map(|it| it.items) {
                texts.push(item.title);
                texts.extend(item.what);
                texts.extend(item.who);
                texts.extend(item.notes);
            }
            for text in texts {
                assert!(!says_you(&text, language), "{name}: {text}");
            }
        }
    }
}

/// Beyond what the estates show: every text that a shared result may need.
#[test]
fn every_text_that_says_you_has_one_that_does_not() {
    for language in Language::ALL {
        let catalog = catalog(language);
        let mut wrong = Vec::new();
        let own: Vec<String> = checks::ALL
            .iter()
            .map(|it| format!("checks.{}.", it.id))
            .collect();
        let is_shared = |key: &str| {
            let part = key.rsplit('.').next().unwrap_or_default();
            let is_step = key.contains(".fix.");
            let of_check = own.iter().any(|it| key.starts_with(it));
            let of_card = ["card.unknown.", "card.clear.any.", "card.ready."]
                .iter()
                .any(|it| key.starts_with(it));
            let of_path = key.starts_with("path.") || key.starts_with("reasons.");
            of_card || of_path || of_check && !is_step && !["can", "cannot"].contains(&part)
        };
        for key in catalog.keys().filter(|it| is_shared(it)) {
            let other = catalog.get(&format!("others.{key}"));
            let text = catalog.text(key);
            if says_you(other.unwrap_or(&text), language) {
                wrong.push(format!("{key}: {text}"));
            }
        }
        for key in catalog.keys().filter_map(|it| it.strip_prefix("others.")) {
            let names = |text: &str| -> HashSet<String> {
                placeholders(text).into_iter().map(str::to_owned).collect()
            };
            let Some(text) = catalog.get(key) else {
                wrong.push(format!("others.{key} is of no text"));
                continue;
            };
            let other = catalog.text(&format!("others.{key}"));
            if names(text) != names(&other) {
                wrong.push(format!("others.{key} has other placeholders"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

/// The picture of a result ends where the live one does, as far as it can tell.
#[test]
fn the_path_of_a_result_ends_where_the_live_one_does() {
    let catalog = catalog(Language::English);
    let mut drawn = 0;
    for (name, report) in redacted() {
        let diagnosis = report.diagnosis();
        let Some(shared) = reported_picture(&diagnosis, &report.context, &catalog, Times::UTC)
        else {
            continue;
        };
        drawn += 1;
        let estate = name.trim_end_matches(" redacted");
        let snapshot = Case::open(estate).snapshot();
        let live = picture(&Facts::new(&snapshot), &catalog, Times::UTC);
        let is_same = shared.end == live.end || shared.end == End::Unknown;
        assert!(
            is_same,
            "{estate}: {} but live {}",
            shared.summary, live.summary
        );
    }
    assert!(drawn > 10, "only {drawn} results have a path");
}

#[test]
fn the_path_of_a_result_says_which_port_leads_to_the_vms() {
    let catalog = catalog(Language::English);
    for (estate, hop, port) in [
        ("firewall-mapped-port", HopKind::Firewall, 53389),
        ("balancer-nat", HopKind::PublicAddress, 50001),
    ] {
        let name = format!("{estate} redacted");
        let (_, report) = redacted().find(|it| it.0 == name).unwrap();
        let picture = reported_picture(&report.diagnosis(), &report.context, &catalog, Times::UTC);
        for stop in picture.unwrap().stops {
            let said = format!("port {port} is mapped to port 3389");
            assert_eq!(stop.said.contains(&said), stop.kind == hop, "{stop:?}");
            let is_entry = [HopKind::Firewall, HopKind::PublicAddress].contains(&stop.kind);
            assert!(
                !is_entry || stop.kind == hop || stop.label.is_none(),
                "{stop:?}"
            );
        }
    }
}

#[test]
fn a_ticket_begins_with_the_cause_and_folds_what_is_in_order() {
    let catalog = catalog(Language::English);
    for (name, report) in redacted() {
        let text = prose(&report, &catalog, Format::Markdown, None);
        let list = worded(&report, &catalog);
        let title = format!("# {}\n", list.card.headline);
        assert!(text.starts_with(&title), "{name}: {text}");
        let count = |what: &str| text.matches(what).count();
        assert_eq!(count("<details>"), count("</details>"), "{name}");
        let in_order = list.groups.iter().flat_map(|it| &it.items);
        for item in in_order.filter(|it| it.state == RowState::Passed) {
            let line = format!("[Passed] {}", item.title);
            let before = text.find(&line).map(|at| &text[..at]).unwrap_or_default();
            let depth = before.matches("<details>").count() - before.matches("</details>").count();
            assert_eq!(depth, 1, "{name}: {line} is not folded");
        }
    }
}
