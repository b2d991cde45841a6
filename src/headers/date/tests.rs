//! Date forms, one row each, and the corpus of another reader beside ours.
#![allow(clippy::unwrap_used)]

use super::Deviation::{self, *};
use super::{Date, parse, read::days_from_civil};
use proptest::prelude::*;

/// 2026-07-01T08:00:05Z, the instant of most rows.
const T: i64 = 1_782_892_805;

fn bits(deviations: &[Deviation]) -> u16 {
    deviations.iter().fold(0, |all, d| all | *d as u16)
}

#[track_caller]
fn check(text: &str, epoch: i64, offset: Option<i32>, deviations: &[Deviation]) {
    let expected = Date { epoch, offset_minutes: offset, deviations: bits(deviations) };
    assert_eq!(parse(text), Some(expected), "{text}");
}

#[test]
fn regular_dates_have_no_deviation() {
    assert!(super::regular::read(b" Wed,  1 Jul 2026 10:00:05 +0200 (CEST)").is_some());
    check("Wed, 1 Jul 2026 10:00:05 +0200", T, Some(120), &[]);
    check("Wed,  1 Jul 2026 10:00:05 +0200 (CEST)", T, Some(120), &[]);
    check("1 Jul 2026 08:00:05 -0000", T, None, &[]);
    check("Wed, 01 Jul 2026 01:00:05 -0700 (PDT)", T, Some(-420), &[]);
    check("(a (b) c) Wed, (x) 1 (y) Jul 2026 (z) 08:00:05 +0000", T, Some(0), &[]);
    check("Wed,\r\n\t1 Jul 2026\r\n 08:00:05 +0000", T, Some(0), &[]);
    check("17 May 2026 22:15:15 +1345", 1_779_006_615, Some(825), &[]);
    check("Thu, 31 Dec 1998 23:59:60 +0000", 915_148_800, Some(0), &[]);
}

#[test]
fn zones() {
    check("Wed, 1 Jul 2026 08:00:05 GMT", T, Some(0), &[ZoneWord]);
    check("Wed, 1 Jul 2026 08:00:05 UT", T, Some(0), &[ZoneWord]);
    check("Wed, 1 Jul 2026 03:00:05 EST", T, Some(-300), &[ZoneWord]);
    check("Wed, 1 Jul 2026 03:00:05 EST5EDT", T, Some(-300), &[ZoneWord]);
    check("Wed, 1 Jul 2026 00:00:05 PST", T, Some(-480), &[ZoneWord]);
    check("Wed, 1 Jul 2026 08:00:05 A", T, None, &[ZoneWord]);
    check("Wed, 1 Jul 2026 08:00:05 CEST", T, None, &[ZoneWord, UnknownZone]);
    check("Wed, 1 Jul 2026 00:00:05 -0800 PST", T, Some(-480), &[]);
    check("Wed, 1 Jul 2026 08:00:05", T, None, &[NoZone]);
    check("Wed, 1 Jul 2026 00:00:05 -08:00", T, Some(-480), &[Punctuation]);
    check("Wed, 1 Jul 2026 04:00:05 -400", T, Some(-240), &[Punctuation]);
}

#[test]
fn irregular_forms() {
    check("Wed, 01 Jul 2026 08:00:05.608 +0000 (UTC)", T, Some(0), &[Fraction]);
    check("Wed, 1 Jul 2026 08:00 +0000", T - 5, Some(0), &[NoSeconds]);
    check("Wed, 1 Jul 26 08:00:05 +0000", T, Some(0), &[ShortYear]);
    check("1 Jul 126 08:00:05 +0000", T, Some(0), &[ShortYear]);
    check("Wed, 1 July 2026 08:00:05 +0000", T, Some(0), &[LongMonth]);
    check("Wed Jul  1 08:00:05 2026", T, None, &[Ctime, NoZone]);
    check("Wed Jul  1 08:00:05 UTC 2026", T, Some(0), &[Ctime, ZoneWord]);
    check("2026-07-01T10:00:05+02:00", T, Some(120), &[Iso]);
    check("2026-07-01 08:00:05.5Z", T, Some(0), &[Iso, Fraction]);
    check("2026-07-01 08:00:05.123456789 +0000 UTC m=+98765.43", T, Some(0), &[Iso, Fraction]);
    check("07/01/2026 08:00:05", T, None, &[Slashes, NoZone]);
    check("29/08/2002 09:42:27", 1_030_614_147, None, &[Slashes, NoZone]);
    check("Wed 1 Jul 2026 08:00:05 +0000", T, Some(0), &[Punctuation]);
    check("Jul, 01 2026 8:00:05 AM +0000", T, Some(0), &[Ctime, Punctuation]);
    check("Wed, 1 Jul 2026 8:00: 5 +0000", T, Some(0), &[Punctuation]);
    check("01-Jul-2026 08:00:05 +0000", T, Some(0), &[Punctuation]);
    check("Thu, 1 Jul 2026 08:00:05 +0000", T, Some(0), &[WrongWeekday]);
    check("Wed, 1 Jul 2026 08:00:05 +0000 id x for <a@example.org>", T, Some(0), &[]);
    check("Wed, 1 Jul 2026 08:00:05 smtpmailfrom <a@example.org>", T, None, &[NoZone]);
}

