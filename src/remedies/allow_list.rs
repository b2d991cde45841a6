//! Remedies in mail filters that are no product's own: skip-lists, block lists, rules, Postfix. Only relays of known source are named.

use super::known::{
    addresses, domains, gateway_addresses, include, is_listed, is_rejected, is_suspect, may_allow,
    on_platform, region_name, relay_list, texts, wrote_border,
};
use super::{Actor, Advice, Remedy, Snippet};
use crate::rules::Case;

pub(crate) static ALLOW_RELAY_POSTFIX: Remedy = Remedy {
    id: "allow-relay-postfix",
    actor: Actor::MailAdmin,
    title: "Allow the Ex Libris relays in Postfix",
    about: "An access table for the relays keeps postscreen, greylisting and block-list checks from refusing them.",
    advice: Advice::Written {
        applies: |c| may_allow(c) && wrote_border(c, "postfix") && (is_rejected(c) || is_listed(c)),
        steps: postfix_steps,
        snippet: postfix_snippet,
    },
};

pub(crate) static SKIP_LIST_GATEWAY: Remedy = Remedy {
    id: "skip-list-gateway",
    actor: Actor::MailAdmin,
    title: "Tell Microsoft 365 to look behind the gateway (Enhanced Filtering for Connectors)",
    about: "With the gateway skip-listed, Microsoft checks SPF for the server in front of the gateway instead of for the gateway.",
    advice: Advice::Written {
        applies: |c| on_platform(c, &["microsoft-365", "outlook-com"]),
        steps: skip_list_steps,
        snippet: skip_list_snippet,
    },
};

