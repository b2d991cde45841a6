//! At which hop a filter saw the message, as far as its field's place or the server's name tells.

use super::{Reading, Role};
use crate::evidence::providers;
use crate::evidence::route::{HopTrust, Route};

/// Index of the hop into `route.hops`; `None` for what does not count and where nothing tells.
///
/// A server that stamps a message at the top writes its fields above its own `Received` field. What a platform or
/// gateway appends at the bottom is told by the name of its server.
pub(super) fn hop(route: &Route<'_>, reading: &Reading<'_>) -> Option<usize> {
    if !reading.trust.counts() || reading.role == Role::SenderSide {
        return None;
    }
    if reading.role == Role::Placement {
        return route.hops.len().checked_sub(1);
    }
    let top = reading.places.iter().map(|p| p.field).min()?;
    if route.is_above_border(top) {
        return route.hops.iter().rposition(|hop| hop.field > top);
    }
    let gateway = route.gateways.iter().find(|g| g.product == Some(reading.product)).map(|g| g.hop);
    gateway.or_else(|| platform_hop(route, reading.product))
}

/// The first trusted hop on a server of the provider whose product this is.
fn platform_hop(route: &Route<'_>, product: &str) -> Option<usize> {
    let own = route.platform.products();
    let is_one = |known: &str| known == product || (own.contains(&known) && own.contains(&product));
    let named = |by: &str| providers::by_receiving_host(by).and_then(|p| p.product).is_some_and(is_one);
    route
        .hops
        .iter()
        .position(|hop| hop.trust != HopTrust::Claimed && hop.received.by.as_deref().is_some_and(named))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{message, route};
    use super::*;
    use crate::evidence::Trust;
    use crate::evidence::route::Platform;
    use crate::headers::{Limits, Place, parse};

    fn reading(product: &'static str, trust: Trust, role: Role, field: u32) -> Reading<'static> {
        Reading { places: vec![Place::whole(field)], ..Reading::new(product, trust, role) }
    }

    #[test]
    fn the_place_or_the_servers_name_tells_the_hop() {
        let text = message("X-Proofpoint-Spam-Details: rule=spam");
        let headers = parse(text.as_bytes(), &Limits::default());
        let hosts = ["am4.mail.protection.outlook.com", "mx0a-1.pphosted.com"];
        let route = route(&headers, Platform::Microsoft, &hosts);
        for (reading, expected) in [
            (reading("proofpoint", Trust::Probable, Role::Upstream, 3), Some(0)),
            (reading("microsoft-365", Trust::Probable, Role::Receiver, 3), Some(1)),
            (reading("outlook-com", Trust::Probable, Role::Receiver, 3), Some(1)),
            (reading("outlook-com", Trust::Probable, Role::Placement, 3), Some(1)),
            (reading("spamassassin", Trust::Trusted, Role::Upstream, 0), Some(0)),
            (reading("rspamd", Trust::Probable, Role::Upstream, 3), None),
            (reading("proofpoint", Trust::Unverifiable, Role::Upstream, 3), None),
            (reading("proofpoint", Trust::SenderSupplied, Role::SenderSide, 3), None),
        ] {
            assert_eq!(hop(&route, &reading), expected, "{} {:?}", reading.product, reading.trust);
        }
    }
}
