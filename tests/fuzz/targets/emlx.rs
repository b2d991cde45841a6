//! Apple Mail's files: a length, a message of that length, and a property list, of which any may be wrong.
#![no_main]

mod fed;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // As it comes, and with the right length in front.
    fed::read("1.emlx", data);
    let mut whole = format!("{:<10}\n", data.len()).into_bytes();
    whole.extend_from_slice(data);
    whole.extend_from_slice(b"<plist><dict><key>flags</key><integer>16777217</integer></dict></plist>\n");
    fed::read("2.emlx", &whole);
});
