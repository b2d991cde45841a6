//! The commands at work: reads settings, drives the analysis, writes, and says what could not be read.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::{CommandFactory, Parser};
use indicatif::ProgressBar;

use super::bundle::bundle;
use super::compare::compare;
use super::interrupt;
use super::output::{OutputFile, endangered};
use super::progress::Meter;
use super::record::record;
use super::relays::{check_domain, import, refresh};
use super::serve::{offer, plain_paths, serve};
use super::{
    AnalyzeArgs, Cli, Colour, Command, DnsCommand, ListFormat, RelaysArgs, RelaysCommand, RulesArgs,
};
use crate::batch::{self, BatchError, Keep, Outcome};
use crate::dns::Live;
use crate::evidence::relays::Registry;
use crate::input::Reader;
use crate::report::{Look, catalogue, relay_list, untrusted};
use crate::settings::{Institution, Sections, Settings};
use crate::verify::Verifier;

/// The widest that text is set; longer lines are hard to read.
const WIDEST: u16 = 140;
/// Lines of an error that are shown, and columns of each: a settings file may be one line of megabytes.
const ERROR_LINES: usize = 20;
const ERROR_COLUMNS: usize = 200;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Everything was analysed.
    Complete = 0,
    /// It could not start.
    NotStarted = 1,
    /// Some input could not be read.
    Partial = 2,
}

/// Runs the command line; the exit code says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let end = match Cli::try_parse_from(&args) {
        Err(error) => unparsed(&error, &args),
        Ok(cli) => command(cli).unwrap_or_else(|error| {
            say_lines(&format!("whyjunk: {error:#}"), ERROR_LINES);
            End::NotStarted
        }),
    };
    ExitCode::from(end as u8)
}

/// Help, or what is wrong with the arguments. A pattern such as `*` makes arguments of hostile file names.
fn unparsed(error: &clap::Error, args: &[OsString]) -> End {
    if error.exit_code() == 0 {
        // Help that nobody reads any more is no failure.
        let _ = error.print();
        return End::Complete;
    }
    // Said about the safe form of the arguments, so that a line end in one is no line end of the error.
    let safe = args.iter().map(|arg| untrusted::terminal(&arg.to_string_lossy()).into_owned());
    let again = Cli::try_parse_from(safe).err();
    say_lines(&again.as_ref().unwrap_or(error).render().to_string(), usize::MAX);
    End::NotStarted
}

fn command(cli: Cli) -> anyhow::Result<End> {
    match cli.command {
        None => analyze(plain_paths(cli.analyze)),
        Some(Command::Analyze(args)) => analyze(plain_paths(args)),
        Some(Command::Bundle(args)) => bundle(&args),
        Some(Command::Compare(args)) => compare(&args),
        Some(Command::Rules(args)) => rules(&args),
        Some(Command::Relays(RelaysCommand::List(args))) => relays(&args),
        Some(Command::Relays(RelaysCommand::Check(args))) => check_domain(&args),
        Some(Command::Relays(RelaysCommand::Refresh(args))) => refresh(&args),
        Some(Command::Relays(RelaysCommand::Import(args))) => import(&args),
        Some(Command::Dns(DnsCommand::Record(args))) => record(&args),
        Some(Command::Serve(args)) => serve(&args),
    }
}

/// Analyses paths with every option as it is when not given.
pub(super) fn run_on(paths: Vec<std::path::PathBuf>) -> anyhow::Result<End> {
    let args = ["whyjunk", "analyze", "--"].map(OsString::from);
    command(Cli::try_parse_from(args.into_iter().chain(paths.into_iter().map(OsString::from)))?)
}

