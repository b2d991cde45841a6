//! CSV: one row a message with stable columns, for spreadsheets. A row with `error` is an input that could not
//! be read.

use std::borrow::Cow;
use std::io::{self, Write};

use super::untrusted::cell;
use super::{Format, Rendered, Renderer, Report, Summary, Unreadable};

/// One row a message.
pub(super) static FORMAT: Format =
    Format { id: "csv", about: "one row a message, for a spreadsheet; no summary", start: |_| Box::new(Csv) };

/// One column: stable name, and what it holds.
struct Column {
    name: &'static str,
    value: for<'r> fn(&'r Report) -> Cow<'r, str>,
}

/// The columns in order. New ones are added before `error` only with a new schema number, else after it.
const COLUMNS: &[Column] = &[
    column("path", |r| cell(&r.source.path)),
    column("number", |r| r.source.number.to_string().into()),
    column("inside", |r| r.source.inside.map(|n| n.to_string()).unwrap_or_default().into()),
    column("date", |r| plain(r.message.date.as_deref())),
    column("from", |r| r.message.from.as_ref().map(|f| cell(&f.address)).unwrap_or_default()),
    column("from_domain", |r| r.message.from.as_ref().map(|f| cell(&f.domain)).unwrap_or_default()),
    column("return_path", |r| plain(r.message.return_path.as_deref())),
    column("subject", |r| plain(r.message.subject.as_deref())),
    column("message_id", |r| plain(r.message.message_id.as_deref())),
    column("folder", |r| r.placement.folder.into()),
    column("folder_basis", |r| r.placement.basis.into()),
    column("verdict", |r| r.verdict.value.into()),
    column("decided_by", |r| r.verdict.decided_by.unwrap_or_default().into()),
    column("score", |r| number(decider(r).and_then(|f| f.score))),
    column("threshold", |r| number(decider(r).and_then(|f| f.threshold))),
    column("relation", |r| r.exlibris.relation.into()),
    column("region", |r| plain(r.exlibris.region.as_deref())),
    column("exlibris_ip", |r| plain(r.exlibris.ip.as_deref())),
    column("border_ip", |r| plain(r.route.border.as_ref().and_then(|b| b.ip.as_deref()))),
    column("spf", |r| plain(r.authentication.spf.as_ref().map(|s| s.result.as_str()))),
    column("spf_domain", |r| plain(r.authentication.spf.as_ref().and_then(|s| s.domain.as_deref()))),
    column("dkim", |r| list(r.authentication.dkim.iter().map(|d| d.result.as_str()))),
    column("dkim_domain", |r| list(r.authentication.dkim.iter().filter_map(|d| d.domain.as_deref()))),
    column("dmarc", |r| plain(r.authentication.dmarc.as_ref().map(|d| d.result.as_str()))),
    column("compauth", |r| plain(r.authentication.compauth.as_ref().map(|c| c.result.as_str()))),
    column("compauth_reason", |r| {
        plain(r.authentication.compauth.as_ref().and_then(|c| c.reason.as_deref()))
    }),
    column("cause", |r| r.cause.as_ref().map_or("", |c| c.rule).into()),
    column("confidence", |r| r.cause.as_ref().map_or("", |c| c.confidence).into()),
    column("findings", |r| list(r.findings.iter().map(|f| f.rule))),
    column("remedy", |r| r.remedies.first().map_or("", |m| m.id).into()),
    column("actor", |r| r.remedies.first().map_or("", |m| m.actor).into()),
    column("explanation", |r| cell(&r.explanation)),
    column("error", |_| "".into()),
];

const fn column(name: &'static str, value: for<'r> fn(&'r Report) -> Cow<'r, str>) -> Column {
    Column { name, value }
}

fn plain(text: Option<&str>) -> Cow<'_, str> {
    text.map(cell).unwrap_or_default()
}

fn number(value: Option<f64>) -> Cow<'static, str> {
    value.map(|v| v.to_string()).unwrap_or_default().into()
}

fn list<'r>(values: impl Iterator<Item = &'r str>) -> Cow<'r, str> {
    Cow::Owned(cell(&values.collect::<Vec<_>>().join(" ")).into_owned())
}

/// What the deciding filter wrote.
fn decider(report: &Report) -> Option<&super::model::Filter> {
    let id = report.verdict.decided_by?;
    report.filters.iter().find(|f| f.product == id)
}

struct Csv;

impl Renderer for Csv {
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        write_row(COLUMNS.iter().map(|column| (column.value)(report)), out)
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_row(COLUMNS.iter().map(|column| Cow::Borrowed(column.name)), out)
    }

    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&rendered.bytes)
    }

    fn unreadable(&mut self, unreadable: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
        let row = COLUMNS.iter().map(|column| match column.name {
            "path" => cell(&unreadable.path),
            "number" => unreadable.number.map(|n| n.to_string()).unwrap_or_default().into(),
            "error" => cell(&unreadable.reason),
            _ => Cow::Borrowed(""),
        });
        write_row(row, out)
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn write_row<'r>(cells: impl Iterator<Item = Cow<'r, str>>, out: impl Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .buffer_capacity(4096)
        // Where a semicolon or a tab parts cells, an unquoted text could begin a cell of its own: a formula. Codes such as 000 are text, too.
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(out);
    for cell in cells {
        writer.write_field(cell.as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_row_has_every_column_and_no_formula() {
        let mut out = Vec::new();
        Csv.begin(&mut out).unwrap();
        let mut report = crate::report::tests::report();
        report.message.subject = Some("=HYPERLINK(\"https://example.org\")\r\nnext".into());
        Csv.render(&report, &mut out).unwrap();
        report.message.subject = Some("x;=1+1".into());
        Csv.render(&report, &mut out).unwrap();
        assert!(String::from_utf8_lossy(&out).contains(",\"x;=1+1\","));
        let lost = Unreadable { path: "-x".into(), number: None, offset: None, reason: "not found".into() };
        Csv.unreadable(&lost, &mut out).unwrap();
        let rows: Vec<_> = csv::Reader::from_reader(&out[..]).into_records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        assert_eq!(rows[0].get(7), Some("'=HYPERLINK(\"https://example.org\")\\r\\nnext"));
        assert_eq!(rows[2].get(0), Some("'-x"));
        assert_eq!(rows[2].get(COLUMNS.len() - 1), Some("not found"));
    }
}
