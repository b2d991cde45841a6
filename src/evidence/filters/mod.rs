//! What every spam filter on the way wrote. One file per product; [`DECODERS`] is the only list.

mod alibaba;
mod amavis;
mod apple;
mod apple_mail;
mod barracuda;
mod bogofilter;
mod bulk_markers;
mod canit;
mod check_point;
mod cisco;
mod cloudmark;
mod commtouch;
mod coremail;
#[cfg(test)]
mod corpus;
mod corroborate;
mod crm114;
mod dcc;
mod dispatch;
mod doc;
mod dspam;
mod duocircle;
mod ecartis;
mod eset;
mod exchange_server;
mod exim;
mod expurgate;
mod ezmlm;
mod facts;
mod fastmail;
mod fortinet;
mod forwarding;
mod generic;
mod google;
mod google_groups;
mod greylist;
mod hmailserver;
mod hornetsecurity;
mod ibm;
mod imail;
mod kaspersky;
mod kpn;
mod listserv;
mod mail_ru;
mod mailchannels;
mod mailman;
mod mailprotector;
mod mailscanner;
mod majordomo;
mod marks;
mod mcafee;
mod mdaemon;
mod microsoft;
mod microsoft_365;
mod mimecast;
mod mimedefang;
mod mirapoint;
mod mtpolicyd;
mod netease;
mod opensrs;
mod outlook_com;
mod proofpoint;
mod proton;
mod retarus;
mod richmail;
mod rspamd;
mod seen;
mod sender_side;
mod ses;
mod silent;
mod smartermail;
mod sonicwall;
mod sophos;
mod spamassassin;
mod spambayes;
mod spamexperts;
mod stalwart;
mod surgemail;
mod symantec;
mod sympa;
mod t_online;
mod tencent_qq;
#[cfg(test)]
mod testing;
mod threatscanner;
mod thunderbird;
mod trend_micro;
mod united_internet;
mod vade;
mod virus_scan;
mod words;
mod wp_pl;
mod yahoo;
mod yandex;
mod zoho;

use std::borrow::Cow;

use super::authentication::Authentication;
use super::route::Route;
use super::trust::Trust;
use crate::headers::{Headers, Place};
use crate::input::Folder;
use crate::settings::Settings;

pub use doc::{By, CodeDoc, Exemption, FieldDoc, Grade};
pub use silent::SILENT;

/// Every decoder, sorted by id.
pub static DECODERS: &[&Decoder] = &[
    &alibaba::DECODER,
    &amavis::DECODER,
    &apple::DECODER,
    &apple_mail::DECODER,
    &barracuda::DECODER,
    &bogofilter::DECODER,
    &bulk_markers::DECODER,
    &canit::DECODER,
    &check_point::DECODER,
    &cisco::DECODER,
    &cloudmark::DECODER,
    &commtouch::DECODER,
    &coremail::DECODER,
    &crm114::DECODER,
    &dcc::DECODER,
    &dspam::DECODER,
    &duocircle::DECODER,
    &ecartis::DECODER,
    &eset::DECODER,
    &exchange_server::DECODER,
    &exim::DECODER,
    &expurgate::DECODER,
    &ezmlm::DECODER,
    &fastmail::DECODER,
    &fortinet::DECODER,
    &forwarding::DECODER,
    &generic::DECODER,
    &google::DECODER,
    &google_groups::DECODER,
    &greylist::DECODER,
    &hmailserver::DECODER,
    &hornetsecurity::DECODER,
    &ibm::DECODER,
    &imail::DECODER,
    &kaspersky::DECODER,
    &kpn::DECODER,
    &listserv::DECODER,
    &mail_ru::DECODER,
    &mailchannels::DECODER,
    &mailman::DECODER,
    &mailprotector::DECODER,
    &mailscanner::DECODER,
    &majordomo::DECODER,
    &mcafee::DECODER,
    &mdaemon::DECODER,
    &microsoft_365::DECODER,
    &mimecast::DECODER,
    &mimedefang::DECODER,
    &mirapoint::DECODER,
    &mtpolicyd::DECODER,
    &netease::DECODER,
    &opensrs::DECODER,
    &outlook_com::DECODER,
    &proofpoint::DECODER,
    &proton::DECODER,
    &retarus::DECODER,
    &richmail::DECODER,
    &rspamd::DECODER,
    &sender_side::DECODER,
    &ses::DECODER,
    &smartermail::DECODER,
    &sonicwall::DECODER,
    &sophos::DECODER,
    &spamassassin::DECODER,
    &spambayes::DECODER,
    &spamexperts::DECODER,
    &stalwart::DECODER,
    &surgemail::DECODER,
    &symantec::DECODER,
    &sympa::DECODER,
    &t_online::DECODER,
    &tencent_qq::DECODER,
    &threatscanner::DECODER,
    &thunderbird::DECODER,
    &trend_micro::DECODER,
    &united_internet::DECODER,
    &vade::DECODER,
    &virus_scan::DECODER,
    &wp_pl::DECODER,
    &yahoo::DECODER,
    &yandex::DECODER,
    &zoho::DECODER,
];

