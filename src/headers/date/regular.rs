//! The regular form of RFC 5322 read straight through: nearly every date there is.

use super::Date;
use super::read::days_from_civil;

/// Reads `Wed, 1 Jul 2026 10:00:05 +0200`, the weekday optional, white space and a comment around it. `None`
/// for every other form, and for anything irregular in this one.
pub(super) fn read(text: &[u8]) -> Option<Date> {
    let mut text = blanks(text).unwrap_or(text);
    let mut weekday = None;
    if let [a, b, c, b',', rest @ ..] = text {
        weekday = Some(b"sunmontuewedthufrisat".chunks_exact(3).position(|day| is_name(day, *a, *b, *c))?);
        text = blanks(rest).unwrap_or(rest);
    }
    let (day, rest) = match text {
        [a @ b'0'..=b'3', b @ b'0'..=b'9', rest @ ..] => (pair(*a, *b)?, rest),
        [b @ b'1'..=b'9', rest @ ..] => (u32::from(b - b'0'), rest),
        _ => return None,
    };
    let [a, b, c, rest @ ..] = blanks(rest)? else { return None };
    let month =
        b"janfebmaraprmayjunjulaugsepoctnovdec".chunks_exact(3).position(|m| is_name(m, *a, *b, *c))?;
    let [y1, y2, y3, y4, rest @ ..] = blanks(rest)? else { return None };
    let (century, year) = (pair(*y1, *y2)?, pair(*y3, *y4)?);
    let days = days_from_civil(i64::from(century * 100 + year), month as u32 + 1, day);
    let fits = weekday.is_none_or(|w| (days + 4).rem_euclid(7) == w as i64);
    let believable =
        (1..=28).contains(&day) || ((29..=30).contains(&day) && month != 1) || day == 31 && is_long(month);
    if !fits || !believable || century < 19 {
        return None;
    }
    let (seconds, offset) = time(blanks(rest)?)?;
    Some(Date {
        epoch: days * 86_400 + seconds - i64::from(offset.unwrap_or(0)) * 60,
        offset_minutes: offset,
        deviations: 0,
    })
}

/// `10:00:05 +0200`: seconds of the day, and the offset in minutes.
fn time(text: &[u8]) -> Option<(i64, Option<i32>)> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else { return None };
    let (hour, minute, second) = (pair(*h1, *h2)?, pair(*m1, *m2)?, pair(*s1, *s2)?);
    let [sign @ (b'+' | b'-'), z1, z2, z3, z4, rest @ ..] = blanks(rest)? else { return None };
    let (zone_hour, zone_minute) = (pair(*z1, *z2)?, pair(*z3, *z4)?);
    let ends = rest.is_empty() || blanks(rest).is_some_and(|rest| matches!(rest, [] | [b'(', ..]));
    if !ends || zone_hour > 23 || zone_minute > 59 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = (zone_hour * 60 + zone_minute) as i32;
    let offset = match (sign, minutes) {
        (b'-', 0) => None,
        (b'-', _) => Some(-minutes),
        _ => Some(minutes),
    };
    Some((i64::from(hour * 3600 + minute * 60 + second), offset))
}

/// What follows white space, of which there must be some; a line end must be a fold.
fn blanks(text: &[u8]) -> Option<&[u8]> {
    let length = text.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).count();
    let (blanks, rest) = text.split_at(length);
    let folded =
        blanks.iter().zip(text.iter().skip(1)).all(|(b, next)| *b != b'\n' || matches!(next, b' ' | b'\t'));
    let cut = blanks.last() == Some(&b'\n');
    (length > 0 && folded && !cut).then_some(rest)
}

fn is_name(name: &[u8], a: u8, b: u8, c: u8) -> bool {
    name == [a | 0x20, b | 0x20, c | 0x20]
}

fn is_long(month: usize) -> bool {
    [0, 2, 4, 6, 7, 9, 11].contains(&month)
}

fn pair(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}
