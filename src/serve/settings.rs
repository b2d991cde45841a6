//! What comes with a request: the user's settings, as the texts of their files, and what is wanted.

use std::net::SocketAddr;

use axum::http::StatusCode;
use serde::Deserialize;

use super::answer::Fault;
use crate::dns::Live;
use crate::dns::live::{LiveOptions, system_servers};
use crate::evidence::relays::Registry;
use crate::input::Folder;
use crate::report::{self, Format};
use crate::settings::{Institution, Sections, Settings};

fn wrong(text: String) -> Fault {
    Fault::new(StatusCode::UNPROCESSABLE_ENTITY, text)
}

/// The folders that a person can name.
const FOLDERS: [Folder; 3] = [Folder::Junk, Folder::Inbox, Folder::Quarantine];

/// The settings of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Given {
    /// The text of the configuration file.
    config: String,
    /// The text of the relay file.
    relays: String,
    /// Where the messages were found.
    folder: Option<String>,
    /// Name servers are asked.
    dns: bool,
    /// People, subjects, ids and internal hosts become pseudonyms in a download.
    redact: bool,
    /// The format of a download; the page's own rows and summary without one.
    format: Option<String>,
}

/// What is wanted of an upload.
#[derive(Debug)]
pub(super) struct Wish {
    /// The settings of the analysis.
    pub(super) settings: Settings,
    /// Whether name servers are asked.
    pub(super) dns: bool,
    /// Whether a download is redacted.
    pub(super) redact: bool,
    /// The format of a download.
    pub(super) format: Option<&'static Format>,
}

impl Given {
    /// Reads it from JSON.
    pub(super) fn parse(json: &[u8]) -> Result<Wish, Fault> {
        let given: Self = serde_json::from_slice(json)
            .map_err(|error| wrong(format!("The request is not as this page sends it: {error}")))?;
        given.wish()
    }

    /// What these settings mean.
    pub(super) fn wish(&self) -> Result<Wish, Fault> {
        let institution = Institution::parse(&self.config)
            .map_err(|error| wrong(format!("The settings of the institution need mending. {error}")))?;
        let registry = Registry::default()
            .with(&self.relays)
            .map_err(|error| wrong(format!("The relay table needs mending. {error}")))?;
        let folder = match self.folder.as_deref() {
            None | Some("") => None,
            Some(id) => {
                let folder = FOLDERS.into_iter().find(|folder| folder.id() == id);
                Some(folder.ok_or_else(|| wrong(format!("No such folder: {id:?}")))?)
            }
        };
        let format = match self.format.as_deref() {
            None => None,
            Some(id) => Some(report::format(id).ok_or_else(|| wrong(format!("No such format: {id:?}")))?),
        };
        let settings = Settings {
            institution,
            registry,
            folder,
            personal: false,
            sections: Sections::redacting(self.redact),
        };
        Ok(Wish { settings, dns: self.dns, redact: self.redact, format })
    }
}

impl Wish {
    /// Name servers to ask, where they are wanted.
    pub(super) fn dns(&self, resolver: Option<SocketAddr>) -> Result<Option<Live>, String> {
        if !self.dns {
            return Ok(None);
        }
        let servers = resolver.map_or_else(system_servers, |one| vec![one]);
        let live = Live::start(LiveOptions::new(servers));
        live.map(Some).map_err(|error| format!("DNS checks are not possible: {error}"))
    }
}