fn analyze(args: AnalyzeArgs) -> anyhow::Result<End> {
    if args.paths.is_empty() {
        if io::stdin().is_terminal() {
            if io::stdout().is_terminal()
                && args.output.is_none()
                && let Some(served) = offer()?
            {
                return Ok(served);
            }
            Cli::command().print_help()?;
        }
        anyhow::bail!("no input: name a file, a folder, or - for standard input");
    }
    let inputs = || args.paths.iter().chain(&args.config).chain(&args.relays).map(|path| path.as_path());
    spare_inputs(args.output.as_deref(), inputs())?;
    let settings = settings(&args)?;
    let to_screen = args.output.is_none();
    let look = Look { all: args.all, verbose: args.verbose, ..look(args.screen.color, to_screen) };
    let source = args.dns.open()?;
    let verifier = source.dns().map(Verifier::new);
    let stop = interrupt::listen(&args.paths);
    let options = batch::Options {
        redact: args.redact,
        stop: stop.as_deref(),
        verifier: verifier.as_ref(),
        look_ahead: source.live().is_some(),
        threads: args.threads.map(usize::from),
        keep: Keep { relations: args.only.clone(), causes: args.cause.clone() },
    };
    let started = Instant::now();
    let meter = Meter::start(args.quiet, args.progress, source.live().map(Live::counter));
    let mut file = match &args.output {
        None => None,
        Some(path) => Some(OutputFile::create(path).with_context(|| {
            format!("cannot write {}: name a file in a folder that you may write to", shown(path))
        })?),
    };
    let mut renderer = (args.format.start)(look);
    let mut progress = |at: batch::Progress| meter.set(at);
    let reader = Reader::new(args.paths.clone());
    let outcome = match &mut file {
        Some(file) => batch::run(reader, &settings, &options, &mut *renderer, file, &mut progress),
        None => {
            let mut out = screen(look.colour, meter.bar());
            let outcome = batch::run(reader, &settings, &options, &mut *renderer, &mut out, &mut progress);
            outcome.and_then(|outcome| out.flush().map(|()| outcome).map_err(BatchError::from))
        }
    };
    meter.finish();
    let outcome = match outcome {
        Err(BatchError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(End::Complete);
        }
        outcome => outcome.context("the run was broken off")?,
    };
    if let Some(file) = file {
        finish(file, outcome.stopped.is_some())?;
    }
    remarks(&args, &outcome, started);
    if let Some(limit) = source.live().and_then(Live::limit) {
        say(&format!("whyjunk: --dns live: the limit of {limit} was met; what was asked later is unknown"));
    }
    Ok(if !outcome.unreadable.is_empty() || outcome.stopped.is_some() {
        End::Partial
    } else if outcome.summary.messages == 0 && args.only.is_empty() && args.cause.is_empty() {
        End::NotStarted
    } else {
        End::Complete
    })
}

/// Gives the output its name; what a run left that was interrupted never has that name.
fn finish(file: OutputFile, partial: bool) -> anyhow::Result<()> {
    let unnamed = "the output could not be given its name";
    if !partial {
        return file.finish().context(unnamed);
    }
    if let Some(path) = file.finish_partial().context(unnamed)? {
        say(&format!("whyjunk: the partial result is in {}", shown(&path)));
    }
    Ok(())
}

/// Input files are never changed: refuses to start when the output would take the place of one.
pub(super) fn spare_inputs<'i>(
    output: Option<&Path>,
    inputs: impl IntoIterator<Item = &'i Path>,
) -> anyhow::Result<()> {
    if let Some(output) = output
        && let Some(input) = endangered(output, inputs)
    {
        let input = if input.as_os_str() == "-" { "standard input".to_owned() } else { shown(input) };
        anyhow::bail!("-o {} is, or lies in, the input {input}: name another file", shown(output));
    }
    Ok(())
}

/// Names on standard error what could not be read, and with `--verbose` what was done.
fn remarks(args: &AnalyzeArgs, outcome: &Outcome, started: Instant) {
    for unreadable in &outcome.unreadable {
        say(&format!("whyjunk: {unreadable}"));
    }
    let summary = &outcome.summary;
    if let Some(at) = outcome.stopped {
        let of = at.of.map_or(String::new(), |of| format!(" of {of}"));
        say(&format!(
            "whyjunk: interrupted after {} messages, {}{of} bytes; the result is partial",
            at.messages, at.bytes
        ));
    }
    if summary.messages == 0 && outcome.stopped.is_none() && outcome.unreadable.is_empty() && !args.quiet {
        let filtered = !args.only.is_empty() || !args.cause.is_empty();
        say(if filtered {
            "whyjunk: no message fits --only and --cause"
        } else {
            "whyjunk: no message found: give a message (.eml, .msg), a mailbox, a folder or an archive of them; `whyjunk rules export` says how to export from each mail program"
        });
    }
    if args.verbose {
        let seconds = started.elapsed().as_secs_f64();
        let messages = if summary.messages == 1 { "message" } else { "messages" };
        say(&format!("whyjunk: {} {messages}, {} bytes, {seconds:.2} s", summary.messages, summary.bytes));
    }
}

