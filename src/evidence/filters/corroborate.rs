//! What the gateway decoders share: presence checks, and whose word a field is by comparison with trusted hops.

use std::borrow::Cow;
use std::net::IpAddr;

use super::{Context, Reading, Role, Verdict};
use crate::evidence::providers::{self, Provider};
use crate::evidence::route::{HopTrust, Platform, Route};
use crate::evidence::trust::Trust;
use crate::headers::{FieldRef, Headers, hash_name};

/// The hashes of field names, for [`any_present`].
pub(super) const fn hashes<const N: usize>(names: [&str; N]) -> [u32; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = hash_name(names[i].as_bytes());
        i += 1;
    }
    out
}

/// Whether a field with one of the name hashes exists (a collision is possible and harmless).
#[inline]
pub(super) fn any_present(headers: &Headers<'_>, wanted: &[u32]) -> bool {
    // Without early exit the inner loop compares several hashes at once.
    let stands = |w: &u32| headers.hashes.iter().fold(false, |found, hash| found | (hash == w));
    wanted.iter().any(|w| headers.occurring.may_hold(*w) && stands(w))
}

/// What speaks for or against a field of a product.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    /// Product id.
    pub(super) product: &'static str,
    /// The field.
    pub(super) field: u32,
    /// How many instances claim to be the recipient's.
    pub(super) instances: usize,
    /// The product also runs on servers with the institution's own names.
    pub(super) appliance: bool,
    /// Whether an identifier inside agrees with a trusted hop; `None` when there is none to compare.
    pub(super) agrees: Option<bool>,
}

impl Claim {
    /// A claim of one field of a service that runs on the vendor's own hosts only.
    pub(super) fn cloud(product: &'static str, field: u32, instances: usize) -> Self {
        Self { product, field, instances, appliance: false, agrees: None }
    }

    /// A claim of one field of a product that also runs on the institution's own hosts.
    pub(super) fn appliance(
        product: &'static str,
        field: u32,
        instances: usize,
        agrees: Option<bool>,
    ) -> Self {
        Self { product, field, instances, appliance: true, agrees }
    }
}

/// How far a field may be believed, and the part its writer played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// How far.
    pub(super) trust: Trust,
    /// What part.
    pub(super) role: Role,
    /// It speaks for a trusted server, and contradicts what that server recorded.
    pub(super) forged: bool,
}

impl Standing {
    pub(super) const fn new(trust: Trust, role: Role) -> Self {
        Self { trust, role, forged: false }
    }

    /// Written by the sender, and not as if by a trusted server.
    pub(super) const fn sender() -> Self {
        Self::new(Trust::SenderSupplied, Role::SenderSide)
    }

    /// Written by the sender in a trusted server's name.
    pub(super) const fn forged() -> Self {
        Self { forged: true, ..Self::sender() }
    }

    /// A reading of that standing, without a verdict yet.
    pub(super) fn reading<'m>(self, product: &'static str) -> Reading<'m> {
        Reading { forged: self.forged, ..Reading::new(product, self.trust, self.role) }
    }
}

/// How far a claim may be believed, and the part the filter played.
pub(super) fn standing(context: &Context<'_, '_>, claim: Claim) -> Standing {
    let route = context.route;
    let role = receiving_role(route, claim.product);
    if route.is_above_border(claim.field) {
        return Standing::new(Trust::Trusted, role);
    }
    let stands_here = runs_on_trusted_hop(route, claim.product);
    if claim.agrees == Some(false) {
        return if stands_here { Standing::forged() } else { Standing::sender() };
    }
    if stands_here || (claim.agrees == Some(true) && has_own_hop(route)) {
        let trust = if claim.instances == 1 { Trust::Probable } else { Trust::Unverifiable };
        return Standing::new(trust, role);
    }
    let possible = route.border.is_none()
        || route.undeclared_gateway.as_deref().is_some_and(|g| names_product(g, claim.product))
        || (claim.appliance && has_own_hop(route));
    if possible { Standing::new(Trust::Unverifiable, role) } else { Standing::sender() }
}

/// Of several fields of a product that runs on a trusted hop, the one that it appended: the last, for what the
/// sender wrote came before. `None` where one stands above the sender's own fields, as then nothing tells which.
pub(super) fn appended_last(context: &Context<'_, '_>, product: &str, fields: &[u32]) -> Option<u32> {
    let from = context.headers.first("From")?.index();
    let appended = |f: &u32| *f > from && !context.route.is_above_border(*f);
    let all = runs_on_trusted_hop(context.route, product) && fields.iter().all(appended);
    fields.iter().copied().max().filter(|_| all)
}

/// The first field of this name on the same side of the border as the field `other`.
pub(super) fn beside<'c, 'm>(
    context: &Context<'c, 'm>,
    name: &'static str,
    other: u32,
) -> Option<FieldRef<'c, 'm>> {
    let above = context.route.is_above_border(other);
    context.headers.all(name).find(|f| context.route.is_above_border(f.index()) == above)
}

