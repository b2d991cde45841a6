//! Exchange Server: the anti-spam agents on an institution's own servers.

use super::{Decoder, microsoft};

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: microsoft::SERVER,
    name: "Exchange Server",
    fields: microsoft::SERVER_FIELDS,
    codes: &microsoft::SERVER_CODES,
    exemption: None,
    decode: |context, readings| microsoft::decode(microsoft::SERVER, context, readings),
};
