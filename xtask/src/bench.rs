//! `cargo xtask bench`: how fast the page is, as ratios that hold on any machine. The
//! page runs in the real browser against the simulated Azure, beside the same reads by
//! the Azure CLI and by curl; what needs no browser runs natively. For hand use: on a
//! busy machine its figures say little.

use std::thread;

use anyhow::{Result, ensure};

use crate::{
    azure,
    collector::AZURE_CLI,
    exec::{cargo, step, tee},
    playwright::playwright,
    python,
};

/// The benchmarks that need no browser; the first of each is what the others are
/// compared with.
const NATIVE: [&str; 2] = ["rules", "links"];

/// How the page's figures begin.
const FIGURE: &str = "bench: ";

pub(crate) fn bench() -> Result<()> {
    let mut figures = Vec::new();
    let mut left_out = Vec::new();
    for name in NATIVE {
        step(&format!("measuring {name}"));
        let said = tee(cargo()
            .args(["bench", "--quiet", "-p=integration-tests", "--bench", name])
            .args(["--", "--output-format=bencher"]))?;
        figures.extend(compared(&said));
    }
    step("measuring the page in dist/");
    azure::compile()?;
    let mut page = playwright("bench.config.js")?;
    match python::environment("azure-cli", "the Azure CLI", &[AZURE_CLI]) {
        Ok(programs) => {
            page.env(
                "AZ",
                programs.join(if cfg!(windows) { "az.bat" } else { "az" }),
            );
        }
        Err(why) => left_out.push(format!("the Azure CLI: {why:#}")),
    }
    let said = tee(&mut page)?;
    let of_page = said.lines().filter_map(|it| it.strip_prefix(FIGURE));
    figures.extend(of_page.map(str::to_owned));
    ensure!(!figures.is_empty(), "nothing was measured");
    let cores = thread::available_parallelism()?;
    println!("\nOn this machine, which has {cores} cores:");
    for figure in &figures {
        println!("{figure}");
    }
    for what in left_out {
        println!("Left out: {what}");
    }
    Ok(())
}

/// Each benchmark as a multiple of the first, from lines such as
/// `test 500 rules ... bench:   1,234 ns/iter (+/- 5)`.
fn compared(said: &str) -> Vec<String> {
    let taken: Vec<_> = said.lines().filter_map(taken).collect();
    let first = taken.first().map_or(1.0, |it| it.1);
    taken
        .iter()
        .map(|(name, nanoseconds)| {
            let (ratio, milliseconds) = (nanoseconds / first, nanoseconds / 1e6);
            format!("{name}: {ratio:.1} ({milliseconds:.4} ms)")
        })
        .collect()
}

fn taken(line: &str) -> Option<(&str, f64)> {
    let (name, rest) = line.strip_prefix("test ")?.split_once(" ... bench:")?;
    let (nanoseconds, _) = rest.split_once("ns/iter")?;
    let nanoseconds = nanoseconds.trim().replace(',', "");
    Some((name.trim(), nanoseconds.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_multiple_of_the_first() {
        let said = "\
running
test 250 rules ... bench:   1,000,000 ns/iter (+/- 5)

test 500 rules ... bench:   2,100,000 ns/iter (+/- 5)
";
        assert_eq!(
            compared(said),
            ["250 rules: 1.0 (1.0000 ms)", "500 rules: 2.1 (2.1000 ms)"]
        );
        assert!(compared("nothing").is_empty());
    }
}
