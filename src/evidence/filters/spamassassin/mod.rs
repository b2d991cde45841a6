//! SpamAssassin: the `X-Spam-*` fields in every dialect that no other product claims.
//!
//! The fields are shared: Amavis, Exim, MailScanner and Rspamd write the same names. What reads them
//! stands here, and each product's decoder takes the stamps that are its own.

pub(super) mod assemble;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod fuzz;
pub(super) mod known;
mod names;
mod outbound;
pub(super) mod report;
pub(super) mod rules;
mod score;
pub(super) mod sheet;
pub(super) mod stamp;
pub(super) mod standing;
pub(super) mod status;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;

use super::doc::Known;
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};
use stamp::{Kind, Writer, stamps};
use standing::{Marks, Wrote, of, settle};

/// SpamAssassin.
pub(super) static DECODER: Decoder = Decoder {
    id: "spamassassin",
    name: "SpamAssassin",
    fields: FIELDS,
    codes: &CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "welcomelist_from_rcvd lets an address through only when it comes from a host with the given confirmed name.",
    steps: &[
        "Add the line below to local.cf and reload SpamAssassin, or the mail server that runs it.",
        "The second argument is the confirmed reverse name of the relay: an impostor cannot have it. Before version 4 the word is whitelist_from_rcvd.",
    ],
    include: "Or welcomelist_auth *@{from}: it lets the domain through only when SPF or DKIM passes, which {include} in its SPF record makes SPF do.",
    snippet: Some(("spamassassin", "welcomelist_from_rcvd *@{from} exlibrisgroup.com")),
    caution: "It takes 100 points off the score; it does not undo what the mail server itself refuses. Both need trusted_networks to name your own servers.",
    ..Exemption::documented("Apache SpamAssassin: Mail::SpamAssassin::Conf; Mail::SpamAssassin::Plugin::SPF")
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    let mut wrote = Wrote::default();
    let mut mailscanner = None;
    for stamp in stamps(context, Writer::SpamAssassin) {
        if stamp.fields.iter().all(|(kind, _)| *kind == Kind::Checker) {
            continue;
        }
        let mut sheet = assemble::sheet(&stamp);
        let beside = || super::mailscanner::wrote(context.headers);
        if sheet.is_bare() && *mailscanner.get_or_insert_with(beside) {
            continue;
        }
        let marks = Marks { host: sheet.host.take(), ..Marks::default() };
        let mut standing = of(context, stamp.top(), stamp.carried, &marks);
        if !stamp.carried {
            standing = wrote.judge(standing, marks.host);
        }
        readings.extend(assemble::reading("spamassassin", &stamp, sheet, standing));
    }
    outbound::decode(context, readings);
    settle(&mut readings[from..]);
}

const RULES: Known = Known::source("SpamAssassin 4.0.1 rules and Mail::SpamAssassin::Conf");
const SEEN: Known = Known::observed("observed in mailing-list archives and public samples");
const SITE: Known = Known::documented("Mail::SpamAssassin::Conf: add_header and template tags");
const OPAQUE: Known = Known::unknown("observed in public samples");

static FIELDS: &[FieldDoc] = &[
    RULES.field("X-Spam-Status", "Verdict word, total, threshold and the rules that hit."),
    RULES.field("X-Spam-Flag", "YES for spam; other products write NO as well."),
    SEEN.field("X-Spam-Score", "The total; some products add a bar, a threshold or rules."),
    RULES.field("X-Spam-Level", "One star for each full point; Proxmox Mail Gateway puts its report here."),
    RULES.field("X-Spam-Report", "The rules with points and descriptions."),
    RULES.field("X-Spam-Checker-Version", "Program, version and the host that scanned."),
    SEEN.field("X-Spam-Check-By", "The host that scanned."),
    SITE.field("X-Spam-Tests", "The rules that hit."),
    SITE.field("X-Spam-Bayes", "What the site's statistical classifier gives for spam."),
    SITE.field("X-Spam-Relay-Country", "The countries of the servers on the way."),
    SITE.field("X-Spam-RelayCountry", "The countries of the servers on the way."),
    SITE.field("X-Spam-ASN", "The network of the handover address."),
    SITE.field("X-Spam-AWL", "The sender's history at this site, in points."),
    SITE.field("X-Spam-Pyzor", "What the Pyzor network counted."),
    SITE.field("X-Spam-Languages", "The languages that the text may be written in."),
    RULES.field("X-Spam-Prev-Subject", "The subject before it was marked."),
    RULES.field("X-Spam-Prev-Content-Type", "The Content-Type before the message was wrapped."),
    SEEN.field("X-VA-Spam-Flag", "SourceForge's flag beside its report."),
    OPAQUE.field("X-Spam-Filter-4", "Total and rules of an outbound scan; the product is not known."),
    OPAQUE.field("SpamTally", "Why that scan gave no total."),
];

const WORDS: [CodeDoc; 17] = [
    RULES.code("X-Spam-Status", "Yes", "The total reached the threshold.", "marked as spam"),
    RULES.code("X-Spam-Status", "No", "The total stayed below the threshold.", "not marked"),
    RULES.code("score", "", "The total of all rules.", "from `required` on the message is spam"),
    SEEN.code("score", "empty or x", "Nothing was scored.", "not scanned"),
    RULES.code(
        "required",
        "",
        "The total from which on a message is spam.",
        "5.0 unless the site says otherwise",
    ),
    RULES.code("flag", "YES", "The total reached the threshold.", "marked as spam"),
    RULES.code("flag", "NO", "The total stayed below the threshold.", "not marked"),
    RULES.code("level", "", "One character for each full point.", ""),
    RULES.code("autolearn", "spam", "The classifier learned the message as spam.", "none on this message"),
    RULES.code("autolearn", "ham", "The classifier learned the message as wanted.", "none on this message"),
    RULES.code("autolearn", "no, disabled, failed, unavailable", "The classifier learned nothing.", "none"),
    RULES.code(
        "shortcircuit",
        "",
        "A rule ended the scan early.",
        "the total need not be the sum of the rules",
    ),
    RULES.code("tagged_above", "", "The total from which on these fields are written.", ""),
    SITE.code("ASN", "", "The network of the handover address.", "none"),
    SITE.code("Relay-Country", "", "The countries of the servers on the way.", "none"),
    SEEN.code("h", "", "The total of an outbound scan.", "none for the recipient"),
    OPAQUE.code("SpamTally", "", "Why an outbound scan gave no total.", "none for the recipient"),
];

static CODES: [CodeDoc; WORDS.len() + rules::RULES.len()] = known::docs(&WORDS, rules::RULES, RULES);
