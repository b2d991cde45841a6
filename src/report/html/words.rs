//! What the page says to people who have never heard of SPF: the words, and whom to ask.

/// A word of the field and what it means.
pub(super) static WORDS: &[(&str, &str)] = &[
    (
        "Ex Libris relay",
        "A server of Ex Libris that hands the library's mail from Alma or Primo to your mail system. It sends in your institution's name, from outside your institution: that is why filters suspect it.",
    ),
    (
        "SPF",
        "A public list, kept in the DNS of a domain, of the servers that may send mail for it. A server that is not on the list looks like a forger.",
    ),
    (
        "DKIM",
        "A signature in the message. Whoever receives it can check that the domain that signed really sent it and that nothing was changed on the way.",
    ),
    (
        "DMARC",
        "What a domain asks others to do with mail in its name when neither SPF nor DKIM confirms it: nothing, junk it, or refuse it.",
    ),
    (
        "Aligned",
        "The domain that SPF or DKIM confirmed is the one that people see in From. Only then does it help DMARC.",
    ),
    (
        "Envelope sender",
        "The address that servers use between themselves, also called Return-Path or MAIL FROM. Bounces go there. It can differ from the From address that people see; SPF looks at the envelope sender.",
    ),
    ("DNS", "The public directory of a domain. SPF, DKIM keys and DMARC are entries in it."),
    (
        "Border",
        "The last server on the way whose word counts: yours. The address that it wrote down is a fact. What stands in older lines, anybody could have written.",
    ),
    ("Allow list", "A list in a mail filter of senders or servers whose mail it lets through."),
];

/// What the jargon in a text means, one sentence for each word of it.
pub(super) fn gloss(text: &str) -> String {
    let meant = GLOSSES.iter().filter(|(word, _)| text.contains(word)).map(|(_, meaning)| *meaning);
    meant.collect::<Vec<_>>().join(" ")
}

static GLOSSES: &[(&str, &str)] = &[
    (
        "relay",
        "The relay is the server of Ex Libris that hands the mail from Alma and Primo to your mail system.",
    ),
    (
        "SPF",
        "SPF is the public list of the servers that may send mail in a domain's name; the domain is what stands behind the @.",
    ),
    ("DKIM", "DKIM is a signature that shows which domain sent a message."),
    ("DMARC", "DMARC is what a domain asks others to do with mail in its name that nothing confirms."),
    (
        "envelope",
        "The envelope sender is the address that servers use between themselves; people see the one in From.",
    ),
    (
        "gateway",
        "A gateway is a server of yours that takes the mail before the mailbox's own filter sees it.",
    ),
    ("allow-list", "An allow-list names senders or servers whose mail a filter lets through."),
];

/// Who can do something, and how to find them.
pub(super) fn whom(actor: &str) -> (&'static str, &'static str) {
    match actor {
        "dns-admin" => {
            ("your DNS administrator", "whoever edits the DNS records of your domain, mostly in central IT")
        }
        "mail-admin" => (
            "your mail administrator",
            "whoever runs the mail filter, Microsoft 365 or Google Workspace, mostly in central IT",
        ),
        "alma-admin" => {
            ("your Alma administrator", "whoever configures Alma or Primo, mostly in the library")
        }
        "recipient" => ("the person whose mailbox it is", "a setting in their own mailbox"),
        "helpdesk" => ("the helpdesk", "to find out more"),
        "exlibris-support" => ("Ex Libris support", "by a support case"),
        _ => ("nobody", "there is nothing to do"),
    }
}

/// Who is asked, before what they are asked for.
pub(super) fn ask(actor: &str) -> String {
    match actor {
        "helpdesk" => "You, or the helpdesk:".to_owned(),
        "nobody" => "Nothing to do:".to_owned(),
        actor => format!("Ask {}:", whom(actor).0),
    }
}

/// How sure a cause is, in words.
pub(super) fn sure(confidence: &str) -> &'static str {
    match confidence {
        "certain" => "certain: the headers say so",
        "likely" => "likely: the headers point to it, and do not say it outright",
        _ => "possible: it fits what the headers say, and something else could fit too",
    }
}

/// Whether somebody has to be asked in writing.
pub(super) fn is_asked(actor: &str) -> bool {
    matches!(actor, "dns-admin" | "mail-admin" | "alma-admin" | "exlibris-support")
}

/// A region of the relays by its name.
pub(super) fn region(id: &str) -> &'static str {
    match id {
        "na" => "North America",
        "eu" => "Europe",
        "ap" => "Asia Pacific",
        "ca" => "Canada",
        "cn" => "China",
        _ => "region not known",
    }
}

/// A relation in a few words.
pub(super) fn relation(id: &str) -> &'static str {
    match id {
        "relay" => "from an Ex Libris relay",
        "network" => "from the Ex Libris network",
        "forwarded" => "from Ex Libris, forwarded",
        "claimed" => "only claims to be",
        _ => "not from Ex Libris",
    }
}

/// A folder in a few words.
pub(super) fn folder(id: &str) -> &'static str {
    match id {
        "inbox" => "Inbox",
        "junk" => "Junk",
        "quarantine" => "Quarantine",
        "rejected" => "Rejected",
        "other" => "Other folder",
        _ => "Unknown",
    }
}

/// Where messages lie, behind their number.
pub(super) fn in_folder(id: &str) -> &'static str {
    match id {
        "inbox" => "in the inbox",
        "junk" => "in junk",
        "quarantine" => "in quarantine",
        "rejected" => "refused",
        "other" => "in other folders",
        _ => "in a folder that nothing tells",
    }
}

/// The class of a folder's colour.
pub(super) fn folder_class(id: &str) -> &'static str {
    match id {
        "inbox" => "chip good",
        "junk" | "quarantine" | "rejected" => "chip bad",
        _ => "chip",
    }
}
