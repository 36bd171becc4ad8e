//! A report as a file: `docs/report.schema.json` describes it. A file may come
//! from anybody, so every value in it is judged before it is taken.

use azure::{
    answer::{Args, Reason, Unavailable},
    cloud::Cloud,
    resource_id::is_guid,
    timestamp,
};
use checklist::COMMON_ARGS;
use diagnosis::{
    case_number::CaseNumber,
    checks,
    engine::{Check, Evidence, Finding, Severity, Verdict},
    question::Goal,
};
use serde_json::{Map, Value, json};

use super::{
    AppVersion, Detail, Include, Logged, Report, Reported,
    kind::{Kind, accepts, in_order, is_path, kind_of, known_arg},
    nouns::Noun,
};

pub(super) const FORMAT: &str = "jit-doctor-report";
const VERSION: u64 = 1;

/// A larger file is no report.
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

/// The file's text.
pub fn write(report: &Report) -> String {
    let diagnosis = report.diagnosis();
    let root_cause = diagnosis.root_cause().and_then(|it| match &it.verdict {
        Verdict::Fail(finding) => Some(json!({ "check": it.check.id, "case": finding.case })),
        _ => None,
    });
    let mut file = json!({
        "format": FORMAT,
        "version": VERSION,
        "made": timestamp::format(report.made),
        "app": report.app.to_string(),
        "cloud": report.cloud.name(),
        "includes": report.include.iter().map(Detail::name).collect::<Vec<_>>(),
        "context": args(&report.context),
        "checks": report.outcomes.iter().map(outcome).collect::<Vec<_>>(),
    });
    let optional = [
        ("case", report.case.as_ref().map(|it| json!(it.as_str()))),
        ("goal", report.goal.map(|it| json!(it.name()))),
        ("root_cause", root_cause),
        (
            "requests",
            report
                .include
                .has(Detail::Requests)
                .then(|| report.requests.iter().map(request).collect()),
        ),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            file[name] = value;
        }
    }
    format!("{file:#}\n")
}

fn outcome(reported: &Reported) -> Value {
    let mut it = json!({
        "id": reported.check.id,
        "verdict": reported.verdict.name(),
    });
    match &reported.verdict {
        Verdict::Pass { evidence, notes } => {
            if !notes.is_empty() {
                it["notes"] = json!(notes);
            }
            it["evidence"] = seen(evidence);
        }
        Verdict::Fail(finding) => {
            it["case"] = json!(finding.case);
            it["at_most"] = json!(name_of(finding.at_most));
            it["args"] = args(&finding.args);
            it["evidence"] = seen(&finding.evidence);
        }
        Verdict::NotApplicable => {}
        Verdict::CannotTell(why) => {
            it["reason"] = json!(why.reason.key());
            it["args"] = args(&why.args);
            if !why.request.is_empty() {
                it["request"] = json!(why.request);
            }
            if let Some(id) = &why.correlation_id {
                it["correlation_id"] = json!(id);
            }
        }
    }
    it
}

fn name_of(severity: Severity) -> &'static str {
    SEVERITIES
        .iter()
        .find(|(it, _)| *it == severity)
        .map_or("blocker", |(_, name)| name)
}

fn args(args: &Args) -> Value {
    args.iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect::<Map<_, _>>()
        .into()
}

fn seen(evidence: &[Evidence]) -> Value {
    evidence
        .iter()
        .map(|it| json!({ "request": it.request, "field": it.field, "value": it.value }))
        .collect()
}

fn request(logged: &Logged) -> Value {
    json!({
        "request": logged.request,
        "status": logged.status,
        "milliseconds": logged.milliseconds,
        "correlation_id": logged.correlation_id,
    })
}

/// Reads a file's text.
pub fn read(text: &str) -> Result<Report, NotReport> {
    if text.len() > MOST_BYTES {
        return Err(NotReport::SomethingElse);
    }
    let file: Value = serde_json::from_str(text).map_err(|_| NotReport::SomethingElse)?;
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(NotReport::SomethingElse);
    }
    match file.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(_) => return Err(NotReport::OtherVersion),
        None => return Err(NotReport::Foreign),
    }
    let include = include(&file)?;
    let reader = Reader { include };
    let goal = match file.get("goal") {
        None => None,
        Some(name) => Some(
            Goal::ALL
                .into_iter()
                .find(|it| name.as_str() == Some(it.name()))
                .ok_or(NotReport::Foreign)?,
        ),
    };
    let case = match file.get("case") {
        None => None,
        Some(it) => Some(
            it.as_str()
                .and_then(CaseNumber::parse)
                .ok_or(NotReport::Foreign)?,
        ),
    };
    let made = timestamp::parse(text_of(&file, "made")?).ok_or(NotReport::Foreign)?;
    Ok(Report {
        made: super::to_second(made),
        app: AppVersion::parse(text_of(&file, "app")?).ok_or(NotReport::Foreign)?,
        cloud: Cloud::from_name(text_of(&file, "cloud")?).ok_or(NotReport::Foreign)?,
        case,
        goal,
        include,
        context: reader.context(&file)?,
        outcomes: list(&file, "checks")?
            .iter()
            .map(|it| reader.outcome(it))
            .collect::<Result<_, _>>()?,
        requests: list(&file, "requests")?
            .iter()
            .map(|it| reader.logged(it))
            .collect::<Result<_, _>>()?,
    })
}

fn include(file: &Value) -> Result<Include, NotReport> {
    list(file, "includes")?
        .iter()
        .try_fold(Include::NONE, |set, it| {
            let detail = Detail::ALL
                .into_iter()
                .find(|known| it.as_str() == Some(known.name()))?;
            Some(set.with(detail))
        })
        .ok_or(NotReport::Foreign)
}

