//! A report as a file: `docs/report.schema.json` describes it. A file may come
//! from anybody, so every value in it is judged before it is taken.

use std::collections::BTreeMap;

use azure::{
    answer::{Reason, Unavailable},
    cloud::Cloud,
    resource_id::is_guid,
    timestamp,
    value::{Args, Kind, Noun, Value},
};
use diagnosis::{
    args,
    case_number::CaseNumber,
    checks,
    engine::{self, Check, Evidence, Finding, Severity, Verdict},
    question::Goal,
    what_changed::{DeedKind, Doer, Explanation, Mark, TargetKind},
    what_if::{End, Outlook, Step},
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Tree;

use super::{
    About, AppVersion, CollectedBy, Detail, Include, Logged, Marks, Report, Reported, STEPS_AHEAD,
    disclosure::{self, is_path},
};

const FORMAT: &str = "jit-doctor-report";
/// A program refuses fields that it does not know, so a new field needs a new
/// version.
const VERSION: u64 = 1;
/// With checks that a person answered, which earlier programs do not know.
const VERSION_BY_HAND: u64 = 2;
/// With marks of where the result comes from; checks may be answered by hand too.
const VERSION_MARKED: u64 = 3;
/// With what had to be done; all of the above may be there too.
const VERSION_AHEAD: u64 = 4;
/// With the change that explains the cause; all of the above may be there too.
const VERSION_EXPLAINED: u64 = 5;

/// A file larger than this is not read.
const MOST_BYTES: usize = 4 * 1024 * 1024;

const SEVERITIES: [(Severity, &str); 3] = [
    (Severity::Blocker, "blocker"),
    (Severity::Warning, "warning"),
    (Severity::Info, "info"),
];

/// Why a file is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReport {
    /// Not JSON, or the JSON of something else.
    SomethingElse,
    /// Of a version, or with checks, that this program does not know.
    OtherVersion,
    /// It holds what no report of this program holds.
    Foreign,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u64,
    made: String,
    app: String,
    cloud: String,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    case: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    goal: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    collected_by: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    about: Option<String>,
    #[serde(default)]
    includes: Vec<String>,
    context: BTreeMap<String, String>,
    /// For other programs that read reports. This one works it out again.
    #[serde(skip_serializing_if = "Option::is_none")]
    root_cause: Option<RootCause>,
    #[serde(default)]
    checks: Vec<Outcome>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    ahead: Option<Ahead>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    explained_by: Option<ExplainedBy>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    requests: Option<Vec<Sent>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootCause {
    check: String,
    case: String,
}

/// All that had to be done, in order, and what comes after it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ahead {
    steps: Vec<Planned>,
    end: String,
}

/// A failure as it is when its turn comes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    check: String,
    case: String,
    at_most: String,
    args: BTreeMap<String, String>,
}

/// The change that explains the cause; which arguments it has follows from the rest.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExplainedBy {
    mark: String,
    target: String,
    by: String,
    deed: String,
    args: BTreeMap<String, String>,
}

/// One check; which fields it has follows from the verdict.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Outcome {
    id: String,
    verdict: String,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    at_most: Option<String>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    args: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_hand: bool,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<Seen>>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    request: String,
    field: String,
    value: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    request: String,
    status: Option<u16>,
    milliseconds: u64,
    correlation_id: Option<String>,
}

/// A field that may be missing, and is not `null` where it is there.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// The file's text.
pub fn write(report: &Report) -> String {
    let diagnosis = report.diagnosis();
    let failed = diagnosis.root_cause().and_then(engine::Outcome::failed);
    let root_cause = failed.map(|it| RootCause {
        check: it.check.id.to_owned(),
        case: it.finding.case.to_owned(),
    });
    let requests = || report.requests.iter().map(sent).collect();
    let (has_ahead, is_explained) = (report.ahead.is_some(), report.explained_by.is_some());
    let file = File {
        format: FORMAT.to_owned(),
        version: version(is_explained, has_ahead, report.marks, report.is_by_hand()),
        made: timestamp::format(report.made),
        app: report.app.to_string(),
        cloud: report.cloud.name().to_owned(),
        case: report.case.as_ref().map(ToString::to_string),
        goal: report.goal.map(|it| it.name().to_owned()),
        collected_by: report.marks.collected_by.map(|it| it.name().to_owned()),
        about: report.marks.about.map(|it| it.name().to_owned()),
        includes: report
            .include
            .iter()
            .map(|it| it.name().to_owned())
            .collect(),
        context: texts(&report.context),
        root_cause,
        checks: report.outcomes.iter().map(outcome).collect(),
        ahead: report.ahead.as_ref().map(ahead),
        explained_by: report.explained_by.as_ref().map(explained_by),
        requests: report.include.has(Detail::Requests).then(requests),
    };
    // Only a map whose keys are no texts, or a failing writer, could be refused.
    let text = serde_json::to_string_pretty(&file).unwrap_or_default();
    format!("{text}\n")
}

