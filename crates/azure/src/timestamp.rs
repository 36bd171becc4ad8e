//! Times and durations as ARM writes them: RFC 3339 with up to seven digits of
//! a second's fraction, ISO 8601 durations, and HTTP dates.

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

pub use time::{Duration, OffsetDateTime as Timestamp};

/// Parses `2026-11-24T10:00:00.1234567Z`, to a time in UTC. A time without an
/// offset, which some providers send, is UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    OffsetDateTime::parse(text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339))
        .ok()
        .and_then(in_utc)
}

/// The same time in UTC; none where that is in no year of four digits, which
/// nothing here could write.
fn in_utc(at: Timestamp) -> Option<Timestamp> {
    at.checked_to_offset(UtcOffset::UTC)
        .filter(|it| it.year() >= 0)
}

/// The time in UTC to the second, as `2026-11-24T10:00:00Z`.
pub fn format(at: Timestamp) -> String {
    let at = at.checked_to_offset(UtcOffset::UTC).unwrap_or(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// The time in UTC to the minute, for people: `2026-11-24 10:00`.
pub fn show(at: Timestamp) -> String {
    let text = format(at);
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

/// How far one time is from another, in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub unit: Unit,
    /// At least 1.
    pub count: u32,
    pub is_before: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
}

impl Unit {
    /// The name under which the text catalogue words it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }
}

/// How far `at` is from `from`, as people say it: in minutes up to an hour and a
/// half, in hours up to two days.
pub fn span(at: Timestamp, from: Timestamp) -> Span {
    let minutes = (at - from).whole_seconds().unsigned_abs() / 60;
    let rounded = |size: u64| (minutes + size / 2) / size;
    let (unit, count) = match minutes {
        0..90 => (Unit::Minutes, minutes),
        90..2880 => (Unit::Hours, rounded(60)),
        _ => (Unit::Days, rounded(1440)),
    };
    Span {
        unit,
        count: u32::try_from(count).unwrap_or(u32::MAX).max(1),
        is_before: at < from,
    }
}

/// What is left until a time, as `2:05:09` or `5:09`; nothing once it is over.
pub fn show_left(until: Timestamp, now: Timestamp) -> Option<String> {
    let seconds = (until - now).whole_seconds();
    if seconds <= 0 {
        return None;
    }
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    })
}

/// Parses the `Date` header of HTTP, `Tue, 24 Nov 2026 10:00:00 GMT`.
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    OffsetDateTime::parse(
        &text.replace("GMT", "+0000"),
        &time::format_description::well_known::Rfc2822,
    )
    .ok()
    .and_then(in_utc)
}

/// The time without the fraction of its second.
pub fn to_second(at: Timestamp) -> Timestamp {
    from_unix(at.unix_timestamp()).unwrap_or(at)
}

pub fn from_unix(seconds: i64) -> Option<Timestamp> {
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(in_utc)
}

/// Minutes of an ISO 8601 duration such as `PT3H`, `P1D` or `PT1H30M`; seconds
/// are rounded up. Years and months have no fixed length and are refused.
pub fn parse_duration_minutes(text: &str) -> Option<u32> {
    let rest = text.strip_prefix('P')?;
    let (date, clock) = rest.split_once('T').unwrap_or((rest, ""));
    let seconds = units(date, &[('D', 86_400), ('W', 604_800)])?
        .checked_add(units(clock, &[('H', 3600), ('M', 60), ('S', 1)])?)?;
    (!rest.is_empty() && !rest.ends_with('T'))
        .then(|| u32::try_from(seconds.div_ceil(60)).ok())
        .flatten()
}

/// An ISO 8601 duration of whole hours and minutes, such as `PT1H30M`.
pub fn format_duration_minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("PT{m}M"),
        (h, 0) => format!("PT{h}H"),
        (h, m) => format!("PT{h}H{m}M"),
    }
}

