//! Outlook.com: the filter of Microsoft's consumer mailboxes.

use super::{Decoder, microsoft};

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: microsoft::CONSUMER,
    name: "Outlook.com",
    fields: microsoft::CONSUMER_FIELDS,
    codes: &microsoft::CONSUMER_CODES,
    exemption: None,
    decode: |context, readings| microsoft::decode(microsoft::CONSUMER, context, readings),
};
