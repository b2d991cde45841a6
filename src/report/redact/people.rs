//! Who is named in a message: local parts of addresses and display names, of senders and of recipients.

use std::collections::HashSet;

use crate::headers::{Limits, address, parse};
use crate::report::model::Report;

/// Addresses of one message that are looked at; a hostile one can name people without end.
const MOST: usize = 200;

/// Fields that name people by an address, with a display name or without.
const FIELDS: &[&str] = &[
    "apparently-to",
    "bcc",
    "cc",
    "delivered-to",
    "disposition-notification-to",
    "envelope-to",
    "errors-to",
    "reply-to",
    "resent-cc",
    "resent-from",
    "resent-sender",
    "resent-to",
    "sender",
    "to",
    "x-apparently-to",
    "x-auth-user",
    "x-authenticated-sender",
    "x-authenticated-user",
    "x-envelope-from",
    "x-envelope-to",
    "x-forwarded-for",
    "x-forwarded-to",
    "x-google-original-from",
    "x-original-from",
    "x-original-to",
    "x-sender",
];

/// Who is named.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Local parts of their addresses, lower case.
    pub(super) local_parts: Vec<String>,
    /// Those addresses, whole, lower case.
    pub(super) addresses: HashSet<String>,
    /// Their names.
    pub(super) names: Vec<String>,
}

/// Who is named in a message: in its report, and in its header section where it is kept.
pub(super) fn of(report: &Report) -> People {
    let message = &report.message;
    let mut people = People::default();
    let hops = report.route.hops.iter().filter_map(|hop| hop.for_.as_ref());
    let from = message.from.iter().map(|from| &from.address);
    let others = message.return_path.iter().chain(&message.reply_to).chain(&message.to);
    for address in from.chain(others).chain(hops).take(MOST) {
        people.address(address);
    }
    let logins = report.authentication.reported.iter().flat_map(|reported| &reported.properties.0);
    for (_, login) in logins.filter(|(name, _)| name == "smtp.auth").take(MOST) {
        people.address(login);
    }
    people.names.extend(message.from.as_ref().and_then(|from| from.name.clone()));
    let headers = parse(&report.header_section, &Limits::default());
    for field in headers.iter().filter(|field| is_of_people(&field.name())) {
        for mailbox in address::parse(field.raw()).into_iter().take(MOST) {
            if people.local_parts.len() < MOST {
                people.address(&mailbox.address);
                people.names.extend(mailbox.name);
            }
        }
    }
    people
}

fn is_of_people(name: &str) -> bool {
    FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
}

impl People {
    fn address(&mut self, address: &str) {
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
        self.local_parts.push(local.to_lowercase());
        self.addresses.insert(address.to_lowercase());
    }
}
