//! The names of the score fields: what each holds, and which product writes it.

/// What a score field holds. The order is the order in which fields are believed inside one stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::evidence::filters) enum Kind {
    /// `X-Spam-Status`.
    Status,
    /// `X-<site>-Spam-Status`.
    SiteStatus,
    /// `X-Spam-Report`, `X-Ham-Report`, `X-Spam_report`.
    Report,
    /// `X-Spam-Tests`, `X-Spam-Symbols`.
    Tests,
    /// `X-Spam-Score`, `X-Spam_score`.
    Score,
    /// `X-<site>-Spam-Score`; counts beside the site's status only.
    SiteScore,
    /// `X-Spam_score_int`.
    ScoreTimesTen,
    /// `X-Spam-Flag`, `X-VA-Spam-Flag`.
    Flag,
    /// `X-Spam`.
    Spam,
    /// `X-Spam-Level`.
    Level,
    /// `X-<site>-Spam-Level`; counts beside the site's status only.
    SiteLevel,
    /// `X-Spam-Bar`, `X-Spam_bar`, `X-Spamd-Bar`.
    Bar,
    /// `X-Spam-Checker-Version`, `X-Spam-Check-By`.
    Checker,
    /// `X-SA-Exim-Scanned`.
    EximScanned,
    /// `X-SA-Exim-Connect-IP`.
    EximPeer,
    /// `X-SA-Exim-Version`.
    EximNote,
    /// `X-SA-Exim-Mail-From`, `X-SA-Exim-Rcpt-To`.
    EximAddress,
    /// `X-Quarantine-ID`.
    QuarantineId,
    /// `X-Amavis-Alert`.
    Alert,
    /// `X-Amavis-Category`, `-PenPals`, `-Hold`, `-Modified`, `-OS-Fingerprint`, `-PolicyBank`.
    AmavisNote,
    /// `X-Spamd-Result`, `X-Rspamd-Result`.
    Result,
    /// `X-Rspamd-Action` and its renamed copies.
    Action,
    /// `X-Rspamd-Score` and its renamed copies.
    RspamdScore,
    /// `X-Rspamd-Report` and its renamed copies.
    RspamdReport,
    /// `X-Rspamd-Status`.
    RspamdStatus,
    /// `X-Rspamd-Pre-Result`.
    PreResult,
    /// `X-Rspamd-Queue-Id`.
    QueueId,
    /// `X-Rspamd-Server`.
    Server,
    /// `X-Rspamd: Yes`.
    RspamdFlag,
    /// `X-Virus`.
    Virus,
    /// `Deliver-To`.
    DeliverTo,
    /// `X-Spam-Scanner`.
    Scanner,
    /// `X-Rspamd-UID`, `-Fuzzy`, `X-Stat-Signature`, `X-OS-Fingerprint`, `X-Atmailcloud-Route`, `X-Spam-Result`.
    RspamdNote,
    /// What else a site has SpamAssassin write: `X-Spam-ASN`, `-Pyzor`, …
    Note,
    /// A sign that another product's decoder owns the fields beside it.
    Foreign,
}

/// Who wrote a stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence::filters) enum Writer {
    /// SpamAssassin itself, by whatever glue.
    SpamAssassin,
    /// Amavis.
    Amavis,
    /// An Exim configuration, cPanel included.
    Exim,
    /// Rspamd.
    Rspamd,
    /// CanIt.
    CanIt,
    /// A product that somebody else decodes.
    Other,
}

/// What a field is to the score-based filters.
pub(super) enum Class {
    /// `Received`.
    Hop,
    /// One of their fields; without a writer when several products use the name.
    Score(Kind, Option<Writer>),
    /// What a message has from its author.
    Author,
    /// Anything else.
    Foreign,
}

/// What a field name says.
pub(super) fn class(name: &[u8]) -> Class {
    let Some((first, rest)) = name.split_first() else { return Class::Foreign };
    match first | 0x20 {
        b'x' if rest.first() == Some(&b'-') => match rest.get(1).map(|b| b | 0x20) {
            Some(b's') => spam_name(name),
            Some(b'r' | b'a' | b'h' | b'o' | b'q' | b'v' | b'z') => other_name(name),
            _ => site_name(name),
        },
        b'r' if name.eq_ignore_ascii_case(b"Received") => Class::Hop,
        b'd' if name.eq_ignore_ascii_case(b"Deliver-To") => {
            Class::Score(Kind::DeliverTo, Some(Writer::Rspamd))
        }
        b'c' | b'd' | b'f' | b'm' | b's' | b't' if AUTHOR.iter().any(|n| n.eq_ignore_ascii_case(name)) => {
            Class::Author
        }
        _ => Class::Foreign,
    }
}

