//! The published shape of everything that was checked anew, with what it rests on and how it differs from the reports.

mod build;
mod trace;

use serde::Serialize;

use super::model::Proof;

pub(super) use build::anew;

/// What checking one message anew gave (`authentication.verified`).
#[derive(Debug, Clone, Serialize)]
pub struct Anew {
    /// SPF for the address at the border.
    pub spf: Option<SpfCheck>,
    /// Every signature, topmost first.
    pub dkim: Vec<DkimCheck>,
    /// Signatures that were not looked at, as there are too many.
    pub dkim_left_out: u32,
    /// DMARC.
    pub dmarc: Option<DmarcCheck>,
    /// The ARC chain.
    pub arc: Option<ArcCheck>,
    /// What servers reported otherwise.
    pub differences: Vec<Difference>,
}

/// SPF with its trace.
#[derive(Debug, Clone, Serialize)]
pub struct SpfCheck {
    /// The result.
    pub result: &'static str,
    /// What the result could be, when answers are missing.
    pub possible: Vec<&'static str>,
    /// The domain that was checked.
    pub domain: String,
    /// The address that was checked.
    pub ip: String,
    /// `mailfrom` or `helo`.
    pub identity: &'static str,
    /// Aligned with From.
    pub aligned: Option<bool>,
    /// When DNS answered for the domain's record, RFC 3339.
    pub answered: Option<String>,
    /// Look-ups that count.
    pub lookups: usize,
    /// The most that may be.
    pub lookup_limit: usize,
    /// Look-ups that found nothing.
    pub void_lookups: usize,
    /// The most that may be.
    pub void_lookup_limit: usize,
    /// The limit that was exceeded.
    pub limit: Option<String>,
    /// The way to the mechanism that decided.
    pub matched: Vec<Matched>,
    /// Each record and each of its terms, in the order of the check.
    pub trace: Vec<Line>,
    /// Lines of the trace beyond those listed.
    pub trace_left_out: usize,
    /// Questions without a recorded answer: `name TYPE`.
    pub not_recorded: Vec<String>,
    /// What the domain says to a sender that fails.
    pub explanation: Option<String>,
}

/// A mechanism that matched.
#[derive(Debug, Clone, Serialize)]
pub struct Matched {
    /// The domain that publishes the record.
    pub domain: String,
    /// The mechanism as written.
    pub term: String,
}

/// One line of an SPF trace: a record, or a term of it.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// How many includes and redirects lead to it.
    pub depth: usize,
    /// The domain of the record.
    pub domain: String,
    /// The term as written; null for the record itself.
    pub term: Option<String>,
    /// `record`, `several-records`, `no-record`, `invalid-domain`, `failed`, `not-recorded`; of a term `matched`,
    /// `not-matched`, `open`, `error`, `not-reached`, `followed`, `modifier`.
    pub outcome: &'static str,
    /// Why, or the record's text.
    pub text: String,
    /// What was looked up: `name TYPE`.
    pub lookups: Vec<String>,
}

/// One signature.
#[derive(Debug, Clone, Serialize)]
pub struct DkimCheck {
    /// Number of the field.
    pub header: u32,
    /// The result.
    pub result: &'static str,
    /// The reason, one word.
    pub reason: Option<&'static str>,
    /// What was found, in words; null for a plain pass.
    pub text: Option<String>,
    /// `d=`.
    pub domain: String,
    /// `s=`.
    pub selector: String,
    /// `a=`.
    pub algorithm: Option<&'static str>,
    /// `c=`.
    pub canonicalization: Option<String>,
    /// `found`, `not-recorded`, `missing`, `failed`, `revoked`, `invalid`, `not-asked`.
    pub key: &'static str,
    /// The key's size, bits.
    pub key_bits: Option<u32>,
    /// When DNS answered for the key, RFC 3339; null for a pass.
    pub key_answered: Option<String>,
    /// Whether the body is the signed one.
    pub body_holds: Option<bool>,
    /// How a mailbox's body had to be read: `as-stored`, or with the quoting of `From ` undone (`mboxrd`, `mboxo`).
    pub body_read: Option<&'static str>,
    /// The one change that explains the body.
    pub body_change: Option<String>,
    /// Octets of the body that nobody signed (`l=`).
    pub unsigned_octets: u64,
    /// `holds`, `changed`, `other-key`, `not-checked`.
    pub fields: &'static str,
    /// The one change that explains the fields.
    pub field_change: Option<String>,
    /// `t=`, RFC 3339.
    pub signed_at: Option<String>,
    /// `x=`, RFC 3339. The result is as of the arrival, not of this day.
    pub expires: Option<String>,
}

/// DMARC under both standards.
#[derive(Debug, Clone, Serialize)]
pub struct DmarcCheck {
    /// Under RFC 7489: by the public suffix list.
    pub rfc7489: Option<DmarcResult>,
    /// Under RFC 9989: by a walk up the tree of names.
    pub rfc9989: Option<DmarcResult>,
    /// Both give the same result, policy and disposition; null where one of them is open.
    pub same: Option<bool>,
    /// When DNS answered, RFC 3339.
    pub answered: Option<String>,
}

/// DMARC under one standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DmarcResult {
    /// The result.
    pub result: &'static str,
    /// The policy for the From domain.
    pub policy: Option<&'static str>,
    /// What a receiver is asked to do.
    pub disposition: &'static str,
    /// The domain whose record counts; null without one.
    pub record_domain: Option<String>,
    /// The From domain's organisational domain.
    pub organisational_domain: String,
    /// The envelope domain is aligned.
    pub spf_aligned: Option<bool>,
    /// Each signature's domain is aligned.
    pub dkim_aligned: Vec<bool>,
    /// Names that were looked up.
    pub looked_up: Vec<String>,
}

/// The ARC chain.
#[derive(Debug, Clone, Serialize)]
pub struct ArcCheck {
    /// The chain's status.
    pub result: &'static str,
    /// Why it is not pass, one word.
    pub reason: Option<&'static str>,
    /// The oldest instance since which the message did not change.
    pub unchanged_since: Option<u32>,
    /// The sets, oldest first.
    pub sets: Vec<ArcSet>,
}

/// One ARC set.
#[derive(Debug, Clone, Serialize)]
pub struct ArcSet {
    /// `i=`.
    pub instance: u32,
    /// The sealer's domain.
    pub domain: String,
    /// What the sealer said of the chain before.
    pub cv: &'static str,
    /// The message signature.
    pub message_signature: &'static str,
    /// What was found of it, in words; null for a plain pass.
    pub message_text: Option<String>,
    /// The seal.
    pub seal: &'static str,
}

/// A result that a server reported otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// `spf`, `dkim`, `dmarc`, `arc`.
    pub method: &'static str,
    /// The domain that was checked; null for ARC.
    pub domain: Option<String>,
    /// As reported.
    pub reported: String,
    /// As found now.
    pub verified: &'static str,
    /// Why they may differ, one word.
    pub why: &'static str,
    /// The same in words.
    pub text: String,
    /// Where it was reported.
    pub proof: Vec<Proof>,
}
