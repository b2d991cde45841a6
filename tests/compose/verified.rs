//! Messages for the findings that compare what was reported with what is checked anew from recorded answers.

use super::junked::case;
use super::letter::{EU1, FORWARDER, Mail};
use super::microsoft::Microsoft;
use super::postfix::{self, Own};
use super::{Expect, RuleCase, expect};

const GOOD: [&str; 2] = ["--dns", "fixtures/settings/dns-good.jsonl"];
const BAD: [&str; 2] = ["--dns", "fixtures/settings/dns-bad.jsonl"];
const KEYLESS: [&str; 2] = ["--dns", "fixtures/settings/dns-keyless.jsonl"];

const LETTER: &str =
    "<html><body><p>Dear patron,</p>\n<p>the following items are due soon.</p></body></html>\n";
const FOOTER: &str = "_______________________________________________\nNotices mailing list\nhttps://lists.example.edu/notices\n";

/// What `mx1.example.edu` reports of a signature that does not verify.
const BROKEN: &str = "dkim=fail (body hash did not verify) header.d=library.example.edu header.s=alma;\n\tspf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=pass (policy=quarantine) header.from=library.example.edu";

/// Every case.
pub fn cases() -> Vec<RuleCase> {
    [after_delivery(), after_signing(), dns(), now()].concat()
}

fn signed(number: u32) -> Mail {
    Mail::alma(number).signed("library.example.edu", "alma")
}

fn received(mail: Mail, results: &'static str) -> Mail {
    mail.through(&EU1)
        .own_server(&Own::new(EU1, results))
        .spamassassin(-2.0, &[("BAYES_00", -1.9), ("HTML_MESSAGE", 0.001)])
}

fn inbox(dns: &[&'static str]) -> Expect {
    expect("relay", "inbox", "passed-filters").args(&["--folder", "inbox"]).args(dns)
}

fn footed(mail: Mail) -> Mail {
    mail.body(&format!("{LETTER}{FOOTER}"))
}

fn after_delivery() -> Vec<RuleCase> {
    let rule = "changed-after-delivery";
    let whole = |number| received(signed(number), postfix::PASSED);
    let bare = received(Mail::alma(402), postfix::PASSED);
    let quoted = Mail::alma(406).body("<html><body>\nFrom now on, loans end in June.\n</body></html>\n");
    let quoted = quoted.signed("library.example.edu", "alma");
    vec![
        case(rule, "hit-1", &footed(whole(400)), inbox(&GOOD)),
        case(rule, "hit-2", &footed(whole(401)), inbox(&KEYLESS)),
        case(rule, "hit-3", &bare, inbox(&GOOD)),
        case(rule, "miss-1", &whole(403), inbox(&GOOD)),
        case(rule, "miss-2", &whole(404), inbox(&KEYLESS)),
        // a mailbox quotes the line, and the signature holds all the same
        case(rule, "miss-4", &received(quoted, postfix::PASSED), inbox(&GOOD)),
        case(rule, "miss-3", &footed(received(signed(405), BROKEN)), inbox(&GOOD)),
    ]
}

fn after_signing() -> Vec<RuleCase> {
    let rule = "changed-after-signing";
    let listed = footed(received(signed(410), BROKEN)).field("List-Id", "<notices.lists.example.edu>");
    let tagged = received(signed(411), BROKEN).subject("[EXTERNAL] Courtesy notice: items due soon");
    vec![
        case(rule, "hit-1", &listed, inbox(&GOOD)),
        case(rule, "hit-2", &tagged, inbox(&GOOD)),
        case(rule, "miss-1", &received(signed(412), postfix::PASSED), inbox(&GOOD)),
        case(rule, "miss-2", &received(signed(413), BROKEN), inbox(&BAD)),
        case(rule, "miss-3", &footed(received(signed(414), postfix::PASSED)), inbox(&GOOD)),
    ]
}

fn dns() -> Vec<RuleCase> {
    let spoofed = |number| Mail::alma(number).through(&EU1).microsoft365(&Microsoft::spoof(EU1));
    let junk = |dns| expect("relay", "junk", "spf-omits-relay").args(dns);
    let whole = |number| received(signed(number), postfix::PASSED);
    vec![
        case("dns-changed-since", "hit-1", &spoofed(420), junk(&GOOD)),
        case("dns-changed-since", "hit-2", &whole(421), inbox(&BAD)),
        case("dns-changed-since", "miss-1", &spoofed(422), junk(&BAD)),
        case("dns-changed-since", "miss-2", &whole(423), inbox(&GOOD)),
        case("result-not-confirmed", "hit-1", &received(signed(430), BROKEN), inbox(&GOOD)),
        case("result-not-confirmed", "miss-1", &whole(431), inbox(&GOOD)),
    ]
}

/// Nobody reported anything.
fn now() -> Vec<RuleCase> {
    let rule = "only-checked-now";
    let silent = |number| received(Mail::alma(number), "");
    let forwarded = Mail::alma(442)
        .signed("exlibrisgroup.com", "alma")
        .own_server(&Own::new(FORWARDER, ""))
        .spamassassin(-1.0, &[("BAYES_00", -1.9)]);
    let proved = expect("forwarded", "inbox", "passed-filters").args(&["--folder", "inbox"]).args(&GOOD);
    let claimed = expect("claimed", "inbox", "passed-filters").args(&["--folder", "inbox"]).args(&KEYLESS);
    vec![
        case(rule, "hit-1", &silent(440), inbox(&BAD).finds(&["spf-omits-relay"])),
        case(rule, "hit-2", &silent(441), inbox(&GOOD)),
        case(rule, "hit-3", &forwarded, proved),
        case(rule, "hit-4", &forwarded, claimed),
        case(rule, "miss-1", &received(Mail::alma(443), postfix::PASSED), inbox(&BAD)),
        case(rule, "miss-2", &silent(444), inbox(&[])),
    ]
}
