//! Many messages: read in waves of blocks, analysed in parallel, reported in input order.

mod case;
mod cover;
mod explain;
mod fence;
#[cfg(test)]
mod golden;
mod keep;
mod lookups;
mod pick;
mod redacting;
mod tally;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::evidence::route;
use crate::headers::{self, CarriedField, Carrier};
use crate::input::{Block, RawMessage, Reader, attached};
use crate::report::redact::Redactor;
use crate::report::{Rendered, Renderer, Report, Summary, Unreadable, Want};
use crate::settings::Settings;
use crate::verify::Verifier;
use crate::{Analysis, analyze_and_verify};

pub use case::{Answer, Case, MOST_MESSAGES, Repeatable, repeat};
pub use explain::explain;
pub use keep::Keep;
pub use lookups::{AT_ONCE, Gathered, MOST_CHECKED, gather};
pub use pick::{PickError, pick};
pub use tally::{Tally, was_kept_out};

/// Blocks of a wave for each thread: enough that a slow block does not leave the others idle.
const BLOCKS_PER_THREAD: usize = 8;

/// Bytes of messages in a wave beyond which no block is added: a few long messages are work enough.
const WAVE_BYTES: usize = 24 << 20;

/// How a run is driven.
#[derive(Debug, Clone, Default)]
pub struct Options<'v> {
    /// Threads; as many as the machine has cores when not given.
    pub threads: Option<usize>,
    /// The messages that are kept.
    pub keep: Keep,
    /// What checks messages anew; nothing when DNS is off.
    pub verifier: Option<&'v Verifier<'v>>,
    /// Answers take time: the names of many messages are looked up at once, before these are analysed in order.
    pub look_ahead: bool,
    /// Pseudonyms take the place of people, subjects, ids and internal hosts.
    pub redact: bool,
    /// Set from outside to end the run early, with the summary of what was done.
    pub stop: Option<&'v AtomicBool>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of input that were analysed.
    pub bytes: u64,
    /// Bytes of input as far as they are known.
    pub of: Option<u64>,
    /// Messages that were analysed.
    pub messages: u64,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The summary.
    pub summary: Summary,
    /// The inputs that could not be read, in order.
    pub unreadable: Vec<Unreadable>,
    /// How far it came, when it was stopped before the end.
    pub stopped: Option<Progress>,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The output could not be written.
    #[error("the output could not be written: {0}")]
    Write(#[from] io::Error),
    /// No threads.
    #[error("{0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Analyses everything that `reader` finds and writes it through `renderer`. The same input and options give the
/// same bytes, whatever the number of threads.
///
/// # Errors
/// When the output cannot be written, or no thread be started.
pub fn run(
    reader: Reader,
    settings: &Settings,
    options: &Options<'_>,
    renderer: &mut dyn Renderer,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, BatchError> {
    fence::silence_panics();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build()?;
    let mut run = Run {
        // Reports that wait to be redacted are larger than what is rendered of them.
        wave: pool.current_num_threads() * if options.redact { 1 } else { BLOCKS_PER_THREAD },
        ahead: if options.look_ahead { Some(lookups::pool(None)?) } else { None },
        work: Work {
            settings,
            keep: &options.keep,
            verifier: options.verifier,
            redact: options.redact,
            stop: options.stop,
        },
        redactor: options.redact.then(|| Redactor::new(settings)),
        stopped: false,
        tally: Tally::default(),
        unreadable: Vec::new(),
        at: Progress::default(),
    };
    renderer.begin(out)?;
    run.all(reader, &pool, renderer, out, progress)?;
    let summary = Summary { partial: run.stopped, ..run.tally.finish() };
    redacting::end(&summary, run.redactor.as_mut(), renderer, out)?;
    let stopped = run.stopped.then_some(run.at);
    Ok(Outcome { summary, unreadable: run.unreadable, stopped })
}

/// What the workers share.
#[derive(Clone, Copy)]
struct Work<'s> {
    settings: &'s Settings,
    keep: &'s Keep,
    verifier: Option<&'s Verifier<'s>>,
    redact: bool,
    stop: Option<&'s AtomicBool>,
}

/// The state that only the writing thread touches.
struct Run<'s> {
    wave: usize,
    redactor: Option<Redactor<'s>>,
    /// Asks for the names of a wave before it is analysed.
    ahead: Option<rayon::ThreadPool>,
    work: Work<'s>,
    /// Messages were left out because the run was to stop.
    stopped: bool,
    tally: Tally,
    unreadable: Vec<Unreadable>,
    at: Progress,
}

/// What a worker made of a block.
#[derive(Default)]
struct Done {
    rendered: Rendered,
    /// The reports that are still to be redacted and rendered.
    reports: Vec<Report>,
    tally: Tally,
    unreadable: Vec<Unreadable>,
    messages: u64,
    bytes: u64,
    failed: Option<io::Error>,
    stopped: bool,
}

