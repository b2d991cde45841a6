//! The `v=DMARC1` record: its tags as RFC 7489 section 6.3 and RFC 9989 section 4.7 define them.

/// What a domain asks receivers to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Policy {
    /// Nothing.
    None,
    /// Treat as suspicious.
    Quarantine,
    /// Refuse.
    Reject,
}

impl Policy {
    /// The word in records and reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::None, Self::Quarantine, Self::Reject].into_iter().find(|p| text.eq_ignore_ascii_case(p.id()))
    }
}

/// How much alike two domains must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// The same organisational domain.
    Relaxed,
    /// The same name.
    Strict,
}

/// Whether the domain is a public suffix (RFC 9989).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Psd {
    /// It is one.
    Yes,
    /// It is an organisational domain.
    No,
    /// The tree decides.
    Unknown,
}

/// One DMARC record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// `p`: for the domain itself.
    pub policy: Policy,
    /// `p` is missing or invalid, and `rua` lets the record stand with `none`.
    pub policy_assumed: bool,
    /// `sp`: for subdomains; `p` where it is not given.
    pub subdomains: Option<Policy>,
    /// `np`: for subdomains that do not exist (RFC 9989).
    pub nonexistent: Option<Policy>,
    /// `adkim`.
    pub adkim: Alignment,
    /// `aspf`.
    pub aspf: Alignment,
    /// `pct`, 0 to 100 (RFC 7489 only).
    pub percent: u8,
    /// `t=y`: a test (RFC 9989).
    pub testing: bool,
    /// `psd` (RFC 9989).
    pub psd: Psd,
    /// `rua` names at least one address.
    pub reports: bool,
}

/// Why a record that begins like one is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordError {
    /// It is not text.
    NotText,
    /// `p` is missing or invalid, and there is no `rua`.
    NoPolicy,
}

/// More tags than this are not read.
const MOST_TAGS: usize = 64;

impl Record {
    /// Reads a TXT record; `None` when it is no DMARC record at all (`v=DMARC1` does not stand first).
    pub fn parse(bytes: &[u8]) -> Option<Result<Self, RecordError>> {
        if !is_dmarc(bytes) {
            return None;
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Some(Err(RecordError::NotText)) };
        let mut record = Self::empty();
        let mut policy = None;
        for (tag, value) in tags(text) {
            match tag.to_ascii_lowercase().as_str() {
                "p" => policy = policy.or(Some(Policy::parse(value))),
                "sp" => record.subdomains = record.subdomains.or(Policy::parse(value)),
                "np" => record.nonexistent = record.nonexistent.or(Policy::parse(value)),
                "adkim" => record.adkim = alignment(value),
                "aspf" => record.aspf = alignment(value),
                "pct" => record.percent = value.parse().ok().filter(|p| *p <= 100).unwrap_or(100),
                "t" => record.testing = value.eq_ignore_ascii_case("y"),
                "psd" => record.psd = psd(value),
                "rua" => record.reports = value.split(',').any(|uri| uri.trim().contains(':')),
                _ => {}
            }
        }
        match policy.flatten() {
            Some(policy) => record.policy = policy,
            None if record.reports => record.policy_assumed = true,
            None => return Some(Err(RecordError::NoPolicy)),
        }
        Some(Ok(record))
    }

    const fn empty() -> Self {
        Self {
            policy: Policy::None,
            policy_assumed: false,
            subdomains: None,
            nonexistent: None,
            adkim: Alignment::Relaxed,
            aspf: Alignment::Relaxed,
            percent: 100,
            testing: false,
            psd: Psd::Unknown,
            reports: false,
        }
    }
}

/// Whether a TXT record begins with `v=DMARC1`, blanks allowed, the version in this spelling only.
fn is_dmarc(bytes: &[u8]) -> bool {
    let trimmed = |b: &[u8]| b.trim_ascii_start().to_vec();
    let text = bytes.trim_ascii_start();
    let Some(rest) = text.strip_prefix(b"v").or_else(|| text.strip_prefix(b"V")) else { return false };
    let rest = trimmed(rest);
    let Some(rest) = rest.strip_prefix(b"=") else { return false };
    let rest = trimmed(rest);
    let Some(rest) = rest.strip_prefix(b"DMARC1") else { return false };
    matches!(rest.trim_ascii_start().first(), None | Some(b';'))
}

fn tags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split(';').skip(1).take(MOST_TAGS);
    parts.filter_map(|part| part.split_once('=')).map(|(tag, value)| (tag.trim(), value.trim()))
}

fn alignment(value: &str) -> Alignment {
    if value.eq_ignore_ascii_case("s") { Alignment::Strict } else { Alignment::Relaxed }
}

fn psd(value: &str) -> Psd {
    match value {
        "y" | "Y" => Psd::Yes,
        "n" | "N" => Psd::No,
        _ => Psd::Unknown,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tags_are_read_in_any_order_and_unknown_ones_are_ignored() {
        let text = b"v=DMARC1; x=1; sp=reject; p=Quarantine; adkim=s; aspf=r; pct=20; np=none; t=y; psd=n";
        let record = Record::parse(text).unwrap().unwrap();
        assert_eq!((record.policy, record.subdomains), (Policy::Quarantine, Some(Policy::Reject)));
        assert_eq!((record.adkim, record.aspf), (Alignment::Strict, Alignment::Relaxed));
        assert_eq!((record.percent, record.nonexistent, record.testing), (20, Some(Policy::None), true));
        assert_eq!((record.psd, record.reports), (Psd::No, false));
    }

    #[test]
    fn what_is_no_record_and_what_is_a_bad_one() {
        for other in ["", "v=spf1 -all", "v=dmarc1; p=none", "v=DMARC12; p=none", "p=none; v=DMARC1", "v="] {
            assert_eq!(Record::parse(other.as_bytes()), None, "{other}");
        }
        for bad in ["v=DMARC1", "v=DMARC1;", "v=DMARC1; p=", "v=DMARC1; p=all", "v=DMARC1; p=; p=reject"] {
            assert_eq!(Record::parse(bad.as_bytes()), Some(Err(RecordError::NoPolicy)), "{bad}");
        }
        assert_eq!(Record::parse(b"v=DMARC1; p=none\xff"), Some(Err(RecordError::NotText)));
    }

    #[test]
    fn reports_let_a_record_without_policy_stand() {
        let record = Record::parse(b"v=DMARC1; p=bogus; rua=mailto:a@example.org").unwrap().unwrap();
        assert_eq!((record.policy, record.policy_assumed), (Policy::None, true));
        assert!(Record::parse(b" v = DMARC1 ;p=none").unwrap().is_ok());
        assert_eq!(Record::parse(b"v=DMARC1; p=none; pct=900").unwrap().unwrap().percent, 100);
    }
}
