//! What was checked anew, for people: reported beside found, and with `--verbose` what each result rests on.

use super::page::{Page, Text, Tone};
use super::words;
use crate::report::anew::{Anew, ArcSet, DkimCheck, DmarcResult, Line, SpfCheck};
use crate::report::model::Report;

/// What is said where RFC 7489 and RFC 9989 give different results.
pub(in crate::report) const DIFFERENT: &str =
    "The two standards differ here; which one a receiver follows is its own choice.";

/// Writes what differs, and with `--verbose` how each result came about.
pub(super) fn write(report: &Report, page: &mut Page) {
    let Some(anew) = &report.authentication.verified else { return };
    page.gap();
    if anew.differences.is_empty() {
        page.paragraph(2, "Checked anew: nothing differs from what was reported.", Tone::Quiet);
    } else {
        page.paragraph(2, "Checked anew, this differs from what was reported:", Tone::Plain);
        let cells: Vec<Vec<Text>> = anew
            .differences
            .iter()
            .map(|d| {
                let check = words::result(d.method);
                let domain = d.domain.as_deref().unwrap_or("–");
                vec![
                    Text::new(check),
                    Text::new(domain),
                    Text::new(&d.reported),
                    Text::new(d.verified),
                    Text::new(&d.text),
                ]
            })
            .collect();
        page.table(2, &["Check", "Domain", "Reported", "Now", "Why"], &cells, 4);
    }
    if page.look().verbose {
        details(anew, page);
    }
}

fn details(anew: &Anew, page: &mut Page) {
    if let Some(spf) = &anew.spf {
        page.gap();
        write_spf(spf, page);
    }
    for check in &anew.dkim {
        page.gap();
        write_dkim(check, page);
    }
    if anew.dkim_left_out > 0 {
        page.paragraph(
            2,
            &format!("{} more signatures were not looked at.", anew.dkim_left_out),
            Tone::Quiet,
        );
    }
    if let Some(dmarc) = &anew.dmarc {
        page.gap();
        let at = as_of(dmarc.answered.as_deref());
        for (name, found) in [("RFC 7489", &dmarc.rfc7489), ("RFC 9989", &dmarc.rfc9989)] {
            if let Some(found) = found {
                page.paragraph(2, &format!("DMARC by {name}{at}: {}.", told(found)), Tone::Plain);
            }
        }
        if dmarc.same == Some(false) {
            page.paragraph(4, DIFFERENT, Tone::Doubtful);
        }
    }
    if let Some(arc) = &anew.arc {
        page.gap();
        let reason = arc.reason.map(|r| format!(" ({r})")).unwrap_or_default();
        page.paragraph(2, &format!("ARC: {}{reason}.", arc.result), Tone::Plain);
        for set in &arc.sets {
            page.item(4, "- ", &arc_set(set), Tone::Plain);
        }
    }
}

/// One set of the ARC chain.
pub(in crate::report) fn arc_set(set: &ArcSet) -> String {
    let why = set.message_text.as_ref().map(|t| format!(" ({t})")).unwrap_or_default();
    format!(
        "set {} by {}: seal {}, message signature {}{why}, chain before it {}",
        set.instance, set.domain, set.seal, set.message_signature, set.cv
    )
}

/// SPF with its look-ups, in a sentence or two.
pub(in crate::report) fn spf(spf: &SpfCheck) -> String {
    let possible =
        if spf.possible.len() > 1 { format!(" ({})", spf.possible.join(" or ")) } else { String::new() };
    format!(
        "SPF of {} for {}{}: {}{possible}. Look-ups: {} of {}, of them empty: {} of {}.",
        spf.domain,
        spf.ip,
        as_of(spf.answered.as_deref()),
        spf.result,
        spf.lookups,
        spf.lookup_limit,
        spf.void_lookups,
        spf.void_lookup_limit
    )
}

fn write_spf(spf: &SpfCheck, page: &mut Page) {
    page.paragraph(2, &self::spf(spf), Tone::Plain);
    for line in &spf.trace {
        trace_line(line, page);
    }
    if spf.trace_left_out > 0 {
        page.paragraph(4, &format!("and {} more lines", spf.trace_left_out), Tone::Quiet);
    }
    if !spf.not_recorded.is_empty() {
        page.paragraph(4, &format!("Not recorded: {}.", spf.not_recorded.join(", ")), Tone::Doubtful);
    }
    if let Some(text) = &spf.explanation {
        page.paragraph(4, &format!("The domain's own words for such mail: {text}"), Tone::Quiet);
    }
}

fn trace_line(line: &Line, page: &mut Page) {
    let indent = 4 + 4 * line.depth.min(8);
    match &line.term {
        None => page.paragraph(indent, &format!("{}: {}", line.domain, line.text), Tone::Strong),
        Some(term) => {
            let tone = match line.outcome {
                "matched" => Tone::Good,
                "error" => Tone::Bad,
                "open" => Tone::Doubtful,
                _ => Tone::Quiet,
            };
            page.item(indent + 2, "- ", &format!("{term}: {}", line.text), tone);
        }
    }
}

/// One signature in a sentence.
pub(in crate::report) fn dkim(check: &DkimCheck) -> String {
    let key = match check.key_bits {
        Some(bits) => format!("key of {bits} bits"),
        None => format!("key {}", check.key),
    };
    let read = match check.body_read {
        Some(read) if read != "as-stored" => format!(", body read as {read}"),
        _ => String::new(),
    };
    format!(
        "DKIM of {} (selector {}, field {}): {}; {}, {key}{}{read}.",
        check.domain,
        check.selector,
        check.header,
        check.result,
        check.algorithm.unwrap_or("unknown algorithm"),
        as_of(check.key_answered.as_deref())
    )
}

/// What of the body a signature leaves open.
pub(in crate::report) fn unsigned(check: &DkimCheck) -> Option<String> {
    (check.unsigned_octets > 0)
        .then(|| format!("{} octets at the end of the body are not signed.", check.unsigned_octets))
}

fn write_dkim(check: &DkimCheck, page: &mut Page) {
    page.paragraph(2, &dkim(check), Tone::Plain);
    if let Some(text) = &check.text {
        page.paragraph(4, text, Tone::Plain);
    }
    if let Some(text) = unsigned(check) {
        page.paragraph(4, &text, Tone::Doubtful);
    }
}

/// The result by one standard, with the record it rests on.
pub(in crate::report) fn told(found: &DmarcResult) -> String {
    let record = match &found.record_domain {
        Some(domain) => format!("record of {domain}"),
        None => "no record".to_owned(),
    };
    let policy =
        found.policy.map(|p| format!(", policy {p}, asked for {}", found.disposition)).unwrap_or_default();
    format!("{} ({record}{policy})", found.result)
}

/// When DNS answered, behind what the answer led to.
pub(in crate::report) fn as_of(answered: Option<&str>) -> String {
    answered.map(|at| format!(", answer of {at}")).unwrap_or_default()
}
