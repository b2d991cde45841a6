//! Sorts the score fields of a message into stamps: what one product wrote in one pass.

use crate::evidence::filters::Context;
use crate::headers::{Carrier, FieldRef, Place};

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

/// The fields of one pass of one product.
#[derive(Debug)]
pub(in crate::evidence::filters) struct Stamp<'h, 'm> {
    /// Who wrote them.
    pub(in crate::evidence::filters) writer: Writer,
    /// The fields, the one that is believed most first.
    pub(in crate::evidence::filters) fields: Vec<(Kind, FieldRef<'h, 'm>)>,
    /// They stand in a wrapper around the message, not in its own header section.
    pub(in crate::evidence::filters) carried: bool,
}

impl<'h, 'm> Stamp<'h, 'm> {
    /// The first field of `kind`.
    pub(in crate::evidence::filters) fn get(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        self.fields.iter().find(|(k, _)| *k == kind).map(|(_, f)| *f)
    }

    /// The places of the fields, the one that says most first.
    pub(in crate::evidence::filters) fn places(&self) -> Vec<Place> {
        self.fields.iter().map(|(_, f)| f.place()).collect()
    }

    /// The index of the topmost field.
    pub(in crate::evidence::filters) fn top(&self) -> u32 {
        self.fields.iter().map(|(_, f)| f.index()).min().unwrap_or(0)
    }
}

/// The stamps of `writer`, in the order of the message.
pub(in crate::evidence::filters) fn stamps<'h, 'm>(
    context: &Context<'h, 'm>,
    writer: Writer,
) -> Vec<Stamp<'h, 'm>> {
    if !possible(context, writer) {
        return Vec::new();
    }
    let mut done = Vec::with_capacity(2);
    let mut segment = Vec::with_capacity(8);
    for field in context.headers.iter() {
        match class(field.name_bytes()) {
            Class::Hop => close(&mut segment, &mut done, false),
            Class::Score(kind, writer) => segment.push((kind, writer, field)),
            Class::Foreign => {}
        }
    }
    close(&mut segment, &mut done, false);
    for field in context.headers.carried_by(Carrier::SpamAssassinWrapper) {
        if let Class::Score(kind, writer) = class(field.name_bytes()) {
            segment.push((kind, writer, field));
        }
    }
    close(&mut segment, &mut done, true);
    done.retain(|s: &Stamp<'_, '_>| s.writer == writer);
    for stamp in &mut done {
        stamp.fields.sort_by_key(|(kind, _)| (*kind != Kind::Result, *kind));
    }
    done
}

/// Whether any field could be of `writer`; most messages have none, and this costs no allocation.
fn possible(context: &Context<'_, '_>, writer: Writer) -> bool {
    let own = context.headers.iter().map(|f| class(f.name_bytes()));
    let carried = context.headers.carried_by(Carrier::SpamAssassinWrapper).map(|f| class(f.name_bytes()));
    own.chain(carried).any(|c| match c {
        Class::Score(_, Some(known)) => known == writer,
        Class::Score(kind, None) => match writer {
            Writer::Rspamd => matches!(kind, Kind::Spam | Kind::Report),
            Writer::Exim => matches!(kind, Kind::SiteStatus | Kind::Score),
            Writer::Amavis => kind == Kind::Status,
            Writer::CanIt => kind == Kind::Score,
            Writer::SpamAssassin | Writer::Other => !matches!(kind, Kind::SiteScore | Kind::SiteLevel),
        },
        Class::Hop | Class::Foreign => false,
    })
}

enum Class {
    Hop,
    Score(Kind, Option<Writer>),
    Foreign,
}

/// What a field name says; `None` for the writer when several products use the name.
fn class(name: &[u8]) -> Class {
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
        _ => Class::Foreign,
    }
}

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
fn site_of<'n>(name: &'n [u8], end: &[u8]) -> Option<&'n [u8]> {
    let split = name.len().checked_sub(end.len())?;
    (name[split..].eq_ignore_ascii_case(end) && split >= 2).then(|| &name[2..split])
}

/// Turns the score fields between two hops into stamps: fields that agree on their writer belong
/// together until a name repeats.
fn close<'h, 'm>(
    segment: &mut Vec<(Kind, Option<Writer>, FieldRef<'h, 'm>)>,
    done: &mut Vec<Stamp<'h, 'm>>,
    carried: bool,
) {
    if segment.is_empty() {
        return;
    }
    drop_unbacked(segment);
    let mut own: Vec<Stamp<'h, 'm>> = Vec::new();
    let mut shared: Vec<Stamp<'h, 'm>> = Vec::new();
    for (kind, writer, field) in segment.drain(..) {
        match writer {
            Some(Writer::SpamAssassin) | None => add(&mut shared, Writer::SpamAssassin, kind, field, carried),
            Some(writer) => add(&mut own, writer, kind, field, carried),
        }
    }
    let mut joined = vec![0usize; own.len()];
    for mut stamp in shared {
        stamp.writer = writer_of(&stamp, &own);
        let home = own.iter().zip(&joined).position(|(o, joined)| o.writer == stamp.writer && *joined == 0);
        match home {
            Some(home) => {
                joined[home] += 1;
                own[home].fields.append(&mut stamp.fields);
            }
            None => done.push(stamp),
        }
    }
    done.append(&mut own);
}

