//! A published record: its terms, and where it breaks the grammar (RFC 7208 section 12).

use std::ops::Range;

use ipnet::{Ipv4Net, Ipv6Net};

use super::Result;
use super::macros::MacroString;

/// One record, taken apart. Parsing cannot fail: what breaks the grammar is a term of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// As published; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// What follows the version, in order.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its bytes in the record's text.
    pub at: Range<usize>,
    /// What it says.
    pub kind: TermKind,
}

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermKind {
    /// A qualifier and a mechanism.
    Directive(Directive),
    /// `redirect=` (section 6.1).
    Redirect(MacroString),
    /// `exp=` (section 6.2).
    Explanation(MacroString),
    /// A modifier that nobody defined, which is ignored: its name, as written.
    UnknownModifier(String),
    /// It breaks the grammar, which makes the whole record a permanent error (section 4.6).
    Invalid(SyntaxError),
}

/// A mechanism, and what a match of it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What a match means.
    pub qualifier: Qualifier,
    /// What is compared.
    pub mechanism: Mechanism,
}

impl Directive {
    /// It lets everybody pass, or a large part of the internet.
    pub const fn passes_everybody(&self) -> bool {
        let wide = match self.mechanism {
            Mechanism::All => true,
            Mechanism::Ip4(network) => network.prefix_len() < WIDEST_V4,
            Mechanism::Ip6(network) => network.prefix_len() < WIDEST_V6,
            _ => false,
        };
        wide && matches!(self.qualifier, Qualifier::Pass)
    }
}

/// Bits of a network's prefix; with fewer it holds a large part of the internet.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 16;

/// What a match means (section 4.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `+`, and where none is written.
    Pass,
    /// `-`.
    Fail,
    /// `~`.
    SoftFail,
    /// `?`.
    Neutral,
}

impl Qualifier {
    /// The result of the check when the mechanism matches.
    pub const fn result(self) -> Result {
        match self {
            Self::Pass => Result::Pass,
            Self::Fail => Result::Fail,
            Self::SoftFail => Result::SoftFail,
            Self::Neutral => Result::Neutral,
        }
    }
}

/// A mechanism (section 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    /// `all`: every address.
    All,
    /// `include:`: the addresses that another domain's record lets pass.
    Include(MacroString),
    /// `a`: the addresses of a name, by default the domain itself.
    A(Option<MacroString>, Prefixes),
    /// `mx`: the addresses of a name's mail exchangers, by default the domain itself.
    Mx(Option<MacroString>, Prefixes),
    /// `ptr`: addresses whose confirmed reverse name lies in a domain. Not to be published (section 5.5).
    Ptr(Option<MacroString>),
    /// `ip4:`, as written: bits beyond the prefix may be set.
    Ip4(Ipv4Net),
    /// `ip6:`, as written: bits beyond the prefix may be set.
    Ip6(Ipv6Net),
    /// `exists:`: every address, when the name has an IPv4 address.
    Exists(MacroString),
}

impl Mechanism {
    /// The name in records.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Include(_) => "include",
            Self::A(..) => "a",
            Self::Mx(..) => "mx",
            Self::Ptr(_) => "ptr",
            Self::Ip4(_) => "ip4",
            Self::Ip6(_) => "ip6",
            Self::Exists(_) => "exists",
        }
    }

    /// The name that it asks about; `None` for the domain itself, and where none is asked about.
    pub const fn target(&self) -> Option<&MacroString> {
        match self {
            Self::Include(target) | Self::Exists(target) => Some(target),
            Self::A(target, _) | Self::Mx(target, _) | Self::Ptr(target) => target.as_ref(),
            Self::All | Self::Ip4(_) | Self::Ip6(_) => None,
        }
    }

    /// What it adds to the number of look-ups, nested records not counted: itself, and the look-up of the macro `p`
    /// (section 4.6.4).
    pub fn cost(&self) -> usize {
        match self {
            Self::All | Self::Ip4(_) | Self::Ip6(_) => 0,
            _ => 1 + usize::from(self.target().is_some_and(MacroString::uses_validated_name)),
        }
    }
}

