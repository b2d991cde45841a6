//! The published shape of a whole run: what was counted, and of what could not be read.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::model::Snippet;
use crate::input;

/// Id to number of messages, sorted by id.
pub type Counts = BTreeMap<&'static str, u64>;

/// An input, or a part of one, that could not be read (U in the schema).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// The path as given or walked.
    pub path: String,
    /// Number of the message, when it is one message's fault.
    pub number: Option<u64>,
    /// Offset in the file, bytes.
    pub offset: Option<u64>,
    /// Why, in words.
    pub reason: String,
}

impl From<&input::Unreadable> for Unreadable {
    fn from(unreadable: &input::Unreadable) -> Self {
        Self {
            path: unreadable.path.as_ref().to_owned(),
            number: unreadable.number,
            offset: unreadable.offset,
            reason: unreadable.reason.clone(),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(number) = self.number {
            write!(f, ", message {number}")?;
        }
        if let Some(offset) = self.offset {
            write!(f, ", at byte {offset}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The summary of a run (S in the schema).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Messages, attached ones included.
    pub messages: u64,
    /// Inputs or parts that could not be read.
    pub unreadable: u64,
    /// Bytes of input.
    pub bytes: u64,
    /// The run was interrupted: what lay behind the last message is not counted.
    pub partial: bool,
    /// The counts for all messages.
    #[serde(flatten)]
    pub all: Breakdown,
    /// The counts for messages of relation `relay`, `network` and `forwarded` alone.
    pub exlibris: Breakdown,
    /// What to do first, most messages first.
    pub remedies: Vec<RemedyCount>,
    /// What remedies would have changed over all messages.
    pub what_if: WhatIfSummary,
    /// From domains, most messages first.
    pub senders: Vec<Sender>,
    /// The earliest arrival, RFC 3339 in UTC.
    pub first_date: Option<String>,
    /// The latest arrival, RFC 3339 in UTC.
    pub last_date: Option<String>,
    /// What the summary leaves out.
    pub notes: Vec<String>,
}

/// Messages by each of their main properties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// By Ex Libris relation.
    pub by_relation: Counts,
    /// By hosting region, where one is known.
    pub by_region: Counts,
    /// By folder.
    pub by_folder: Counts,
    /// By verdict.
    pub by_verdict: Counts,
    /// By cause, where there is one.
    pub by_cause: Counts,
    /// By cause, of messages in junk, in quarantine or rejected; for the text only.
    #[serde(skip)]
    pub kept_out: Counts,
    /// By cause, of messages in the inbox; for the text only.
    #[serde(skip)]
    pub delivered: Counts,
}

/// How many messages have a remedy as their first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemedyCount {
    /// Its id.
    pub id: &'static str,
    /// Messages that have it as their first remedy.
    pub messages: u64,
    /// One line.
    pub title: &'static str,
    /// Who can do it.
    pub actor: &'static str,
    /// Text to paste, from the first message that has one.
    pub snippet: Option<Snippet>,
}

/// What remedies would have changed over all messages that were kept out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WhatIfSummary {
    /// Each remedy by itself, most messages first.
    pub single: Vec<RemedyEffect>,
    /// The smallest set that would have delivered the most messages.
    pub smallest_set: SmallestSet,
}

/// How many messages a remedy alone would have delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemedyEffect {
    /// The remedy's id.
    pub remedy: &'static str,
    /// Messages.
    pub messages: u64,
}

/// Remedies that together would have delivered the most messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SmallestSet {
    /// Their ids.
    pub remedies: Vec<&'static str>,
    /// Messages.
    pub messages: u64,
}

/// A From domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sender {
    /// The domain, lower case.
    pub domain: String,
    /// Its messages.
    pub messages: u64,
    /// Those junked, quarantined or rejected.
    pub junked: u64,
    /// The commonest cause of its junked messages.
    pub cause: Option<&'static str>,
}
