//! SurgeMail by NetWin.

use super::corroborate::{agrees_with_route, first_word};
use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, deciding, fact, judge};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "surgemail";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "SurgeMail", fields: FIELDS, codes: CODES, exemption: None, decode };

const GUIDE: Known = Known::documented("SurgeMail: List of X-Headers and their meanings");

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-SpamContent", "IsSpam when the content filter found spam-like text."),
    GUIDE.field("X-MyRbl", "What NetWin's own data base knows of the address."),
    GUIDE.field("X-MyUrl", "A link that NetWin's own block list has."),
    GUIDE.field("X-Verify-Helo", "Whether the HELO name belongs to the address."),
    GUIDE.field("X-UrlForgery", "A link that goes elsewhere than it says."),
    GUIDE.field("X-FromBadDom", "The name in From holds another domain than the address."),
    GUIDE.field("X-Mash", "Likeness to a known spam message."),
    GUIDE.field("X-IP-Stats", "What this server knows of the address."),
    GUIDE.field("X-LangGuess", "Guessed language."),
    GUIDE.field("X-Phrase", "IsSpam when known spam phrases were found, and the score."),
    GUIDE.field("X-Triplet", "Likeness to earlier messages by sender, address and subject."),
    GUIDE.field("X-Country", "Country of the address, guessed."),
    GUIDE.field("X-Qnum", "Number in the server's queue and log."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code("SpamContent", "IsSpam", "The content filter found spam-like text.", "one test of several"),
    GUIDE.code("Phrase", "IsSpam", "The phrase filter found known spam phrases.", "one test of several"),
    GUIDE.code("MyRbl", "", "What NetWin's data base knows of the address.", ""),
    GUIDE.code("MyRbl", "Color=Unknown", "NetWin's data base does not know the address.", ""),
    GUIDE.code("MyUrl", "", "What NetWin's block list knows of the links.", ""),
    GUIDE.code(
        "MyUrl",
        "Color=Black",
        "NetWin's block list has a link of the message.",
        "one test of several",
    ),
    GUIDE.code("Verify-Helo", "", "Whether the HELO name belongs to the address.", ""),
    GUIDE.code("Verify-Helo", "-ERR", "The HELO name does not belong to the address.", "one test of several"),
    GUIDE.code("UrlForgery", "", "A link goes elsewhere than it says.", "one test of several"),
    GUIDE.code("FromBadDom", "True", "The name in From holds another domain.", "one test of several"),
    GUIDE.code("Mash", "sameip", "Like a spam message from the same address.", "one test of several"),
    GUIDE.code("Triplet", "", "Like an earlier message by sender, address and subject.", ""),
    GUIDE.code("IP-Stats", "", "What this server knows of the address.", ""),
    GUIDE.code("LangGuess", "", "Guessed language.", ""),
    GUIDE.code("Country", "", "Country of the address, guessed.", ""),
    GUIDE.code("Qnum", "", "Number in the server's queue and log.", ""),
];

/// `IsSpam`: one test of several, so not yet the server's verdict.
fn suspected(value: &str, reading: &mut Reading<'_>) {
    if first_word(value) == "isspam" {
        judge(reading, Verdict::Suspect);
    }
}

const ITEMS: &[Item] = &[
    deciding("X-SpamContent", "SpamContent", suspected),
    fact("X-MyRbl", "MyRbl"),
    fact("X-MyUrl", "MyUrl"),
    fact("X-Verify-Helo", "Verify-Helo"),
    fact("X-UrlForgery", "UrlForgery"),
    fact("X-FromBadDom", "FromBadDom"),
    fact("X-Mash", "Mash"),
    fact("X-IP-Stats", "IP-Stats"),
    deciding("X-Phrase", "Phrase", suspected),
    fact("X-Triplet", "Triplet"),
    fact("X-LangGuess", "LangGuess"),
    fact("X-Country", "Country"),
    fact("X-Qnum", "Qnum"),
];

/// Others may write the names of the later items as well; `X-Phrase` comes first among them.
const OWN: usize = 8;

static SPEC: Spec =
    Spec { id: ID, keys: &keys::<OWN>(ITEMS), items: ITEMS, codes: CODES, appliance: true, agrees };

/// The same where the phrases speak as only SurgeMail writes them.
static WITH_PHRASE: Spec =
    Spec { id: ID, keys: &keys::<{ OWN + 1 }>(ITEMS), items: ITEMS, codes: CODES, appliance: true, agrees };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let phrase = context.headers.first("X-Phrase").is_some_and(|f| first_word(&f.decoded()) == "isspam");
    facts::decode(if phrase { &WITH_PHRASE } else { &SPEC }, context, readings);
}

/// The address after `ip=` is the peer's.
fn agrees(context: &Context<'_, '_>) -> Option<bool> {
    ["X-MyRbl", "X-IP-Stats"].iter().find_map(|name| {
        let text = context.headers.first(name)?.decoded();
        let ip = text.split_ascii_whitespace().find_map(|w| w.strip_prefix("ip="))?;
        agrees_with_route(context, ip)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn one_test_is_a_suspicion_at_most() {
        for (fields, verdict, meaning) in [
            ("X-SpamContent: IsSpam", Verdict::Suspect, true),
            ("X-SpamContent: perhaps", Verdict::Unknown, false),
            ("X-MyUrl: Color=Black found=bad.example.net", Verdict::Unknown, true),
            ("X-MyRbl: Color=Unknown (rbl) Age=0 Spam=0 Notspam=0", Verdict::Unknown, true),
            ("X-Verify-Helo: -ERR missmatch: a->192.0.2.10", Verdict::Unknown, true),
            ("X-FromBadDom: True", Verdict::Unknown, true),
            ("X-Mash: sameip", Verdict::Unknown, true),
            ("X-Phrase: IsSpam score=1.00", Verdict::Suspect, true),
            ("X-UrlForgery: a b", Verdict::Unknown, true),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!(reading.verdict, verdict, "{fields}");
            assert_eq!(reading.codes[0].meaning.is_some(), meaning, "{fields}");
        }
        let text = message("X-Mash: sameip\r\nX-Phrase: IsSpam score=1.00");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Suspect, Role::Receiver));
    }

    #[test]
    fn the_address_tells_whose_server_it_was() {
        for (ip, trust) in [("192.0.2.10", Trust::Probable), ("2001:db8::7", Trust::SenderSupplied)] {
            let text = message(&format!("X-MyRbl: Color=White r=0 ip={ip}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings[0].trust, trust, "{ip}");
        }
    }

    #[test]
    fn names_of_others_are_not_surgemails() {
        let text = message("X-Country: NL\r\nX-Phrase: hello\r\nX-LangGuess: English");
        assert!(run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]).is_empty());
    }
}
