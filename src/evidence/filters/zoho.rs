//! Zoho Mail: the virus scan, which it also writes on outgoing mail.

use super::doc::Known;
use super::words::{Item, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};

const ID: &str = "zoho";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Zoho Mail", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The trusted and the allowed list of an organisation take addresses of servers.",
    steps: &[
        "Admin Console > Spam Control > Spam Control Lists > Trusted List > IP addresses: add the relays. The Allowed List beside it is weaker.",
    ],
    caution: "The trusted list skips all spam processing, SPF and DKIM included. With a domain instead of an address it lets impostors through.",
    ..Exemption::documented("Zoho Mail admin help: Organization spam control, Spam control lists")
};

const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Zoho-Virus-Status", "Result of the virus scan as a number."),
    SEEN.field("X-Zoho-AV-Stamp", "Version of the virus scanner."),
    SEEN.field("X-ZohoMailClient", "How the message was submitted."),
];

const CODES: &[CodeDoc] = &[
    SEEN.opaque("Virus-Status"),
    SEEN.code("AV-Stamp", "", "The virus scanner looked at it; this is its version.", ""),
    SEEN.code("MailClient", "External", "A mail program submitted it, not the web page of Zoho.", ""),
];

const ITEMS: &[Item] = &[
    fact("X-Zoho-Virus-Status", "Virus-Status"),
    fact("X-Zoho-AV-Stamp", "AV-Stamp"),
    fact("X-ZohoMailClient", "MailClient"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, shows_facts};
    use super::*;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn facts_are_shown_and_judge_nothing() {
        shows_facts(
            &DECODER,
            &[
                ("X-Zoho-Virus-Status: 1", "Virus-Status", "1", true),
                ("X-Zoho-AV-Stamp: zmail-av-1.4.2/1.1.1", "AV-Stamp", "zmail-av-1.4.2/1.1.1", true),
                ("X-ZohoMailClient: External", "MailClient", "External", true),
                ("X-ZohoMailClient: Other", "MailClient", "Other", false),
            ],
        );
    }
}
