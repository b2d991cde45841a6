//! Writes the header section of a message anew, with the pseudonyms of its report, so that it can be analysed again.

use super::fields;
use super::numbers::Kind;
use super::pen::Pen;
use super::text::Mode;
use super::vocabulary::Products;
use crate::headers::{FieldRef, Limits, address, parse};

/// Fields of a message that are written; a hostile one can repeat a field without end.
const FIELDS: usize = 2000;
/// Bytes of a field's value that are written.
const VALUE: usize = 16 << 10;
/// Bytes of a line after which it is folded (RFC 5322 section 2.1.1 allows 998).
const LINE: usize = 900;
/// In the place of a field that nothing of the answer rests on.
const LEFT_OUT: &str = "X-Redacted";

/// The header section, redacted, one field a line; the number of a field stays.
pub(super) fn section(bytes: &[u8], pen: &mut Pen<'_, '_, '_>) -> Vec<u8> {
    let headers = parse(bytes, &Limits::default());
    let mut out = String::new();
    for field in headers.iter().take(FIELDS) {
        let raw_name = field.name();
        let lower = raw_name.to_ascii_lowercase();
        let value = match field.raw().len() > VALUE {
            true => None,
            false => value(&lower, field, pen),
        };
        match value {
            Some(value) => {
                line(&pen.name(&raw_name).replace(|c: char| !c.is_ascii_graphic(), "x"), &value, &mut out)
            }
            None => line(LEFT_OUT, "x", &mut out),
        }
    }
    out.push('\n');
    out.into_bytes()
}

fn value(name: &str, field: FieldRef<'_, '_>, pen: &mut Pen<'_, '_, '_>) -> Option<String> {
    Some(match name {
        "bcc" | "cc" | "from" | "reply-to" | "sender" | "to" => mailboxes(field, pen),
        "message-id" => match field.text().trim_matches(['<', '>', ' ']) {
            "" => String::new(),
            id => format!("<{}>", pen.message_id(id)),
        },
        "references" | "in-reply-to" | "list-id" | "user-agent" | "x-mailer" => return None,
        "subject" => pen.whole(Kind::Subject, &field.decoded()),
        _ => match fields::mode(name) {
            // Of a field that a filter's decoder reads it matters that it is there.
            Mode::Strict if !fields::is_of_people(name) && Products::of_field(name).is_empty() => {
                return None;
            }
            mode @ Mode::Codes(_) => codes(name, &field.decoded(), mode, pen),
            mode => pen.text(&field.text(), mode),
        },
    })
}

fn codes(name: &str, value: &str, mode: Mode, pen: &mut Pen<'_, '_, '_>) -> String {
    let value = value.trim();
    // MailScanner's id is that of the queue, and more: by it the server that wrote the field is known.
    let is_id = name.ends_with("mailscanner-id");
    let value = if is_id { value.split('.').next().unwrap_or_default() } else { value };
    // A mark for each point, of which nothing but the number tells.
    if name.ends_with("-spamscore") && !value.is_empty() && value.chars().all(|c| c == 's') {
        return value.to_owned();
    }
    pen.text(value, mode)
}

fn mailboxes(field: FieldRef<'_, '_>, pen: &mut Pen<'_, '_, '_>) -> String {
    let mut list = Vec::new();
    for mailbox in address::parse(field.raw()) {
        let name = mailbox.name.as_deref().map(|name| pen.whole(Kind::Name, name));
        let address = pen.address(&mailbox.address);
        list.push(match (name, address.is_empty()) {
            (Some(name), false) => format!("{name} <{address}>"),
            (Some(name), true) => name,
            (None, _) => address,
        });
    }
    list.join(", ")
}

/// A field, folded where it has blanks.
fn line(name: &str, value: &str, out: &mut String) {
    out.push_str(name);
    out.push(':');
    let mut length = name.len();
    for word in value.split_ascii_whitespace() {
        out.push_str(if length + word.len() > LINE { "\n " } else { " " });
        length = if length + word.len() > LINE { word.len() } else { length + word.len() + 1 };
        out.push_str(word);
    }
    out.push('\n');
}
