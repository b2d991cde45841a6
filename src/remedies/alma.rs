//! Remedies in Alma and Primo: addresses and signatures of the notices.

use super::known::{domains, envelope_is_foreign, signature_holds, texts};
use super::{Actor, Advice, Remedy, records};
use crate::rules::Case;

pub(crate) static ALIGN_ENVELOPE_SENDER: Remedy = Remedy {
    id: "align-envelope-sender",
    actor: Actor::AlmaAdmin,
    title: "Set the envelope sender in Alma to the domain of the From address",
    about: "The envelope sender is where bounces go. SPF is checked for its domain, so it must match the domain in From.",
    advice: Advice::Written {
        applies: envelope_is_foreign,
        steps: align_envelope_steps,
        snippet: records::from_domain,
    },
};

pub(crate) static SIGN_WITH_OWN_DOMAIN: Remedy = Remedy {
    id: "sign-with-own-domain",
    actor: Actor::AlmaAdmin,
    title: "Have the notices signed with DKIM for the From domain",
    about: "A DKIM signature of the domain in From survives forwarding and most gateways, and satisfies DMARC on its own.",
    advice: Advice::Written { applies: |c| !signature_holds(c), steps: sign_steps, snippet: |_| None },
};

pub(crate) static SET_LETTER_FROM: Remedy = Remedy {
    id: "set-letter-from",
    actor: Actor::AlmaAdmin,
    title: "Set the letters' From address in Alma",
    about: "Letters are delivered with a placeholder as From address. Nobody can authenticate it.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "In Alma open Configuration > General > Letters > Letters Configuration.",
                "Open each letter that is sent, and set its addressFrom label to an address of your own domain.",
                "Send a test letter and run whyjunk on it again.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static CORRECT_RECIPIENT_ADDRESS: Remedy = Remedy {
    id: "correct-recipient-address",
    actor: Actor::AlmaAdmin,
    title: "Correct the address in the user record",
    about: "The server refused the address itself. Filters have no part in it.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Open the user record in Alma and compare the e-mail address with the one the server refused.",
                "Correct or remove it, and note that notices sent since then did not arrive.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static DELIVER_WITHOUT_FORWARDING: Remedy = Remedy {
    id: "deliver-without-forwarding",
    actor: Actor::AlmaAdmin,
    title: "Send to the address where the mail is read, not to one that forwards",
    about: "Forwarding makes SPF fail for every sender. A notice sent to the final address does not meet the problem.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Ask the user for the address at which the mail is really read, and put it into the user record.",
                "Have the notices signed with DKIM for your From domain: a signature survives forwarding.",
                "If the forwarder is yours, let it rewrite the envelope sender (SRS) and add ARC.",
            ])
        },
        snippet: |_| None,
    },
};

fn align_envelope_steps(case: &Case<'_, '_>) -> Vec<String> {
    let d = domains(case);
    vec![
        "In Alma open Configuration > General > External Systems > Integration Profiles, and the profile of type Mail Handling.".to_owned(),
        format!("Set its envelope (return) address to an address at {} instead of {}.", d.from, d.envelope),
        format!("Make sure that the SPF record of {} includes the Ex Libris relays before you save.", d.from),
        "Send a test letter and run whyjunk on it.".to_owned(),
    ]
}

fn sign_steps(case: &Case<'_, '_>) -> Vec<String> {
    let d = domains(case);
    vec![
        format!(
            "Ask Ex Libris to set up DKIM signing for {} (the vendor supports it for branded sender addresses).",
            d.from
        ),
        format!("Publish the key that they give you as a TXT or CNAME record below _domainkey.{}.", d.from),
        format!("Check on a test notice that the signature says d={}.", d.from),
    ]
}