#[test]
fn numbers_out_of_their_range_are_no_date() {
    for text in [
        "",
        "Tue, 7 All 2026 19:14:51 +0000",
        "1 Jul 99999 00:00:00 +0000",
        "1 Jul 99999999999999999999 00:00:00 +0000",
        "some numbers 0 1 2 but invalid",
        "Wed, 1 Jul 2026",
        "(Wed, 1 Jul 2026 08:00:05 +0000",
        "08:00:05",
        "45 Nov 2024 26:75:15 +9999",
        "0 Jul 2026 08:00:05 +0000",
        "Sun, -1 Nov 2026 08:00:05 +0000",
        "32 Jul 2026 08:00:05 +0000",
        "31 Feb 2026 08:00:05 +0000",
        "29 Feb 2023 08:00:05 +0000",
        "1 Jul 2026 24:00:05 +0000",
        "1 Jul 2026 08:60:05 +0000",
        "1 Jul 2026 08:00:61 +0000",
        "1 Jul 1899 08:00:05 +0000",
        "Wed, 1 Jul 2026 08:00:05 +9999",
        "Wed, 1 Jul 2026 08:00:05 -2400",
        "Wed, 1 Jul 2026 08:00:05 +99999999",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "1 Jul 9999 99999999999:99999999999:99999999999 +99999999999",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    assert!(parse("29 Feb 2024 23:59:60 -2359").is_some());
    assert!(parse(&"(".repeat(100_000)).is_none());
}

#[test]
fn rfc3339_keeps_the_offset() {
    assert_eq!(parse("Wed, 1 Jul 2026 10:00:05 +0200").unwrap().to_rfc3339(), "2026-07-01T10:00:05+02:00");
    assert_eq!(parse("1 Jul 2026 08:00:05 -0000").unwrap().to_rfc3339(), "2026-07-01T08:00:05Z");
}

/// Rows of the corpus where mail-parser's answer is not ours, and why.
const DIFFERENT: [(&str, &str); 2] = [
    (" 4 8 15 16 23 42, 4 8 15 16 23 42, 4 8 15 16 23 42, ", "numbers without a colon are no time of day"),
    ("by 2002:aa7:cd10:", "a whole Received value; its date follows the last semicolon"),
];

#[test]
fn corpus_of_mail_parser() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/dates/stalwart_date.json");
    let Ok(json) = std::fs::read(path) else { return };
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(rows.len(), 40);
    for row in &rows {
        let text = row["header"].as_str().unwrap();
        let ours = parse(text).map(|d| d.epoch);
        if DIFFERENT.iter().any(|(start, _)| text.starts_with(start)) {
            assert_eq!(ours, None, "{text:?}");
            continue;
        }
        assert_eq!(ours, expected_epoch(&row["expected"]), "{text:?}");
    }
}

fn expected_epoch(date: &serde_json::Value) -> Option<i64> {
    let n = |key: &str| date[key].as_i64();
    let days = days_from_civil(n("year")?, n("month")? as u32, n("day")? as u32);
    let offset = n("tz_hour")? * 3600 + n("tz_minute")? * 60;
    let sign = if date["tz_before_gmt"].as_bool()? { 1 } else { -1 };
    Some(days * 86_400 + n("hour")? * 3600 + n("minute")? * 60 + n("second")? + sign * offset)
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,120}") {
        let _ = parse(&text);
    }

    #[test]
    fn date_like_text_never_panics(text in "[0-9JulWedapm:,+./() TZ\\\\-]{0,60}") {
        if let Some(date) = parse(&text) {
            let _ = date.to_rfc3339();
        }
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one(
        day in 0..33_u8, month in "[JFMAJSOND][aepuco][nbrylgptvc]", year in 1800..2400_i32, time in "[0-2][0-9]:[0-6][0-9]:[0-6][0-9]",
        zone in "[+-][0-2][0-9][0-6][0-9]", start in "(Wed, | ||Sun,)", blank in prop::sample::select(vec![" ", "  ", "\r\n ", "\n\t", "\n", "\n\n "]), end in "( \\(x\\)| x||\n a|\nb)",
    ) {
        let text = format!("{start}{day} {month} {year} {time} {zone}{end}").replacen(' ', blank, 3);
        if let Some(short) = super::regular::read(text.as_bytes()) {
            prop_assert_eq!(Some(short), super::read::read(text.as_bytes()));
        }
    }

    #[test]
    fn civil_dates_agree_with_jiff(days in -700_000_i64..2_900_000) {
        let at = jiff::Timestamp::from_second(days * 86_400).unwrap();
        let civil = jiff::tz::Offset::UTC.to_datetime(at).date();
        let ours = days_from_civil(i64::from(civil.year()), civil.month() as u32, civil.day() as u32);
        prop_assert_eq!(ours, days);
    }
}
