//! Reports and links over every estate: nothing leaves that was not let out,
//! everything reads back, links are short, and no damage goes unseen.

use std::{collections::HashSet, sync::LazyLock};

use azure::{
    answer::{Reason, Unavailable},
    cloud::Cloud,
    reason_args,
    resource_id::ResourceId,
    timestamp,
    value::{ArgName, Args, BETWEEN, Kind, Noun, Value as ArgValue},
};
use checklist::{Times, in_words};
use diagnosis::{
    args, checks,
    engine::{Diagnosis, Evidence, Finding, Severity, Verdict, conclude, diagnose},
    question::{Goal, Question},
    what_if::{End, MOST_CHANGES, Outlook, Step},
};
use integration_tests::{Case, opened, start};
use proptest::prelude::*;
use serde_json::Value;
use share::{
    link::{self, Found, LinkError},
    report::{self, About, CollectedBy, Detail, Format, Include, Marks, Report, Source},
};
use text::Language;

use crate::texts::catalog;

/// Everything that a reader could let out.
fn everything() -> Include {
    Detail::ALL.into_iter().fold(Include::NONE, Include::with)
}

/// An estate that was diagnosed once for all tests.
struct Diagnosed {
    name: &'static str,
    /// Check, verdict, what blocks it, how bad it is.
    rows: Vec<Row>,
    /// With nothing let out but the requests that were made.
    redacted: Report,
    /// With everything let out.
    open: Report,
}

type Row = (
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<Severity>,
);

static ESTATES: LazyLock<Vec<Diagnosed>> =
    LazyLock::new(|| azure_sim::names().map(diagnosed).collect());

fn diagnosed(name: &'static str) -> Diagnosed {
    let case = Case::open(name);
    let snapshot = case.snapshot();
    let question = &case.context.question;
    let diagnosis = diagnose(checks::EVALUATORS, &snapshot, question.goal);
    Diagnosed {
        name,
        rows: rows(&diagnosis),
        redacted: case.report(&snapshot, Include::NONE.with(Detail::Requests)),
        open: case.report(&snapshot, everything()),
    }
}

/// Every estate's result, redacted and with everything let out.
pub(crate) fn results() -> impl Iterator<Item = (String, &'static Report)> {
    ESTATES.iter().flat_map(|it| {
        [
            (format!("{} redacted", it.name), &it.redacted),
            (format!("{} open", it.name), &it.open),
        ]
    })
}

fn rows(diagnosis: &Diagnosis) -> Vec<Row> {
    diagnosis
        .outcomes
        .iter()
        .filter(|it| it.in_goal)
        .map(|it| (it.check.id, it.verdict.name(), it.blocked_by, it.severity()))
        .collect()
}

/// The texts in an estate that are somebody's: names, ids, addresses, people.
fn secrets(name: &str) -> HashSet<String> {
    let mut document = azure_sim::document(name).unwrap();
    // What is said about the estate is not in it.
    for about in ["title", "expect", "settings"] {
        document.as_object_mut().unwrap().remove(about);
    }
    let mut found = HashSet::new();
    leaves(&document, &mut |text| {
        found.extend(
            tokens(text)
                .filter(|it| it.len() >= 4 && !it.chars().all(|it| it.is_ascii_digit()))
                .filter(|it| !is_public(it)),
        );
    });
    found
}

/// The names, words and numbers that a text is made of, in lower case.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|it: char| !it.is_alphanumeric() && !matches!(it, '-' | '_' | '.'))
        .map(|it| it.trim_matches('.').to_lowercase())
        .filter(|it| !it.is_empty())
}

fn leaves(value: &Value, add: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => add(text),
        Value::Array(items) => items.iter().for_each(|it| leaves(it, add)),
        Value::Object(fields) => fields.values().for_each(|it| leaves(it, add)),
        _ => {}
    }
}

/// Words of Azure's own or of ours, which say nothing of whose Azure it is.
fn is_public(text: &str) -> bool {
    thread_local! {
        static PUBLIC: HashSet<String> = public();
    }
    PUBLIC.with(|it| it.contains(text))
}

