//! What a rule looks at: exact names from a product's table, then families, then patterns.

use crate::evidence::filters::{Code, CodeDoc, Group, doc};

/// One rule of a product's table.
#[derive(Debug)]
pub(in crate::evidence::filters) struct Known {
    /// The rule's name.
    pub(in crate::evidence::filters) name: &'static str,
    /// What kind of rule it is.
    pub(in crate::evidence::filters) group: Group,
    /// What it means, for people.
    pub(in crate::evidence::filters) meaning: &'static str,
    /// Its weight in the distributed rules.
    pub(in crate::evidence::filters) weight: &'static str,
}

/// A table row, short enough to read in columns.
pub(in crate::evidence::filters) const fn known(
    name: &'static str,
    group: Group,
    weight: &'static str,
    meaning: &'static str,
) -> Known {
    Known { name, group, meaning, weight }
}

/// The rules of `table` after the words in `words`, as documentation.
pub(in crate::evidence::filters) const fn docs<const N: usize>(
    words: &[CodeDoc],
    table: &[Known],
    from: doc::Known,
) -> [CodeDoc; N] {
    let mut all = [from.code("", "", "", ""); N];
    let mut i = 0;
    while i < N {
        all[i] = if i < words.len() {
            words[i]
        } else {
            let known = &table[i - words.len()];
            from.code(known.name, "", known.meaning, known.weight)
        };
        i += 1;
    }
    all
}

/// A product's rules, found by a hash of the name.
#[derive(Debug)]
pub(in crate::evidence::filters) struct Rules {
    table: &'static [Known],
    slots: [u16; SLOTS],
}

/// Size of the index; at least twice the longest table, and a power of two.
const SLOTS: usize = 1024;

