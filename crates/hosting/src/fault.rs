//! What can be wrong with an answer. Each fault costs something that its text names; what
//! costs nothing is none.

use crate::{answer::Answer, file::File};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The host did not answer with the file.
    Status,
    /// No policy, or not the page's own.
    Policy,
    /// Other sites may show the page in a frame.
    Frame,
    /// The browser may guess types.
    Sniff,
    /// Other pages may reach this one's window.
    Opener,
    /// A later visit may begin without encryption.
    Transport,
    /// The type is another than the file has.
    Type,
    /// A large file comes as it is.
    Compression,
    /// What never changes is fetched again.
    FetchedAgain,
    /// What changes is kept.
    KeptTooLong,
    /// An answer to a sign-in may be kept.
    BridgeKept,
    /// The page may not show in a frame, or not reach, what a sign-in returns to.
    BridgeCutOff,
    /// A path that leads nowhere is answered as if it did.
    NotFound,
}

impl Fault {
    /// The name under which texts are kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Policy => "policy",
            Self::Frame => "frame",
            Self::Sniff => "sniff",
            Self::Opener => "opener",
            Self::Transport => "transport",
            Self::Type => "type",
            Self::Compression => "compression",
            Self::FetchedAgain => "fetched_again",
            Self::KeptTooLong => "kept_too_long",
            Self::BridgeKept => "bridge_kept",
            Self::BridgeCutOff => "bridge_cut_off",
            Self::NotFound => "not_found",
        }
    }

    pub const ALL: [Self; 13] = [
        Self::Status,
        Self::Policy,
        Self::Frame,
        Self::Sniff,
        Self::Opener,
        Self::Transport,
        Self::Type,
        Self::Compression,
        Self::FetchedAgain,
        Self::KeptTooLong,
        Self::BridgeKept,
        Self::BridgeCutOff,
        Self::NotFound,
    ];

    /// What the host said that made it one: the header's name, or the status.
    pub fn evidence(self, answer: &Answer) -> String {
        let of = |name: &str| match answer.header(name) {
            value if value.is_empty() => format!("{name}: –"),
            value => format!("{name}: {value}"),
        };
        match self {
            Self::Status | Self::NotFound => answer.status.to_string(),
            Self::Policy | Self::Frame => of("content-security-policy"),
            Self::Sniff => of("x-content-type-options"),
            Self::Opener => of("cross-origin-opener-policy"),
            Self::Transport => of("strict-transport-security"),
            Self::Type => of("content-type"),
            Self::Compression => of("content-encoding"),
            Self::FetchedAgain | Self::KeptTooLong | Self::BridgeKept => of("cache-control"),
            Self::BridgeCutOff => format!(
                "{}; {}",
                of("x-frame-options"),
                of("cross-origin-opener-policy")
            ),
        }
    }
}

/// How long a file may be kept at the least that never changes: a month.
const LONG: u64 = 30 * 24 * 60 * 60;

/// What is wrong with the answer to a request for a file.
pub fn judge(file: File, answer: &Answer) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut find = |is_fault: bool, fault| {
        if is_fault {
            faults.push(fault);
        }
    };
    if file == File::Missing {
        find(answer.status != 404, Fault::NotFound);
        return faults;
    }
    if answer.status != 200 {
        return vec![Fault::Status];
    }
    let of = |name: &str| answer.header(name).to_ascii_lowercase();
    let is_typed = file
        .types()
        .iter()
        .any(|it| answer.says("content-type", it));
    find(!is_typed, Fault::Type);
    find(
        !answer.says("x-content-type-options", "nosniff"),
        Fault::Sniff,
    );
    let is_small = ["br", "gzip", "zstd"]
        .iter()
        .any(|it| answer.says("content-encoding", it));
    find(file.is_large() && !is_small, Fault::Compression);
    if file.is_named_by_content() {
        let is_kept = answer.says("cache-control", "immutable") || LONG <= age(answer);
        find(!is_kept, Fault::FetchedAgain);
    } else if file == File::Bridge {
        find(!answer.says("cache-control", "no-store"), Fault::BridgeKept);
    } else {
        let is_asked = ["no-cache", "no-store"]
            .iter()
            .any(|it| answer.says("cache-control", it));
        let is_stale = of("cache-control").contains("max-age") && age(answer) == 0;
        find(!is_asked && !is_stale, Fault::KeptTooLong);
    }
    let policy = of("content-security-policy");
    match file {
        File::Page => {
            find(!policy.contains("default-src 'none'"), Fault::Policy);
            let is_framed = !policy.contains("frame-ancestors") && of("x-frame-options").is_empty();
            find(is_framed, Fault::Frame);
            let opener = of("cross-origin-opener-policy");
            find(opener != "same-origin", Fault::Opener);
            find(of("strict-transport-security").is_empty(), Fault::Transport);
        }
        File::Bridge => {
            find(!policy.contains("default-src 'none'"), Fault::Policy);
            let is_cut = of("x-frame-options") == "deny"
                || policy.contains("frame-ancestors 'none'")
                || !of("cross-origin-opener-policy").is_empty();
            find(is_cut, Fault::BridgeCutOff);
        }
        _ => {}
    }
    faults
}

