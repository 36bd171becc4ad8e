//! A report as bytes. All that is known on both sides goes as a number; the
//! rest is deflated where that makes it shorter.

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
    engine::{Check, Finding, Severity, Verdict},
    question::Goal,
};
use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};

use super::{
    Damage,
    numbers::{CASES, CHECKS, NOTES, REASONS},
    wire::{Garbled, Reader, Writer},
};
use crate::report::{
    AppVersion, Detail, Include, Report, Reported,
    kind::{ARGS, BETWEEN, Kind, accepts, is_number, kind_of},
    nouns::{MOST, Noun, alias, parse_alias},
    vocabulary::WORDS,
};

/// The most bytes that a body may come to when it is inflated.
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

pub(super) fn read(body: &[u8]) -> Result<Report, Damage> {
    let (mark, data) = body.split_first().ok_or(Damage::Foreign)?;
    let inflated;
    let plain = match *mark {
        STORED if data.len() <= MOST_BYTES => data,
        DEFLATED => {
            inflated =
                decompress_to_vec_with_limit(data, MOST_BYTES).map_err(|_| Damage::Foreign)?;
            &inflated
        }
        _ => return Err(Damage::Foreign),
    };
    let mut reader = Reader(plain);
    let report = report(&mut reader)?;
    if reader.is_done() {
        Ok(report)
    } else {
        Err(Damage::Foreign)
    }
}

impl From<Garbled> for Damage {
    fn from(_: Garbled) -> Self {
        Self::Foreign
    }
}

/// How a check came out, in four bits.
const ABSENT: u8 = 0;
const PASS: u8 = 1;
const NOT_APPLICABLE: u8 = 2;
const FAIL: u8 = 3;
const CANNOT_TELL: u8 = 4;
const PASS_WITH_NOTES: u8 = 5;

fn plain(report: &Report) -> Vec<u8> {
    let mut out = Writer::default();
    out.number(u64::try_from(report.made.unix_timestamp()).unwrap_or_default());
    for part in report.app.0 {
        out.number(part.into());
    }
    out.byte(place_of(&Cloud::ALL, report.cloud));
    out.byte(report.goal.map_or(0, |it| place_of(&Goal::ALL, it) + 1));
    out.byte(report.include.bits());
    out.text(report.case.as_ref().map_or("", CaseNumber::as_str));
    for name in COMMON_ARGS {
        let value = report.context.iter().find(|(it, _)| *it == name);
        write_value(&mut out, value.map_or("", |(_, value)| value));
    }
    let outcomes: Vec<Option<&Reported>> = CHECKS
        .iter()
        .map(|id| report.outcomes.iter().find(|it| it.check.id == *id))
        .collect();
    let codes: Vec<u8> = outcomes.iter().map(|it| code_of(*it)).collect();
    out.count(codes.len());
    for pair in codes.chunks(2) {
        out.byte(pair[0] | pair.get(1).unwrap_or(&ABSENT) << 4);
    }
    for reported in outcomes.into_iter().flatten() {
        write_details(&mut out, reported);
    }
    out.0
}

fn code_of(reported: Option<&Reported>) -> u8 {
    match reported.map(|it| &it.verdict) {
        None => ABSENT,
        Some(Verdict::Pass { notes, .. }) if notes.is_empty() => PASS,
        Some(Verdict::Pass { .. }) => PASS_WITH_NOTES,
        Some(Verdict::Fail(_)) => FAIL,
        Some(Verdict::NotApplicable) => NOT_APPLICABLE,
        Some(Verdict::CannotTell(_)) => CANNOT_TELL,
    }
}