/// Other products name fields like a site's score and level: without the same site's status nothing tells.
fn drop_unbacked(segment: &mut Vec<(Kind, Option<Writer>, FieldRef<'_, '_>)>) {
    let end = |kind| match kind {
        Kind::SiteScore => Some(&b"-Spam-Score"[..]),
        Kind::SiteLevel => Some(&b"-Spam-Level"[..]),
        _ => None,
    };
    if !segment.iter().any(|(kind, ..)| end(*kind).is_some()) {
        return;
    }
    let sites: Vec<&[u8]> = segment
        .iter()
        .filter(|(kind, ..)| *kind == Kind::SiteStatus)
        .filter_map(|(.., field)| site_of(field.name_bytes(), b"-Spam-Status"))
        .take(MOST_SITES)
        .collect();
    segment.retain(|(kind, _, field)| {
        let site = end(*kind).and_then(|end| site_of(field.name_bytes(), end));
        site.is_none_or(|site| sites.iter().any(|s| s.eq_ignore_ascii_case(site)))
    });
}

/// Sites between two hops whose scores are looked for.
const MOST_SITES: usize = 8;

fn add<'h, 'm>(
    stamps: &mut Vec<Stamp<'h, 'm>>,
    writer: Writer,
    kind: Kind,
    field: FieldRef<'h, 'm>,
    carried: bool,
) {
    let open = stamps.iter_mut().rev().find(|s| s.writer == writer);
    match open {
        Some(stamp) if !stamp.fields.iter().any(|(k, f)| *k == kind && repeats(kind, *f, field)) => {
            stamp.fields.push((kind, field));
        }
        _ => stamps.push(Stamp { writer, fields: first(kind, field), carried }),
    }
}

fn first<'h, 'm>(kind: Kind, field: FieldRef<'h, 'm>) -> Vec<(Kind, FieldRef<'h, 'm>)> {
    let mut fields = Vec::with_capacity(8);
    fields.push((kind, field));
    fields
}

/// Whether a second field of this kind belongs to another pass: the same name, or another site's status.
fn repeats(kind: Kind, a: FieldRef<'_, '_>, b: FieldRef<'_, '_>) -> bool {
    kind == Kind::SiteStatus || a.name_bytes().eq_ignore_ascii_case(b.name_bytes())
}

/// Whose the fields are that several products write: told by the dialect, else by the company they keep.
fn writer_of(stamp: &Stamp<'_, '_>, beside: &[Stamp<'_, '_>]) -> Writer {
    let has = |writer| beside.iter().any(|s| s.writer == writer);
    if let Some(status) = stamp.get(Kind::Status) {
        let raw = status.raw();
        let find = |part: &[u8]| memchr::memmem::find(raw, part).is_some();
        if find(b"tagged_above=") || find(b"tests=[") || find(b" tag2=") {
            return Writer::Amavis;
        }
        if find(b"required") || find(b"tests=") || stamp.get(Kind::Checker).is_some() {
            return Writer::SpamAssassin;
        }
    }
    if stamp.get(Kind::Checker).is_some() {
        return Writer::SpamAssassin;
    }
    if canit_score(stamp) {
        return Writer::CanIt;
    }
    if has(Writer::Other) {
        return Writer::Other;
    }
    if stamp.get(Kind::SiteStatus).is_some() {
        return Writer::Exim;
    }
    if has(Writer::Rspamd) || rspamd_report(stamp) {
        return Writer::Rspamd;
    }
    if let (Some(flag), 1) = (stamp.get(Kind::Spam), stamp.fields.len()) {
        let yes = flag.raw().trim_ascii().eq_ignore_ascii_case(b"yes");
        return if yes { Writer::Rspamd } else { Writer::Other };
    }
    if has(Writer::Exim) || exim_score(stamp) {
        return Writer::Exim;
    }
    if has(Writer::Amavis) { Writer::Amavis } else { Writer::SpamAssassin }
}

fn rspamd_report(stamp: &Stamp<'_, '_>) -> bool {
    stamp.get(Kind::Report).is_some_and(|f| f.raw().trim_ascii().starts_with(b"Action:"))
}

/// `6.20 (******) [Hold at 5.00]`, `[Tag at 5.00]`, or `undef - reason`.
fn canit_score(stamp: &Stamp<'_, '_>) -> bool {
    stamp.get(Kind::Score).is_some_and(|f| {
        let raw = f.raw();
        let find = |part: &[u8]| memchr::memmem::find(raw, part).is_some();
        raw.trim_ascii().starts_with(b"undef") || find(b"[Hold at ") || find(b"[Tag at ")
    })
}

/// `4.7 (++++)`: a bar of Exim's own characters.
fn exim_score(stamp: &Stamp<'_, '_>) -> bool {
    stamp.get(Kind::Score).is_some_and(|f| {
        let raw = f.raw();
        memchr::memchr(b'(', raw)
            .and_then(|at| raw.get(at + 1))
            .is_some_and(|b| matches!(b, b'+' | b'-' | b'/'))
    })
}