impl Run<'_> {
    fn all(
        &mut self,
        mut reader: Reader,
        pool: &rayon::ThreadPool,
        renderer: &mut dyn Renderer,
        out: &mut dyn Write,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), BatchError> {
        let mut current = first_wave(&mut reader, self.wave);
        let mut next = Vec::new();
        if renderer.explains_one() && self.alone(&current, renderer, out)? {
            return Ok(());
        }
        while !current.is_empty() {
            let work = self.work;
            if let Some(ahead) = &self.ahead {
                lookups::analyse(ahead, &current, work, &|_| ());
            }
            let (wave, shared) = (self.wave, &*renderer);
            let ((), done) = pool.install(|| {
                rayon::join(
                    || fill(&mut reader, &mut next, wave),
                    || current.par_iter().map(|block| work.block(block, shared)).collect::<Vec<Done>>(),
                )
            });
            for done in done {
                self.merge(done, renderer, out)?;
            }
            self.at.of = reader.known_bytes();
            progress(self.at);
            std::mem::swap(&mut current, &mut next);
            if !current.is_empty() && self.work.is_stopped() {
                self.stopped = true;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Adds a block's results to those before it.
    fn merge(
        &mut self,
        done: Done,
        renderer: &mut dyn Renderer,
        out: &mut dyn Write,
    ) -> Result<(), BatchError> {
        if let Some(error) = done.failed {
            return Err(error.into());
        }
        self.stopped |= done.stopped;
        self.at.bytes += done.bytes;
        self.at.messages += done.messages;
        self.tally.merge(done.tally);
        match &mut self.redactor {
            Some(redactor) => redacting::block(done.reports, done.rendered.counted, redactor, renderer, out)?,
            None => renderer.block(&done.rendered, out)?,
        }
        for unreadable in done.unreadable {
            redacting::unreadable(&unreadable, self.redactor.as_mut(), renderer, out)?;
            self.unreadable.push(unreadable);
        }
        Ok(())
    }

    /// Explains the input in full when it is one message, or one that carries one. `false` when it is not.
    fn alone(
        &mut self,
        blocks: &[Block],
        renderer: &mut dyn Renderer,
        out: &mut dyn Write,
    ) -> Result<bool, BatchError> {
        if blocks.iter().map(Block::len).sum::<usize>() != 1 {
            return Ok(false);
        }
        let Some(mut reports) =
            blocks.iter().flat_map(Block::messages).find_map(|raw| self.work.reports(&raw))
        else {
            return Ok(false);
        };
        if let Some(redactor) = &mut self.redactor {
            reports.iter_mut().try_for_each(|report| redacting::one(report, redactor))?;
        }
        match reports.as_slice() {
            [report] => renderer.alone(None, report, out)?,
            [carrier, report] => renderer.alone(Some(carrier), report, out)?,
            _ => return Ok(false),
        }
        let quiet = Silent;
        for block in blocks {
            let done = self.work.block(block, &quiet);
            self.merge(Done { rendered: Rendered::default(), ..done }, renderer, out)?;
        }
        Ok(true)
    }
}

/// Counts and shows nothing: for a message that was explained already.
struct Silent;

impl Renderer for Silent {
    fn wants(&self, _: &Analysis<'_>) -> Want {
        Want::Nothing
    }

    fn render(&self, _: &Report, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn block(&mut self, _: &Rendered, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn unreadable(&mut self, _: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Enough blocks to tell whether the input is one message; at least a wave when there is more.
fn first_wave(reader: &mut Reader, wave: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    loop {
        let mut block = Block::default();
        if !reader.fill(&mut block) {
            // What could not be read after the last message still has to be named.
            if !block.unreadable.is_empty() {
                blocks.push(block);
            }
            return blocks;
        }
        blocks.push(block);
        let full = blocks.len() >= wave || blocks.iter().map(Block::held_bytes).sum::<usize>() >= WAVE_BYTES;
        if full && blocks.iter().map(Block::len).sum::<usize>() > 1 {
            return blocks;
        }
    }
}

/// Fills `blocks` anew, its buffers reused; leaves it empty when there is nothing more.
fn fill(reader: &mut Reader, blocks: &mut Vec<Block>, wave: usize) {
    let (mut filled, mut held) = (0, 0);
    while filled < wave && held < WAVE_BYTES {
        if filled == blocks.len() {
            blocks.push(Block::default());
        }
        let Some(block) = blocks.get_mut(filled) else { break };
        if !reader.fill(block) {
            filled += usize::from(!block.unreadable.is_empty());
            break;
        }
        held += block.held_bytes();
        filled += 1;
    }
    blocks.truncate(filled);
}

impl Work<'_> {
    fn is_stopped(self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    fn block(self, block: &Block, renderer: &dyn Renderer) -> Done {
        let mut done = Done { bytes: block.input_bytes, ..Done::default() };
        let mut analysed = 0;
        for raw in block.messages() {
            if self.is_stopped() {
                done.stopped = true;
                done.bytes = analysed;
                break;
            }
            analysed += raw.bytes.len() as u64;
            self.message(&raw, renderer, &mut done);
            if done.failed.is_some() {
                break;
            }
        }
        done.tally.add_bytes(done.bytes);
        done.unreadable.extend(block.unreadable.iter().map(Unreadable::from));
        done.tally.add_unreadable(done.unreadable.len());
        done
    }

    /// One message and those that it carries, each behind its own fence.
    fn message(self, raw: &RawMessage<'_>, renderer: &dyn Renderer, done: &mut Done) {
        let origin = &raw.origin;
        let carried = fence::guard(|| attached::find(raw)).unwrap_or_else(|| {
            done.unreadable.push(fence::lost(origin));
            attached::Carried::default()
        });
        for message in with_carried(raw, &carried, self.settings) {
            done.messages += 1;
            self.one(message, renderer, done);
        }
        if carried.left_out {
            done.unreadable.push(fence::too_many(origin));
        }
    }

    fn one(self, raw: RawMessage<'_>, renderer: &dyn Renderer, done: &mut Done) {
        let origin = raw.origin.clone();
        let result = fence::guard(|| {
            let analysis = analyze_and_verify(raw, self.settings, self.verifier);
            if !self.keep.keeps(&analysis) {
                return Ok(());
            }
            match renderer.wants(&analysis) {
                Want::Nothing => {}
                Want::Count => done.rendered.counted += 1,
                Want::Line => {
                    renderer.line(&analysis, &mut done.rendered.bytes)?;
                    done.rendered.ends.push(done.rendered.bytes.len());
                }
                Want::Report => {
                    let report = Report::new(&analysis, self.settings);
                    if self.redact {
                        done.reports.push(report);
                        done.tally.add(&analysis, self.settings);
                        return Ok(());
                    }
                    renderer.render(&report, &mut done.rendered.bytes)?;
                    done.rendered.ends.push(done.rendered.bytes.len());
                }
            }
            done.tally.add(&analysis, self.settings);
            Ok(())
        });
        match result {
            Some(Ok(())) => {}
            Some(Err(error)) => done.failed = Some(error),
            None => {
                done.rendered.bytes.truncate(done.rendered.ends.last().copied().unwrap_or(0));
                done.unreadable.push(fence::lost(&origin));
            }
        }
    }

    /// The reports of a message and of those it carries; `None` when one is not kept or cannot be analysed.
    fn reports(self, raw: &RawMessage<'_>) -> Option<Vec<Report>> {
        let report = |raw: RawMessage<'_>| {
            let analysis = analyze_and_verify(raw, self.settings, self.verifier);
            self.keep.keeps(&analysis).then(|| Report::new(&analysis, self.settings))
        };
        fence::guard(|| {
            let carried = attached::find(raw);
            with_carried(raw, &carried, self.settings).into_iter().map(report).collect()
        })?
    }
}

/// The border hop of a bounce that an Ex Libris server handed over: it tells who had tried to send what it returns.
fn returned_by<'m>(
    raw: &RawMessage<'m>,
    carried: &attached::Carried<'m>,
    settings: &Settings,
) -> Option<CarriedField<'m>> {
    if carried.status.is_empty() || carried.messages.is_empty() {
        return None;
    }
    let headers = headers::parse(raw.bytes, &headers::Limits::default());
    let route = route::collect(&headers, settings);
    let field = headers.at(route.border_hop().filter(|hop| hop.exlibris.is_some())?.field);
    Some(CarriedField {
        carrier: Carrier::BounceBorder,
        name: field.name_bytes(),
        value: field.raw(),
        line: field.line(),
    })
}

/// A message with its own delivery status, then those that it carries, in the order of the report.
fn with_carried<'a>(
    raw: &RawMessage<'a>,
    carried: &'a attached::Carried<'a>,
    settings: &Settings,
) -> Vec<RawMessage<'a>> {
    let mut own = raw.clone();
    // A mail program's own marks come last: the others keep their numbers whatever the container.
    own.carried.splice(0..0, carried.status.iter().cloned());
    let returned_by = fence::guard(|| returned_by(raw, carried, settings)).flatten();
    let inner = carried.messages.iter().map(|m| with_bounce(m.as_raw(), returned_by.as_ref()));
    std::iter::once(own).chain(inner).collect()
}

/// A returned message, with the border hop of the bounce that returned it.
fn with_bounce<'a>(mut raw: RawMessage<'a>, returned_by: Option<&CarriedField<'a>>) -> RawMessage<'a> {
    if raw.carried.iter().any(|f| f.carrier == Carrier::DeliveryStatus) {
        raw.carried.extend(returned_by.cloned());
    }
    raw
}