/// How a product speaks: one constant per product.
#[derive(Debug)]
pub struct Decoder {
    /// Product id, kebab case, the file's name.
    pub id: &'static str,
    /// The product's name, for people.
    pub name: &'static str,
    /// The fields it reads, all of them: the decoder runs when one is there (`*`: always).
    pub fields: &'static [FieldDoc],
    /// Its codes and what they mean.
    pub codes: &'static [CodeDoc],
    /// How its administrator lets a sender through, where its vendor offers that.
    pub exemption: Option<&'static Exemption>,
    /// Reads the product's fields of one message; adds nothing when there are none.
    pub decode: for<'m> fn(&Context<'_, 'm>, &mut Vec<Reading<'m>>),
}

/// What a filter made of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Verdict {
    /// Malware.
    Malware,
    /// Phishing, impersonation included.
    Phish,
    /// Forged sender.
    Spoof,
    /// Spam.
    Spam,
    /// Bulk mail.
    Bulk,
    /// Suspicious, not decided.
    Suspect,
    /// Scanned and found clean.
    NotSpam,
    /// Let through by a list or rule.
    AllowListed,
    /// Stopped by a list or rule.
    BlockListed,
    /// Not scanned.
    NotScanned,
    /// No verdict.
    #[default]
    Unknown,
}

impl Verdict {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Malware => "malware",
            Self::Phish => "phish",
            Self::Spoof => "spoof",
            Self::Spam => "spam",
            Self::Bulk => "bulk",
            Self::Suspect => "suspect",
            Self::NotSpam => "not-spam",
            Self::AllowListed => "allow-listed",
            Self::BlockListed => "block-listed",
            Self::NotScanned => "not-scanned",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the filter wanted the message out of the inbox.
    pub const fn is_bad(self) -> bool {
        matches!(
            self,
            Self::Malware | Self::Phish | Self::Spoof | Self::Spam | Self::Bulk | Self::BlockListed
        )
    }

    /// Whether the filter let it through as clean.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::NotSpam | Self::AllowListed)
    }
}

/// What part a filter played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The system that delivered to this mailbox.
    Receiver,
    /// Where the message finally went.
    Placement,
    /// An earlier hop or gateway on the receiving side.
    Upstream,
    /// An outbound scan on the sender's side, or a foreign stamp.
    SenderSide,
    /// No verdict, only facts.
    Diagnostic,
}

impl Role {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Receiver => "receiver",
            Self::Placement => "placement",
            Self::Upstream => "upstream",
            Self::SenderSide => "sender-side",
            Self::Diagnostic => "diagnostic",
        }
    }
}

/// What a list, rule or setting did, when the filter says that one acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Acted {
    /// The recipient's blocked senders.
    RecipientBlockList,
    /// The recipient's inbox rule or mailbox setting.
    RecipientRule,
    /// The administrator's block list.
    AdminBlockList,
    /// The administrator's mail flow rule marked it as spam.
    MailFlowRule,
    /// The administrator's IP allow list.
    AllowListedIp,
    /// The administrator's mail flow rule let it through.
    AllowListedByRule,
    /// The administrator's allowed senders let it through.
    AllowListedByPolicy,
    /// The recipient's safe senders, address book or trusted list.
    RecipientSafeSender,
    /// Released from quarantine.
    ReleasedFromQuarantine,
}

