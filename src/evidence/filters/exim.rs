//! Exim and cPanel: SpamAssassin's result as an access list of the server writes it.

use std::net::IpAddr;

use super::doc::Known;
use super::spamassassin::assemble;
use super::spamassassin::stamp::{Kind, Stamp, Writer, stamps};
use super::spamassassin::standing::{Marks, of, settle};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};

/// Exim's `spam` condition, cPanel and sa-exim.
pub(super) static DECODER: Decoder = Decoder {
    id: "exim",
    name: "Exim / cPanel",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The access lists of the Exim Configuration Manager except addresses from the checks at the time of delivery.",
    steps: &[
        "WHM > Home > Service Configuration > Exim Configuration Manager > Basic Editor > Access Lists > Only-verify-recipient: add the addresses of the relays.",
        "The list \"Trusted SMTP IP addresses\" beside it also skips sender, recipient and relay checks: that is more than the relays need.",
        "An Exim without cPanel has no such list: put a hostlist with the relays into the ACL in front of the spam condition.",
    ],
    include: "For the score of SpamAssassin, which cPanel runs after that: welcomelist_auth *@{from} needs SPF or DKIM to pass, and {include} in the SPF record of {from} makes SPF do so.",
    caution: "The list acts on checks at SMTP time. SpamAssassin may still score the message on its way to the mailbox.",
    ..Exemption::documented(
        "cPanel & WHM documentation: Exim Configuration Manager, Basic Editor, Access Lists",
    )
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for stamp in stamps(context, Writer::Exim) {
        if stamp.fields.iter().all(|(kind, _)| says_nothing(*kind)) {
            continue;
        }
        let mut sheet = assemble::sheet(&stamp);
        let marks = Marks { host: sheet.host.take(), peer: peer(&stamp), ..Marks::default() };
        let standing = of(context, stamp.top(), stamp.carried, &marks);
        readings.extend(assemble::reading("exim", &stamp, sheet, standing));
    }
    settle(&mut readings[from..]);
}

/// Fields of sa-exim that only tell of the connection.
const fn says_nothing(kind: Kind) -> bool {
    matches!(kind, Kind::EximPeer | Kind::EximNote | Kind::EximAddress)
}

fn peer(stamp: &Stamp<'_, '_>) -> Option<IpAddr> {
    stamp.get(Kind::EximPeer).and_then(|f| f.decoded().parse::<IpAddr>().ok()).map(|ip| ip.to_canonical())
}

const SPEC: Known = Known::documented("Exim specification, section 45");
const CPANEL: Known = Known::observed("cPanel mail in the field");
const SITE: Known = Known::observed("observed in mailing-list archives");

static FIELDS: &[FieldDoc] = &[
    SPEC.field("X-Spam_score", "The total."),
    CPANEL.field("X-Spam-Score", "The total; cPanel prints it ten times too large."),
    SPEC.field("X-Spam_score_int", "The total times ten, cut."),
    SITE.field("X-Spam-Score-Int", "The total times ten, cut."),
    SPEC.field("X-Spam_bar", "One `+` or `-` for each full point, `/` near zero."),
    CPANEL.field("X-Spam-Bar", "One `+` or `-` for each full point, `/` near zero."),
    SPEC.field("X-Spam_report", "The rules with points."),
    CPANEL.field("X-Spam-Report", "The rules with points."),
    CPANEL.field("X-Ham-Report", "The report of a message that is not spam."),
    CPANEL.field("X-Spam-Status", "Word and total, without threshold and rules."),
    CPANEL.field("X-Spam-Flag", "YES or NO."),
    SITE.field("X-*-Spam-Status", "Word, points and threshold in a site's own field."),
    SITE.field("X-*-Spam-Score", "The total in a site's own field, beside its status."),
    SITE.field("X-*-Spam-Level", "A bar in a site's own field, beside its status."),
    SITE.field("X-SA-Exim-Scanned", "Sa-exim: whether the message was scanned, by which host."),
    SITE.field("X-SA-Exim-Connect-IP", "Sa-exim: the address of the peer; tells whose word the field is."),
    SITE.field("X-SA-Exim-Mail-From", "Sa-exim: the envelope sender."),
    SITE.field("X-SA-Exim-Rcpt-To", "Sa-exim: the recipients."),
    SITE.field("X-SA-Exim-Version", "Sa-exim: its version."),
];

static CODES: &[CodeDoc] = &[
    CPANEL.code("X-Spam-Status", "Yes", "The total reached the site's threshold.", "marked as spam"),
    CPANEL.code("X-Spam-Status", "No", "The total stayed below the site's threshold.", "not marked"),
    SPEC.code("score", "", "The total of all rules.", "spam from 5.0 on unless the site says otherwise"),
    CPANEL.code("score", "empty", "Nothing was scored.", "not scanned"),
    SPEC.code("score_int", "", "The total times ten.", ""),
    SPEC.code("level", "", "One character for each full point.", ""),
    SITE.code("SA-Exim-Scanned", "Yes", "Sa-exim had the message scanned.", ""),
    SITE.code("SA-Exim-Scanned", "No", "A condition of the site exempted the message.", "not scanned"),
    SITE.code("SA-Exim-Mail-From", "", "The envelope sender that sa-exim saw.", "none"),
    SITE.code("SA-Exim-Rcpt-To", "", "The recipients that sa-exim saw.", "none"),
    SITE.code("SA-Exim-Version", "", "The version of sa-exim.", "none"),
];

#[cfg(test)]
mod tests;
