//! From Microsoft's codes to one verdict: the category decides, then the filter's own word, then bulk, then
//! composite authentication; the level only confirms, and decides alone where there is no report.

use crate::evidence::filters::{Acted, Verdict};

/// What is known about the message, from fields that may be believed together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts<'a> {
    /// There is an antispam report.
    pub(super) report: bool,
    /// `CAT`.
    pub(super) category: Option<&'a str>,
    /// `SFV`.
    pub(super) filter: Option<&'a str>,
    /// `SRV:BULK`.
    pub(super) bulk: bool,
    /// `IPV:CAL` in inbound mail.
    pub(super) address_allowed: bool,
    /// Mail inside one organisation: `DIR:INT` or authenticated as `Internal`.
    pub(super) internal: bool,
    /// The spam confidence level.
    pub(super) level: Option<i32>,
    /// The bulk complaint level.
    pub(super) complaints: Option<u32>,
    /// `compauth=fail` with a reason that names a forged sender.
    pub(super) forged_sender: bool,
    /// A consumer mailbox.
    pub(super) consumer: bool,
    /// What the mailbox says to have acted.
    pub(super) delivered_by: Option<Acted>,
    /// The mailbox says that the spam filter put it in Junk.
    pub(super) junked: bool,
    /// What the stamps of Exchange Server say.
    pub(super) stamps: Stamps,
}

/// What the stamps of Exchange Server say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stamps {
    /// A phishing address, or a phishing level of suspicious.
    pub(super) phishing: bool,
    /// A word of the administrator's list.
    pub(super) word: bool,
    /// A list or permission that let it through.
    pub(super) allowed: Option<Acted>,
    /// Nobody's copy was filtered.
    pub(super) exempt: bool,
}

/// The conclusion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) verdict: Verdict,
    pub(super) high: bool,
    pub(super) acted: Option<Acted>,
}

impl From<Verdict> for Decision {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, high: false, acted: None }
    }
}

impl Decision {
    fn by(verdict: Verdict, acted: Acted) -> Self {
        Self { verdict, high: false, acted: Some(acted) }
    }
}

/// Draws the conclusion.
pub(super) fn decide(facts: &Facts<'_>) -> Decision {
    let listed = facts.filter.and_then(|code| by_list(code, facts));
    let mut decision = match facts.category.and_then(by_category) {
        Some((verdict, high)) => Decision { verdict, high, acted: listed.and_then(|l| l.acted) },
        None => listed.unwrap_or_else(|| by_filter(facts)),
    };
    if decision.verdict == Verdict::Spam && facts.level.is_some_and(|l| (7..=9).contains(&l)) {
        decision.high = true;
    }
    decision
}

/// The code in upper case; no code is longer than the buffer, so longer text is none.
fn upper<'b>(code: &str, buffer: &'b mut [u8; 8]) -> &'b str {
    let Some(into) = buffer.get_mut(..code.len()) else { return "" };
    into.copy_from_slice(code.as_bytes());
    into.make_ascii_uppercase();
    std::str::from_utf8(into).unwrap_or_default()
}

/// What a `CAT` decides; `NONE` and unknown words decide nothing.
fn by_category(category: &str) -> Option<(Verdict, bool)> {
    let mut buffer = [0; 8];
    Some(match upper(category, &mut buffer) {
        "AMP" | "MALW" | "SAP" | "FTBP" => (Verdict::Malware, false),
        "HPHSH" | "HPHISH" => (Verdict::Phish, true),
        "PHSH" | "INTOS" | "UIMP" | "DIMP" | "BIMP" | "GIMP" => (Verdict::Phish, false),
        "SPOOF" => (Verdict::Spoof, false),
        "HSPM" => (Verdict::Spam, true),
        "SPM" | "OSPM" => (Verdict::Spam, false),
        "BULK" => (Verdict::Bulk, false),
        _ => return None,
    })
}

/// What a `SFV` decides that names a list, a rule or a release.
fn by_list(filter: &str, facts: &Facts<'_>) -> Option<Decision> {
    let mut buffer = [0; 8];
    Some(match upper(filter, &mut buffer) {
        "BLK" => Decision::by(Verdict::BlockListed, Acted::RecipientBlockList),
        "SKB" => Decision::by(Verdict::BlockListed, Acted::AdminBlockList),
        "SKS" => Decision::by(Verdict::Spam, Acted::MailFlowRule),
        "SFE" => Decision::by(Verdict::AllowListed, Acted::RecipientSafeSender),
        "SKA" => Decision::by(Verdict::AllowListed, Acted::AllowListedByPolicy),
        "SKN" => Decision::by(Verdict::AllowListed, Acted::AllowListedByRule),
        "SKQ" => Decision::by(Verdict::NotSpam, Acted::ReleasedFromQuarantine),
        "SKI" if facts.internal && !facts.address_allowed => Verdict::NotScanned.into(),
        "SKI" => Decision::by(Verdict::AllowListed, Acted::AllowListedIp),
        "NSPM" if facts.address_allowed => Decision::by(Verdict::AllowListed, Acted::AllowListedIp),
        _ => return None,
    })
}

fn by_filter(facts: &Facts<'_>) -> Decision {
    if facts.bulk {
        return Verdict::Bulk.into();
    }
    match facts.filter {
        Some(f) if f.eq_ignore_ascii_case("SPM") => Verdict::Spam.into(),
        Some(f) if f.eq_ignore_ascii_case("NSPM") => Verdict::NotSpam.into(),
        _ if facts.address_allowed => Decision::by(Verdict::AllowListed, Acted::AllowListedIp),
        _ => by_level(facts),
    }
}

/// Without a word of the filter: stamps, level, complaints, authentication, in this order.
fn by_level(facts: &Facts<'_>) -> Decision {
    if let Some(acted) = facts.stamps.allowed {
        return Decision::by(Verdict::AllowListed, acted);
    }
    if facts.stamps.exempt {
        return Verdict::NotScanned.into();
    }
    match facts.level {
        Some(-1) => skipped(facts),
        Some(0) if facts.stamps.word => Decision::by(Verdict::AllowListed, Acted::AllowListedByPolicy),
        Some(0..=4) if facts.stamps.phishing => Verdict::Suspect.into(),
        Some(0..=4) => Verdict::NotSpam.into(),
        Some(9) if facts.stamps.word => {
            Decision { verdict: Verdict::BlockListed, high: true, acted: Some(Acted::AdminBlockList) }
        }
        Some(5..=9) if facts.stamps.phishing => Verdict::Phish.into(),
        Some(5..=9) if facts.report && facts.forged_sender => Verdict::Spoof.into(),
        // A bulk verdict gives level 6; consumer mailboxes have no bulk threshold.
        Some(6) if !facts.consumer && facts.complaints.is_some_and(|c| (7..=9).contains(&c)) => {
            Verdict::Bulk.into()
        }
        Some(5..=9) => Verdict::Spam.into(),
        _ if facts.junked => Verdict::Spam.into(),
        _ => Verdict::Unknown.into(),
    }
}

/// An instruction to skip filtering: the mailbox may say whose.
fn skipped(facts: &Facts<'_>) -> Decision {
    match facts.delivered_by {
        Some(Acted::RecipientSafeSender) => Decision::by(Verdict::AllowListed, Acted::RecipientSafeSender),
        _ => Verdict::NotScanned.into(),
    }
}

/// Whether a `compauth` reason says that the sender's address is forged.
pub(super) fn is_forged_sender(result: &str, reason: Option<&str>) -> bool {
    result == "fail"
        && reason.is_some_and(|r| matches!(r, "000" | "001" | "002" | "010") || r.starts_with('6'))
}
