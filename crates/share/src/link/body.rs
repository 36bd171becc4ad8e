//! A report as bytes. What both sides know is written as a number; the result is
//! deflated where that makes it shorter.

use azure::{
    answer::{Reason, Unavailable},
    cloud::Cloud,
    resource_id::is_guid,
    timestamp,
    value::{ArgName, Args, BETWEEN, Kind, Noun, Value},
};
use diagnosis::{
    args,
    case_number::CaseNumber,
    checks,
    engine::{Check, Finding, Severity, Verdict},
    question::Goal,
    what_changed::{DeedKind, Doer, Explanation, Mark, TargetKind},
    what_if::{End, Outlook, Step},
};
use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};

use super::{
    error::LinkError,
    wire::{DecodeError, Reader, Writer},
};
use crate::report::{
    AppVersion, Detail, Include, Marks, Report, Reported, STEPS_AHEAD,
    aliases::{MOST, alias},
    disclosure::{is_number, list, read_one},
    vocabulary::WORDS,
};

/// The most bytes that a body may have after it is inflated.
const MOST_BYTES: usize = 64 * 1024;

const STORED: u8 = 0;
const DEFLATED: u8 = 1;

pub(super) fn write(report: &Report) -> Vec<u8> {
    let plain = plain(report);
    let deflated = compress_to_vec(&plain, 9);
    let (mark, data) = if deflated.len() < plain.len() {
        (DEFLATED, deflated)
    } else {
        (STORED, plain)
    };
    let mut body = vec![mark];
    body.extend(data);
    body
}

pub(super) fn read(body: &[u8]) -> Result<Report, LinkError> {
    let (mark, data) = body.split_first().ok_or(LinkError::Foreign)?;
    let inflated;
    let plain = match *mark {
        STORED if data.len() <= MOST_BYTES => data,
        DEFLATED => {
            inflated =
                decompress_to_vec_with_limit(data, MOST_BYTES).map_err(|_| LinkError::Foreign)?;
            &inflated
        }
        _ => return Err(LinkError::Foreign),
    };
    let mut reader = Reader(plain);
    let report = report(&mut reader)?;
    if reader.is_done() {
        Ok(report)
    } else {
        Err(LinkError::Foreign)
    }
}

impl From<DecodeError> for LinkError {
    fn from(_: DecodeError) -> Self {
        Self::Foreign
    }
}

/// The verdict of a check, in four bits.
const ABSENT: u8 = 0;
const PASS: u8 = 1;
const NOT_APPLICABLE: u8 = 2;
const FAIL: u8 = 3;
const CANNOT_TELL: u8 = 4;
const PASS_WITH_NOTES: u8 = 5;
/// The same as a person answered them.
const PASS_BY_HAND: u8 = 6;
const FAIL_BY_HAND: u8 = 7;

/// Beside the details that are included: marks follow. A program that knows of none
/// takes it for a detail of another version, and says so.
const IS_MARKED: u8 = 1 << 7;

/// Beside it: the change that explains the cause comes last of all.
const IS_EXPLAINED: u8 = 1 << 6;

/// Beside the marks: what had to be done comes after the checks. A program that doesn't know
/// it takes it for a mark of another version.
const HAS_AHEAD: u8 = 1 << 7;

fn plain(report: &Report) -> Vec<u8> {
    let mut out = Writer::default();
    out.number(u64::try_from(report.made.unix_timestamp()).unwrap_or_default());
    for part in report.app.0 {
        out.number(part.into());
    }
    out.byte(place_of(&Cloud::ALL, report.cloud));
    out.byte(report.goal.map_or(0, |it| place_of(&Goal::ALL, it) + 1));
    let explained = report.explained_by.as_ref();
    let include = report.include.bits() | explained.map_or(0, |_| IS_EXPLAINED);
    let ahead = report.ahead.as_ref();
    let marks = report.marks.byte() | ahead.map_or(0, |_| HAS_AHEAD);
    if marks == 0 {
        out.byte(include);
    } else {
        out.byte(include | IS_MARKED);
        out.byte(marks);
    }
    out.text(report.case.as_ref().map_or("", CaseNumber::as_str));
    for name in args::COMMON {
        let value = report.context.iter().find(|(it, _)| *it == name);
        write_value(&mut out, value.map_or(&Value::Nothing, |(_, value)| value));
    }
    let outcomes: Vec<Option<&Reported>> = (0..numbered_checks())
        .map(|wire| {
            report
                .outcomes
                .iter()
                .find(|it| usize::from(it.check.wire) == wire)
        })
        .collect();
    let codes: Vec<u8> = outcomes.iter().map(|it| code_of(*it)).collect();
    out.count(codes.len());
    for pair in codes.chunks(2) {
        out.byte(pair[0] | pair.get(1).unwrap_or(&ABSENT) << 4);
    }
    for reported in outcomes.into_iter().flatten() {
        write_details(&mut out, reported);
    }
    if let Some(ahead) = ahead {
        write_ahead(&mut out, ahead);
    }
    if let Some(change) = explained {
        write_explanation(&mut out, change);
    }
    out.0
}

