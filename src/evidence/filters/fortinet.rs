//! Fortinet FortiMail and FortiGate.

use super::corroborate::{
    agrees_with_route, any_present, confirmed_by_route, contains_ignore_case, first_word, number,
};
use super::doc::Known;
use super::facts::unlisted;
use super::symantec;
use super::words::{Item, Spec, deciding, fact, judge, meaning, personal_fact};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Group, Reading, Verdict};
use crate::headers::Headers;

const ID: &str = "fortinet";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Fortinet FortiMail / FortiGate",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A safe list entry for an address skips the antispam scans.",
    steps: &[
        "FortiMail: Security > Block/Safe List > System (or Domain) > Safe List: add the addresses of the relays.",
        "Finer: Policy > IP Policy: a policy with the relays as source and a session profile of its own, above the general one.",
        "FortiGate: config emailfilter block-allow-list, an entry with type ip and action clear for each relay.",
    ],
    caution: "By default a safe list entry also skips SPF, DKIM and DMARC. Fortinet advises never to safe-list a domain of your own.",
    ..Exemption::documented(
        "Fortinet: FortiMail Administration Guide, Configuring the block lists and safe lists; FortiGate CLI Reference, config emailfilter block-allow-list",
    )
};

const GATE: Known = Known::documented("FortiGate administration guide: Spam email header");
const MAIL: Known = Known::documented("FortiMail CLI reference: antispam deepheader-analysis");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const REPORTED: Known = Known::reported("reported by mail administrators");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    GATE.field("X-SpamInfo", "Why FortiGate tagged the message."),
    MAIL.field("X-FEAS-DEEPHEADER", "Confidence of the header analysis; its default limit is 95."),
    SEEN.field("X-FEAS-Client-IP", "Address of the peer."),
    SEEN.field("X-FEAS-AUTH-USER", "The user who submitted the message."),
    SEEN.field("X-FE-Policy-ID", "Numbers of the policies that applied, and the domain."),
    SEEN.field("X-FE-Last-Public-Client-IP", "Last public address of the route."),
    SEEN.field("X-FE-Attachment-Name", "Names of the attachments."),
    OPAQUE.field("X-FEAS-BEC-Info", "Opaque."),
    SEEN.field("X-FEAS-Content-Modification", "The content was changed by a content rule."),
    SEEN.field("X-FEAS-DLP", "A data-protection rule matched."),
    REPORTED.field("X-FEAS-*", "A feature that matched, as reported by third parties."),
];

const CODES: &[CodeDoc] = &[
    GATE.code("SpamInfo", "ipbal", "The peer's address is on the organisation's own list.", "tagged"),
    GATE.code("SpamInfo", "dnsbl", "The peer's address is on a DNS block list.", "tagged"),
    GATE.code(
        "SpamInfo",
        "FortiGuard-AntiSpam",
        "FortiGuard knows the address, a link or the text.",
        "tagged",
    ),
    GATE.code(
        "SpamInfo",
        "email-address",
        "The sender's address is on the organisation's own list.",
        "tagged",
    ),
    GATE.code("SpamInfo", "mime-header", "A header field matches a pattern of the organisation.", "tagged"),
    GATE.code("SpamInfo", "bannedword", "The text holds words that the organisation banned.", "tagged"),
    GATE.code("SpamInfo", "helo-dns", "The name that the peer gave (HELO) does not exist in DNS.", "tagged"),
    GATE.code("SpamInfo", "return-email", "The domain of the return address cannot receive mail.", "tagged"),
    GATE.code("SpamInfo", "", "Why FortiGate tagged the message as spam.", "tagged"),
    MAIL.code("DEEPHEADER", "", "Confidence of the header analysis; its default limit is 95.", ""),
    SEEN.code("Client-IP", "", "Address of the peer.", ""),
    SEEN.code("AUTH-USER", "", "The user who submitted the message.", ""),
    SEEN.code("Policy-ID", "", "Numbers of the access, address and recipient policies that applied.", ""),
    SEEN.code("Last-Public-Client-IP", "", "Last public address of the route.", ""),
    SEEN.code("Attachment-Name", "", "Names of the attachments.", ""),
    OPAQUE.code("BEC-Info", "", "Vendor diagnostic, not publicly documented.", ""),
    SEEN.code("Content-Modification", "", "The content was changed by a content rule.", ""),
    SEEN.code("DLP", "", "A data-protection rule matched.", ""),
    REPORTED.code("feature", "", "A feature that matched, as reported by third parties.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-SpamInfo", "SpamInfo", info),
    deciding("X-FEAS-DEEPHEADER", "DEEPHEADER", deepheader),
    fact("X-FEAS-Client-IP", "Client-IP"),
    personal_fact("X-FEAS-AUTH-USER", "AUTH-USER"),
    fact("X-FE-Policy-ID", "Policy-ID"),
    fact("X-FE-Last-Public-Client-IP", "Last-Public-Client-IP"),
    personal_fact("X-FE-Attachment-Name", "Attachment-Name"),
    fact("X-FEAS-BEC-Info", "BEC-Info"),
    fact("X-FEAS-Content-Modification", "Content-Modification"),
    fact("X-FEAS-DLP", "DLP"),
];

const SPEC_ITEMS: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: peer_agrees };

static SPEC: Spec = SPEC_ITEMS;

/// The peer's address; the last public address tells something only where it agrees, for hops may lie between.
fn peer_agrees(context: &Context<'_, '_>) -> Option<bool> {
    let peer = context.headers.first("X-FEAS-Client-IP");
    peer.and_then(|f| agrees_with_route(context, &f.decoded()))
        .or_else(|| confirmed_by_route(context, "X-FE-Last-Public-Client-IP"))
}

