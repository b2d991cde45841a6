//! Whose word a fact is.

/// How far a reported fact may be believed. Only the first two count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Trust {
    /// Written by a trusted hop.
    Trusted,
    /// Appended where sender text also lies, but an identifier agrees with a trusted hop.
    Probable,
    /// Nothing can be cross-checked.
    #[default]
    Unverifiable,
    /// The sender's side could have written it, or it contradicts a trusted hop.
    SenderSupplied,
}

impl Trust {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Probable => "probable",
            Self::Unverifiable => "unverifiable",
            Self::SenderSupplied => "sender-supplied",
        }
    }

    /// Whether the fact counts as proof.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Trusted | Self::Probable)
    }
}
