//! SpamExperts, N-able Mail Assure and their resellers, whose brands stand in the field names.

use super::corroborate::{
    Claim, appended_last, ends_with_ignore_case, nearest, number, spam_class, standing_among,
};
use super::doc::Known;
use super::words::{self, Item, Spec, fact, meaning, no_identifier, personal_fact};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role};
use crate::evidence::trust::Trust;
use crate::headers::FieldRef;

const ID: &str = "spamexperts";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "SpamExperts / Mail Assure",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The sender allow list goes by address or domain of the sender; a filtering rule can be narrower.",
    steps: &[
        "Incoming - Protection Settings > Incoming allow list filtering rules > Add rule: match the server of the relays, not the From domain. Ask your provider if your level of access does not show the rules.",
        "Do not use Sender allow list for the From domain: it accepts whatever claims to come from it.",
    ],
    caution: "The guides document no list of server addresses. Rules by sender let impostors through.",
    ..Exemption::documented(
        "N-able Mail Assure and SpamExperts user guides: Allow list/Block list, Incoming Allow list Filtering Rules",
    )
};

const GUIDE: Known = Known::documented("N-able Mail Assure documentation, spam score headers");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-*-Class", "Class word; of unknown brands only beside X-*-Evidence of the same brand."),
    GUIDE.field("X-*-Evidence", "Classifier and probability of spam."),
    GUIDE.field("X-Recommended-Action", "What the filter advises."),
    OPAQUE.field("X-Filter-ID", "Opaque."),
    OPAQUE.field("X-Report-Abuse-To", "Where to report abuse of the sending server."),
    GUIDE.field("X-SpamExperts-Username", "Sending user, on the way out."),
    GUIDE.field("X-SpamExperts-Domain", "Sending domain, on the way out."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code("Class", "ham", "Not spam.", "delivered"),
    GUIDE.code("Class", "unsure", "Undecided.", "delivered or held, as the organisation chose"),
    GUIDE.code("Class", "spam", "Spam.", "the organisation's policy"),
    GUIDE.code("Class", "whitelisted", "The sender is on an allow list.", "delivered"),
    GUIDE.code("Class", "allowlisted", "The sender is on an allow list.", "delivered"),
    GUIDE.code("Class", "blacklisted", "The sender is on a block list.", "the organisation's policy"),
    GUIDE.code("Class", "blocklisted", "The sender is on a block list.", "the organisation's policy"),
    GUIDE.code("Class", "virus", "A virus.", "the organisation's policy"),
    GUIDE.code("Class", "phish", "Phishing.", "the organisation's policy"),
    GUIDE.code("Class", "phishing", "Phishing.", "the organisation's policy"),
    GUIDE.code("Evidence", "", "Classifier and probability of spam, 0 to 1; the class decides.", ""),
    GUIDE.code("Recommended-Action", "accept", "The filter advises to accept it.", ""),
    GUIDE.code("Recommended-Action", "reject", "The filter advises to refuse it.", ""),
    GUIDE.code("Recommended-Action", "drop", "The filter advises to drop it.", ""),
    OPAQUE.code("Filter-ID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Report-Abuse-To", "", "Where to report abuse of the sending server.", ""),
    GUIDE.code("Username", "", "Sending user, on the way out.", "none for the recipient"),
    GUIDE.code("Domain", "", "Sending domain, on the way out.", "none for the recipient"),
];

const CLASS: &[u8] = b"-class";
/// Brands whose class counts without evidence beside it.
const BRANDS: [&[u8]; 3] = [b"x-spamexperts", b"x-spampanel", b"x-mailassure"];
const MOST: usize = 8;

/// Facts that are shown where no class is.
const fn facts(items: &'static [Item]) -> Spec {
    Spec { id: ID, keys: &[], items, codes: CODES, appliance: false, agrees: no_identifier }
}

static ALONE: Spec = facts(&[
    fact("X-Recommended-Action", "Recommended-Action"),
    fact("X-Filter-ID", "Filter-ID"),
    fact("X-Report-Abuse-To", "Report-Abuse-To"),
]);

static OUTGOING: Spec = facts(&[
    personal_fact("X-SpamExperts-Username", "Username"),
    personal_fact("X-SpamExperts-Domain", "Domain"),
]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    classes(context, readings);
    words::allow_lists_acted(&mut readings[before..]);
    if readings.len() == before {
        words::decode(&ALONE, context, readings);
    }
    let before = readings.len();
    words::decode(&OUTGOING, context, readings);
    for reading in readings.iter_mut().skip(before) {
        (reading.trust, reading.role, reading.forged) = (Trust::SenderSupplied, Role::SenderSide, false);
    }
}

