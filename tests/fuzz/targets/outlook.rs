//! Outlook items: whatever their compound file says, reading ends, and what is attached is found or left out.
#![no_main]

mod fed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    fed::read("report.msg", data);
});
