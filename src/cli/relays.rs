//! `whyjunk relays import`: files in, a relay file completed.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;

use super::output::{OutputFile, endangered};
use super::run::{End, look, print, shown};
use super::{ListFormat, ScreenArgs};
use crate::relays::file::{Fate, Merged, NewEntry, merge};
use crate::relays::table::{self, MOST_BYTES};
use crate::report::{Look, relay_import};

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The vendor's page saved as HTML, a CSV file, or pasted text; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    date: DateArgs,
    /// How to write what was understood
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
    #[command(flatten)]
    screen: ScreenArgs,
}

#[derive(Debug, Args)]
pub(super) struct TargetArgs {
    /// The relay file to complete; made when it is not there. Nothing is written without it or --relays
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Your relay file (TOML); completed when -o names no other
    #[arg(long, value_name = "FILE")]
    relays: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct DateArgs {
    /// The day from which the entries are (2026-10-01); today when not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

impl TargetArgs {
    /// The file to complete.
    fn path(&self) -> Option<&Path> {
        self.output.as_deref().or(self.relays.as_deref())
    }

    /// Completes the file, or shows what a new one would hold.
    fn complete(
        &self,
        new: &[NewEntry],
        is_gone: impl Fn(&crate::evidence::relays::Entry) -> bool,
    ) -> anyhow::Result<Merged> {
        let Some(path) = self.path() else { return Ok(merge("", new, is_gone)?) };
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.with_context(|| format!("{}: cannot be read", shown(path)))?,
        };
        let merged = merge(&text, new, is_gone).with_context(|| format!("{}: mend the file", shown(path)))?;
        if merged.text != text && !(text.is_empty() && merged.fates.is_empty()) {
            write(path, merged.text.as_bytes()).with_context(|| {
                format!("cannot write {}: name a file in a folder that you may write to", shown(path))
            })?;
        }
        Ok(merged)
    }
}

impl DateArgs {
    /// The date of the entries. The only clock that the relay commands read, and only here.
    fn date(&self) -> Date {
        self.as_of.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
    }
}

fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = OutputFile::create(path)?;
    file.write_all(text)?;
    file.finish()
}

/// Reads the vendor's table and completes the relay file.
pub(super) fn import(args: &ImportArgs) -> anyhow::Result<End> {
    if let Some(target) = args.target.path()
        && endangered(target, [args.file.as_path()]).is_some()
    {
        anyhow::bail!("{} is the file that is read: name another with -o", shown(target));
    }
    let name = if args.file.as_os_str() == "-" { "standard input".to_owned() } else { shown(&args.file) };
    let bytes = bytes(&args.file).with_context(|| format!("{name}: cannot be read"))?;
    let import = table::read(&bytes).map_err(|problem| anyhow::anyhow!("{name} {problem}"))?;
    if import.found.is_empty() && import.puzzles.is_empty() && import.left_out.is_empty() {
        anyhow::bail!(
            "{name}: no address and no SPF include in it; save the section “Mail Relay Gateways” of the vendor's page"
        );
    }
    let date = args.date.date();
    let source = args.file.file_name().filter(|_| name != "standard input");
    let source = source.map_or("pasted text".to_owned(), |file| file.to_string_lossy().into_owned());
    let entries = import.entries(&format!("vendor table, {source}"), &date.to_string());
    let merged = args.target.complete(&entries, |_| false)?;
    let target = args.target.path().map(shown);
    let shown = relay_import::Imported {
        file: &name,
        target: target.as_deref(),
        date: &date.to_string(),
        import: &import,
        merged: &merged,
    };
    let look = look(args.screen.color, true);
    match args.format {
        ListFormat::Text => print(relay_import::text(&shown, look).as_bytes(), look)?,
        ListFormat::Json => print(&relay_import::json(&shown), Look { colour: false, ..look })?,
    };
    let conflict = merged.fates.iter().any(|(fate, _)| *fate == Fate::Conflict);
    let partial = conflict || !import.puzzles.is_empty() || import.found.is_empty();
    Ok(if partial { End::Partial } else { End::Complete })
}

/// The bytes of a file or of standard input, one more than is allowed at most.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let most = MOST_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
