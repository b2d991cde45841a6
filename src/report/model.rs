//! The published shape of one analysed message (schema `whyjunk/1`): owned, serialisable, and without opinion.

use serde::Serialize;
use serde::ser::SerializeMap;

/// The schema that the shapes here and in [`super::summary`] make up.
pub const SCHEMA: &str = "whyjunk/1";

/// One message, analysed, as every format shows it (M in the schema).
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Where it was found.
    pub source: Source,
    /// What it says about itself.
    pub message: Message,
    /// Where it lies.
    pub placement: Placement,
    /// What the deciding filter said.
    pub verdict: Verdict,
    /// What the Ex Libris relays have to do with it.
    pub exlibris: Exlibris,
    /// The way it took.
    pub route: Route,
    /// What servers reported about its authentication.
    pub authentication: Authentication,
    /// What each filter wrote.
    pub filters: Vec<Filter>,
    /// What was found, decisive first.
    pub findings: Vec<Finding>,
    /// The one reason it is where it is.
    pub cause: Option<Cause>,
    /// The whole answer in plain words.
    pub explanation: String,
    /// What to do, the one to try first, first.
    pub remedies: Vec<Remedy>,
    /// What remedies would have changed; empty for delivered mail and where nothing can be said.
    pub what_if: Vec<WhatIf>,
    /// What could not be seen or had to be assumed.
    pub notes: Vec<String>,
    /// The header section as it stands in the message, for a bundle; empty elsewhere.
    #[serde(skip)]
    pub header_section: Vec<u8>,
}

/// Where a message was found.
#[derive(Debug, Clone, Serialize)]
pub struct Source {
    /// The path as given or walked; `-` for standard input.
    pub path: String,
    /// The kind of container.
    pub container: &'static str,
    /// Number in its container, 1-based.
    pub number: u64,
    /// Offset in the file, bytes.
    pub offset: Option<u64>,
    /// Length as stored, bytes.
    pub length: Option<u64>,
    /// Number of the message that carries this one.
    pub inside: Option<u64>,
}

/// What a message says about itself: all of it the sender's word, but for `return_path`.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// The Date field, RFC 3339.
    pub date: Option<String>,
    /// The first mailbox of From.
    pub from: Option<Mailbox>,
    /// The envelope sender; `""` is the null sender.
    pub return_path: Option<String>,
    /// The first address of Reply-To.
    pub reply_to: Option<String>,
    /// The addresses of To.
    pub to: Vec<String>,
    /// The subject, decoded.
    pub subject: Option<String>,
    /// Number of fields.
    pub header_count: usize,
    /// Number of Received fields.
    pub received_count: usize,
}

/// One mailbox.
#[derive(Debug, Clone, Serialize)]
pub struct Mailbox {
    /// `local@domain`.
    pub address: String,
    /// The domain, lower case.
    pub domain: String,
    /// The display name, decoded.
    pub name: Option<String>,
}

/// Where a message lies.
#[derive(Debug, Clone, Serialize)]
pub struct Placement {
    /// `inbox`, `junk`, `quarantine`, `rejected`, `other`, `unknown`.
    pub folder: &'static str,
    /// `header`, `label`, `folder-name`, `option`, `verdict`, `none`.
    pub basis: &'static str,
    /// What put it there against the verdict, in the vendor's own word.
    #[serde(rename = "override")]
    pub override_: Option<String>,
    /// Where it says so.
    pub proof: Vec<Proof>,
}

/// What the deciding filter said.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// `malware`, `phish`, `spoof`, `spam`, `bulk`, `suspect`, `not-spam`, `allow-listed`, `block-listed`,
    /// `not-scanned`, `unknown`.
    pub value: &'static str,
    /// High-confidence phish or spam.
    pub confidence_high: bool,
    /// Product id of the filter that decided.
    pub decided_by: Option<&'static str>,
    /// Where it says so.
    pub proof: Vec<Proof>,
}

/// The Ex Libris relation and what it rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Exlibris {
    /// `relay`, `network`, `forwarded`, `claimed`, `none`.
    pub relation: &'static str,
    /// The hosting region.
    pub region: Option<String>,
    /// The Ex Libris address.
    pub ip: Option<String>,
    /// Its host name, as recorded.
    pub host: Option<String>,
    /// `relay-table`, `spf-include`, `network`, `rdns`, `dkim`, `arc`, `none`.
    pub basis: &'static str,
    /// Id of the registry's entry.
    pub entry: Option<String>,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// The way a message took.
