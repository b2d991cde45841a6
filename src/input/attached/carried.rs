//! Fields of a carrier that speak about the message it carries.

use super::header::{self, fields};
use crate::headers::{CarriedField, Carrier};

/// So many fields of one part are taken.
const MOST: usize = 200;

/// The fields of a delivery status (RFC 3464), whose groups stand apart by empty lines. `part` lies in `carrier`.
pub(super) fn status<'m>(carrier: &'m [u8], part: &'m [u8]) -> impl Iterator<Item = CarriedField<'m>> {
    let start = (part.as_ptr() as usize).saturating_sub(carrier.as_ptr() as usize).min(carrier.len());
    let line = line_of(&carrier[..start]);
    carry(part, line, Carrier::DeliveryStatus)
}

/// The fields that SpamAssassin wrote on its wrapper.
pub(super) fn wrapper(carrier: &[u8]) -> impl Iterator<Item = CarriedField<'_>> {
    carry(&carrier[..header::end(carrier)], 1, Carrier::SpamAssassinWrapper)
        .filter(|field| field.name.get(..7).is_some_and(|name| name.eq_ignore_ascii_case(b"x-spam-")))
}

fn carry(section: &[u8], first: u32, carrier: Carrier) -> impl Iterator<Item = CarriedField<'_>> {
    fields(section).take(MOST).map(move |field| CarriedField {
        carrier,
        name: field.name,
        value: field.value,
        line: first.saturating_add(field.line),
    })
}

/// Number of the line that starts behind `before`.
fn line_of(before: &[u8]) -> u32 {
    let ends = memchr::memchr_iter(b'\n', before).count();
    let ends = if ends == 0 { memchr::memchr_iter(b'\r', before).count() } else { ends };
    u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1)
}
