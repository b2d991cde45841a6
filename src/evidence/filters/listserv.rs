//! LISTSERV: that a message passed a list, by the server's own hop.

use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "listserv";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "LISTSERV", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives");
const KNOWN: Known = Known::reported("reported by mail administrators");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("Received", "A hop that LISTSERV wrote, with its release."),
    KNOWN.field("Approved-By", "The moderator who let it through; others write it too."),
    KNOWN.field("X-LSV-ListID", "Name of the list."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Received", "", "It passed a list of LISTSERV, which may change subject and body.", ""),
    KNOWN.code("ListID", "", "It passed this list of LISTSERV.", ""),
    KNOWN.code("Approved-By", "", "A moderator let it through.", ""),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let mut marks = Marks::new(ID, context, CODES);
    if let Some(hop) = context.route.hops.iter().find(|hop| hop.received.dialect == "listserv") {
        let field = context.headers.at(hop.field);
        let text = field.decoded();
        let release = text.split(['(', ')']).find(|part| part.starts_with("LISTSERV")).unwrap_or("");
        marks.take(field, "Received", release.to_owned());
    }
    marks.fact("X-LSV-ListID", "ListID");
    if marks.is_empty() {
        return;
    }
    marks.personal("Approved-By", "Approved-By");
    marks.finish(readings);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::authentication::Authentication;
    use crate::evidence::route::Platform;
    use crate::headers::{Limits, parse};
    use crate::settings::Settings;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn its_hop_names_the_release() {
        let text = "Received: from mx1.example.edu by imap.example.edu with LMTP id 1; Fri, 6 Mar 2026 07:00:16 +0000\r\n\
            Received: by lists.example.org (LISTSERV-TCP/IP release 16.5) with spool id 1234567 for\r\n \
            USERS@LISTS.EXAMPLE.ORG; Fri, 6 Mar 2026 07:00:14 +0000\r\nApproved-By: m@example.org\r\n\r\n";
        let headers = parse(text.as_bytes(), &Limits::default());
        let settings = Settings::default();
        let route = crate::evidence::route::collect(&headers, &settings);
        let authentication = Authentication::default();
        let context = Context {
            headers: &headers,
            route: &route,
            authentication: &authentication,
            settings: &settings,
        };
        let mut readings = Vec::new();
        decode(&context, &mut readings);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        let found: Vec<_> = reading.codes.iter().map(|c| (&*c.name, &*c.value, c.personal)).collect();
        assert_eq!(
            found,
            [("Received", "LISTSERV-TCP/IP release 16.5", false), ("Approved-By", "m@example.org", true)]
        );
    }

    #[test]
    fn a_name_of_a_list_is_enough_and_an_approval_is_not() {
        let text = message("X-LSV-ListID: USERS");
        assert_eq!(run(&DECODER, &text, Platform::Other, &[]).len(), 1);
        let text = message("Approved-By: m@example.org");
        assert!(run(&DECODER, &text, Platform::Other, &[]).is_empty());
    }
}
