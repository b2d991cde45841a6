//! The parser of `Authentication-Results`: no panic, results only from the value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::headers::auth_results;

fuzz_target!(|data: &[u8]| {
    let _ = auth_results::parse(data);
});