/// For how many seconds the answer may be kept.
fn age(answer: &Answer) -> u64 {
    let header = answer.header("cache-control").to_ascii_lowercase();
    header
        .split([',', ' '])
        .find_map(|it| it.strip_prefix("max-age="))
        .and_then(|it| it.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `cargo xtask build` has hosts say.
    fn good(file: File) -> Answer {
        let policy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";
        let kind = file.types().first().copied().unwrap_or("text/html");
        let mut headers = vec![
            ("Content-Type", kind),
            ("X-Content-Type-Options", "nosniff"),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("Content-Encoding", "br"),
        ];
        match file {
            File::Page => headers.extend([
                ("Content-Security-Policy", policy),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Cache-Control", "no-cache"),
            ]),
            File::Bridge => headers.extend([
                (
                    "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'self'",
                ),
                ("Cache-Control", "no-store"),
            ]),
            _ if file.is_named_by_content() => {
                headers.push(("Cache-Control", "public, max-age=31536000, immutable"));
            }
            _ => headers.push(("Cache-Control", "no-cache")),
        }
        Answer::new(if file == File::Missing { 404 } else { 200 }, headers)
    }

    #[test]
    fn nothing_is_wrong_with_what_we_write() {
        for file in File::ALL {
            assert_eq!(judge(file, &good(file)), [], "{file:?}");
        }
    }

    /// A host that sends nothing but the bytes, as a folder on a plain server does.
    #[test]
    fn a_bare_host_costs_what_it_costs() {
        let bare = |kind: &str| Answer::new(200, [("content-type", kind)]);
        assert_eq!(
            judge(File::Page, &bare("text/html; charset=utf-8")),
            [
                Fault::Sniff,
                Fault::KeptTooLong,
                Fault::Policy,
                Fault::Frame,
                Fault::Opener,
                Fault::Transport
            ]
        );
        assert_eq!(
            judge(File::Module, &bare("application/octet-stream")),
            [
                Fault::Type,
                Fault::Sniff,
                Fault::Compression,
                Fault::FetchedAgain
            ]
        );
        assert_eq!(judge(File::Missing, &bare("text/html")), [Fault::NotFound]);
    }

    #[test]
    fn each_header_that_is_taken_away_is_missed() {
        let mut found = Vec::new();
        for file in File::ALL {
            let whole = good(file);
            for name in whole.headers.iter().map(|it| it.0.clone()) {
                let rest = whole.headers.iter().filter(|it| it.0 != name).cloned();
                found.extend(judge(file, &Answer::new(whole.status, rest)));
            }
        }
        for fault in [
            Fault::Policy,
            Fault::Frame,
            Fault::Sniff,
            Fault::Opener,
            Fault::Transport,
            Fault::Type,
            Fault::Compression,
            Fault::FetchedAgain,
            Fault::KeptTooLong,
            Fault::BridgeKept,
        ] {
            assert!(found.contains(&fault), "{fault:?}");
        }
    }

    #[test]
    fn what_cuts_a_sign_in_off_is_found() {
        for (name, value) in [
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ] {
            let good = good(File::Bridge);
            let more = good
                .headers
                .iter()
                .cloned()
                .chain([(name.to_owned(), value.to_owned())]);
            assert_eq!(
                judge(File::Bridge, &Answer::new(200, more)),
                [Fault::BridgeCutOff]
            );
        }
    }

    #[test]
    fn a_day_is_too_long_for_what_changes_and_too_short_for_what_does_not() {
        let day = |file: File| {
            let headers = good(file).headers.into_iter().map(|(name, value)| {
                let value = if name == "cache-control" {
                    "max-age=86400".to_owned()
                } else {
                    value
                };
                (name, value)
            });
            judge(file, &Answer::new(200, headers))
        };
        assert_eq!(day(File::Config), [Fault::KeptTooLong]);
        assert_eq!(day(File::Style), [Fault::FetchedAgain]);
    }

    #[test]
    fn an_answer_that_is_no_file_is_all_that_is_told() {
        assert_eq!(
            judge(File::Worker, &Answer::new(404, [("a", "b")])),
            [Fault::Status]
        );
    }
}