/// The first version that can say it.
fn version(is_explained: bool, has_ahead: bool, marks: Marks, is_by_hand: bool) -> u64 {
    if is_explained {
        VERSION_EXPLAINED
    } else if has_ahead {
        VERSION_AHEAD
    } else if !marks.are_none() {
        VERSION_MARKED
    } else if is_by_hand {
        VERSION_BY_HAND
    } else {
        VERSION
    }
}

fn explained_by(change: &Explanation) -> ExplainedBy {
    let args = change.values();
    ExplainedBy {
        mark: change.mark.name().to_owned(),
        target: change.target.name().to_owned(),
        by: change.by.name().to_owned(),
        deed: change.deed.name(),
        args: args
            .map(|(name, _, value)| (name.to_owned(), value.to_string()))
            .collect(),
    }
}

fn ahead(outlook: &Outlook) -> Ahead {
    let steps = outlook.steps.iter().map(|it| Planned {
        check: it.check.id.to_owned(),
        case: it.finding.case.to_owned(),
        at_most: name_of(it.finding.severity_cap).to_owned(),
        args: texts(&it.finding.args),
    });
    Ahead {
        steps: steps.collect(),
        end: outlook.end.name().to_owned(),
    }
}

fn outcome(reported: &Reported) -> Outcome {
    let outcome = Outcome {
        id: reported.check.id.to_owned(),
        verdict: reported.verdict.name().to_owned(),
        by_hand: reported.is_by_hand,
        ..Outcome::default()
    };
    match &reported.verdict {
        Verdict::Pass { evidence, notes } => Outcome {
            notes: notes.iter().map(|it| (*it).to_owned()).collect(),
            evidence: Some(evidence.iter().map(seen).collect()),
            ..outcome
        },
        Verdict::Fail(finding) => Outcome {
            case: Some(finding.case.to_owned()),
            at_most: Some(name_of(finding.severity_cap).to_owned()),
            args: Some(texts(&finding.args)),
            evidence: Some(finding.evidence.iter().map(seen).collect()),
            ..outcome
        },
        Verdict::NotApplicable => outcome,
        Verdict::CannotTell(why) => Outcome {
            reason: Some(why.reason.key().to_owned()),
            args: Some(texts(&why.args)),
            request: why.request.clone(),
            correlation_id: why.correlation_id.clone(),
            ..outcome
        },
    }
}

fn name_of(severity: Severity) -> &'static str {
    SEVERITIES
        .iter()
        .find(|(it, _)| *it == severity)
        .map_or("blocker", |(_, name)| name)
}