fn units(text: &str, known: &[(char, u64)]) -> Option<u64> {
    let mut total = 0_u64;
    let mut digits = String::new();
    for it in text.chars() {
        if it.is_ascii_digit() {
            digits.push(it);
        } else {
            let (_, size) = known.iter().find(|(unit, _)| *unit == it)?;
            let count: u64 = digits.parse().ok()?;
            total = total.checked_add(count.checked_mul(*size)?)?;
            digits.clear();
        }
    }
    digits.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_span_is_told_in_its_largest_unit() {
        let from = parse("2026-11-24T10:00:00Z").unwrap();
        for (at, count, unit, is_before) in [
            ("2026-11-24T10:00:00Z", 1, Unit::Minutes, false),
            ("2026-11-24T09:59:30Z", 1, Unit::Minutes, true),
            ("2026-11-24T08:31:00Z", 89, Unit::Minutes, true),
            ("2026-11-24T08:00:00Z", 2, Unit::Hours, true),
            ("2026-11-24T12:50:00Z", 3, Unit::Hours, false),
            ("2026-11-22T11:00:00Z", 47, Unit::Hours, true),
            ("2026-11-19T10:00:00Z", 5, Unit::Days, true),
        ] {
            let told = span(parse(at).unwrap(), from);
            let expected = Span {
                unit,
                count,
                is_before,
            };
            assert_eq!(told, expected, "{at}");
        }
    }

    #[test]
    fn takes_fractions_of_five_to_seven_digits() {
        for text in [
            "2026-11-24T10:00:00Z",
            "2026-11-24T10:00:00.12345Z",
            "2026-11-24T10:00:00.123456Z",
            "2026-11-24T10:00:00.1234567Z",
            "2026-11-24T10:00:00.1234567",
            "2026-11-24T11:00:00+01:00",
        ] {
            assert_eq!(
                format(parse(text).unwrap()),
                "2026-11-24T10:00:00Z",
                "{text}"
            );
        }
        assert_eq!(parse("soon"), None);
    }

    #[test]
    fn shows_times_and_what_is_left() {
        let at = |text| parse(text).unwrap();
        let end = at("2026-11-24T12:05:09Z");
        assert_eq!(show(at("2026-11-24T11:00:59+01:00")), "2026-11-24 10:00");
        for (now, left) in [
            ("2026-11-24T10:00:00Z", Some("2:05:09")),
            ("2026-11-24T12:00:00Z", Some("5:09")),
            ("2026-11-24T12:05:08Z", Some("0:01")),
            ("2026-11-24T12:05:08.5Z", None),
            ("2026-11-24T13:00:00Z", None),
        ] {
            assert_eq!(show_left(end, at(now)).as_deref(), left, "{now}");
        }
    }

    #[test]
    fn reads_http_dates() {
        let at = parse_http_date("Tue, 24 Nov 2026 10:00:00 GMT").unwrap();
        assert_eq!(format(at), "2026-11-24T10:00:00Z");
    }

    #[test]
    fn reads_durations() {
        for (text, minutes) in [
            ("PT3H", Some(180)),
            ("PT5M", Some(5)),
            ("P1D", Some(1440)),
            ("PT24H", Some(1440)),
            ("PT1H30M", Some(90)),
            ("PT90S", Some(2)),
            ("P1DT2H", Some(1560)),
            ("P1M", None),
            ("PT", None),
            ("P", None),
            ("PT3", None),
            ("3 hours", None),
            ("PT99999999999999999999H", None),
        ] {
            assert_eq!(parse_duration_minutes(text), minutes, "{text}");
        }
        assert_eq!(format_duration_minutes(90), "PT1H30M");
    }

    #[test]
    fn a_time_that_utc_puts_outside_the_years_is_none() {
        for text in ["9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(from_unix(i64::MAX), None);
        assert_eq!(from_unix(-100_000_000_000), None);
        assert_eq!(parse_http_date("Fri, 31 Dec 9999 23:59:59 -0100"), None);
        assert!(parse("9999-12-31T23:59:59+01:00").is_some());
    }

    /// The parts of a duration, with counts near what a number holds.
    fn parts() -> impl Strategy<Value = Vec<(char, u128)>> {
        let count = prop_oneof![
            0..100_u128,
            0..u128::from(u64::MAX) * 2,
            (
                0..10_u128,
                prop::sample::select(&[1_u128, 60, 3600, 86_400, 604_800][..])
            )
                .prop_map(|(off, size)| u128::from(u64::MAX) / size + 5 - off),
        ];
        prop::collection::vec(
            (prop::sample::select(&['D', 'W', 'H', 'M', 'S'][..]), count),
            1..5,
        )
    }

    fn size(unit: char) -> u128 {
        match unit {
            'S' => 1,
            'M' => 60,
            'H' => 3600,
            'D' => 86_400,
            _ => 604_800,
        }
    }

    proptest! {
        #[test]
        fn a_duration_is_the_sum_of_its_parts(parts in parts()) {
            let seconds: u128 = parts.iter().map(|(unit, count)| count * size(*unit)).sum();
            let (date, clock): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|(unit, _)| matches!(unit, 'D' | 'W'));
            let text = |parts: Vec<(char, u128)>| -> String {
                parts.iter().fold(String::new(), |text, (unit, count)| format!("{text}{count}{unit}"))
            };
            let clock = text(clock);
            let begin = if clock.is_empty() { "" } else { "T" };
            let text = format!("P{}{begin}{clock}", text(date));
            prop_assert_eq!(
                parse_duration_minutes(&text),
                u32::try_from(seconds.div_ceil(60)).ok(),
                "{}", text
            );
        }

        #[test]
        fn a_written_duration_reads_back(minutes: u32) {
            let text = format_duration_minutes(minutes);
            prop_assert_eq!(parse_duration_minutes(&text), Some(minutes));
        }

        #[test]
        fn no_text_stops_the_reading(text in "P?[0-9DWTHMS]{0,40}|.*") {
            parse_duration_minutes(&text);
            parse(&text);
            parse_http_date(&text);
        }

        #[test]
        fn a_time_is_shown_as_it_was_read(
            text in "(0000|9999|2026)-(01|12)-(01|31)T(00|23):(00|59):(00|59)(Z|[+-](00|01|23):(00|59))",
        ) {
            if let Some(at) = parse(&text) {
                prop_assert_eq!(parse(&format(at)), Some(at));
                prop_assert_eq!(show(at).len(), "2026-11-24 10:00".len());
            }
        }
    }
}
