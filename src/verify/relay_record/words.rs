//! Words for what breaks a record, and the repairs that leave no doubt.

use crate::verify::spf::SyntaxErrorKind as Kind;

/// What is wrong, and how it is written right.
pub(crate) const fn syntax(kind: Kind) -> &'static str {
    match kind {
        Kind::InvalidCharacter => "a character that no record may hold; write plain ASCII and single spaces",
        Kind::UnknownMechanism => {
            "no mechanism has this name; there are all, include, a, mx, ptr, ip4, ip6 and exists"
        }
        Kind::ModifierWithColon => "redirect and exp are followed by an equals sign, not by a colon",
        Kind::InvalidModifierName => "a name before the equals sign begins with a letter",
        Kind::DuplicateModifier => "redirect and exp may stand once",
        Kind::MissingDomain => "a domain must follow",
        Kind::InvalidDomain => "what follows is no domain name",
        Kind::AddressAsDomain => "an address stands where a name belongs; addresses follow ip4: or ip6:",
        Kind::UnexpectedValue => "nothing may follow here",
        Kind::InvalidMacro => "a percent sign must begin a macro",
        Kind::MacroOfExplanation => "the macros c, r and t belong into explanations only",
        Kind::InvalidAddress => "what follows is no address of this kind: ip4 takes IPv4, ip6 takes IPv6",
        Kind::InvalidPrefix => "the number of bits behind the slash is none",
        Kind::TooLong => "no DNS message can carry the record",
    }
}

/// A broken term as it must have been meant; `None` where that is not plain.
pub(super) fn repaired(term: &str) -> Option<String> {
    let sign = term.len() - term.trim_start_matches(['+', '-', '~', '?']).len();
    let (sign, bare) = term.split_at(sign);
    let at = bare.find([':', '='])?;
    let (name, value) = (bare[..at].to_ascii_lowercase(), bare.get(at + 1..)?);
    let is_v4 = value.split('/').next().is_some_and(|v| v.parse::<std::net::Ipv4Addr>().is_ok());
    let is_v6 = value.split('/').next().is_some_and(|v| v.parse::<std::net::Ipv6Addr>().is_ok());
    let name = match name.as_str() {
        "redirect" | "exp" if sign.is_empty() => return Some(format!("{name}={value}")),
        "ip" | "ipv4" | "ip4" | "ipv6" | "ip6" | "a" | "include" if is_v4 => "ip4",
        "ip" | "ipv4" | "ip4" | "ipv6" | "ip6" | "a" | "include" if is_v6 => "ip6",
        "include" | "includes" | "inc" if !value.is_empty() => "include",
        "a" | "mx" | "exists" if !value.is_empty() => name.as_str(),
        _ => return None,
    };
    Some(format!("{sign}{name}:{value}")).filter(|new| new != term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_slips_are_repaired_and_nothing_else() {
        for (term, is) in [
            ("ipv4:192.0.2.1", Some("ip4:192.0.2.1")),
            ("~ip:192.0.2.0/24", Some("~ip4:192.0.2.0/24")),
            ("ip4:2001:db8::1", Some("ip6:2001:db8::1")),
            ("include=spf.example.org", Some("include:spf.example.org")),
            ("redirect:example.org", Some("redirect=example.org")),
            ("a:192.0.2.1", Some("ip4:192.0.2.1")),
            ("ip4:192.0.2", None),
            ("inlcude:example.org", None),
            ("spf1", None),
            ("include:", None),
            ("mx:a..b", None),
        ] {
            assert_eq!(repaired(term).as_deref(), is, "{term}");
        }
    }
}
