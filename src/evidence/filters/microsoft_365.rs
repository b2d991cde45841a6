//! Microsoft 365: the filter of Exchange Online and Defender for Office 365.

use super::{Decoder, microsoft};

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: microsoft::CLOUD,
    name: "Microsoft 365",
    fields: microsoft::CLOUD_FIELDS,
    codes: &microsoft::CLOUD_CODES,
    exemption: None,
    decode: |context, readings| microsoft::decode(microsoft::CLOUD, context, readings),
};
