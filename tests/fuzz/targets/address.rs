//! Addresses, names and domains.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::headers::address;

fuzz_target!(|data: &[u8]| {
    for found in address::parse(data) {
        let _ = (address::organisational(&found.domain), address::is_under(&found.domain, "example.edu"));
    }
});
