//! What a row of the table takes from a message: out of its report, or straight from its analysis, which is quicker.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::Analysis;
use crate::report::Report;
use crate::report::build::ip;

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) path: &'a str,
    pub(super) from: &'a str,
    pub(super) subject: Cow<'a, str>,
    /// The address at the border.
    pub(super) ip: Cow<'a, str>,
    /// Results of SPF, of the first DKIM signature, of DMARC.
    pub(super) results: [Option<&'a str>; 3],
    pub(super) container: &'static str,
    pub(super) number: u64,
    pub(super) offset: Option<u64>,
    pub(super) length: Option<u64>,
    /// Number of the message that carries it.
    pub(super) inside: Option<u64>,
    /// Minute of arrival since 1970 in UTC: the border hop's date, else what the sender wrote.
    pub(super) minute: Option<i64>,
    pub(super) folder: &'static str,
    pub(super) relation: &'static str,
    pub(super) region: Option<&'a str>,
    pub(super) verdict: &'static str,
    /// The product that decided.
    pub(super) product: Option<&'static str>,
    /// Rule and confidence of the cause.
    pub(super) cause: Option<(&'static str, &'static str)>,
    /// The first remedy.
    pub(super) remedy: Option<&'static str>,
}

impl<'a> Row<'a> {
    /// The row of a report.
    pub(super) fn of(report: &'a Report) -> Self {
        let authentication = &report.authentication;
        Self {
            path: &report.source.path,
            from: report.message.from.as_ref().map_or("", |from| &from.address),
            subject: report.message.subject.as_deref().unwrap_or_default().into(),
            ip: report.route.border.as_ref().and_then(|b| b.ip.as_deref()).unwrap_or_default().into(),
            results: [
                authentication.spf.as_ref().map(|r| r.result.as_str()),
                authentication.dkim.first().map(|r| r.result.as_str()),
                authentication.dmarc.as_ref().map(|r| r.result.as_str()),
            ],
            container: report.source.container,
            number: report.source.number,
            offset: report.source.offset,
            length: report.source.length,
            inside: report.source.inside,
            minute: reported_minute(report),
            folder: report.placement.folder,
            relation: report.exlibris.relation,
            region: report.exlibris.region.as_deref(),
            verdict: report.verdict.value,
            product: report.verdict.decided_by,
            cause: report.cause.as_ref().map(|cause| (cause.rule, cause.confidence)),
            remedy: report.remedies.first().map(|remedy| remedy.id),
        }
    }

    /// The same row without a report. Of messages that were not checked anew: for these the report says which result
    /// counts.
    pub(super) fn straight(analysis: &'a Analysis<'_>) -> Self {
        let (evidence, diagnosis) = (&analysis.evidence, &analysis.diagnosis);
        let (authentication, outcome) = (&evidence.authentication, &evidence.outcome);
        let border = evidence.route.border_hop();
        let date = border.and_then(|hop| hop.received.date).or(evidence.identity.date);
        let decided = outcome.decided_by.and_then(|i| evidence.filters.get(i));
        Self {
            path: &analysis.origin.path,
            from: evidence.identity.from.as_ref().map_or("", |from| &from.address),
            subject: analysis.headers.first("Subject").map(|f| f.decoded()).unwrap_or_default(),
            ip: border.and_then(|hop| hop.received.ip).map(ip).unwrap_or_default().into(),
            results: [
                authentication.spf.as_ref().map(|r| r.result.as_ref()),
                authentication.dkim.first().map(|r| r.result.as_ref()),
                authentication.dmarc.as_ref().map(|r| r.result.as_ref()),
            ],
            container: analysis.origin.container.id(),
            number: analysis.origin.number,
            offset: analysis.origin.offset,
            length: analysis.origin.length,
            inside: analysis.origin.inside,
            minute: date.map(|date| date.epoch.div_euclid(60)),
            folder: outcome.folder.id(),
            relation: evidence.exlibris.relation.id(),
            region: evidence.exlibris.region.as_deref(),
            verdict: outcome.verdict.id(),
            product: decided.map(|reading| reading.product),
            cause: diagnosis.cause.map(|cause| (cause.rule.id, cause.confidence.id())),
            remedy: diagnosis.remedies.first().map(|(remedy, _)| remedy.id),
        }
    }
}

fn reported_minute(report: &Report) -> Option<i64> {
    let border =
        report.route.border.as_ref().and_then(|border| {
            report.route.hops.iter().find(|hop| hop.number == border.hop)?.date.as_deref()
        });
    let parsed = |date: &str| date.parse::<Timestamp>().ok().map(|at| at.as_second().div_euclid(60));
    border.and_then(parsed).or_else(|| report.message.date.as_deref().and_then(parsed))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::input::{Block, Reader};
    use crate::settings::Settings;

    #[test]
    fn a_row_is_the_same_with_and_without_a_report() {
        let settings = Settings::default();
        let mut reader = Reader::new(vec![PathBuf::from("fixtures")]);
        let (mut block, mut rows) = (Block::default(), 0);
        while reader.fill(&mut block) {
            for raw in block.messages() {
                let analysis = crate::analyze_message(raw, &settings);
                assert_eq!(Row::straight(&analysis), Row::of(&Report::new(&analysis, &settings)));
                rows += 1;
            }
        }
        assert!(rows > 100, "{rows}");
    }
}
