//! Exchange Server: the anti-spam agents on an institution's own servers.

use super::{Decoder, Exemption, microsoft};

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: microsoft::SERVER,
    name: "Exchange Server",
    fields: microsoft::SERVER_FIELDS,
    codes: &microsoft::SERVER_CODES,
    exemption: Some(&EXEMPTION),
    decode: |context, readings| microsoft::decode(microsoft::SERVER, context, readings),
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The IP Allow List of the connection filtering agent skips content filtering for these addresses.",
    steps: &[
        "In the Exchange Management Shell of the Edge Transport server add the relays to the IP Allow List of the connection filtering agent: Add-IPAllowListEntry.",
    ],
    snippet: Some(("powershell", "Add-IPAllowListEntry -IPAddress {address}")),
    caution: "The agent runs on Edge Transport servers only. A mailbox server behind another gateway sees the gateway, not the relay.",
    ..Exemption::documented(
        "Microsoft Learn: Add-IPAllowListEntry; Connection filtering on Edge Transport servers",
    )
};