/// The same without the tag, for where the field of that name is not FortiGate's.
static WITHOUT_TAG: Spec = Spec {
    items: match ITEMS {
        [_, rest @ ..] => rest,
        [] => &[],
    },
    ..SPEC_ITEMS
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    let spec = if spam_info(context.headers) == Some(ID) { &SPEC } else { &WITHOUT_TAG };
    super::words::decode(spec, context, readings);
    unlisted(&SPEC, "X-FEAS-", meaning(CODES, "feature", ""), context, readings, before);
    for code in readings.iter_mut().skip(before).flat_map(|r| &mut r.codes) {
        if code.name == "SpamInfo" && first_word(&code.value) == "dnsbl" {
            code.group = Some(Group::Listing);
        }
    }
}

/// First words of what FortiGate writes into `X-SpamInfo`.
const REASONS: [&str; 8] = [
    "ipbal",
    "dnsbl",
    "fortiguard-antispam",
    "email-address",
    "mime-header",
    "bannedword",
    "helo-dns",
    "return-email",
];

/// Which product wrote `X-SpamInfo`: Symantec uses the name too, so only what either of them documents tells, or
/// Symantec's own fields beside it.
pub(super) fn spam_info(headers: &Headers<'_>) -> Option<&'static str> {
    let text = headers.first("X-SpamInfo")?.decoded();
    let word = first_word(&text);
    if REASONS.contains(&word.as_str()) || contains_ignore_case(&text, "fortiguard") {
        Some(ID)
    } else if symantec::is_reason(&text) || any_present(headers, symantec::OWN) {
        Some(symantec::ID)
    } else {
        None
    }
}

/// FortiGate writes the field when it tags; a match in a list that allows is named as such.
fn info(value: &str, reading: &mut Reading<'_>) {
    let in_list = |list: &str| contains_ignore_case(value, list);
    if in_list("path allow") {
        judge(reading, Verdict::AllowListed);
    } else if value.starts_with("ipbal") && in_list("path block") {
        judge(reading, Verdict::BlockListed);
    } else if !value.trim().is_empty() {
        judge(reading, Verdict::Spam);
    }
}

/// The confidence of the header analysis: a number, but what acts on it is the profile of the site.
fn deepheader(value: &str, reading: &mut Reading<'_>) {
    const DEFAULT: f64 = 95.0;
    reading.score = number(value);
    if reading.score.is_some() {
        (reading.threshold, reading.threshold_assumed) = (Some(DEFAULT), true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn only_a_tag_is_a_verdict() {
        for (fields, verdict) in [
            ("X-SpamInfo: FortiGuard AntiSpam URL", Verdict::Spam),
            ("X-FEAS-DEEPHEADER: 98.5", Verdict::Unknown),
            ("X-FE-Policy-ID: 2:6:0:SYSTEM", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["fml.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn the_peers_address_must_agree() {
        for (ip, expected) in [("192.0.2.10", Trust::Probable), ("198.51.100.1", Trust::SenderSupplied)] {
            let text = message(&format!("X-FEAS-Client-IP: {ip}\r\nX-FEAS-DEEPHEADER: 1.5"));
            let readings = run(&DECODER, &text, Platform::Other, &["fml.example.edu"]);
            assert_eq!((readings[0].trust, readings[0].score), (expected, Some(1.5)));
        }
    }

    #[test]
    fn the_namesake_of_symantec_is_left_alone() {
        let text = message("X-SpamInfo: spam detected heuristically\r\nX-StarScan-Received: x");
        assert!(run(&DECODER, &text, Platform::Other, &["fml.example.edu"]).is_empty());
    }

    #[test]
    fn reasons_of_fortigate() {
        for (value, verdict) in [
            ("dnsbl, path block ip 192.0.2.1", Verdict::Spam),
            ("ipbal, path block ip 192.0.2.1", Verdict::BlockListed),
            ("ipbal, path allow ip 192.0.2.1", Verdict::AllowListed),
            ("FortiGuard-AntiSpam ip, path block ip 192.0.2.1", Verdict::Spam),
            ("email-address, no.1 pattern matched", Verdict::Spam),
            ("mime-header, no.2 pattern matched", Verdict::Spam),
            ("bannedword, <1-ab>", Verdict::Spam),
            ("helo-dns", Verdict::Spam),
            ("return-email, domain example.org has neither MX nor A record", Verdict::Spam),
        ] {
            let text = message(&format!("X-SpamInfo: {value}"));
            let reading = &run(&DECODER, &text, Platform::Other, &["fml.example.edu"])[0];
            assert_eq!(reading.verdict, verdict, "{value}");
            assert!(reading.codes[0].meaning.is_some(), "{value}");
        }
    }

    #[test]
    fn words_that_no_vendor_documents_name_nobody() {
        for value in ["", "perhaps", "blackholed by Dynamic IP block list"] {
            let text = message(&format!("X-SpamInfo: {value}"));
            assert!(run(&DECODER, &text, Platform::Other, &["fml.example.edu"]).is_empty(), "{value}");
        }
    }

    #[test]
    fn features_without_a_row_survive() {
        let text = message(
            "X-FEAS-Client-IP: 192.0.2.10\r\nX-FEAS-NEWTHING: 1\r\nX-FEAS-AUTH-USER: bob@example.edu",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["fml.example.edu"]);
        assert_eq!(readings[0].code("X-FEAS-NEWTHING"), Some("1"));
        assert!(readings[0].codes.iter().any(|c| c.name == "AUTH-USER" && c.personal));
    }
}
