//! One remedy for each product that can let the relays through: the instructions stand in the product's own file.

use std::sync::LazyLock;

use super::known::{addresses, domains, include, infrastructures, may_allow, region_name, relay_list, texts};
use super::{Actor, Advice, Remedy, Snippet};
use crate::evidence::filters::{By, DECODERS, Decoder, Exemption, Grade};
use crate::rules::{Case, facts};

/// What a rule lists: it stands for the remedies of the products that saw the message come from the relay.
pub(crate) static ALLOW_RELAY: Remedy = Remedy {
    id: "allow-relay",
    actor: Actor::MailAdmin,
    title: "Allow the Ex Libris relays in the filter that saw them",
    about: "Each product has its own list. The report names the setting of the products at work: allow-relay-PRODUCT, or allow-sender-PRODUCT where only the owner of a mailbox can do it.",
    advice: Advice::Products,
};

/// Every product's remedy, in the order of [`DECODERS`].
pub(super) static REMEDIES: LazyLock<Vec<Remedy>> = LazyLock::new(|| {
    let with = |d: &'static Decoder| Some(remedy(d, d.exemption?));
    DECODERS.iter().copied().filter_map(with).collect()
});

/// The product and its instructions as a remedy. Its texts live as long as the program, like those written by hand.
fn remedy(decoder: &'static Decoder, exemption: &'static Exemption) -> Remedy {
    let (id, name) = exemption.product.unwrap_or((decoder.id, decoder.name));
    let lasting = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let (actor, id, title) = match exemption.by {
        By::Administrator => {
            (Actor::MailAdmin, format!("allow-relay-{id}"), format!("Allow the Ex Libris relays in {name}"))
        }
        By::Recipient => {
            (Actor::Recipient, format!("allow-sender-{id}"), format!("Mark the notices as wanted in {name}"))
        }
    };
    Remedy {
        id: lasting(id),
        actor,
        title: lasting(title),
        about: lasting(format!("{} {}", exemption.about, exemption.caution)),
        advice: Advice::Product(decoder, exemption),
    }
}

/// The remedies of the products that saw the message come from the relay, the deciding one first.
pub(super) fn offered(case: &Case<'_, '_>) -> Vec<&'static Remedy> {
    let of = |product: &str| {
        REMEDIES.iter().find(|r| matches!(r.advice, Advice::Product(decoder, _) if decoder.id == product))
    };
    products(case).into_iter().filter_map(of).collect()
}

/// Whether the product saw the message come from the relay.
pub(super) fn applies(case: &Case<'_, '_>, decoder: &Decoder) -> bool {
    products(case).contains(&decoder.id)
}

/// None unless the sender is an Ex Libris one: nobody else is ever to be let through.
fn products(case: &Case<'_, '_>) -> Vec<&'static str> {
    if !may_allow(case) {
        return Vec::new();
    }
    let mut found: Vec<&'static str> = match case.evidence.route.gateways.first() {
        None => facts::deciding(case).map(|r| r.product).into_iter().chain(platform(case)).collect(),
        // What stands behind the first gateway sees the gateway as the sender.
        Some(first) => {
            let there = facts::judging(case).filter(|r| r.hop.is_some_and(|hop| hop <= first.hop));
            there.map(|r| r.product).chain(first.product).collect()
        }
    };
    let deciding = facts::deciding(case).map(|r| r.product);
    found.sort_by_key(|product| Some(*product) != deciding);
    let mut once = Vec::new();
    found.retain(|product| {
        !once.contains(product) && {
            once.push(*product);
            true
        }
    });
    found
}

/// The mailbox platform's product: the one that wrote, or else its main one.
fn platform(case: &Case<'_, '_>) -> Option<&'static str> {
    let own = case.evidence.route.platform.products();
    let wrote = |product: &&&'static str| facts::counted(case).any(|r| r.product == **product);
    own.iter().find(wrote).or(own.first()).copied()
}

/// The steps for this message: the product's own, the include, the relays with their source, what it cannot do.
pub(super) fn steps(case: &Case<'_, '_>, exemption: &Exemption) -> Vec<String> {
    let mut steps: Vec<String> = exemption.steps.iter().map(|step| in_words(case, step)).collect();
    if exemption.by == By::Administrator {
        steps.push(match exemption.include {
            "" => upkeep(case),
            step => in_words(case, step),
        });
        steps.push(relays(case));
    }
    steps.extend(texts(&[exemption.caution]));
    steps.push(source(exemption));
    steps.retain(|step| !step.is_empty());
    steps
}

/// A step with what is known of the message in its places.
fn in_words(case: &Case<'_, '_>, step: &str) -> String {
    step.replace("{from}", domains(case).from)
        .replace("{include}", include(case).unwrap_or("the SPF include of your region"))
}

/// For a list that takes addresses alone: how the include helps to keep it right.
fn upkeep(case: &Case<'_, '_>) -> String {
    include(case).map_or_else(String::new, |include| {
        format!(
            "This list takes addresses, no include. The include names the current ones: compare them from time to time (dig +short TXT {include})."
        )
    })
}

/// Which addresses are meant and where they come from, or what to fetch first.
fn relays(case: &Case<'_, '_>) -> String {
    let entries = addresses(case);
    let region = region_name(case);
    if !entries.is_empty() {
        let sources: Vec<String> =
            entries.iter().map(|(a, e)| format!("{a} ({}, {})", e.source, e.as_of)).collect();
        return format!("Relays of the {region}: {}.", sources.join("; "));
    }
    let resolve = include(case)
        .map_or_else(String::new, |include| format!(" Or resolve the include (dig +short TXT {include})."));
    format!(
        "whyjunk names no address: for the {region} it holds none from the vendor or from DNS. First take them from the vendor's page, Technical Requirements for Alma and Discovery Implementation.{resolve}"
    )
}

/// Where the setting is described, and whether that is the vendor's word.
pub(crate) fn source(exemption: &Exemption) -> String {
    match exemption.grade {
        Grade::Documented => format!("The vendor's page: {}.", exemption.source),
        Grade::Source => format!("From the program itself: {}.", exemption.source),
        _ => format!(
            "This path is not taken from the vendor's page but reported by others ({}): check it first.",
            exemption.source
        ),
    }
}

/// The text to paste: the product's own with the relays in its places, or else the relays alone. `None` where
/// something that it needs is not known.
pub(super) fn snippet(case: &Case<'_, '_>, exemption: &Exemption) -> Option<Snippet> {
    if exemption.by == By::Recipient {
        return None;
    }
    let (kind, template) = exemption.snippet.unwrap_or(("text", "{address}"));
    let relays = relay_list(case);
    let from = domains(case).from;
    let needs = |place: &str| template.contains(place);
    let unknown_relay = (needs("{address}") || needs("{infrastructure}")) && relays.is_empty();
    if unknown_relay || (needs("{from}") && from.starts_with('<')) {
        return None;
    }
    let spoof_type = if facts::from_is_own(case) { "Internal" } else { "External" };
    let mut lines = Vec::new();
    for line in template.lines() {
        let line = line.replace("{from}", from).replace("{spoof-type}", spoof_type);
        if line.contains("{infrastructure}") {
            let sources = infrastructures(case, &relays);
            lines.extend(sources.iter().map(|source| line.replace("{infrastructure}", source)));
        } else if line.contains("{address}") {
            lines.extend(relays.iter().map(|relay| line.replace("{address}", relay)));
        } else {
            lines.push(line);
        }
    }
    Some(Snippet { kind, text: lines.join("\n") })
}