#[derive(Debug, Clone, Serialize)]
pub struct Route {
    /// The hops, oldest first.
    pub hops: Vec<Hop>,
    /// The last trusted hop, and the peer it recorded.
    pub border: Option<Border>,
}

/// One hop (H in the schema).
#[derive(Debug, Clone, Serialize)]
pub struct Hop {
    /// 1 = oldest.
    pub number: usize,
    /// Number of its field in the message.
    pub header: u32,
    /// What the client called itself.
    pub helo: Option<String>,
    /// The client's reverse name.
    pub rdns: Option<String>,
    /// The client's address.
    pub ip: Option<String>,
    /// The server that wrote the field.
    pub by: Option<String>,
    /// Its own address.
    pub by_ip: Option<String>,
    /// The protocol.
    pub with: Option<String>,
    /// The queue id.
    pub id: Option<String>,
    /// The recipient.
    #[serde(rename = "for")]
    pub for_: Option<String>,
    /// The `via` clause.
    pub via: Option<String>,
    /// TLS as recorded.
    pub tls: Option<Tls>,
    /// The client authenticated itself.
    pub authenticated: bool,
    /// RFC 3339.
    pub date: Option<String>,
    /// From the hop before; negative when the clocks say so.
    pub delay_seconds: Option<i64>,
    /// Whose way of writing it is.
    pub dialect: &'static str,
    /// `trusted`, `border`, `claimed`.
    pub trust: &'static str,
    /// `relay` or `network`, when the peer is an Ex Libris address.
    pub exlibris: Option<&'static str>,
    /// Ids of what was found about this hop.
    pub flags: Vec<&'static str>,
}

/// TLS as a hop recorded it.
#[derive(Debug, Clone, Serialize)]
pub struct Tls {
    /// Protocol version as written.
    pub version: Option<String>,
    /// Cipher suite as written.
    pub cipher: Option<String>,
}

/// The handover from outside to the receiving side.
#[derive(Debug, Clone, Serialize)]
pub struct Border {
    /// Number of the hop.
    pub hop: usize,
    /// The peer's address.
    pub ip: Option<String>,
    /// The peer's reverse name.
    pub rdns: Option<String>,
    /// What the peer called itself.
    pub helo: Option<String>,
    /// The server that recorded it.
    pub by: Option<String>,
    /// TLS as recorded.
    pub tls: Option<Tls>,
}

/// Authentication: what the deciding trusted server reported, and in `reported` what anybody did.
#[derive(Debug, Clone, Serialize)]
pub struct Authentication {
    /// SPF.
    pub spf: Option<Spf>,
    /// DKIM, one for each signature.
    pub dkim: Vec<Dkim>,
    /// DMARC.
    pub dmarc: Option<Dmarc>,
    /// ARC.
    pub arc: Option<Arc>,
    /// Microsoft's composite authentication.
    pub compauth: Option<Compauth>,
    /// Every pair of every reporting field.
    pub reported: Vec<Reported>,
    /// What checking anew gave; null where DNS is off.
    pub verified: Option<super::anew::Anew>,
}

