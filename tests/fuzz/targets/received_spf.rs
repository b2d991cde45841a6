//! The parser of `Received-SPF`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::headers::received_spf;

fuzz_target!(|data: &[u8]| {
    let _ = received_spf::parse(data);
});
