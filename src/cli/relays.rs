//! `whyjunk relays check`, `import` and `refresh`: files and DNS in, an answer or a completed relay file out.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;

use super::dns::{DnsArgs, Source};
use super::output::{OutputFile, endangered};
use super::run::{End, institution, look, print, registry, shown};
use super::{ListFormat, ScreenArgs};
use crate::evidence::relays::Entry;
use crate::relays::check::{Authorised, Question, check};
use crate::relays::file::{Fate, Merged, NewEntry, merge};
use crate::relays::refresh::resolve;
use crate::relays::table::{self, MOST_BYTES};
use crate::relays::{REGIONS, Region};
use crate::report::{Look, relay_check, relay_import, relay_refresh};
use crate::settings::is_host_name;

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
pub(crate) struct CheckArgs {
    /// The domain of your sender addresses
    #[arg(value_name = "DOMAIN", value_parser = domain)]
    domain: String,
    /// The region of your Alma: na, eu, ap, ca, cn; otherwise that of --config
    #[arg(long, value_name = "REGION", value_parser = region)]
    region: Option<Region>,
    /// In the corrected record, put the region's include in place of those of other regions
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    dns: DnsArgs,
    /// The institution: its region (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Further relay entries, laid over the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    relays: Option<PathBuf>,
    #[command(flatten)]
    date: DateArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
    #[command(flatten)]
    screen: ScreenArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RefreshArgs {
    #[command(flatten)]
    dns: DnsArgs,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    date: DateArgs,
    /// How to write what changed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
    #[command(flatten)]
    screen: ScreenArgs,
}

fn region(text: &str) -> Result<Region, String> {
    REGIONS.into_iter().find(|r| r.id == text).ok_or_else(|| "none of na, eu, ap, ca, cn".to_owned())
}

fn domain(text: &str) -> Result<String, String> {
    let name = text.trim_end_matches('.').to_ascii_lowercase();
    let good = is_host_name(&name) && name.contains('.');
    good.then_some(name).ok_or_else(|| "no domain name (library.example.edu)".to_owned())
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
    /// The day that counts as today, and from which entries are (2026-10-01)
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

impl TargetArgs {
    /// The file to complete.
    fn path(&self) -> Option<&Path> {
        self.output.as_deref().or(self.relays.as_deref())
    }

    /// Completes the file, or shows what a new one would hold.
    fn complete(&self, new: &[NewEntry], is_gone: impl Fn(&Entry) -> bool) -> anyhow::Result<Merged> {
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

/// Today in UTC: the only clock that the relay commands read, and only where nobody gave a date.
fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
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
    let date = args.date.as_of.unwrap_or_else(today);
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

const NO_DNS: &str =
    "nothing is looked up unless you say so: add --dns live, or --dns FILE with recorded answers";

/// The day of the last recorded answer, where the record says it.
fn recorded_on(source: &Source) -> Option<Date> {
    let Source::Recorded(recorded) = source else { return None };
    recorded.period().map(|(_, last)| last.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Checks a domain's SPF against the relays of its region.
pub(super) fn check_domain(args: &CheckArgs) -> anyhow::Result<End> {
    let institution = institution(args.config.as_deref())?;
    let own = institution.region.as_deref().and_then(|id| REGIONS.into_iter().find(|r| r.id == id));
    let region = args
        .region
        .or(own)
        .context("which region? add --region na, eu, ap, ca or cn, or a --config with it")?;
    let registry = registry(args.relays.as_deref())?;
    let source = args.dns.open()?;
    let dns = source.dns().context(NO_DNS)?;
    let question =
        Question { domain: &args.domain, region: region.id, registry: &registry, dns, replace: args.replace };
    let as_of = args.date.as_of.or_else(|| recorded_on(&source)).unwrap_or_else(today);
    let answer = check(&question, as_of);
    let look = look(args.screen.color, true);
    match args.format {
        ListFormat::Text => print(relay_check::text(&answer, look).as_bytes(), look)?,
        ListFormat::Json => print(&relay_check::json(&answer), Look { colour: false, ..look })?,
    };
    let partial = !answer.complete || answer.authorised == Authorised::Unknown;
    Ok(if partial { End::Partial } else { End::Complete })
}

/// Resolves the SPF includes of the relays, and completes the relay file with what they list.
pub(super) fn refresh(args: &RefreshArgs) -> anyhow::Result<End> {
    let registry = registry(args.target.path().filter(|path| path.exists()))?;
    let source = args.dns.open()?;
    let dns = source.dns().context(NO_DNS)?;
    let date = args.date.as_of.or_else(|| recorded_on(&source)).unwrap_or_else(today).to_string();
    let (resolved, skipped) = resolve(&registry, dns);
    let entries: Vec<NewEntry> = resolved.iter().flat_map(|r| r.entries(&date)).collect();
    let merged = args.target.complete(&entries, |entry| resolved.iter().any(|r| r.is_gone(entry)))?;
    let target = args.target.path().map(shown);
    let shown = relay_refresh::Refreshed {
        target: target.as_deref(),
        date: &date,
        resolved: &resolved,
        skipped: &skipped,
        merged: &merged,
    };
    let look = look(args.screen.color, true);
    match args.format {
        ListFormat::Text => print(relay_refresh::text(&shown, look).as_bytes(), look)?,
        ListFormat::Json => print(&relay_refresh::json(&shown), Look { colour: false, ..look })?,
    };
    let conflict = merged.fates.iter().any(|(fate, _)| *fate == Fate::Conflict);
    let partial = conflict || resolved.iter().any(|r| !r.complete);
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