fn public() -> HashSet<String> {
    let mut words: HashSet<String> = report::public_words().flat_map(tokens).collect();
    words.extend(
        report::public_words()
            .flat_map(|it| it.split('-'))
            .map(str::to_owned),
    );
    words.extend(Goal::ALL.map(|it| it.name().to_owned()));
    words.extend(["blocker", "warning", "info"].map(str::to_owned));
    words.extend(Reason::ALL.iter().map(|it| it.key().to_owned()));
    for check in checks::ALL {
        words.extend(tokens(check.id));
        words.extend(check.id.split('.').map(str::to_owned));
        for case in check.cases {
            words.insert(case.name.to_owned());
            words.extend(case.args.iter().map(|it| it.name.to_owned()));
        }
    }
    words
}

/// Says which of the secrets stand in a text.
fn leaked<'a>(secrets: &'a HashSet<String>, text: &str) -> Vec<&'a String> {
    let lower = text.to_lowercase();
    let said: HashSet<String> = tokens(text).collect();
    secrets
        .iter()
        .filter(|it| {
            // A plain word may be a part of one of Azure's own.
            let is_telling = !it.chars().all(char::is_alphabetic);
            said.contains(*it) || is_telling && lower.contains(it.as_str())
        })
        .collect()
}

fn decoded(link: &str) -> Report {
    match link::find(link) {
        Ok(Found::Report(report)) => *report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_of_an_estate_leaves_by_default() {
    let catalog = catalog(Language::English);
    let texts: Vec<String> = catalog.keys().map(|it| catalog.text(it)).collect();
    let texts = texts.join("\n").to_lowercase();
    for Diagnosed { name, redacted, .. } in &*ESTATES {
        let secrets = secrets(name);
        assert!(secrets.len() > 10, "{name}");
        let link = link::write(redacted);
        let of_link = report::write(&decoded(&link));
        let file = report::write(redacted);
        for text in [&link, &of_link, &file] {
            assert_eq!(
                leaked(&secrets, text),
                Vec::<&String>::new(),
                "{name}: {text}"
            );
        }
        // Prose has words of its own, some of which an estate has as well.
        let mut theirs = secrets;
        theirs.retain(|it| !texts.contains(it.as_str()));
        let prose = report::prose(redacted, &catalog, Format::Markdown, None);
        assert_eq!(
            leaked(&theirs, &prose),
            Vec::<&String>::new(),
            "{name}: {prose}"
        );
    }
}

#[test]
fn no_token_and_no_person_ever_leaves() {
    for Diagnosed { name, open, .. } in &*ESTATES {
        let simulation = opened(name);
        let text = format!("{}{open:?}", report::write(open)).to_lowercase();
        for person in simulation.estate.people.values() {
            for it in [&person.name, &person.upn, &person.oid] {
                let is_told = !it.is_empty() && text.contains(&it.to_lowercase());
                assert!(!is_told, "{name}: {it}");
            }
        }
        let groups = simulation.estate.groups.values().map(|it| &it.oid);
        for id in groups.chain(&simulation.estate.ask.whom) {
            assert!(!text.contains(&id.to_lowercase()), "{name}: {id}");
        }
        assert!(!text.contains("eyj"), "{name}: a token");
    }
}

#[test]
fn links_and_files_read_back() {
    for Diagnosed {
        name,
        redacted,
        open,
        ..
    } in &*ESTATES
    {
        for report in [redacted, open] {
            assert_eq!(
                report::read(&report::write(report)).as_ref(),
                Ok(report),
                "{name}"
            );
            assert_eq!(
                decoded(&link::write(report)),
                report.clone().for_link(),
                "{name}"
            );
        }
    }
}

#[test]
fn a_shared_checklist_says_what_the_live_one_says() {
    let catalog = catalog(Language::English);
    for Diagnosed {
        name,
        rows: live,
        redacted,
        ..
    } in &*ESTATES
    {
        let report = decoded(&link::write(redacted));
        let shared = report.diagnosis();
        assert_eq!(live, &rows(&shared), "{name}");
        let list = in_words(&shared, &report.context, &catalog, Times::UTC, None);
        for item in list.groups.iter().flat_map(|it| &it.items) {
            let what = item.what.as_deref().unwrap_or_default();
            let text = format!("{} {what} {:?}", item.title, item.fix);
            assert!(!text.contains('{'), "{name}: {text}");
        }
    }
}

#[test]
fn links_are_short_and_of_plain_characters() {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let lengths = |of: fn(&Diagnosed) -> &Report| -> (usize, usize) {
        let links = ESTATES.iter().map(|it| link::write(of(it)));
        let mut lengths: Vec<usize> = links
            .inspect(|it| assert!(it.chars().all(is_plain), "{it}"))
            .map(|it| it.len())
            .collect();
        lengths.sort_unstable();
        (lengths[lengths.len() / 2], lengths[lengths.len() - 1])
    };
    let (median, longest) = lengths(|it| &it.redacted);
    println!("redacted: median {median}, longest {longest}");
    assert!(longest <= 900, "median {median}, longest {longest}");
    let (median, longest) = lengths(|it| &it.open);
    println!("with everything: median {median}, longest {longest}");
    // Bookmarks in chats are cut at about 2,000 characters.
    assert!(longest <= 1900, "median {median}, longest {longest}");
}

#[test]
fn what_azure_says_in_words_of_its_own_is_kept() {
    let mut withheld = HashSet::new();
    for Diagnosed { name, redacted, .. } in &*ESTATES {
        for it in &redacted.outcomes {
            let none = Args::default();
            let (args, evidence): (&Args, &[_]) = match &it.verdict {
                Verdict::Fail(finding) => (&finding.args, &finding.evidence),
                Verdict::Pass { evidence, .. } => (&none, evidence),
                Verdict::CannotTell(why) => (&why.args, &[]),
                Verdict::NotApplicable => (&none, &[]),
            };
            let words = [
                "state",
                "action",
                "operation",
                "protocol",
                "sub_plan",
                "code",
                "path",
            ];
            for (arg, value) in args.texts() {
                if words.contains(&arg) && value.contains("value-") {
                    withheld.insert(format!("{} {arg} ({name})", it.check.id));
                }
            }
            for Evidence { request, field, .. } in evidence {
                let request = request.as_deref().unwrap_or_default();
                if field.starts_with("value-") || request.contains("type-") {
                    withheld.insert(format!("{} {field} {request}", it.check.id));
                }
            }
        }
    }
    assert!(
        withheld.is_empty(),
        "append to the vocabulary: {withheld:#?}"
    );
}

#[test]
fn reports_are_as_their_schema_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/report.schema.json");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = compiler.compile(path, &mut schemas).unwrap();
    let valid = |it: &Value| schemas.validate(it, schema).map_err(|it| it.to_string());
    for Diagnosed {
        name,
        redacted,
        open,
        ..
    } in &*ESTATES
    {
        for report in [redacted, open] {
            let file: Value = serde_json::from_str(&report::write(report)).unwrap();
            assert_eq!(valid(&file), Ok(()), "{name}");
        }
    }
    let mut marked = ESTATES[0].open.clone();
    marked.marks = Marks {
        collected_by: Some(CollectedBy::ManagedIdentity),
        about: Some(About::Application),
    };
    let file: Value = serde_json::from_str(&report::write(&marked)).unwrap();
    assert_eq!(valid(&file), Ok(()));
    let mut other: Value = serde_json::from_str(&report::write(&ESTATES[0].open)).unwrap();
    other["checks"][0]["verdict"] = "maybe".into();
    assert!(valid(&other).is_err());
}

/// As it was made by version 0.1.0.
const GOLDEN: &str =
    "jd1.78.fRWjnw.AKDAldgGAAEAAAIAAAEGAQEOAQEKAQH0aQFiASMREREREREhEBEQESERMQAREgIuAAIFAYUDBgEKAQ";

#[test]
fn an_old_link_is_read_for_ever() {
    let report = decoded(GOLDEN);
    let diagnosis = report.diagnosis();
    let root = diagnosis.root_cause().unwrap();
    assert_eq!(root.check.id, "access.initiate");
    assert_eq!(root.verdict.name(), "fail");
}

/// The link of a person who may read and not request.
fn sample() -> &'static str {
    static LINK: LazyLock<String> =
        LazyLock::new(|| link::write(&diagnosed("person-reader").redacted));
    &LINK
}

