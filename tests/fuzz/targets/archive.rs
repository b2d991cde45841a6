//! Archives of every kind, also inside each other: they end within the limits, and every row names its archive.
#![no_main]

mod fed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    fed::read("Junk.zip", data);
});
