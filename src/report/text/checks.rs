//! The authentication table: what was checked, for which domain, and who says so.

use super::page::{Page, Text, Tone};
use super::words;
use crate::report::model::{Proof, Report, Reported};

/// Pairs listed with `--verbose`.
const PAIRS: usize = 100;
/// What is said where nothing was reported.
pub(in crate::report) const NONE: &str = "No server whose word counts reported SPF, DKIM or DMARC.";

/// Writes the table, and what was reported but does not count.
pub(super) fn write(report: &Report, page: &mut Page) {
    page.heading("Authentication");
    let checks = checks(report);
    match one_speaker(&checks) {
        _ if checks.is_empty() => page.paragraph(2, NONE, Tone::Plain),
        Some(proof) => {
            let text = format!("As {} (line {}) says:", speaker(report, proof), proof.line);
            page.paragraph(2, &text, Tone::Plain);
            let cells: Vec<Vec<Text>> = checks.iter().map(|check| cells(check).to_vec()).collect();
            page.table(2, &["Check", "Result", "Domain", "Aligned"], &cells, 1);
        }
        None => {
            let with_speaker = checks.iter().map(|check| {
                let speaker = said_by(report, check);
                cells(check).into_iter().chain([Text::new(&speaker)]).collect()
            });
            let cells: Vec<Vec<Text>> = with_speaker.collect();
            page.table(2, &["Check", "Result", "Domain", "Aligned", "Who says so"], &cells, 4);
        }
    }
    super::anew::write(report, page);
    if page.look().verbose {
        pairs(report, page);
    } else if let Some(text) = discounted(report) {
        page.paragraph(2, &text, Tone::Quiet);
    }
}

/// One row of the table.
#[derive(Debug)]
pub(in crate::report) struct Check<'r> {
    /// What was checked: `SPF`, `DKIM`, ...
    pub(in crate::report) what: &'static str,
    /// The result's own word.
    pub(in crate::report) result: &'r str,
    /// The result with its details.
    pub(in crate::report) outcome: String,
    /// The domain it is about.
    pub(in crate::report) domain: Option<&'r str>,
    /// Whether that domain is the one in From.
    pub(in crate::report) aligned: Option<bool>,
    /// Where it is said.
    pub(in crate::report) proof: Option<&'r Proof>,
    /// It was checked anew; nobody reported it.
    pub(in crate::report) now: bool,
}

impl Check<'_> {
    fn of(self, source: &str) -> Self {
        Self { now: source == "verified", ..self }
    }
}

/// Who says so: a server in a field, or the check just made.
pub(in crate::report) fn said_by(report: &Report, check: &Check<'_>) -> String {
    match check.proof {
        _ if check.now => "checked now".to_owned(),
        Some(proof) => speaker(report, proof),
        None => "–".to_owned(),
    }
}

/// The place of the one field that says it all, when there is only one.
pub(in crate::report) fn one_speaker<'r>(checks: &[Check<'r>]) -> Option<&'r Proof> {
    let first = checks.first()?.proof?;
    checks
        .iter()
        .all(|check| !check.now && check.proof.is_some_and(|p| p.number == first.number))
        .then_some(first)
}

