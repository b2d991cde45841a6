//! The properties of one Outlook item that say how it travelled, or what remains when nothing does ([MS-OXMSG]).

use jiff::Timestamp;

use super::codepage;
use super::compound::Compound;

/// As much of one property is read, bytes, header sections apart.
const LONGEST: u64 = 64 << 10;
/// As much of an item's table of fixed-size properties is read, bytes.
const LONGEST_TABLE: u64 = 256 << 10;
/// A longer message class is not shown.
const LONGEST_CLASS: usize = 64;
/// Seconds between 1601-01-01, where FILETIME begins, and 1970-01-01.
const EPOCH: i64 = 11_644_473_600;

/// Ids of properties ([MS-OXPROPS]).
mod id {
    pub(super) const MESSAGE_CLASS: u16 = 0x001A;
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const CLIENT_SUBMIT_TIME: u16 = 0x0039;
    pub(super) const TRANSPORT_MESSAGE_HEADERS: u16 = 0x007D;
    pub(super) const SENDER_NAME: u16 = 0x0C1A;
    pub(super) const SENDER_EMAIL_ADDRESS: u16 = 0x0C1F;
    pub(super) const DISPLAY_TO: u16 = 0x0E04;
    pub(super) const MESSAGE_FLAGS: u16 = 0x0E07;
    pub(super) const INTERNET_CODEPAGE: u16 = 0x3FDE;
    pub(super) const MESSAGE_CODEPAGE: u16 = 0x3FFD;
}

/// Types of properties ([MS-OXCDATA] 2.11.1).
const INTEGER: u16 = 0x0003;
const TIME: u16 = 0x0040;

/// `mfUnsent` of PidTagMessageFlags ([MS-OXCMSG] 2.2.1.6).
const UNSENT: u32 = 0x8;

/// Some gateways of the Exchange family begin the header section with this line, which is no field.
const PREAMBLE: &str = "Microsoft Mail Internet Headers Version 2.0";

/// Where an item lies in its compound file.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Path of its storage, with a slash behind it.
    pub(super) path: String,
    /// Bytes before the first fixed-size property ([MS-OXMSG] 2.4.1).
    pub(super) skip: usize,
}

impl Item {
    /// The item that the file is.
    pub(super) fn top() -> Self {
        Self { path: "/".to_owned(), skip: 32 }
    }

    /// The item attached in the storage at `path`.
    pub(super) fn embedded(path: String) -> Self {
        Self { path, skip: 24 }
    }

    /// Whether there is an item.
    pub(super) fn is_there(&self, file: &Compound) -> bool {
        file.has(&format!("{}__properties_version1.0", self.path))
    }

    /// The table of its fixed-size properties.
    pub(super) fn table(&self, file: &mut Compound) -> Table {
        let name = format!("{}__properties_version1.0", self.path);
        let bytes = file.stream(&name, LONGEST_TABLE).map(|(bytes, _)| bytes).unwrap_or_default();
        Table(bytes.get(self.skip..).unwrap_or_default().to_vec())
    }

    /// A text property, in Unicode or in the item's code page.
    pub(super) fn text(
        &self,
        file: &mut Compound,
        id: u16,
        codepage: u32,
        most: u64,
    ) -> Option<(String, bool)> {
        let name = |kind: &str| format!("{}__substg1.0_{id:04X}{kind}", self.path);
        if let Some((bytes, whole)) = file.stream(&name("001F"), most.saturating_mul(2)) {
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            return Some((String::from_utf16_lossy(&units), whole));
        }
        let (bytes, whole) = file.stream(&name("001E"), most)?;
        Some((codepage::text(&bytes, codepage), whole))
    }

    /// The header section as the item was received, and whether it is whole; `None` when the item has none.
    pub(super) fn headers(&self, file: &mut Compound, table: &Table, most: u64) -> Option<(String, bool)> {
        let (text, whole) = self.text(file, id::TRANSPORT_MESSAGE_HEADERS, table.codepage(), most)?;
        let text = text.trim_end_matches('\0').trim_start_matches(['\u{feff}', '\r', '\n']);
        let text = text.strip_prefix(PREAMBLE).unwrap_or(text).trim_start_matches(['\r', '\n']);
        (!text.trim().is_empty()).then(|| (text.to_owned(), whole))
    }

