//! MDaemon Email Server.

use super::corroborate::agrees_with_route;
use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, deciding, fact, judge, meaning, personal_fact};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "mdaemon";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "MDaemon", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "Trusted IPs are excepted from many of MDaemon's security checks.",
    steps: &[
        "Security > Security Manager > Security Settings > Trusted IPs: add the addresses of the relays.",
        "Security > Spam Filter > DNS-BL > Allow List: add them there, if a block list was the reason.",
    ],
    caution: "Each check has its own switch for trusted addresses. Allow List (by sender) of the spam filter goes by the address of the sender, which an impostor can use too.",
    ..Exemption::documented("MDaemon help: Trusted Hosts and Trusted IPs; DNS-BL Allow List")
};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const ADMINS: Known = Known::reported("reported by mail administrators");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Spam-Processed", "Server and time of the spam scan, or why there was none."),
    SEEN.field("X-MDAV-Result", "Result of the virus scan."),
    SEEN.field("X-MDAV-Processed", "Server and time of the virus scan."),
    SEEN.field("X-MDHeloLookup-Result", "Whether the HELO name belongs to the address."),
    ADMINS.field("X-MDPtrLookup-Result", "Whether the address has a name."),
    ADMINS.field("X-MDMailLookup-Result", "Whether the sender's domain belongs to the address."),
    ADMINS.field("X-MDSPF-Result", "Result of SPF."),
    ADMINS.field("X-MDDKIM-Result", "Result of DKIM."),
    SEEN.field("X-MDRemoteIP", "Address of the peer."),
    SEEN.field("X-MDHelo", "HELO name of the peer."),
    SEEN.field("X-MDArrival-Date", "When the server took the message."),
    SEEN.field("X-MDaemon-Deliver-To", "Recipient."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code(
        "Spam-Processed",
        "",
        "Server and time of the spam scan.",
        "the scan's score is SpamAssassin's",
    ),
    SEEN.code("not processed", "", "The spam filter did not scan the message.", "not scanned"),
    SEEN.code(
        "not processed",
        "message from trusted or authenticated source",
        "The site trusts the peer, or the sender had logged in.",
        "not scanned",
    ),
    SEEN.code(
        "not processed",
        "message from valid local sender",
        "The sender is a local account.",
        "not scanned",
    ),
    SEEN.code(
        "not processed",
        "spam filter heuristic analysis disabled",
        "The site has switched the scan off.",
        "not scanned",
    ),
    SEEN.code(
        "not processed",
        "spam filter disabled",
        "The site has switched the filter off.",
        "not scanned",
    ),
    SEEN.code("MDAV-Result", "clean", "No malware was found.", ""),
    SEEN.code("MDAV-Processed", "", "Server and time of the virus scan.", ""),
    SEEN.code("HeloLookup", "hardfail", "The HELO name does not belong to the address.", "the site's choice"),
    SEEN.code("HeloLookup", "pass", "The HELO name belongs to the address.", ""),
    ADMINS.code("PtrLookup", "hardfail", "The address has no name that fits.", "the site's choice"),
    ADMINS.code("PtrLookup", "pass", "The address has a name that fits.", ""),
    ADMINS.code("MailLookup", "", "Whether the sender's domain belongs to the address.", ""),
    ADMINS.code("SPF", "", "Result of SPF.", ""),
    ADMINS.code("DKIM", "", "Result of DKIM.", ""),
    SEEN.code("RemoteIP", "", "Address of the peer.", ""),
    SEEN.code("Helo", "", "HELO name of the peer.", ""),
    SEEN.code("Arrival-Date", "", "When the server took the message.", ""),
    SEEN.code("Deliver-To", "", "Recipient.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-Spam-Processed", "Spam-Processed", processed),
    deciding("X-MDAV-Result", "MDAV-Result", |_, _| {}),
    fact("X-MDAV-Processed", "MDAV-Processed"),
    fact("X-MDHeloLookup-Result", "HeloLookup"),
    fact("X-MDPtrLookup-Result", "PtrLookup"),
    fact("X-MDMailLookup-Result", "MailLookup"),
    fact("X-MDSPF-Result", "SPF"),
    fact("X-MDDKIM-Result", "DKIM"),
    fact("X-MDRemoteIP", "RemoteIP"),
    fact("X-MDHelo", "Helo"),
    fact("X-MDArrival-Date", "Arrival-Date"),
    personal_fact("X-MDaemon-Deliver-To", "Deliver-To"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &keys::<12>(ITEMS), items: ITEMS, codes: CODES, appliance: true, agrees };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    facts::decode(&SPEC, context, readings);
}

/// `host, date (not processed: reason)`
fn processed(value: &str, reading: &mut Reading<'_>) {
    const REASON: &str = "not processed";
    let Some((_, rest)) = value.split_once("(not processed") else { return };
    let reason = rest.trim_start_matches(':').trim_end().trim_end_matches(')').trim();
    judge(reading, Verdict::NotScanned);
    reading.codes.push(Code::new(REASON, reason.to_owned(), meaning(CODES, REASON, reason)));
}

fn agrees(context: &Context<'_, '_>) -> Option<bool> {
    context.headers.first("X-MDRemoteIP").and_then(|f| agrees_with_route(context, &f.decoded()))
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
    fn the_comment_tells_why_there_was_no_scan() {
        let reasons = CODES.iter().filter(|c| c.name == "not processed").map(|c| c.value);
        for reason in reasons.chain(["something new"]) {
            let text = message(&format!(
                "X-Spam-Processed: mail.example.edu, Mon, 02 Mar 2026 09:00:05 +0000\r\n\t(not processed: {reason})"
            ));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings[0].verdict, Verdict::NotScanned, "{reason}");
            assert_eq!(readings[0].code("not processed"), Some(reason));
            assert!(readings[0].codes[0].meaning.is_some());
        }
    }

    #[test]
    fn a_scan_or_a_virus_scan_is_no_spam_verdict() {
        for fields in [
            "X-Spam-Processed: mail.example.edu, Mon, 02 Mar 2026 09:00:05 +0000",
            "X-MDAV-Result: clean",
            "X-MDHeloLookup-Result: hardfail smtp.helo=a.example (does not match 192.0.2.10)",
            "X-Spam-Processed: (processed)",
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{fields}");
        }
    }

    #[test]
    fn the_peer_tells_whose_server_it_was() {
        for (ip, trust) in [("192.0.2.10", Trust::Probable), ("IPv6:2001:db8::7", Trust::SenderSupplied)] {
            let text = message(&format!("X-MDAV-Result: clean\r\nX-MDRemoteIP: {ip}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings[0].trust, trust, "{ip}");
        }
    }
}
