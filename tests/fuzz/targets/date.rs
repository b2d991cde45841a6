//! The tolerant reader of dates: what it accepts can be written as RFC 3339.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::headers::date;

fuzz_target!(|data: &str| {
    if let Some(found) = date::parse(data) {
        assert!(!found.to_rfc3339().is_empty());
    }
});
