//! The date reader: one pass over the bytes, collecting the parts in whatever order they come.

use super::words::{self, Zone};
use super::{Date, Deviation};

/// Days from 1970-01-01 of a civil date of the Gregorian calendar; `day` may lie outside the month.
pub(crate) fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn month_length(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The parts found so far.
#[derive(Default)]
struct Parts {
    weekday: Option<i64>,
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i64>,
    /// Hour, minute, second.
    time: Option<(u32, u32, u32)>,
    zone_seen: bool,
    /// A negative day, or a zone beyond +-23:59.
    bad_number: bool,
    offset: Option<i32>,
    deviations: u16,
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    parts: Parts,
}

/// Reads a date; see [`super::parse`].
pub(super) fn read(text: &[u8]) -> Option<Date> {
    let mut reader = Reader { text: field_of(text), at: 0, parts: Parts::default() };
    while let Some(byte) = reader.peek() {
        let go_on = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => reader.skip(),
            b'(' => reader.comment(),
            b'0'..=b'9' => reader.number()?,
            b'+' | b'-' => reader.signed(),
            b'a'..=b'z' | b'A'..=b'Z' => reader.word()?,
            b';' | b'<' | b'[' if reader.parts.complete() => false,
            _ => {
                reader.parts.note(Deviation::Punctuation);
                reader.skip()
            }
        };
        if !go_on {
            break;
        }
    }
    reader.parts.date()
}

/// The text up to a line end that is no fold.
fn field_of(text: &[u8]) -> &[u8] {
    let mut from = 0;
    while let Some(i) = memchr::memchr(b'\n', &text[from..]) {
        match text.get(from + i + 1) {
            Some(b' ' | b'\t') => from += i + 1,
            _ => return &text[..from + i],
        }
    }
    text
}

impl Parts {
    fn note(&mut self, deviation: Deviation) {
        self.deviations |= deviation as u16;
    }

    /// Everything but the zone is there.
    fn complete(&self) -> bool {
        self.day.is_some() && self.month.is_some() && self.year.is_some() && self.time.is_some()
    }

    fn date(mut self) -> Option<Date> {
        let (day, month, year) = (self.day?, self.month?, self.year?);
        let (hour, minute, second) = self.time?;
        let is_day = (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
        if !is_day
            || !(1900..=9999).contains(&year)
            || hour > 23
            || minute > 59
            || second > 60
            || self.bad_number
        {
            return None;
        }
        if !self.zone_seen {
            self.note(Deviation::NoZone);
        }
        let days = days_from_civil(year, month, day);
        if self.weekday.is_some_and(|w| (days + 4).rem_euclid(7) != w) {
            self.note(Deviation::WrongWeekday);
        }
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let epoch = days * 86_400 + seconds - i64::from(self.offset.unwrap_or(0)) * 60;
        Some(Date { epoch, offset_minutes: self.offset, deviations: self.deviations })
    }

    fn set_year(&mut self, value: u32, digits: usize) {
        let value = i64::from(value);
        self.year = Some(match digits {
            0..=2 => value + if value < 50 { 2000 } else { 1900 },
            3 => value + 1900,
            _ => value,
        });
        if digits < 4 {
            self.note(Deviation::ShortYear);
        }
    }
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip(&mut self) -> bool {
        self.at += 1;
        true
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn comment(&mut self) -> bool {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        true
    }

    /// A run of digits: its value (capped) and its length.
    fn digits(&mut self) -> (u32, usize) {
        let start = self.at;
        let mut value = 0_u32;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
            self.at += 1;
        }
        (value, self.at - start)
    }

    fn number(&mut self) -> Option<bool> {
        let (value, length) = self.digits();
        let next = self.text.get(self.at + 1).copied().unwrap_or(0);
        match self.peek() {
            Some(b':') if self.parts.time.is_none() => self.time(value),
            Some(b'-') if length == 4 && next.is_ascii_digit() && self.parts.year.is_none() => {
                self.iso(value)?
            }
            Some(b'-') if next.is_ascii_alphabetic() => {
                self.parts.note(Deviation::Punctuation);
                self.at += 1;
                self.plain_number(value, length)?;
            }
            Some(b'/') if next.is_ascii_digit() && self.parts.day.is_none() => self.slashes(value, length)?,
            _ if self.parts.complete() => return Some(false),
            _ => self.plain_number(value, length)?,
        }
        Some(true)
    }

    fn plain_number(&mut self, value: u32, length: usize) -> Option<()> {
        let parts = &mut self.parts;
        if length >= 4 && parts.year.is_none() {
            parts.set_year(value, length);
        } else if parts.day.is_none() && length <= 3 {
            parts.day = Some(value);
            if length == 3 {
                parts.note(Deviation::Punctuation);
            }
            if parts.month.is_some() {
                parts.note(Deviation::Ctime);
            }
        } else if parts.month.is_none() && length <= 2 {
            parts.month = Some(value);
            parts.note(Deviation::LongMonth);
        } else if parts.year.is_none() {
            parts.set_year(value, length);
        } else {
            return None;
        }
        Some(())
    }

    fn time(&mut self, hour: u32) {
        self.at += 1;
        let (minute, _) = self.digits();
        let mut second = 0;
        if self.eat(b':') {
            if self.peek() == Some(b' ') {
                self.parts.note(Deviation::Punctuation);
                self.blanks();
            }
            second = self.digits().0;
            if matches!(self.peek(), Some(b'.' | b','))
                && self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit)
            {
                self.at += 1;
                self.digits();
                self.parts.note(Deviation::Fraction);
            }
        } else {
            self.parts.note(Deviation::NoSeconds);
        }
        self.parts.time = Some((hour.min(9999), minute.min(9999), second.min(9999)));
    }

