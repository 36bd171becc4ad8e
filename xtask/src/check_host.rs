//! `cargo xtask check-host https://…`: what a host sends with the page's files, judged as the
//! page judges its own host on `#/host`. It asks as curl does.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, bail, ensure};
use hosting::{Answer, Fault, File, Host, judge};
use text::{Catalog, Language};

use crate::{exec::shown, place};

/// Where the texts of `#/host` are.
const WORDS: &str = "crates/text/languages";

pub(crate) fn check_host(address: &str) -> Result<()> {
    let base = base(address)?;
    let words = words()?;
    let (home, html) = ask(&base, File::Page, "")?;
    let host = Host::guess(domain(&base), &home);
    let mut found = Vec::new();
    for file in File::ALL {
        let Some(path) = file.path(&html) else {
            // Whatever is served there is not the page.
            bail!("{base} doesn't name its {file:?}: is this JIT Doctor's address?");
        };
        let answer = if file == File::Page {
            home.clone()
        } else {
            ask(&base, file, &path)?.0
        };
        for fault in judge(file, &answer) {
            // Without encryption there is nothing to keep to it.
            if fault != Fault::Transport || base.starts_with("https:") {
                found.push((fault, path.clone(), fault.evidence(&answer)));
            }
        }
    }
    let say = |key: &str| words.text(&format!("site.host.{key}"));
    if found.is_empty() {
        println!("{base}: {}\n{}", say("good.title"), say("good.text"));
        return Ok(());
    }
    for fault in Fault::ALL {
        let of: Vec<_> = found.iter().filter(|it| it.0 == fault).collect();
        if of.is_empty() {
            continue;
        }
        let key = fault.key();
        println!("\n{}", say(&format!("faults.{key}.title")));
        println!("  {}", say(&format!("faults.{key}.cost")));
        for (_, path, said) in of {
            println!("  {} – {said}", if path.is_empty() { "./" } else { path });
        }
    }
    let key = host.key();
    println!("\n{} ({}):", say("fix"), say(&format!("hosts.{key}.name")));
    println!("  {}", say(&format!("hosts.{key}.fix")));
    bail!("{} answers aren't as they should be", found.len())
}

fn words() -> Result<Catalog> {
    let file = place::root()
        .join(WORDS)
        .join(Language::English.tag())
        .join("site/site.json");
    let json = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    ok(Catalog::parse(&json))
}

fn ok<T, E: std::fmt::Debug>(it: std::result::Result<T, E>) -> Result<T> {
    it.map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// The folder of the page, with a slash at its end.
fn base(address: &str) -> Result<String> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    ensure!(
        is_web,
        "{address:?} isn't an address such as https://jit.example.com/"
    );
    let page = address.split(['#', '?']).next().unwrap_or_default();
    let page = page.strip_suffix("index.html").unwrap_or(page);
    Ok(format!("{}/", page.trim_end_matches('/')))
}

fn domain(base: &str) -> &str {
    let rest = base.split_once("://").map_or(base, |it| it.1);
    rest.split(['/', ':']).next().unwrap_or_default()
}

/// The answer for a file, and its text.
fn ask(base: &str, file: File, path: &str) -> Result<(Answer, String)> {
    let mut curl = Command::new(if cfg!(windows) { "curl.exe" } else { "curl" });
    curl.args(["--silent", "--show-error", "--include", "--max-time", "30"])
        // A proxy on the way answers for itself first.
        .arg("--suppress-connect-headers")
        // The page itself is read, the others only judged.
        .args(
            (file != File::Page)
                .then_some(["--header", "Accept-Encoding: br, gzip"])
                .into_iter()
                .flatten(),
        )
        .arg(format!("{base}{path}"));
    let said = curl
        .output()
        .context("this asks the host with curl, which isn't here")?;
    ensure!(
        said.status.success(),
        "{}: {}",
        shown(&curl),
        String::from_utf8_lossy(&said.stderr).trim()
    );
    parse(&said.stdout).with_context(|| format!("{base}{path} was answered with no headers"))
}

/// Parts what curl shows: a status line, headers, an empty line, the file.
fn parse(said: &[u8]) -> Option<(Answer, String)> {
    let text = String::from_utf8_lossy(said);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|it| it.split_once(':'));
    let headers = headers.map(|(name, value)| (name, value.trim()));
    Some((Answer::new(status, headers), body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_folder_of_the_page() {
        for it in [
            "https://a.example/jit",
            "https://a.example/jit/",
            "https://a.example/jit/index.html#/check",
            "https://a.example/jit/?x=1",
        ] {
            assert_eq!(base(it).unwrap(), "https://a.example/jit/");
        }
        assert!(base("a.example").is_err());
        assert_eq!(domain("https://a.example:8443/jit/"), "a.example");
    }

    #[test]
    fn an_answer_is_read_as_curl_shows_it() {
        let said = b"HTTP/1.1 404 Not Found\r\nServer: nginx\r\nX-A: b: c\r\n\r\nbody\r\n\r\nmore";
        let (answer, body) = parse(said).unwrap();
        assert_eq!(
            (answer.status, answer.header("x-a")),
            (404, "b: c".to_owned())
        );
        assert_eq!(body, "body\r\n\r\nmore");
        assert!(parse(b"no headers").is_none());
    }

    /// What is found here and on the page is worded.
    #[test]
    fn every_fault_and_host_has_its_words() {
        let words = words().unwrap();
        for key in Fault::ALL.map(Fault::key) {
            for part in ["title", "cost"] {
                assert!(
                    words
                        .get(&format!("site.host.faults.{key}.{part}"))
                        .is_some(),
                    "{key}"
                );
            }
        }
        for key in Host::ALL.map(Host::key) {
            for part in ["name", "fix"] {
                assert!(
                    words
                        .get(&format!("site.host.hosts.{key}.{part}"))
                        .is_some(),
                    "{key}"
                );
            }
        }
    }
}
