//! `cargo xtask lighthouse`: what Lighthouse says of the release in `dist/`, on a slow
//! phone. For hand use: its timings say little on a machine that is busy.

use std::{fs, path::Path, thread};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::{
    apt, chromium,
    exec::{command, run, step},
    host, place, tools,
};

/// The last one that runs on Node.js 20. It brings a hundred packages, so it is fetched
/// when it is asked for.
const LIGHTHOUSE: &str = "lighthouse@12.8.2";

const FIRST_PORT: u16 = 8090;

/// How much may move under the reader, whatever the page.
const MOST_SHIFT: f64 = 0.02;

/// A page, and what is asked of it beside full marks for all but the speed.
struct Page {
    name: &'static str,
    /// What stands behind the `#`.
    address: String,
    /// The least for the speed, of 100.
    performance: f64,
    /// The latest that its largest part is painted, in seconds.
    largest_paint: Option<f64>,
}

fn pages() -> Result<Vec<Page>> {
    let page = |name, address: &str, performance| Page {
        name,
        address: address.to_owned(),
        performance,
        largest_paint: None,
    };
    Ok(vec![
        page("front", "/", 95.0),
        Page {
            largest_paint: Some(2.5),
            ..page("shared result", &format!("/result/{}", a_link()?), 95.0)
        },
        page("words", "/trust", 95.0),
        page("cause", "/why/plan.servers/off", 95.0),
        page("check of the demo", "/demo/person-requester", 90.0),
    ])
}

/// A result as an earlier release shared it.
fn a_link() -> Result<String> {
    let frozen = place::root().join("tests/integration/frozen/estates.jsonl");
    let frozen = fs::read_to_string(frozen)?;
    let first: Value = serde_json::from_str(frozen.lines().next().unwrap_or_default())?;
    let link = first["link"].as_str().context("no link is frozen")?;
    Ok(link.to_owned())
}

pub(crate) fn lighthouse() -> Result<()> {
    let browser = chromium::find_or_install()?;
    let (listener, port) = host::free_port(FIRST_PORT)?;
    // It serves as long as this process lives.
    thread::spawn(move || host::serve_over_tls(listener, &place::dist()));
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for page in pages()? {
        step(&format!("asking Lighthouse about the {}", page.name));
        let url = format!("https://localhost:{port}/#{}", page.address);
        // Chromium now and then begins a page without telling Lighthouse.
        let report =
            report(&browser, &url, page.name).or_else(|_| report(&browser, &url, page.name))?;
        let said = Said::of(&report)?;
        rows.push(said.row(page.name));
        wrong.extend(said.faults(&page));
    }
    println!(
        "{:<18} {:>11} {:>13} {:>14} {:>4} {:>6} {:>13}",
        "page", "performance", "accessibility", "best practices", "SEO", "shift", "largest paint"
    );
    println!("{}", rows.join("\n"));
    ensure!(wrong.is_empty(), "Lighthouse finds:\n{}", wrong.join("\n"));
    Ok(())
}