impl Rules {
    /// Indexes `table`.
    pub(in crate::evidence::filters) const fn new(table: &'static [Known]) -> Self {
        assert!(table.len() * 2 <= SLOTS);
        let mut slots = [u16::MAX; SLOTS];
        let mut i = 0;
        while i < table.len() {
            let mut slot = hash(table[i].name.as_bytes());
            while slots[slot] != u16::MAX {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = i as u16;
            i += 1;
        }
        Self { table, slots }
    }

    fn find(&self, name: &str) -> Option<&'static Known> {
        let mut slot = hash(name.as_bytes());
        // At least half of the slots are free, so the search ends.
        while let Some(known) = self.table.get(self.slots[slot] as usize) {
            if known.name == name {
                return Some(known);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }
}

/// FNV-1a, folded to a slot. Names come from the message, but the index is fixed: nobody can lengthen a chain.
const fn hash(name: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < name.len() {
        hash = (hash ^ name[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    ((hash ^ (hash >> 15)) as usize) % SLOTS
}

/// The code of one rule: its meaning and group from `table`, the families or the patterns.
pub(in crate::evidence::filters) fn rule<'t>(
    table: &Rules,
    name: &'t str,
    value: &'t str,
    points: Option<f64>,
) -> Code<'t> {
    let (meaning, group) = explain(table, name);
    Code { points, group: Some(group), ..Code::new(name, value, meaning) }
}

const REFUSED: &str = "The block list refused the query of this server's resolver; this is not a listing.";

/// What `name` means, and what kind of rule it is.
pub(in crate::evidence::filters) fn explain(table: &Rules, name: &str) -> (Option<&'static str>, Group) {
    let bare = name.strip_prefix("T_").unwrap_or(name);
    if let Some(known) =
        table.find(name).or_else(|| (bare.len() < name.len()).then(|| table.find(bare)).flatten())
    {
        return (Some(known.meaning), known.group);
    }
    let (meaning, group) = family(bare).unwrap_or_else(|| (None, pattern(bare)));
    if group == Group::Reputation && refused(bare) { (Some(REFUSED), group) } else { (meaning, group) }
}

fn refused(name: &str) -> bool {
    ["_BLOCKED", "_BLOCKED_OPENDNS", "_BLOCKED_OPENRESOLVER", "_PROHIBIT", "_RATELIMITED"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Families by prefix; where two fit, the longer stands first.
static FAMILIES: &[(&str, Group, &str)] = {
    use Group::{Authentication as A, Bulk as B, Content as C, List as L, Reputation as R};
    &[
        ("ARC_", A, "A result of the ARC check."),
        ("BAYES_", C, "The site's statistical classifier."),
        ("BLACKLIST_DKIM", A, "A domain that always signs did not pass DKIM."),
        ("BLACKLIST_DMARC", A, "A domain with DMARC did not pass it."),
        ("BLACKLIST_SPF", A, "A domain with SPF did not pass it."),
        ("BULK", B, "A sign of bulk mail."),
        ("DATE_IN_FUTURE_", C, "The Date field is later than the time of receipt."),
        ("DATE_IN_PAST_", C, "The Date field is earlier than the time of receipt."),
        ("DBL_", R, "A domain in the message looked up in the Spamhaus domain block list."),
        ("DCC", B, "The DCC network has counted many copies of this message."),
        ("DKIMDOMAIN_IN_DWL", R, "The signing domain is on DNSWL's list of good domains."),
        ("DKIMWL_", R, "The signing domain's reputation at dkimwl.org."),
        ("DKIM_REPUTATION", R, "The signing domain's history at this site."),
        ("DKIM_", A, "A result of the DKIM check."),
        ("DMARC_", A, "A result of the DMARC check."),
        ("DNSWL", R, "The address looked up in the DNSWL list of good senders."),
        ("DNS_FROM_", R, "The sender's domain looked up in a block list."),
        ("DWL_DNSWL_", R, "The signing domain is on DNSWL's list of good domains."),
        ("FM_FAKE_HELO", C, "The sending server's HELO name looks forged."),
        ("FORGED_MUA_", C, "The message does not look like the mail program that it names."),
        ("FORGED_SENDER", A, "The From address and the envelope sender differ."),
        ("FREEMAIL_", C, "A free-mail address stands in the sender or reply fields."),
        ("FROM_FMBLA_NEWD", R, "The From domain was registered only recently."),
        ("FUZZY_", C, "A fuzzy hash of the message was compared with known spam."),
        ("HELO_", C, "The sending server's HELO name is unusual."),
        ("HFILTER_", C, "The sending server's HELO name, reverse name or links are unusual."),
        ("HTML_", C, "Something about the HTML part."),
        ("IP_REPUTATION", R, "The sending address's history at this site."),
        ("KAM_DMARC", A, "A KAM rule about the DMARC result."),
        ("KAM_SPF", A, "A KAM rule about the SPF result."),
        ("MAILSPIKE", R, "The address looked up in the Mailspike lists."),
        ("MSBL_EBL", R, "An address in the message is on the MSBL email block list."),
        ("MIME_", C, "Something about the MIME structure."),
        ("MSGID_", C, "Something about the Message-ID."),
        ("NEURAL_HAM", C, "The site's neural network found it more like wanted mail."),
        ("NEURAL_SPAM", C, "The site's neural network found it more like spam."),
        ("NML_ADSP", A, "The sender's domain has an obsolete ADSP policy."),
        ("PYZOR", B, "The Pyzor network knows copies of this message."),
        ("RAZOR", B, "The Razor network knows copies of this message."),
        ("RBL_", R, "The handover address looked up in a block list."),
        ("RCPT_COUNT_", C, "How many recipients the message names."),
        ("RCVD_COUNT_", C, "How many Received fields the message has."),
        ("RCVD_DKIM_ARC_DNSWL", R, "The address is on DNSWL and DKIM or ARC passes."),
        ("RCVD_IN_DNSWL", R, "The handover address is on DNSWL's list of good senders."),
        ("RCVD_IN_IADB", R, "The sender's accreditation at ISIPP."),
        ("RCVD_IN_MSPIKE_BL", R, "The handover address is on a Mailspike block list."),
        ("RCVD_IN_MSPIKE_H", R, "The handover address has a good or average reputation at Mailspike."),
        ("RCVD_IN_MSPIKE_L", R, "The handover address has a bad reputation at Mailspike."),
        ("RCVD_IN_VALIDITY", R, "The handover address looked up in the Validity lists."),
        ("RCVD_IN_", R, "An address in the Received fields is on this list."),
        ("RCVD_TLS", C, "Whether hops used TLS."),
        ("RECEIVED_BLOCKLISTDE", R, "An earlier hop's address is on blocklist.de."),
        ("RECEIVED_SPAMHAUS", R, "An earlier hop's address looked up in a Spamhaus list."),
        ("RSPAMD_", R, "Something in the message is on Rspamd's own block lists."),
        ("RWL_", R, "The handover address has a good reputation on a list."),
        ("R_DKIM_", A, "A result of the DKIM check."),
        ("R_SPF_", A, "A result of the SPF check."),
        ("SEM_", R, "An address or domain is on the SpamEatingMonkey lists."),
        ("SENDERSCORE", R, "The sending address's Sender Score."),
        ("SPAMHAUS", R, "An address or domain is on a Spamhaus list."),
        ("SPF_HELO_", A, "The SPF result of the sending server's HELO name."),
        ("SPF_REPUTATION", R, "The SPF domain's history at this site."),
        ("SPF_", A, "A result of the SPF check."),
        ("SPOOF", A, "The sender looks forged."),
        ("SUBJECT_IN_", L, "The subject is on the site's or the recipient's list."),
        ("SURBL", R, "A link in the message is on a SURBL list."),
        ("TO_DN_", C, "How the recipients' names are written."),
        ("TO_EQ_FM", A, "The sender's address or domain is the recipient's own."),
        ("URIBL_", R, "A link in the message is on this list."),
        ("USER_IN_DEF_", L, "The sender is on the list of good senders that comes with SpamAssassin."),
        ("USER_IN_", L, "The sender or recipient is on the site's or the recipient's list."),
        ("VIOLATED_DIRECT_SPF", A, "Mail that came directly violates SPF."),
        ("WHITELIST_DKIM", A, "A known domain passes DKIM."),
        ("WHITELIST_DMARC", A, "A known domain passes DMARC."),
        ("WHITELIST_SPF", A, "A known domain passes SPF."),
    ]
};

/// What the beginning of a rule's name tells, of SpamAssassin and Rspamd alike.
pub(in crate::evidence::filters) fn begins(name: &str) -> Option<&'static str> {
    family(name.strip_prefix("T_").unwrap_or(name))?.0
}

fn family(name: &str) -> Option<(Option<&'static str>, Group)> {
    let first = name.as_bytes().first()?;
    FAMILIES
        .iter()
        .find(|(prefix, _, _)| prefix.as_bytes()[0] == *first && name.starts_with(prefix))
        .map(|(_, group, meaning)| (Some(*meaning), *group))
}

/// The kind of a rule that only a part of its name tells, by the start of any part; the order is the precedence.
static PARTS: &[(&str, Group)] = &[
    ("REPUTATION", Group::Reputation),
    ("SURBL", Group::Reputation),
    ("URIBL", Group::Reputation),
    ("DNSWL", Group::Reputation),
    ("DNSBL", Group::Reputation),
    ("RHSBL", Group::Reputation),
    ("SPAMHAUS", Group::Reputation),
    ("SPAMCOP", Group::Reputation),
    ("MSPIKE", Group::Reputation),
    ("MAILSPIKE", Group::Reputation),
    ("SENDERSCORE", Group::Reputation),
    ("VALIDITY", Group::Reputation),
    ("BARRACUDA", Group::Reputation),
    ("BLOCKLISTDE", Group::Reputation),
    ("RBL", Group::Reputation),
    ("DBL", Group::Reputation),
    ("SPOOF", Group::Authentication),
    ("NOAUTH", Group::Authentication),
    ("SPF", Group::Authentication),
    ("DKIM", Group::Authentication),
    ("DMARC", Group::Authentication),
    ("WELCOMELIST", Group::List),
    ("WHITELIST", Group::List),
    ("BLACKLIST", Group::List),
    ("BLOCKLIST", Group::List),
    ("ALLOWLIST", Group::List),
    ("SAFELIST", Group::List),
    ("BULK", Group::Bulk),
    ("NEWSLETTER", Group::Bulk),
];

fn pattern(name: &str) -> Group {
    let parts = || name.split('_').take(16);
    let start = PARTS.iter().find(|(start, _)| parts().any(|p| p.starts_with(start)));
    match start {
        Some((_, group)) => *group,
        None if parts().any(|p| matches!(p, "WL" | "BL")) => Group::List,
        None => Group::Content,
    }
}
