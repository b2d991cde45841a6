//! The command line: flags become options. Nothing is opened here; [`run`] does the work.

mod bundle;
mod compare;
mod dns;
mod interrupt;
mod output;
mod progress;
mod record;
mod relays;
mod run;
mod serve;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::evidence::relays::Relation;
use crate::input::Folder;
use crate::report::{FORMATS, Format, catalogue, format};
use crate::rules;

pub use run::run;

const EXAMPLES: &str = "\
Examples:
  whyjunk notice.eml                        why this notice is where it is
  whyjunk headers.txt --folder junk         the same for headers copied out of a mail program
  whyjunk Junk.mbox --config site.toml      what happened to a whole folder
  whyjunk mail/ --format csv -o mail.csv    one row a message, for a spreadsheet
  whyjunk mail/ --only relay --cause spf-omits-relay --format ndjson
  whyjunk notice.eml --dns live             the same, with SPF and DMARC checked anew
  whyjunk compare junked.eml delivered.eml  what differs, the decisive difference first
  whyjunk Junk.mbox --redact --format markdown
                                            a summary to give away, without people and internal hosts
  whyjunk bundle Junk.mbox -o case.zip      a redacted case that somebody else can repeat
  whyjunk rules SFV:SKN                     what a filter's code means
  whyjunk relays check example.edu --region eu --dns live
                                            does its SPF name the Ex Libris relays?
  whyjunk dns record Junk.mbox -o case.dns  looks up once what --dns case.dns needs
  whyjunk relays list                       the known Ex Libris relays and where they are known from
  whyjunk serve                             a page on this machine to drop mail on

Exit code: 0 everything was analysed; 1 it could not start; 2 some input could not be read.";

/// Explains from its headers why a library notice was or was not junked, relative to the Ex Libris mail relays.
#[derive(Debug, Parser)]
#[command(name = "whyjunk", bin_name = "whyjunk", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) analyze: AnalyzeArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Analyse messages (what happens without a command; for a file that is named like one)
    Analyze(AnalyzeArgs),
    /// What differs between a delivered and a junked message, the decisive difference first
    Compare(compare::CompareArgs),
    /// A redacted case in one file, with which somebody else gets the same answer
    Bundle(bundle::BundleArgs),
    /// Every rule, filter code and remedy: what it is, why it matters, what to do
    Rules(RulesArgs),
    /// The relay registry and where each entry comes from
    #[command(subcommand)]
    Relays(RelaysCommand),
    /// DNS answers, recorded so that an analysis can be repeated offline
    #[command(subcommand)]
    Dns(DnsCommand),
    /// A page on this machine: drop a message or an export, and read why it was junked
    Serve(serve::ServeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AnalyzeArgs {
    /// A file (told apart by its bytes), a folder, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = formats())]
    pub(crate) format: &'static Format,
    /// Write there instead of standard output; complete or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Where the messages were found; outranks what they say
    #[arg(long, value_name = "FOLDER", value_parser = folders())]
    pub(crate) folder: Option<Folder>,
    /// In text, a line for every message
    #[arg(long)]
    pub(crate) all: bool,
    /// The institution: own domains, servers, region, allow-list (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Further relay entries, laid over the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) relays: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) dns: dns::DnsArgs,
    /// Keep only messages of these Ex Libris relations
    #[arg(long, value_name = "RELATION", value_delimiter = ',', value_parser = relations())]
    pub(crate) only: Vec<Relation>,
    /// Keep only messages with these causes
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = cause)]
    pub(crate) cause: Vec<&'static str>,
    /// Pseudonyms for people, subjects, ids and internal hosts, in every format
    #[arg(long)]
    pub(crate) redact: bool,
    /// Threads to use; as many as there are cores when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
    /// No progress and no remarks on standard error; only errors
    #[arg(long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Every code, result and place; remarks on standard error
    #[arg(long)]
    pub(crate) verbose: bool,
    /// Progress on standard error, when it is a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) progress: Progress,
}

