//! Links and report files that earlier releases wrote open for ever, and say
//! the same. `frozen/` beside the tests holds them as data: one line for every check, case,
//! note, reason, argument, word, noun, goal, cloud and detail, and one for every
//! estate. Lines are only ever added: moving, changing or taking out an entry of
//! any list that links number makes an old line read differently, and fails here.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use azure::{
    answer::Reason,
    cloud::Cloud,
    value::{ArgName, Kind},
};
use diagnosis::{
    args, checks,
    engine::Check,
    question::Goal,
    what_changed::{DeedKind, Doer, Explanation, Mark, TargetKind},
};
use serde_json::{Map, Value, json};
use share::{
    link::{self, Found},
    report::{self, About, CollectedBy, Detail, Report, public_words},
};

/// Appends what is missing to the data, in place of failing.
const FREEZE: &str = "FREEZE_NEW_ENTRIES";

/// One line of `entries.jsonl`: a report as a file, and as a link where a link
/// can hold it.
struct Entry {
    name: String,
    link: Option<String>,
    file: Value,
}

#[test]
fn what_was_written_reads_as_it_did() {
    let mut wrong = String::new();
    for entry in frozen() {
        let name = &entry.name;
        let Ok(filed) = report::read(&entry.file.to_string()) else {
            writeln!(wrong, "{name}: the file does not open").unwrap();
            continue;
        };
        if written(&filed) != entry.file {
            writeln!(wrong, "{name}: the file reads differently").unwrap();
        }
        let Some(link) = &entry.link else { continue };
        match link::find(link) {
            Ok(Found::Report(linked)) if written(&linked) == entry.file => {}
            Ok(Found::Report(linked)) => {
                writeln!(wrong, "{name}: the link reads as {}", written(&linked)).unwrap();
            }
            other => writeln!(wrong, "{name}: the link does not open: {other:?}").unwrap(),
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn all_that_can_be_said_is_frozen() {
    let known: BTreeSet<String> = frozen().into_iter().map(|it| it.name).collect();
    let new: Vec<String> = possible()
        .into_iter()
        .filter(|it| !known.contains(&it.name))
        .map(|it| json!({ "name": it.name, "link": it.link, "file": it.file }).to_string())
        .collect();
    add_or_fail("entries.jsonl", &new);
}

/// The results of all estates, as they were when each was added.
#[test]
fn results_of_the_estates_read_as_they_did() {
    let mut known = BTreeSet::new();
    for line in lines("estates.jsonl") {
        let name = line["name"].as_str().unwrap().to_owned();
        let link = line["link"].as_str().unwrap();
        let Ok(Found::Report(report)) = link::find(link) else {
            panic!("{name}: the link does not open");
        };
        assert_eq!(said(&report), line["says"], "{name}");
        known.insert(name);
    }
    let new: Vec<String> = crate::sharing::results()
        .filter(|(name, _)| !known.contains(name))
        .map(|(name, report)| {
            json!({ "name": name, "link": link::write(report), "says": said(report) }).to_string()
        })
        .collect();
    add_or_fail("estates.jsonl", &new);
}

/// What the report says of each check, in a line.
fn said(report: &Report) -> Value {
    let file = written(report);
    let mut said = Map::new();
    for check in file["checks"].as_array().unwrap() {
        let mut words = vec![check["verdict"].as_str().unwrap().to_owned()];
        for field in ["case", "reason"] {
            words.extend(check[field].as_str().map(str::to_owned));
        }
        let args = check["args"].as_object().into_iter().flatten();
        words.extend(args.map(|(name, value)| format!("{name}={}", value.as_str().unwrap())));
        said.insert(
            check["id"].as_str().unwrap().to_owned(),
            words.join(" ").into(),
        );
    }
    json!({ "context": file["context"], "goal": file["goal"], "checks": said })
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("frozen")
}

fn lines(file: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder().join(file)).unwrap_or_default();
    text.lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

fn frozen() -> Vec<Entry> {
    lines("entries.jsonl")
        .into_iter()
        .map(|line| Entry {
            name: line["name"].as_str().unwrap().to_owned(),
            link: line["link"].as_str().map(str::to_owned),
            file: line["file"].clone(),
        })
        .collect()
}

fn add_or_fail(file: &str, new: &[String]) {
    if new.is_empty() {
        return;
    }
    let path = folder().join(file);
    assert!(
        std::env::var_os(FREEZE).is_some(),
        "{} new lines belong at the end of {file}; run this test once with {FREEZE}=1:\n{}",
        new.len(),
        new.join("\n")
    );
    let mut text = fs::read_to_string(&path).unwrap_or_default();
    for line in new {
        text += line;
        text.push('\n');
    }
    fs::write(path, text).unwrap();
}

/// The report as the value that a file holds.
fn written(report: &Report) -> Value {
    serde_json::from_str(&report::write(report)).unwrap()
}

/// An entry for everything that a report can hold.
fn possible() -> Vec<Entry> {
    let mut all = Vec::new();
    for cloud in Cloud::ALL {
        let mut file = blank();
        file["cloud"] = cloud.name().into();
        all.extend(entry(format!("cloud {}", cloud.name()), &file));
    }
    for goal in Goal::ALL {
        let mut file = blank();
        file["goal"] = goal.name().into();
        all.extend(entry(format!("goal {}", goal.name()), &file));
    }
    for detail in Detail::ALL {
        let mut file = blank();
        file["includes"] = json!([detail.name()]);
        file["context"] = context(&["-"]);
        all.extend(entry(format!("detail {}", detail.name()), &file));
    }
    for (mark, kinds) in [
        ("collected_by", CollectedBy::ALL.map(CollectedBy::name)),
        ("about", About::ALL.map(About::name)),
    ] {
        for kind in kinds {
            let mut file = blank();
            file["version"] = 3.into();
            file[mark] = kind.into();
            all.extend(entry(format!("{mark} {kind}"), &file));
        }
    }
    for check in checks::ALL {
        let id = check.id;
        for verdict in ["pass", "not-applicable"] {
            let said = json!({ "id": id, "verdict": verdict });
            all.extend(entry(format!("check {id} {verdict}"), &with(&said)));
        }
        let mut file = with(&json!({ "id": id, "verdict": "pass", "by_hand": true }));
        file["version"] = 2.into();
        all.extend(entry(format!("check {id} pass by hand"), &file));
        for case in check.cases {
            let mut said = failed(check, case.name, &[]);
            said["by_hand"] = true.into();
            let mut file = with(&said);
            file["version"] = 2.into();
            all.extend(entry(format!("case {id} {} by hand", case.name), &file));
            let name = format!("case {id} {}", case.name);
            all.extend(entry(name, &with(&failed(check, case.name, case.args))));
        }
        for note in check.notes {
            let said = json!({ "id": id, "verdict": "pass", "notes": [note.name] });
            all.extend(entry(format!("note {id} {}", note.name), &with(&said)));
        }
    }
    for severity in ["blocker", "warning", "info"] {
        let check = checks::ALL[0];
        let mut said = failed(check, check.cases[0].name, check.cases[0].args);
        said["at_most"] = severity.into();
        all.extend(entry(format!("severity {severity}"), &with(&said)));
    }
    for reason in Reason::ALL.iter().filter(|it| **it != Reason::Pending) {
        let name = format!("reason {}", reason.key());
        all.extend(entry(name, &with(&unknown(reason.key(), &json!({})))));
    }
    for arg in args::all().map(|it| it.name) {
        for sample in ["value-3", sample(arg)] {
            let said = unknown("refused", &json!({ arg: sample }));
            all.extend(entry(format!("argument {arg} {sample}"), &with(&said)));
        }
    }
    for word in public_words().collect::<BTreeSet<_>>() {
        let said = unknown("refused", &json!({ "code": word }));
        all.extend(entry(format!("word {word:?}"), &with(&said)));
        let alias = format!("{word}-7");
        let said = unknown("refused", &json!({ "code": alias }));
        all.extend(entry(format!("noun {word}"), &with(&said)));
        let evidence = json!([{ "request": "", "field": word, "value": "true" }]);
        let said = json!({ "id": "vm.exists", "verdict": "pass", "evidence": evidence });
        all.extend(entry(format!("field {word}"), &with(&said)));
    }
    all.extend(explanations());
    let mut requests = blank();
    requests["includes"] = json!(["names", "ids", "requests"]);
    requests["context"] = context(&["-"]);
    requests["requests"] = json!([
        {
            "request": "GET /subscriptions/11111111-2222-3333-4444-555555555555",
            "status": 200,
            "milliseconds": 120,
            "correlation_id": "11111111-2222-3333-4444-555555555555",
        },
        { "request": "request-1", "status": null, "milliseconds": 7, "correlation_id": null },
    ]);
    all.extend(entry("requests".to_owned(), &requests));
    all
}

/// One for each kind of change that can explain a cause, of what it happened to, and of who
/// did it.
fn explanations() -> Vec<Entry> {
    let (mark, target) = (Mark::Explains, TargetKind::Group);
    let (by, deed) = (Doer::Application, DeedKind::Deleted);
    let marks = Mark::ALL.map(|it| (format!("mark {}", it.name()), it, target, by, deed));
    let targets = TargetKind::ALL.map(|it| (format!("target {}", it.name()), mark, it, by, deed));
    let doers = Doer::ALL.map(|it| (format!("by {}", it.name()), mark, target, it, deed));
    let deeds = DeedKind::ALL.map(|it| (format!("deed {}", it.name()), mark, target, by, it));
    let each = marks.into_iter().chain(targets).chain(doers).chain(deeds);
    let entries = each.filter_map(|(name, mark, target, by, deed)| {
        let args: Map<String, Value> = Explanation::slots(target, by, deed)
            .into_iter()
            .map(|(slot, kind)| (slot.to_owned(), sample_of(kind).into()))
            .collect();
        let mut file = blank();
        file["version"] = 5.into();
        file["explained_by"] = json!({
            "mark": mark.name(),
            "target": target.name(),
            "by": by.name(),
            "deed": deed.name(),
            "args": args,
        });
        entry(format!("explained by {name}"), &file)
    });
    entries.collect()
}

/// A value of the kind; an alias where none is ever let out.
fn sample_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Name(_) => "web-01",
        Kind::Id(_) => "11111111-2222-3333-4444-555555555555",
        Kind::Address => "203.0.113.7",
        Kind::Time => "2026-11-24T09:40:00Z",
        Kind::Field => "access",
        Kind::Word => "ARM Template",
        Kind::Unknown => "Deny",
        _ => "value-1",
    }
}

fn failed(check: &Check, case: &str, args: &[&ArgName]) -> Value {
    let args: Map<String, Value> = args
        .iter()
        .map(|it| (it.name.to_owned(), sample(it.name).into()))
        .collect();
    json!({
        "id": check.id,
        "verdict": "fail",
        "case": case,
        "at_most": "blocker",
        "args": args,
    })
}

fn unknown(reason: &str, args: &Value) -> Value {
    json!({ "id": "vm.exists", "verdict": "cannot-tell", "reason": reason, "args": args })
}

/// The first value that the argument takes.
fn sample(arg: &str) -> &'static str {
    let samples = [
        "3389",
        "TCP",
        "web-01",
        "11111111-2222-3333-4444-555555555555",
        "203.0.113.7",
        "2026-11-24T10:00:00Z",
        "properties",
    ];
    let takes = |it: &&&str| {
        let file = with(&unknown("refused", &json!({ arg: it })));
        report::read(&file.to_string()).is_ok()
    };
    samples.iter().find(takes).copied().unwrap_or("value-1")
}