fn texts(args: &Args) -> BTreeMap<String, String> {
    args.texts()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn seen(evidence: &Evidence) -> Seen {
    Seen {
        request: evidence.request.clone().unwrap_or_default(),
        field: evidence.field.clone(),
        value: evidence.value.to_string(),
    }
}

fn sent(logged: &Logged) -> Sent {
    Sent {
        request: logged.request.clone(),
        status: logged.status,
        milliseconds: logged.milliseconds,
        correlation_id: logged.correlation_id.clone(),
    }
}

/// Reads a file's text.
pub fn read(text: &str) -> Result<Report, NotReport> {
    if text.len() > MOST_BYTES {
        return Err(NotReport::SomethingElse);
    }
    // Read from a tree, not from the text: less code for each type.
    let tree: Tree = serde_json::from_str(text).map_err(|_| NotReport::SomethingElse)?;
    // What tells a report from other JSON, whatever else it holds.
    if tree.get("format").and_then(Tree::as_str) != Some(FORMAT) {
        return Err(NotReport::SomethingElse);
    }
    match tree.get("version").and_then(Tree::as_u64) {
        Some(VERSION..=VERSION_EXPLAINED) => {}
        Some(_) => return Err(NotReport::OtherVersion),
        None => return Err(NotReport::Foreign),
    }
    let file = File::deserialize(tree).map_err(|_| NotReport::Foreign)?;
    let is_by_hand = file.checks.iter().any(|it| it.by_hand);
    let marks = marks(&file)?;
    let (has_ahead, is_explained) = (file.ahead.is_some(), file.explained_by.is_some());
    if file.version != version(is_explained, has_ahead, marks, is_by_hand) {
        return Err(NotReport::Foreign);
    }
    let include = include(&file.includes)?;
    let reader = Reader { include };
    let goal = match &file.goal {
        None => None,
        Some(name) => Some(
            Goal::ALL
                .into_iter()
                .find(|it| name == it.name())
                .ok_or(NotReport::Foreign)?,
        ),
    };
    let case = match &file.case {
        None => None,
        Some(it) => Some(CaseNumber::parse(it).ok_or(NotReport::Foreign)?),
    };
    let made = timestamp::parse(&file.made).ok_or(NotReport::Foreign)?;
    Ok(Report {
        made: timestamp::to_second(made),
        app: AppVersion::parse(&file.app).ok_or(NotReport::Foreign)?,
        cloud: Cloud::from_name(&file.cloud).ok_or(NotReport::Foreign)?,
        case,
        goal,
        marks,
        include,
        context: reader.context(&file.context)?,
        outcomes: file
            .checks
            .iter()
            .map(|it| reader.outcome(it))
            .collect::<Result<_, _>>()?,
        ahead: file.ahead.as_ref().map(|it| reader.ahead(it)).transpose()?,
        explained_by: file
            .explained_by
            .as_ref()
            .map(|it| reader.explained_by(it))
            .transpose()?,
        requests: file
            .requests
            .iter()
            .flatten()
            .map(|it| reader.logged(it))
            .collect::<Result<_, _>>()?,
    })
}

fn marks(file: &File) -> Result<Marks, NotReport> {
    Ok(Marks {
        collected_by: named(file.collected_by.as_deref(), CollectedBy::from_name)?,
        about: named(file.about.as_deref(), About::from_name)?,
    })
}

/// A name that isn't known is one of a later version.
fn named<T>(name: Option<&str>, known: fn(&str) -> Option<T>) -> Result<Option<T>, NotReport> {
    name.map(|it| known(it).ok_or(NotReport::OtherVersion))
        .transpose()
}

fn include(names: &[String]) -> Result<Include, NotReport> {
    names
        .iter()
        .try_fold(Include::NONE, |set, name| {
            let detail = Detail::ALL.into_iter().find(|it| name == it.name())?;
            Some(set.with(detail))
        })
        .ok_or(NotReport::Foreign)
}

struct Reader {
    include: Include,
}

impl Reader {
    /// All of the common arguments, in their order.
    fn context(&self, texts: &BTreeMap<String, String>) -> Result<Args, NotReport> {
        let is_known = |name: &String| args::all().any(|it| it.name == name);
        if !texts.keys().all(is_known) {
            return Err(NotReport::OtherVersion);
        }
        if texts.len() != args::COMMON.len() {
            return Err(NotReport::Foreign);
        }
        args::COMMON
            .into_iter()
            .map(|name| {
                let text = texts.get(name.name).ok_or(NotReport::Foreign)?;
                Ok((name, self.value(name.kind, text)?))
            })
            .collect()
    }

    fn outcome(&self, it: &Outcome) -> Result<Reported, NotReport> {
        let check = check(&it.id)?;
        let verdict = match it.verdict.as_str() {
            "pass" => Verdict::Pass {
                notes: notes(check, &it.notes)?,
                evidence: self.evidence(it.evidence.as_deref())?,
            },
            "fail" => Verdict::Fail(self.finding(check, it)?),
            "not-applicable" => Verdict::NotApplicable,
            "cannot-tell" => Verdict::CannotTell(self.unavailable(it)?),
            _ => return Err(NotReport::Foreign),
        };
        if it.by_hand && !matches!(verdict, Verdict::Pass { .. } | Verdict::Fail(_)) {
            return Err(NotReport::Foreign);
        }
        Ok(Reported {
            check,
            verdict,
            is_by_hand: it.by_hand,
        })
    }

    fn finding(&self, check: &Check, it: &Outcome) -> Result<Finding, NotReport> {
        let (case, at_most) = (it.case.as_deref(), it.at_most.as_deref());
        Ok(Finding {
            evidence: self.evidence(it.evidence.as_deref())?,
            ..self.failure(check, case, at_most, it.args.as_ref())?
        })
    }

    /// A failure without what shows it.
    fn failure(
        &self,
        check: &Check,
        case: Option<&str>,
        at_most: Option<&str>,
        args: Option<&BTreeMap<String, String>>,
    ) -> Result<Finding, NotReport> {
        let name = case.ok_or(NotReport::Foreign)?;
        let case = check
            .cases
            .iter()
            .find(|known| known.name == name)
            .ok_or(NotReport::OtherVersion)?;
        let (severity_cap, _) = SEVERITIES
            .iter()
            .find(|(_, known)| at_most == Some(*known))
            .ok_or(NotReport::Foreign)?;
        Ok(Finding {
            case: case.name,
            severity_cap: *severity_cap,
            args: self.args(args)?,
            evidence: Vec::new(),
        })
    }

    fn ahead(&self, it: &Ahead) -> Result<Outlook, NotReport> {
        if !STEPS_AHEAD.contains(&it.steps.len()) {
            return Err(NotReport::Foreign);
        }
        let steps = it.steps.iter().map(|it| {
            let check = check(&it.check)?;
            let (case, at_most) = (Some(&*it.case), Some(&*it.at_most));
            let finding = self.failure(check, case, at_most, Some(&it.args))?;
            Ok(Step { check, finding })
        });
        let end = End::ALL.into_iter().find(|end| end.name() == it.end);
        Ok(Outlook {
            steps: steps.collect::<Result<_, NotReport>>()?,
            end: end.ok_or(NotReport::OtherVersion)?,
        })
    }

    fn explained_by(&self, it: &ExplainedBy) -> Result<Explanation, NotReport> {
        let mark = Mark::from_name(&it.mark).ok_or(NotReport::OtherVersion)?;
        let target = TargetKind::from_name(&it.target).ok_or(NotReport::OtherVersion)?;
        let by = Doer::from_name(&it.by).ok_or(NotReport::OtherVersion)?;
        let deed = DeedKind::from_name(&it.deed).ok_or(NotReport::OtherVersion)?;
        let change = Explanation::new(mark, target, by, deed, |name, kind| {
            let text = it.args.get(name).ok_or(NotReport::Foreign)?;
            self.value(kind, text)
        })?;
        let has_more = it.args.len() > change.values().count();
        if has_more || !change.is_sound() {
            return Err(NotReport::Foreign);
        }
        Ok(change)
    }

    fn unavailable(&self, it: &Outcome) -> Result<Unavailable, NotReport> {
        let key = it.reason.as_deref().ok_or(NotReport::Foreign)?;
        let reason = Reason::ALL
            .iter()
            .find(|known| known.key() == key)
            .ok_or(NotReport::OtherVersion)?;
        Ok(Unavailable {
            reason: *reason,
            args: self.args(it.args.as_ref())?,
            request: self.request_if_any(it.request.as_deref().unwrap_or_default())?,
            correlation_id: self.correlation_id(it.correlation_id.as_deref())?,
        })
    }

    fn args(&self, texts: Option<&BTreeMap<String, String>>) -> Result<Args, NotReport> {
        let texts = texts.ok_or(NotReport::Foreign)?;
        let args: Result<Args, NotReport> = texts
            .iter()
            .map(|(name, text)| {
                let name = args::all()
                    .find(|it| it.name == name)
                    .ok_or(NotReport::OtherVersion)?;
                Ok((name, self.value(name.kind, text)?))
            })
            .collect();
        args.map(Args::in_order)
    }

    fn value(&self, kind: Kind, text: &str) -> Result<Value, NotReport> {
        disclosure::read(kind, self.include, text).ok_or(NotReport::Foreign)
    }

    fn evidence(&self, all: Option<&[Seen]>) -> Result<Vec<Evidence>, NotReport> {
        all.unwrap_or_default()
            .iter()
            .map(|it| {
                Ok(Evidence {
                    request: self.request_if_any(&it.request)?,
                    field: self.value(Kind::Field, &it.field)?.to_string(),
                    value: self.value(Kind::Unknown, &it.value)?,
                })
            })
            .collect()
    }

    fn logged(&self, it: &Sent) -> Result<Logged, NotReport> {
        Ok(Logged {
            request: self.request(&it.request)?,
            status: it.status,
            milliseconds: it.milliseconds,
            correlation_id: self.correlation_id(it.correlation_id.as_deref())?,
        })
    }

    /// A file writes an empty text where nothing was asked.
    fn request_if_any(&self, text: &str) -> Result<Option<String>, NotReport> {
        (!text.is_empty()).then(|| self.request(text)).transpose()
    }

    /// A request as evidence or as the log names it.
    fn request(&self, text: &str) -> Result<String, NotReport> {
        let is_ours = match text.split_once(' ') {
            None => disclosure::read(Kind::Written(Noun::Request), self.include, text).is_some(),
            Some((method, path)) => {
                ["GET", "POST", "PUT", "DELETE"].contains(&method) && is_path(path)
            }
        };
        is_ours.then(|| text.to_owned()).ok_or(NotReport::Foreign)
    }

    fn correlation_id(&self, id: Option<&str>) -> Result<Option<String>, NotReport> {
        match id {
            None => Ok(None),
            Some(id) if self.include.has(Detail::Ids) && is_guid(id) => Ok(Some(id.to_owned())),
            Some(_) => Err(NotReport::Foreign),
        }
    }
}

fn check(id: &str) -> Result<&'static Check, NotReport> {
    let known = checks::ALL.iter().find(|known| known.id == id);
    known.copied().ok_or(NotReport::OtherVersion)
}

fn notes(check: &Check, names: &[String]) -> Result<Vec<&'static str>, NotReport> {
    names
        .iter()
        .map(|name| {
            let note = check.notes.iter().find(|it| it.name == name);
            note.map(|it| it.name).ok_or(NotReport::OtherVersion)
        })
        .collect()
}