/// What was checked, in the order of the table.
pub(in crate::report) fn checks(report: &Report) -> Vec<Check<'_>> {
    let authentication = &report.authentication;
    let mut checks = Vec::new();
    if let Some(spf) = &authentication.spf {
        let what = if spf.identity == "helo" { "SPF (HELO)" } else { "SPF" };
        checks.push(
            check(what, &spf.result, None, spf.domain.as_deref(), spf.aligned, &spf.proof).of(spf.source),
        );
    }
    for dkim in &authentication.dkim {
        let detail = dkim.reason.clone().filter(|r| !r.is_empty() && dkim.result != "pass");
        checks.push(
            check("DKIM", &dkim.result, detail, dkim.domain.as_deref(), dkim.aligned, &dkim.proof)
                .of(dkim.source),
        );
    }
    if let Some(dmarc) = &authentication.dmarc {
        let policy = dmarc.policy.as_ref().map(|p| format!("policy {p}"));
        let action = dmarc.action.as_ref().map(|a| format!("action {a}"));
        let detail = [policy, action].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let detail = Some(detail).filter(|d| !d.is_empty());
        checks.push(
            check("DMARC", &dmarc.result, detail, dmarc.domain.as_deref(), None, &dmarc.proof)
                .of(dmarc.source),
        );
    }
    if let Some(arc) = &authentication.arc {
        let detail = words::count(arc.instances.into(), "set", "sets");
        checks.push(check("ARC", &arc.result, Some(detail), None, None, &arc.proof).of(arc.source));
    }
    if let Some(compauth) = &authentication.compauth {
        let detail = compauth.reason.as_ref().map(|r| format!("reason {r}"));
        checks.push(check("compauth", &compauth.result, detail, None, None, &compauth.proof));
    }
    checks
}

fn check<'r>(
    what: &'static str,
    result: &'r str,
    detail: Option<String>,
    domain: Option<&'r str>,
    aligned: Option<bool>,
    proof: &'r [Proof],
) -> Check<'r> {
    let outcome = match detail {
        Some(detail) => format!("{result} ({detail})"),
        None => result.to_owned(),
    };
    Check { what, result, outcome, domain, aligned, proof: proof.first(), now: false }
}

fn cells(check: &Check<'_>) -> [Text; 4] {
    let aligned = match check.aligned {
        Some(true) => Text::toned("yes", Tone::Good),
        Some(false) => Text::toned("no", Tone::Bad),
        None => Text::new("–"),
    };
    let outcome = Text::toned(&check.outcome, tone(check.result));
    [Text::new(check.what), outcome, Text::new(check.domain.unwrap_or("–")), aligned]
}

/// Whether a result is in order.
pub(in crate::report) fn tone(result: &str) -> Tone {
    match result {
        "pass" | "bestguesspass" => Tone::Good,
        "fail" | "permerror" | "softfail" => Tone::Bad,
        _ => Tone::Doubtful,
    }
}

/// The server's own name where the field gives one, and the field.
fn speaker(report: &Report, proof: &Proof) -> String {
    let named = report.authentication.reported.iter().find(|r| r.header == proof.number);
    match named.and_then(|r| r.authserv_id.as_deref()) {
        Some(server) => format!("{server} in field {}", proof.number),
        None => format!("{} in field {}", proof.header, proof.number),
    }
}

/// One sentence about results that do not count.
pub(in crate::report) fn discounted(report: &Report) -> Option<String> {
    let not_counted = |r: &&Reported| !words::counts(r.trust);
    let pairs: Vec<&Reported> = report.authentication.reported.iter().filter(not_counted).collect();
    let shown: Vec<String> =
        pairs.iter().take(6).map(|r| format!("{}={} (field {})", r.method, r.result, r.header)).collect();
    let more = if pairs.len() > shown.len() {
        format!(" and {} more", pairs.len() - shown.len())
    } else {
        String::new()
    };
    (!pairs.is_empty())
        .then(|| format!("Also written, but not by a server whose word counts: {}{more}.", shown.join(", ")))
}

fn pairs(report: &Report, page: &mut Page) {
    let reported = &report.authentication.reported;
    if reported.is_empty() {
        return;
    }
    page.gap();
    page.paragraph(2, "Everything that was reported:", Tone::Plain);
    for pair in reported.iter().take(PAIRS) {
        let properties: Vec<String> = pair.properties.0.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let server = pair.authserv_id.as_deref().unwrap_or("no server named");
        let trust = words::doubt(pair.trust).unwrap_or("trusted");
        let text = format!(
            "{}={} {} ({}, field {}, {server}; {trust})",
            pair.method,
            pair.result,
            properties.join(" "),
            pair.field,
            pair.header
        );
        page.item(4, "- ", &text, Tone::Plain);
    }
    if reported.len() > PAIRS {
        page.paragraph(4, &format!("and {} more", reported.len() - PAIRS), Tone::Quiet);
    }
}