/// One code as it stood in the message.
#[derive(Debug, Clone)]
pub struct Code<'m> {
    /// The vendor's short key.
    pub name: Cow<'m, str>,
    /// The value as written.
    pub value: Cow<'m, str>,
    /// What it means; `None` when nobody has said.
    pub meaning: Option<&'static str>,
    /// Points it added, for score-based filters.
    pub points: Option<f64>,
    /// What kind of rule it is, for score-based filters.
    pub group: Option<Group>,
    /// The value holds addresses or habits of people: shown only when asked for.
    pub personal: bool,
}

impl<'m> Code<'m> {
    /// A code without points.
    pub fn new(
        name: impl Into<Cow<'m, str>>,
        value: impl Into<Cow<'m, str>>,
        meaning: Option<&'static str>,
    ) -> Self {
        Self { name: name.into(), value: value.into(), meaning, points: None, group: None, personal: false }
    }

    /// The same, marked as personal.
    pub fn personal(self) -> Self {
        Self { personal: true, ..self }
    }
}

/// What kind of thing a score-based filter's rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// SPF, DKIM, DMARC, ARC and forged-sender rules.
    Authentication,
    /// Block lists and allow lists of addresses and domains kept by others.
    Reputation,
    /// Bulk-mail digests and markers.
    Bulk,
    /// Text, structure, statistics.
    Content,
    /// The site's own or the recipient's lists.
    List,
    /// A list of bad addresses that the filter itself asked: named, without points.
    Listing,
}

/// What one filter wrote about one message.
#[derive(Debug, Clone)]
pub struct Reading<'m> {
    /// Product id.
    pub product: &'static str,
    /// Its verdict.
    pub verdict: Verdict,
    /// High-confidence phish or spam.
    pub high: bool,
    /// Score as printed.
    pub score: Option<f64>,
    /// Threshold of the action that was taken (or would be), in the same scale.
    pub threshold: Option<f64>,
    /// The threshold is the product's default, not printed in the message.
    pub threshold_assumed: bool,
    /// How far it may be believed.
    pub trust: Trust,
    /// The part it played.
    pub role: Role,
    /// Its codes, in order.
    pub codes: Vec<Code<'m>>,
    /// The folder it says it used.
    pub folder: Option<Folder>,
    /// What put the message there against the verdict, in the vendor's own word.
    pub override_: Option<Cow<'m, str>>,
    /// A list or rule that acted, when the filter says so.
    pub acted: Option<Acted>,
    /// Why it cannot be trusted: it contradicts a trusted hop.
    pub forged: bool,
    /// Index into the route's hops of the server that received the message when the filter saw it, where known.
    pub hop: Option<usize>,
    /// Where it is said.
    pub places: Vec<Place>,
}

impl<'m> Reading<'m> {
    /// A reading without a verdict yet.
    pub fn new(product: &'static str, trust: Trust, role: Role) -> Self {
        Self {
            product,
            verdict: Verdict::Unknown,
            high: false,
            score: None,
            threshold: None,
            threshold_assumed: false,
            trust,
            role,
            codes: Vec::new(),
            folder: None,
            override_: None,
            acted: None,
            forged: false,
            hop: None,
            places: Vec::new(),
        }
    }

    /// The value of the code `name` (exact case), first instance.
    pub fn code(&self, name: &str) -> Option<&str> {
        self.codes.iter().find(|c| c.name == name).map(|c| c.value.as_ref())
    }
}

/// What a decoder may look at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a, 'm> {
    /// The fields.
    pub headers: &'a Headers<'m>,
    /// The route, with the border.
    pub route: &'a Route<'m>,
    /// Reported authentication.
    pub authentication: &'a Authentication<'m>,
    /// The user's settings.
    pub settings: &'a Settings,
}

/// What the beginning of a rule's name (`NEURAL_SPAM_LONG`) tells, in SpamAssassin and Rspamd.
pub fn rule_family(name: &str) -> Option<&'static str> {
    spamassassin::known::begins(name)
}

/// Runs every decoder that has a field to read.
pub fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    for decoder in dispatch::wanted(context.headers) {
        (decoder.decode)(context, readings);
    }
    for reading in readings {
        reading.hop = seen::hop(context.route, reading);
    }
}
