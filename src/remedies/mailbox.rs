//! Remedies at the helpdesk, in the recipient's mailbox, and with Ex Libris.

use super::known::texts;
use super::{Actor, Advice, Remedy, Snippet};
use crate::evidence::relays::Relation;
use crate::rules::{Case, facts};

pub(crate) static RECIPIENT_UNBLOCK_SENDER: Remedy = Remedy {
    id: "recipient-unblock-sender",
    actor: Actor::Recipient,
    title: "Remove the sender from your blocked senders",
    about: "The recipient's own list put the message into Junk; no administrator or sender can change it.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "In Outlook open Settings > Mail > Junk email and remove the address and its domain from Blocked senders.",
                "Mark the message as not junk.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static RECIPIENT_CHECK_RULES: Remedy = Remedy {
    id: "recipient-check-rules",
    actor: Actor::Recipient,
    title: "Check your inbox rules and junk settings",
    about: "A rule or setting of the recipient's own mailbox moved the message.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Look through the rules of the mailbox for one that fits the sender, the subject or 'everything else'.",
                "In Outlook, check whether Junk email is set to trust only contacts and safe senders.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static RECIPIENT_ADD_SAFE_SENDER: Remedy = Remedy {
    id: "recipient-add-safe-sender",
    actor: Actor::Recipient,
    title: "Mark the message as not junk and add the sender to your safe senders",
    about: "It helps this mailbox at once, and no other.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Select the message and choose Not junk.",
                "Add the From address to the safe senders or contacts.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static ASK_FOR_MESSAGE_TRACE: Remedy = Remedy {
    id: "ask-for-message-trace",
    actor: Actor::Helpdesk,
    title: "Ask the mail administrator for the trace of this message",
    about: "The headers do not say why. The log of the mail system does.",
    advice: Advice::Written { applies: |_| true, steps: trace_steps, snippet: |_| None },
};

pub(crate) static LOOK_FOR_LATER_ACTION: Remedy = Remedy {
    id: "look-for-later-action",
    actor: Actor::Helpdesk,
    title: "Find out what moved the message after delivery",
    about: "The filter let it through; something acted later: automatic purge, a mail program, a rule, or a person.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "In Microsoft 365 look the message up in Explorer or by message trace: zero-hour auto purge (ZAP) is named there.",
                "Otherwise ask whether the mailbox is also read by a mail program with a junk filter of its own.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static DECLARE_GATEWAY: Remedy = Remedy {
    id: "declare-gateway",
    actor: Actor::Helpdesk,
    title: "If this gateway is yours, declare it",
    about: "whyjunk trusts only servers that it knows to be yours. Behind an unknown gateway it cannot see where the message came from.",
    advice: Advice::Written {
        applies: |c| c.evidence.route.undeclared_gateway.is_some(),
        steps: declare_steps,
        snippet: declare_snippet,
    },
};

pub(crate) static DECLARE_SERVER: Remedy = Remedy {
    id: "declare-server",
    actor: Actor::Helpdesk,
    title: "If this server is yours, declare it",
    about: "A message that only claims to come from Ex Libris may have come through a server of your own that whyjunk does not know.",
    advice: Advice::Written {
        applies: |c| {
            c.evidence.exlibris.relation == Relation::Claimed && c.evidence.route.undeclared_gateway.is_none()
        },
        steps: declare_steps,
        snippet: declare_snippet,
    },
};

