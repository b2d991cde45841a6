//! The published shape of a whole run: what was counted, and of what could not be read.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

use serde::Serialize;

use super::model::Snippet;
use super::text::words::thousands;
use crate::{input, rules};

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
    /// Why mail from Ex Libris was kept from the inbox, most messages first.
    pub causes: Vec<CauseCount>,
    /// From domains, most messages first.
    pub senders: Vec<Sender>,
    /// Mail from Ex Libris by the region of the relay, most messages first.
    pub regions: Vec<RegionCount>,
    /// Mail from Ex Libris by the filter that decided, most messages first.
    pub products: Vec<ProductCount>,
    /// All mail by the month of its arrival, oldest first.
    pub months: Vec<Month>,
    /// Causes among mail from Ex Libris that began or stopped, in the order of their dates.
    pub changes: Vec<Change>,
    /// Messages that only claim to come from Ex Libris.
    pub impostors: Impostors,
    /// What could not be told.
    pub untold: Untold,
    /// How long the hops of mail from Ex Libris took.
    pub hop_delays: HopDelays,
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

/// How many messages have a remedy as their first, and how many it would have mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemedyCount {
    /// Its id.
    pub id: &'static str,
    /// Messages that have it as their first remedy.
    pub messages: u64,
    /// Messages that were kept out and that this change alone would have put into the inbox.
    pub mends: u64,
    /// One line.
    pub title: &'static str,
    /// Who can do it.
    pub actor: &'static str,
    /// Text to paste, from the first message that has one.
    pub snippet: Option<Snippet>,
    /// The domain in From of the message that the text to paste is from.
    #[serde(skip)]
    pub snippet_for: Option<String>,
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
    /// Its messages that really came from Ex Libris.
    pub exlibris: u64,
    /// Those of them that were junked, quarantined or rejected.
    pub exlibris_kept_out: u64,
}

/// A cause that kept mail from Ex Libris out of the inbox, and the change that would have mended most of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseCount {
    /// The cause's id.
    pub cause: &'static str,
    /// Messages.
    pub messages: u64,
    /// The remedy that alone would have delivered most of them; the one that is most often the first where none
    /// would have.
    pub remedy: Option<&'static str>,
    /// Messages that this remedy alone would have put into the inbox.
    pub mends: u64,
}

/// The region of the relays, and what became of their mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionCount {
    /// `na`, `eu`, `ap`, `ca`, `cn`, or null where the region is not known.
    pub region: Option<&'static str>,
    /// What became of the messages.
    #[serde(flatten)]
    pub fate: Fate,
}

/// The filter that decided, and what became of the mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProductCount {
    /// The filter's id, or null where none left a verdict that counts.
    pub product: Option<&'static str>,
    /// What became of the messages.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of some messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Fate {
    /// Messages.
    pub messages: u64,
    /// In the inbox.
    pub delivered: u64,
    /// In junk, in quarantine or rejected.
    pub kept_out: u64,
    /// The commonest cause of those that were kept out.
    pub cause: Option<&'static str>,
}

/// A calendar month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `2026-03`, of the arrival in UTC.
    pub month: String,
    /// All messages.
    pub messages: u64,
    /// Those that really came from Ex Libris.
    pub exlibris: u64,
    /// Of these, in the inbox.
    pub delivered: u64,
    /// Of these, in junk, in quarantine or rejected.
    pub kept_out: u64,
    /// Of these, elsewhere, or nothing tells where.
    pub other: u64,
    /// Of these, by cause those that were kept out.
    pub causes: Counts,
}

/// A cause among mail from Ex Libris that began or stopped on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The cause's id.
    pub cause: &'static str,
    /// `kept-out`, or `delivered` for lists that let mail through.
    pub fate: &'static str,
    /// `began` or `stopped`.
    pub what: &'static str,
    /// The first day on which it was so, in UTC: `2026-03-02`.
    pub date: String,
    /// The time before that day.
    pub before: Period,
    /// The time from that day on.
    pub after: Period,
    /// It said with its numbers.
    pub text: String,
}