fn write_details(out: &mut Writer, reported: &Reported) {
    let id = reported.check.id;
    match &reported.verdict {
        Verdict::Pass { notes, .. } if !notes.is_empty() => {
            out.count(notes.len());
            for note in notes {
                out.count(position(NOTES, |it| *it == (id, *note)));
            }
        }
        Verdict::Fail(finding) => {
            out.count(position(CASES, |it| *it == (id, finding.case)));
            out.byte(place_of(&SEVERITIES, finding.at_most));
            write_args(out, &finding.args);
        }
        Verdict::CannotTell(why) => {
            out.count(position(REASONS, |it| *it == why.reason.key()));
            write_args(out, &why.args);
            out.text(why.correlation_id.as_deref().unwrap_or_default());
        }
        Verdict::Pass { .. } | Verdict::NotApplicable => {}
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Blocker, Severity::Warning, Severity::Info];

fn write_args(out: &mut Writer, args: &Args) {
    out.count(args.len());
    for (name, value) in args {
        out.count(position(ARGS, |(it, _)| it == name));
        write_value(out, value);
    }
}

/// The ways in which a part of a value is written, in the lowest two bits.
const NUMBER: u64 = 0;
const WORD: u64 = 1;
const ALIAS: u64 = 2;
const TEXT: u64 = 3;

fn write_value(out: &mut Writer, value: &str) {
    let parts: Vec<&str> = value.split(BETWEEN).collect();
    out.count(parts.len());
    for part in parts {
        if let Some(at) = WORDS.iter().position(|it| *it == part) {
            out.number((at as u64) << 2 | WORD);
        } else if let Some((noun, number)) = parse_alias(part) {
            out.number((position(Noun::ALL, |it| *it == noun) as u64) << 2 | ALIAS);
            out.number(number.into());
        } else if let Some(number) = number_of(part) {
            out.number(number << 2 | NUMBER);
        } else {
            out.number((part.len() as u64) << 2 | TEXT);
            out.0.extend_from_slice(part.as_bytes());
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

fn report(from: &mut Reader) -> Result<Report, Damage> {
    let made = i64::try_from(from.number()?)
        .ok()
        .and_then(timestamp::from_unix)
        .ok_or(Damage::Foreign)?;
    let mut app = [0; 3];
    for part in &mut app {
        *part = u16::try_from(from.number()?).map_err(|_| Damage::Foreign)?;
    }
    let cloud = *Cloud::ALL
        .get(usize::from(from.byte()?))
        .ok_or(Damage::OtherVersion)?;
    let goal = match from.byte()? {
        0 => None,
        it => Some(
            *Goal::ALL
                .get(usize::from(it) - 1)
                .ok_or(Damage::OtherVersion)?,
        ),
    };
    let include = Include::from_bits(from.byte()?)
        .filter(|it| !it.has(Detail::Requests))
        .ok_or(Damage::OtherVersion)?;
    let case = match from.text()? {
        "" => None,
        text => Some(
            CaseNumber::parse(text)
                .filter(|it| it.as_str() == text)
                .ok_or(Damage::Foreign)?,
        ),
    };
    let mut context = Args::new();
    for name in COMMON_ARGS {
        context.push((name, value(from, kind_of(name), include)?));
    }
    Ok(Report {
        made,
        app: AppVersion(app),
        cloud,
        case,
        goal,
        include,
        context,
        outcomes: outcomes(from, include)?,
        requests: Vec::new(),
    })
}

fn outcomes(from: &mut Reader, include: Include) -> Result<Vec<Reported>, Damage> {
    let count = from.index()?;
    if count > CHECKS.len() {
        return Err(Damage::OtherVersion);
    }
    let codes: Vec<u8> = from
        .bytes(count.div_ceil(2))?
        .iter()
        .flat_map(|it| [it & 0xf, it >> 4])
        .collect();
    if codes.get(count).is_some_and(|it| *it != ABSENT) {
        return Err(Damage::Foreign);
    }
    let mut outcomes = Vec::new();
    for (id, code) in CHECKS.iter().zip(&codes[..count]) {
        if *code == ABSENT {
            continue;
        }
        let check: &'static Check = checks::ALL
            .iter()
            .find(|it| it.id == *id)
            .ok_or(Damage::OtherVersion)?;
        let verdict = match *code {
            PASS => Verdict::Pass {
                evidence: Vec::new(),
                notes: Vec::new(),
            },
            PASS_WITH_NOTES => Verdict::Pass {
                evidence: Vec::new(),
                notes: notes(from, check)?,
            },
            NOT_APPLICABLE => Verdict::NotApplicable,
            FAIL => Verdict::Fail(finding(from, check, include)?),
            CANNOT_TELL => Verdict::CannotTell(unavailable(from, include)?),
            _ => return Err(Damage::OtherVersion),
        };
        outcomes.push(Reported { check, verdict });
    }
    // A link is in the order of the numbers, a report in that of the list.
    outcomes.sort_by_key(|it| position(checks::ALL, |known| known.id == it.check.id));
    Ok(outcomes)
}

fn notes(from: &mut Reader, check: &Check) -> Result<Vec<&'static str>, Damage> {
    let count = from.count()?;
    (0..count)
        .map(|_| {
            let (id, name) = NOTES.get(from.index()?).ok_or(Damage::OtherVersion)?;
            let note = check.notes.iter().copied().find(|it| it == name);
            note.filter(|_| *id == check.id).ok_or(Damage::OtherVersion)
        })
        .collect()
}

fn finding(from: &mut Reader, check: &Check, include: Include) -> Result<Finding, Damage> {
    let (id, name) = CASES.get(from.index()?).ok_or(Damage::OtherVersion)?;
    let case = check
        .cases
        .iter()
        .find(|it| it.name == *name && *id == check.id)
        .ok_or(Damage::OtherVersion)?;
    let at_most = SEVERITIES
        .get(usize::from(from.byte()?))
        .ok_or(Damage::Foreign)?;
    Ok(Finding {
        case: case.name,
        at_most: *at_most,
        args: args(from, include)?,
        evidence: Vec::new(),
    })
}

fn unavailable(from: &mut Reader, include: Include) -> Result<Unavailable, Damage> {
    let key = REASONS.get(from.index()?).ok_or(Damage::OtherVersion)?;
    let reason = Reason::ALL
        .iter()
        .find(|it| it.key() == *key)
        .ok_or(Damage::OtherVersion)?;
    let args = args(from, include)?;
    let correlation_id = match from.text()? {
        "" => None,
        id if include.has(Detail::Ids) && is_guid(id) => Some(id.to_owned()),
        _ => return Err(Damage::Foreign),
    };
    Ok(Unavailable {
        reason: *reason,
        args,
        request: String::new(),
        correlation_id,
    })
}

fn args(from: &mut Reader, include: Include) -> Result<Args, Damage> {
    let count = from.count()?;
    let mut args = Args::new();
    let mut last = None;
    for _ in 0..count {
        let at = from.index()?;
        let (name, kind) = ARGS.get(at).ok_or(Damage::OtherVersion)?;
        // They come in the order of the table, each once.
        if last.is_some_and(|last| last >= at) {
            return Err(Damage::Foreign);
        }
        last = Some(at);
        args.push((*name, value(from, *kind, include)?));
    }
    Ok(args)
}

fn value(from: &mut Reader, kind: Kind, include: Include) -> Result<String, Damage> {
    let count = from.count()?;
    let parts: Vec<String> = (0..count)
        .map(|_| part(from))
        .collect::<Result<_, Damage>>()?;
    let value = parts.join(BETWEEN);
    let is_ours = accepts(kind, include, &value);
    is_ours.then_some(value).ok_or(Damage::Foreign)
}

fn part(from: &mut Reader) -> Result<String, Damage> {
    let head = from.number()?;
    let rest = usize::try_from(head >> 2).map_err(|_| Damage::Foreign)?;
    Ok(match head & 3 {
        NUMBER => rest.to_string(),
        WORD => (*WORDS.get(rest).ok_or(Damage::OtherVersion)?).to_owned(),
        ALIAS => {
            let noun = Noun::ALL.get(rest).ok_or(Damage::OtherVersion)?;
            let number = u32::try_from(from.number()?).map_err(|_| Damage::Foreign)?;
            if !(1..=MOST).contains(&number) {
                return Err(Damage::Foreign);
            }
            alias(*noun, number)
        }
        _ => std::str::from_utf8(from.bytes(rest)?)
            .map_err(|_| Damage::Foreign)?
            .to_owned(),
    })
}