#[test]
fn what_mail_and_chat_do_is_undone() {
    let link = sample();
    let whole = decoded(link);
    let host = "https://jit.example.com";
    let lines = |length: usize, begin: &str, end: &str| -> String {
        let lines = link.as_bytes().chunks(length);
        lines.fold(String::new(), |text, line| {
            text + begin + std::str::from_utf8(line).unwrap() + end
        })
    };
    let wrapped = lines(70, "", "=\r\n");
    let quoted = lines(60, "> ", "\n");
    let address = format!("{host}/#/result/{link}");
    let twice = escape(&escape(&address));
    for text in [
        link.to_owned(),
        format!("/result/{link}"),
        format!("<{address}>"),
        format!("{host}/%23/result/{link}"),
        format!("%2Fresult%2F{link}"),
        format!(
            "https://nam.safelinks.example/?url={}&data=05%7C02",
            escape(&address)
        ),
        format!("https://nam.safelinks.example/?url={twice}"),
        format!("{address}?utm_source=mail&utm_medium=email"),
        format!("{address}&fbclid=abc"),
        format!("{address}."),
        format!("Hello,\n\nsee {address}\n\nRegards"),
        format!("{host}/#/result/{wrapped}"),
        quoted,
        format!("{}\u{200b}{}", &link[..50], &link[50..]),
    ] {
        match link::find(&text) {
            Ok(Found::Report(report)) => assert_eq!(*report, whole, "{text}"),
            other => panic!("{other:?}: {text}"),
        }
    }
}