/// How far one of several claims may be believed, where the product appended `last` ([`appended_last`]): the ones
/// before it were in the message already.
pub(super) fn standing_among(context: &Context<'_, '_>, claim: Claim, last: Option<u32>) -> Standing {
    match last {
        Some(last) if last != claim.field => Standing::sender(),
        Some(_) => standing(context, Claim { instances: 1, ..claim }),
        None => standing(context, claim),
    }
}

/// The field with a fitting name that stands nearest to `field`, on the same side of the border.
pub(super) fn nearest<'h, 'm>(
    context: &Context<'h, 'm>,
    field: FieldRef<'_, 'm>,
    is: impl Fn(&[u8]) -> bool,
) -> Option<FieldRef<'h, 'm>> {
    let above = context.route.is_above_border(field.index());
    let same_side = |f: &FieldRef<'_, 'm>| context.route.is_above_border(f.index()) == above;
    let found = context.headers.iter().filter(|f| is(f.name_bytes()) && same_side(f));
    found.min_by_key(|f| f.index().abs_diff(field.index()))
}

/// The part of a filter that stands on the receiving side.
pub(super) fn receiving_role(route: &Route<'_>, product: &str) -> Role {
    match route.platform {
        Platform::Microsoft if !product.starts_with("microsoft") => Role::Upstream,
        Platform::Google if product != "google" => Role::Upstream,
        Platform::ExchangeServer => Role::Upstream,
        _ => Role::Receiver,
    }
}

/// Whether a trusted hop or gateway is one of the product's own hosts.
pub(super) fn runs_on_trusted_hop(route: &Route<'_>, product: &str) -> bool {
    route.gateways.iter().any(|g| g.product == Some(product))
        || trusted_hosts(route)
            .any(|host| providers::by_receiving_host(host).is_some_and(|p| p.product == Some(product)))
}

/// Whether a trusted hop carries a name that belongs to no known provider: the institution's own server. A provider's
/// inner hop may bear an address instead of a name.
pub(super) fn has_own_hop(route: &Route<'_>) -> bool {
    let is_address = |host: &str| host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    trusted_hosts(route).any(|host| !is_address(host) && providers::by_receiving_host(host).is_none())
}

fn trusted_hosts<'r>(route: &'r Route<'_>) -> impl Iterator<Item = &'r str> {
    route.hops.iter().filter(|h| h.trust != HopTrust::Claimed).filter_map(|h| h.received.by.as_deref())
}

/// Whether a host name is one of the product's own.
fn names_product(host: &str, product: &str) -> bool {
    let is_product = |p: &Provider| p.product == Some(product);
    providers::by_receiving_host(host).is_some_and(is_product)
        || providers::by_outbound_host(host).is_some_and(is_product)
}

/// `part` of `whole` with the lifetime of the message where `whole` is borrowed from it.
pub(super) fn part_of<'m>(whole: &Cow<'m, str>, part: &str) -> Cow<'m, str> {
    if let Cow::Borrowed(text) = whole {
        let at = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        if let Some(slice) = text.get(at..at.saturating_add(part.len())) {
            return Cow::Borrowed(slice);
        }
    }
    Cow::Owned(part.to_owned())
}

/// The leading decimal number of `text` (sign, decimal point or comma); never infinite.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text
        .bytes()
        .enumerate()
        .find(|(i, b)| {
            !(b.is_ascii_digit() || matches!(b, b'.' | b',') || (*i == 0 && matches!(b, b'+' | b'-')))
        })
        .map_or(text.len(), |(i, _)| i);
    let digits = text[..end].trim_end_matches(',');
    let value: f64 =
        if digits.contains(',') { digits.replace(',', ".").parse() } else { digits.parse() }.ok()?;
    value.is_finite().then_some(value)
}

