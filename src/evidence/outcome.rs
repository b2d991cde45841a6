//! Where the message lies and what the deciding filter said: statements, ordered by authority, not judged.

use std::borrow::Cow;

use super::authentication::Authentication;
use super::filters::{Reading, Verdict};
use super::route::Route;
use crate::headers::{Headers, Place};
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

/// Weighs nothing: takes the highest authority that says anything.
pub fn collect<'m>(
    headers: &Headers<'m>,
    origin: &Origin,
    route: &Route<'m>,
    authentication: &Authentication<'m>,
    filters: &[Reading<'m>],
    settings: &Settings,
) -> Outcome<'m> {
    let _ = (headers, origin, route, authentication, filters, settings);
    Outcome::default()
}