fn classes<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let is_class = |f: &FieldRef<'_, 'm>| {
        let name = f.name_bytes();
        ends_with_ignore_case(name, CLASS) && !ends_with_ignore_case(name, b"-outgoing-class")
    };
    if !headers.iter().any(|f| is_class(&f)) {
        return;
    }
    let pairs: Vec<_> = headers
        .iter()
        .filter(is_class)
        .take(MOST + 1)
        .map(|f| (f, evidence_of(context, f)))
        .filter(|(class, evidence)| evidence.is_some() || is_known_brand(class.name_bytes()))
        .collect();
    let fields: Vec<u32> = pairs.iter().map(|(f, _)| f.index()).collect();
    let last = appended_last(context, ID, &fields).filter(|_| fields.len() <= MOST);
    for (class, evidence) in pairs.iter().take(MOST) {
        let claim = Claim::cloud(ID, class.index(), pairs.len());
        let mut reading = standing_among(context, claim, last).reading(ID);
        let text = class.decoded();
        reading.verdict = spam_class(&text);
        let known = meaning(CODES, "Class", &text);
        reading.codes.push(Code::new("Class", text, known));
        reading.places.push(class.place());
        if let Some(evidence) = evidence {
            let text = evidence.decoded();
            reading.score = text.rsplit_once('(').and_then(|(_, n)| number(n));
            reading.codes.push(Code::new("Evidence", text, meaning(CODES, "Evidence", "")));
            reading.places.push(evidence.place());
        }
        for (name, code) in [("X-Recommended-Action", "Recommended-Action"), ("X-Filter-ID", "Filter-ID")] {
            let Some(field) = nearest(context, *class, |n| n.eq_ignore_ascii_case(name.as_bytes())) else {
                continue;
            };
            let text = field.decoded();
            let known = meaning(CODES, code, &text);
            reading.codes.push(Code::new(code, text, known));
        }
        readings.push(reading);
    }
}

fn is_known_brand(name: &[u8]) -> bool {
    let brand = &name[..name.len().saturating_sub(CLASS.len())];
    BRANDS.iter().any(|b| b.eq_ignore_ascii_case(brand))
}

/// The evidence of the same brand on the same side of the border: without it, the name is somebody else's.
fn evidence_of<'h, 'm>(context: &Context<'h, 'm>, class: FieldRef<'_, 'm>) -> Option<FieldRef<'h, 'm>> {
    let name = class.name_bytes();
    let brand = &name[..name.len() - CLASS.len()];
    nearest(context, class, |other| {
        other.len() > brand.len()
            && other[..brand.len()].eq_ignore_ascii_case(brand)
            && other[brand.len()..].eq_ignore_ascii_case(b"-evidence")
    })
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    const HOSTS: &[&str] = &["filter1.antispamcloud.com"];

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_class_word_decides_and_not_the_probability() {
        for (class, verdict) in [
            ("unsure", Verdict::Suspect),
            ("ham", Verdict::NotSpam),
            ("spam", Verdict::Spam),
            ("whitelisted", Verdict::AllowListed),
            ("blacklisted", Verdict::BlockListed),
            ("allowlisted", Verdict::AllowListed),
            ("blocklisted", Verdict::BlockListed),
            ("virus", Verdict::Malware),
            ("phish", Verdict::Phish),
            ("phishing", Verdict::Phish),
            ("new", Verdict::Unknown),
            ("", Verdict::Unknown),
        ] {
            let text = message(&format!("X-Brand-Class: {class}\r\nX-Brand-Evidence: Combined (0.77)"));
            let readings = run(&DECODER, &text, Platform::Other, HOSTS);
            assert_eq!((readings[0].verdict, readings[0].score), (verdict, Some(0.77)), "{class}");
            assert_eq!((readings[0].trust, readings[0].role), (Trust::Probable, Role::Receiver));
        }
    }

    #[test]
    fn a_class_without_evidence_is_another_product() {
        for fields in [
            "X-UI-Sender-Class: 0-1",
            "X-A-Class: spam\r\nX-B-Evidence: x (1)",
            "X-A-Outgoing-Class: spam\r\nX-A-Outgoing-Evidence: x",
        ] {
            let text = message(fields);
            assert!(run(&DECODER, &text, Platform::Other, HOSTS).is_empty(), "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-Brand-Class: ham\r\nX-Brand-Evidence: Combined (0.01)");
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
    }

    #[test]
    fn known_brands_need_no_evidence_and_facts_alone_are_shown() {
        let text = message("X-Spampanel-Class: ham");
        assert_eq!(run(&DECODER, &text, Platform::Other, HOSTS)[0].verdict, Verdict::NotSpam);
        let text = message("X-Recommended-Action: accept\r\nX-Filter-ID: abc");
        let reading = &run(&DECODER, &text, Platform::Other, HOSTS)[0];
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        let text = message("X-SpamExperts-Username: bob@example.org");
        let reading = &run(&DECODER, &text, Platform::Other, HOSTS)[0];
        assert_eq!((reading.role, reading.codes[0].personal), (Role::SenderSide, true));
    }

    #[test]
    fn evidence_below_the_border_is_not_taken() {
        let text = "X-A-Class: spam\r\nReceived: a\r\nFrom: a@example.org\r\nX-A-Evidence: x (0.01)\r\n\r\n";
        assert!(run(&DECODER, text, Platform::Other, &["mx1.example.edu"]).is_empty());
    }
}