/// The first word of a value, lower case.
pub(super) fn first_word(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'))
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// Whether `text` contains `needle` (lower case) without regard to ASCII case.
pub(super) fn contains_ignore_case(text: &str, needle: &str) -> bool {
    text.as_bytes().windows(needle.len().max(1)).any(|w| w.eq_ignore_ascii_case(needle.as_bytes()))
}

/// Whether a name ends with `suffix` (lower case) without regard to ASCII case.
#[inline]
pub(super) fn ends_with_ignore_case(name: &[u8], suffix: &[u8]) -> bool {
    name.len() > suffix.len() && name[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
}

/// The verdict of the class words of SpamExperts and its resellers.
pub(super) fn spam_class(word: &str) -> Verdict {
    match first_word(word).as_str() {
        "ham" => Verdict::NotSpam,
        "unsure" => Verdict::Suspect,
        "spam" => Verdict::Spam,
        "whitelisted" | "allowlisted" => Verdict::AllowListed,
        "blacklisted" | "blocklisted" => Verdict::BlockListed,
        "virus" => Verdict::Malware,
        "phish" | "phishing" => Verdict::Phish,
        _ => Verdict::Unknown,
    }
}

/// Whose word a field is that a mail program or an export writes above everything that was ever transmitted.
pub(super) fn client_trust(context: &Context<'_, '_>, field: u32) -> Trust {
    match context.headers.first("Received") {
        Some(newest) if field < newest.index() => Trust::Trusted,
        Some(_) if context.route.is_above_border(field) => Trust::Trusted,
        Some(_) => Trust::SenderSupplied,
        None if field < 2 => Trust::Trusted,
        None => Trust::Unverifiable,
    }
}

/// Whether the address in `text` (bare, or in brackets after a name) is one that a trusted hop recorded.
pub(super) fn agrees_with_route(context: &Context<'_, '_>, text: &str) -> Option<bool> {
    let bare = match text.rsplit_once('[') {
        Some((_, rest)) => rest.split(']').next().unwrap_or(rest),
        None => text.trim(),
    };
    let ip: IpAddr = bare.trim_start_matches("IPv6:").parse().ok()?;
    let mut recorded = context.route.trusted_hops().filter_map(|h| h.received.ip).peekable();
    recorded.peek()?;
    Some(recorded.any(|known| known == ip.to_canonical()))
}

/// The same where the field's grammar is not published: agreement tells something, contradiction does not.
pub(super) fn confirmed_by_route(context: &Context<'_, '_>, name: &'static str) -> Option<bool> {
    context.headers.all(name).take(8).find_map(|f| agrees_with_route(context, &f.decoded()).filter(|a| *a))
}

/// The value as bytes: as it stands, folds included, or decoded where it holds encoded words (RFC 2047).
pub(super) fn plain<'m>(field: FieldRef<'_, 'm>) -> Cow<'m, [u8]> {
    let raw = field.raw();
    if !crate::headers::has_encoded_word(raw) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(field.decoded().into_owned().into_bytes())
}

/// Whether the comma at `at` is a decimal one: digits on both sides, the ones before it neither the end of a name nor
/// of a number that has its decimals already. After a comma that separates stands a blank or a letter.
pub(super) fn is_decimal_comma(text: &[u8], at: usize) -> bool {
    let whole = text[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let before = text[..at - whole].last();
    whole > 0
        && text.get(at + 1).is_some_and(u8::is_ascii_digit)
        && !before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b',' | b'_'))
}

/// The items of a list, trimmed: between commas that are no decimal ones, and the ASCII bytes that `also` names.
pub(super) fn items(text: &str, also: fn(u8) -> bool) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let start = from?;
        let ends = |at: &usize| also(bytes[*at]) || bytes[*at] == b',' && !is_decimal_comma(bytes, *at);
        let end = (start..bytes.len()).find(ends);
        from = end.map(|end| end + 1);
        text.get(start..end.unwrap_or(bytes.len())).map(str::trim)
    })
}

/// For [`items`]: only commas separate.
pub(super) fn nothing_else(_: u8) -> bool {
    false
}

/// For [`items`]: white space separates as well.
pub(super) fn white_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decoders_are_sorted_and_every_providers_product_has_one() {
        let decoders = super::super::DECODERS;
        assert!(decoders.windows(2).all(|w| w[0].id < w[1].id));
        let known = |id: &str| decoders.iter().any(|d| d.id == id);
        for provider in providers::PROVIDERS {
            assert!(provider.product.is_none_or(known), "{}", provider.id);
        }
    }

    #[test]
    fn a_comma_between_digits_is_decimal_unless_it_ends_a_name_or_decimals() {
        for (text, expected) in [
            ("score=7,4, required 6, BAYES_99 3,50", &["score=7,4", "required 6", "BAYES_99 3,50"][..]),
            ("A=1,B=2", &["A=1", "B=2"]),
            ("A=1,5,B=-0,2", &["A=1,5", "B=-0,2"]),
            ("A=1.5,2.5", &["A=1.5", "2.5"]),
            ("BAYES_99,3", &["BAYES_99", "3"]),
            ("1,2,x", &["1,2", "x"]),
            (",é,,5,", &["", "é", "", "5", ""]),
            ("", &[""]),
        ] {
            assert_eq!(items(text, nothing_else).collect::<Vec<_>>(), expected, "{text}");
        }
        let words: Vec<_> =
            items("8,0 points, 5,0 required", white_space).filter(|i| !i.is_empty()).collect();
        assert_eq!(words, ["8,0", "points", "5,0", "required"]);
    }

    #[test]
    fn numbers_are_read_leniently() {
        for (text, value) in [
            ("5", Some(5.0)),
            ("+5.0", Some(5.0)),
            ("-1,5 pts", Some(-1.5)),
            ("0.52, version", Some(0.52)),
            ("0,52, version", Some(0.52)),
            ("0.003", Some(0.003)),
            ("", None),
            ("x", None),
            ("-", None),
            ("1.2.3", None),
        ] {
            assert_eq!(number(text), value, "{text}");
        }
    }
}
