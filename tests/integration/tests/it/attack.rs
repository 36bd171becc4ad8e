//! Hostile links, pastes and files by the thousand: nothing panics, nothing takes
//! long, and what is taken is what this program would write itself. A few thousand
//! in each test run; `cargo xtask attack` asks for more, and for another seed.

use std::time::Duration;

use azure::{claims, resource_id::ResourceId};
use cpu_time::ThreadTime;
use diagnosis::question::Asked;
use share::{
    link::{self, Found},
    report,
};

const LONGEST: Duration = Duration::from_secs(1);
const VM: &str = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachines/vm-1";

const PIECES: [&str; 40] = [
    "/subscriptions/11111111-2222-3333-4444-555555555555",
    "/resourceGroups/",
    "/providers/",
    "Microsoft.Compute/virtualMachines/",
    "/providers",
    "%2e%2e",
    "..",
    ".",
    "%252e",
    "%00",
    "%0d%0a",
    "\u{202e}",
    "\u{200d}",
    "\u{feff}",
    "\0",
    "\r\n",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "';drop//",
    "$(touch x)",
    "`touch x`",
    "&vm=",
    "&port=",
    "&source=",
    "&tenant=",
    "&goal=",
    "&duration=PT",
    "&case=",
    "0.0.0.0/0",
    "::/0",
    "999999999999",
    "-1",
    "jd1.",
    "jd1p.",
    "jd1.24000.AAAAAA.",
    "https://portal.azure.com/#@x/resource",
    "{\"accessToken\":\"",
    "eyJhbGciOiJub25lIn0.",
    "名前",
    "=",
];

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A text of hostile pieces; now and then one of them very often.
    fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(8) {
            let times = [1, 1, 1, 1, 1, 1, 2, 3_000][self.below(8)];
            text.push_str(&self.pick(&PIECES).repeat(times));
        }
        text
    }

    /// A text with some bytes changed, left out or put in, and still UTF-8.
    fn mangled(&mut self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(6) {
            // What was cut to nothing is filled again.
            if bytes.is_empty() {
                bytes.extend(self.pick(&PIECES).bytes());
            }
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                1 => {
                    bytes.remove(at);
                }
                2 => {
                    let piece = self.pick(&PIECES).bytes();
                    bytes.splice(at..at, piece);
                }
                _ => bytes.truncate(at.max(1)),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.and_then(|it| it.parse().ok()).unwrap_or(otherwise)
}

fn read_query(text: &str) {
    let (asked, _) = Asked::from_query(text);
    let again = Asked::from_query(&asked.to_query());
    assert_eq!(again, (asked, Vec::new()), "{text}");
}

fn read_id(text: &str) {
    if let Ok(id) = ResourceId::from_pasted(text) {
        assert_eq!(ResourceId::parse(id.as_str()).as_ref(), Ok(&id));
        let odd = |it: &str| it.is_empty() || [".", ".."].contains(&it) || it.contains('%');
        assert!(!id.as_str().split('/').skip(1).any(odd), "{text}");
    }
}

fn read_link(text: &str) {
    if let Ok(Found::Report(read)) = link::find(text) {
        let again = link::find(&link::write(&read));
        assert_eq!(again, Ok(Found::Report(read)), "{text}");
    }
}

fn read_body(bytes: &[u8]) {
    if let Ok(read) = link::read_body(bytes) {
        let again = link::find(&link::write(&read));
        assert_eq!(again, Ok(Found::Report(Box::new(read))));
    }
}

fn read_file(text: &str) {
    if let Ok(read) = report::read(text) {
        assert_eq!(report::read(&report::write(&read)), Ok(read), "{text}");
    }
}

#[test]
fn hostile_links_pastes_and_files_are_answered() {
    let count = setting("ATTACK_NATIVE", 3_000);
    let seed = setting("ATTACK_SEED", 1);
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let results: Vec<_> = crate::sharing::results().collect();
    let mut longest = Duration::ZERO;
    for _ in 0..count {
        let (_, result) = &results[dice.below(results.len())];
        let text = dice.text();
        let vm = dice.mangled(VM);
        let query = format!("vm={vm}&{text}");
        let link = dice.mangled(&format!("#/result/{}", link::write(result)));
        let mut body = link::body(result);
        for _ in 0..=dice.below(4) {
            let at = dice.below(body.len());
            body[at] = u8::try_from(dice.below(256)).unwrap();
        }
        let file = dice.mangled(&report::write(result));
        let started = ThreadTime::now();
        for it in [&text, &vm, &query, &link] {
            read_query(it);
            read_id(it);
            read_link(it);
            let _ = claims::read_pasted(it);
        }
        read_body(&body);
        read_file(&file);
        longest = longest.max(started.elapsed());
    }
    println!(
        "attack: {count} rounds through the decoders (seed {seed}): no panic, \
         the longest round took {longest:?}"
    );
    assert!(longest < LONGEST, "{longest:?}");
}
