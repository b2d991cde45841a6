//! The summary of a run: domains of senders stay, servers and snippets are redacted like those of a message.

use super::keep::is_internal;
use super::parts::{host, snippet};
use super::pen::Pen;
use super::text::Mode;
use crate::report::{
    AddressCount, CauseCount, Change, HopDelays, Impostor, Impostors, ProductCount, RegionCount, RemedyCount,
    Sender, SlowHop, Summary,
};

/// Redacts a summary.
pub(super) fn summary(summary: &mut Summary, pen: &mut Pen<'_, '_, '_>) {
    let Summary {
        messages: _,
        unreadable: _,
        bytes: _,
        partial: _,
        all: _,
        exlibris: _,
        remedies,
        what_if: _,
        causes,
        senders,
        regions,
        products,
        months: _,
        changes,
        impostors: Impostors { messages: _, contradicted: _, delivered: _, senders: strangers },
        untold: _,
        hop_delays: HopDelays { buckets: _, backwards: _, unknown: _, slowest },
        first_date: _,
        last_date: _,
        notes,
    } = summary;
    only_ids(causes, regions, products);
    for RemedyCount { id: _, messages: _, mends: _, title: _, actor: _, snippet: text, snippet_for } in
        remedies
    {
        host(snippet_for, pen);
        if let Some(text) = text {
            snippet(text, pen);
        }
    }
    for Sender { domain, messages: _, junked: _, cause: _, exlibris: _, exlibris_kept_out: _ } in senders {
        *domain = pen.host(domain);
    }
    for Impostor { domain, messages: _, contradicted: _, addresses } in strangers {
        host(domain, pen);
        for AddressCount { ip, messages: _, logged_in } in addresses {
            *ip = ip.filter(|ip| !is_internal(*ip));
            if let Some(home) = ip.filter(|_| *logged_in) {
                *ip = pen.ip(home).parse().ok();
            }
        }
    }
    for SlowHop { by, hops: _, longest_seconds: _ } in slowest {
        *by = pen.host(by);
    }
    for Change { cause: _, fate: _, what: _, date: _, before: _, after: _, text } in changes {
        *text = pen.text(text, Mode::Prose);
    }
    for note in notes {
        *note = pen.text(note, Mode::Prose);
    }
}

/// Parts that hold ids and numbers alone, as long as they have these fields.
fn only_ids(causes: &[CauseCount], regions: &[RegionCount], products: &[ProductCount]) {
    for CauseCount { cause: _, messages: _, remedy: _, mends: _ } in causes {}
    for RegionCount { region: _, fate: _ } in regions {}
    for ProductCount { product: _, fate: _ } in products {}
}
