//! `whyjunk compare`: two messages side by side, the decisive difference first.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::output::{OutputFile, endangered};
use super::run::{End, look, print, shown};
use super::{ScreenArgs, dns, folders, run};
use crate::batch::{PickError, pick};
use crate::input::{Folder, Reader};
use crate::report::redact::Redactor;
use crate::report::{Comparison, Look, Report};
use crate::settings::{Sections, Settings};
use crate::verify::Verifier;

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// One message: a file, - for standard input, or MAILBOX:NUMBER
    #[arg(value_name = "PATH")]
    pub(crate) a: PathBuf,
    /// The other message
    #[arg(value_name = "PATH")]
    pub(crate) b: PathBuf,
    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CompareFormat,
    /// Write there instead of standard output; complete or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Where the first message was found; outranks what it says
    #[arg(long, value_name = "FOLDER", value_parser = folders())]
    pub(crate) folder_a: Option<Folder>,
    /// Where the second message was found
    #[arg(long, value_name = "FOLDER", value_parser = folders())]
    pub(crate) folder_b: Option<Folder>,
    /// The institution: own domains, servers, region, allow-list (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Further relay entries, laid over the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) relays: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) dns: dns::DnsArgs,
    /// Pseudonyms for people, subjects, ids and internal hosts
    #[arg(long)]
    pub(crate) redact: bool,
    #[command(flatten)]
    pub(crate) screen: ScreenArgs,
    /// Every difference, and personal values that are otherwise left out
    #[arg(long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompareFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a ticket
    Markdown,
}

/// Compares two messages.
pub(super) fn compare(args: &CompareArgs) -> anyhow::Result<End> {
    let inputs = [&args.a, &args.b].into_iter().chain(&args.config).chain(&args.relays);
    if let Some(output) = &args.output
        && let Some(input) = endangered(output, inputs.map(|path| path.as_path()))
    {
        anyhow::bail!("-o {} is the input {}: name another file", shown(output), shown(input));
    }
    let mut settings = Settings {
        institution: run::institution(args.config.as_deref())?,
        registry: run::registry(args.relays.as_deref())?,
        folder: args.folder_a,
        personal: args.verbose && !args.redact,
        sections: Sections::redacting(args.redact),
    };
    let source = args.dns.open()?;
    let verifier = source.dns().map(Verifier::new);
    let mut a = message(&args.a, &settings, verifier.as_ref())?;
    settings.folder = args.folder_b;
    let mut b = message(&args.b, &settings, verifier.as_ref())?;
    let look = look(args.screen.color, args.output.is_none());
    let look =
        Look { verbose: args.verbose, colour: look.colour && args.format == CompareFormat::Text, ..look };
    if args.redact {
        let mut redactor = Redactor::new(&settings);
        redactor.report(&mut a);
        redactor.report(&mut b);
    }
    let comparison = Comparison::new(&a, &b);
    let bytes = match args.format {
        CompareFormat::Text => comparison.text(&a, &b, look).into_bytes(),
        CompareFormat::Json => comparison.json(&a, &b).context("the comparison cannot be written")?,
        CompareFormat::Markdown => comparison.markdown(&a, &b).into_bytes(),
    };
    let Some(path) = &args.output else { return print(&bytes, look) };
    let mut file = OutputFile::create(path).with_context(|| {
        format!("cannot write {}: name a file in a folder that you may write to", shown(path))
    })?;
    file.write_all(&bytes).context("the output could not be written")?;
    file.finish().context("the output could not be given its name")?;
    Ok(End::Complete)
}

/// The one message that a path means.
fn message(path: &Path, settings: &Settings, verifier: Option<&Verifier<'_>>) -> anyhow::Result<Report> {
    let (file, number) = numbered(path);
    pick(Reader::new(vec![file.clone()]), number, settings, verifier).map_err(|error| {
        let file = shown(&file);
        match error {
            PickError::Several => anyhow::anyhow!(
                "{file}: {error}; say which one is meant, by its number in the mailbox: {file}:1"
            ),
            PickError::Fewer(_) => anyhow::anyhow!("{file}: {error}, none of number {}", number.unwrap_or(0)),
            _ => anyhow::anyhow!("{file}: {error}"),
        }
    })
}

/// A path, and the number behind its last colon when the file's own name does not hold it. A number that no message
/// can have is kept for a file that is there, so that the answer is how many messages it holds.
fn numbered(path: &Path) -> (PathBuf, Option<u64>) {
    let split = || {
        let (file, digits) = path.to_str()?.rsplit_once(':')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let number = if is_number { digits.parse().unwrap_or(u64::MAX) } else { return None };
        let file = PathBuf::from(file);
        let possible = (1..u64::MAX).contains(&number) || file.exists();
        (possible && !path.exists()).then_some((file, Some(number)))
    };
    split().unwrap_or_else(|| (path.to_owned(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_behind_the_last_colon() {
        let of = |text: &str| numbered(Path::new(text));
        assert_eq!(of("no/Junk.mbox:12"), (PathBuf::from("no/Junk.mbox"), Some(12)));
        assert_eq!(of("no/Junk.mbox"), (PathBuf::from("no/Junk.mbox"), None));
        assert_eq!(of("no/a:b"), (PathBuf::from("no/a:b"), None));
        assert_eq!(of("no/a:0"), (PathBuf::from("no/a:0"), None));
        assert_eq!(of("Cargo.toml:0"), (PathBuf::from("Cargo.toml"), Some(0)));
        assert_eq!(of("Cargo.toml:99999999999999999999999").0, PathBuf::from("Cargo.toml"));
    }
}
