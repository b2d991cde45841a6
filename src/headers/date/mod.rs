//! Dates as mail servers really write them: read tolerantly, each deviation from RFC 5322 named.

mod read;
mod regular;
#[cfg(test)]
mod tests;
mod words;

#[cfg(test)]
pub(crate) use read::days_from_civil;

/// An instant, with what was irregular about the way it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub epoch: i64,
    /// Offset from UTC in minutes as written; `None` when unknown (`-0000`, no zone).
    pub offset_minutes: Option<i32>,
    /// Deviations, as a set of [`Deviation`] bits.
    pub deviations: u16,
}

/// A deviation from the date grammar of RFC 5322 section 3.3. The value is its bit in [`Date::deviations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Deviation {
    /// A fraction of a second.
    Fraction = 1,
    /// No seconds.
    NoSeconds = 2,
    /// No zone: read as UTC.
    NoZone = 4,
    /// A zone word (`GMT`, `PST`), obsolete syntax.
    ZoneWord = 8,
    /// A zone word that is not defined: read as UTC.
    UnknownZone = 16,
    /// A year of two or three digits.
    ShortYear = 32,
    /// Month in full, or another irregular month.
    LongMonth = 64,
    /// The order of ctime (`Wed Jul  1 10:00:05 2026`).
    Ctime = 128,
    /// ISO 8601.
    Iso = 256,
    /// Slashes (`08/29/2002 09:42:27`).
    Slashes = 512,
    /// The weekday does not fit the date.
    WrongWeekday = 1024,
    /// Any other irregular punctuation.
    Punctuation = 4096,
}

impl Date {
    /// Whether the date was written with this deviation.
    pub const fn has(self, deviation: Deviation) -> bool {
        self.deviations & deviation as u16 != 0
    }

    /// RFC 3339 form in the offset that was written (UTC when none was).
    pub fn to_rfc3339(self) -> String {
        let offset = self.offset_minutes.unwrap_or(0);
        let Ok(at) = jiff::Timestamp::from_second(self.epoch) else { return String::new() };
        let Ok(zone) = jiff::tz::Offset::from_seconds(offset * 60) else { return at.to_string() };
        if offset == 0 { at.to_string() } else { at.display_with_offset(zone).to_string() }
    }
}

/// The latest instant that can be written out in any offset: 9999-12-30T22:00:00Z.
const LATEST: i64 = 253_402_207_200;

/// Reads a date from text; comments are allowed anywhere, words after the zone are ignored. `None` when there
/// is no date in it, none with a time of day, or one with a number out of its range (31 Feb, hour 24, a year
/// before 1900, a zone beyond +-23:59): an instant nobody wrote is no evidence.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.as_bytes();
    regular::read(text).or_else(|| read::read(text)).filter(|date| date.epoch <= LATEST)
}

/// Whether a word names a month or a weekday.
pub(super) fn is_name(word: &[u8]) -> bool {
    words::month(word).is_some() || words::weekday(word).is_some()
}