impl Change {
    /// A change, said with its numbers.
    pub fn new(
        cause: &'static str,
        fate: &'static str,
        what: &'static str,
        date: String,
        before: Period,
        after: Period,
    ) -> Self {
        let title = rules::find(cause).map_or(cause, |rule| rule.title);
        let fated = if fate == "delivered" { "let through" } else { "kept out" };
        let of =
            |part: u64, period: &Period| format!("{} of {}", thousands(part), thousands(period.messages));
        let text = format!(
            "{title}: {what} on {date}. For this reason {} Ex Libris messages were {fated} on the {} days with mail before, {} on the {} days from then on. Delivered altogether: {} before, {} since.",
            of(before.of_cause, &before),
            thousands(before.days),
            of(after.of_cause, &after),
            thousands(after.days),
            of(before.delivered, &before),
            of(after.delivered, &after),
        );
        Self { cause, fate, what, date, before, after, text }
    }
}

/// Mail from Ex Libris in a time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// Its first day with such mail, in UTC.
    pub first: String,
    /// Its last day with such mail, in UTC.
    pub last: String,
    /// Days with such mail.
    pub days: u64,
    /// Messages.
    pub messages: u64,
    /// Messages that have the cause.
    pub of_cause: u64,
    /// Messages in the inbox.
    pub delivered: u64,
}

/// Messages that only claim to come from Ex Libris.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Impostors {
    /// Messages.
    pub messages: u64,
    /// Those where something contradicts the claim.
    pub contradicted: u64,
    /// Those that lie in the inbox.
    pub delivered: u64,
    /// The domains they gave in From, most messages first.
    pub senders: Vec<Impostor>,
}

/// A From domain of messages that only claim to come from Ex Libris.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Impostor {
    /// The domain, lower case; null where From holds none.
    pub domain: Option<String>,
    /// Messages.
    pub messages: u64,
    /// Those where something contradicts the claim.
    pub contradicted: u64,
    /// Who handed them over, most messages first.
    pub addresses: Vec<AddressCount>,
}

/// An address that handed messages over at the border.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddressCount {
    /// The address; null where no trusted server recorded one.
    pub ip: Option<IpAddr>,
    /// Messages.
    pub messages: u64,
    /// Whether a client logged in from there: then it is somebody's home. Not shown.
    #[serde(skip)]
    pub logged_in: bool,
}

/// What could not be told, of all messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Untold {
    /// Messages whose headers do not say why they are where they are.
    pub no_verdict: u64,
    /// Messages that nothing says where they lie.
    pub unknown_folder: u64,
    /// Messages that no trusted server says who handed them over.
    pub unknown_border: u64,
    /// Messages without a believable date.
    pub undated: u64,
    /// Inputs or parts that could not be read.
    pub unreadable: u64,
}

/// How long the hops of mail from Ex Libris took.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HopDelays {
    /// Hops by their delay, shortest first.
    pub buckets: Vec<DelayBucket>,
    /// Hops whose clock is behind that of the hop before.
    pub backwards: u64,
    /// Hops without a readable date, or behind one without.
    pub unknown: u64,
    /// The receiving servers that took five minutes or more, most hops first.
    pub slowest: Vec<SlowHop>,
}

/// Hops with delays in a range, by their place on the route.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DelayBucket {
    /// Seconds that the delays stay below; null for the longest.
    pub under_seconds: Option<i64>,
    /// Hops before the border, by the senders' own clocks.
    pub sending: u64,
    /// The border hops: from the sender's last server to the first trusted one.
    pub border: u64,
    /// Hops behind the border.
    pub receiving: u64,
}

/// A receiving server at which messages waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlowHop {
    /// Its name as it gave it.
    pub by: String,
    /// Hops of five minutes or more.
    pub hops: u64,
    /// The longest, seconds.
    pub longest_seconds: i64,
}
