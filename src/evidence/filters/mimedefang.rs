//! MIMEDefang and others that only say that they handled a message.

use std::net::IpAddr;

use super::corroborate::{Standing, part_of, receiving_role};
use super::doc::Known;
use super::facts::without_verdict;
use super::spamassassin::standing::{Marks, of, settle};
use super::words::MAX_INSTANCES;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading};
use crate::evidence::trust::Trust;
use crate::headers::FieldRef;

const ID: &str = "mimedefang";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "MIMEDefang and relatives",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const GUIDE: Known = Known::documented("MIMEDefang: mimedefang(8), options -x and -X");
const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[GUIDE.field("X-Scanned-By", "Program and server that handled the message.")];

const NO_VERDICT: &str = "none: it says nothing about spam";

const CODES: &[CodeDoc] = &[
    GUIDE.code("Scanned-By", "MIMEDefang", "MIMEDefang ran the site's own filter script.", NO_VERDICT),
    SEEN.code("Scanned-By", "mailmunge", "Mailmunge ran the site's own filter script.", NO_VERDICT),
    SEEN.code("Scanned-By", "ClueGetter", "ClueGetter handled the message.", NO_VERDICT),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for field in context.headers.all("X-Scanned-By").take(MAX_INSTANCES) {
        if !super::canit::wrote(field) {
            readings.push(read(context, field));
        }
    }
    settle(&mut readings[from..]);
}

fn read<'m>(context: &Context<'_, 'm>, field: FieldRef<'_, 'm>) -> Reading<'m> {
    let text = field.decoded();
    let server = server(&text);
    let mut reading = match server.and_then(|s| s.parse::<IpAddr>().ok()) {
        Some(ip) if ran_on(context, ip) && !context.route.is_above_border(field.index()) => {
            Standing::new(Trust::Probable, receiving_role(context.route, ID))
        }
        _ => {
            let marks = Marks { host: server.map(|s| part_of(&text, s)), ..Marks::default() };
            of(context, field.index(), false, &marks)
        }
    }
    .reading(ID);
    reading.places.push(field.place());
    let program = text.split_ascii_whitespace().next().unwrap_or("");
    let meaning = super::words::meaning(CODES, "Scanned-By", program);
    reading.codes.push(Code::new("Scanned-By", text, meaning));
    without_verdict(&mut reading);
    reading
}

/// The name or address after `on` or `at`.
fn server(text: &str) -> Option<&str> {
    let mut words = text.split_ascii_whitespace();
    words.find(|w| matches!(*w, "on" | "at"))?;
    words.next()
}

/// Whether a trusted hop ran on the address, or the institution names it as its own.
fn ran_on(context: &Context<'_, '_>, ip: IpAddr) -> bool {
    context.settings.institution.trusts_ip(ip)
        || context.route.trusted_hops().any(|h| h.received.by_ip == Some(ip))
}

#[cfg(test)]
mod tests {
    use super::super::spamassassin::testing::{above, below, one, run};
    use super::super::testing::check_tables;
    use super::super::{Role, Verdict};
    use super::*;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn every_writer_is_shown_and_none_judged() {
        for (value, known) in [
            ("MIMEDefang 2.84 on 10.5.11.22", true),
            ("mailmunge 3.20 on 192.0.2.18", true),
            ("ClueGetter at submission.example.net", true),
            ("Something new", false),
            ("", false),
        ] {
            let reading = one(&DECODER, above(&format!("X-Scanned-By: {value}")));
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{value}");
            assert_eq!(reading.code("Scanned-By"), Some(value));
            assert_eq!(reading.codes[0].meaning.is_some(), known, "{value}");
        }
    }

    #[test]
    fn the_server_tells_whose_it_was() {
        for (server, trust) in [
            ("mx1.example.edu", Trust::Probable),
            ("relay.example.net", Trust::SenderSupplied),
            ("198.51.100.9", Trust::Unverifiable),
        ] {
            let reading = one(&DECODER, below(&format!("X-Scanned-By: MIMEDefang 3.0 on {server}")));
            assert_eq!(reading.trust, trust, "{server}");
        }
    }

    #[test]
    fn canit_has_its_own_decoder() {
        let text = above("X-Scanned-By: CanIt (www . roaringpenguin . com) on 192.0.2.81");
        assert!(run(&DECODER, text).is_empty());
    }
}