fn escape(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn a_cut_link_is_told_at_any_length() {
    let link = sample();
    for length in 0..link.len() {
        let found = link::find(&link[..length]);
        let expected = if length < 4 {
            LinkError::Nothing
        } else {
            LinkError::Cut
        };
        assert_eq!(found, Err(expected), "cut to {length}");
    }
}

#[test]
fn a_bomb_is_not_inflated() {
    let bomb = deflated(&vec![0; 32 * 1024 * 1024]);
    assert!(bomb.len() < 40_000);
    assert_eq!(link::read_body(&bomb), Err(LinkError::Foreign));
}

/// A body that holds these bytes, deflated.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut body = vec![1];
    body.extend(miniz_oxide::deflate::compress_to_vec(bytes, 9));
    body
}

/// Texts that would do harm in a page that took them for more than text.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Megan Bowen",
            "megan@contoso.com",
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQ.c2ln",
            "<img src=x onerror=alert(1)>",
            "rg-payroll-prod",
            "/subscriptions/9f1c2d3e-4b5a-6978-8a9b-0c1d2e3f4a5b/resourceGroups/payroll",
            "/subscriptions/payroll/providers/Contoso.Payroll/things/payroll-x",
            "9f1c2d3e-4b5a-6978-8a9b-0c1d2e3f4a5b",
            "198.51.100.77",
            "198.51.100.0/25",
            "2001:db8:77::5",
            "2031-02-03T04:05:06.789Z",
            "123456789012",
            "VirtualNetwork",
            "failed",
            "Owner, Reader",
            "443, 3389",
            "vm-2",
            "lock-3, nsg-4",
            "",
        ])
        .prop_map(str::to_owned),
        "[a-z]{3}payroll[a-z]{3}",
        "payroll.{0,40}",
    ]
}

