//! **Whatever leaves the page reads as what it is.** Names that anybody with a right
//! in Azure can set are hostile here, and every text that a reader copies, sends or
//! opens elsewhere shows it.

use azure::plain::is_disguise;
use azure_sim::Simulation;
use checklist::{Times, checklist};
use diagnosis::{checks, engine::diagnose};
use integration_tests::{Case, opened};
use share::report::{self, Detail, Format, Include};
use text::Language;

use crate::texts::catalog;

/// Names that turn, hide, part lines, or begin something.
const HOSTILE: [&str; 8] = [
    "a\u{202e}gnp.exe",
    "a\u{2066}b\u{2069}",
    "a\u{200f}b\u{61c}",
    "line\r\nalternate shell:s:calc",
    "tab\tnul\0bell\u{7}",
    "\u{2028}- [x] done",
    "\u{1b}[31mred",
    "=cmd|' /C calc'!A0",
];

/// The estates in which such a name stands, and the name.
const NAMED: [(&str, &str); 5] = [
    ("always-open", "AllowRdpInbound"),
    ("lock-read-only", "shop-lock"),
    ("request-refused", "Management ports stay closed"),
    (
        "person-denied",
        "Deny assignment created by a deployment stack",
    ),
    ("subscription-disabled", "Contoso Shop"),
];

/// The estate with another name in place of this one, wherever it is shown.
fn renamed(estate: &str, name: &str, hostile: &str) -> Simulation {
    let mut simulation = opened(estate);
    let inner = |text: &str| {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let replaced = |json: String| json.replace(&inner(name), &inner(hostile));
    let ids: Vec<String> = simulation.store.iter().map(|it| it.id.clone()).collect();
    for id in ids {
        let resource = simulation.store.get_mut(&id).unwrap();
        resource.body = serde_json::from_str(&replaced(resource.body.to_string())).unwrap();
    }
    for deny in simulation.estate.deny_assignments.values_mut() {
        deny.name = deny.name.replace(name, hostile);
    }
    for subscription in simulation.estate.subscriptions.values_mut() {
        subscription.display_name = subscription.display_name.replace(name, hostile);
    }
    for event in simulation.estate.activity.values_mut() {
        // The message is JSON within a text.
        let message = event["properties"]["statusMessage"].as_str();
        let message = replaced(message.unwrap_or_default().to_owned());
        event["properties"]["statusMessage"] = message.into();
    }
    simulation
}

/// Every text that leaves, by what it is.
fn outlets(case: &Case, language: Language) -> Vec<(&'static str, String)> {
    let snapshot = case.snapshot();
    let question = &case.context.question;
    let catalog = catalog(language);
    let diagnosis = diagnose(checks::EVALUATORS, &snapshot, question.goal);
    let list = checklist(&diagnosis, question, &snapshot, &catalog, Times::UTC);
    let open = case.report(
        &snapshot,
        Detail::ALL.into_iter().fold(Include::NONE, Include::with),
    );
    let rows = list.groups.iter().flat_map(|it| &it.items);
    let rows: Vec<String> = rows
        .flat_map(|it| {
            let texts = [&it.what, &it.who, &it.failed_request]
                .into_iter()
                .flatten();
            let evidence = it.evidence.iter().map(|it| it.value.to_string());
            let texts = texts.chain(&it.fix).chain([&it.title]).cloned();
            texts.chain(evidence).collect::<Vec<_>>()
        })
        .collect();
    vec![
        ("headline", list.card.headline.clone()),
        ("message", list.card.message.clone().unwrap_or_default()),
        ("rows", rows.join("\n")),
        (
            "markdown",
            report::prose(&open, &catalog, Format::Markdown, None),
        ),
        ("plain", report::prose(&open, &catalog, Format::Plain, None)),
        ("file", report::write(&open)),
    ]
}

#[test]
fn hostile_names_are_made_visible_in_all_that_leaves() {
    for (estate, name) in NAMED {
        for hostile in HOSTILE {
            let case = Case::of(renamed(estate, name, hostile));
            for language in Language::ALL {
                let outlets = outlets(&case, language);
                let shows = |(_, text): &(&str, String)| !text.contains(name);
                assert!(outlets.iter().all(shows), "{estate} still has {name}");
                for (outlet, text) in &outlets {
                    let mut hidden = text.chars().filter(|it| is_disguise(*it) && *it != '\n');
                    // Names from right to left are isolated by two of them.
                    let found = hidden.find(|it| !['\u{2068}', '\u{2069}'].contains(it));
                    assert_eq!(found, None, "{outlet} of {estate} with {hostile:?}: {text}");
                    let injected = text.lines().any(|it| it.starts_with("alternate shell"));
                    assert!(!injected, "{outlet} of {estate}: {text}");
                }
            }
        }
    }
}
