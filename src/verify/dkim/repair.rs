//! Which single change of the signed header explains a signature that does not verify: each is undone in turn, and one
//! that makes the signature verify is proof.

use super::fields::{Covered, FieldIndex, SignedHeader, part};
use super::repair_candidates::candidates;
use crate::verify::body::Canonicalization;

/// Repairs tried for one signature.
pub const MOST_TRIES: u32 = 256;

/// Bytes of header hashed while trying, for one signature.
const MOST_HASHED: usize = 2 << 20;

/// What happened to the field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HeaderChange {
    /// This tag was put into the subject.
    SubjectTag(String),
    /// The subject was decoded or encoded anew, and perhaps tagged.
    SubjectRecoded,
    /// The value was replaced; the signed one stands in this field.
    Replaced(String),
    /// The value was replaced; the signature's own copy (`z=`) has the signed one.
    ReplacedCopied,
    /// The field was added after signing.
    Added,
    /// A further field of the same name was added below the signed one, or the order changed.
    Order,
    /// Quotation marks were added or removed.
    Quotes,
    /// White space after commas changed.
    Commas,
    /// The time zone or the comment of the date was rewritten.
    DateForm,
    /// The transfer encoding was changed; this is the signed one.
    Encoding(&'static str),
    /// Folding or white space changed, which `c=simple` does not allow.
    Folding,
}

impl HeaderChange {
    /// The word in reports.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::SubjectTag(_) => "subject-tag",
            Self::SubjectRecoded => "subject-recoded",
            Self::Replaced(_) | Self::ReplacedCopied => "replaced",
            Self::Added => "added",
            Self::Order => "order",
            Self::Quotes => "quotes",
            Self::Commas => "commas",
            Self::DateForm => "date-form",
            Self::Encoding(_) => "transfer-encoding",
            Self::Folding => "folding",
        }
    }
}

/// A change of one field that, undone, makes the signature verify.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HeaderRepair {
    /// Index of the field as it stands in the message; `None` when the change concerns all.
    pub field: Option<u32>,
    /// The name of the field as `h=` lists it; empty when the change concerns all.
    pub name: String,
    /// What happened.
    pub change: HeaderChange,
}

/// What trying gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tried {
    pub(super) repair: Option<HeaderRepair>,
    pub(super) tries: u32,
    pub(super) limited: bool,
}

/// A field as it may have been signed; no field where it is `None`.
pub(super) struct Candidate {
    pub(super) change: HeaderChange,
    pub(super) raw: Option<Vec<u8>>,
}

/// Tries single repairs until `verifies` says yes.
pub(super) fn search(
    index: &FieldIndex<'_, '_>,
    covered: &[Covered<'_>],
    how: Canonicalization,
    copied: Option<&[u8]>,
    header: &SignedHeader,
    verifies: &dyn Fn(&SignedHeader) -> bool,
) -> Tried {
    let mut trial = Trial { header: header.clone(), verifies, tried: Tried::default(), left: MOST_HASHED };
    for (at, covered) in by_likelihood(covered) {
        for candidate in candidates(index, covered, copied) {
            let replaced = candidate.raw.map_or_else(Vec::new, |raw| part(&raw, how));
            if trial.with_part(at, replaced) {
                trial.tried.repair = Some(HeaderRepair {
                    field: covered.field,
                    name: String::from_utf8_lossy(covered.name).into_owned(),
                    change: candidate.change,
                });
                return trial.tried;
            }
            if trial.tried.limited {
                return trial.tried;
            }
        }
    }
    if how == Canonicalization::Simple {
        trial.folding();
    }
    trial.tried
}

/// The fields that relays rewrite most, first.
fn by_likelihood<'a, 's>(covered: &'a [Covered<'s>]) -> Vec<(usize, &'a Covered<'s>)> {
    const FIRST: [&str; 5] = ["subject", "from", "reply-to", "to", "content-type"];
    let rank = |name: &[u8]| {
        FIRST.iter().position(|f| name.eq_ignore_ascii_case(f.as_bytes())).unwrap_or(FIRST.len())
    };
    let mut ranked: Vec<(usize, &Covered<'s>)> = covered.iter().enumerate().collect();
    ranked.sort_by_key(|(_, covered)| rank(covered.name));
    ranked
}

struct Trial<'v> {
    header: SignedHeader,
    verifies: &'v dyn Fn(&SignedHeader) -> bool,
    tried: Tried,
    left: usize,
}

impl Trial<'_> {
    /// Whether the signature verifies with `part` in the place of the part at `at`.
    fn with_part(&mut self, at: usize, part: Vec<u8>) -> bool {
        if self.header.parts[at] == part || !self.afford() {
            return false;
        }
        let kept = std::mem::replace(&mut self.header.parts[at], part);
        let verifies = (self.verifies)(&self.header);
        self.header.parts[at] = kept;
        verifies
    }

    fn afford(&mut self) -> bool {
        let left = self.left.checked_sub(self.header.len());
        self.tried.limited |= left.is_none() || self.tried.tries == MOST_TRIES;
        if self.tried.limited {
            return false;
        }
        self.left = left.unwrap_or(0);
        self.tried.tries += 1;
        true
    }

    /// All folds written in another way.
    fn folding(&mut self) {
        for fold in [&b"\r\n\t"[..], b"\r\n ", b" "] {
            let parts: Vec<Vec<u8>> = self.header.parts.iter().map(|part| refold(part, fold)).collect();
            if parts == self.header.parts || !self.afford() {
                continue;
            }
            let kept = std::mem::replace(&mut self.header.parts, parts);
            let verifies = (self.verifies)(&self.header);
            self.header.parts = kept;
            if verifies {
                let change = HeaderChange::Folding;
                self.tried.repair = Some(HeaderRepair { field: None, name: String::new(), change });
                return;
            }
        }
    }
}

/// Every fold (CRLF and the white space after it) as `fold`.
fn refold(part: &[u8], fold: &[u8]) -> Vec<u8> {
    let body = part.strip_suffix(b"\r\n").unwrap_or(part);
    let mut bytes = Vec::with_capacity(part.len());
    for (at, line) in body.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if at > 0 {
            bytes.extend_from_slice(fold);
            bytes.extend_from_slice(line.trim_ascii_start());
        } else {
            bytes.extend_from_slice(line);
        }
    }
    bytes.extend_from_slice(&part[body.len()..]);
    bytes
}
