//! Where the message lies and what the deciding filter said: statements, ordered by authority, not judged.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::authentication::Authentication;
use super::filters::{Reading, Role, Verdict};
use super::route::{Platform, Route};
use crate::headers::{Carrier, FieldRef, Headers, Place};
use crate::input::{Folder, Origin};
use crate::settings::Settings;

/// What says where the message lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Basis {
    /// The platform's own field.
    Header,
    /// The platform's label.
    Label,
    /// The name of the folder or file it was found in.
    FolderName,
    /// `--folder`.
    Option,
    /// What the verdict implies.
    Verdict,
    /// Nothing.
    #[default]
    None,
}

impl Basis {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Label => "label",
            Self::FolderName => "folder-name",
            Self::Option => "option",
            Self::Verdict => "verdict",
            Self::None => "none",
        }
    }
}

/// Where the message lies and what was decided about it.
#[derive(Debug, Clone)]
pub struct Outcome<'m> {
    /// The folder, by the order of authority in the contract.
    pub folder: Folder,
    /// What says so.
    pub basis: Basis,
    /// Where it says so.
    pub folder_places: Vec<Place>,
    /// The folder that the platform itself recorded, when it did.
    pub platform_folder: Option<Folder>,
    /// What put it there against the verdict, in the vendor's own word.
    pub override_: Option<Cow<'m, str>>,
    /// The verdict of the deciding filter.
    pub verdict: Verdict,
    /// High-confidence phish or spam.
    pub high: bool,
    /// Index into `filters` of the deciding reading.
    pub decided_by: Option<usize>,
    /// Another filter of equal standing said the contrary about spam or not.
    pub contested: bool,
}

impl Default for Outcome<'_> {
    fn default() -> Self {
        Self {
            folder: Folder::Unknown,
            basis: Basis::None,
            folder_places: Vec::new(),
            platform_folder: None,
            override_: None,
            verdict: Verdict::Unknown,
            high: false,
            decided_by: None,
            contested: false,
        }
    }
}

/// Takes the highest authority that says anything (contract, `placement`).
pub fn collect<'m>(
    headers: &Headers<'m>,
    origin: &Origin,
    route: &Route<'m>,
    authentication: &Authentication<'m>,
    filters: &[Reading<'m>],
    settings: &Settings,
) -> Outcome<'m> {
    let platform = filters.iter().find(|r| r.trust.counts() && !r.forged && r.folder.is_some());
    let mut outcome = Outcome {
        platform_folder: platform.and_then(|r| r.folder),
        override_: filters.iter().filter(|r| r.trust.counts()).find_map(|r| r.override_.clone()),
        ..Outcome::default()
    };
    place(&mut outcome, headers, origin, platform, settings);
    decide(&mut outcome, route, filters);
    if outcome.folder == Folder::Unknown {
        imply(&mut outcome, filters, authentication);
    }
    outcome
}

fn place(
    outcome: &mut Outcome<'_>,
    headers: &Headers<'_>,
    origin: &Origin,
    platform: Option<&Reading<'_>>,
    settings: &Settings,
) {
    let returned = headers.carried_by(Carrier::DeliveryStatus).find(|f| is_failure(f));
    let named = origin.folder_name.as_ref().map(|(folder, _)| *folder);
    let platform_places = || platform.map(|r| r.places.clone()).unwrap_or_default();
    let (folder, basis, places) = if let Some(folder) = settings.folder {
        (folder, Basis::Option, platform_places())
    } else if let Some(field) = returned {
        (Folder::Rejected, Basis::Header, vec![field.place()])
    } else if let Some(reading) = platform {
        let folder = reading.folder.unwrap_or(Folder::Unknown);
        // A label is the present state; a field was written at delivery, and the message may have moved since.
        let written_then = reading.product != "google";
        if folder == Folder::Inbox && named == Some(Folder::Junk) && written_then {
            (Folder::Junk, Basis::FolderName, platform_places())
        } else {
            let basis = if reading.product == "google" { Basis::Label } else { Basis::Header };
            (folder, basis, platform_places())
        }
    } else if let Some(folder) = named {
        (folder, Basis::FolderName, Vec::new())
    } else {
        return;
    };
    outcome.folder = folder;
    outcome.basis = basis;
    outcome.folder_places = places;
}

