//! Text of 8-bit properties by the code page that the item names.

use encoding_rs::Encoding;

/// The encoding of a Windows code page; windows-1252 for those that have none here.
fn encoding(codepage: u32) -> &'static Encoding {
    match codepage {
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 | 51_949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 | 28_599 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 => encoding_rs::MACINTOSH,
        20_866 => encoding_rs::KOI8_R,
        21_866 => encoding_rs::KOI8_U,
        28_592 => encoding_rs::ISO_8859_2,
        28_593 => encoding_rs::ISO_8859_3,
        28_594 => encoding_rs::ISO_8859_4,
        28_595 => encoding_rs::ISO_8859_5,
        28_596 => encoding_rs::ISO_8859_6,
        28_597 => encoding_rs::ISO_8859_7,
        28_598 => encoding_rs::ISO_8859_8,
        28_603 => encoding_rs::ISO_8859_13,
        28_605 => encoding_rs::ISO_8859_15,
        50_220..=50_222 => encoding_rs::ISO_2022_JP,
        51_932 => encoding_rs::EUC_JP,
        54_936 => encoding_rs::GB18030,
        65_001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// `bytes` as text. What is UTF-8 is taken as that, whatever the item says: header sections mostly are ASCII, and
/// newer servers write UTF-8 into them (RFC 6532).
pub(super) fn text(bytes: &[u8], codepage: u32) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if codepage_is_superset(codepage) => text.to_owned(),
        _ => encoding(codepage).decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Whether ASCII bytes mean ASCII in the code page; in ISO-2022-JP they may not.
fn codepage_is_superset(codepage: u32) -> bool {
    !(50_220..=50_222).contains(&codepage)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn code_pages() {
        for (bytes, codepage, expected) in [
            (&b"B\xfccherei"[..], 1252, "Bücherei"),
            (b"B\xfccherei", 0, "Bücherei"),
            (b"\xe1\xe8\xe1\xeb\xe8\xee\xf2\xe5\xea\xe0", 1251, "библиотека"),
            (b"\x90\x7d\x8f\x91\x8a\xd9", 932, "図書館"),
            (b"\xcd\xbc\xca\xe9\xb9\xdd", 936, "图书馆"),
            ("Bücherei".as_bytes(), 1252, "Bücherei"),
            (b"\x1b$B?^\x1b(B", 50_220, "図"),
        ] {
            assert_eq!(text(bytes, codepage), expected, "{codepage}");
        }
    }
}