/// Leading bits that count in `a` and `mx` (section 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefixes {
    /// Of an IPv4 address, 32 where not written.
    pub v4: u8,
    /// Of an IPv6 address, 128 where not written.
    pub v6: u8,
}

/// Where and how a record breaks the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The offending bytes of the text.
    pub at: Range<usize>,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
}

/// How a record breaks the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyntaxErrorKind {
    /// A character that is not visible ASCII: a control, a line end, a letter beyond ASCII.
    InvalidCharacter,
    /// No mechanism has this name.
    UnknownMechanism,
    /// A modifier, `redirect` or `exp`, is written with a colon in place of `=`.
    ModifierWithColon,
    /// The name of a modifier does not begin with a letter or holds something else than letters, digits, `-_.`.
    InvalidModifierName,
    /// `redirect` or `exp` stands twice.
    DuplicateModifier,
    /// A domain must be given here.
    MissingDomain,
    /// Neither a domain name nor a macro at the end; a single label is none either.
    InvalidDomain,
    /// An address where a domain name belongs.
    AddressAsDomain,
    /// A value where none is allowed.
    UnexpectedValue,
    /// A `%` that begins no macro, or a macro with an unknown letter or a bad transformer.
    InvalidMacro,
    /// The macros `c`, `r` and `t` belong in explanations only.
    MacroOfExplanation,
    /// Not an address of this mechanism's family.
    InvalidAddress,
    /// A prefix length that is too large, has a leading zero, or stands where none is allowed.
    InvalidPrefix,
    /// The record is longer than [`super::MAX_RECORD_LENGTH`].
    TooLong,
}

impl SyntaxErrorKind {
    /// The word in reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::InvalidCharacter => "invalid-character",
            Self::UnknownMechanism => "unknown-mechanism",
            Self::ModifierWithColon => "modifier-with-colon",
            Self::InvalidModifierName => "invalid-modifier-name",
            Self::DuplicateModifier => "duplicate-modifier",
            Self::MissingDomain => "missing-domain",
            Self::InvalidDomain => "invalid-domain",
            Self::AddressAsDomain => "address-as-domain",
            Self::UnexpectedValue => "unexpected-value",
            Self::InvalidMacro => "invalid-macro",
            Self::MacroOfExplanation => "macro-of-explanation",
            Self::InvalidAddress => "invalid-address",
            Self::InvalidPrefix => "invalid-prefix",
            Self::TooLong => "too-long",
        }
    }
}

impl Record {
    /// Whether a TXT record is an SPF record at all (section 4.5).
    pub fn is_spf(text: &[u8]) -> bool {
        text.get(..6).is_some_and(|version| version.eq_ignore_ascii_case(b"v=spf1"))
            && text.get(6).is_none_or(|next| *next == b' ')
    }

    /// Whether a TXT record looks as if it was meant to be an SPF record, and is none.
    pub fn is_similar(text: &[u8]) -> bool {
        let names_version = text.windows(5).any(|w| w.eq_ignore_ascii_case(b"v=spf"));
        names_version && !Self::is_spf(text)
    }

    /// The text of a term.
    pub fn term_text(&self, term: usize) -> &str {
        self.terms.get(term).and_then(|t| self.text.get(t.at.clone())).unwrap_or_default()
    }

    /// Every breach of the grammar, in order.
    pub fn errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.terms.iter().filter_map(|t| match &t.kind {
            TermKind::Invalid(error) => Some(error),
            _ => None,
        })
    }

    /// Number of the term `redirect=`, and its target.
    pub fn redirect(&self) -> Option<(usize, &MacroString)> {
        self.terms.iter().enumerate().find_map(|(i, t)| match &t.kind {
            TermKind::Redirect(target) => Some((i, target)),
            _ => None,
        })
    }

    /// The target of `exp=`.
    pub fn explanation(&self) -> Option<&MacroString> {
        self.terms.iter().find_map(|t| match &t.kind {
            TermKind::Explanation(target) => Some(target),
            _ => None,
        })
    }

    /// Number of the first `all`: what follows is never reached.
    pub fn all(&self) -> Option<usize> {
        let all = |t: &Term| matches!(&t.kind, TermKind::Directive(d) if d.mechanism == Mechanism::All);
        self.terms.iter().position(all)
    }
}