/// What of [`hostile`] may never be found in what leaves by default.
const MARKS: [&str; 9] = [
    "payroll",
    "megan",
    "bowen",
    "eyj0",
    "onerror",
    "9f1c2d3e",
    "198.51.100",
    "2031-02-03",
    "123456789012",
];

/// Any verdict of any check, its values hostile.
fn verdict() -> impl Strategy<Value = (usize, Verdict)> {
    (
        0..checks::ALL.len(),
        any::<prop::sample::Index>(),
        prop::collection::vec(hostile(), 8),
        0_u8..4,
    )
        .prop_map(|(at, pick, values, kind)| {
            let check = checks::ALL[at];
            let evidence = vec![Evidence {
                request: Some(format!("GET {}", values[0])),
                field: values[1].clone(),
                value: values[2].as_str().into(),
            }];
            let verdict = match kind {
                0 if !check.cases.is_empty() => {
                    let case = check.cases[pick.index(check.cases.len())];
                    Verdict::Fail(Finding {
                        case: case.name,
                        severity_cap: Severity::Blocker,
                        args: with(case.args, &values),
                        evidence,
                    })
                }
                1 => Verdict::CannotTell(Unavailable {
                    reason: Reason::ALL[1 + pick.index(Reason::ALL.len() - 1)],
                    args: with(reason_args::ALL, &values),
                    request: Some(format!("GET {}", values[3])),
                    correlation_id: Some(values[4].clone()),
                }),
                2 => Verdict::NotApplicable,
                _ => Verdict::Pass {
                    evidence,
                    notes: check.notes.iter().map(|it| it.name).collect(),
                },
            };
            (at, verdict)
        })
}

