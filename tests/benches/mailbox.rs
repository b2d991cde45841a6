//! How long each stage takes on list-like traffic: 12 KB a message, half of it headers, six hops.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used)]

mod traffic;

use std::hint::black_box;
use std::io::Write;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use whyjunk::evidence::{self, Evidence};
use whyjunk::headers::{self, Headers, Limits};
use whyjunk::input::{Block, RawMessage, Reader};
use whyjunk::rules::{self, Case};
use whyjunk::settings::{Institution, Sections, Settings};
use whyjunk::{analyze_message, diagnosis};

const MESSAGES: u64 = 500;

fn settings() -> Settings {
    let institution = Institution::parse(include_str!("../../fixtures/demo/site.toml")).unwrap();
    let registry = whyjunk::evidence::relays::Registry::default()
        .with(include_str!("../../fixtures/demo/relays.toml"))
        .unwrap();
    Settings { institution, registry, folder: None, personal: false, sections: Sections::Dropped }
}

/// A mailbox in a file of its own.
fn mailbox() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut numbers = traffic::Numbers::new(20_260_302);
    for index in 0..MESSAGES {
        file.write_all(traffic::message(&mut numbers, index).as_bytes()).unwrap();
    }
    file.flush().unwrap();
    file
}

fn stages(c: &mut Criterion) {
    let file = mailbox();
    let settings = settings();
    let mut blocks = Vec::new();
    let mut reader = Reader::new(vec![file.path().to_path_buf()]);
    loop {
        let mut block = Block::default();
        if !reader.fill(&mut block) {
            break;
        }
        blocks.push(block);
    }
    let messages: Vec<RawMessage<'_>> = blocks.iter().flat_map(Block::messages).collect();
    assert_eq!(messages.len() as u64, MESSAGES);
    let parsed: Vec<Headers<'_>> =
        messages.iter().map(|m| headers::parse(m.bytes, &Limits::default())).collect();
    let collected: Vec<Evidence<'_>> =
        parsed.iter().zip(&messages).map(|(h, m)| evidence::collect(h, &m.origin, &settings)).collect();

    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Elements(MESSAGES));
    group.bench_function("open: read and split", |b| {
        b.iter(|| {
            let mut reader = Reader::new(vec![file.path().to_path_buf()]);
            let mut block = Block::default();
            let mut count = 0;
            while reader.fill(&mut block) {
                count += block.len();
            }
            black_box(count)
        });
    });
    group.bench_function("parse: header fields", |b| {
        b.iter(|| {
            for message in &messages {
                black_box(headers::parse(message.bytes, &Limits::default()));
            }
        });
    });
    group.bench_function("collect: evidence", |b| {
        b.iter(|| {
            for (headers, message) in parsed.iter().zip(&messages) {
                black_box(evidence::collect(headers, &message.origin, &settings));
            }
        });
    });
    group.bench_function("judge and conclude", |b| {
        b.iter(|| {
            for (headers, evidence) in parsed.iter().zip(&collected) {
                let case = Case { headers, evidence, settings: &settings, verified: None };
                black_box(diagnosis::conclude(&case, rules::judge(&case)));
            }
        });
    });
    group.bench_function("whole analysis", |b| {
        b.iter_batched(
            || messages.clone(),
            |messages| {
                for message in messages {
                    black_box(analyze_message(message, &settings));
                }
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stages
}
criterion_main!(benches);
