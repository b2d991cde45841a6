//! Sorts the score fields of a message into stamps: what one product wrote in one pass.

use crate::evidence::filters::Context;
use crate::evidence::filters::corroborate::plain;
use crate::headers::{Carrier, FieldRef, Place};

use super::names::{Class, class, site_of};
pub(in crate::evidence::filters) use super::names::{Kind, Writer};

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
    // How many fields of the segment stand before the last field of the author.
    let mut author = 0;
    for field in context.headers.iter() {
        match class(field.name_bytes()) {
            Class::Hop => {
                close(&mut segment, &mut done, false);
                author = 0;
            }
            Class::Score(kind, writer) => segment.push((kind, writer, field)),
            Class::Author => author = segment.len(),
            Class::Foreign => {}
        }
    }
    if segment.iter().any(|(kind, ..)| identifies(*kind)) {
        let mut before = split_appended(&mut segment, author);
        close(&mut before, &mut done, false);
        // What a server appended stands last: counted from the end, nothing before it gets mixed in.
        segment.reverse();
        let from = done.len();
        close(&mut segment, &mut done, false);
        done[from..].reverse();
        done[from..].iter_mut().for_each(|stamp| stamp.fields.reverse());
    } else {
        close(&mut segment, &mut done, false);
    }
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
        Class::Hop | Class::Author | Class::Foreign => false,
    })
}

/// Whether such a field can tie its stamp to a trusted hop.
const fn identifies(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::QueueId
            | Kind::Server
            | Kind::Checker
            | Kind::EximScanned
            | Kind::EximPeer
            | Kind::QuarantineId
            | Kind::Report
    )
}

/// Takes out of the last segment what a server cannot have appended: what stands before the author's last
/// field, and flags before the block of Rspamd, which adds its flag after it.
fn split_appended<'h, 'm>(segment: &mut Vec<Entry<'h, 'm>>, author: usize) -> Vec<Entry<'h, 'm>> {
    let mut appended = segment.split_off(author.min(segment.len()));
    let block =
        appended.iter().position(|(kind, ..)| matches!(kind, Kind::QueueId | Kind::Server | Kind::Result));
    let mut number = 0;
    appended.retain(|entry| {
        number += 1;
        let flag = matches!(entry.0, Kind::Spam | Kind::Flag | Kind::RspamdFlag);
        let early = flag && block.is_some_and(|block| number <= block);
        if early {
            segment.push(*entry);
        }
        !early
    });
    std::mem::replace(segment, appended)
}

/// One score field: what it holds, who writes it, and itself.
type Entry<'h, 'm> = (Kind, Option<Writer>, FieldRef<'h, 'm>);

/// Turns the score fields between two hops into stamps: fields that agree on their writer belong
/// together until a name repeats.
fn close<'h, 'm>(segment: &mut Vec<Entry<'h, 'm>>, done: &mut Vec<Stamp<'h, 'm>>, carried: bool) {
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
fn drop_unbacked(segment: &mut Vec<Entry<'_, '_>>) {
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
        let text = plain(status);
        let find = |part: &[u8]| memchr::memmem::find(&text, part).is_some();
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
        let yes = plain(flag).trim_ascii().eq_ignore_ascii_case(b"yes");
        return if yes { Writer::Rspamd } else { Writer::Other };
    }
    if has(Writer::Exim) || exim_score(stamp) {
        return Writer::Exim;
    }
    if has(Writer::Amavis) { Writer::Amavis } else { Writer::SpamAssassin }
}

fn rspamd_report(stamp: &Stamp<'_, '_>) -> bool {
    stamp.get(Kind::Report).is_some_and(|f| plain(f).trim_ascii().starts_with(b"Action:"))
}

/// `6.20 (******) [Hold at 5.00]`, `[Tag at 5.00]`, or `undef - reason`.
fn canit_score(stamp: &Stamp<'_, '_>) -> bool {
    stamp.get(Kind::Score).is_some_and(|f| {
        let text = plain(f);
        let find = |part: &[u8]| memchr::memmem::find(&text, part).is_some();
        text.trim_ascii().starts_with(b"undef") || find(b"[Hold at ") || find(b"[Tag at ")
    })
}

/// `4.7 (++++)`: a bar of Exim's own characters.
fn exim_score(stamp: &Stamp<'_, '_>) -> bool {
    stamp.get(Kind::Score).is_some_and(|f| {
        let text = plain(f);
        memchr::memchr(b'(', &text)
            .and_then(|at| text.get(at + 1))
            .is_some_and(|b| matches!(b, b'+' | b'-' | b'/'))
    })
}
