//! The regular form of RFC 5322 read straight through: nearly every date there is.

use super::Date;
use super::read::days_from_civil;

/// Reads `Wed, 1 Jul 2026 10:00:05 +0200`, the weekday optional, white space and a comment around it. `None`
/// for every other form, and for anything irregular in this one.
pub(super) fn read(text: &[u8]) -> Option<Date> {
    let mut text = text.trim_ascii_start();
    let mut weekday = None;
    if let [a, b, c, b',', rest @ ..] = text {
        weekday = Some(b"sunmontuewedthufrisat".chunks_exact(3).position(|day| is_name(day, *a, *b, *c))?);
        text = rest.trim_ascii_start();
    }
    let (day, rest) = match text {
        [a @ b'0'..=b'3', b @ b'0'..=b'9', b' ', rest @ ..] => (pair(*a, *b)?, rest),
        [b @ b'1'..=b'9', b' ', rest @ ..] => (u32::from(b - b'0'), rest),
        _ => return None,
    };
    let [a, b, c, b' ', y1, y2, y3, y4, b' ', rest @ ..] = rest else { return None };
    let month =
        b"janfebmaraprmayjunjulaugsepoctnovdec".chunks_exact(3).position(|m| is_name(m, *a, *b, *c))?;
    let (century, year) = (pair(*y1, *y2)?, pair(*y3, *y4)?);
    let [h1, h2, b':', m1, m2, b':', s1, s2, b' ', sign, z1, z2, z3, z4, rest @ ..] = rest else {
        return None;
    };
    let (hour, minute, second) = (pair(*h1, *h2)?, pair(*m1, *m2)?, pair(*s1, *s2)?);
    let (zone_hour, zone_minute) = (pair(*z1, *z2)?, pair(*z3, *z4)?);
    let believable =
        (1..=28).contains(&day) || ((29..=30).contains(&day) && month != 1) || day == 31 && is_long(month);
    let zoned = zone_hour < 24 && zone_minute < 60 && matches!(sign, b'+' | b'-');
    let ends = matches!(rest.trim_ascii_start().first(), None | Some(b'(')) && !rest.contains(&b'\n');
    if !believable || !zoned || !ends || century < 19 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_from_civil(i64::from(century * 100 + year), month as u32 + 1, day);
    if weekday.is_some_and(|w| (days + 4).rem_euclid(7) != w as i64) {
        return None;
    }
    let minutes = (zone_hour * 60 + zone_minute) as i32;
    let minutes = if *sign == b'-' { -minutes } else { minutes };
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    Some(Date {
        epoch: days * 86_400 + seconds - i64::from(minutes) * 60,
        offset_minutes: (*sign == b'+' || minutes != 0).then_some(minutes),
        deviations: 0,
    })
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
