//! The shapes of tokens: numbers that are too short to be an id, dates, letters and addresses that are written as digits.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// What stands for text of which nothing can stay.
pub(super) const GONE: &str = "…";
/// Digits of a number that stays: more can be an id, a telephone, a day of birth or a library card.
const DIGITS: usize = 6;
/// Digits before the point of a score, and behind it.
const BEFORE_POINT: usize = 3;

type Pattern = LazyLock<Option<Regex>>;

static ENCODED: Pattern = LazyLock::new(|| {
    let of = [
        r"=\?[^?\s]*\?[A-Za-z]\?[^?\s]*(\?=)?",
        r"([=%][0-9A-Fa-f]{2}){2,}",
        r"&#[xX]?[0-9A-Fa-f]{1,7};?",
        r"\\([0-7]{3}|[xX][0-9A-Fa-f]{2}|u\{?[0-9A-Fa-f]{4,6}\}?)",
    ];
    Regex::new(&format!("({})+", of.map(|one| format!("({one})")).join("|"))).ok()
});
static PREVIEW: Pattern =
    LazyLock::new(|| Regex::new(r"(?is)content preview:(.*(?<details>\scontent analysis details)|.*$)").ok());
static QUAD: Pattern = LazyLock::new(|| Regex::new(r"\d{1,3}([._-]\d{1,3}){3}").ok());
static TELEPHONE: Pattern = LazyLock::new(|| Regex::new(r"^\+?\d{1,5}( \d{1,5}){2,9}").ok());
static SCORES: Pattern =
    LazyLock::new(|| Regex::new(r"(?i)^(yes-|no-)?-?\d{1,3}(\.\d{1,6})?(--?\d{1,3}(\.\d{1,6})?)+$").ok());
static DAY: Pattern = LazyLock::new(|| Regex::new(r"^\d{1,2}[/-]\d{1,2}[/-](\d{2}|\d{4})$").ok());
static MACRO: Pattern =
    LazyLock::new(|| Regex::new(r"^%(\{[A-Za-z]\d{0,3}[rR]?[-.+,/_=]{0,7}\}|%|_|-)").ok());
static DATE: Pattern = LazyLock::new(|| {
    let (day, month) = ("(mon|tue|wed|thu|fri|sat|sun)", "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)");
    let year = r"(199\d|20\d\d)\b";
    let asctime =
        format!(r"{day}\s+{month}\s+\d\d?\s+\d\d:\d\d:\d\d\s+([+-]\d{{4}}\s+|[a-z]{{3,4}}\s+)?{year}");
    Regex::new(&format!(r"(?i)^(({day},?\s*)?\d\d?[\s-]+{month}[\s-]+{year}|{asctime})")).ok()
});

/// The text with [`GONE`] for encoded words (RFC 2047), runs of octets in hexadecimal or octal, references to
/// characters, of which some would pass for numbers, and the beginning of the body.
pub(super) fn unencoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for (pattern, marks) in [(&ENCODED, &['=', '%', '&', '\\'][..]), (&PREVIEW, &[':'][..])] {
        if let Some(pattern) = &**pattern
            && text.contains(marks)
            && pattern.is_match(&text)
        {
            text = Cow::Owned(pattern.replace_all(&text, format!("{GONE}${{details}}")).into_owned());
        }
    }
    text
}

/// How many bytes at the start of a text are a date as mail servers write it.
pub(super) fn date(text: &str) -> Option<usize> {
    text.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(())?;
    DATE.as_ref()?.find(text).map(|found| found.end())
}

/// How many bytes at the start of a text are a number written in groups, as telephones are.
pub(super) fn telephone(text: &str) -> Option<usize> {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '+').then_some(())?;
    let length = TELEPHONE.as_ref()?.find(text)?.end();
    let ends =
        !text.get(length..)?.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ':' | '/'));
    (ends && digits(text.get(..length)?) > DIGITS).then_some(length)
}

/// How many bytes at the start of a text are a macro of SPF (RFC 7208 section 7.1).
pub(super) fn spf_macro(text: &str) -> Option<usize> {
    text.starts_with('%').then_some(())?;
    MACRO.as_ref()?.find(text).map(|found| found.end())
}