struct Reader {
    include: Include,
}

impl Reader {
    fn context(&self, file: &Value) -> Result<Args, NotReport> {
        let args = self.args(file, "context")?;
        let is_whole = args.iter().map(|(name, _)| *name).eq(COMMON_ARGS);
        is_whole.then_some(args).ok_or(NotReport::Foreign)
    }

    fn outcome(&self, it: &Value) -> Result<Reported, NotReport> {
        let id = text_of(it, "id")?;
        let check = checks::ALL
            .iter()
            .find(|known| known.id == id)
            .ok_or(NotReport::OtherVersion)?;
        let verdict = match text_of(it, "verdict")? {
            "pass" => Verdict::Pass {
                notes: notes(check, it)?,
                evidence: self.evidence(it)?,
            },
            "fail" => Verdict::Fail(self.finding(check, it)?),
            "not-applicable" => Verdict::NotApplicable,
            "cannot-tell" => Verdict::CannotTell(self.unavailable(it)?),
            _ => return Err(NotReport::Foreign),
        };
        Ok(Reported { check, verdict })
    }

    fn finding(&self, check: &Check, it: &Value) -> Result<Finding, NotReport> {
        let name = text_of(it, "case")?;
        let case = check
            .cases
            .iter()
            .find(|known| known.name == name)
            .ok_or(NotReport::OtherVersion)?;
        let at_most = text_of(it, "at_most")?;
        let (at_most, _) = SEVERITIES
            .iter()
            .find(|(_, known)| *known == at_most)
            .ok_or(NotReport::Foreign)?;
        Ok(Finding {
            case: case.name,
            at_most: *at_most,
            args: self.args(it, "args")?,
            evidence: self.evidence(it)?,
        })
    }

    fn unavailable(&self, it: &Value) -> Result<Unavailable, NotReport> {
        let key = text_of(it, "reason")?;
        let reason = Reason::ALL
            .iter()
            .find(|known| known.key() == key)
            .ok_or(NotReport::OtherVersion)?;
        Ok(Unavailable {
            reason: *reason,
            args: self.args(it, "args")?,
            request: match it.get("request") {
                None => String::new(),
                Some(_) => self.request(text_of(it, "request")?)?,
            },
            correlation_id: self.correlation_id(it)?,
        })
    }

    fn args(&self, it: &Value, field: &str) -> Result<Args, NotReport> {
        let args = it
            .get(field)
            .and_then(Value::as_object)
            .ok_or(NotReport::Foreign)?;
        args.iter()
            .map(|(name, value)| {
                let name = known_arg(name).ok_or(NotReport::OtherVersion)?;
                Ok((name, self.value(kind_of(name), value)?))
            })
            .collect::<Result<_, _>>()
            .map(in_order)
    }

    fn value(&self, kind: Kind, value: &Value) -> Result<String, NotReport> {
        value
            .as_str()
            .filter(|it| accepts(kind, self.include, it))
            .map(str::to_owned)
            .ok_or(NotReport::Foreign)
    }

    fn evidence(&self, it: &Value) -> Result<Vec<Evidence>, NotReport> {
        list(it, "evidence")?
            .iter()
            .map(|it| {
                Ok(Evidence {
                    request: self.request(text_of(it, "request")?)?,
                    field: self.value(Kind::Field, it.get("field").unwrap_or(&Value::Null))?,
                    value: self.value(Kind::Evidence, it.get("value").unwrap_or(&Value::Null))?,
                })
            })
            .collect()
    }

    fn logged(&self, it: &Value) -> Result<Logged, NotReport> {
        let status = match it.get("status") {
            None | Some(Value::Null) => None,
            Some(status) => Some(
                status
                    .as_u64()
                    .and_then(|it| u16::try_from(it).ok())
                    .ok_or(NotReport::Foreign)?,
            ),
        };
        Ok(Logged {
            request: self.request(text_of(it, "request")?)?,
            status,
            milliseconds: it
                .get("milliseconds")
                .and_then(Value::as_u64)
                .ok_or(NotReport::Foreign)?,
            correlation_id: self.correlation_id(it)?,
        })
    }

    /// A request as evidence or as the log names it.
    fn request(&self, text: &str) -> Result<String, NotReport> {
        let is_ours = match text.split_once(' ') {
            None => accepts(Kind::Never(Noun::Request), self.include, text),
            Some((method, path)) => {
                ["GET", "POST", "PUT", "DELETE"].contains(&method) && is_path(path)
            }
        };
        is_ours.then(|| text.to_owned()).ok_or(NotReport::Foreign)
    }

    fn correlation_id(&self, it: &Value) -> Result<Option<String>, NotReport> {
        match it.get("correlation_id") {
            None | Some(Value::Null) => Ok(None),
            Some(id) => id
                .as_str()
                .filter(|it| self.include.has(Detail::Ids) && is_guid(it))
                .map(|it| Some(it.to_owned()))
                .ok_or(NotReport::Foreign),
        }
    }
}

fn notes(check: &Check, it: &Value) -> Result<Vec<&'static str>, NotReport> {
    list(it, "notes")?
        .iter()
        .map(|note| {
            check
                .notes
                .iter()
                .copied()
                .find(|known| note.as_str() == Some(known))
                .ok_or(NotReport::OtherVersion)
        })
        .collect()
}

fn text_of<'a>(it: &'a Value, field: &str) -> Result<&'a str, NotReport> {
    it.get(field)
        .and_then(Value::as_str)
        .ok_or(NotReport::Foreign)
}

/// The items of a list; one that is not there is empty.
fn list<'a>(it: &'a Value, field: &str) -> Result<&'a [Value], NotReport> {
    match it.get(field) {
        None => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(NotReport::Foreign),
    }
}