pub(crate) static TRUST_GATEWAY: Remedy = Remedy {
    id: "trust-gateway",
    actor: Actor::MailAdmin,
    title: "Let the filter behind the gateway trust what the gateway checked",
    about: "A filter behind a gateway sees the gateway as the sender. It must know the gateway as its own, or leave authentication to it.",
    advice: Advice::Written {
        applies: |c| !on_platform(c, &["microsoft-365", "outlook-com"]),
        steps: |_| {
            texts(&[
                "In the filter behind the gateway, declare the gateway as an own server (SpamAssassin: trusted_networks and internal_networks; Rspamd: local_addrs; Exchange: a receive connector for the gateway's addresses).",
                "If it cannot look behind the gateway, switch SPF and DMARC checks off there and leave them to the gateway.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static ALLOW_ALL_REGION_RELAYS: Remedy = Remedy {
    id: "allow-all-region-relays",
    actor: Actor::MailAdmin,
    title: "Complete the allow-list: every relay of the region",
    about: "Ex Libris sends through any relay of the region. European customers need both addresses.",
    advice: Advice::Written { applies: |_| true, steps: complete_region_steps, snippet: address_snippet },
};

pub(crate) static REVIEW_ADMIN_BLOCK_LIST: Remedy = Remedy {
    id: "review-admin-block-list",
    actor: Actor::MailAdmin,
    title: "Remove the sender from the block list of the mail filter",
    about: "A block list was consulted before anything else, so nothing that the sender does can help.",
    advice: Advice::Written { applies: |_| true, steps: unblock_steps, snippet: |_| None },
};

pub(crate) static REVIEW_MAIL_FLOW_RULE: Remedy = Remedy {
    id: "review-mail-flow-rule",
    actor: Actor::MailAdmin,
    title: "Change the mail flow rule that marked the message",
    about: "A rule of the organisation set the verdict before the filter looked.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Find the rule: message trace names it (Exchange admin center > Mail flow > Rules).",
                "Add an exception for the addresses or the SPF-authenticated domain of the Ex Libris relays.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static REPORT_FALSE_POSITIVE: Remedy = Remedy {
    id: "report-false-positive",
    actor: Actor::MailAdmin,
    title: "Report the message to the filter as wrongly classified",
    about: "Content filters learn from reports, and only their vendor can see why they scored a message.",
    advice: Advice::Written { applies: |_| true, steps: report_steps, snippet: |_| None },
};

pub(crate) static TUNE_BULK_THRESHOLD: Remedy = Remedy {
    id: "tune-bulk-threshold",
    actor: Actor::MailAdmin,
    title: "Exempt the notices from bulk handling",
    about: "Notices to many patrons look like bulk mail. The filter sorts such mail by a threshold that the administrator sets.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Allow the relays of your region, or raise the bulk threshold for them.",
                "In Microsoft 365 the threshold is in the anti-spam policy (Bulk complaint level).",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static FIND_WHAT_BREAKS_SIGNATURE: Remedy = Remedy {
    id: "find-what-breaks-signature",
    actor: Actor::MailAdmin,
    title: "Find out what changes the message after it was signed",
    about: "A signature breaks when a gateway adds a footer or banner or rewrites links, or when the key in the DNS is not the one that signed.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Look at the gateways on the route: a footer, a banner, rewritten links or a converted text breaks the signature. Let them leave signed mail alone, or check DKIM before them.",
                "If nothing changes the message, compare the key in the DNS (selector and domain are in the finding) with the one that Ex Libris gave you.",
            ])
        },
        snippet: |_| None,
    },
};
pub(crate) static DO_NOT_ALLOW_LIST: Remedy = Remedy {
    id: "do-not-allow-list",
    actor: Actor::MailAdmin,
    title: "Do not allow-list this sender: report it as impersonation",
    about: "The message only claims to come from Ex Libris. Letting it through would open the door to whoever imitates your library.",
    advice: Advice::Written {
        applies: is_suspect,
        steps: |_| {
            texts(&[
                "Do not add the address, the domain or the server of this message to any allow-list.",
                "Report the message to your security team and to the mail filter as phishing.",
                "If your institution does not reject such mail yet, publish a DMARC policy once the real notices pass.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static CORRECT_SERVER_CLOCK: Remedy = Remedy {
    id: "correct-server-clock",
    actor: Actor::MailAdmin,
    title: "Set the clock of the server by NTP",
    about: "Wrong clocks make delays unreadable and can make signatures look expired.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Compare the clock of the server named in the finding with the one before it.",
                "Synchronise it by NTP, and check its time zone.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static FIND_SLOW_HOP: Remedy = Remedy {
    id: "find-slow-hop",
    actor: Actor::MailAdmin,
    title: "Find out why the message waited at this server",
    about: "Greylisting, queues, moderation and quarantine hold mail back.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Look for the queue id of the hop in the log of that server.",
                "If greylisting held it, exempt the Ex Libris relays.",
            ])
        },
        snippet: |_| None,
    },
};

fn postfix_steps(case: &Case<'_, '_>) -> Vec<String> {
    let mut steps = vec![
        "Write the table below, add it to postscreen_access_list and to the client restrictions, and reload Postfix.".to_owned(),
    ];
    steps.extend(source_note(case));
    steps
}

fn postfix_snippet(case: &Case<'_, '_>) -> Option<Snippet> {
    let lines: Vec<String> = relay_list(case).iter().map(|r| format!("{r}\tpermit")).collect();
    (!lines.is_empty()).then(|| Snippet {
        kind: "postfix",
        text: format!("# /etc/postfix/exlibris_relays.cidr\n{}", lines.join("\n")),
    })
}

fn address_snippet(case: &Case<'_, '_>) -> Option<Snippet> {
    let relays = relay_list(case);
    (!relays.is_empty()).then(|| Snippet { kind: "text", text: relays.join("\n") })
}

fn skip_list_steps(case: &Case<'_, '_>) -> Vec<String> {
    let gateways = gateway_addresses(case);
    vec![
        "Microsoft Defender portal > Threat policies > Enhanced filtering: choose the inbound connector of the gateway.".to_owned(),
        format!("Skip the addresses of the gateway: {}.", if gateways.is_empty() { "see the connector".to_owned() } else { gateways.join(", ") }),
        "Let it act on a few users first, and look at a new notice: SPF must now name the Ex Libris relay.".to_owned(),
    ]
}

fn skip_list_snippet(case: &Case<'_, '_>) -> Option<Snippet> {
    let gateways = gateway_addresses(case);
    (!gateways.is_empty()).then(|| Snippet {
        kind: "powershell",
        text: format!(
            "Set-InboundConnector -Identity \"<the gateway's connector>\" -EFSkipIPs {}",
            gateways.join(",")
        ),
    })
}

fn complete_region_steps(case: &Case<'_, '_>) -> Vec<String> {
    let mut steps = vec![format!("Allow every relay of the {} in the mail filter.", region_name(case))];
    steps.extend(source_note(case));
    steps.push("Then complete allow_listed in the file for --config.".to_owned());
    steps
}

fn unblock_steps(case: &Case<'_, '_>) -> Vec<String> {
    vec![
        format!(
            "Look for {} and its addresses in the blocked senders and domains of the mail filter.",
            domains(case).from
        ),
        "Remove the entry, or narrow it so that it no longer fits the notices.".to_owned(),
    ]
}

fn report_steps(case: &Case<'_, '_>) -> Vec<String> {
    if on_platform(case, &["microsoft-365", "outlook-com"]) {
        return texts(&[
            "Microsoft Defender portal > Actions & submissions > Submissions: submit the message as \"I've confirmed it's clean\".",
            "Allow it there for 30 days if the notices matter meanwhile.",
        ]);
    }
    texts(&[
        "Report the message as not spam, by the way the filter offers (Not spam button, ham training, submission address).",
        "Look at the scored rules in this report: the highest ones say what in the text was disliked.",
    ])
}

/// Where the addresses come from, or why none are named.
fn source_note(case: &Case<'_, '_>) -> Vec<String> {
    let entries = addresses(case);
    if entries.is_empty() {
        return vec![format!(
            "whyjunk names no address: for the {} it holds none from the vendor or from DNS. Take them from the vendor's page.",
            region_name(case)
        )];
    }
    let sources: Vec<String> =
        entries.iter().map(|(a, e)| format!("{a} ({}, {})", e.source, e.as_of)).collect();
    let include = include(case)
        .map(|i| format!(" Where the filter takes an SPF include, prefer {i}: addresses change."))
        .unwrap_or_default();
    vec![format!("Relays of the {}: {}.{include}", region_name(case), sources.join("; "))]
}
