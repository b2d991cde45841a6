//! Remedies in the DNS: what the administrator of a domain publishes.

use super::known::{domains, include, region_name, relay_list, spf_holds, spf_may_help};
use super::{Actor, Advice, Remedy, Snippet, records};
use crate::rules::Case;

pub(crate) static ADD_SPF_INCLUDE: Remedy = Remedy {
    id: "add-spf-include",
    actor: Actor::DnsAdmin,
    title: "Add the SPF include of the Ex Libris relays to the sender domain",
    about: "SPF names the servers that may send for a domain. The include names the relays of one region and follows them when their addresses change.",
    advice: Advice::Written { applies: spf_may_help, steps: add_include_steps, snippet: add_include_snippet },
};

pub(crate) static REPAIR_SPF_RECORD: Remedy = Remedy {
    id: "repair-spf-record",
    actor: Actor::DnsAdmin,
    title: "Repair the SPF record of the sender domain",
    about: "A record with a syntax error, a second SPF record, or more than 10 look-ups counts as broken, and SPF then protects nobody.",
    advice: Advice::Written { applies: |_| true, steps: repair_spf_steps, snippet: records::corrected },
};

pub(crate) static ALIGN_DMARC: Remedy = Remedy {
    id: "align-dmarc",
    actor: Actor::DnsAdmin,
    title: "Make SPF or DKIM pass for the From domain before the DMARC policy is enforced",
    about: "DMARC passes as soon as SPF or DKIM passes for the domain in From. Until then its policy junks or refuses the notices.",
    advice: Advice::Written { applies: |c| !spf_holds(c), steps: align_dmarc_steps, snippet: |_| None },
};

fn add_include_steps(case: &Case<'_, '_>) -> Vec<String> {
    let domain = domains(case).envelope;
    if let Some(done) = records::done(case) {
        return vec![done, "Send a test notice, and run whyjunk on it.".to_owned()];
    }
    let region = region_name(case);
    let mut steps = vec![format!("Open the DNS record of type TXT at {domain} that begins with v=spf1.")];
    match include(case) {
        Some(include) => steps.push(format!(
            "Add include:{include} before the final ~all or -all. It is the include of the {region}; compare it with the vendor's page."
        )),
        None => steps.push(format!(
            "Add the SPF include of the {region} before the final ~all or -all. whyjunk knows no include for it: take it from the vendor's page."
        )),
    }
    steps.push("Keep one SPF record for the domain, with at most 10 look-ups in all.".to_owned());
    steps.extend(records::warnings(case));
    steps.push(
        "Wait until the old record has expired (its TTL), send a test notice, and run whyjunk on it."
            .to_owned(),
    );
    steps
}

fn add_include_snippet(case: &Case<'_, '_>) -> Option<Snippet> {
    if records::is_known(case) {
        return records::named(case);
    }
    let domain = domains(case).envelope;
    let text = match include(case) {
        Some(include) => format!("{domain}. IN TXT \"v=spf1 include:{include} ~all\""),
        None => {
            let relays = relay_list(case);
            if relays.is_empty() {
                return None;
            }
            let mechanisms: Vec<String> = relays.iter().map(|a| mechanism(a)).collect();
            format!("{domain}. IN TXT \"v=spf1 {} ~all\"", mechanisms.join(" "))
        }
    };
    Some(Snippet {
        kind: "dns-txt",
        text: format!("{text}\n; if the record exists, add only the new part to it"),
    })
}

fn mechanism(address: &str) -> String {
    if address.contains(':') { format!("ip6:{address}") } else { format!("ip4:{address}") }
}

fn repair_spf_steps(case: &Case<'_, '_>) -> Vec<String> {
    let domain = domains(case).envelope;
    vec![
        format!("Look at every TXT record of {domain}: exactly one may begin with v=spf1."),
        "Count the look-ups: include, a, mx, redirect, exists and ptr cost one each, also inside includes. More than 10 break the record.".to_owned(),
        "Check the spelling of each mechanism, and remove includes of services that are no longer used.".to_owned(),
    ]
}

fn align_dmarc_steps(case: &Case<'_, '_>) -> Vec<String> {
    let d = domains(case);
    vec![
        format!(
            "See which of the two fails for {}: SPF (for the envelope sender) or DKIM (for the signing domain).",
            d.from
        ),
        "Mend that one; the findings name it.".to_owned(),
        format!(
            "Until then, a policy of p=none at _dmarc.{} keeps the notices deliverable, and impostors too.",
            d.from
        ),
    ]
}
