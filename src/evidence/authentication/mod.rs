//! What servers reported about SPF, DKIM, DMARC and ARC, and who said so.

mod gather;
#[cfg(test)]
mod tests;
mod view;

pub(super) use gather::MOST_REPORTED;
use std::borrow::Cow;
use std::net::IpAddr;

use super::identity::Identity;
use super::route::Route;
use super::trust::Trust;
use crate::headers::auth_results::MethodResult;
use crate::headers::{Headers, Place};
use crate::settings::Settings;

/// One `method=result` pair of any reporting field.
#[derive(Debug, Clone)]
pub struct Reported<'m> {
    /// The pair, with comments and properties.
    pub result: MethodResult<'m>,
    /// Who says so, where the field says it.
    pub authserv_id: Option<Cow<'m, str>>,
    /// Index of the field, 0-based.
    pub field: u32,
    /// ARC instance.
    pub instance: Option<u32>,
    /// How far it may be believed.
    pub trust: Trust,
}

impl Reported<'_> {
    /// Where the pair stands.
    pub fn place(&self) -> Place {
        let (start, end) = self.result.span;
        Place { field: self.field, start, end }
    }
}

/// SPF as the deciding trusted server reported it.
#[derive(Debug, Clone)]
pub struct Spf<'m> {
    /// Result, lower case.
    pub result: Cow<'m, str>,
    /// The domain that was checked, lower case.
    pub domain: Option<Cow<'m, str>>,
    /// The address that was checked.
    pub ip: Option<IpAddr>,
    /// The domain is aligned (relaxed) with From; `None` when either is unknown.
    pub aligned: Option<bool>,
    /// The identity was HELO, not MAIL FROM.
    pub helo: bool,
    /// Where it is said.
    pub place: Place,
}

/// One DKIM result as the deciding trusted server reported it.
#[derive(Debug, Clone)]
pub struct Dkim<'m> {
    /// Result, lower case.
    pub result: Cow<'m, str>,
    /// Signing domain, lower case.
    pub domain: Option<Cow<'m, str>>,
    /// Selector.
    pub selector: Option<Cow<'m, str>>,
    /// The domain is aligned (relaxed) with From.
    pub aligned: Option<bool>,
    /// The reason or comment.
    pub reason: Option<Cow<'m, str>>,
    /// Where it is said.
    pub place: Place,
}

/// DMARC as the deciding trusted server reported it.
#[derive(Debug, Clone)]
pub struct Dmarc<'m> {
    /// Result, lower case.
    pub result: Cow<'m, str>,
    /// The published policy, lower case.
    pub policy: Option<Cow<'m, str>>,
    /// The action or disposition that was applied, lower case (`quarantine`, `reject`, `oreject`, `none`).
    pub action: Option<Cow<'m, str>>,
    /// The From domain that was checked, lower case.
    pub domain: Option<Cow<'m, str>>,
    /// Where it is said.
    pub place: Place,
}

impl Dmarc<'_> {
    /// The server acted on the failure: quarantine or reject, overridden or not.
    pub fn enforced(&self) -> bool {
        matches!(self.action.as_deref(), Some("quarantine" | "reject" | "oreject" | "o.reject"))
    }
}

/// ARC as the deciding trusted server reported it.
#[derive(Debug, Clone)]
pub struct Arc<'m> {
    /// Result, lower case.
    pub result: Cow<'m, str>,
    /// Number of ARC sets in the message.
    pub instances: u32,
    /// Where it is said.
    pub place: Place,
}

/// Microsoft's composite authentication.
#[derive(Debug, Clone)]
pub struct Compauth<'m> {
    /// Result, lower case.
    pub result: Cow<'m, str>,
    /// Reason code, three digits.
    pub reason: Option<Cow<'m, str>>,
    /// Where it is said.
    pub place: Place,
}

/// Authentication as reported.
#[derive(Debug, Clone, Default)]
pub struct Authentication<'m> {
    /// SPF of the deciding server.
    pub spf: Option<Spf<'m>>,
    /// DKIM of the deciding server, one for each signature it names.
    pub dkim: Vec<Dkim<'m>>,
    /// DMARC of the deciding server.
    pub dmarc: Option<Dmarc<'m>>,
    /// ARC of the deciding server.
    pub arc: Option<Arc<'m>>,
    /// Composite authentication of the deciding server.
    pub compauth: Option<Compauth<'m>>,
    /// What a trusted gateway in front of the deciding server reported.
    pub gateway: Option<GatewayView<'m>>,
    /// Every pair of every field, in the order of the message.
    pub reported: Vec<Reported<'m>>,
}

/// What a trusted gateway saw before the deciding server did.
#[derive(Debug, Clone)]
pub struct GatewayView<'m> {
    /// SPF at the gateway.
    pub spf: Option<Spf<'m>>,
    /// DKIM at the gateway.
    pub dkim: Vec<Dkim<'m>>,
    /// DMARC at the gateway.
    pub dmarc: Option<Dmarc<'m>>,
}

/// Reads what was reported.
pub fn collect<'m>(
    headers: &Headers<'m>,
    route: &Route<'m>,
    identity: &Identity<'m>,
    settings: &Settings,
) -> Authentication<'m> {
    let (sources, reported) = gather::gather(headers, route, settings);
    let mut found = view::Views::new(route, &sources, &reported, identity.from_domain()).conclude();
    if found.arc.is_none() {
        found.arc = sealed_arc(&reported);
    }
    if let Some(arc) = &mut found.arc {
        arc.instances = headers.all("ARC-Seal").count() as u32;
    }
    Authentication { reported, ..found }
}

/// The chain's result as a trusted server sealed it, where its `Authentication-Results` leave it out (Microsoft).
/// `arc=none` there says only that no chain had arrived.
fn sealed_arc<'m>(reported: &[Reported<'m>]) -> Option<Arc<'m>> {
    let sealed =
        reported.iter().filter(|r| r.instance.is_some() && r.trust.counts() && r.result.method == "arc");
    let newest = sealed.max_by_key(|r| r.instance).filter(|r| r.result.result != "none")?;
    Some(Arc { result: newest.result.result.clone(), instances: 0, place: newest.place() })
}