/// What Lighthouse writes of one page. The file stays, for who wants to know why.
fn report(browser: &Path, url: &str, name: &str) -> Result<Value> {
    let path = place::work().join(format!("lighthouse-{}.json", name.replace(' ', "-")));
    fs::create_dir_all(place::work())?;
    let mut flags = "--headless=new --ignore-certificate-errors".to_owned();
    if apt::is_root() {
        flags.push_str(" --no-sandbox");
    }
    run(command(tools::npx())
        .args(["--yes", LIGHTHOUSE, url, "--quiet", "--output=json"])
        .arg(format!("--output-path={}", path.display()))
        .arg("--only-categories=performance,accessibility,best-practices,seo")
        .arg(format!("--chrome-flags={flags}"))
        .env("CHROME_PATH", browser))
    .context("Lighthouse comes from npm, and needs Node.js and a Chromium")?;
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

/// What counts of a report.
#[derive(Debug, PartialEq)]
struct Said {
    performance: f64,
    accessibility: f64,
    best_practices: f64,
    seo: f64,
    shift: f64,
    /// In seconds.
    largest_paint: f64,
    /// The audits that bring down what must be full.
    failed: Vec<String>,
}

const FULL: [&str; 3] = ["accessibility", "best-practices", "seo"];

impl Said {
    fn of(report: &Value) -> Result<Self> {
        let number = |path: &str| {
            let found = report.pointer(path).and_then(Value::as_f64);
            found.with_context(|| format!("Lighthouse says nothing of {path}"))
        };
        let category =
            |name: &str| anyhow::Ok(number(&format!("/categories/{name}/score"))? * 100.0);
        let audit = |name: &str| number(&format!("/audits/{name}/numericValue"));
        Ok(Self {
            performance: category("performance")?,
            accessibility: category("accessibility")?,
            best_practices: category("best-practices")?,
            seo: category("seo")?,
            shift: audit("cumulative-layout-shift")?,
            largest_paint: audit("largest-contentful-paint")? / 1000.0,
            failed: FULL.iter().flat_map(|it| failed(report, it)).collect(),
        })
    }

    fn row(&self, name: &str) -> String {
        format!(
            "{name:<18} {:>11.0} {:>13.0} {:>14.0} {:>4.0} {:>6.3} {:>11.1} s",
            self.performance,
            self.accessibility,
            self.best_practices,
            self.seo,
            self.shift,
            self.largest_paint
        )
    }

    fn faults(&self, page: &Page) -> Vec<String> {
        let name = page.name;
        let mut found = self
            .failed
            .iter()
            .map(|it| format!("{name}: {it}"))
            .collect::<Vec<_>>();
        if self.performance < page.performance {
            let (is, least) = (self.performance, page.performance);
            found.push(format!("{name}: performance {is:.0}, at least {least}"));
        }
        if self.shift >= MOST_SHIFT {
            found.push(format!(
                "{name}: shift {:.3}, below {MOST_SHIFT}",
                self.shift
            ));
        }
        if let Some(most) = page.largest_paint.filter(|it| self.largest_paint > *it) {
            let is = self.largest_paint;
            found.push(format!(
                "{name}: largest paint after {is:.1} s, at most {most} s"
            ));
        }
        found
    }
}

/// The audits of a category that are below full marks and count, in Lighthouse's words.
fn failed(report: &Value, category: &str) -> Vec<String> {
    let path = format!("/categories/{category}/auditRefs");
    let audits = report.pointer(&path).and_then(Value::as_array);
    let counts = |it: &&Value| it["weight"].as_f64().is_some_and(|it| it > 0.0);
    let ids = audits.into_iter().flatten().filter(counts);
    ids.filter_map(|it| {
        let audit = &report["audits"][it["id"].as_str()?];
        let is_full = audit["score"].as_f64()? >= 1.0;
        (!is_full).then(|| {
            format!(
                "{category}: {}",
                audit["title"].as_str().unwrap_or_default()
            )
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report(speed: f64, contrast: f64) -> Value {
        let all = json!({"score": 1, "auditRefs": []});
        json!({
            "categories": {
                "performance": {"score": speed},
                "accessibility": {"score": 0.5, "auditRefs": [
                    {"id": "contrast", "weight": 7},
                    {"id": "by-hand", "weight": 0},
                ]},
                "best-practices": all,
                "seo": all,
            },
            "audits": {
                "contrast": {"score": contrast, "title": "Colours differ enough"},
                "by-hand": {"score": null, "title": "Look yourself"},
                "cumulative-layout-shift": {"numericValue": 0.01},
                "largest-contentful-paint": {"numericValue": 2600.0},
            },
        })
    }

    #[test]
    fn what_is_below_is_named() {
        let page = Page {
            name: "front",
            address: "/".to_owned(),
            performance: 95.0,
            largest_paint: None,
        };
        let good = Said::of(&report(0.95, 1.0)).unwrap();
        assert!(good.faults(&page).is_empty());
        let slow = Page {
            largest_paint: Some(2.5),
            ..page
        };
        let bad = Said::of(&report(0.9, 0.0)).unwrap();
        assert_eq!(
            bad.faults(&slow),
            [
                "front: accessibility: Colours differ enough",
                "front: performance 90, at least 95",
                "front: largest paint after 2.6 s, at most 2.5 s",
            ]
        );
        assert!(Said::of(&json!({})).is_err());
    }
}
