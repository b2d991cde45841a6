//! The classic encoding of Vade's SPAMCAUSE: pairs of letters whose order alternates.

/// Composed value of the classic form.
#[cfg(test)]
pub(super) const SAMPLE: &str = "gggruggvucftvghtrhhoucdtuddrtddttdcutefuodetggcurfhrohhfihhlvgemucffgffoqfenuceurghilhhouhhtmecufedttdenucgoffgvmhhotfhulhgvucdluddttddm";

/// More letters than this are not decoded.
const MAX_LETTERS: usize = 16 << 10;

/// The decoded text; `None` for the encrypted form and for anything that does not decode.
///
/// In pair *i* the letter that holds the high part is the second one when *i* is even, the first one when it
/// is odd; a byte is 17 (high - 'b') + (low - 'f').
pub(super) fn decode(raw: &[u8]) -> Option<String> {
    let letters: Vec<u8> =
        raw.iter().copied().filter(|b| !b.is_ascii_whitespace()).take(MAX_LETTERS).collect();
    if !letters.starts_with(b"gggru") {
        return None;
    }
    let bytes: Option<Vec<u8>> = letters
        .chunks_exact(2)
        .enumerate()
        .map(|(i, pair)| {
            let (high, low) = if i % 2 == 0 { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
            let value = 17 * i32::from(high).checked_sub(i32::from(b'b'))? + i32::from(low) - i32::from(b'f');
            u8::try_from(value).ok()
        })
        .collect();
    let bytes = bytes?;
    // The engine copies display names as they are: UTF-8 or Latin-1.
    Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    })
}

/// The rules, and what the engine noted of sender, peer and recipients: from the first such note on, or from the first
/// word with an address.
pub(super) fn split(text: &str) -> (&str, &str) {
    const NOTES: [&str; 6] = ["Hdr=", "From=", "Domain=", "Ip=", "ClusterSize=", "Param="];
    let mut at = 0;
    for item in text.split(';') {
        let start = at + (item.len() - item.trim_start().len());
        if item.contains('@') || NOTES.iter().any(|n| item.trim_start().starts_with(n)) {
            // Rules may begin with `@!`; an address has something in front of the `@`.
            let rule = item.trim_start().starts_with("@!") && !item.trim_start()[1..].contains('@');
            if !rule {
                return (text[..at].trim_end_matches([';', ' ']), &text[start..]);
            }
        }
        at += item.len() + 1;
    }
    (text, "")
}

/// The classic encoding of `text`, for tests with composed values.
#[cfg(test)]
pub(super) fn encode(text: &str) -> String {
    let letter = |base: u8, digit: u8| char::from(base + digit);
    let pair = |(i, byte): (usize, u8)| {
        // Any split with both digits in range decodes; this is the one of the engine.
        let high = byte / 17;
        let (high, low) = (letter(b'b', high), letter(b'f', byte - 17 * high));
        if i % 2 == 0 { [low, high] } else { [high, low] }
    };
    text.bytes().enumerate().flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_in_a_pair_alternates() {
        let expected = "Vade Retro 01.000 AS+AV Profile: DEMO; Bailout: 300; ^DemoRule (100)";
        assert_eq!(decode(SAMPLE.as_bytes()).as_deref(), Some(expected));
        let folded = format!("{}\r\n\t{}", &SAMPLE[..51], &SAMPLE[51..]);
        assert_eq!(decode(folded.as_bytes()).as_deref(), Some(expected));
    }

    #[test]
    fn other_forms_stay_closed() {
        assert_eq!(decode(b"dmFkZTEAAAA="), None);
        assert_eq!(decode(b""), None);
        assert_eq!(decode(b"gggru\xff\xff\xff"), None);
        assert_eq!(decode(b"gggru").as_deref(), Some("Va"));
    }

    #[test]
    fn rules_and_notes_of_people_are_told_apart() {
        let whole = "Vade Retro 01.000 AS+AV Profile: DEMO; Bailout: 300; ^DemoRule (100)";
        for (text, rules, notes) in [
            (whole, whole, ""),
            ("A; @!Rule (-9); *Bulk (3); Hdr=x; From=y", "A; @!Rule (-9); *Bulk (3)", "Hdr=x; From=y"),
            (
                "A; Param=inet=192.0.2.1,mailfrom=a@example.org",
                "A",
                "Param=inet=192.0.2.1,mailfrom=a@example.org",
            ),
            ("A; Unknown=a@example.org; B", "A", "Unknown=a@example.org; B"),
            ("A; Ip=192.0.2.1", "A", "Ip=192.0.2.1"),
            ("From=a@example.org", "", "From=a@example.org"),
            ("", "", ""),
        ] {
            assert_eq!(split(text), (rules, notes), "{text}");
        }
    }

    #[test]
    fn encoding_and_decoding_agree() {
        let text = "Vade Retro 01.000 AS+AV Profile: X; From=a <a@example.org>";
        assert_eq!(decode(encode(text).as_bytes()).as_deref(), Some(text));
        assert_eq!(encode("Vade Retro 01.000 AS+AV Profile: DEMO; Bailout: 300; ^DemoRule (100)"), SAMPLE);
    }
}
