//! Moments of the composed mail: seconds after a fixed start, written as the platforms write them.

use jiff::Timestamp;
use jiff::tz::Offset;

/// 2 March 2026, 08:00:00 UTC.
const START: i64 = 1_772_438_400;

/// `Mon, 02 Mar 2026 09:00:05 +0000`, with the zone `hours` east of Greenwich.
pub fn rfc5322(seconds: i64, hours: i8) -> String {
    let date = Offset::constant(hours).to_datetime(at(seconds));
    format!("{} {:+03}00", date.strftime("%a, %d %b %Y %H:%M:%S"), hours)
}

/// `2026-03-02`, in UTC.
pub fn day(seconds: i64) -> String {
    Offset::UTC.to_datetime(at(seconds)).strftime("%Y-%m-%d").to_string()
}

/// The day without its leading zero, as Sendmail and Gmail's outer hop write it.
pub fn short_day(seconds: i64, hours: i8) -> String {
    let date = Offset::constant(hours).to_datetime(at(seconds));
    format!("{} {:+03}00", date.strftime("%a, %-d %b %Y %H:%M:%S"), hours)
}

/// `2026.03.02.01.00.05`, inside Gmail's ids.
pub fn dotted(seconds: i64, hours: i8) -> String {
    Offset::constant(hours).to_datetime(at(seconds)).strftime("%Y.%m.%d.%H.%M.%S").to_string()
}

/// `Mon Mar  2 09:00:05 2026`, for the line between the messages of a mailbox.
pub fn ctime(seconds: i64) -> String {
    Offset::UTC.to_datetime(at(seconds)).strftime("%a %b %e %H:%M:%S %Y").to_string()
}

/// Seconds since 1970.
pub const fn epoch(seconds: i64) -> i64 {
    START + seconds
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}