fn write_explanation(out: &mut Writer, change: &Explanation) {
    out.byte(place_of(&Mark::ALL, change.mark));
    out.byte(place_of(&TargetKind::ALL, change.target));
    out.byte(place_of(&Doer::ALL, change.by));
    out.byte(place_of(&DeedKind::ALL, change.deed));
    for (_, _, value) in change.values() {
        write_value(out, value);
    }
}

fn write_ahead(out: &mut Writer, ahead: &Outlook) {
    out.count(ahead.steps.len());
    for step in &ahead.steps {
        out.wire(Some(step.check.wire));
        write_finding(out, step.check, &step.finding);
    }
    out.byte(place_of(&End::ALL, ahead.end));
}

fn code_of(reported: Option<&Reported>) -> u8 {
    let is_by_hand = reported.is_some_and(|it| it.is_by_hand);
    match reported.map(|it| &it.verdict) {
        None => ABSENT,
        Some(Verdict::Pass { .. }) if is_by_hand => PASS_BY_HAND,
        Some(Verdict::Fail(_)) if is_by_hand => FAIL_BY_HAND,
        Some(Verdict::Pass { notes, .. }) if notes.is_empty() => PASS,
        Some(Verdict::Pass { .. }) => PASS_WITH_NOTES,
        Some(Verdict::Fail(_)) => FAIL,
        Some(Verdict::NotApplicable) => NOT_APPLICABLE,
        Some(Verdict::CannotTell(_)) => CANNOT_TELL,
    }
}

/// How many numbers have been given to checks.
fn numbered_checks() -> usize {
    let last = checks::ALL.iter().map(|it| usize::from(it.wire)).max();
    last.map_or(0, |it| it + 1)
}

fn write_details(out: &mut Writer, reported: &Reported) {
    let check = reported.check;
    match &reported.verdict {
        Verdict::Pass { notes, .. } if !notes.is_empty() => {
            out.count(notes.len());
            for name in notes {
                let note = check.notes.iter().find(|it| it.name == *name);
                out.wire(note.map(|it| it.wire));
            }
        }
        Verdict::Fail(finding) => write_finding(out, check, finding),
        Verdict::CannotTell(why) => {
            out.wire(why.reason.wire());
            write_args(out, &why.args);
            out.text(why.correlation_id.as_deref().unwrap_or_default());
        }
        Verdict::Pass { .. } | Verdict::NotApplicable => {}
    }
}

fn write_finding(out: &mut Writer, check: &Check, finding: &Finding) {
    let case = check.cases.iter().find(|it| it.name == finding.case);
    out.wire(case.map(|it| it.wire));
    out.byte(place_of(&SEVERITIES, finding.severity_cap));
    write_args(out, &finding.args);
}

const SEVERITIES: [Severity; 3] = [Severity::Blocker, Severity::Warning, Severity::Info];

fn write_args(out: &mut Writer, args: &Args) {
    out.count(args.len());
    for (name, value) in args.iter() {
        out.wire(Some(name.wire));
        write_value(out, value);
    }
}

/// The ways in which a part of a value is written, in the lowest two bits.
const NUMBER: u64 = 0;
const WORD: u64 = 1;
const ALIAS: u64 = 2;
const TEXT: u64 = 3;

fn write_value(out: &mut Writer, value: &Value) {
    let items = match value {
        Value::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    out.count(items.len());
    for item in items {
        if let Value::Alias(noun, number) = item {
            out.number((position(Noun::ALL, |it| it == noun) as u64) << 2 | ALIAS);
            out.number((*number).into());
            continue;
        }
        let text = item.to_string();
        if let Some(at) = WORDS.iter().position(|it| **it == text) {
            out.number((at as u64) << 2 | WORD);
        } else if let Some(number) = number_of(&text) {
            out.number(number << 2 | NUMBER);
        } else {
            out.number((text.len() as u64) << 2 | TEXT);
            out.0.extend_from_slice(text.as_bytes());
        }
    }
}

fn number_of(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| is_number(text))
}

/// A list's place of what a test makes sure is in it.
fn position<T>(list: &[T], is_it: impl Fn(&T) -> bool) -> usize {
    list.iter().position(is_it).unwrap_or(list.len())
}

