//! Where the mailbox put the message: `X-Microsoft-Antispam-Mailbox-Delivery`, `X-Message-Delivery` and the
//! signs that it was judged again later.

use std::borrow::Cow;

use super::codes::{self, Group};
use super::items::{Dialect, Item, List};
use super::standing::{self, Side};
use super::survey::{Kind, Survey};
use crate::evidence::filters::corroborate::plain;
use crate::evidence::filters::{Acted, Code, Reading, Role};
use crate::evidence::route::Route;
use crate::evidence::trust::Trust;
use crate::headers::{FieldRef, Place};
use crate::input::Folder;

/// What the mailbox recorded.
#[derive(Debug)]
pub(super) struct Delivery<'h, 'm> {
    list: Option<(FieldRef<'h, 'm>, List<'m>)>,
    message: Option<(FieldRef<'h, 'm>, Numbers)>,
    /// The numbers before a second delivery.
    original: Option<FieldRef<'h, 'm>>,
    trust: Trust,
}

impl<'h, 'm> Delivery<'h, 'm> {
    /// Reads both fields; `None` when there is neither.
    pub(super) fn read(survey: &Survey<'h, 'm>, side: Side) -> Option<Self> {
        // A message that is delivered again gets a second field below the first.
        let list = survey.own(Kind::Delivery).map(|f| (f, List::read(f, Dialect::Delivery)));
        let message = survey.own(Kind::MessageDelivery).and_then(|f| Numbers::read(f).map(|n| (f, n)));
        let field = list.as_ref().map(|l| l.0).or(message.as_ref().map(|m| m.0))?;
        let mut trust = standing::of_delivery(survey, side, field.index());
        if trust == Trust::Unverifiable
            && side.delivers()
            && agree(list.as_ref().map(|l| &l.1), message.as_ref().map(|m| &m.1))
        {
            trust = Trust::Probable;
        }
        Some(Self { list, message, original: survey.own(Kind::MessageDeliveryOriginal), trust })
    }

    fn get(&self, key: &'static Group) -> Option<&str> {
        self.list.as_ref().and_then(|(_, list)| list.get(key))
    }

    /// The folder, as far as a letter is known.
    fn folder(&self) -> Option<Folder> {
        match self.get(&codes::DEST) {
            Some(letter) => folder_of(letter),
            None => self.message.as_ref().and_then(|(_, numbers)| numbers.folder),
        }
    }

    /// What acted, by the vendor's own word; never from the list flags, which decide nothing.
    pub(super) fn acted(&self) -> Option<Acted> {
        let is = |word: &str| self.get(&codes::OFR).is_some_and(|o| o.eq_ignore_ascii_case(word));
        if is("TrustedSenderList") || is("SenderInAddressBook") {
            Some(Acted::RecipientSafeSender)
        } else if is("CustomRules") || is("ExclusiveSettings") || self.get(&codes::UCF) == Some("1") {
            Some(Acted::RecipientRule)
        } else {
            None
        }
    }

    /// How far the record may be believed.
    pub(super) fn trust(&self) -> Trust {
        self.trust
    }

    /// The place that says that the spam filter put the message in Junk, if it does.
    pub(super) fn junked(&self) -> Option<Place> {
        let (field, list) = self.list.as_ref()?;
        let word = list.item(&codes::OFR).filter(|i| i.value.eq_ignore_ascii_case("SpamFilterAuthJ"));
        word.map_or_else(
            || {
                let junk = self.folder() == Some(Folder::Junk) && list.item(&codes::OFR).is_none();
                junk.then(|| list.item(&codes::RF).map_or(field.place(), |i| i.place))
            },
            |i| Some(i.place),
        )
    }

    /// The reading.
    pub(super) fn reading(self, product: &'static str, again: Option<Place>) -> Reading<'m> {
        let mut reading = Reading::new(product, self.trust, Role::Placement);
        reading.folder = self.folder();
        reading.acted = self.acted();
        let list = self.list;
        if let Some((field, list)) = &list {
            let deciding: Vec<_> = [&codes::DEST, &codes::OFR]
                .into_iter()
                .filter_map(|k| list.item(k))
                .map(|i| i.place)
                .collect();
            reading.places = if deciding.is_empty() { vec![field.place()] } else { deciding };
            reading.places.dedup();
        }
        if let Some((_, list)) = &list {
            reading.override_ = list.item(&codes::OFR).map(|i| i.value.clone());
            reading.codes.reserve(20);
            let shown = list.iter().filter(|i| !i.value.is_empty());
            reading.codes.extend(shown.map(|i| Code { personal: is_personal(i), ..i.code() }));
        }
        if let Some((field, numbers)) = self.message {
            reading.places.push(field.place());
            numbers.codes(&mut reading.codes);
        }
        if let Some((field, numbers)) = self.original.and_then(|f| Some((f, Numbers::read(f)?))) {
            reading.places.push(field.place());
            let text = String::from_utf8_lossy(numbers.text()).into_owned();
            reading.codes.push(Code::new(codes::ORIGINAL.name, text, codes::ORIGINAL.meaning("")));
        }
        if let Some(place) = again {
            reading.places.push(place);
            let meaning = codes::RESUBMISSION.meaning("AntispamTT");
            reading.codes.push(Code::new("Resubmission", "AntispamTT", meaning));
        }
        reading
    }
}

/// Whether the value is somebody's address.
fn is_personal(item: &Item<'_>) -> bool {
    item.is(&codes::WIMS_PRA) || item.is(&codes::WIMS_SENDER_IP)
}

fn folder_of(letter: &str) -> Option<Folder> {
    match letter {
        "I" | "i" => Some(Folder::Inbox),
        "J" | "j" => Some(Folder::Junk),
        "C" | "c" => Some(Folder::Other),
        _ => None,
    }
}

/// More than any mailbox writes, unpacked.
const LONGEST: usize = 128;

/// The unpacked numbers of `X-Message-Delivery`.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    text: [u8; LONGEST],
    length: usize,
    folder: Option<Folder>,
}

impl Numbers {
    /// `V=1.1;us=0;l=0;a=0;D=2;GD=2;SCL=6`; `None` when no folder and no group is in it.
    fn read(field: FieldRef<'_, '_>) -> Option<Self> {
        let mut text = [0; LONGEST];
        let unpacked = decode_base64(&plain(field), &mut text)?;
        let (length, mut folder, mut any) = (unpacked.len(), None, false);
        for part in unpacked.split(|b| *b == b';') {
            match part {
                b"D=1" => folder = Some(Folder::Inbox),
                b"D=2" => folder = Some(Folder::Junk),
                [b'D', b'=', b'0'..=b'9'] | [b'G', b'D', b'=', b'0'..=b'9'] => {}
                _ => continue,
            }
            any = true;
        }
        any.then_some(Self { text, length, folder })
    }

