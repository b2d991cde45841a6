//! Greylisting: how long a server put the message off, or why it did not.

use std::net::IpAddr;

use super::corroborate::part_of;
use super::doc::Known;
use super::facts::without_verdict;
use super::spamassassin::standing::{Marks, of, settle};
use super::words::{MAX_INSTANCES, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading};
use crate::headers::FieldRef;

const ID: &str = "greylist";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Greylisting", fields: FIELDS, codes: CODES, exemption: None, decode };

const GUIDE: Known = Known::documented("milter-greylist: greylist.conf(5), `report`");
const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] =
    &[GUIDE.field("X-Greylist", "How long greylisting delayed the message, or why it did not.")];

const LET: &str = "accepted at once";

const CODES: &[CodeDoc] = &[
    SEEN.code("delayed", "", "Put off at the first attempt, for this long.", "delivered late"),
    SEEN.code("not delayed", "", "Why greylisting let the message through.", LET),
    SEEN.code("not delayed", "Sender IP whitelisted", "The site's list has the server's address.", LET),
    SEEN.code("not delayed", "Sender IP whitelisted by DNSRBL", "A DNS list has the server's address.", LET),
    SEEN.code("not delayed", "Sender DNS name whitelisted", "The site's list has the server's name.", LET),
    SEEN.code("not delayed", "Sender e-mail whitelisted", "The site's list has the sender's address.", LET),
    SEEN.code("not delayed", "Sender succeeded SMTP AUTH", "The sender had logged in.", LET),
    SEEN.code("not delayed", "Sender passed SPF test", "SPF passed.", LET),
    SEEN.code(
        "not delayed",
        "Default is to whitelist mail",
        "The site greylists only what a rule names.",
        LET,
    ),
    SEEN.code("not delayed", "ACL matched", "A rule of the site let it through.", LET),
    SEEN.code(
        "not delayed",
        "sender and recipient auto-whitelisted",
        "Address, sender and recipient passed before.",
        LET,
    ),
    SEEN.code("by", "", "The program, and the server it ran on.", ""),
    SEEN.code("inspected", "", "Peer, sender and recipient that were looked at.", ""),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for field in context.headers.all("X-Greylist").take(MAX_INSTANCES) {
        readings.push(read(context, field));
    }
    settle(&mut readings[from..]);
}

fn read<'m>(context: &Context<'_, 'm>, field: FieldRef<'_, 'm>) -> Reading<'m> {
    let text = field.decoded();
    let (head, by) = parts(&text);
    let marks = Marks { host: host(by).map(|h| part_of(&text, h)), peer: peer(&text), ..Marks::default() };
    let mut reading = of(context, field.index(), false, &marks).reading(ID);
    reading.places.push(field.place());
    let code = |name: &'static str, value: &str| {
        Code::new(name, part_of(&text, value), meaning(CODES, name, rule(value)))
    };
    if let Some(seconds) = delay(head) {
        let delayed = format!("{seconds} seconds");
        reading.codes.push(Code::new("delayed", delayed, meaning(CODES, "delayed", "")));
    } else if head == "inspected" {
        reading.codes.push(code("inspected", &text).personal());
    } else if let Some(reasons) = head.strip_suffix("not delayed") {
        for reason in reasons.split(',').map(str::trim).filter(|r| !r.is_empty()).take(MAX_INSTANCES) {
            reading.codes.push(code("not delayed", reason));
        }
    } else {
        reading.codes.push(Code::new("X-Greylist", text.clone(), None));
    }
    if !by.is_empty() {
        reading.codes.push(code("by", by));
    }
    without_verdict(&mut reading);
    reading
}

/// `ACL 238 matched` is a row of the table without its number.
fn rule(reason: &str) -> &str {
    if reason.starts_with("ACL ") && reason.ends_with(" matched") { "ACL matched" } else { reason }
}

