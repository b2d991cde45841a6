//! Outlook.com: the filter of Microsoft's consumer mailboxes.

use super::{By, Decoder, Exemption, microsoft};

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: microsoft::CONSUMER,
    name: "Outlook.com",
    fields: microsoft::CONSUMER_FIELDS,
    codes: &microsoft::CONSUMER_CODES,
    exemption: Some(&EXEMPTION),
    decode: |context, readings| microsoft::decode(microsoft::CONSUMER, context, readings),
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    by: By::Recipient,
    about: "The safe senders list keeps mail of an address out of Junk in one mailbox.",
    steps: &[
        "In Outlook.com open Settings > Mail > Junk email > Safe senders and domains, and add the address in From.",
        "Mark the message as not junk.",
    ],
    caution: "The list goes by the address in From, which an impostor can use too: add the address of the notices, never a whole domain.",
    ..Exemption::reported("pages of other organisations about Outlook on the web, Junk email")
};
