//! What somebody can do: a constant per remedy, or a product's own instructions, filled in for the message at hand.

mod allow_list;
mod alma;
mod dns;
mod exemptions;
mod known;
mod mailbox;
mod records;

use std::sync::LazyLock;

use crate::evidence::filters::{Decoder, Exemption};
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
    /// How it is filled in for a message.
    pub advice: Advice,
}

/// Where the steps of a remedy come from.
#[derive(Debug)]
pub enum Advice {
    /// They are written for this remedy.
    Written {
        /// Whether it can help with this message at all.
        applies: for<'m> fn(&Case<'_, 'm>) -> bool,
        /// The steps for this message, in order.
        steps: for<'m> fn(&Case<'_, 'm>) -> Vec<String>,
        /// The exact text to paste, when there is one for this message.
        snippet: for<'m> fn(&Case<'_, 'm>) -> Option<Snippet>,
    },
    /// They stand in the file of this product.
    Product(&'static Decoder, &'static Exemption),
    /// It stands for the remedies of the products that saw the message, and is never given itself.
    Products,
}

impl Remedy {
    /// Whether it can help with this message at all.
    pub fn applies(&self, case: &Case<'_, '_>) -> bool {
        match self.advice {
            Advice::Written { applies, .. } => applies(case),
            Advice::Product(decoder, _) => exemptions::applies(case, decoder),
            Advice::Products => false,
        }
    }

    /// The steps for this message, in order.
    pub fn steps(&self, case: &Case<'_, '_>) -> Vec<String> {
        match self.advice {
            Advice::Written { steps, .. } => steps(case),
            Advice::Product(_, exemption) => exemptions::steps(case, exemption),
            Advice::Products => Vec::new(),
        }
    }

    /// The exact text to paste, when there is one for this message.
    pub fn snippet(&self, case: &Case<'_, '_>) -> Option<Snippet> {
        match self.advice {
            Advice::Written { snippet, .. } => snippet(case),
            Advice::Product(_, exemption) => exemptions::snippet(case, exemption),
            Advice::Products => None,
        }
    }

    /// What a rule that lists it has to offer for this message: itself, or the remedies that it stands for.
    pub(crate) fn offered(&'static self, case: &Case<'_, '_>) -> Vec<&'static Self> {
        match self.advice {
            Advice::Products => exemptions::offered(case),
            _ => self.applies(case).then_some(self).into_iter().collect(),
        }
    }
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

/// Every remedy, sorted by id: those written here, and one for each product that can let a sender through.
pub static REMEDIES: LazyLock<Vec<&'static Remedy>> = LazyLock::new(|| {
    let mut all: Vec<&'static Remedy> = WRITTEN.iter().copied().chain(exemptions::REMEDIES.iter()).collect();
    all.sort_by_key(|remedy| remedy.id);
    all
});

/// The remedies written here, sorted by id.
static WRITTEN: &[&Remedy] = &[
    &dns::ADD_SPF_INCLUDE,
    &dns::ALIGN_DMARC,
    &alma::ALIGN_ENVELOPE_SENDER,
    &allow_list::ALLOW_ALL_REGION_RELAYS,
    &exemptions::ALLOW_RELAY,
    &allow_list::ALLOW_RELAY_POSTFIX,
    &mailbox::ASK_FOR_MESSAGE_TRACE,
    &mailbox::ASK_RELAY_TLS,
    &mailbox::COMPLETE_RELAY_TABLE,
    &alma::CORRECT_RECIPIENT_ADDRESS,
    &allow_list::CORRECT_SERVER_CLOCK,
    &mailbox::DECLARE_GATEWAY,
    &mailbox::DECLARE_SERVER,
    &mailbox::DELIST_RELAY,
    &alma::DELIVER_WITHOUT_FORWARDING,
    &allow_list::DO_NOT_ALLOW_LIST,
    &mailbox::EXPORT_WITH_FULL_HEADERS,
    &allow_list::FIND_SLOW_HOP,
    &allow_list::FIND_WHAT_BREAKS_SIGNATURE,
    &mailbox::LEAVE_IN_QUARANTINE,
    &mailbox::LEAVE_TO_SENDER,
    &mailbox::LOOK_FOR_LATER_ACTION,
    &mailbox::NOTHING_TO_DO,
    &mailbox::RECIPIENT_ADD_SAFE_SENDER,
    &mailbox::RECIPIENT_CHECK_RULES,
    &mailbox::RECIPIENT_UNBLOCK_SENDER,
    &mailbox::RENEW_RELAY_TABLE,
    &dns::REPAIR_SPF_RECORD,
    &allow_list::REPORT_FALSE_POSITIVE,
    &allow_list::REVIEW_ADMIN_BLOCK_LIST,
    &allow_list::REVIEW_MAIL_FLOW_RULE,
    &alma::SET_LETTER_FROM,
    &alma::SIGN_WITH_OWN_DOMAIN,
    &allow_list::SKIP_LIST_GATEWAY,
    &allow_list::TRUST_GATEWAY,
    &allow_list::TUNE_BULK_THRESHOLD,
];

/// The remedy with this id.
pub fn find(id: &str) -> Option<&'static Remedy> {
    REMEDIES.binary_search_by(|r| r.id.cmp(id)).ok().map(|i| REMEDIES[i])
}

pub(crate) use allow_list::{
    ALLOW_ALL_REGION_RELAYS, ALLOW_RELAY_POSTFIX, CORRECT_SERVER_CLOCK, DO_NOT_ALLOW_LIST, FIND_SLOW_HOP,
    FIND_WHAT_BREAKS_SIGNATURE, REPORT_FALSE_POSITIVE, REVIEW_ADMIN_BLOCK_LIST, REVIEW_MAIL_FLOW_RULE,
    SKIP_LIST_GATEWAY, TRUST_GATEWAY, TUNE_BULK_THRESHOLD,
};
pub(crate) use alma::{
    ALIGN_ENVELOPE_SENDER, CORRECT_RECIPIENT_ADDRESS, DELIVER_WITHOUT_FORWARDING, SET_LETTER_FROM,
    SIGN_WITH_OWN_DOMAIN,
};
pub(crate) use dns::{ADD_SPF_INCLUDE, ALIGN_DMARC, REPAIR_SPF_RECORD};
pub(crate) use exemptions::{ALLOW_RELAY, source};
pub(crate) use mailbox::{
    ASK_FOR_MESSAGE_TRACE, ASK_RELAY_TLS, COMPLETE_RELAY_TABLE, DECLARE_GATEWAY, DECLARE_SERVER,
    DELIST_RELAY, EXPORT_WITH_FULL_HEADERS, LEAVE_IN_QUARANTINE, LEAVE_TO_SENDER, LOOK_FOR_LATER_ACTION,
    NOTHING_TO_DO, RECIPIENT_ADD_SAFE_SENDER, RECIPIENT_CHECK_RULES, RECIPIENT_UNBLOCK_SENDER,
    RENEW_RELAY_TABLE,
};
