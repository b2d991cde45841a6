//! Microsoft 365: the filter of Exchange Online and Defender for Office 365.

use super::{Decoder, Exemption, microsoft};

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: microsoft::CLOUD,
    name: "Microsoft 365",
    fields: microsoft::CLOUD_FIELDS,
    codes: &microsoft::CLOUD_CODES,
    exemption: Some(&EXEMPTION),
    decode: |context, readings| microsoft::decode(microsoft::CLOUD, context, readings),
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A spoof allow entry lets the pair of your From domain and the relay through; the IP Allow List of the connection filter skips spam filtering.",
    steps: &[
        "Microsoft Defender portal > Email & collaboration > Policies & rules > Threat policies > Tenant Allow/Block Lists > Spoofed senders: allow the pair of your From domain and the relay.",
        "If spam filtering itself must be skipped: Threat policies > Anti-spam > Connection filter policy > IP Allow List.",
    ],
    include: "Neither list takes an include; with {include} in the SPF record of {from} SPF passes, and then no spoof entry is needed.",
    snippet: Some((
        "powershell",
        "New-TenantAllowBlockListSpoofItems -Identity Default -Action Allow -SpoofType {spoof-type} -SpoofedUser \"{from}\" -SendingInfrastructure \"{infrastructure}\"\n# only if spam filtering must be skipped as well:\nSet-HostedConnectionFilterPolicy -Identity Default -IPAllowList @{Add=\"{address}\"}",
    )),
    caution: "Malware and high-confidence phishing are stopped all the same, and the entries must be kept up by hand.",
    ..Exemption::documented(
        "Microsoft Learn: Allow or block email using the Tenant Allow/Block List; New-TenantAllowBlockListSpoofItems; Configure connection filtering",
    )
};
