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
}
