//! `whyjunk bundle`: a redacted case in one file, with which somebody else gets the same answer.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::output::OutputFile;
use super::progress::Meter;
use super::run::{End, institution, registry, say, shown, spare_inputs};
use super::{Progress, cause, dns, folders, interrupt, relations};
use crate::batch::{self, Answer, Case, Keep, Repeatable, repeat};
use crate::dns::recorded::json_lines::{self, Preamble};
use crate::dns::{Dns, Recorder};
use crate::evidence::relays::{Registry, Relation};
use crate::input::{Folder, Reader};
use crate::report::redact::Redactor;
use crate::settings::{Institution, Sections, Settings};
use crate::verify::Verifier;

/// Messages with another answer that the README names.
const NAMED: usize = 200;
const CONFIG: &str = "settings.toml";
const RELAYS: &str = "relays.toml";
const ANSWERS: &str = "answers.dns";

#[derive(Debug, Args)]
pub(crate) struct BundleArgs {
    /// A file (told apart by its bytes), a folder, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The bundle to write (zip); complete or not at all
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Where the messages were found; outranks what they say
    #[arg(long, value_name = "FOLDER", value_parser = folders())]
    folder: Option<Folder>,
    /// The institution: own domains, servers, region, allow-list (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Further relay entries, laid over the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    relays: Option<PathBuf>,
    #[command(flatten)]
    dns: dns::DnsArgs,
    /// Keep only messages of these Ex Libris relations
    #[arg(long, value_name = "RELATION", value_delimiter = ',', value_parser = relations())]
    only: Vec<Relation>,
    /// Keep only messages with these causes
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = cause)]
    cause: Vec<&'static str>,
    /// Threads to use; as many as there are cores when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// No progress and no remarks on standard error; only errors
    #[arg(long)]
    quiet: bool,
    /// Progress on standard error, when it is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    progress: Progress,
}

/// What the second analysis came to.
#[derive(Default)]
struct Repeated {
    messages: usize,
    /// Mailbox, number and what differs.
    other: Vec<(String, usize, String)>,
}

/// Writes a bundle.
pub(super) fn bundle(args: &BundleArgs) -> anyhow::Result<End> {
    let inputs = args.paths.iter().chain(&args.config).chain(&args.relays).map(|path| path.as_path());
    spare_inputs(Some(&args.output), inputs)?;
    let settings = Settings {
        institution: institution(args.config.as_deref())?,
        registry: registry(args.relays.as_deref())?,
        folder: args.folder,
        sections: Sections::Kept,
        ..Settings::default()
    };
    let source = args.dns.open()?;
    let verifier = source.dns().map(Verifier::new);
    let mut file = OutputFile::create(&args.output).with_context(|| {
        format!("cannot write {}: name a file in a folder that you may write to", shown(&args.output))
    })?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let stop = interrupt::listen(&args.paths);
    let options = batch::Options {
        threads: args.threads.map(usize::from),
        keep: Keep { relations: args.only.clone(), causes: args.cause.clone() },
        verifier: verifier.as_ref(),
        look_ahead: source.live().is_some(),
        redact: true,
        stop: stop.as_deref(),
    };
    let meter = Meter::start(args.quiet, args.progress, source.live().map(crate::dns::Live::counter));
    let mut case = Case::create(folder.path()).context("the temporary folder cannot be written")?;
    let reader = Reader::new(args.paths.clone());
    let outcome =
        batch::run(reader, &settings, &options, &mut case, &mut io::sink(), &mut |at| meter.set(at));
    meter.finish();
    let outcome = outcome.context("the run was broken off")?;
    for unreadable in &outcome.unreadable {
        say(&format!("whyjunk: {unreadable}"));
    }
    anyhow::ensure!(outcome.stopped.is_none(), "interrupted: nothing was written");
    let (reports, mailboxes) = case.finish().context("the temporary folder cannot be written")?;
    if mailboxes.is_empty() {
        anyhow::ensure!(!outcome.unreadable.is_empty(), "no message found: nothing was written");
        return Ok(End::Partial);
    }
    let mut members: Vec<String> = reports.into_iter().map(str::to_owned).collect();
    let repeated = prepare(args, &settings, source.dns(), folder.path(), &mailboxes, &mut members)?;
    let boxes: Vec<String> = mailboxes.iter().map(|(name, _)| format!("messages/{name}")).collect();
    members.extend(boxes);
    fs::write(folder.path().join("README.txt"), readme(args, &members, &repeated))?;
    members.insert(0, "README.txt".to_owned());
    let mut zip = pack(folder.path(), &members).context("the bundle could not be packed")?;
    io::copy(&mut zip, &mut file).context("the output could not be written")?;
    file.finish().context("the output could not be given its name")?;
    tell(args, &repeated);
    Ok(if outcome.unreadable.is_empty() { End::Complete } else { End::Partial })
}