    fn text(&self) -> &[u8] {
        self.text.get(..self.length).unwrap_or_default()
    }

    /// Every number as a code.
    fn codes(&self, codes: &mut Vec<Code<'_>>) {
        for part in self.text().split(|b| *b == b';').take(16) {
            let Some((key, value)) = std::str::from_utf8(part).ok().and_then(|p| p.split_once('=')) else {
                continue;
            };
            codes.push(match KEYS.iter().find(|(k, _)| *k == key) {
                Some((_, group)) => Code::new(group.name, lasting(value), group.meaning(value)),
                None => Code::new(key.to_owned(), value.to_owned(), None),
            });
        }
    }
}

/// The keys of `X-Message-Delivery`.
const KEYS: &[(&str, &Group)] = &[
    ("V", &codes::V),
    ("us", &codes::US),
    ("l", &codes::L),
    ("a", &codes::A),
    ("D", &codes::D),
    ("GD", &codes::GD),
    ("SCL", &codes::COARSE),
];

/// The value without the buffer: the usual ones cost nothing.
fn lasting<'m>(value: &str) -> Cow<'m, str> {
    const USUAL: [&str; 9] = ["0", "1", "2", "3", "6", "9", "-1", "1.1", "1.0"];
    let usual = USUAL.iter().find(|u| **u == value);
    usual.map_or_else(|| Cow::Owned(value.to_owned()), |u| Cow::Borrowed(*u))
}

/// Whether both fields tell of the same folder; the number does not tell a rule's folder from the inbox.
fn agree(list: Option<&List<'_>>, numbers: Option<&Numbers>) -> bool {
    let letter = list.and_then(|l| l.get(&codes::DEST)).and_then(folder_of);
    match (letter, numbers.and_then(|n| n.folder)) {
        (Some(Folder::Other), Some(Folder::Inbox)) => true,
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// Base64 (RFC 4648 section 4) with or without padding, into `buffer`; `None` when it is not, or too long.
fn decode_base64<'b>(packed: &[u8], buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let (mut bits, mut count, mut length) = (0u32, 0u32, 0);
    for byte in packed {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => return None,
        };
        bits = ((bits << 6) | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            *buffer.get_mut(length)? = (bits >> count) as u8;
            length += 1;
        }
    }
    buffer.get(..length)
}

/// Where it is said that the message was judged again after delivery.
pub(super) fn judged_again(survey: &Survey<'_, '_>, route: &Route<'_>) -> Option<Place> {
    let field =
        survey.own(Kind::Resubmitted).filter(|f| plain(*f).trim_ascii().eq_ignore_ascii_case(b"AntispamTT"));
    field.map(|f| f.place()).or_else(|| {
        let again = |h: &&crate::evidence::route::Hop<'_>| {
            h.received.with.as_deref().is_some_and(|w| w.contains("MailboxResubmission"))
        };
        route.trusted_hops().find(again).map(|h| h.place())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::decode_base64;

    #[test]
    fn delivery_numbers_are_unpacked() {
        let unpack = |t: &str| {
            let mut buffer = [0; 64];
            decode_base64(t.as_bytes(), &mut buffer).map(|b| String::from_utf8(b.to_vec()).unwrap())
        };
        let inbox = unpack("Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MTtHRD0xO1NDTD0z").unwrap();
        assert_eq!(inbox, "V=1.1;us=0;l=0;a=0;D=1;GD=1;SCL=3");
        let junk = unpack("Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MjtHRD0yO1NDTD02").unwrap();
        assert_eq!(junk, "V=1.1;us=0;l=0;a=0;D=2;GD=2;SCL=6");
        assert_eq!(unpack("Zm9vYg==").as_deref(), Some("foob"));
        assert_eq!(unpack("Zm9vYg").as_deref(), Some("foob"));
        assert_eq!(unpack("Zm9v*"), None);
        assert_eq!(unpack("===").as_deref(), Some(""));
    }
}
