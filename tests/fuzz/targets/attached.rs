//! Carried messages: found without panic, and every one can be analysed.
#![no_main]

mod raw;

use libfuzzer_sys::fuzz_target;
use whyjunk::input::attached;

fuzz_target!(|data: &[u8]| {
    let carried = attached::find(&raw::message(data));
    for inner in &carried.messages {
        let _ = inner.as_raw();
    }
});
