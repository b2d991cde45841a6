//! What may have happened to a body after it was signed. Each change is named only when undoing it gives the signed
//! hash, which is proof.

use super::search::{Candidates, appended, inserted, prepended};
use super::undo::UNDO;
use super::{Body, SignedBody};

/// Bodies larger than this are not searched for an explanation, bytes.
pub const MOST_SEARCHED: usize = 1 << 20;

/// Bytes hashed for all explanations of one message together.
const MOST_HASHED: usize = 4 << 20;

/// A single change that explains a body. Lines count from 1 at the beginning of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyChange {
    /// Lines were added at the end: a footer, a disclaimer.
    Appended {
        /// The first added line.
        first: u32,
        /// Their number.
        lines: u32,
        /// What they look like.
        kind: AppendedKind,
    },
    /// Lines were added at the beginning: a banner.
    Prepended {
        /// Their number.
        lines: u32,
    },
    /// Lines were added inside a part of a multipart body.
    Inserted {
        /// The first added line.
        first: u32,
        /// Their number.
        lines: u32,
        /// What they look like.
        kind: AppendedKind,
    },
    /// Only white space or line ends changed.
    Whitespace(Whitespace),
    /// Lines beginning with `From ` were signed quoted and lost their `>` since.
    FromUnquoted,
    /// Leading dots were doubled by SMTP and never undone.
    DotsDoubled,
    /// Long lines were broken.
    LinesBroken,
    /// The body was signed without a transfer encoding and was encoded since.
    Encoded(Encoding),
    /// The body was signed in base64 and was decoded since.
    DecodedBase64,
}

/// What added lines look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppendedKind {
    /// A mailing list's footer: a ruler of underscores or the words of a list manager.
    ListFooter,
    /// A confidentiality notice or a gateway's remark.
    Disclaimer,
    /// Something else.
    Other,
}

/// Which white space changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whitespace {
    /// Empty lines were added at the beginning.
    LeadingLinesAdded,
    /// An empty line at the beginning was removed.
    LeadingLineRemoved,
    /// White space was added at the ends of lines.
    LineEndsAdded,
    /// The space of the signature ruler `-- ` was removed.
    SignatureRuler,
    /// Every line end was doubled.
    LinesDoubled,
    /// A space before `From ` or `>` was added (RFC 3676 stuffing).
    Stuffing,
}

/// A content transfer encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Quoted-printable.
    QuotedPrintable,
    /// Base64.
    Base64,
}

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BodyTest {
    /// Cutting lines at the end.
    Appended,
    /// Cutting lines at the beginning.
    Prepended,
    /// Cutting lines inside parts.
    Inserted,
    /// Undoing changes of white space.
    Whitespace,
    /// Undoing changes of quoting and of long lines.
    Transport,
    /// Undoing a change of the transfer encoding.
    Encoding,
}

/// What the search for an explanation gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Explanation {
    /// The change that, undone, gives the signed hash.
    pub change: Option<BodyChange>,
    /// What was tried, in this order, up to the one that explains.
    pub tried: Vec<BodyTest>,
    /// The search ended at a limit ([`MOST_SEARCHED`] or the effort for one message).
    pub limited: bool,
}

/// How much may still be hashed for one message.
#[derive(Debug)]
pub(super) struct Effort {
    left: usize,
    ran_out: bool,
}

impl Effort {
    pub(super) const fn new() -> Self {
        Self { left: MOST_HASHED, ran_out: false }
    }

    /// Takes `bytes` out of what is left; false when that is not enough.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.ran_out = true;
                false
            }
        }
    }
}

/// Whether `body` is what was signed.
pub(super) fn is_signed(body: Body<'_>, signed: &SignedBody) -> bool {
    let cut: Vec<u64> = signed.length.into_iter().collect();
    let hashes = body.hash(signed.how, signed.digest, &cut);
    let found = if signed.length.is_some() { hashes.at.first() } else { Some(&hashes.whole) };
    found == Some(&signed.hash)
}

/// Searches one change that explains why `body` is not the signed one: the cheap and common first.
pub(super) fn explain(body: Body<'_>, signed: &SignedBody, effort: &mut Effort) -> Explanation {
    let mut explanation = Explanation::default();
    if body.bytes.len() > MOST_SEARCHED {
        explanation.limited = true;
        return explanation;
    }
    effort.ran_out = false;
    let lines: Vec<&[u8]> = body.lines().collect();
    for (test, attempt) in UNDO {
        if explanation.tried.last() != Some(test) {
            explanation.tried.push(*test);
        }
        let Some((change, bytes)) = attempt(&lines) else { continue };
        if !effort.take(bytes.len()) {
            break;
        }
        if is_signed(Body { bytes: &bytes, bare_cr: false }, signed) {
            explanation.change = Some(change);
            return explanation;
        }
    }
    let candidates = Candidates::new(&lines, signed);
    type Search = fn(&Candidates<'_>, &[&[u8]], &mut Effort) -> Option<BodyChange>;
    let searches: [(BodyTest, Search); 3] =
        [(BodyTest::Appended, appended), (BodyTest::Prepended, prepended), (BodyTest::Inserted, inserted)];
    for (test, search) in searches {
        explanation.tried.push(test);
        explanation.change = search(&candidates, &lines, effort);
        if explanation.change.is_some() {
            return explanation;
        }
    }
    explanation.limited = effort.ran_out;
    explanation
}
