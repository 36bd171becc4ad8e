//! How many tests ran, read from what the runners themselves report.

use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Sums cargo's lines, one a test binary:
/// `test result: ok. 3 passed; 0 failed; 0 ignored; …`.
pub(crate) fn cargo(said: &str) -> Tally {
    let mut tally = Tally::default();
    for line in said
        .lines()
        .filter_map(|it| it.trim().strip_prefix("test result: "))
    {
        let counts = line.split_once(". ").map_or(line, |(_, counts)| counts);
        for (number, word) in counts.split(';').filter_map(count) {
            match word {
                "passed" => tally.passed += number,
                "failed" => tally.failed += number,
                _ => {}
            }
        }
    }
    tally
}

/// Reads Playwright's closing lines, `3 passed (1.2s)` and `1 failed`. A test
/// that passed only when tried again is none that passed.
pub(crate) fn playwright(said: &str) -> Tally {
    let mut tally = Tally::default();
    for line in said.lines() {
        match count(line) {
            Some((number, "passed")) => tally.passed = number,
            Some((number, "failed" | "flaky" | "interrupted")) => tally.failed += number,
            _ => {}
        }
    }
    tally
}

/// Reads the closing lines of Python's unittest, `Ran 3 tests in 1.2s` and
/// `FAILED (failures=1, skipped=1)` or `OK`. A test that was skipped is neither.
pub(crate) fn unittest(said: &str) -> Tally {
    let mut tally = Tally::default();
    let mut ran = 0;
    let mut skipped = 0;
    for line in said.lines() {
        if let Some((number, "test" | "tests")) = line.strip_prefix("Ran ").and_then(count) {
            ran = number;
        }
        let Some(("OK" | "FAILED", counts)) = line.split_once(" (") else {
            continue;
        };
        for part in counts.trim_end_matches(')').split(", ") {
            let Some((what, number)) = part.split_once('=') else {
                continue;
            };
            let number = number.parse().unwrap_or(0);
            match what {
                "failures" | "errors" | "unexpected successes" => tally.failed += number,
                "skipped" => skipped += number,
                _ => {}
            }
        }
    }
    tally.passed = ran.saturating_sub(tally.failed + skipped);
    tally
}

/// Reads the closing lines of Node's own runner, `# pass 3` and `# fail 1`.
pub(crate) fn node(said: &str) -> Tally {
    let of = |word: &str| {
        let mut lines = said.lines().rev();
        lines.find_map(|it| it.strip_prefix(word)?.trim().parse().ok())
    };
    Tally {
        passed: of("# pass ").unwrap_or_default(),
        failed: of("# fail ").unwrap_or_default(),
    }
}

/// A number and the word after it, at the start of the text.
fn count(text: &str) -> Option<(u32, &str)> {
    let mut words = text.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_the_binaries_of_a_cargo_run() {
        let said = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                    test a ... ok\n\
                    test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured";
        assert_eq!(
            cargo(said),
            Tally {
                passed: 15,
                failed: 2
            }
        );
    }

    #[test]
    fn reads_how_unittest_ends() {
        for (end, passed, failed) in [
            ("OK", 28, 0),
            ("OK (skipped=3)", 25, 0),
            ("FAILED (failures=3, errors=2)", 23, 5),
            ("FAILED (errors=1, skipped=2)", 25, 1),
        ] {
            let said = format!("test_a (__main__.A) ... ok\n\nRan 28 tests in 25.2s\n\n{end}\n");
            assert_eq!(unittest(&said), Tally { passed, failed }, "{end}");
        }
        assert_eq!(unittest("OK (all is well)"), Tally::default());
    }

    #[test]
    fn reads_how_node_ends() {
        let said = "ok 1 - a\n# tests 4\n# suites 0\n# pass 3\n# fail 1\n# skipped 0\n";
        assert_eq!(
            node(said),
            Tally {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(node("nothing"), Tally::default());
    }

    #[test]
    fn reads_how_playwright_ends() {
        assert_eq!(
            playwright("\n  7 passed (3.1s)\n"),
            Tally {
                passed: 7,
                failed: 0
            }
        );
        let said = "  1 failed\n    smoke.spec.ts:3 › loads\n  1 flaky\n  4 passed (3.1s)\n";
        assert_eq!(
            playwright(said),
            Tally {
                passed: 4,
                failed: 2
            }
        );
    }
}
