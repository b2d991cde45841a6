//! What the headers state, and whose word it is. Facts only: nothing here judges.

pub mod authentication;
pub mod filters;
pub mod identity;
mod notes;
pub mod outcome;
pub mod providers;
pub mod relays;
pub mod route;
pub mod trust;

use crate::headers::Headers;
use crate::input::Origin;
use crate::settings::Settings;

pub use trust::Trust;

/// Everything that one message states, with the word of whom.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'m> {
    /// Who the message says it is from and to.
    pub identity: identity::Identity<'m>,
    /// The way it took.
    pub route: route::Route<'m>,
    /// What servers reported about its authentication.
    pub authentication: authentication::Authentication<'m>,
    /// What each filter wrote.
    pub filters: Vec<filters::Reading<'m>>,
    /// What the Ex Libris relays have to do with it.
    pub exlibris: relays::Exlibris<'m>,
    /// Where it lies and what the deciding filter said.
    pub outcome: outcome::Outcome<'m>,
    /// What could not be seen or had to be assumed, in words for people.
    pub notes: Vec<String>,
}

/// Collects the evidence of one message.
pub fn collect<'m>(headers: &Headers<'m>, origin: &Origin, settings: &Settings) -> Evidence<'m> {
    let identity = identity::collect(headers);
    let route = route::collect(headers, settings);
    let authentication = authentication::collect(headers, &route, &identity, settings);
    let mut filters = Vec::new();
    let context = filters::Context { headers, route: &route, authentication: &authentication, settings };
    filters::decode(&context, &mut filters);
    let exlibris = relays::relate(headers, &identity, &route, &authentication, settings);
    let outcome = outcome::collect(headers, origin, &route, &authentication, &filters, settings);
    let notes = notes::collect(headers, origin, &route, &authentication, &filters);
    Evidence { identity, route, authentication, filters, exlibris, outcome, notes }
}
