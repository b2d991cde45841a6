//! CanIt by Roaring Penguin: the site's score with its threshold, and why a message was not scored.

use std::borrow::Cow;

use super::corroborate::{Claim, agrees_with_route, part_of, standing};
use super::doc::Known;
use super::facts::{self, keys, without_verdict};
use super::spamassassin::assemble;
use super::spamassassin::stamp::{Kind, Stamp, Writer, stamps};
use super::words::{Item, Spec, fact, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading};
use crate::headers::FieldRef;

const ID: &str = "canit";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "CanIt", fields: FIELDS, codes: CODES, exemption: None, decode };

const GUIDE: Known = Known::documented("CanIt-PRO User's Guide: Mail headers added by CanIt-PRO");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const UNIVERSITY: Known = Known::reported("Ohio State University: Reading Anti Spam system headers");

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-Spam-Score", "Score, nearest threshold and tests, or why there is no score."),
    UNIVERSITY.field("X-Bayes-Prob", "Probability of spam by the learned words, and its points."),
    SEEN.field("X-CanIt-Geo", "Address of the peer, and where it is."),
    UNIVERSITY.field("X-CanItPRO-Stream", "Group of settings that applied."),
    SEEN.field("X-Canit-Stats-ID", "Id for training."),
    SEEN.field("X-CanIt-Incident-Id", "Id of the message in CanIt's trap and log."),
    SEEN.field("X-p0f-Info", "Operating system of the peer, guessed."),
    SEEN.field("X-Scanned-By", "CanIt and the server it ran on; others have their own decoder."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code("score", "", "Sum of the points of all tests.", "held or tagged from the threshold on"),
    GUIDE.code("threshold", "Hold", "From this score on the message is held in CanIt's trap.", "quarantined"),
    GUIDE.code("threshold", "Tag", "From this score on the subject is tagged.", "tagged"),
    SEEN.code("undef", "SENDER Whitelisted", "The site's or recipient's list has the sender.", "let through"),
    SEEN.code("undef", "Domain Whitelisted", "The site's or recipient's list has the domain.", "let through"),
    SEEN.code("undef", "<address> is allowed always.", "The site always allows the server.", "let through"),
    SEEN.code(
        "undef",
        "relay <address> marked with skip_spam_scan",
        "The site has mail of this server not scanned.",
        "not scanned",
    ),
    SEEN.code("undef", "spam scanning disabled", "The site has switched the scan off here.", "not scanned"),
    UNIVERSITY.code("Bayes-Prob", "", "Probability of spam by the learned words, and its points.", ""),
    SEEN.code("Geo", "", "Address of the peer, and where it is.", ""),
    UNIVERSITY.code("Stream", "", "Group of settings that applied.", ""),
    SEEN.code("Incident-Id", "", "Id of the message in CanIt's trap and log.", ""),
    SEEN.code("Stats-ID", "", "Id for training.", ""),
    SEEN.code("p0f", "", "Operating system of the peer, guessed.", ""),
    SEEN.code("Scanned-By", "", "The server that CanIt ran on.", ""),
];

const ITEMS: &[Item] = &[
    fact("X-Bayes-Prob", "Bayes-Prob"),
    fact("X-CanIt-Incident-Id", "Incident-Id"),
    fact("X-CanIt-Geo", "Geo"),
    fact("X-CanItPRO-Stream", "Stream"),
    fact("X-Canit-Stats-ID", "Stats-ID"),
    fact("X-p0f-Info", "p0f"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &keys::<5>(ITEMS), items: ITEMS, codes: CODES, appliance: true, agrees };

/// Whether CanIt wrote this `X-Scanned-By`.
pub(super) fn wrote(field: FieldRef<'_, '_>) -> bool {
    field.decoded().trim_start().starts_with("CanIt")
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let mut facts = Vec::new();
    facts::decode(&SPEC, context, &mut facts);
    for field in context.headers.all("X-Scanned-By").filter(|f| wrote(*f)).take(2) {
        scanned(context, field, &mut facts);
    }
    let stamps = stamps(context, Writer::CanIt);
    let agrees = if stamps.len() == 1 { agrees(context) } else { None };
    for stamp in &stamps {
        let claim = Claim::appliance(ID, stamp.top(), stamps.len(), agrees);
        let sheet = assemble::sheet(stamp);
        let Some(mut reading) = assemble::reading(ID, stamp, sheet, standing(context, claim)) else {
            continue;
        };
        reading.codes.extend(threshold(stamp));
        if let Some(beside) = beside(context, stamp.top(), &facts) {
            let beside = facts.swap_remove(beside);
            reading.codes.extend(beside.codes);
            reading.places.extend(beside.places);
        }
        without_verdict(&mut reading);
        readings.push(reading);
    }
    readings.append(&mut facts);
}

/// Adds an `X-Scanned-By` to the facts of its side of the border.
fn scanned<'m>(context: &Context<'_, 'm>, field: FieldRef<'_, 'm>, facts: &mut Vec<Reading<'m>>) {
    let at = beside(context, field.index(), facts).unwrap_or_else(|| {
        let claim = Claim::appliance(ID, field.index(), 1, agrees(context));
        let mut reading = standing(context, claim).reading(ID);
        without_verdict(&mut reading);
        facts.push(reading);
        facts.len() - 1
    });
    if let Some(reading) = facts.get_mut(at) {
        let text = field.decoded();
        reading.codes.push(Code::new("Scanned-By", text, meaning(CODES, "Scanned-By", "")));
        reading.places.push(field.place());
    }
}