#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// When it goes to a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    /// When standard error is a terminal
    Auto,
    /// Never
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// A rule, remedy, filter, field or code (spf-omits-relay, SFV:SKN, compauth:601); everything when not given
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RelaysCommand {
    /// Every entry, with its source and how far it goes
    List(RelaysArgs),
    /// Whether a domain's SPF authorises the relays of its region, and the corrected record
    Check(relays::CheckArgs),
    /// Resolve the SPF includes of the relays into your relay file, and say what changed
    Refresh(relays::RefreshArgs),
    /// Read the vendor's relay table out of a saved page, CSV or pasted text into your relay file
    Import(relays::ImportArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum DnsCommand {
    /// Look up, once, every name that verifying these messages needs, and write the answers to a file for --dns
    Record(record::RecordArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RelaysArgs {
    /// Further relay entries, laid over the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) relays: Option<PathBuf>,
    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

fn formats() -> impl TypedValueParser<Value = &'static Format> {
    PossibleValuesParser::new(FORMATS.iter().map(|f| PossibleValue::new(f.id).help(f.about)))
        .try_map(|id| format(&id).ok_or("no such format"))
}

const FOLDERS: &[Folder] = &[Folder::Junk, Folder::Inbox, Folder::Quarantine];

fn folders() -> impl TypedValueParser<Value = Folder> {
    PossibleValuesParser::new(FOLDERS.iter().map(|f| f.id()))
        .try_map(|id| FOLDERS.iter().copied().find(|f| f.id() == id).ok_or("no such folder"))
}

const RELATIONS: &[Relation] =
    &[Relation::Relay, Relation::Network, Relation::Forwarded, Relation::Claimed, Relation::None];

fn relations() -> impl TypedValueParser<Value = Relation> {
    PossibleValuesParser::new(RELATIONS.iter().map(|r| r.id()))
        .try_map(|id| RELATIONS.iter().copied().find(|r| r.id() == id).ok_or("no such relation"))
}

/// The id of a rule that can be a cause.
fn cause(id: &str) -> Result<&'static str, String> {
    if let Some(rule) =
        rules::RULES.iter().find(|rule| rule.id == id && rule.kind != rules::RuleKind::Finding)
    {
        return Ok(rule.id);
    }
    let near = catalogue::nearest_cause(id);
    let hint = if near.is_empty() { String::new() } else { format!(" Did you mean {}?", near.join(" or ")) };
    Err(format!("no such cause.{hint} `whyjunk rules` lists them"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    fn parse(args: &[&str]) -> Cli {
        Cli::try_parse_from([&["whyjunk"], args].concat()).unwrap()
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn paths_need_no_command_and_a_command_word_can_be_a_path() {
        assert_eq!(parse(&["a.eml", "rules"]).analyze.paths.len(), 2);
        assert_eq!(parse(&["--all", "rules"]).analyze.paths.len(), 1);
        assert!(matches!(parse(&["rules", "SFV:SKN"]).command, Some(Command::Rules(_))));
        let Some(Command::Analyze(args)) = parse(&["analyze", "rules", "--format", "csv"]).command else {
            panic!("analyze was not recognised");
        };
        assert_eq!((args.paths.len(), args.format.id), (1, "csv"));
    }

    #[test]
    fn lists_are_split_at_commas_and_checked() {
        let args = parse(&["--only", "relay,none", "-", "--folder", "junk", "--threads", "3"]).analyze;
        assert_eq!(args.only, [Relation::Relay, Relation::None]);
        assert_eq!((args.folder, args.threads), (Some(Folder::Junk), Some(3)));
        assert!(Cli::try_parse_from(["whyjunk", "--only", "friend", "-"]).is_err());
        assert!(Cli::try_parse_from(["whyjunk", "--cause", "no-such-cause", "-"]).is_err());
        assert!(Cli::try_parse_from(["whyjunk", "--threads", "0", "-"]).is_err());
    }
}
