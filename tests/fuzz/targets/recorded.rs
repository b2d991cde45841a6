//! The recorded DNS file: what was read can be written, and read again to the same answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whyjunk::dns::recorded::json_lines::{self, Preamble};
use whyjunk::dns::{Answer, Dns, Kind, Recorded};

fuzz_target!(|data: &[u8]| {
    let Ok(dns) = Recorded::parse(data) else { return };
    let asked = dns.asked();
    let mut out = Vec::new();
    json_lines::write(&mut out, &Preamble::default(), &asked).unwrap();
    let again = Recorded::parse(&out).unwrap();
    assert_eq!(again.asked(), asked);
    for question in &asked {
        assert_ne!(question.given.answer, Answer::NotRecorded);
        assert_eq!(dns.look_up(&question.name, question.kind), question.given.answer);
    }
    let _ = String::from_utf8_lossy(data).lines().map(|l| dns.look_up(l, Kind::Txt)).count();
});
