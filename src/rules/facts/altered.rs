//! What was done to a signed message, as far as it is proved, and who on the route is likely to have done it.

use crate::evidence::filters::Role;
use crate::headers::Place;
use crate::rules::Case;
use crate::verify::body::{AppendedKind, BodyChange, BodyCheck};
use crate::verify::dkim::{HeaderChange, HeaderCheck, HeaderRepair, SignatureCheck};

/// What is proved to differ from what was signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Altered<'v> {
    /// The body, and the one change that explains it.
    pub(crate) body: Option<Option<BodyChange>>,
    /// A signed field, and the one change that explains it.
    pub(crate) header: Option<Option<&'v HeaderRepair>>,
}

/// What changed after `check`'s signature was made. `None` without proof that the domain's own signature covered
/// something else: the key verifies or opened it, or undoing one change gives the signed hash.
pub(crate) fn altered(check: &SignatureCheck) -> Option<Altered<'_>> {
    let (signed, header) = match &check.header {
        HeaderCheck::Holds => (true, None),
        HeaderCheck::Changed { same_key: true, repair, .. } => (true, Some(repair.as_ref())),
        HeaderCheck::Changed { .. } | HeaderCheck::OtherKey | HeaderCheck::NotChecked => (false, None),
    };
    let differs = check.body.as_ref().filter(|body| !body.holds());
    let change = differs.and_then(BodyCheck::change);
    let body = differs.filter(|_| signed || change.is_some()).map(|_| change);
    (body.is_some() || header.is_some()).then_some(Altered { body, header })
}

/// Products that are known to run mailing lists.
const LISTS: &[&str] = &["ecartis", "ezmlm", "google-groups", "listserv", "mailman", "majordomo", "sympa"];

/// Gateway products that can add banners or footers, or rewrite links.
const REWRITERS: &[&str] = &[
    "barracuda",
    "check-point",
    "cisco",
    "fortinet",
    "hornetsecurity",
    "mimecast",
    "proofpoint",
    "retarus",
    "sophos",
    "symantec",
    "trend-micro",
];

/// Who is likely to have done it, for people, with the places that name it.
pub(crate) fn culprit(case: &Case<'_, '_>, altered: Altered<'_>) -> Option<(String, Vec<Place>)> {
    let listed =
        matches!(
            altered.body.flatten(),
            Some(
                BodyChange::Appended { kind: AppendedKind::ListFooter, .. }
                    | BodyChange::Inserted { kind: AppendedKind::ListFooter, .. }
            )
        ) || altered.header.flatten().is_some_and(|r| matches!(r.change, HeaderChange::SubjectTag(_)));
    if matches!(altered.body.flatten(), Some(BodyChange::FromUnquoted | BodyChange::Whitespace(_)))
        && altered.header.is_none()
    {
        return None;
    }
    if listed { list(case).or_else(|| gateway(case)) } else { gateway(case).or_else(|| list(case)) }
}

fn list(case: &Case<'_, '_>) -> Option<(String, Vec<Place>)> {
    if let Some(reading) = case.evidence.filters.iter().find(|r| LISTS.contains(&r.product)) {
        let text =
            format!("the mailing list ({}), which adds footers and subject tags", product(reading.product));
        return Some((text, reading.places.clone()));
    }
    let field = case.headers.first("List-Id").or_else(|| case.headers.first("List-Post"))?;
    Some(("the mailing list, as lists add footers and subject tags".to_owned(), vec![field.place()]))
}

fn gateway(case: &Case<'_, '_>) -> Option<(String, Vec<Place>)> {
    if let Some(gateway) = case.evidence.route.gateways.first() {
        let name = if gateway.name.is_empty() { "on the route" } else { gateway.name.as_ref() };
        let product = gateway.product.map(|id| format!(" ({})", product(id))).unwrap_or_default();
        let text =
            format!("the gateway {name}{product}, as gateways add banners and footers and rewrite links");
        return Some((text, vec![case.evidence.route.hops.get(gateway.hop)?.place()]));
    }
    let wrote = |r: &&crate::evidence::filters::Reading<'_>| {
        r.trust.counts()
            && matches!(r.role, Role::Upstream | Role::Receiver)
            && REWRITERS.contains(&r.product)
    };
    let reading = case.evidence.filters.iter().find(wrote)?;
    let text = format!(
        "the gateway ({}), which can add banners and footers and rewrite links",
        product(reading.product)
    );
    Some((text, reading.places.clone()))
}

fn product(id: &str) -> &str {
    crate::evidence::filters::DECODERS.iter().find(|d| d.id == id).map_or(id, |d| d.name)
}
