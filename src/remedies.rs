//! What somebody can do: one constant per remedy, filled in for the message at hand.

use crate::rules::Case;

/// Something that somebody can do about a cause.
#[derive(Debug)]
pub struct Remedy {
    /// Kebab case, unique.
    pub id: &'static str,
    /// Who can do it.
    pub actor: Actor,
    /// One line for people.
    pub title: &'static str,
    /// What it is and when it helps, for `whyjunk rules`.
    pub about: &'static str,
    /// The steps for this message, in order.
    pub steps: for<'m> fn(&Case<'_, 'm>) -> Vec<String>,
    /// The exact text to paste, when there is one for this message.
    pub snippet: for<'m> fn(&Case<'_, 'm>) -> Option<Snippet>,
}

/// Who can do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// Whoever edits the domain's DNS.
    DnsAdmin,
    /// Whoever runs the mail filter.
    MailAdmin,
    /// Whoever configures Alma or Primo.
    AlmaAdmin,
    /// The person whose mailbox it is.
    Recipient,
    /// The helpdesk.
    Helpdesk,
    /// Ex Libris.
    ExlibrisSupport,
    /// There is nothing to do.
    Nobody,
}

impl Actor {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::DnsAdmin => "dns-admin",
            Self::MailAdmin => "mail-admin",
            Self::AlmaAdmin => "alma-admin",
            Self::Recipient => "recipient",
            Self::Helpdesk => "helpdesk",
            Self::ExlibrisSupport => "exlibris-support",
            Self::Nobody => "nobody",
        }
    }
}

/// Text to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// `dns-txt`, `powershell`, `spamassassin`, `rspamd`, `postfix`, `toml`, `text`.
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

/// Every remedy, sorted by id.
pub static REMEDIES: &[&Remedy] = &[];
