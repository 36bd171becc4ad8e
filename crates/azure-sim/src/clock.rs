//! The forms in which Azure writes points and spans of time. The clock itself
//! is told to the simulator from outside.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// `2026-11-24T09:15:30.1234567Z`: .NET's round-trip form, in which Defender
/// for Cloud writes its times.
pub fn stamp(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    format!(
        "{}T{:02}:{:02}:{:02}.{:07}Z",
        at.date(),
        at.hour(),
        at.minute(),
        at.second(),
        at.nanosecond() / 100
    )
}

/// `Tue, 24 Nov 2026 09:15:30 GMT`, as HTTP's Date header wants it.
pub fn http_date(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let weekday = at.weekday().to_string();
    let month = at.month().to_string();
    format!(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        weekday.get(..3).unwrap_or(&weekday),
        at.day(),
        month.get(..3).unwrap_or(&month),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// `11/24/2026 9:15:30 AM`, as ARM's messages about tokens write it.
pub(crate) fn us(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let (hour, half) = match at.hour() {
        0 => (12, "AM"),
        hour @ 1..=11 => (hour, "AM"),
        12 => (12, "PM"),
        hour => (hour - 12, "PM"),
    };
    format!(
        "{}/{}/{} {hour}:{:02}:{:02} {half}",
        u8::from(at.month()),
        at.day(),
        at.year(),
        at.minute(),
        at.second()
    )
}

pub(crate) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// An ISO 8601 span of days, hours, minutes and seconds: `PT3H`, `P1DT30M`.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (days, clock) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, clock)) => (days, clock),
        None => (text.strip_prefix('P')?, ""),
    };
    let total =
        units(days, &[('D', 86_400)])? + units(clock, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    (!(days.is_empty() && clock.is_empty())).then(|| Duration::seconds(total))
}

fn units(mut text: &str, known: &[(char, i64)]) -> Option<i64> {
    let mut total = 0;
    for (unit, seconds) in known {
        if let Some((number, rest)) = text.split_once(*unit) {
            total += number.parse::<u32>().ok().map(i64::from)? * seconds;
            text = rest;
        }
    }
    text.is_empty().then_some(total)
}

/// A time that an estate gives relative to the present: `@now`, `@now-90m`,
/// `@now+3h`, in seconds, minutes, hours or days.
pub(crate) fn relative(text: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let offset = text.strip_prefix("@now")?;
    if offset.is_empty() {
        return Some(now);
    }
    let unit = match offset.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number = offset.get(..offset.len() - 1)?.parse::<i32>().ok()?;
    now.checked_add(Duration::seconds(i64::from(number) * unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> OffsetDateTime {
        instant("2026-11-24T12:05:09.1234567Z").unwrap()
    }

    #[test]
    fn times_are_written_as_azure_writes_them() {
        assert_eq!(stamp(noon()), "2026-11-24T12:05:09.1234567Z");
        assert_eq!(http_date(noon()), "Tue, 24 Nov 2026 12:05:09 GMT");
        assert_eq!(us(noon()), "11/24/2026 12:05:09 PM");
        assert_eq!(us(noon() - Duration::hours(12)), "11/24/2026 12:05:09 AM");
    }

    #[test]
    fn durations_are_read() {
        assert_eq!(duration("PT3H"), Some(Duration::hours(3)));
        assert_eq!(duration("P1DT2H30M"), Some(Duration::minutes(26 * 60 + 30)));
        assert_eq!(duration("P1D"), Some(Duration::days(1)));
        for wrong in ["", "P", "3H", "PT3X", "PTH"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn relative_times_hang_on_now() {
        assert_eq!(relative("@now", noon()), Some(noon()));
        assert_eq!(
            relative("@now-90m", noon()),
            Some(noon() - Duration::minutes(90))
        );
        assert_eq!(
            relative("@now+2d", noon()),
            Some(noon() + Duration::days(2))
        );
        assert_eq!(relative("@now+2w", noon()), None);
        assert_eq!(relative("2026-11-24", noon()), None);
    }
}