    /// Why there is nothing to explain about an item without a header section, and what remains of it. No text of
    /// the item itself but its class, for the reason is shown where pseudonyms are not put in.
    pub(super) fn what_remains(&self, file: &mut Compound, table: &Table) -> String {
        let mut has = |id| self.text(file, id, table.codepage(), LONGEST).is_some_and(|(t, _)| !t.is_empty());
        let mut remain = Vec::new();
        if has(id::SENDER_EMAIL_ADDRESS) || has(id::SENDER_NAME) {
            remain.push("sender".to_owned());
        }
        if has(id::DISPLAY_TO) {
            remain.push("recipients".to_owned());
        }
        if has(id::SUBJECT) {
            remain.push("subject".to_owned());
        }
        if let Some(time) = table.time(id::CLIENT_SUBMIT_TIME) {
            remain.push(format!("time of submission ({time})"));
        }
        let class = self.text(file, id::MESSAGE_CLASS, table.codepage(), LONGEST).map(|(class, _)| class);
        let class =
            class.as_deref().map(|class| class.trim_end_matches('\0')).filter(|class| is_class(class));
        if let Some(class) = class {
            remain.push(format!("message class ({class})"));
        }
        let kind = match class {
            Some(class) if !is_mail(class) => "an Outlook item that is no mail",
            _ if table.integer(id::MESSAGE_FLAGS).is_some_and(|flags| flags & UNSENT != 0) => {
                "an Outlook draft, without internet headers"
            }
            _ => {
                "an Outlook item without internet headers: sent from here, or never outside its own mail system"
            }
        };
        let remain = match remain.split_last() {
            None => "Nothing".to_owned(),
            Some((last, [])) => format!("Only {last}"),
            Some((last, rest)) => format!("Only {} and {last}", rest.join(", ")),
        };
        let remain = remain.trim_start();
        format!(
            "{kind}. {remain} of it can be read. It cannot be told how it travelled, what a filter said or why it lies where it lies, and its DKIM signatures cannot be recomputed. Ask a recipient for the message as received (.eml or .msg)"
        )
    }
}

/// Fixed-size properties: 16 bytes each, of which 4 are the tag and the last 8 the value ([MS-OXMSG] 2.4.2.1).
#[derive(Debug, Clone, Default)]
pub(super) struct Table(Vec<u8>);

impl Table {
    fn value(&self, id: u16, kind: u16) -> Option<[u8; 8]> {
        let entry = self.0.chunks_exact(16).find(|entry| {
            u16::from_le_bytes([entry[0], entry[1]]) == kind && u16::from_le_bytes([entry[2], entry[3]]) == id
        })?;
        entry[8..].try_into().ok()
    }

    /// A 32-bit property.
    pub(super) fn integer(&self, id: u16) -> Option<u32> {
        let [a, b, c, d, ..] = self.value(id, INTEGER)?;
        Some(u32::from_le_bytes([a, b, c, d]))
    }

    fn time(&self, id: u16) -> Option<Timestamp> {
        let ticks = u64::from_le_bytes(self.value(id, TIME)?);
        let seconds = i64::try_from(ticks / 10_000_000).ok()? - EPOCH;
        // A time of 0 means that there is none.
        (ticks > 0).then(|| Timestamp::from_second(seconds).ok()).flatten()
    }

    /// The code page of 8-bit texts.
    pub(super) fn codepage(&self) -> u32 {
        let named = |id| self.integer(id).filter(|page| *page > 0);
        named(id::MESSAGE_CODEPAGE).or_else(|| named(id::INTERNET_CODEPAGE)).unwrap_or(1252)
    }
}

fn is_class(class: &str) -> bool {
    (1..=LONGEST_CLASS).contains(&class.len())
        && class.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Mail, reports of delivery, meeting requests: what may travel by mail.
fn is_mail(class: &str) -> bool {
    ["ipm.note", "report.", "ipm.schedule", "ipm.outlook.recall"]
        .iter()
        .any(|known| class.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known)))
}
