//! Whatever arrives as a link, a link's body or a report file: nothing panics,
//! and what is taken is what this program itself would write.
//!
//! `cargo +nightly fuzz run link -- -max_total_time=60`

#![no_main]

use libfuzzer_sys::fuzz_target;
use share::{link::{self, Found}, report};

fuzz_target!(|bytes: &[u8]| {
    // The checksum would turn away nearly everything, so the body is tried too.
    if let Ok(report) = link::read_body(bytes) {
        let again = link::find(&link::write(&report));
        assert_eq!(again, Ok(Found::Report(Box::new(report.clone()))));
        assert_eq!(report::read(&report::write(&report)), Ok(report));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = link::find(text);
        let _ = report::read(text);
    }
});