/// The delay of `delayed 313 seconds` (postgrey) or `Delayed for 00:05:02` (milter-greylist), in seconds.
fn delay(head: &str) -> Option<u64> {
    let mut words = head.split_ascii_whitespace();
    if !words.next()?.eq_ignore_ascii_case("delayed") {
        return None;
    }
    match (words.next()?, words.next()) {
        ("for", Some(clock)) => {
            let mut parts = clock.splitn(3, ':').map(|p| p.parse::<u64>().ok());
            let [hours, minutes, seconds] = [parts.next()??, parts.next()??, parts.next()??];
            (minutes < 60 && seconds < 60).then_some(())?;
            hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)
        }
        (seconds, Some("seconds" | "second")) => seconds.parse().ok(),
        _ => None,
    }
}

/// What happened, and by what (`postgrey-1.36 at host`, `milter-greylist-4.5.16 (host [address])`); no date.
fn parts(text: &str) -> (&str, &str) {
    let text = text.split(';').next().unwrap_or(text).trim();
    // A reason may hold the word as well: `whitelisted by DNSRBL`.
    text.rsplit_once(" by ").map_or((text, ""), |(head, by)| (head.trim(), by.trim()))
}

fn host(by: &str) -> Option<&str> {
    let after = by.split_once(" at ").or_else(|| by.split_once('('))?.1;
    after.split_ascii_whitespace().next().map(|h| h.trim_end_matches(')')).filter(|h| !h.is_empty())
}

/// The address after `IP:` of an inspection.
fn peer(text: &str) -> Option<IpAddr> {
    text.split_once("IP:'")?.1.split('\'').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::spamassassin::testing::{above, below, one, run};
    use super::super::testing::check_tables;
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_delay_is_told_in_seconds() {
        for (value, delay) in [
            ("delayed 313 seconds by postgrey-1.36 at mx1; Mon, 02 Mar 2026 09:00:05 GMT", "313 seconds"),
            ("Delayed for 00:05:02 by milter-greylist-4.4.3 (mx1.example.edu [192.0.2.2])", "302 seconds"),
            ("Delayed for 116:29:05 by milter-greylist-4.4.3", "419345 seconds"),
        ] {
            let reading = one(&DECODER, above(&format!("X-Greylist: {value}")));
            assert_eq!(reading.code("delayed"), Some(delay), "{value}");
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        }
    }

    #[test]
    fn the_reasons_are_told_one_by_one() {
        for row in CODES.iter().filter(|c| c.name == "not delayed" && !c.value.is_empty()) {
            let text = format!(
                "X-Greylist: {}, not delayed by\n milter-greylist-4.5 (mx1 [192.0.2.2]); x",
                row.value
            );
            let reading = one(&DECODER, above(&text));
            assert_eq!(reading.codes[0].meaning, Some(row.meaning), "{}", row.value);
        }
        let reading = one(
            &DECODER,
            above("X-Greylist: Sender passed SPF test, ACL 238 matched, New reason, not delayed by x (y)"),
        );
        let reasons: Vec<_> = reading.codes.iter().map(|c| c.value.as_ref()).collect();
        assert_eq!(reasons, ["Sender passed SPF test", "ACL 238 matched", "New reason", "x (y)"]);
        assert_eq!(reading.codes[1].meaning, Some("A rule of the site let it through."));
    }

    #[test]
    fn the_server_tells_whose_greylisting_it_was() {
        for (host, trust) in [
            ("mx1.example.edu", Trust::Probable),
            ("relay.example.net", Trust::SenderSupplied),
            ("mail.example.com", Trust::Unverifiable),
        ] {
            let reading =
                one(&DECODER, below(&format!("X-Greylist: delayed 9 seconds by postgrey-1 at {host}; x")));
            assert_eq!((reading.trust, reading.role), (trust, Role::Diagnostic), "{host}");
        }
        let text =
            "X-Greylist: inspected by milter-greylist-4.5 (m [192.0.2.2]); x for IP:'192.0.2.10' RCPT:'a@b'";
        let reading = one(&DECODER, below(text));
        assert_eq!(reading.trust, Trust::Probable);
        assert!(reading.codes[0].personal);
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for value in
            ["", "delayed", "Delayed for 1:99:00 by x", "Delayed for ever", "delayed x seconds by y", "by"]
        {
            for reading in run(&DECODER, above(&format!("X-Greylist: {value}"))) {
                assert_eq!(reading.code("delayed"), None, "{value}");
            }
        }
    }
}
