//! `--dns` and `--resolver`: where answers come from. Only `live` opens a socket.

use std::ffi::OsStr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::run::shown;
use crate::dns::live::{self, LiveOptions};
use crate::dns::{Dns, Live, Recorded};

/// Where DNS answers come from.
#[derive(Debug, Args)]
pub(crate) struct DnsArgs {
    /// Where DNS answers come from: off, live, or a file with answers (zone file, dig, dns record)
    #[arg(long, value_name = "SOURCE", default_value = "off")]
    pub(crate) dns: PathBuf,
    /// The name server for --dns live, ADDRESS or ADDRESS:PORT
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) resolver: Option<String>,
}

/// A chosen source.
pub(crate) enum Source {
    /// No question is asked.
    Off,
    /// Answers of a file.
    Recorded(Box<Recorded>),
    /// Answers of name servers.
    Live(Box<Live>),
}

impl Source {
    /// The source, unless it is off.
    pub(crate) fn dns(&self) -> Option<&dyn Dns> {
        match self {
            Self::Off => None,
            Self::Recorded(recorded) => Some(&**recorded),
            Self::Live(live) => Some(&**live),
        }
    }

    /// The source, when it asks name servers.
    pub(crate) fn live(&self) -> Option<&Live> {
        if let Self::Live(live) = self { Some(live) } else { None }
    }
}

impl DnsArgs {
    /// Opens the source.
    ///
    /// # Errors
    /// When the file cannot be used, there is no name server, or `--resolver` has nothing to do.
    pub(crate) fn open(&self) -> anyhow::Result<Source> {
        let live = self.dns.as_os_str() == OsStr::new("live");
        anyhow::ensure!(live || self.resolver.is_none(), "--resolver is for --dns live");
        if live {
            let live = ask(self.resolver.as_deref()).context("--dns live")?;
            return Ok(Source::Live(Box::new(live)));
        }
        if self.dns.as_os_str() == OsStr::new("off") {
            return Ok(Source::Off);
        }
        let recorded = Recorded::read(&self.dns)
            .with_context(|| format!("--dns {}: mend the file", shown(&self.dns)))?;
        Ok(Source::Recorded(Box::new(recorded)))
    }
}

/// Name servers to ask: the one named, or those of the system. Nothing is asked yet.
///
/// # Errors
/// When what is named is no address, the system names no server, or no thread can be started.
pub(super) fn ask(resolver: Option<&str>) -> anyhow::Result<Live> {
    let servers = match resolver {
        Some(address) => vec![live::resolver(address).context("--resolver: name an address")?],
        None => live::system_servers(),
    };
    Ok(Live::start(LiveOptions::new(servers))?)
}
