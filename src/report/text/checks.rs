//! The authentication table: what was checked, for which domain, and who says so.

use super::page::{Page, Text, Tone};
use super::words;
use crate::report::model::{Proof, Report, Reported};

/// Pairs listed with `--verbose`.
const PAIRS: usize = 100;

/// Writes the table, and what was reported but does not count.
pub(super) fn write(report: &Report, page: &mut Page) {
    page.heading("Authentication");
    let rows = rows(report);
    match one_speaker(&rows) {
        _ if rows.is_empty() => {
            page.paragraph(2, "No server whose word counts reported SPF, DKIM or DMARC.", Tone::Plain);
        }
        Some(proof) => {
            let text = format!("As {} (line {}) says:", speaker(report, proof), proof.line);
            page.paragraph(2, &text, Tone::Plain);
            let cells: Vec<Vec<Text>> = rows.iter().map(|row| row.cells.to_vec()).collect();
            page.table(2, &["Check", "Result", "Domain", "Aligned"], &cells, 1);
        }
        None => {
            let with_speaker = rows.iter().map(|row| {
                let speaker = match row.proof {
                    _ if row.now => "checked now".to_owned(),
                    Some(proof) => speaker(report, proof),
                    None => "–".to_owned(),
                };
                row.cells.iter().cloned().chain([Text::new(&speaker)]).collect()
            });
            let cells: Vec<Vec<Text>> = with_speaker.collect();
            page.table(2, &["Check", "Result", "Domain", "Aligned", "Who says so"], &cells, 4);
        }
    }
    super::anew::write(report, page);
    if page.look().verbose {
        pairs(report, page);
    } else {
        discounted(report, page);
    }
}

/// One row of the table.
struct Row<'r> {
    cells: [Text; 4],
    proof: Option<&'r Proof>,
    /// It was checked anew; nobody reported it.
    now: bool,
}

impl Row<'_> {
    fn of(self, source: &str) -> Self {
        Self { now: source == "verified", ..self }
    }
}

/// The place of the one field that says it all, when there is only one.
fn one_speaker<'r>(rows: &[Row<'r>]) -> Option<&'r Proof> {
    let first = rows.first()?.proof?;
    rows.iter().all(|row| !row.now && row.proof.is_some_and(|p| p.number == first.number)).then_some(first)
}

fn rows(report: &Report) -> Vec<Row<'_>> {
    let authentication = &report.authentication;
    let mut rows = Vec::new();
    if let Some(spf) = &authentication.spf {
        let check = if spf.identity == "helo" { "SPF (HELO)" } else { "SPF" };
        rows.push(
            row(check, &spf.result, None, spf.domain.as_deref(), spf.aligned, &spf.proof).of(spf.source),
        );
    }
    for dkim in &authentication.dkim {
        let detail = dkim.reason.clone().filter(|r| !r.is_empty() && dkim.result != "pass");
        rows.push(
            row("DKIM", &dkim.result, detail, dkim.domain.as_deref(), dkim.aligned, &dkim.proof)
                .of(dkim.source),
        );
    }
    if let Some(dmarc) = &authentication.dmarc {
        let policy = dmarc.policy.as_ref().map(|p| format!("policy {p}"));
        let action = dmarc.action.as_ref().map(|a| format!("action {a}"));
        let detail = [policy, action].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let detail = Some(detail).filter(|d| !d.is_empty());
        rows.push(
            row("DMARC", &dmarc.result, detail, dmarc.domain.as_deref(), None, &dmarc.proof).of(dmarc.source),
        );
    }
    if let Some(arc) = &authentication.arc {
        let detail = words::count(arc.instances.into(), "set", "sets");
        rows.push(row("ARC", &arc.result, Some(detail), None, None, &arc.proof).of(arc.source));
    }
    if let Some(compauth) = &authentication.compauth {
        let detail = compauth.reason.as_ref().map(|r| format!("reason {r}"));
        rows.push(row("compauth", &compauth.result, detail, None, None, &compauth.proof));
    }
    rows
}

fn row<'r>(
    check: &str,
    result: &str,
    detail: Option<String>,
    domain: Option<&str>,
    aligned: Option<bool>,
    proof: &'r [Proof],
) -> Row<'r> {
    let outcome = match detail {
        Some(detail) => format!("{result} ({detail})"),
        None => result.to_owned(),
    };
    let aligned = match aligned {
        Some(true) => Text::toned("yes", Tone::Good),
        Some(false) => Text::toned("no", Tone::Bad),
        None => Text::new("–"),
    };
    let cells =
        [Text::new(check), Text::toned(&outcome, tone(result)), Text::new(domain.unwrap_or("–")), aligned];
    Row { cells, proof: proof.first(), now: false }
}

fn tone(result: &str) -> Tone {
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

/// One line about results that do not count.
fn discounted(report: &Report, page: &mut Page) {
    let not_counted = |r: &&Reported| !words::counts(r.trust);
    let pairs: Vec<&Reported> = report.authentication.reported.iter().filter(not_counted).collect();
    if pairs.is_empty() {
        return;
    }
    let shown: Vec<String> =
        pairs.iter().take(6).map(|r| format!("{}={} (field {})", r.method, r.result, r.header)).collect();
    let more = if pairs.len() > shown.len() {
        format!(" and {} more", pairs.len() - shown.len())
    } else {
        String::new()
    };
    let text = format!("Also written, but not by a server whose word counts: {}{more}.", shown.join(", "));
    page.paragraph(2, &text, Tone::Quiet);
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
