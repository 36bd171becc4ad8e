//! Where the time of a run went: its steps, and the slowest of its browser tests.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use anyhow::Result;

/// How many of the slowest tests are told.
const SLOWEST: usize = 10;

/// How long each step took. Steps that run beside others have timings of their
/// own, under the name of what they are for.
#[derive(Debug)]
pub(crate) struct Timings {
    begun: Instant,
    label: String,
    taken: Vec<(String, Duration)>,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            label: String::new(),
            taken: Vec::new(),
        }
    }
}

impl Timings {
    /// Of steps beside others, which would not be told from them by their words.
    pub(crate) fn beside(label: &str) -> Self {
        Self {
            label: format!("{label}: "),
            ..Self::default()
        }
    }

    /// Says what is being done, does it, and keeps how long it took.
    pub(crate) fn step<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let what = format!("{}{what}", self.label);
        crate::exec::step(&what);
        let begun = Instant::now();
        let done = work()?;
        self.taken.push((what, begun.elapsed()));
        Ok(done)
    }

    /// Adds the steps that ran beside these.
    pub(crate) fn add(&mut self, other: Self) {
        self.taken.extend(other.taken);
    }

    /// The steps with their seconds, and below them how long it all took.
    pub(crate) fn table(&self) -> String {
        let whole = ("in all".to_owned(), self.begun.elapsed());
        table(self.taken.iter().chain([&whole]))
    }
}

/// The slowest tests of those that Playwright's list tells, the slowest first.
pub(crate) fn slowest(said: &str) -> String {
    let mut tests: Vec<_> = said.lines().filter_map(test).collect();
    tests.sort_by_key(|(_, taken)| std::cmp::Reverse(*taken));
    tests.truncate(SLOWEST);
    table(&tests)
}

fn table<'a>(rows: impl IntoIterator<Item = &'a (String, Duration)>) -> String {
    rows.into_iter()
        .fold(String::new(), |mut text, (what, taken)| {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{:>8.1} s  {what}", taken.as_secs_f64());
            text
        })
}

/// A test and its time in a line such as `  ✓  12 a.spec.js:3:1 › loads (1.2s)`.
fn test(line: &str) -> Option<(String, Duration)> {
    let (name, taken) = line.trim_end().strip_suffix(')')?.rsplit_once(" (")?;
    let name = name.trim_start().strip_prefix(['✓', '✘'])?.trim_start();
    let name = name.trim_start_matches(|it: char| it.is_ascii_digit());
    Some((name.trim_start().to_owned(), duration(taken)?))
}

/// A duration as Playwright writes it: `830ms`, `1.2s` or `1.5m`.
fn duration(text: &str) -> Option<Duration> {
    let unit = text.trim_start_matches(|it: char| it.is_ascii_digit() || it == '.');
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        _ => return None,
    };
    let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
    Duration::try_from_secs_f64(number * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_a_step() {
        let rows = [("lint", 1_250), ("native tests", 131_040), ("e2e", 4)]
            .map(|(what, taken)| (what.to_owned(), Duration::from_millis(taken)));
        assert_eq!(
            table(&rows),
            "     1.2 s  lint\n   131.0 s  native tests\n     0.0 s  e2e\n"
        );
    }

    #[test]
    fn steps_are_kept_in_their_order_with_those_beside_them_and_the_whole() {
        let mut timings = Timings::default();
        assert_eq!(timings.step("first", || Ok(1)).unwrap(), 1);
        assert!(
            timings
                .step("fails", || anyhow::bail!("no") as Result<()>)
                .is_err()
        );
        let mut beside = Timings::beside("site");
        beside.step("second", || Ok(())).unwrap();
        timings.add(beside);
        let table = timings.table();
        let steps: Vec<_> = table
            .lines()
            .filter_map(|it| it.split_once(" s  "))
            .collect();
        let names: Vec<_> = steps.iter().map(|(_, name)| *name).collect();
        assert_eq!(names, ["first", "site: second", "in all"]);
    }

    #[test]
    fn the_slowest_tests_come_first() {
        let said = "Running 4 tests using 2 workers\n\n\
                    \x20 ✓    1 acts.spec.js:21:1 › sent once (and no more) (830ms)\n\
                    \x20 ✓   22 guide.spec.js:89:3 › the gallery (1.5m)\n\
                    \x20 ✘   13 a.spec.js:1:1 › a › b (12.3s)\n\
                    healthy: 20 reads\n\
                    \x20 -    4 a.spec.js:2:1 › skipped\n\
                    \x20 3 passed (2.0m)\n";
        assert_eq!(
            slowest(said),
            "    90.0 s  guide.spec.js:89:3 › the gallery\n\
             \x20   12.3 s  a.spec.js:1:1 › a › b\n\
             \x20    0.8 s  acts.spec.js:21:1 › sent once (and no more)\n"
        );
    }

    #[test]
    fn durations_are_read_in_each_unit() {
        let read = |text| duration(text).map(|it| it.as_millis());
        assert_eq!(read("830ms"), Some(830));
        assert_eq!(read("1.2s"), Some(1_200));
        assert_eq!(read("1.5m"), Some(90_000));
        for other in ["", "s", "1", "1h", "and no more", "1.2.3s", "-1s"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