/// The facts on the same side of the border as `field`.
fn beside(context: &Context<'_, '_>, field: u32, facts: &[Reading<'_>]) -> Option<usize> {
    let above = |field: u32| context.route.is_above_border(field);
    facts.iter().position(|r| r.places.first().is_some_and(|p| above(p.field) == above(field)))
}

/// `Hold at 5.00` of `6.20 (******) [Hold at 5.00] TEST(1)`.
fn threshold<'m>(stamp: &Stamp<'_, 'm>) -> Option<Code<'m>> {
    let text: Cow<'m, str> = stamp.get(Kind::Score)?.decoded();
    let inside = text.split_once('[')?.1.split_once(']')?.0;
    Some(Code::new("threshold", part_of(&text, inside), meaning(CODES, "threshold", inside)))
}

/// `ip=192.0.2.10; country=...`, or `No geolocation information available for 192.0.2.10`.
fn agrees(context: &Context<'_, '_>) -> Option<bool> {
    let text = context.headers.first("X-CanIt-Geo")?.decoded();
    let ip = match text.strip_prefix("ip=") {
        Some(rest) => rest.split(';').next().unwrap_or(rest),
        None => text.rsplit(' ').next()?,
    };
    agrees_with_route(context, ip.trim())
}

#[cfg(test)]
mod tests {
    use super::super::spamassassin::testing::{above, below, one, run};
    use super::super::testing::check_tables;
    use super::super::{Acted, Role, Verdict};
    use super::*;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_score_is_held_against_the_threshold() {
        for (value, verdict, score, threshold, kind) in [
            ("6.20 (******) [Hold at 5.00] A(0.001),B(3.5)", Verdict::Spam, 6.2, 5.0, "Hold at 5.00"),
            ("0.00 () [Hold at 10.10]", Verdict::NotSpam, 0.0, 10.1, "Hold at 10.10"),
            ("-1.00 () [Tag at 10.00] Bayes(0.0001:-1.0)", Verdict::NotSpam, -1.0, 10.0, "Tag at 10.00"),
        ] {
            let reading = one(&DECODER, above(&format!("X-Spam-Score: {value}")));
            let facts = (reading.verdict, reading.score, reading.threshold, reading.code("threshold"));
            assert_eq!(facts, (verdict, Some(score), Some(threshold), Some(kind)), "{value}");
        }
    }

    #[test]
    fn the_tests_carry_points() {
        let reading = one(&DECODER, above("X-Spam-Score: 6.20 (******) [Hold at 5.00] A(0.001),\n\tB(3.5)"));
        assert_eq!(reading.codes.iter().filter_map(|c| c.points).collect::<Vec<_>>(), [0.001, 3.5]);
    }

    #[test]
    fn without_a_score_the_reason_tells() {
        for (reason, verdict) in [
            ("SENDER Whitelisted (Sender a@example.net is whitelisted)", Verdict::AllowListed),
            ("Domain Whitelisted (example.net: )", Verdict::AllowListed),
            ("192.0.2.4 is allowed always.", Verdict::AllowListed),
            ("relay 192.0.2.4 marked with skip_spam_scan", Verdict::NotScanned),
            ("spam scanning disabled", Verdict::NotScanned),
            ("something new", Verdict::NotScanned),
        ] {
            let reading = one(&DECODER, above(&format!("X-Spam-Score: undef - {reason}")));
            assert_eq!((reading.verdict, reading.code("undef")), (verdict, Some(reason)));
            let listed = (verdict == Verdict::AllowListed).then_some(Acted::AllowListedByPolicy);
            assert_eq!(reading.acted, listed);
        }
    }

    #[test]
    fn the_facts_stand_with_the_score_and_the_address_tells_whose_it_was() {
        for (ip, trust) in [("192.0.2.10", Trust::Probable), ("198.51.100.7", Trust::SenderSupplied)] {
            let reading = one(
                &DECODER,
                below(&format!(
                    "X-Scanned-By: CanIt (www . roaringpenguin . com)\nX-Bayes-Prob: 0.0001 (Score 0)\n\
                     X-Spam-Score: 6.00 (******) [Hold at 5.00]\nX-CanIt-Geo: ip={ip}; country=NL"
                )),
            );
            assert_eq!((reading.trust, reading.verdict), (trust, Verdict::Spam), "{ip}");
            assert_eq!(reading.code("Bayes-Prob"), Some("0.0001 (Score 0)"));
            assert!(reading.code("Scanned-By").is_some());
        }
        let text = below("X-CanIt-Geo: No geolocation information available for 192.0.2.10");
        let reading = one(&DECODER, text);
        assert_eq!((reading.trust, reading.role), (Trust::Probable, Role::Diagnostic));
    }

    #[test]
    fn scores_of_others_are_left_to_them() {
        for fields in [
            "X-Spam-Score: 6.2",
            "X-Spam-Score: 6.2 (******) A,B",
            "X-Scanned-By: MIMEDefang 3.0",
            "X-p0f-Info: x",
        ] {
            assert!(run(&DECODER, above(fields)).is_empty(), "{fields}");
        }
    }
}
