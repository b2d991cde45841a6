//! DNS for many messages: their names looked up many at once, and everything that an analysis and a check of the relays
//! would ask for.

use std::collections::HashSet;

use jiff::civil::Date;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::{Options, Progress, Work, fence, fill, with_carried};
use crate::Analysis;
use crate::dns::Dns;
use crate::evidence::relays::{Relation, is_exlibris_domain};
use crate::input::{Block, RawMessage, Reader, attached};
use crate::relays::REGIONS;
use crate::relays::check::{Question, check};
use crate::relays::refresh::resolve;
use crate::report::Unreadable;
use crate::settings::{Settings, is_host_name};
use crate::verify::Verifier;

/// Messages whose names are looked up at once.
pub const AT_ONCE: usize = 32;
/// Domains of messages that are looked up as `relays check` does, besides those of the institution.
pub const MOST_CHECKED: usize = 200;
/// Blocks of a wave.
const BLOCKS: usize = 8;

/// What a run that only looks up came to.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// Messages, without those that others carry.
    pub messages: u64,
    /// The inputs that could not be read, in order.
    pub unreadable: Vec<Unreadable>,
    /// Domains for which the check of the relays was looked up, in order.
    pub checked: Vec<String>,
    /// There were more than [`MOST_CHECKED`] such domains.
    pub left_unchecked: bool,
    /// It was stopped before the end.
    pub stopped: bool,
}

/// Threads that mostly wait for answers.
pub(super) fn pool(threads: Option<usize>) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(threads.unwrap_or(AT_ONCE)).build()
}

/// Asks `dns` everything that an analysis of these messages with this source would, that `relays check` would for the
/// institution's domains and those of messages with a relation to Ex Libris, and that `relays refresh` would.
///
/// Which questions are asked does not depend on the number of threads. Of `options`, threads and stop count.
///
/// # Errors
/// When no thread can be started.
pub fn gather(
    mut reader: Reader,
    settings: &Settings,
    dns: &dyn Dns,
    options: &Options<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Gathered, ThreadPoolBuildError> {
    fence::silence_panics();
    let pool = pool(options.threads)?;
    let verifier = Verifier::new(dns);
    let work =
        Work { settings, keep: &options.keep, verifier: Some(&verifier), redact: false, stop: options.stop };
    let mut gathered = Gathered::default();
    let mut known = HashSet::new();
    let own = settings.institution.domains.iter().filter(|domain| known.insert((*domain).clone()));
    let mut domains: Vec<String> = own.cloned().collect();
    let (mut blocks, mut at) = (Vec::new(), Progress::default());
    pool.install(|| fence::guard(|| resolve(&settings.registry, dns)));
    loop {
        if gathered.stopped {
            return Ok(gathered);
        }
        pool.install(|| {
            domains.par_iter().with_max_len(1).for_each(|domain| look_into(domain, settings, dns))
        });
        gathered.checked.append(&mut domains);
        fill(&mut reader, &mut blocks, BLOCKS);
        if blocks.is_empty() {
            return Ok(gathered);
        }
        for seen in analyse(&pool, &blocks, work, &senders) {
            gathered.messages += u64::from(!seen.stopped);
            gathered.stopped |= seen.stopped;
            gathered.unreadable.extend(seen.unreadable);
            for domain in seen.found.into_iter().flatten() {
                if known.contains(&domain) {
                } else if known.len() < settings.institution.domains.len() + MOST_CHECKED {
                    known.insert(domain.clone());
                    domains.push(domain);
                } else {
                    gathered.left_unchecked = true;
                }
            }
        }
        gathered.unreadable.extend(blocks.iter().flat_map(|b| &b.unreadable).map(Unreadable::from));
        at.bytes += blocks.iter().map(|block| block.input_bytes).sum::<u64>();
        at.messages = gathered.messages;
        at.of = reader.known_bytes();
        progress(at);
    }
}

/// What `relays check` asks for a domain: for the institution's region, or for each where none is known.
fn look_into(domain: &str, settings: &Settings, dns: &dyn Dns) {
    let own = settings.institution.region.as_deref();
    for region in REGIONS.into_iter().filter(|region| own.is_none_or(|own| own == region.id)) {
        for replace in [false, true] {
            let registry = &settings.registry;
            // its day only tells how old the registry is
            let as_of = Date::default();
            let question = Question { domain, region: region.id, registry, dns, replace };
            fence::guard(|| check(&question, as_of));
        }
    }
}

/// The sender domains of a message that says, or is shown, to be of Ex Libris.
fn senders(analysis: &Analysis<'_>) -> Vec<String> {
    if analysis.evidence.exlibris.relation == Relation::None {
        return Vec::new();
    }
    let identity = &analysis.evidence.identity;
    let both = [identity.from_domain().map(str::to_owned), identity.envelope_domain().map(String::from)];
    let named = both.into_iter().flatten().map(|domain| domain.to_ascii_lowercase());
    named.filter(|d| d.contains('.') && is_host_name(d) && !is_exlibris_domain(d)).collect()
}

/// What came of one message and those that it carries.
#[derive(Default)]
pub(super) struct Seen<T> {
    pub(super) found: Vec<T>,
    unreadable: Vec<Unreadable>,
    stopped: bool,
}

/// Analyses the messages of these blocks, many at once, and gives in input order what `look` made of each.
pub(super) fn analyse<T: Send>(
    pool: &ThreadPool,
    blocks: &[Block],
    work: Work<'_>,
    look: &(dyn Fn(&Analysis<'_>) -> T + Sync),
) -> Vec<Seen<T>> {
    let messages: Vec<RawMessage<'_>> = blocks.iter().flat_map(Block::messages).collect();
    pool.install(|| messages.par_iter().with_max_len(1).map(|raw| one(raw, work, look)).collect())
}

fn one<T>(raw: &RawMessage<'_>, work: Work<'_>, look: &(dyn Fn(&Analysis<'_>) -> T + Sync)) -> Seen<T> {
    let mut seen = Seen { found: Vec::new(), unreadable: Vec::new(), stopped: work.is_stopped() };
    if seen.stopped {
        return seen;
    }
    let carried = fence::guard(|| attached::find(raw)).unwrap_or_else(|| {
        seen.unreadable.push(fence::lost(&raw.origin));
        attached::Carried::default()
    });
    for message in with_carried(raw, &carried, work.settings) {
        let origin = message.origin.clone();
        match fence::guard(|| look(&crate::analyze_and_verify(message, work.settings, work.verifier))) {
            Some(found) => seen.found.push(found),
            None => seen.unreadable.push(fence::lost(&origin)),
        }
    }
    if carried.left_out {
        seen.unreadable.push(fence::too_many(&raw.origin));
    }
    seen
}
