//! SpamExperts, N-able Mail Assure and their resellers, whose brands stand in the field names.

use super::corroborate::{Claim, ends_with_ignore_case, number, spam_class, standing};
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Grade, Reading};
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

const GUIDE: &str = "N-able Mail Assure documentation, spam score headers";
const CLASS: &[u8] = b"-class";

const FIELDS: &[FieldDoc] = &[
    field("X-*-Class", "Class word; only beside X-*-Evidence of the same brand."),
    field("X-*-Evidence", "Classifier and probability of spam."),
    field("X-Recommended-Action", "What the filter advises."),
];

const fn field(name: &'static str, about: &'static str) -> FieldDoc {
    FieldDoc { name, about, source: GUIDE, grade: Grade::Documented }
}

const CODES: &[CodeDoc] = &[
    code("Class", "ham", "Not spam."),
    code("Class", "unsure", "Undecided."),
    code("Class", "spam", "Spam."),
    code("Class", "whitelisted", "The sender is on an allow list."),
    code("Class", "blacklisted", "The sender is on a block list."),
    code("Evidence", "", "Classifier and probability of spam, 0 to 1."),
    code("Recommended-Action", "accept", "The filter advises to accept it."),
    code("Recommended-Action", "reject", "The filter advises to refuse it."),
    code("Recommended-Action", "drop", "The filter advises to drop it."),
];

const fn code(name: &'static str, value: &'static str, meaning: &'static str) -> CodeDoc {
    CodeDoc { name, value, meaning, effect: "", source: GUIDE, grade: Grade::Documented }
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let is_class = |f: &FieldRef<'_, 'm>| {
        let name = f.name_bytes();
        ends_with_ignore_case(name, CLASS) && !ends_with_ignore_case(name, b"-outgoing-class")
    };
    if !headers.iter().any(|f| is_class(&f)) {
        return;
    }
    let pairs: Vec<_> =
        headers.iter().filter(is_class).take(8).filter_map(|f| Some((f, evidence_of(context, f)?))).collect();
    for (class, evidence) in &pairs {
        let mut reading = standing(context, Claim::cloud(ID, class.index(), pairs.len())).reading(ID);
        let text = class.decoded();
        reading.verdict = spam_class(&text);
        let known = meaning(CODES, "Class", &text);
        reading.codes.push(Code::new("Class", text, known));
        let text = evidence.decoded();
        reading.score = text.rsplit_once('(').and_then(|(_, n)| number(n));
        reading.codes.push(Code::new("Evidence", text, meaning(CODES, "Evidence", "")));
        reading.places.extend([class.place(), evidence.place()]);
        if let Some(action) = headers.first("X-Recommended-Action") {
            let text = action.decoded();
            let known = meaning(CODES, "Recommended-Action", &text);
            reading.codes.push(Code::new("Recommended-Action", text, known));
        }
        readings.push(reading);
    }
}

/// The evidence of the same brand: without it, the name is somebody else's.
fn evidence_of<'h, 'm>(context: &Context<'h, 'm>, class: FieldRef<'_, 'm>) -> Option<FieldRef<'h, 'm>> {
    let name = class.name_bytes();
    let brand = &name[..name.len() - CLASS.len()];
    context.headers.iter().find(|f| {
        let other = f.name_bytes();
        other.len() > brand.len()
            && other[..brand.len()].eq_ignore_ascii_case(brand)
            && other[brand.len()..].eq_ignore_ascii_case(b"-evidence")
    })
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

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
}