fn with(names: &[&'static ArgName], values: &[String]) -> Args {
    names
        .iter()
        .zip(values.iter().cycle())
        .map(|(name, text)| {
            let items: Vec<ArgValue> = text
                .split(BETWEEN)
                .map(|it| of_kind(name.kind, it.to_owned()))
                .collect();
            (*name, items.into())
        })
        .collect()
}

/// The text as a value of the kind; for a kind that is no text, what it reads as.
fn of_kind(kind: Kind, text: String) -> ArgValue {
    match kind {
        Kind::Number => text.parse().map_or(ArgValue::Nothing, ArgValue::Number),
        Kind::Time => timestamp::parse(&text).map_or(ArgValue::Nothing, ArgValue::Time),
        Kind::Word => ArgValue::Word(text),
        Kind::Status => text.parse().map_or(ArgValue::Word(text), ArgValue::Number),
        Kind::Name(noun) => ArgValue::Name(noun, text),
        Kind::Written(noun) => ArgValue::Written(noun, text),
        Kind::Id(noun) => ArgValue::Id(noun, text),
        Kind::Address => ArgValue::Address(text),
        Kind::Scope => ArgValue::Scope(text),
        Kind::Field => ArgValue::Field(text.clone(), Some(Box::new(text.into()))),
        Kind::Unknown => ArgValue::Unknown(text),
    }
}

const VM: &str = "/subscriptions/9f1c2d3e-4b5a-6978-8a9b-0c1d2e3f4a5b/resourceGroups/payroll/providers/Microsoft.Compute/virtualMachines/payroll-vm";

fn of_verdicts(verdicts: &[(usize, Verdict)], include: Include) -> Report {
    let diagnosis = conclude(checks::ALL, None, |check| {
        let found = verdicts
            .iter()
            .find(|(at, _)| checks::ALL[*at].id == check.id);
        found.map(|(_, verdict)| verdict.clone())
    });
    let question = Question {
        tenant: Some("payroll.example.com".to_owned()),
        vm: ResourceId::parse(VM).unwrap(),
        port: Some(3389),
        source: None,
        goal: None::<Goal>,
        minutes: None,
        about: None,
    };
    let mut common = Args::default();
    common.push(args::VM, "payroll-vm");
    common.push(args::SUBSCRIPTION, "Payroll of Megan Bowen");
    common.push(args::GROUP, "payroll");
    common.push(args::PORT, 3389_u16);
    common.push(args::SOURCE, "198.51.100.77");
    // Whatever fails is a step as well.
    let steps = diagnosis
        .outcomes
        .iter()
        .filter_map(|it| match &it.verdict {
            Verdict::Fail(finding) => Some(Step {
                check: it.check,
                finding: finding.clone(),
            }),
            _ => None,
        });
    let outlook = Outlook {
        steps: steps.take(MOST_CHANGES).collect(),
        end: End::InDoubt,
    };
    Report::new(
        &Source {
            diagnosis: &diagnosis,
            question: &question,
            common: &common,
            cloud: Cloud::Public,
            case: None,
            collected_by: None,
            outlook: &outlook,
            explained: None,
            now: start(),
            log: &[],
        },
        include,
    )
}

/// What a link and a file take is bounded alike.
#[test]
fn an_argument_that_is_too_long_is_refused_in_links_and_in_files() {
    let report = |count| {
        let policies = (0..count).map(|it| ArgValue::Name(Noun::Policy, format!("p{it}")));
        let mut named = Args::default();
        named.push_value(args::POLICIES.name, ArgValue::List(policies.collect()));
        let check = checks::ALL.iter().position(|it| it.id == "policy.single");
        let finding = Finding {
            case: "several",
            severity_cap: Severity::Warning,
            args: named,
            evidence: Vec::new(),
        };
        of_verdicts(&[(check.unwrap(), Verdict::Fail(finding))], Include::NONE)
    };
    let (fits, too_long) = (report(150), report(250));
    assert_eq!(fits.outcomes.len(), 1);
    assert_eq!(report::read(&report::write(&fits)), Ok(fits.clone()));
    assert_eq!(decoded(&link::write(&fits)), fits);
    let refused = report::read(&report::write(&too_long));
    assert_eq!(refused, Err(report::NotReport::Foreign));
    let refused = link::find(&link::write(&too_long));
    assert_eq!(refused, Err(LinkError::Foreign));
}

#[test]
fn a_file_that_says_null_or_too_much_is_refused() {
    let whole: Value = serde_json::from_str(&report::write(&report_of_sample())).unwrap();
    assert!(report::read(&whole.to_string()).is_ok());
    let edited = |pointer: &str, value: Value| {
        let mut file = whole.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        file.pointer_mut(parent).unwrap()[key] = value;
        report::read(&file.to_string()).map(|_| ())
    };
    for field in [
        "case", "goal", "requests", "checks", "includes", "context", "made",
    ] {
        let said = edited(&format!("/{field}"), Value::Null);
        assert_eq!(said, Err(report::NotReport::Foreign), "{field}");
    }
    for field in ["evidence", "request", "notes"] {
        let said = edited(&format!("/checks/0/{field}"), Value::Null);
        assert_eq!(said, Err(report::NotReport::Foreign), "{field}");
    }
    for (pointer, error) in [
        ("/unheard", report::NotReport::Foreign),
        ("/checks/0/unheard", report::NotReport::Foreign),
        ("/context/unheard", report::NotReport::OtherVersion),
    ] {
        assert_eq!(edited(pointer, "x".into()), Err(error), "{pointer}");
    }
    assert_eq!(
        edited("/version", "1".into()),
        Err(report::NotReport::Foreign)
    );
    // Of the version in which somebody answers by hand, and nobody did.
    assert_eq!(
        edited("/version", 2.into()),
        Err(report::NotReport::Foreign)
    );
    // Of the version that marks where a result comes from, and nothing is marked.
    assert_eq!(
        edited("/version", 3.into()),
        Err(report::NotReport::Foreign)
    );
    assert_eq!(
        edited("/collected_by", "user".into()),
        Err(report::NotReport::Foreign)
    );
    assert_eq!(
        edited("/about", "robot".into()),
        Err(report::NotReport::OtherVersion)
    );
    // Of the version with what had to be done, and nothing of it is there.
    assert_eq!(
        edited("/version", 4.into()),
        Err(report::NotReport::Foreign)
    );
    // Nor of the version with the change that explains the cause.
    assert_eq!(
        edited("/version", 5.into()),
        Err(report::NotReport::Foreign)
    );
    assert_eq!(
        edited("/version", 6.into()),
        Err(report::NotReport::OtherVersion)
    );
    assert_eq!(
        edited("/format", "x".into()),
        Err(report::NotReport::SomethingElse)
    );
}

fn details() -> impl Strategy<Value = Include> {
    prop::collection::vec(any::<bool>(), Detail::ALL.len()).prop_map(|ticks| {
        Detail::ALL
            .into_iter()
            .zip(ticks)
            .filter(|(_, is_in)| *is_in)
            .fold(Include::NONE, |set, (detail, _)| set.with(detail))
    })
}

fn marks() -> impl Strategy<Value = Marks> {
    let collected_by = prop::option::of(prop::sample::select(&CollectedBy::ALL));
    let about = prop::option::of(prop::sample::select(&About::ALL));
    (collected_by, about).prop_map(|(collected_by, about)| Marks {
        collected_by,
        about,
    })
}

/// Where a result comes from is said wherever it goes; who it was never is.
#[test]
fn a_result_says_that_it_is_from_a_file_and_about_somebody_else() {
    let subject = "77777777-7d84-4e19-a0c6-91e2d57b4a08";
    let mut simulation = opened("healthy");
    simulation.estate.ask.whom = Some(subject.to_owned());
    simulation.estate.ask.kind = Some("group".to_owned());
    let case = Case::of(simulation);
    let snapshot = case.snapshot();
    let mut open = case.report(&snapshot, everything());
    assert_eq!(open.marks.about, Some(About::Group));
    open.marks.collected_by = Some(CollectedBy::ServicePrincipal);
    let linked = decoded(&link::write(&open));
    let filed = report::read(&report::write(&open)).unwrap();
    assert_eq!((linked.marks, filed.marks), (open.marks, open.marks));
    let catalog = catalog(Language::English);
    for report in [&linked, &filed] {
        for format in [Format::Markdown, Format::Plain] {
            let text = report::prose(report, &catalog, format, None);
            let at = Times::UTC.in_text(report.made, &catalog);
            let file = format!("a service principal collected with a script {at}");
            assert!(text.contains(&file), "{text}");
            assert!(text.contains("About a group"), "{text}");
            assert!(!text.contains(subject), "{text}");
        }
    }
    assert!(!report::write(&open).contains(subject));
}

#[test]
fn every_kind_that_a_file_names_can_be_marked() {
    use collector::file::ReaderKind as Kind;
    for kind in [
        Kind::User,
        Kind::ServicePrincipal,
        Kind::ManagedIdentity,
        Kind::Unknown,
    ] {
        let mark = CollectedBy::from_name(kind.name());
        assert_eq!(mark.map(CollectedBy::name), Some(kind.name()));
    }
}

/// What an earlier program makes of a marked link is "created by another version": it
/// takes the mark for a detail that it doesn't know. An empty mark is nothing that this
/// one writes.
#[test]
fn a_mark_stands_where_earlier_programs_look_for_details() {
    let mut report = of_verdicts(&[], Include::NONE);
    let plain = |report: &Report| match link::body(report).split_first().unwrap() {
        (0, plain) => plain.to_vec(),
        (_, packed) => miniz_oxide::inflate::decompress_to_vec(packed).unwrap(),
    };
    let usual = plain(&report);
    report.marks.about = Some(About::User);
    let marked = plain(&report);
    let at = (0..usual.len())
        .find(|it| usual[*it] != marked[*it])
        .unwrap();
    assert_eq!((usual[at], marked[at], marked[at + 1]), (0, 0x80, 0x10));
    assert_eq!(
        (&usual[at + 1..], &usual[..at]),
        (&marked[at + 2..], &marked[..at])
    );
    for (byte, why) in [
        (0, LinkError::Foreign),
        (0x05, LinkError::OtherVersion),
        (0x50, LinkError::OtherVersion),
    ] {
        let mut other = [&[0], &*marked].concat();
        other[at + 2] = byte;
        assert_eq!(link::read_body(&other), Err(why), "{byte:#x}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn whatever_azure_says_nothing_leaves_by_default(verdicts in prop::collection::vec(verdict(), 1..12)) {
        let report = of_verdicts(&verdicts, Include::NONE);
        let link = link::write(&report);
        // The link's own letters are Base64, in which a short mark can stand by chance.
        let body = link::body(&report);
        let body = String::from_utf8_lossy(&body);
        let text = format!("{}{:?}{body}", report::write(&report), decoded(&link)).to_lowercase();
        for mark in MARKS {
            prop_assert!(!text.contains(mark), "{mark} in {text}");
        }
    }

    #[test]
    fn whatever_is_let_out_reads_back(
        verdicts in prop::collection::vec(verdict(), 1..12),
        include in details(),
        marks in marks(),
    ) {
        let report = Report { marks, ..of_verdicts(&verdicts, include) };
        prop_assert_eq!(report::read(&report::write(&report)), Ok(report.clone()));
        prop_assert_eq!(&decoded(&link::write(&report)), &report.for_link());
    }

    #[test]
    fn texts_that_somebody_wrote_never_leave(
        verdicts in prop::collection::vec(verdict(), 1..12),
        include in details(),
    ) {
        let report = of_verdicts(&verdicts, include);
        let text = format!("{}{:?}", report::write(&report), report).to_lowercase();
        for mark in ["megan", "bowen", "eyj0", "onerror"] {
            prop_assert!(!text.contains(mark), "{mark} in {text}");
        }
    }

    #[test]
    fn one_changed_character_is_told(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
        let link = sample();
        let at = at.index(link.len());
        let mut changed = link.to_owned();
        changed.replace_range(at..=at, &to);
        match link::find(&changed) {
            Ok(Found::Report(report)) => prop_assert!(changed == link, "{report:?}"),
            Ok(Found::Sealed(_)) => prop_assert!(false, "sealed"),
            Err(_) => {}
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,400}") {
        let _ = link::find(&text);
        let _ = link::find(&format!("jd1.{text}"));
        let _ = report::read(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = link::read_body(&bytes);
        let mut stored = vec![0];
        stored.extend(&bytes);
        let _ = link::read_body(&stored);
        let _ = link::read_body(&deflated(&bytes));
    }

    /// Bytes that begin well go further into the reader than any others.
    #[test]
    fn no_changed_body_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut body = link::body(&report_of_sample());
        for (at, to) in changes {
            let at = at.index(body.len());
            body[at] = to;
        }
        if let Ok(report) = link::read_body(&body) {
            // Whatever passes is what this program may write.
            prop_assert_eq!(report::read(&report::write(&report)), Ok(report.clone()));
        }
    }
}

fn report_of_sample() -> Report {
    decoded(sample())
}

#[test]
fn what_is_copied_holds_the_address_of_each_cause() {
    let address_of = |place: &str| format!("https://x.example/#{place}");
    for language in Language::ALL {
        let catalog = catalog(language);
        for (estate, check, case) in [
            ("person-reader", "access.initiate", "missing_action"),
            ("request-expired", "request.open", "expired"),
            ("subnet-user-deny", "network.subnet", "denied_by"),
        ] {
            let of = Case::open(estate);
            let open = of.report(&of.snapshot(), everything());
            let Ok(Found::Report(sent)) = link::find(&link::write(&open)) else {
                panic!("{estate}");
            };
            for report in [&open, &*sent] {
                for format in [Format::Markdown, Format::Plain] {
                    let text = report::prose(report, &catalog, format, Some(&address_of));
                    let address = format!("https://x.example/#/why/{check}/{case}");
                    assert!(text.contains(&address), "{estate}: {text}");
                }
            }
        }
    }
}
