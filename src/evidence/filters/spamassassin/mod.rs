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

use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading};
use stamp::{Kind, Writer, stamps};
use standing::{Marks, of, settle};

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
static EXEMPTION: super::Exemption = super::Exemption {
    about: "welcomelist_from_rcvd lets an address through only when it comes from a host with the given confirmed name.",
    steps: &[
        "Add the line below to local.cf and reload SpamAssassin, or the mail server that runs it.",
        "The second argument is the confirmed reverse name of the relay: an impostor cannot have it. Before version 4 the word is whitelist_from_rcvd.",
    ],
    include: "Or welcomelist_auth *@{from}: it lets the domain through only when SPF or DKIM passes, which {include} in its SPF record makes SPF do.",
    snippet: Some(("spamassassin", "welcomelist_from_rcvd *@{from} exlibrisgroup.com")),
    caution: "It takes 100 points off the score; it does not undo what the mail server itself refuses. Both need trusted_networks to name your own servers.",
    ..super::Exemption::documented(
        "Apache SpamAssassin: Mail::SpamAssassin::Conf; Mail::SpamAssassin::Plugin::SPF",
    )
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for stamp in stamps(context, Writer::SpamAssassin) {
        if stamp.fields.iter().all(|(kind, _)| *kind == Kind::Checker) {
            continue;
        }
        let mut sheet = assemble::sheet(&stamp);
        if sheet.is_bare() && super::mailscanner::wrote(context.headers) {
            continue;
        }
        let marks = Marks { host: sheet.host.take(), ..Marks::default() };
        let standing = of(context, stamp.top(), stamp.carried, &marks);
        readings.extend(assemble::reading("spamassassin", &stamp, sheet, standing));
    }
    settle(&mut readings[from..]);
}

const SOURCE: &str = "SpamAssassin 4.0.1 rules and Mail::SpamAssassin::Conf";

const fn field(name: &'static str, about: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source: SOURCE, grade }
}

static FIELDS: &[FieldDoc] = &[
    field("X-Spam-Status", "Verdict word, total, threshold and the rules that hit.", Grade::Source),
    field("X-Spam-Flag", "YES for spam; other products write NO as well.", Grade::Source),
    field("X-Spam-Score", "The total; some products add a bar, a threshold or rules.", Grade::Observed),
    field("X-Spam-Level", "One star for each full point; Proxmox puts its report here.", Grade::Source),
    field("X-Spam-Report", "The rules with points and descriptions.", Grade::Source),
    field("X-Spam-Checker-Version", "Program, version and the host that scanned.", Grade::Source),
    field("X-VA-Spam-Flag", "SourceForge's flag beside its report.", Grade::Observed),
];

const fn word(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source: SOURCE, grade: Grade::Source }
}

const WORDS: [CodeDoc; 14] = [
    word("X-Spam-Status", "Yes", "The total reached the threshold.", "marked as spam"),
    word("X-Spam-Status", "No", "The total stayed below the threshold.", "not marked"),
    word("score", "", "The total of all rules.", "from `required` on the message is spam"),
    word("score", "empty or x", "Nothing was scored.", "not scanned"),
    word("required", "", "The total from which on a message is spam.", "5.0 unless the site says otherwise"),
    word("flag", "YES", "The total reached the threshold.", "marked as spam"),
    word("flag", "NO", "The total stayed below the threshold.", "not marked"),
    word("level", "", "One character for each full point.", ""),
    word("autolearn", "spam", "The classifier learned the message as spam.", "none on this message"),
    word("autolearn", "ham", "The classifier learned the message as wanted.", "none on this message"),
    word("autolearn", "no, disabled, failed, unavailable", "The classifier learned nothing.", "none"),
    word("shortcircuit", "", "A rule ended the scan early.", "the total need not be the sum of the rules"),
    word("tagged_above", "", "The total from which on these fields are written.", ""),
    word("undef", "", "CanIt did not score the message, and why.", "not scanned, or let through by a list"),
];

static CODES: [CodeDoc; WORDS.len() + rules::RULES.len()] = known::docs(&WORDS, rules::RULES, SOURCE);