/// Whether what starts a text is an address whose local part holds marks that part tokens elsewhere, as those of
/// forwarders and of lists do (`SRS0=x=y=example.org=bob@example.net`): what stands before its first `=`, and its length in bytes.
pub(super) fn addr_spec(text: &str) -> Option<(Option<&str>, usize)> {
    let hard = |c: char| c.is_whitespace() || "()<>[],;\"|…“”‘’„«»—–→".contains(c);
    let text = text.get(..text.find(hard).unwrap_or(text.len()))?;
    let (local, domain) = text.split_once('@')?;
    let soft = local.find(is_delimiter).filter(|at| *at > 0)?;
    let domain = domain.get(
        ..domain
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_'))
            .unwrap_or(domain.len()),
    )?;
    let key = local.get(..soft).filter(|_| local.get(soft..).is_some_and(|rest| rest.starts_with('=')));
    (!domain.is_empty()).then_some((key, local.len() + 1 + domain.len()))
}

/// Whether a token holds four short numbers in a row: an address, or a host named after one.
pub(super) fn holds_quad(token: &str) -> bool {
    QUAD.as_ref().is_none_or(|quad| quad.is_match(token))
}

/// What parts tokens.
pub(super) fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || "()<>[]{},;\"'=|\\*!?`…“”‘’„«»—–→".contains(c)
}

/// Whether a token is a number or a time that is too short to be an id.
pub(super) fn is_number(token: &str) -> bool {
    let marks = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '-' | '+' | '/' | '%');
    let digits = digits(token);
    digits > 0
        && token.chars().all(marks)
        && !holds_quad(token)
        && !is_birthday(token)
        && (digits <= DIGITS || is_score(token.trim_end_matches('%')))
}

/// Whether a token is a date as the program writes it.
pub(super) fn is_day(token: &str) -> bool {
    let parts: Vec<&str> = token.split('-').collect();
    parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a token is a date as people write it, with a year of two or four digits.
pub(super) fn is_birthday(token: &str) -> bool {
    DAY.as_ref().is_none_or(|day| day.is_match(token))
}

/// Whether a date as the program writes it is of this century: it is of the mail then, hardly a day of birth.
pub(super) fn is_this_century(day: &str) -> bool {
    day.starts_with("20")
}

/// Whether a token is a verdict with scores behind it (`No-10--7.150000-8.000000`).
pub(super) fn is_scores(token: &str) -> bool {
    SCORES.as_ref().is_some_and(|scores| scores.is_match(token))
}

fn is_score(token: &str) -> bool {
    token.trim_start_matches(['-', '+']).split_once('.').is_some_and(|(whole, part)| {
        whole.len() <= BEFORE_POINT
            && part.len() <= DIGITS
            && whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit())
    })
}

/// How many digits a token has.
pub(super) fn digits(token: &str) -> usize {
    token.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_stay_and_what_may_be_an_id_goes() {
        for number in ["5", "6.3", "-0.10", "09:00:05", "+0000", "100.000001", "99%", "3.4.6"] {
            assert!(is_number(number), "{number}");
        }
        for id in [
            "1234-5678",
            "1980-12-31",
            "555-1234",
            "1234567",
            "10-0-0-8",
            "10.4.4.4.25",
            "1234.5678",
            "31/12/80",
        ] {
            assert!(!is_number(id), "{id}");
        }
        assert!(is_day("2026-03-02") && !is_day("1234-5678"));
    }

    #[test]
    fn numbers_in_groups_are_telephones() {
        assert_eq!(telephone("+41 44 268 31 00; x"), Some(16));
        for text in ["1 2 3", "0.8 1.2", "15 20 9611.11", "10 20 3000000"] {
            assert_eq!(telephone(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_of_forwarders_are_whole() {
        assert_eq!(addr_spec("SRS0=x=example.org=bob@example.net> x"), Some((Some("SRS0"), 34)));
        assert_eq!(addr_spec("mary.o'brien@example.edu'"), Some((None, 24)));
        for text in ["bob@example.edu", "a=b c@example.edu", "x=@", "(a=b@c)"] {
            assert_eq!(addr_spec(text), None, "{text}");
        }
    }

    #[test]
    fn letters_that_are_written_as_digits_go() {
        for text in ["&#66;&#111;&#98;", "&#x42;", r"\102\157\142", r"\x42\x6f", "=42=6f", "=?utf-8?q?=42?="]
        {
            assert_eq!(unencoded(text), GONE, "{text}");
        }
        assert_eq!(
            unencoded("* Content preview: Dear Ms. Mark\nContent analysis details: 5"),
            "* …\nContent analysis details: 5"
        );
    }

    #[test]
    fn dates_are_known_by_their_form() {
        for text in ["Mon, 02 Mar 2026 09:00", "2 May 2026", "Sun Jan  4 10:00:00 2026"] {
            assert!(date(text).is_some(), "{text}");
        }
        for text in ["jan", "may 2026", "Sun, sun", "12 May 1980"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
