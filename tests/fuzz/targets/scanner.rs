//! The header scanner: every place it reports lies inside the message.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::headers::{Limits, parse};

fuzz_target!(|data: &[u8]| {
    let headers = parse(data, &Limits::default());
    assert!(headers.body_start <= data.len());
    let mut line = 0;
    for field in &headers.fields {
        assert!(field.name_start <= field.name_end && field.name_end <= field.value_start);
        assert!(field.value_start <= field.value_end && field.value_end as usize <= data.len());
        assert!(field.line > line);
        line = field.line;
    }
    for field in headers.iter() {
        let _ = (field.text(), field.raw());
    }
});