/// Fields that stand in a message before a server on the receiving side sees it.
static AUTHOR: [&[u8]; 7] =
    [b"Content-Type", b"Date", b"From", b"Message-ID", b"MIME-Version", b"Subject", b"To"];

type Name = (&'static [u8], Kind, Option<Writer>);

static SPAM_NAMES: &[Name] = {
    use Kind as K;
    use Writer as W;
    &[
        (b"X-Spam-Status", K::Status, None),
        (b"X-Spam-Score", K::Score, None),
        (b"X-Spam-Level", K::Level, None),
        (b"X-Spam-Flag", K::Flag, None),
        (b"X-Spam-Report", K::Report, None),
        (b"X-Spam-Checker-Version", K::Checker, Some(W::SpamAssassin)),
        (b"X-Spam", K::Spam, None),
        (b"X-Spam-Bar", K::Bar, Some(W::Exim)),
        (b"X-Spam_score", K::Score, Some(W::Exim)),
        (b"X-Spam_score_int", K::ScoreTimesTen, Some(W::Exim)),
        (b"X-Spam-Score-Int", K::ScoreTimesTen, Some(W::Exim)),
        (b"X-Spam_bar", K::Bar, Some(W::Exim)),
        (b"X-Spam_report", K::Report, Some(W::Exim)),
        (b"X-SA-Exim-Scanned", K::EximScanned, Some(W::Exim)),
        (b"X-SA-Exim-Connect-IP", K::EximPeer, Some(W::Exim)),
        (b"X-SA-Exim-Mail-From", K::EximAddress, Some(W::Exim)),
        (b"X-SA-Exim-Rcpt-To", K::EximAddress, Some(W::Exim)),
        (b"X-SA-Exim-Version", K::EximNote, Some(W::Exim)),
        (b"X-Spamd-Result", K::Result, Some(W::Rspamd)),
        (b"X-Spamd-Bar", K::Bar, Some(W::Rspamd)),
        (b"X-Spam-Scanner", K::Scanner, Some(W::Rspamd)),
        (b"X-Spam-Action", K::Action, Some(W::Rspamd)),
        (b"X-Spam-Result", K::RspamdNote, Some(W::Rspamd)),
        (b"X-Spam-Symbols", K::Tests, None),
        (b"X-Stat-Signature", K::RspamdNote, Some(W::Rspamd)),
        (b"X-Spam-Tests", K::Tests, None),
        (b"X-Spam-Check-By", K::Checker, Some(W::SpamAssassin)),
        (b"X-Spam-Pyzor", K::Note, None),
        (b"X-Spam-AWL", K::Note, None),
        (b"X-Spam-ASN", K::Note, None),
        (b"X-Spam-Bayes", K::Note, None),
        (b"X-Spam-Languages", K::Note, None),
        (b"X-Spam-RelayCountry", K::Note, None),
        (b"X-Spam-Relay-Country", K::Note, None),
        (b"X-Spam-Prev-Subject", K::Note, None),
        (b"X-Spam-Prev-Content-Type", K::Note, None),
        // Fastmail's names for SpamAssassin's result.
        (b"X-Spam-hits", K::Foreign, Some(W::Other)),
        (b"X-Spam-known-sender", K::Foreign, Some(W::Other)),
    ]
};

static OTHER_NAMES: &[Name] = {
    use Kind as K;
    use Writer as W;
    &[
        (b"X-Ham-Report", K::Report, Some(W::Exim)),
        (b"X-Rspamd-Action", K::Action, Some(W::Rspamd)),
        (b"X-Rspamd-Score", K::RspamdScore, Some(W::Rspamd)),
        (b"X-Rspamd-Report", K::RspamdReport, Some(W::Rspamd)),
        (b"X-Rspamd-Status", K::RspamdStatus, Some(W::Rspamd)),
        (b"X-Rspamd-Result", K::Result, Some(W::Rspamd)),
        (b"X-Rspamd-Pre-Result", K::PreResult, Some(W::Rspamd)),
        (b"X-Rspamd-Queue-Id", K::QueueId, Some(W::Rspamd)),
        (b"X-Rspamd-Server", K::Server, Some(W::Rspamd)),
        (b"X-Rspamd-Bar", K::Bar, Some(W::Rspamd)),
        (b"X-Rspamd-UID", K::RspamdNote, Some(W::Rspamd)),
        (b"X-Rspamd-Fuzzy", K::RspamdNote, Some(W::Rspamd)),
        (b"X-Rspamd", K::RspamdFlag, Some(W::Rspamd)),
        (b"X-OS-Fingerprint", K::RspamdNote, Some(W::Rspamd)),
        (b"X-Zone-Spam-Status", K::RspamdStatus, Some(W::Rspamd)),
        (b"X-Zone-Spam-Resolution", K::Action, Some(W::Rspamd)),
        (b"X-Atmailcloud-Spam-Score", K::RspamdScore, Some(W::Rspamd)),
        (b"X-Atmailcloud-Spam-Action", K::Action, Some(W::Rspamd)),
        (b"X-Atmailcloud-Spam-Report", K::RspamdReport, Some(W::Rspamd)),
        (b"X-Atmailcloud-Spam-Bar", K::Bar, Some(W::Rspamd)),
        (b"X-Atmailcloud-Route", K::RspamdNote, Some(W::Rspamd)),
        (b"X-Atmail-Spam-Score", K::RspamdScore, Some(W::Rspamd)),
        (b"X-Atmail-Spam-Action", K::Action, Some(W::Rspamd)),
        (b"X-Amavis-Alert", K::Alert, Some(W::Amavis)),
        (b"X-Amavis-Category", K::AmavisNote, Some(W::Amavis)),
        (b"X-Amavis-PenPals", K::AmavisNote, Some(W::Amavis)),
        (b"X-Amavis-Hold", K::AmavisNote, Some(W::Amavis)),
        (b"X-Amavis-Modified", K::AmavisNote, Some(W::Amavis)),
        (b"X-Amavis-OS-Fingerprint", K::AmavisNote, Some(W::Amavis)),
        (b"X-Amavis-PolicyBank", K::AmavisNote, Some(W::Amavis)),
        (b"X-Quarantine-ID", K::QuarantineId, Some(W::Amavis)),
        (b"X-Virus", K::Virus, Some(W::Rspamd)),
        (b"X-VA-Spam-Flag", K::Flag, None),
    ]
};

fn listed(name: &[u8], names: &[Name]) -> Option<Class> {
    names
        .iter()
        .find(|(known, _, _)| known.len() == name.len() && known.eq_ignore_ascii_case(name))
        .map(|(_, kind, writer)| Class::Score(*kind, *writer))
}

fn spam_name(name: &[u8]) -> Class {
    listed(name, SPAM_NAMES).unwrap_or_else(|| site_name(name))
}

fn other_name(name: &[u8]) -> Class {
    listed(name, OTHER_NAMES).unwrap_or_else(|| site_name(name))
}

/// Products whose own decoders read their `X-<product>-Spam-Status` and the like.
const DECODED_ELSEWHERE: [&[u8]; 6] = [b"Barracuda", b"HM", b"KSE", b"KSMG", b"ESET", b"Outgoing"];

/// `X-<site>-Spam-Status`, `-Spam-Score` and `-Spam-Level`, except where another product's decoder owns the name.
fn site_name(name: &[u8]) -> Class {
    let (end, kind): (&[u8], Kind) = match name[name.len() - 1] | 0x20 {
        b's' => (b"-Spam-Status", Kind::SiteStatus),
        b'e' => (b"-Spam-Score", Kind::SiteScore),
        b'l' => (b"-Spam-Level", Kind::SiteLevel),
        _ => return Class::Foreign,
    };
    let Some(site) = site_of(name, end) else { return Class::Foreign };
    let foreign = DECODED_ELSEWHERE.iter().any(|product| site.eq_ignore_ascii_case(product));
    if foreign { Class::Foreign } else { Class::Score(kind, None) }
}

/// The part between `X-` and `end`.
pub(super) fn site_of<'n>(name: &'n [u8], end: &[u8]) -> Option<&'n [u8]> {
    let split = name.len().checked_sub(end.len())?;
    (name[split..].eq_ignore_ascii_case(end) && split >= 2).then(|| &name[2..split])
}
