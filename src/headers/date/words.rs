//! The words of a date: months, weekdays and obsolete zones (RFC 5322 sections 3.3 and 4.3).

const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

const WEEKDAYS: [&[u8]; 7] =
    [b"sunday", b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday"];

/// Zone words with their offset in minutes.
const ZONES: [(&[u8], i32); 12] = [
    (b"GMT", 0),
    (b"UT", 0),
    (b"UTC", 0),
    (b"Z", 0),
    (b"EST", -300),
    (b"EDT", -240),
    (b"CST", -360),
    (b"CDT", -300),
    (b"MST", -420),
    (b"MDT", -360),
    (b"PST", -480),
    (b"PDT", -420),
];

/// What a zone word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Offset in minutes.
    Known(i32),
    /// A military letter: RFC 5322 reads it as "unknown".
    Letter,
    /// Not defined.
    Unknown,
}

/// The number of a month (1–12) from its name or a beginning of it of three letters or more.
pub(super) fn month(word: &[u8]) -> Option<u32> {
    beginning_of(&MONTHS, word).map(|i| i as u32 + 1)
}

/// The number of a weekday (0 = Sunday), likewise.
pub(super) fn weekday(word: &[u8]) -> Option<i64> {
    beginning_of(&WEEKDAYS, word).map(|i| i as i64)
}

fn beginning_of(names: &[&[u8]], word: &[u8]) -> Option<usize> {
    if word.len() < 3 {
        return None;
    }
    names.iter().position(|name| name.len() >= word.len() && name[..word.len()].eq_ignore_ascii_case(word))
}

/// Reads a zone word; `EST5EDT` counts as `EST`.
pub(super) fn zone(word: &[u8]) -> Zone {
    let known = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    if let Some((_, minutes)) = known {
        return Zone::Known(*minutes);
    }
    if word.len() == 1 {
        return Zone::Letter;
    }
    Zone::Unknown
}
