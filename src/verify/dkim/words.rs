//! What was found of a signature, in one sentence: the reason, what became of the body, what explains it.

use std::fmt;

use super::{HeaderChange, HeaderCheck, HeaderRepair, Outcome, Reason, SignatureCheck};
use crate::verify::body::{AppendedKind, BodyChange, BodyCheck, Encoding, Whitespace};

impl SignatureCheck {
    /// Why the result is what it is, with all that was proved; `None` for a plain pass. It quotes the message (a
    /// subject's tag, names of fields), so it is as little to be trusted as the message.
    pub fn summary(&self) -> Option<String> {
        let mut text = self.reason?.to_string();
        let mut add = |more: &str| {
            text.push_str("; ");
            text.push_str(more);
        };
        let body_named = matches!(self.reason, Some(Reason::BodyChanged | Reason::BodyAndHeaderChanged));
        if let Some(body) = self.body.as_ref().filter(|b| !b.holds()) {
            if !body_named {
                add("the body hash differs");
            }
            match body.change() {
                Some(change) => add(&format!("with one change undone the body is the signed one: {change}")),
                None if self.header == HeaderCheck::Holds => add("the signed header is intact"),
                None => {}
            }
        }
        if let HeaderCheck::Changed { repair: Some(repair), .. } = &self.header {
            add(&format!("with one change undone the signature verifies: {repair}"));
        }
        if self.outcome == Outcome::Unknown && self.body.as_ref().is_some_and(BodyCheck::holds) {
            add("the body is the signed one");
        }
        Some(text)
    }
}

impl BodyCheck {
    /// The one change that explains why the body is not the signed one.
    pub fn change(&self) -> Option<BodyChange> {
        self.explanation.as_ref()?.change
    }
}

impl fmt::Display for HeaderRepair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.change {
            HeaderChange::SubjectTag(tag) => write!(f, "{tag} was put into {name}"),
            HeaderChange::SubjectRecoded => write!(f, "{name} was encoded anew"),
            HeaderChange::Replaced(place) => write!(f, "{name} was replaced, {place} has the signed value"),
            HeaderChange::ReplacedCopied => write!(f, "{name} was replaced, z= has the signed value"),
            HeaderChange::Added => write!(f, "{name} was added"),
            HeaderChange::Order => write!(f, "a second {name} was added, or the order changed"),
            HeaderChange::Quotes => write!(f, "quotation marks in {name} changed"),
            HeaderChange::Commas => write!(f, "white space after commas in {name} changed"),
            HeaderChange::DateForm => write!(f, "{name} was written in another form"),
            HeaderChange::Encoding(word) => write!(f, "{name} was {word}"),
            HeaderChange::Folding => f.write_str("the folding of the header changed"),
        }
    }
}

impl AppendedKind {
    const fn words(self) -> &'static str {
        match self {
            Self::ListFooter => "a mailing list's footer",
            Self::Disclaimer => "a disclaimer",
            Self::Other => "text",
        }
    }
}

impl fmt::Display for BodyChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Appended { first, lines, kind } => {
                return write!(f, "{} was added at the end ({lines} lines from {first} on)", kind.words());
            }
            Self::Prepended { lines } => return write!(f, "{lines} lines were added at the beginning"),
            Self::Inserted { first, lines, kind } => {
                return write!(f, "{} was added inside ({lines} lines from {first} on)", kind.words());
            }
            Self::Whitespace(Whitespace::LeadingLinesAdded) => "empty lines were added at the beginning",
            Self::Whitespace(Whitespace::LeadingLineRemoved) => "the empty line at the beginning was removed",
            Self::Whitespace(Whitespace::LineEndsAdded) => "white space was added at the ends of lines",
            Self::Whitespace(Whitespace::SignatureRuler) => "the space of the ruler \"-- \" was removed",
            Self::Whitespace(Whitespace::LinesDoubled) => "every line end was doubled",
            Self::Whitespace(Whitespace::Stuffing) => "a space was added before lines",
            Self::FromUnquoted => "the > before From at the beginning of lines was removed",
            Self::DotsDoubled => "dots at the beginning of lines were doubled",
            Self::LinesBroken => "long lines were broken",
            Self::Encoded(Encoding::QuotedPrintable) => "it was encoded as quoted-printable",
            Self::Encoded(Encoding::Base64) => "it was encoded as base64",
            Self::DecodedBase64 => "its base64 was decoded",
        };
        f.write_str(text)
    }
}