/// Writes the settings, analyses the redacted messages with them, and writes the DNS answers that this took.
fn prepare(
    args: &BundleArgs,
    settings: &Settings,
    dns: Option<&dyn Dns>,
    folder: &Path,
    mailboxes: &[(String, Vec<Answer>)],
    members: &mut Vec<String>,
) -> anyhow::Result<Repeated> {
    let mut redactor = Redactor::new(settings);
    let (config, relays) = (redactor.institution(), redactor.relays());
    fs::write(folder.join(CONFIG), &config)?;
    fs::write(folder.join(RELAYS), &relays)?;
    members.extend([CONFIG, RELAYS].map(str::to_owned));
    let again = Settings {
        institution: Institution::parse(&config).context("the redacted settings cannot be read")?,
        registry: Registry::default().with(&relays).context("the redacted relays cannot be read")?,
        folder: args.folder,
        ..Settings::default()
    };
    let recorder = dns.map(|dns| Recorder::new(Repeatable(dns)));
    let mut repeated = Repeated::default();
    for (name, answers) in mailboxes {
        let path = folder.join("messages").join(name);
        let source = recorder.as_ref().map(|recorder| recorder as &dyn Dns);
        let found = repeat(&path, &again, source)?;
        repeated.messages += answers.len();
        for (at, answer) in answers.iter().enumerate() {
            let differs = match found.get(at) {
                Some(found) => answer.differs_in(found).join(", "),
                None => "no message".to_owned(),
            };
            if !differs.is_empty() {
                repeated.other.push((format!("messages/{name}"), at + 1, differs));
            }
        }
    }
    if let Some(recorder) = recorder {
        let mut file = File::create(folder.join(ANSWERS))?;
        json_lines::write(&mut file, &Preamble::default(), &redactor.answers(recorder.asked()))?;
        members.push(ANSWERS.to_owned());
    }
    Ok(repeated)
}

fn command(args: &BundleArgs, members: &[String]) -> String {
    let mut command = format!("whyjunk messages --config {CONFIG} --relays {RELAYS}");
    if members.iter().any(|member| member == ANSWERS) {
        let _ = write!(command, " --dns {ANSWERS}");
    }
    if let Some(folder) = args.folder {
        let _ = write!(command, " --folder {}", folder.id());
    }
    command
}

fn readme(args: &BundleArgs, members: &[String], repeated: &Repeated) -> String {
    let mut text = format!(
        "A case of whyjunk {}, redacted.\n\nTo repeat it, with the same version, in the unpacked folder:\n\n    {}\n\nWhat is in it:\n",
        env!("CARGO_PKG_VERSION"),
        command(args, members)
    );
    for member in members {
        let about = match member.as_str() {
            CONFIG => "the institution's settings, as --config reads them",
            RELAYS => "the relay entries that were laid over the built-in ones, as --relays reads them",
            ANSWERS => "the DNS answers that the repetition needs, as --dns reads them",
            name if name.starts_with("messages/") => {
                "header sections; the file's name is the folder that was told"
            }
            _ => "the report on the original messages",
        };
        let _ = writeln!(text, "  {member}: {about}");
    }
    text.push_str(
        "\nPeople, subjects, ids, internal hosts and addresses have pseudonyms, the same ones in every file. Addresses in\n\
         10.64.0.0/10, 10.128.0.0/10, 240.0.0.0/4, fd98::/15 and 3fff::/20 are pseudonyms. Bodies are left out, and so are\n\
         fields of which the program reads nothing (X-Redacted stands in their place).\n\n\
         What cannot be repeated: a signature (DKIM, ARC) does not hold for changed headers and no body, so its keys are left\n\
         out and what the servers reported counts. Reverse names are not looked up. Messages that were attached stand for\n\
         themselves; what a bounce said about them is lost. The reports say what was found of the original messages.\n\n",
    );
    if repeated.other.is_empty() {
        let _ = writeln!(
            text,
            "Checked: for each of the {} messages the repetition gives the same verdict, folder, relation, cause,\nconfidence, score and remedies as the report.",
            repeated.messages
        );
        return text;
    }
    let _ = writeln!(
        text,
        "Checked: for {} of the {} messages the repetition gives another answer than the report:",
        repeated.other.len(),
        repeated.messages
    );
    for (name, number, differs) in repeated.other.iter().take(NAMED) {
        let _ = writeln!(text, "  {name}, message {number}: {differs}");
    }
    if repeated.other.len() > NAMED {
        let _ = writeln!(text, "  and {} more", repeated.other.len() - NAMED);
    }
    text
}

/// The members in one archive, whose bytes depend on nothing but theirs.
fn pack(folder: &Path, members: &[String]) -> anyhow::Result<File> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(true);
    let mut zip = ZipWriter::new(tempfile::tempfile()?);
    for member in members {
        zip.start_file(member.as_str(), options)?;
        io::copy(&mut File::open(folder.join(member))?, &mut zip)?;
    }
    let mut file = zip.finish()?;
    file.rewind()?;
    Ok(file)
}

fn tell(args: &BundleArgs, repeated: &Repeated) {
    if args.quiet {
        return;
    }
    say(&format!(
        "whyjunk: {} messages, redacted; {} with the same answer when repeated, {} with another (README.txt names them); written to {}",
        repeated.messages,
        repeated.messages - repeated.other.len(),
        repeated.other.len(),
        shown(&args.output)
    ));
}