pub(crate) static COMPLETE_RELAY_TABLE: Remedy = Remedy {
    id: "complete-relay-table",
    actor: Actor::Helpdesk,
    title: "Complete the relay table from the vendor's page",
    about: "whyjunk recognises relays by a table. The vendor publishes it for customers; the copy in your hands decides.",
    advice: Advice::Written {
        applies: |c| c.evidence.exlibris.relation == Relation::Network || !facts::knows_relays(c),
        steps: |_| {
            texts(&[
                "Open the vendor's page Technical Requirements for Alma and Discovery Implementation, section Mail Relay Gateways.",
                "Write the relays of your region into a file for --relays, with the date and confidence = \"vendor\".",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static RENEW_RELAY_TABLE: Remedy = Remedy {
    id: "renew-relay-table",
    actor: Actor::Helpdesk,
    title: "Renew the relay table",
    about: "The entry that recognised this message is older than a year. Relay addresses change.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Compare the entry with the vendor's page, and write the new date into the file for --relays.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static DELIST_RELAY: Remedy = Remedy {
    id: "delist-relay",
    actor: Actor::ExlibrisSupport,
    title: "Ask Ex Libris to have the relay taken off the block list",
    about: "Only the operator of an address can have it removed from a block list.",
    advice: Advice::Written { applies: |_| true, steps: delist_steps, snippet: |_| None },
};

pub(crate) static ASK_RELAY_TLS: Remedy = Remedy {
    id: "ask-relay-tls",
    actor: Actor::ExlibrisSupport,
    title: "Ask why the relay did not use TLS",
    about: "The vendor says that its relays speak TLS. Either the receiving server did not offer it, or something in between removed it.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Check that the receiving server offers STARTTLS.",
                "If it does, send the hop to Ex Libris support.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static EXPORT_WITH_FULL_HEADERS: Remedy = Remedy {
    id: "export-with-full-headers",
    actor: Actor::Helpdesk,
    title: "Export the message again, with all headers",
    about: "Without the headers of the receiving servers nothing can be said.",
    advice: Advice::Written {
        applies: |c| c.evidence.route.hops.is_empty(),
        steps: |_| {
            texts(&[
                "Ask for the message itself: saved as a file, or forwarded as an attachment. A normal forward loses the headers.",
                "Or paste the headers: Outlook, File > Properties > Internet headers; Gmail, Show original.",
            ])
        },
        snippet: |_| None,
    },
};

pub(crate) static LEAVE_TO_SENDER: Remedy = Remedy {
    id: "leave-to-sender",
    actor: Actor::Nobody,
    title: "Leave it to the sender to repair its authentication",
    about: "The message has nothing to do with Ex Libris, and only the owner of its domain can make it pass.",
    advice: Advice::Written {
        applies: |c| c.evidence.exlibris.relation == Relation::None,
        steps: |_| {
            texts(&[
                "Do not allow the sender for the sake of one message.",
                "If you know the sender and need the mail, tell its postmaster that SPF or DKIM fails for its domain.",
            ])
        },
        snippet: |_| None,
    },
};
pub(crate) static NOTHING_TO_DO: Remedy = Remedy {
    id: "nothing-to-do",
    actor: Actor::Nobody,
    title: "The message arrived: nothing is urgent",
    about: "The message is where it belongs. Remedies that follow would make that independent of a list or rule.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| texts(&["Nothing needs to change for this message."]),
        snippet: |_| None,
    },
};

pub(crate) static LEAVE_IN_QUARANTINE: Remedy = Remedy {
    id: "leave-in-quarantine",
    actor: Actor::MailAdmin,
    title: "Leave the message where it is, and have it checked",
    about: "A verdict of malware or phishing is not to be worked round: first somebody who can judge it has to look.",
    advice: Advice::Written {
        applies: |_| true,
        steps: |_| {
            texts(&[
                "Do not release the message and do not allow its sender.",
                "Let your security team look at it: the links, the attachments, and whether it really came from your Alma.",
                "Only if it is clean, report it to the filter as wrongly classified.",
            ])
        },
        snippet: |_| None,
    },
};

fn trace_steps(case: &Case<'_, '_>) -> Vec<String> {
    let id = case.headers.first("Message-ID").map(|f| f.text().into_owned());
    vec![
        match id {
            Some(id) => format!("Give them the Message-ID {id}, the recipient and the time."),
            None => {
                "Give them the sender, the recipient and the time: the message has no Message-ID.".to_owned()
            }
        },
        "Ask for the filter's verdict and the rule, list or policy that acted.".to_owned(),
    ]
}

fn declare_steps(case: &Case<'_, '_>) -> Vec<String> {
    let route = &case.evidence.route;
    let peer = route.border_ip().map_or_else(|| "the server".to_owned(), |ip| ip.to_string());
    vec![
        format!(
            "Find out whether {peer} is a server of your institution or of a mail gateway that you subscribe to. Its name proves nothing."
        ),
        "If it is, write the lines below into the file for --config and run whyjunk again.".to_owned(),
        "If it is not, do not declare it and do not allow it.".to_owned(),
    ]
}

fn declare_snippet(case: &Case<'_, '_>) -> Option<Snippet> {
    let ip = case.evidence.route.border_ip()?;
    Some(Snippet {
        kind: "toml",
        text: format!("# only if this server is yours\n[institution]\ntrusted = [\"{ip}\"]"),
    })
}

fn delist_steps(case: &Case<'_, '_>) -> Vec<String> {
    let ip = case.evidence.route.border_ip().map_or_else(String::new, |ip| format!(" {ip}"));
    vec![
        format!(
            "Open a case with Ex Libris support: the relay{ip} is on the block list named in the finding. Attach this report."
        ),
        "Until it is delisted, allow the relays of your region in your own filter.".to_owned(),
    ]
}
