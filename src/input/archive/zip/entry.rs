//! What the directory of a zip archive says about a member (APPNOTE 4.3.12).

use rawzip::ZipFileHeaderRecord;
use rawzip::extra_fields::{ExtraFieldId, ExtraFields};

/// The upper half of code page 437, in which names are written that are not UTF-8 (appendix D).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// What the directory says about a member.
#[derive(Debug)]
pub(super) struct Entry {
    /// The name as written.
    pub(super) raw_name: Box<[u8]>,
    /// The name as text, where it is written otherwise than in UTF-8.
    text: Option<Box<str>>,
    /// How it is packed (4.4.5).
    pub(super) method: u16,
    /// Checksum of the unpacked bytes.
    pub(super) crc: u32,
    /// Length as stored, bytes.
    pub(super) packed: u64,
    /// Length when unpacked, bytes.
    pub(super) unpacked: u64,
    /// Where its own header stands.
    pub(super) offset: u64,
    pub(super) is_encrypted: bool,
    pub(super) is_link: bool,
}

impl Entry {
    pub(super) fn new(record: &ZipFileHeaderRecord<'_>) -> Self {
        let path = record.file_path();
        let raw = path.as_bytes();
        Self {
            text: text(raw, record.extra_fields()),
            method: record.compression_method().as_u16(),
            crc: record.crc32(),
            packed: record.compressed_size_hint(),
            unpacked: record.uncompressed_size_hint(),
            offset: record.local_header_offset(),
            is_encrypted: record.flags().is_encrypted(),
            is_link: record.mode().is_symlink(),
            raw_name: raw.into(),
        }
    }

    /// The name as text.
    pub(super) fn name(&self) -> &str {
        self.text.as_deref().or_else(|| std::str::from_utf8(&self.raw_name).ok()).unwrap_or_default()
    }

    /// Bytes that its names take.
    pub(super) fn names(&self) -> u64 {
        (self.raw_name.len() + self.text.as_deref().map_or(0, str::len)) as u64
    }

    /// What is said when the way of packing is not known.
    pub(super) fn unsupported(&self) -> Option<&'static str> {
        Some(match self.method {
            0 | 8 => return None,
            9 => "packed with Deflate64, which is not read: unpack the archive first (7z x FILE)",
            12 => "packed with bzip2, which is not read: unpack the archive first (7z x FILE)",
            14 => "packed with LZMA, which is not read: unpack the archive first (7z x FILE)",
            93 => "packed with zstd, which is not read: unpack the archive first (7z x FILE)",
            95 => "packed with xz, which is not read: unpack the archive first (7z x FILE)",
            98 => "packed with PPMd, which is not read: unpack the archive first (7z x FILE)",
            _ => "packed in a way that is not read: unpack the archive first (7z x FILE)",
        })
    }
}

/// The name as text where it is not UTF-8, whatever the flags say: Info-ZIP's second name (4.6.9), or code page 437.
fn text(raw: &[u8], mut extra: ExtraFields<'_>) -> Option<Box<str>> {
    if std::str::from_utf8(raw).is_ok() {
        return None;
    }
    let second = extra.find(|(id, _)| *id == ExtraFieldId::INFO_ZIP_UNICODE_PATH);
    if let Some(text) = second.and_then(|(_, field)| std::str::from_utf8(field.get(5..)?).ok()) {
        return Some(text.into());
    }
    let upper = |byte: u8| CP437.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}');
    let decode = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { upper(*byte) };
    Some(raw.iter().map(decode).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::{CP437, text};
    use rawzip::extra_fields::ExtraFields;

    #[test]
    fn names_are_utf8_or_code_page_437() {
        assert_eq!(CP437.chars().count(), 128);
        let none = || ExtraFields::new(b"");
        assert_eq!(text("Entwürfe".as_bytes(), none()), None);
        assert_eq!(text(b"Entw\x81rfe", none()).as_deref(), Some("Entwürfe"));
        let extra = [&b"\x01\x00\x02\x00xx\x75\x70\x0e\x00\x01abcd"[..], "Entwürfe".as_bytes()].concat();
        assert_eq!(text(b"Entw\xfcrfe", ExtraFields::new(&extra)).as_deref(), Some("Entwürfe"));
    }
}
