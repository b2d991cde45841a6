//! Where the message lies and what the deciding filter said: statements, ordered by authority, not judged.

use std::borrow::Cow;

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

/// Picks the reading that decided: the mailbox platform's, then another filter's of the receiving side.
fn decide(outcome: &mut Outcome<'_>, route: &Route<'_>, filters: &[Reading<'_>]) {
    let junked = matches!(outcome.folder, Folder::Junk | Folder::Quarantine | Folder::Rejected);
    let rank = |r: &Reading<'_>| {
        let own = is_platform(r.product, route.platform);
        let stated = r.verdict != Verdict::Unknown;
        let fits = !junked || r.verdict.is_bad();
        (
            !stated,
            !(own || (junked && r.verdict.is_bad())),
            !fits,
            r.role == Role::Placement,
            r.role != Role::Receiver,
            r.trust,
        )
    };
    let best = filters
        .iter()
        .enumerate()
        .filter(|(_, r)| r.trust.counts() && !r.forged)
        .filter(|(_, r)| matches!(r.role, Role::Receiver | Role::Placement | Role::Upstream))
        .min_by_key(|(i, r)| (rank(r), *i));
    let Some((index, reading)) = best.filter(|(_, r)| r.verdict != Verdict::Unknown) else { return };
    outcome.decided_by = Some(index);
    outcome.verdict = reading.verdict;
    outcome.high = reading.high;
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
