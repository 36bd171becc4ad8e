//! What the card says in each estate: a table that people can read and compare,
//! and what must hold of every card.

use std::{fmt::Write as _, fs, path::Path};

use checklist::{Card, CardKind, Offer, Times, checklist};
use diagnosis::engine::{Outcome, Severity, Verdict};
use integration_tests::Case;
use text::Language;

use crate::texts::catalog;

fn card_of(estate: &str, language: Language) -> Card {
    let case = Case::open(estate);
    let snapshot = case.snapshot();
    let diagnosis = case.diagnosis();
    checklist(
        &diagnosis,
        &case.context.question,
        &snapshot,
        &catalog(language),
        Times::UTC,
    )
    .card
}

fn offer_of(card: &Card) -> String {
    match card.offer {
        Offer::Nothing => "nothing".to_owned(),
        Offer::Action(it) => format!("{it:?}"),
        Offer::Connect => "connect".to_owned(),
        Offer::SignIn => "sign in".to_owned(),
        Offer::SwitchTenant => "switch tenant".to_owned(),
        Offer::CheckAgain => "check again".to_owned(),
        Offer::Message => "message".to_owned(),
        Offer::Steps(check) => format!("steps of {check}"),
    }
}

/// `UPDATE_CARDS=1` writes the table anew; the change is then there to be read.
#[test]
fn the_card_of_each_estate_is_as_the_table_says() {
    let mut table = String::from(
        "# What the card says in each estate\n\nWritten by `UPDATE_CARDS=1 cargo test -p \
         integration-tests cards`.\n\n| estate | kind | headline | who | offer |\n|---|---|---|---|---|\n",
    );
    for name in azure_sim::names() {
        let card = card_of(name, Language::English);
        let who = card.who.clone().unwrap_or_default();
        let (kind, offer) = (card.kind.name(), offer_of(&card));
        writeln!(
            table,
            "| {name} | {kind} | {} | {who} | {offer} |",
            card.headline
        )
        .unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cards.md");
    if std::env::var_os("UPDATE_CARDS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<&str> = table.lines().filter(|it| !before.contains(it)).collect();
    assert!(changed.is_empty(), "\n{}", changed.join("\n"));
    assert_eq!(before.lines().count(), table.lines().count());
}

#[test]
fn no_card_says_less_than_its_rows() {
    for name in azure_sim::names() {
        let diagnosis = Case::open(name).diagnosis();
        let card = card_of(name, Language::English);
        let shown = || diagnosis.outcomes.iter().filter(|it| it.in_goal);
        let worst = shown().filter_map(Outcome::severity).max();
        let is_unsure = shown().any(|it| matches!(it.verdict, Verdict::CannotTell(_)));
        match card.kind {
            CardKind::Clear | CardKind::Answer => {
                assert!(worst <= Some(Severity::Info) && !is_unsure, "{name}");
            }
            CardKind::Unsure => assert!(worst <= Some(Severity::Info), "{name}"),
            CardKind::Exposure | CardKind::Warning | CardKind::Ready => {
                assert!(!is_unsure || !card.beside.is_empty(), "{name}");
            }
            CardKind::Problem => assert_eq!(worst, Some(Severity::Blocker), "{name}"),
            CardKind::Running => panic!("{name} is done"),
        }
    }
}

#[test]
fn every_card_is_worded_in_every_language() {
    for name in azure_sim::names() {
        for language in Language::ALL {
            let card = card_of(name, language);
            let texts = [&card.headline, &card.what].into_iter();
            for text in texts
                .chain(&card.who)
                .chain(&card.beside)
                .chain(&card.message)
            {
                assert!(
                    !text.contains(['{', '}']) && !text.is_empty(),
                    "{name}: {text}"
                );
            }
            assert!(!card.headline.starts_with("card.") && !card.headline.contains("checks."));
        }
    }
}

/// Each was a card that led the reader astray.
#[test]
fn the_card_is_the_answer() {
    let of = |estate| {
        let card = card_of(estate, Language::English);
        (card.kind, card.lead.map_or("", |it| it.check), card.offer)
    };
    let (kind, _, offer) = of("person-eligible");
    assert_eq!(
        (kind, offer),
        (CardKind::Problem, Offer::Steps("access.eligible"))
    );
    for estate in ["arm-down", "html", "silent"] {
        assert_eq!(
            of(estate),
            (CardKind::Unsure, "", Offer::CheckAgain),
            "{estate}"
        );
    }
    let (kind, lead, _) = of("always-open");
    assert_eq!((kind, lead), (CardKind::Exposure, "network.exposure"));
    assert_eq!(of("not-configured-enable").0, CardKind::Ready);
    let (kind, lead, offer) = of("firewall-mapped-port");
    assert_eq!(
        (kind, lead, offer),
        (CardKind::Answer, "network.firewall_entry", Offer::Connect)
    );
    assert_eq!(of("person-reader").2, Offer::Message);
}