fn settings(args: &AnalyzeArgs) -> anyhow::Result<Settings> {
    let institution = institution(args.config.as_deref())?;
    let registry = registry(args.relays.as_deref())?;
    Ok(Settings {
        institution,
        registry,
        folder: args.folder,
        personal: args.verbose && !args.redact,
        sections: Sections::redacting(args.redact),
    })
}

pub(super) fn institution(config: Option<&Path>) -> anyhow::Result<Institution> {
    match config {
        None => Ok(Institution::default()),
        Some(path) => Institution::parse(&read(path, "--config")?)
            .with_context(|| format!("--config {}: mend the file", shown(path))),
    }
}

pub(super) fn registry(relays: Option<&Path>) -> anyhow::Result<Registry> {
    let registry = Registry::default();
    match relays {
        None => Ok(registry),
        Some(path) => registry
            .with(&read(path, "--relays")?)
            .with_context(|| format!("--relays {}: mend the file", shown(path))),
    }
}

pub(super) fn read(path: &Path, option: &str) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| {
        format!("{option} {}: cannot be read; check the name and that it is text", shown(path))
    })
}

fn rules(args: &RulesArgs) -> anyhow::Result<End> {
    let look = look(args.screen.color, true);
    let Some(id) = &args.id else { return print(catalogue::list(look).as_bytes(), look) };
    if let Some(text) = catalogue::entry(id, look) {
        return print(text.as_bytes(), look);
    }
    let near = catalogue::nearest(id);
    let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}", near.join(" or ")) };
    anyhow::bail!("no rule, remedy, filter, field or code {id:?}{hint}; `whyjunk rules` lists them")
}

fn relays(args: &RelaysArgs) -> anyhow::Result<End> {
    let look = look(args.screen.color, true);
    let registry = registry(args.relays.as_deref())?;
    match args.format {
        ListFormat::Text => print(relay_list::text(&registry, look).as_bytes(), look),
        ListFormat::Json => print(&relay_list::json(&registry), Look { colour: false, ..look }),
    }
}

pub(super) fn print(text: &[u8], look: Look) -> anyhow::Result<End> {
    let mut out = screen(look.colour, ProgressBar::hidden());
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("cannot write"),
        _ => Ok(End::Complete),
    }
}

/// How text is set: as wide as the terminal, in colours where it wants them; 80 columns without any elsewhere.
pub(super) fn look(colour: Colour, to_screen: bool) -> Look {
    let terminal = to_screen && io::stdout().is_terminal();
    let wanted = || anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let colour = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => terminal && wanted(),
    };
    let width = if terminal { comfy_table::Table::new().width().unwrap_or(80).clamp(40, WIDEST) } else { 80 };
    Look { width: width.into(), colour, ..Look::default() }
}

/// Standard output, buffered; progress steps aside while it is written.
fn screen(colour: bool, bar: ProgressBar) -> impl Write {
    let out: Box<dyn Write> =
        if colour { Box::new(anstream::AutoStream::always(io::stdout())) } else { Box::new(io::stdout()) };
    BufWriter::with_capacity(1 << 16, Aside { out, bar })
}

struct Aside {
    out: Box<dyn Write>,
    bar: ProgressBar,
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bar.suspend(|| self.out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bar.suspend(|| self.out.flush())
    }
}

/// One line on standard error; whoever closed it does not want to know.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", untrusted::terminal(text));
}

/// Lines on standard error, each made safe and cut.
fn say_lines(text: &str, most: usize) {
    for line in text.trim_end().lines().take(most) {
        let _ = writeln!(io::stderr(), "{}", untrusted::fit(line, ERROR_COLUMNS));
    }
}

/// A path in one safe line.
pub(super) fn shown(path: &Path) -> String {
    untrusted::terminal(&path.to_string_lossy()).into_owned()
}
