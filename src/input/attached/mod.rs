//! Messages that another message carries: reported junk, what a bounce returns, SpamAssassin's wrapping.

mod carried;
mod copy;
mod decode;
mod header;
mod parts;

use std::borrow::Cow;

use super::format::begins_like_message;
use super::{Container, Origin, RawMessage};
use crate::headers::CarriedField;
use decode::Encoding;
use parts::{Kind, Part};

/// Messages inside messages inside messages are followed so far.
pub(crate) const DEEPEST: usize = 4;
/// So many carried messages are taken out of one message.
pub(crate) const MOST: usize = 1000;
/// So many delivery statuses of one message are read.
const MOST_STATUS: usize = 4;

/// A message found inside another one.
#[derive(Debug, Clone)]
pub struct Attached<'m> {
    /// Its bytes: borrowed from the carrier, or decoded.
    pub bytes: Cow<'m, [u8]>,
    /// Where it was found.
    pub origin: Origin,
    /// What the carrier says about it: delivery status, wrapper.
    pub carried: Vec<CarriedField<'m>>,
}

impl Attached<'_> {
    /// The view that the analysis takes.
    pub fn as_raw(&self) -> RawMessage<'_> {
        let (origin, carried) = (self.origin.clone(), self.carried.clone());
        RawMessage { bytes: &self.bytes, origin, carried, enclosed: Vec::new() }
    }

    fn into_owned(self) -> Attached<'static> {
        // What a decoded carrier says cannot outlive it; the messages it carries can.
        Attached { bytes: Cow::Owned(self.bytes.into_owned()), origin: self.origin, carried: Vec::new() }
    }
}

/// What a message carries: the messages inside it, and the delivery status that speaks about it when it is a bounce.
#[derive(Debug, Clone, Default)]
pub struct Carried<'m> {
    /// The attached messages, in order, nested ones after their carrier. Each counts within the message that
    /// carries it directly.
    pub messages: Vec<Attached<'m>>,
    /// Fields of a `message/delivery-status` part (RFC 3464), for the bounce itself.
    pub status: Vec<CarriedField<'m>>,
    /// More messages were there than are taken out, or deeper ones.
    pub left_out: bool,
}

/// Looks for carried messages; costs next to nothing for an ordinary message.
pub fn find<'m>(raw: &RawMessage<'m>) -> Carried<'m> {
    let mut messages = Vec::new();
    let mut left_out = false;
    let status = gather(raw.bytes, &raw.origin, 1, &mut messages, &mut left_out);
    for enclosed in &raw.enclosed {
        if messages.len() >= MOST {
            left_out = true;
            break;
        }
        add(enclosed.clone(), 1, &mut messages, &mut left_out);
    }
    Carried { messages, status, left_out }
}

/// Adds to `out` what `bytes` carry, and returns the delivery status among it.
fn gather<'m>(
    bytes: &'m [u8],
    carrier: &Origin,
    depth: usize,
    out: &mut Vec<Attached<'m>>,
    left_out: &mut bool,
) -> Vec<CarriedField<'m>> {
    let parts = match header::kind(bytes) {
        header::Top::Parts => parts::interesting(bytes),
        header::Top::Plain => copy::returned(bytes).into_iter().collect(),
        header::Top::Other => return Vec::new(),
    };
    let status: Vec<CarriedField<'m>> = parts
        .iter()
        .filter(|part| part.kind == Kind::Status && !part.encoding.is_encoded())
        .take(MOST_STATUS)
        .flat_map(|part| carried::status(bytes, part.body))
        .collect();
    let mut number = 0;
    for part in parts.iter().filter(|part| part.kind != Kind::Status) {
        if out.len() >= MOST || depth > DEEPEST {
            *left_out = true;
            break;
        }
        let Some(mut found) = take(bytes, part, carrier) else { continue };
        number += 1;
        found.origin.number = number;
        found.carried.clone_from(&status);
        if part.wrapped {
            found.carried.extend(carried::wrapper(bytes));
        }
        add(found, depth, out, left_out);
    }
    status
}

/// Adds one message and what it carries itself.
fn add<'m>(found: Attached<'m>, depth: usize, out: &mut Vec<Attached<'m>>, left_out: &mut bool) {
    let at = out.len();
    let origin = found.origin.clone();
    match found.bytes {
        Cow::Borrowed(bytes) => {
            out.push(found);
            let status = gather(bytes, &origin, depth + 1, out, left_out);
            out[at].carried.extend(status);
        }
        Cow::Owned(ref bytes) => {
            let mut inner = Vec::new();
            gather(bytes, &origin, depth + 1, &mut inner, left_out);
            let inner: Vec<Attached<'static>> = inner.into_iter().map(Attached::into_owned).collect();
            out.push(found);
            out.extend(inner);
            *left_out |= out.len() > MOST;
            out.truncate(MOST);
        }
    }
}

/// The message in `part` of `carrier`; `None` when there is none in it after all.
fn take<'m>(carrier_bytes: &'m [u8], part: &Part<'m>, carrier: &Origin) -> Option<Attached<'m>> {
    let mut bytes = match is_plain(part) {
        true => Cow::Borrowed(part.body),
        false => Cow::Owned(part.encoding.decode(part.body)),
    };
    let blank = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    bytes = match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[blank..]),
        Cow::Owned(bytes) if blank > 0 => Cow::Owned(bytes[blank..].to_vec()),
        owned => owned,
    };
    if !begins_like_message(&bytes, part.kind != Kind::File) {
        return None;
    }
    let offset = match &bytes {
        // Both are slices of the carrier, so that the difference of their addresses is the distance.
        Cow::Borrowed(bytes) => {
            let distance = (bytes.as_ptr() as usize).checked_sub(carrier_bytes.as_ptr() as usize);
            distance.and_then(|distance| carrier.offset?.checked_add(distance as u64))
        }
        Cow::Owned(_) => None,
    };
    let cut = carrier.cut && part.open;
    let origin = Origin {
        path: carrier.path.clone(),
        container: if part.kind == Kind::Headers { Container::Headers } else { Container::Eml },
        number: 0,
        offset,
        length: (!cut).then_some(bytes.len() as u64),
        inside: Some(carrier.number),
        folder_name: carrier.folder_name.clone(),
        cut,
    };
    Some(Attached { bytes, origin, carried: Vec::new() })
}

/// Whether a part is as it is, in spite of what it says: RFC 2046 section 5.2.1 forbids to encode messages, and
/// some programs repeat the inner message's encoding.
fn is_plain(part: &Part<'_>) -> bool {
    match part.encoding {
        Encoding::None => true,
        Encoding::Base64 => begins_like_message(part.body, true),
        Encoding::QuotedPrintable => {
            let head = &part.body[..header::end(part.body)];
            memchr::memchr_iter(b'=', head).any(|at| match head.get(at + 1..at + 3) {
                Some([b'\r' | b'\n', _]) => false,
                Some(digits) => !digits.iter().all(u8::is_ascii_hexdigit),
                None => false,
            })
        }
    }
}