/// A delivery-status field that says the message was refused (RFC 3464 section 2.3.3).
fn is_failure(field: &FieldRef<'_, '_>) -> bool {
    field.name_bytes().eq_ignore_ascii_case(b"Action")
        && field.text().to_ascii_lowercase().starts_with("failed")
        || field.name_bytes().eq_ignore_ascii_case(b"Status") && field.text().starts_with('5')
}

/// Picks the deciding reading anew, for filters that say something else than before.
pub(crate) fn decide_again(outcome: &mut Outcome<'_>, route: &Route<'_>, filters: &[Reading<'_>]) {
    outcome.decided_by = None;
    outcome.verdict = Verdict::Unknown;
    outcome.high = false;
    decide(outcome, route, filters);
}

/// Picks the reading that decided: the mailbox platform's, then another filter's of the receiving side.
fn decide(outcome: &mut Outcome<'_>, route: &Route<'_>, filters: &[Reading<'_>]) {
    let junked = matches!(outcome.folder, Folder::Junk | Folder::Quarantine | Folder::Rejected);
    let standing = |r: &Reading<'_>| {
        let own = is_platform(r.product, route.platform);
        (!own, r.role == Role::Placement, r.role != Role::Receiver, r.trust)
    };
    let rank = |r: &Reading<'_>| {
        let explains = junked && r.verdict.is_bad();
        let (foreign, placed, earlier, trust) = standing(r);
        (foreign && !explains, junked && !explains, placed, earlier, trust)
    };
    let heard = || {
        let counts = |r: &Reading<'_>| r.trust.counts() && !r.forged && r.verdict != Verdict::Unknown;
        let judges = |r: &Reading<'_>| matches!(r.role, Role::Receiver | Role::Placement | Role::Upstream);
        filters.iter().enumerate().filter(move |(_, r)| counts(r) && judges(r))
    };
    let Some(best) = heard().map(|(_, r)| rank(r)).min() else { return };
    let equal: Vec<_> = heard().filter(|(_, r)| rank(r) == best).collect();
    let Some((index, reading)) = last_word(equal, route, outcome.folder) else { return };
    outcome.decided_by = Some(index);
    outcome.verdict = reading.verdict;
    outcome.high = reading.high;
    outcome.contested =
        heard().any(|(_, other)| standing(other) == standing(reading) && contradicts(reading, other));
}

/// Which of several readings of equal standing decided.
///
/// Malware goes first, since no spam filter looks for it, and a filter that was not sure or did not scan leaves the
/// word to the others. Then the filter that saw the message last has the last word. Where nothing tells which that
/// was, the verdict that fits the folder is taken, and the worse one where the folder is not known.
fn last_word<'r, 'm>(
    mut equal: Vec<(usize, &'r Reading<'m>)>,
    route: &Route<'_>,
    folder: Folder,
) -> Option<(usize, &'r Reading<'m>)> {
    keep_least(&mut equal, |r| match r.verdict {
        Verdict::Malware => 0,
        v if v.is_bad() || v.is_good() => 1,
        Verdict::Suspect => 2,
        _ => 3,
    });
    // A decoder gives the readings of its own product in the order in which they count.
    let mut seen = Vec::new();
    equal.retain(|(_, r)| {
        !seen.contains(&r.product) && {
            seen.push(r.product);
            true
        }
    });
    if equal.iter().all(|(_, r)| r.hop.is_some()) {
        keep_least(&mut equal, |r| Reverse(r.hop));
    }
    // Fields stamped at the top lie over each other: the newest is the highest.
    let top = |r: &Reading<'_>| r.places.iter().map(|p| p.field).min();
    if equal.iter().all(|(_, r)| top(r).is_some_and(|f| route.is_above_border(f))) {
        keep_least(&mut equal, top);
    }
    let worst_first = |r: &Reading<'_>| (!r.verdict.is_bad(), r.verdict);
    if folder == Folder::Inbox {
        keep_least(&mut equal, |r| Reverse(worst_first(r)));
    } else {
        keep_least(&mut equal, worst_first);
    }
    equal.first().copied()
}

/// Keeps the readings whose key is the least.
fn keep_least<K: Ord>(readings: &mut Vec<(usize, &Reading<'_>)>, key: impl Fn(&Reading<'_>) -> K) {
    if let Some(least) = readings.iter().map(|(_, r)| key(r)).min() {
        readings.retain(|(_, r)| key(r) == least);
    }
}

