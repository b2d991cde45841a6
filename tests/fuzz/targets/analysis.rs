//! The whole analysis, with settings that recognise a relay: no panic, every finding has its proof.
#![no_main]

mod raw;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use whyjunk::evidence::relays::Registry;
use whyjunk::input::attached;
use whyjunk::settings::{Institution, Settings};

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
    institution: Institution::parse(include_str!("../../../fixtures/demo/site.toml")).unwrap_or_default(),
    registry: Registry::default().with(include_str!("../../../fixtures/demo/relays.toml")).unwrap_or_default(),
    folder: None,
    personal: false,
});

fuzz_target!(|data: &[u8]| {
    let message = raw::message(data);
    for inner in &attached::find(&message).messages {
        let _ = whyjunk::analyze_message(inner.as_raw(), &SETTINGS);
    }
    let analysis = whyjunk::analyze_message(message, &SETTINGS);
    for finding in &analysis.diagnosis.findings {
        assert!(!finding.places.is_empty());
    }
});
