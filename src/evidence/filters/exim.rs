//! Exim and cPanel: SpamAssassin's result as an access list of the server writes it.

use super::spamassassin::assemble;
use super::spamassassin::stamp::{Kind, Stamp, Writer, stamps};
use super::spamassassin::standing::{Marks, of, settle};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading};

/// Exim's `spam` condition, cPanel and sa-exim.
pub(super) static DECODER: Decoder =
    Decoder { id: "exim", name: "Exim / cPanel", fields: FIELDS, codes: CODES, exemption: None, decode };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for stamp in stamps(context, Writer::Exim) {
        if stamp.fields.iter().all(|(kind, _)| *kind == Kind::EximPeer) {
            continue;
        }
        let mut sheet = assemble::sheet(&stamp);
        let marks = Marks { host: sheet.host.take(), peer: peer(&stamp), ..Marks::default() };
        let standing = of(context, stamp.top(), stamp.carried, &marks);
        readings.extend(assemble::reading("exim", &stamp, sheet, standing));
    }
    settle(&mut readings[from..]);
}

fn peer(stamp: &Stamp<'_, '_>) -> Option<std::net::IpAddr> {
    stamp.get(Kind::EximPeer).and_then(|f| f.text().parse().ok())
}

const fn field(name: &'static str, about: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source: "Exim specification, section 45; cPanel mail in the field", grade }
}

static FIELDS: &[FieldDoc] = &[
    field(
        "X-Spam_score, X-Spam-Score",
        "The total; cPanel prints it ten times too large.",
        Grade::Documented,
    ),
    field("X-Spam_score_int", "The total times ten, cut.", Grade::Documented),
    field("X-Spam_bar, X-Spam-Bar", "One `+` or `-` for each full point, `/` near zero.", Grade::Documented),
    field("X-Spam_report, X-Spam-Report", "The rules with points.", Grade::Documented),
    field("X-Spam-Status", "cPanel: word and total, without threshold and rules.", Grade::Observed),
    field("X-*-Spam-Status", "Word, points and threshold in a site's own field.", Grade::Observed),
    field("X-Ham-Report", "cPanel: the report of a message that is not spam.", Grade::Observed),
    field("X-SA-Exim-Scanned", "sa-exim: whether the message was scanned.", Grade::Observed),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
) -> CodeDoc {
    CodeDoc {
        name,
        value,
        meaning,
        effect,
        source: "Exim specification, section 45; cPanel mail in the field",
        grade: Grade::Observed,
    }
}

static CODES: &[CodeDoc] = &[
    code("X-Spam-Status", "Yes", "The total reached the site's threshold.", "marked as spam"),
    code("X-Spam-Status", "No", "The total stayed below the site's threshold.", "not marked"),
    code("score", "", "The total of all rules.", "spam from 5.0 on unless the site says otherwise"),
    code("score", "empty", "Nothing was scored.", "not scanned"),
    code("score_int", "", "The total times ten.", ""),
    code("level", "", "One character for each full point.", ""),
    code("SA-Exim-Scanned", "Yes", "Sa-exim had the message scanned.", ""),
    code("SA-Exim-Scanned", "No", "A condition of the site exempted the message.", "not scanned"),
];

#[cfg(test)]
mod tests;