/// SPF.
#[derive(Debug, Clone, Serialize)]
pub struct Spf {
    /// The result.
    pub result: String,
    /// The domain that was checked.
    pub domain: Option<String>,
    /// The address that was checked.
    pub ip: Option<String>,
    /// Aligned with From.
    pub aligned: Option<bool>,
    /// `mailfrom` or `helo`.
    pub identity: &'static str,
    /// `reported` or `verified`.
    pub source: &'static str,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// One DKIM result.
#[derive(Debug, Clone, Serialize)]
pub struct Dkim {
    /// The result.
    pub result: String,
    /// The signing domain.
    pub domain: Option<String>,
    /// The selector.
    pub selector: Option<String>,
    /// Aligned with From.
    pub aligned: Option<bool>,
    /// The reason or comment.
    pub reason: Option<String>,
    /// `reported` or `verified`.
    pub source: &'static str,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// DMARC.
#[derive(Debug, Clone, Serialize)]
pub struct Dmarc {
    /// The result.
    pub result: String,
    /// The published policy.
    pub policy: Option<String>,
    /// What was done about it.
    pub action: Option<String>,
    /// The From domain.
    pub domain: Option<String>,
    /// `reported` or `verified`.
    pub source: &'static str,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// ARC.
#[derive(Debug, Clone, Serialize)]
pub struct Arc {
    /// The result.
    pub result: String,
    /// Number of ARC sets.
    pub instances: u32,
    /// `reported` or `verified`.
    pub source: &'static str,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// Microsoft's composite authentication.
#[derive(Debug, Clone, Serialize)]
pub struct Compauth {
    /// The result.
    pub result: String,
    /// Three digits.
    pub reason: Option<String>,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// One `method=result` pair, whoever wrote it.
#[derive(Debug, Clone, Serialize)]
pub struct Reported {
    /// `spf`, `dkim`, ...
    pub method: String,
    /// The result.
    pub result: String,
    /// `ptype.name` to value.
    pub properties: Pairs,
    /// The reason given.
    pub reason: Option<String>,
    /// Who says so.
    pub authserv_id: Option<String>,
    /// Name of the field.
    pub field: String,
    /// ARC instance.
    pub instance: Option<u32>,
    /// How far it may be believed: `trusted`, `probable`, `unverifiable`, `sender-supplied`.
    pub trust: &'static str,
    /// Number of the field.
    pub header: u32,
}

/// Names with values in the order of the message, written as a JSON object; a name's first value stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Serialize for Pairs {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// What one filter wrote.
#[derive(Debug, Clone, Serialize)]
pub struct Filter {
    /// Product id.
    pub product: &'static str,
    /// Its verdict, in the words of `verdict.value`.
    pub verdict: &'static str,
    /// Score as printed.
    pub score: Option<f64>,
    /// Threshold of the action taken.
    pub threshold: Option<f64>,
    /// The threshold is the product's default, not printed in the message.
    pub threshold_assumed: bool,
    /// How far it may be believed: `trusted`, `probable`, `unverifiable`, `sender-supplied`.
    pub trust: &'static str,
    /// The part it played: `receiver`, `placement`, `upstream`, `sender-side`, `diagnostic`.
    pub role: &'static str,
    /// Number of the hop (1-based) whose server received the message when the filter saw it, where known.
    pub hop: Option<usize>,
    /// Its codes, in order.
    pub codes: Vec<Code>,
    /// Where it is said.
    pub proof: Vec<Proof>,
}

/// One code of a filter.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// The vendor's short key.
    pub name: String,
    /// The value as written.
    pub value: String,
    /// What it means.
    pub meaning: Option<&'static str>,
    /// Points it added.
    pub points: Option<f64>,
}

/// A rule that holds.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// `decisive`, `high`, `medium`, `low`, `info`.
    pub severity: &'static str,
    /// A headline.
    pub title: &'static str,
    /// The fact and what it means.
    pub text: String,
    /// Where it holds; never empty.
    pub proof: Vec<Proof>,
}

/// The one reason a message is where it is.
#[derive(Debug, Clone, Serialize)]
pub struct Cause {
    /// The rule's id.
    pub rule: &'static str,
    /// `certain`, `likely`, `possible`.
    pub confidence: &'static str,
    /// In words.
    pub text: String,
}

/// Something that somebody can do.
#[derive(Debug, Clone, Serialize)]
pub struct Remedy {
    /// Its id.
    pub id: &'static str,
    /// Who can do it.
    pub actor: &'static str,
    /// One line.
    pub title: &'static str,
    /// The steps, in order.
    pub steps: Vec<String>,
    /// Text to paste.
    pub snippet: Option<Snippet>,
    /// Ids of the rules that it is for.
    pub for_rules: Vec<&'static str>,
}

/// Text to paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// `dns-txt`, `powershell`, ...
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

/// What a remedy would have changed.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIf {
    /// The remedy's id.
    pub remedy: &'static str,
    /// The results that it changes.
    pub changes: Vec<Change>,
    /// Where the message would have gone.
    pub folder: &'static str,
    /// What the deciding filter would have said.
    pub verdict: &'static str,
    /// The rule that would have been the cause.
    pub cause: Option<&'static str>,
    /// `certain`, `likely`, `possible`.
    pub confidence: &'static str,
    /// Further remedies that together with this one would have delivered it, when it alone would not.
    pub needs: Vec<&'static str>,
    /// What was computed from which DNS record, a sentence each.
    pub computed: Vec<String>,
    /// In words.
    pub text: String,
}

/// A result that a remedy changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `spf`, `spf-at-gateway`, `dkim`, `dmarc`, `compauth`, `score`.
    pub what: &'static str,
    /// As it was.
    pub before: String,
    /// As it would have been.
    pub after: String,
}

/// A place in the message that proves something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Name of the field.
    pub header: String,
    /// Number of the field, 1-based; those of a carrier count on after the message's own.
    pub number: u32,
    /// First line of the field, 1-based.
    pub line: u32,
    /// The part that proves it, at most 200 characters.
    pub excerpt: String,
}
