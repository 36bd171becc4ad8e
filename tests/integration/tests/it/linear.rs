//! Whatever comes from outside is read in a time that grows with its length and
//! no faster. A sixteen times longer input may take a few times sixteen times
//! as long; what is quadratic takes 256 times as long. Both are timed in one run, the
//! best of several, and only the time counts that this thread had the processor: neither
//! a slow machine nor a busy one changes anything.

use std::{hint::black_box, time::Duration};

use azure::{
    arm::{Challenge, parse_envelope},
    claims, ip_range, plain,
    resource_id::ResourceId,
    timestamp,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cpu_time::ThreadTime;
use diagnosis::question::Asked;
use share::{link, report};

const SMALL: usize = 15 * 1024;
const TIMES: usize = 16;
/// Below this a clock tells chance, not growth.
const FLOOR: Duration = Duration::from_micros(200);
const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm";

type Read<'a> = &'a dyn Fn(&str);

fn best(read: Read, text: &str) -> Duration {
    let time = |_| {
        let started = ThreadTime::now();
        read(black_box(text));
        started.elapsed()
    };
    (0..5).map(time).min().unwrap_or_default()
}

/// How often a reading that seems slow is timed again: on a busy machine, one is slow
/// by chance, and one at fault is slow each time.
const ROUNDS: usize = 8;

/// `text` gives an input of about so many bytes.
fn assert_linear(what: &str, text: impl Fn(usize) -> String, read: Read) {
    let (short, long) = (text(SMALL), text(SMALL * TIMES));
    let (mut small, mut large) = (FLOOR, Duration::MAX);
    for _ in 0..ROUNDS {
        small = small.max(best(read, &short));
        large = large.min(best(read, &long));
        if large <= small * u32::try_from(TIMES * 4).unwrap() {
            return;
        }
    }
    panic!("{what}: {small:?}, then {large:?}");
}

/// What addresses were made of that once froze the page, and their like.
const PIECES: [&str; 17] = [
    "?vm=x&",
    "&vm=/subscriptions/",
    "&source=1",
    "&tenant=a.",
    "jd1.",
    "jd1.900.AAAAAA.",
    "jd",
    "%25",
    "%2525",
    "%",
    "/a",
    "/subscriptions/",
    "/providers/",
    "\u{0301}",
    "\"",
    "{vm}",
    "=",
];

#[test]
fn what_a_link_or_a_paste_holds_is_read_in_linear_time() {
    let readers: [(&str, Read); 9] = [
        ("query", &|it| drop(black_box(Asked::from_query(it)))),
        ("pasted id", &|it| {
            let _ = black_box(ResourceId::from_pasted(it));
        }),
        ("id", &|it| {
            let _ = black_box(ResourceId::parse(&format!("{VM}{it}")));
        }),
        ("result link", &|it| {
            let _ = black_box(link::find(it));
        }),
        ("token", &|it| {
            let _ = black_box(claims::read_pasted(it));
        }),
        ("range", &|it| {
            let _ = black_box(ip_range::parse(it));
        }),
        ("duration", &|it| {
            let _ = black_box(timestamp::parse_duration_minutes(it));
        }),
        ("text that leaves", &|it| drop(black_box(plain::plain(it)))),
        ("placeholders", &|it| {
            drop(black_box(text::fill(it, [("vm", it)])));
        }),
    ];
    for (what, read) in readers {
        for piece in PIECES {
            let text = |bytes: usize| piece.repeat(bytes / piece.len());
            // Each place that is filled is as long as the text.
            if (what, piece) != ("placeholders", "{vm}") {
                assert_linear(&format!("{what} of {piece}"), text, read);
            }
        }
    }
}

#[test]
fn documents_are_read_in_linear_time() {
    let reads_report: Read = &|it| {
        let _ = black_box(report::read(it));
    };
    let check = r#"{"id":"vm.exists","verdict":"pass","args":{},"notes":[]},"#;
    let own = r#"{"format":"jit-doctor-report","version":1,"app":"0.1.0","cloud":"public","context":{},"checks":["#;
    for (head, piece, tail) in [
        ("", "[", ""),
        ("", "{\"a\":", ""),
        ("[", "0,", "0]"),
        (own, check, r#"{"id":"x","verdict":"pass"}]}"#),
        ("{\"format\":\"", "x", "\"}"),
    ] {
        let text = |bytes: usize| format!("{head}{}{tail}", piece.repeat(bytes / piece.len()));
        assert_linear(&format!("report of {piece}"), text, reads_report);
    }
    let reads_refusal: Read = &|it| {
        black_box((parse_envelope(it), Challenge::read(Some(it), it)));
    };
    for piece in [
        "\\\"",
        "claims=\"",
        "error=\",",
        "Bearer ",
        "https://",
        "(Code: ",
    ] {
        let text = |bytes: usize| {
            let words = piece.repeat(bytes / piece.len());
            serde_json::json!({"error": {"code": words, "message": words}}).to_string()
        };
        assert_linear(&format!("refusal of {piece}"), text, reads_refusal);
    }
    let reads_token: Read = &|it| {
        let _ = black_box(claims::read(it));
    };
    let token = |bytes: usize| {
        let claims = serde_json::json!({ "amr": vec!["mfa"; bytes / 8] }).to_string();
        format!("a.{}.c", URL_SAFE_NO_PAD.encode(claims))
    };
    assert_linear("claims", token, reads_token);
}

/// The test itself notices what is quadratic.
#[test]
fn growth_is_noticed() {
    let slow: Read = &|it| {
        for end in (0..it.len()).step_by(16) {
            black_box(it[..end].bytes().map(u32::from).sum::<u32>());
        }
    };
    let small = best(slow, &"a".repeat(SMALL)).max(FLOOR);
    let large = best(slow, &"a".repeat(SMALL * TIMES));
    assert!(
        large > small * u32::try_from(TIMES * 4).unwrap(),
        "{large:?}"
    );
}
