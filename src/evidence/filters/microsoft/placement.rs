//! Where the mailbox put the message: `X-Microsoft-Antispam-Mailbox-Delivery`, `X-Message-Delivery` and the
//! signs that it was judged again later.

use std::borrow::Cow;

use super::codes;
use super::items::{Folds, List};
use super::standing::{self, Side};
use super::survey::{Kind, Survey};
use crate::evidence::filters::{Acted, Code, Reading, Role};
use crate::evidence::route::Route;
use crate::evidence::trust::Trust;
use crate::headers::{FieldRef, Place};
use crate::input::Folder;

/// What the mailbox recorded.
#[derive(Debug)]
pub(super) struct Delivery<'h, 'm> {
    list: Option<(FieldRef<'h, 'm>, List<'m>)>,
    message: Option<(FieldRef<'h, 'm>, Vec<(&'static str, String)>)>,
    trust: Trust,
}

impl<'h, 'm> Delivery<'h, 'm> {
    /// Reads both fields; `None` when there is neither.
    pub(super) fn read(survey: &Survey<'h, 'm>, side: Side) -> Option<Self> {
        // A message that is delivered again gets a second field below the first.
        let list = survey.own(Kind::Delivery).map(|f| (f, List::read(f, Folds::Close)));
        let message = survey.own(Kind::MessageDelivery).and_then(|f| message_delivery(f).map(|v| (f, v)));
        let field = list.as_ref().map(|l| l.0).or(message.as_ref().map(|m| m.0))?;
        let mut trust = standing::of_delivery(survey, side, field.index());
        if trust == Trust::Unverifiable && side.delivers() && agree(list.as_ref(), message.as_ref()) {
            trust = Trust::Probable;
        }
        Some(Self { list, message, trust })
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.list.as_ref().and_then(|(_, list)| list.get(key))
    }

    /// The folder, as far as a letter is known.
    fn folder(&self) -> Option<Folder> {
        match self.get("dest") {
            Some(letter) => folder_of(letter),
            None => self.number().and_then(folder_of_number),
        }
    }

    fn number(&self) -> Option<&str> {
        let (_, values) = self.message.as_ref()?;
        values.iter().find(|(k, _)| *k == "D").map(|(_, v)| v.as_str())
    }

    /// What acted, by the vendor's own word; never from the list flags, which decide nothing.
    pub(super) fn acted(&self) -> Option<Acted> {
        let is = |word: &str| self.get("OFR").is_some_and(|o| o.eq_ignore_ascii_case(word));
        if is("TrustedSenderList") || is("SenderInAddressBook") {
            Some(Acted::RecipientSafeSender)
        } else if is("CustomRules") || is("ExclusiveSettings") || self.get("ucf") == Some("1") {
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
        let word = list.item("OFR").filter(|i| i.value.eq_ignore_ascii_case("SpamFilterAuthJ"));
        word.map_or_else(
            || {
                let junk = self.folder() == Some(Folder::Junk) && list.item("OFR").is_none();
                junk.then(|| list.item("RF").map_or(field.place(), |i| i.place))
            },
            |i| Some(i.place),
        )
    }

    /// The reading.
    pub(super) fn reading(self, product: &'static str, again: Option<Place>) -> Reading<'m> {
        let mut reading = Reading::new(product, self.trust, Role::Placement);
        reading.folder = self.folder();
        reading.acted = self.acted();
        let mut list = self.list;
        if let Some((field, list)) = &mut list {
            let deciding: Vec<_> =
                ["dest", "OFR"].iter().filter_map(|k| list.item(k)).map(|i| i.place).collect();
            reading.places = if deciding.is_empty() { vec![field.place()] } else { deciding };
            reading.places.dedup();
        }
        for item in list.map(|(_, list)| list.into_items()).unwrap_or_default() {
            if item.value.is_empty() || is_personal(&item.key) {
                continue;
            }
            if item.key.eq_ignore_ascii_case("OFR") && reading.override_.is_none() {
                reading.override_ = Some(item.value.clone());
            }
            reading.codes.push(code(item.key, item.value));
        }
        if let Some((field, values)) = self.message {
            reading.places.push(field.place());
            reading
                .codes
                .extend(values.into_iter().map(|(key, value)| code(Cow::Borrowed(key), value.into())));
        }
        if let Some(place) = again {
            reading.places.push(place);
            let meaning = codes::RESUBMISSION.meaning("AntispamTT");
            reading.codes.push(Code::new("Resubmission", "AntispamTT", meaning));
        }
        reading
    }
}

fn code<'m>(key: Cow<'m, str>, value: Cow<'m, str>) -> Code<'m> {
    match codes::of_delivery(&key) {
        Some(group) => {
            let meaning = group.meaning(&value);
            Code::new(group.name, value, meaning)
        }
        None => Code::new(key, value, None),
    }
}

/// Keys whose value is somebody's address.
fn is_personal(key: &str) -> bool {
    key.eq_ignore_ascii_case("WIMS-PRA") || key.eq_ignore_ascii_case("WIMS-SenderIP")
}

fn folder_of(letter: &str) -> Option<Folder> {
    match letter {
        "I" | "i" => Some(Folder::Inbox),
        "J" | "j" => Some(Folder::Junk),
        "C" | "c" => Some(Folder::Other),
        _ => None,
    }
}

fn folder_of_number(number: &str) -> Option<Folder> {
    match number {
        "1" => Some(Folder::Inbox),
        "2" => Some(Folder::Junk),
        _ => None,
    }
}

type Listed<'h, 'm> = (FieldRef<'h, 'm>, List<'m>);
type Numbered<'h, 'm> = (FieldRef<'h, 'm>, Vec<(&'static str, String)>);

/// Whether both fields tell of the same folder; the number does not tell a rule's folder from the inbox.
fn agree(list: Option<&Listed<'_, '_>>, message: Option<&Numbered<'_, '_>>) -> bool {
    let letter = list.and_then(|(_, l)| l.get("dest")).and_then(folder_of);
    let number = message.and_then(|(_, v)| v.iter().find(|(k, _)| *k == "D"));
    match (letter, number.and_then(|(_, n)| folder_of_number(n))) {
        (Some(Folder::Other), Some(Folder::Inbox)) => true,
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The keys of `X-Message-Delivery` that say something; its `SCL` is another scale and stays out.
fn message_delivery(field: FieldRef<'_, '_>) -> Option<Vec<(&'static str, String)>> {
    let raw = field.raw();
    if raw.len() > 512 {
        return None;
    }
    let packed: Vec<u8> = raw.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    let text = String::from_utf8(decode_base64(&packed)?).ok()?;
    let mut values = Vec::with_capacity(2);
    for (key, value) in text.split(';').take(16).filter_map(|p| p.split_once('=')) {
        if let Some(key) = ["D", "GD"].into_iter().find(|k| *k == key.trim()) {
            values.push((key, value.trim().to_owned()));
        }
    }
    (!values.is_empty()).then_some(values)
}

/// Base64 (RFC 4648 section 4) with or without padding.
fn decode_base64(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0u32, 0u32);
    let end = packed.iter().rposition(|b| *b != b'=').map_or(0, |i| i + 1);
    for byte in packed.get(..end)? {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// Where it is said that the message was judged again after delivery.
pub(super) fn judged_again(survey: &Survey<'_, '_>, route: &Route<'_>) -> Option<Place> {
    let field =
        survey.own(Kind::Resubmitted).filter(|f| f.raw().trim_ascii().eq_ignore_ascii_case(b"AntispamTT"));
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
        let unpack = |t: &str| decode_base64(t.as_bytes()).and_then(|b| String::from_utf8(b).ok());
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