/// Two products disagree on spam or not; a virus scanner and a spam filter speak of different things.
fn contradicts(one: &Reading<'_>, other: &Reading<'_>) -> bool {
    let (a, b) = (one.verdict, other.verdict);
    one.product != other.product
        && ![a, b].contains(&Verdict::Malware)
        && (a.is_bad() && b.is_good() || a.is_good() && b.is_bad())
}

/// Whether a product is the mailbox platform's own filter.
fn is_platform(product: &str, platform: Platform) -> bool {
    platform == Platform::Other || platform.products().contains(&product)
}

/// What the verdict alone lets expect.
fn imply(outcome: &mut Outcome<'_>, filters: &[Reading<'_>], authentication: &Authentication<'_>) {
    let places = || outcome.decided_by.map(|i| filters[i].places.clone()).unwrap_or_default();
    // A gateway's verdict says nothing about the folder that the platform behind it chose.
    let own = outcome.decided_by.is_some_and(|i| filters[i].role != Role::Upstream);
    let folder = match outcome.verdict {
        _ if !own => Folder::Unknown,
        Verdict::Malware => Folder::Quarantine,
        v if v.is_bad() => Folder::Junk,
        v if v.is_good() => Folder::Inbox,
        _ => Folder::Unknown,
    };
    let enforced = authentication.dmarc.as_ref().filter(|d| d.enforced());
    (outcome.folder, outcome.folder_places) = match (folder, enforced) {
        (Folder::Unknown, Some(dmarc)) if dmarc.action.as_deref() == Some("quarantine") => {
            (Folder::Junk, vec![dmarc.place])
        }
        (Folder::Unknown, _) => return,
        (folder, _) => (folder, places()),
    };
    outcome.basis = Basis::Verdict;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::trust::Trust;

    fn reading(product: &'static str, verdict: Verdict, hop: Option<usize>) -> Reading<'static> {
        Reading { verdict, hop, ..Reading::new(product, Trust::Trusted, Role::Receiver) }
    }

    #[test]
    fn the_later_hop_has_the_last_word_and_else_the_folder_tells() {
        use Verdict::{AllowListed, Malware, NotScanned, NotSpam, Spam, Suspect};
        for (readings, folder, expected) in [
            ([(Spam, Some(0)), (NotSpam, Some(1))], Folder::Unknown, 1),
            ([(Spam, Some(1)), (NotSpam, Some(0))], Folder::Inbox, 0),
            ([(NotSpam, Some(1)), (Spam, Some(1))], Folder::Unknown, 1),
            ([(NotSpam, None), (Spam, Some(1))], Folder::Unknown, 1),
            ([(NotSpam, Some(1)), (Spam, None)], Folder::Junk, 1),
            ([(Spam, None), (AllowListed, None)], Folder::Inbox, 1),
            ([(Malware, Some(0)), (NotSpam, Some(1))], Folder::Inbox, 0),
            ([(Suspect, Some(1)), (Spam, Some(0))], Folder::Unknown, 1),
            ([(NotScanned, Some(1)), (NotSpam, Some(0))], Folder::Unknown, 1),
            ([(NotScanned, Some(0)), (Suspect, Some(0))], Folder::Unknown, 1),
        ] {
            let [(a, at), (b, bt)] = readings;
            let both = [reading("a", a, at), reading("b", b, bt)];
            let chosen = last_word(both.iter().enumerate().collect(), &Route::default(), folder);
            assert_eq!(chosen.map(|(i, _)| i), Some(expected), "{readings:?} {folder:?}");
        }
        let twice = [reading("a", NotSpam, None), reading("a", Spam, None)];
        let chosen = last_word(twice.iter().enumerate().collect(), &Route::default(), Folder::Unknown);
        assert_eq!(chosen.map(|(i, _)| i), Some(0), "a decoder's own order stands");
    }

    #[test]
    fn only_spam_or_not_is_a_disagreement() {
        for (a, b, expected) in [
            (Verdict::Spam, Verdict::NotSpam, true),
            (Verdict::AllowListed, Verdict::Bulk, true),
            (Verdict::Malware, Verdict::NotSpam, false),
            (Verdict::Suspect, Verdict::Spam, false),
            (Verdict::Phish, Verdict::Spam, false),
        ] {
            assert_eq!(contradicts(&reading("a", a, None), &reading("b", b, None)), expected, "{a:?} {b:?}");
        }
        assert!(!contradicts(&reading("a", Verdict::Spam, None), &reading("a", Verdict::NotSpam, None)));
    }
}
