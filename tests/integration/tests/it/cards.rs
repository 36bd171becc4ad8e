//! What the card says in each estate: a table that people can read and compare,
//! and what must hold of every card.

use std::{fmt::Write as _, fs, path::Path};

use actions::connect::endpoint;
use checklist::{Card, CardKind, Checklist, Offer, Times, checklist};
use diagnosis::{
    checks,
    engine::{Outcome, Severity, Verdict, diagnose},
    facts::Facts,
    question::Goal,
};
use integration_tests::Case;
use text::Language;

use crate::texts::catalog;

fn card_of(estate: &str, language: Language) -> Card {
    list_of(estate, language).card
}

fn list_of(estate: &str, language: Language) -> Checklist {
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
}

/// Everything that says what is wrong, or who can do what about it.
fn said_first(estate: &str, language: Language) -> Vec<String> {
    let list = list_of(estate, language);
    let card = [Some(list.card.headline), list.card.who]
        .into_iter()
        .flatten();
    let rows = list.groups.into_iter().flat_map(|it| it.items);
    let rows = rows.flat_map(|it| [Some(it.title), it.who].into_iter().flatten());
    card.chain(rows).collect()
}

fn offer_of(card: &Card) -> String {
    match card.offer {
        Offer::Nothing => "nothing".to_owned(),
        Offer::Action(it) => format!("{it:?}"),
        Offer::Connect => "connect".to_owned(),
        Offer::SignIn => "sign in".to_owned(),
        Offer::SwitchTenant => "switch tenant".to_owned(),
        Offer::CheckAgain => "check again".to_owned(),
        Offer::Collect => "collect again".to_owned(),
        Offer::Answer => "answer".to_owned(),
        Offer::Message => "message".to_owned(),
        Offer::Bastion => "look for Bastion".to_owned(),
        Offer::Choose => "choose the VM".to_owned(),
        Offer::Steps(check) => format!("steps of {check}"),
        Offer::Activate(_) => "activate".to_owned(),
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

#[test]
fn a_port_that_is_open_is_told_beside_the_cause() {
    let case = Case::open("always-open-other-port");
    let snapshot = case.snapshot();
    let diagnosis = diagnose(checks::EVALUATORS, &snapshot, Some(Goal::Connect));
    let card = checklist(
        &diagnosis,
        &case.context.question,
        &snapshot,
        &catalog(Language::English),
        Times::UTC,
    )
    .card;
    assert_eq!(card.kind, CardKind::Problem, "{card:?}");
    assert_eq!(
        card.beside,
        ["Also: a rule opens port 22 to everyone on the internet: AllowSshInbound."]
    );
}

/// Where there is nothing to act on, and why.
const WITHOUT_ACT: [(&str, &str); 3] = [
    ("for-user-through-group", "somebody else has what they need"),
    ("for-group", "Azure doesn't list what decides"),
    ("for-no-one", "Azure doesn't list what decides"),
];

#[test]
fn every_card_has_an_act() {
    let without: Vec<&str> = azure_sim::names()
        .filter(|it| card_of(it, Language::English).offer == Offer::Nothing)
        .collect();
    let expected = WITHOUT_ACT.map(|(estate, why)| {
        assert!(!why.is_empty());
        estate
    });
    assert_eq!(without, expected);
    for name in azure_sim::names() {
        if card_of(name, Language::English).offer == Offer::Connect {
            let snapshot = Case::open(name).snapshot();
            assert!(endpoint(&Facts::new(&snapshot)).is_some(), "{name}");
        }
    }
}

/// An id of ARM's says little to somebody who looks for the person to ask.
#[test]
fn whom_to_ask_is_said_without_ids() {
    for name in azure_sim::names() {
        for language in Language::ALL {
            for text in said_first(name, language) {
                let is_plain = !text.contains("/subscriptions/") && !text.contains(['{', '}']);
                assert!(is_plain, "{name}: {text}");
            }
        }
    }
}

#[test]
fn a_clear_card_says_what_else_was_found() {
    for (estate, check) in [
        ("token-no-mfa", "session.mfa"),
        ("person-conditional", "access.condition"),
        ("vm-agent-not-ready", "guest.agent"),
    ] {
        let list = list_of(estate, Language::English);
        let mut rows = list.groups.iter().flat_map(|it| &it.items);
        let title = &rows.find(|it| it.id == check).unwrap().title;
        let beside = &list.card.beside;
        // Within a sentence, a title begins with a small letter.
        let has_title = |it: &String| it.to_lowercase().contains(&title.to_lowercase());
        assert!(beside.iter().any(has_title), "{beside:?}");
    }
}

/// What a check that passed remarks is the story of some estates.
#[test]
fn a_clear_card_tells_what_a_check_remarks() {
    for (estate, remark) in [
        ("plan-old-api", "Azure doesn't name a sub-plan"),
        (
            "address-one-of-two",
            "The rule is missing for another address",
        ),
    ] {
        let card = card_of(estate, Language::English);
        assert_eq!(card.kind, CardKind::Clear, "{estate}");
        let is_told = card.beside.iter().any(|it| it.starts_with(remark));
        assert!(is_told, "{estate}: {:?}", card.beside);
    }
    assert_eq!(card_of("window-open", Language::English).beside, [""; 0]);
}

/// A headline that doubts a denial is a riddle, and so is a resource without its place.
#[test]
fn doubts_and_places_are_said_plainly() {
    let of = |estate| card_of(estate, Language::English);
    assert_eq!(
        of("person-requester").headline,
        "No permission to check whether a deny assignment blocks you"
    );
    assert_eq!(
        of("connect-group-only").headline,
        "No permission to check whether the firewall in the path works with JIT"
    );
    let who = of("person-no-network-read").who.unwrap();
    assert!(
        who.contains("the network interface nic-web-01 in the resource group rg-shop-prod"),
        "{who}"
    );
    let catalog = catalog(Language::English);
    for check in checks::ALL {
        let title = catalog.text(&format!("checks.{}.title", check.id));
        let whether = format!("checks.{}.whether", check.id);
        let is_denial = title.starts_with("No ");
        assert_eq!(catalog.get(&whether).is_some(), is_denial, "{title}");
    }
}

#[test]
fn who_can_connect_is_told_until_when() {
    let who = card_of("window-open", Language::English).who;
    let who = who.unwrap_or_default();
    assert!(who.starts_with("Access ends on "), "{who}");
}

/// A count alone tells nobody what to do.
#[test]
fn an_unsure_card_names_what_is_not_known() {
    let catalog = catalog(Language::English);
    for name in azure_sim::names() {
        let card = card_of(name, Language::English);
        if card.kind != CardKind::Unsure {
            continue;
        }
        let headline = &card.headline;
        let is_digit = |it: char| it.is_ascii_digit();
        let is_silence = ["no_answer", "throttled", "sign_in"]
            .iter()
            .any(|it| *headline == catalog.text(&format!("card.unknown.most.{it}")));
        assert!(
            is_silence || headline.contains("whether"),
            "{name}: {headline}"
        );
        assert!(!headline.contains(is_digit), "{name}: {headline}");
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
        (CardKind::Problem, Offer::Activate("access.eligible"))
    );
    for estate in ["arm-down", "html", "silent"] {
        assert_eq!(
            of(estate),
            (CardKind::Unsure, "", Offer::CheckAgain),
            "{estate}"
        );
    }
    for open in [
        "always-open",
        "always-open-other-port",
        "window-open-everybody",
    ] {
        let (kind, lead, _) = of(open);
        assert_eq!((kind, lead), (CardKind::Exposure, "network.exposure"));
    }
    assert_eq!(of("not-configured-enable").0, CardKind::Ready);
    let (kind, lead, offer) = of("firewall-mapped-port");
    assert_eq!(
        (kind, lead, offer),
        (CardKind::Answer, "network.firewall_entry", Offer::Connect)
    );
    assert_eq!(of("person-reader").2, Offer::Message);
}
