//! A diagnosis from a collected file: what the plan reads, and what becomes of it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use azure::timestamp::Timestamp;
use checklist::{Times, checklist};
use collector::{
    file::{Collected, Reader, Tool, read},
    script::script,
};
use diagnosis::{engine::Outcome, facts::Facts};
use integration_tests::{Case, collect, start, written};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use text::Language;

use crate::{
    faults::{is_comparable, verdicts_of},
    texts::catalog,
};

/// What it says stands in a token alone, and no file has one.
const OF_TOKEN: &str = "session.mfa";

fn names() -> impl Iterator<Item = &'static str> {
    azure_sim::names().filter(|it| is_comparable(it))
}

fn key(method: &str, url: &str) -> String {
    let path = url
        .split_once("://")
        .map_or(url, |(_, it)| &it[it.find('/').unwrap()..]);
    let path = path
        .split('&')
        .filter(|it| !it.starts_with("$filter=eventTimestamp"));
    let path = path.collect::<Vec<_>>().join("&");
    format!(
        "{method} {}",
        percent_decode_str(&path).decode_utf8_lossy().to_lowercase()
    )
}

/// The requests that a run has made; how effective rules are waited for is no read.
fn asked(case: &Case) -> BTreeSet<String> {
    let log = case.context.arm.log().entries();
    log.iter()
        .map(|it| key(&it.method.to_string(), &it.url))
        .filter(|it| !it.contains("/batch?") && !it.contains("operationresults"))
        .collect()
}

#[test]
fn a_script_reads_all_that_a_run_reads() {
    let mut lacking = Vec::new();
    for name in names() {
        let live = Case::open(name);
        live.snapshot();
        let collected = collect(&Case::open(name));
        let has: BTreeSet<String> = collected
            .answers
            .iter()
            .map(|it| key(&it.method, &it.path))
            .collect();
        lacking.extend(
            asked(&live)
                .difference(&has)
                .map(|it| format!("{name}: {it}")),
        );
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

/// Where the diagnosis of a file is another than that of the live run.
fn differences(name: &str, file: &Collected) -> Vec<String> {
    let live = verdicts_of(&Case::open(name));
    let of_file = verdicts_of(&Case::of_file(file));
    let mut other = Vec::new();
    for (check, verdict) in &live {
        let replayed = &of_file[check];
        let is_of_token = *check == OF_TOKEN && replayed == "not-applicable";
        if replayed != verdict && !is_of_token {
            other.push(format!("{name}: {check}: {verdict} became {replayed}"));
        }
    }
    other
}

#[test]
fn a_file_gives_the_verdicts_of_the_live_run() {
    let (mut other, mut count) = (Vec::new(), 0);
    for name in names() {
        let file = read(&written(&collect(&Case::open(name))), start()).unwrap();
        other.extend(differences(name, &file));
        count += 1;
    }
    assert!(other.is_empty(), "{other:#?}");
    assert!(count > 100);
}

/// The VM lists its primary interface second: the effective rules that a run asks for,
/// those that it finds in a file, and what the card says are all of that one.
#[test]
fn the_primary_interface_is_found_wherever_the_vm_lists_it() {
    let live = Case::open("nic-primary-second");
    let file = collect(&Case::open("nic-primary-second"));
    let of_file = Case::of_file(&file);
    for case in [&live, &of_file] {
        let snapshot = case.snapshot();
        let facts = Facts::new(&snapshot);
        let effective = facts.effective_rules().unwrap();
        assert!(
            effective.request.contains("/nic-web-01/"),
            "{}",
            effective.request
        );
        let diagnosis = case.diagnosis();
        let cause = diagnosis.root_cause().and_then(Outcome::failed).unwrap();
        let names = cause.finding.args.texts().collect::<Vec<_>>();
        assert_eq!(
            (cause.check.id, cause.finding.case),
            ("network.nic", "denied_by")
        );
        assert!(
            names.contains(&("nsg", "nsg-web-01".to_owned())),
            "{names:?}"
        );
        let request = cause
            .finding
            .evidence
            .first()
            .and_then(|it| it.request.clone());
        assert!(
            request
                .as_deref()
                .is_some_and(|it| it.contains("/nic-web-01/effective")),
            "{request:?}"
        );
        let words = checklist(
            &diagnosis,
            &case.context.question,
            &snapshot,
            &catalog(Language::English),
            Times::UTC,
        );
        assert!(
            words.card.headline.contains("nsg-web-01"),
            "{}",
            words.card.headline
        );
    }
}

fn without(mut file: Collected, dropped: &[prop::sample::Index], me: bool) -> Collected {
    for at in dropped {
        if !file.answers.is_empty() {
            file.answers.remove(at.index(file.answers.len()));
        }
    }
    if me {
        file.reader = Reader::default();
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_a_file_lacks_flips_no_verdict(
        name in prop::sample::select(names().collect::<Vec<_>>()),
        dropped in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
        me in any::<bool>(),
    ) {
        let whole = collect(&Case::open(name));
        let before = verdicts_of(&Case::of_file(&whole));
        let after = verdicts_of(&Case::of_file(&without(whole, &dropped, me)));
        for (check, verdict) in &after {
            prop_assert!(
                verdict == "cannot-tell" || *verdict == before[check],
                "{}: {} became {} in {}", check, before[check], verdict, name
            );
        }
    }
}

/// The estates that the real Azure CLI collects: causes of each area, lists in pages,
/// several interfaces, refusals, and nothing found.
const WITH_AZ: [&str; 12] = [
    "healthy",
    "healthy-enable",
    "vm-not-found",
    "plan-off",
    "network-other-group",
    "policy-stale-members",
    "policy-other-group",
    "person-no-network-read",
    "person-vm-only",
    "turn-on-locked",
    "firewall-classic",
    "window-open",
];

fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("collector")
}

#[test]
fn the_scripts_are_written() {
    fs::create_dir_all(place()).unwrap();
    for name in WITH_AZ {
        let case = Case::open(name);
        let (question, cloud) = (&case.context.question, case.context.cloud);
        for (tool, ending) in [(Tool::Bash, "sh"), (Tool::PowerShell, "ps1")] {
            let file = place().join(name).with_extension(ending);
            fs::write(file, script(tool, question, cloud)).unwrap();
        }
    }
}

#[test]
#[ignore = "a step of `cargo xtask collector`: reads what the real Azure CLI has made"]
fn what_the_real_azure_cli_collects_is_the_live_run() {
    for name in WITH_AZ {
        let text = fs::read_to_string(place().join(name).with_extension("json")).unwrap();
        let file = read(&text, Timestamp::now_utc()).unwrap();
        assert_eq!(differences(name, &file), [""; 0], "{name}");
        let own = collect(&Case::open(name));
        let asked = |file: &Collected| -> BTreeSet<(String, Option<u16>)> {
            let answers = file.answers.iter();
            answers
                .map(|it| (key(&it.method, &it.path), it.status))
                .collect()
        };
        assert_eq!(asked(&file), asked(&own), "{name}");
    }
}