fn place_of<T: PartialEq + Copy>(list: &[T], it: T) -> u8 {
    u8::try_from(position(list, |known| *known == it)).unwrap_or(u8::MAX)
}

fn report(from: &mut Reader) -> Result<Report, LinkError> {
    let made = i64::try_from(from.number()?)
        .ok()
        .and_then(timestamp::from_unix)
        .ok_or(LinkError::Foreign)?;
    let mut app = [0; 3];
    for part in &mut app {
        *part = u16::try_from(from.number()?).map_err(|_| LinkError::Foreign)?;
    }
    let cloud = placed(&Cloud::ALL, from)?;
    let goal = match from.byte()? {
        0 => None,
        it => Some(
            *Goal::ALL
                .get(usize::from(it) - 1)
                .ok_or(LinkError::OtherVersion)?,
        ),
    };
    let head = from.byte()?;
    let include = Include::from_bits(head & !(IS_MARKED | IS_EXPLAINED))
        .filter(|it| !it.has(Detail::Requests))
        .ok_or(LinkError::OtherVersion)?;
    let is_explained = head & IS_EXPLAINED != 0;
    let marks = if head & IS_MARKED == 0 {
        0
    } else {
        // A result without marks is written without the byte that holds them.
        let byte = Some(from.byte()?).filter(|it| *it != 0);
        byte.ok_or(LinkError::Foreign)?
    };
    let has_ahead = marks & HAS_AHEAD != 0;
    let marks = Marks::from_byte(marks & !HAS_AHEAD).ok_or(LinkError::OtherVersion)?;
    let case = match from.text()? {
        "" => None,
        text => Some(
            CaseNumber::parse(text)
                .filter(|it| it.as_str() == text)
                .ok_or(LinkError::Foreign)?,
        ),
    };
    let mut context = Args::default();
    for name in args::COMMON {
        context.push_value(name, value(from, name.kind, include)?);
    }
    Ok(Report {
        made,
        app: AppVersion(app),
        cloud,
        case,
        goal,
        marks,
        include,
        context,
        outcomes: outcomes(from, include)?,
        ahead: has_ahead.then(|| ahead(from, include)).transpose()?,
        explained_by: is_explained
            .then(|| explanation(from, include))
            .transpose()?,
        requests: Vec::new(),
    })
}

fn ahead(from: &mut Reader, include: Include) -> Result<Outlook, LinkError> {
    let count = from.count()?;
    if !STEPS_AHEAD.contains(&count) {
        return Err(LinkError::Foreign);
    }
    let steps = (0..count).map(|_| {
        let wire = from.index()?;
        let check = numbered_check(wire).ok_or(LinkError::OtherVersion)?;
        let finding = finding(from, check, include)?;
        Ok(Step { check, finding })
    });
    let steps = steps.collect::<Result<_, LinkError>>()?;
    let end = placed(&End::ALL, from)?;
    Ok(Outlook { steps, end })
}

fn explanation(from: &mut Reader, include: Include) -> Result<Explanation, LinkError> {
    let mark = placed(&Mark::ALL, from)?;
    let target = placed(&TargetKind::ALL, from)?;
    let by = placed(&Doer::ALL, from)?;
    let deed = placed(&DeedKind::ALL, from)?;
    let change = Explanation::new(mark, target, by, deed, |_, kind| value(from, kind, include))?;
    if change.is_sound() {
        Ok(change)
    } else {
        Err(LinkError::Foreign)
    }
}

/// What stands at a place in a list that later versions add to.
fn placed<T: Copy>(all: &[T], from: &mut Reader) -> Result<T, LinkError> {
    let place = usize::from(from.byte()?);
    all.get(place).copied().ok_or(LinkError::OtherVersion)
}

fn numbered_check(wire: usize) -> Option<&'static Check> {
    checks::ALL
        .iter()
        .find(|it| usize::from(it.wire) == wire)
        .copied()
}

