//! The change that a remedy stands for.

use super::{Applied, allow, authentication};
use crate::evidence::Evidence;
use crate::evidence::filters::By;
use crate::remedies::{Advice, Remedy};
use crate::rules::Case;

/// What is different once a remedy is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The SPF record of the envelope domain names the relay.
    SpfInclude,
    /// That record can be evaluated, and names the relay.
    SpfRepair,
    /// The envelope sender is in the From domain, whose SPF record names the relay.
    Envelope,
    /// The message is signed by the From domain.
    Signature,
    /// The signature of the From domain arrives whole.
    SignatureRepair,
    /// SPF or DKIM passes for the From domain; which one is left open.
    Alignment,
    /// The filter behind the gateway looks at the server in front of it.
    Gateway,
    /// This product's list holds the relays, or the sender in one mailbox.
    Allow(&'static str, By),
    /// The list of addresses that holds some relays of the region holds all.
    AllowRegion,
}

/// The change that a remedy stands for, where it changes authentication or an allow-list.
pub(super) fn of(remedy: &Remedy) -> Option<Change> {
    if let Advice::Product(decoder, exemption) = remedy.advice {
        return Some(Change::Allow(decoder.id, exemption.by));
    }
    Some(match remedy.id {
        "add-spf-include" => Change::SpfInclude,
        "repair-spf-record" => Change::SpfRepair,
        "align-envelope-sender" => Change::Envelope,
        "sign-with-own-domain" => Change::Signature,
        "find-what-breaks-signature" => Change::SignatureRepair,
        "align-dmarc" => Change::Alignment,
        "skip-list-gateway" | "trust-gateway" => Change::Gateway,
        "allow-all-region-relays" => Change::AllowRegion,
        _ => return None,
    })
}

impl Change {
    /// Makes the change in `evidence`. `None` when nothing can be said of this message.
    pub(super) fn apply<'m>(self, case: &Case<'_, 'm>, evidence: &mut Evidence<'m>) -> Option<Applied> {
        match self {
            Self::Allow(product, by) => allow::product(case, product, by, evidence),
            Self::AllowRegion => allow::region(case, evidence),
            _ => authentication::apply(self, case, evidence),
        }
    }
}
