//! The parser of `Received`: spans inside the value, no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::headers::received;

fuzz_target!(|data: &[u8]| {
    let hop = received::parse(data);
    assert!(hop.ip_span.0 <= hop.ip_span.1 && hop.ip_span.1 as usize <= data.len());
});