fn outcomes(from: &mut Reader, include: Include) -> Result<Vec<Reported>, LinkError> {
    let count = from.index()?;
    if count > numbered_checks() {
        return Err(LinkError::OtherVersion);
    }
    let codes: Vec<u8> = from
        .bytes(count.div_ceil(2))?
        .iter()
        .flat_map(|it| [it & 0xf, it >> 4])
        .collect();
    if codes.get(count).is_some_and(|it| *it != ABSENT) {
        return Err(LinkError::Foreign);
    }
    let mut outcomes = Vec::new();
    for (wire, code) in codes[..count].iter().enumerate() {
        if *code == ABSENT {
            continue;
        }
        let check = numbered_check(wire).ok_or(LinkError::OtherVersion)?;
        let verdict = match *code {
            PASS | PASS_BY_HAND => Verdict::Pass {
                evidence: Vec::new(),
                notes: Vec::new(),
            },
            PASS_WITH_NOTES => Verdict::Pass {
                evidence: Vec::new(),
                notes: notes(from, check)?,
            },
            NOT_APPLICABLE => Verdict::NotApplicable,
            FAIL | FAIL_BY_HAND => Verdict::Fail(finding(from, check, include)?),
            CANNOT_TELL => Verdict::CannotTell(unavailable(from, include)?),
            _ => return Err(LinkError::OtherVersion),
        };
        outcomes.push(Reported {
            check,
            verdict,
            is_by_hand: matches!(*code, PASS_BY_HAND | FAIL_BY_HAND),
        });
    }
    // A link is in the order of the numbers, a report in that of the list.
    let in_order = checks::ALL.iter().filter_map(|check| {
        let at = outcomes.iter().position(|it| it.check.id == check.id)?;
        Some(outcomes.swap_remove(at))
    });
    Ok(in_order.collect())
}

fn notes(from: &mut Reader, check: &Check) -> Result<Vec<&'static str>, LinkError> {
    let count = from.count()?;
    (0..count)
        .map(|_| {
            let wire = from.index()?;
            let note = check.notes.iter().find(|it| usize::from(it.wire) == wire);
            note.map(|it| it.name).ok_or(LinkError::OtherVersion)
        })
        .collect()
}

fn finding(from: &mut Reader, check: &Check, include: Include) -> Result<Finding, LinkError> {
    let wire = from.index()?;
    let case = check
        .cases
        .iter()
        .find(|it| usize::from(it.wire) == wire)
        .ok_or(LinkError::OtherVersion)?;
    let severity_cap = SEVERITIES
        .get(usize::from(from.byte()?))
        .ok_or(LinkError::Foreign)?;
    Ok(Finding {
        case: case.name,
        severity_cap: *severity_cap,
        args: read_args(from, include)?,
        evidence: Vec::new(),
    })
}

fn unavailable(from: &mut Reader, include: Include) -> Result<Unavailable, LinkError> {
    let wire = from.index()?;
    let reason = Reason::ALL
        .iter()
        .find(|it| it.wire().map(usize::from) == Some(wire))
        .ok_or(LinkError::OtherVersion)?;
    let args = read_args(from, include)?;
    let correlation_id = match from.text()? {
        "" => None,
        id if include.has(Detail::Ids) && is_guid(id) => Some(id.to_owned()),
        _ => return Err(LinkError::Foreign),
    };
    Ok(Unavailable {
        reason: *reason,
        args,
        request: None,
        correlation_id,
    })
}

fn read_args(from: &mut Reader, include: Include) -> Result<Args, LinkError> {
    let count = from.count()?;
    let mut args = Args::default();
    let mut last = None;
    for _ in 0..count {
        let wire = from.index()?;
        let name = numbered_arg(wire).ok_or(LinkError::OtherVersion)?;
        // They come in the order of their numbers, each once.
        if last.is_some_and(|last| last >= wire) {
            return Err(LinkError::Foreign);
        }
        last = Some(wire);
        args.push_value(name, value(from, name.kind, include)?);
    }
    Ok(args)
}

fn numbered_arg(wire: usize) -> Option<&'static ArgName> {
    args::all().find(|it| usize::from(it.wire) == wire)
}

fn value(from: &mut Reader, kind: Kind, include: Include) -> Result<Value, LinkError> {
    let count = from.count()?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(item(from, kind, include)?);
    }
    list(items.into_iter().map(Some)).ok_or(LinkError::Foreign)
}

fn item(from: &mut Reader, kind: Kind, include: Include) -> Result<Value, LinkError> {
    let head = from.number()?;
    let rest = usize::try_from(head >> 2).map_err(|_| LinkError::Foreign)?;
    let number;
    let text = match head & 3 {
        NUMBER => {
            number = rest.to_string();
            number.as_str()
        }
        WORD => WORDS.get(rest).ok_or(LinkError::OtherVersion)?,
        ALIAS => {
            let noun = Noun::ALL.get(rest).ok_or(LinkError::OtherVersion)?;
            let number = u32::try_from(from.number()?).map_err(|_| LinkError::Foreign)?;
            return if (1..=MOST).contains(&number) {
                Ok(alias(*noun, number))
            } else {
                Err(LinkError::Foreign)
            };
        }
        _ => std::str::from_utf8(from.bytes(rest)?).map_err(|_| LinkError::Foreign)?,
    };
    // An item with a separator in it would read back as two items.
    let is_one = !text.contains(BETWEEN);
    read_one(kind, include, text)
        .filter(|_| is_one)
        .ok_or(LinkError::Foreign)
}