    /// `2026-07-01`, then a `T` or a blank before the time.
    fn iso(&mut self, year: u32) -> Option<()> {
        self.at += 1;
        let month = self.digits().0;
        let day = if self.eat(b'-') { self.digits().0 } else { return None };
        if matches!(self.peek(), Some(b'T' | b't')) {
            self.at += 1;
        }
        self.parts.note(Deviation::Iso);
        self.parts.set_year(year, 4);
        self.parts.month = Some(month);
        self.parts.day = Some(day.min(999));
        Some(())
    }

    /// `08/29/2002` (month first unless it cannot be one), `29/Aug/2002`-like forms excluded, `2002/08/29`.
    fn slashes(&mut self, first: u32, length: usize) -> Option<()> {
        self.at += 1;
        let second = self.digits().0;
        if !self.eat(b'/') {
            return None;
        }
        let (third, third_length) = self.digits();
        self.parts.note(Deviation::Slashes);
        let (month, day) = if length == 4 {
            self.parts.set_year(first, 4);
            (second, third)
        } else {
            self.parts.set_year(third, third_length);
            if first > 12 { (second, first) } else { (first, second) }
        };
        self.parts.month = Some(month);
        self.parts.day = Some(day.min(999));
        Some(())
    }

    /// A sign: the zone when it follows the time, otherwise punctuation.
    fn signed(&mut self) -> bool {
        let negative = self.peek() == Some(b'-');
        self.at += 1;
        let digit = self.peek().is_some_and(|b| b.is_ascii_digit());
        if self.parts.time.is_none() || self.parts.zone_seen || !digit {
            let before = self.at.checked_sub(2).and_then(|at| self.text.get(at));
            let apart = before.is_none_or(|b| matches!(b, b' ' | b'\t' | b','));
            self.parts.bad_number |= negative && digit && apart && !self.parts.complete();
            if !self.parts.complete() {
                self.parts.note(Deviation::Punctuation);
            }
            return !(self.parts.zone_seen && self.parts.complete());
        }
        let (value, length) = self.digits();
        let (hours, minutes) = if self.peek() == Some(b':') {
            self.at += 1;
            (value, self.digits().0)
        } else if length <= 2 {
            (value, 0)
        } else {
            (value / 100, value % 100)
        };
        self.parts.zone_seen = true;
        let regular = length == 4 || self.parts.deviations & Deviation::Iso as u16 != 0;
        if !regular {
            self.parts.note(Deviation::Punctuation);
        }
        if hours > 23 || minutes > 59 {
            self.parts.bad_number = true;
            return true;
        }
        let offset = (hours * 60 + minutes) as i32;
        self.parts.offset = match (negative, offset) {
            (true, 0) => None,
            (true, _) => Some(-offset),
            (false, _) => Some(offset),
        };
        true
    }

    fn word(&mut self) -> Option<bool> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
            self.at += 1;
        }
        let text = self.text;
        let word = &text[start..self.at];
        let after_time = self.parts.time.is_some();
        if self.parts.month.is_none()
            && let Some(month) = words::month(word)
        {
            self.parts.month = Some(month);
            if word.len() != 3 {
                self.parts.note(Deviation::LongMonth);
            }
            self.month_punctuation();
            return Some(true);
        }
        if self.parts.weekday.is_none()
            && let Some(weekday) = words::weekday(word)
        {
            self.weekday(weekday, word.len());
            return Some(true);
        }
        if after_time && self.half_day(word) {
            return Some(true);
        }
        if after_time && !self.parts.zone_seen {
            return Some(self.zone_word(word));
        }
        if self.parts.complete() { Some(false) } else { None }
    }

    /// A hyphen or comma directly after the month.
    fn month_punctuation(&mut self) {
        if matches!(self.peek(), Some(b'-' | b',' | b'.')) {
            self.parts.note(Deviation::Punctuation);
            self.at += 1;
        }
    }

    fn weekday(&mut self, weekday: i64, length: usize) {
        self.parts.weekday = Some(weekday);
        let comma = self.eat(b',');
        if length != 3 {
            self.parts.note(Deviation::Punctuation);
        }
        if !comma {
            self.blanks();
            let ctime = self.peek().is_some_and(|b| b.is_ascii_alphabetic());
            if !ctime {
                self.parts.note(Deviation::Punctuation);
            }
        }
    }

    /// `AM` and `PM`.
    fn half_day(&mut self, word: &[u8]) -> bool {
        let pm = word.eq_ignore_ascii_case(b"PM");
        let Some((hour @ 0..=12, minute, second)) = self.parts.time else { return false };
        if !pm && !word.eq_ignore_ascii_case(b"AM") {
            return false;
        }
        self.parts.time = Some((hour % 12 + if pm { 12 } else { 0 }, minute, second));
        self.parts.note(Deviation::Punctuation);
        true
    }

    /// Reads a zone word; false when the word begins something else and the date is over.
    fn zone_word(&mut self, word: &[u8]) -> bool {
        let zone = words::zone(word);
        if zone == Zone::Unknown && self.parts.complete() && !word[0].is_ascii_uppercase() {
            return false;
        }
        self.parts.zone_seen = true;
        if self.parts.deviations & Deviation::Iso as u16 == 0 {
            self.parts.note(Deviation::ZoneWord);
        }
        match zone {
            Zone::Known(minutes) => self.parts.offset = Some(minutes),
            Zone::Letter => {}
            Zone::Unknown => self.parts.note(Deviation::UnknownZone),
        }
        // POSIX names such as `EST5EDT`, and `GMT+02:00`.
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        true
    }
}
