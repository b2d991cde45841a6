//! `whyjunk dns record`: looks up, once, what an analysis of these messages needs, and writes the answers.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::output::OutputFile;
use super::progress::Meter;
use super::run::{End, institution, registry, say, shown, spare_inputs};
use super::{Progress, dns, interrupt};
use crate::batch::{self, Gathered, MOST_CHECKED};
use crate::dns::recorded::json_lines::{self, Preamble};
use crate::dns::{Answer, Asked, Live};
use crate::input::Reader;
use crate::settings::Settings;

/// Failed questions that are named on standard error.
const NAMED: usize = 5;

#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// A file (told apart by its bytes), a folder, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The record to write (JSON Lines); complete or not at all
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The name server to ask, ADDRESS or ADDRESS:PORT; those of the system when not given
    #[arg(long, value_name = "ADDRESS")]
    resolver: Option<String>,
    /// The institution: own domains, servers, region (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Further relay entries, laid over the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    relays: Option<PathBuf>,
    /// Messages whose names are looked up at once; 32 when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// No progress and no remarks on standard error; only errors
    #[arg(long)]
    quiet: bool,
    /// Progress on standard error, when it is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    progress: Progress,
}

/// Looks up and writes.
pub(super) fn record(args: &RecordArgs) -> anyhow::Result<End> {
    let inputs = args.paths.iter().chain(&args.config).chain(&args.relays).map(|path| path.as_path());
    spare_inputs(Some(&args.output), inputs)?;
    let settings = Settings {
        institution: institution(args.config.as_deref())?,
        registry: registry(args.relays.as_deref())?,
        ..Settings::default()
    };
    let live = dns::ask(args.resolver.as_deref())?;
    let mut file = OutputFile::create(&args.output).with_context(|| {
        format!("cannot write {}: name a file in a folder that you may write to", shown(&args.output))
    })?;
    let stop = interrupt::listen(&args.paths);
    let options = batch::Options {
        threads: args.threads.map(usize::from),
        stop: stop.as_deref(),
        ..batch::Options::default()
    };
    let meter = Meter::start(args.quiet, args.progress, Some(live.counter()));
    let reader = Reader::new(args.paths.clone());
    let gathered = batch::gather(reader, &settings, &live, &options, &mut |at| meter.set(at));
    meter.finish();
    let gathered = gathered.context("the run was broken off")?;
    for unreadable in &gathered.unreadable {
        say(&format!("whyjunk: {unreadable}"));
    }
    anyhow::ensure!(!gathered.stopped, "interrupted: nothing was written");
    if gathered.messages == 0 {
        anyhow::ensure!(!gathered.unreadable.is_empty(), "no message found: nothing was written");
        return Ok(End::Partial);
    }
    let asked = live.asked();
    let resolvers = live.servers().iter().map(ToString::to_string).collect();
    let preamble = Preamble { at: Some(jiff::Timestamp::now()), resolvers };
    json_lines::write(&mut file, &preamble, &asked)
        .and_then(|()| file.finish())
        .with_context(|| format!("cannot write {}", shown(&args.output)))?;
    if !args.quiet {
        tell(&asked, &gathered, &live, &args.output);
    }
    let complete = warn(&live);
    Ok(if complete && gathered.unreadable.is_empty() { End::Complete } else { End::Partial })
}

/// What was recorded, in a line, and which questions failed.
fn tell(asked: &[Asked], gathered: &Gathered, live: &Live, output: &Path) {
    let failed: Vec<&Asked> = asked.iter().filter(|a| !a.given.answer.is_conclusive()).collect();
    for asked in failed.iter().take(NAMED) {
        if let Answer::Failed(failure) = asked.given.answer {
            say(&format!("whyjunk: {} {}: {failure}", asked.name, asked.kind.id()));
        }
    }
    if failed.len() > NAMED {
        say(&format!("whyjunk: and {} more that failed; the record has them", failed.len() - NAMED));
    }
    if gathered.left_unchecked {
        say(&format!(
            "whyjunk: the record serves `relays check` of the first {MOST_CHECKED} sender domains only; name others in --config"
        ));
    }
    let mut names: Vec<&str> = asked.iter().map(|a| a.name.as_str()).collect();
    names.dedup();
    let servers: Vec<String> = live.servers().iter().map(ToString::to_string).collect();
    say(&format!(
        "whyjunk: {}, {}: {}, {}; asked {}; written to {}",
        count(gathered.messages as usize, "message"),
        count(names.len(), "name"),
        count(asked.len() - failed.len(), "answer"),
        count(failed.len(), "failure"),
        servers.join(", "),
        shown(output)
    ));
}

/// What the record lacks; whether it lacks nothing.
fn warn(live: &Live) -> bool {
    let mut complete = true;
    let mut lacks = |text: String| {
        say(&text);
        complete = false;
    };
    if !live.was_answered() {
        lacks("whyjunk: no name server answered: name another with --resolver".to_owned());
    }
    if let Some(limit) = live.limit() {
        lacks(format!(
            "whyjunk: the limit of {limit} was met: the record lacks names; record fewer messages at a time"
        ));
    }
    complete
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