/// A report of nothing, with everything let in that a link can hold.
fn blank() -> Value {
    json!({
        "format": "jit-doctor-report",
        "version": 1,
        "made": "2026-11-24T10:00:00Z",
        "app": "0.1.0",
        "cloud": "public",
        "includes": Detail::IN_LINK.map(Detail::name),
        "context": context(&[
            "web-01",
            "11111111-2222-3333-4444-555555555555",
            "rg-shop",
            "3389",
            "203.0.113.7",
        ]),
        "checks": [],
    })
}

/// The common arguments with these values, the last one for all that follow.
fn context(values: &[&str]) -> Value {
    let last = values[values.len() - 1];
    let values = values.iter().chain(std::iter::repeat(&last));
    args::COMMON
        .iter()
        .zip(values)
        .map(|(arg, value)| (arg.name.to_owned(), Value::from(*value)))
        .collect::<Map<_, _>>()
        .into()
}

fn with(said: &Value) -> Value {
    let mut file = blank();
    file["checks"] = json!([said]);
    file
}

/// The file as this program writes it, and its link. Nothing where no report
/// can hold such a thing.
fn entry(name: String, file: &Value) -> Option<Entry> {
    let report = report::read(&file.to_string()).ok()?;
    let file = written(&report);
    let is_whole = written(&report.clone().for_link()) == file;
    Some(Entry {
        name,
        link: is_whole.then(|| link::write(&report)),
        file,
    })
}
