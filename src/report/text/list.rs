//! One line for a message among many, under the path of its file.

use super::page::{Page, Tone};
use crate::report::model::Report;
use crate::report::{Look, untrusted};

/// Columns that are kept for each part; a longer value moves the rest of its line.
const NUMBER: usize = 5;
const FOLDER: usize = 8;
const RELATION: usize = 9;
const CAUSE: usize = 22;
/// Columns of the sender: the domain where there is little room, the address where there is more.
const DOMAIN: usize = 15;
const ADDRESS: usize = 34;
/// Columns from which there is more.
const ROOMY: usize = 110;

/// The heading of the lines.
pub(super) fn heading(look: Look) -> String {
    let sender = if look.width < ROOMY { "From domain" } else { "From" };
    join(look, "No.", ["Folder", "Ex Libris", "Cause"], sender, "Subject")
}

/// The path of the file on a line of its own, safe but whole, then the line of the message.
pub(super) fn entry(report: &Report, look: Look) -> String {
    let cause = report.cause.as_ref().map_or("–", |cause| cause.rule);
    let from = report.message.from.as_ref();
    let sender = from.map(|from| if look.width < ROOMY { &from.domain } else { &from.address });
    let parts = [report.placement.folder, report.exlibris.relation, cause];
    let subject = report.message.subject.as_deref().unwrap_or_default();
    let text = join(look, &number(report), parts, sender.map_or("–", String::as_str), subject);
    let mut page = Page::new(look);
    page.line(&text, tone(report, cause));
    format!("{}\n{}", untrusted::terminal(&report.source.path), page.finish())
}

/// An entry in its path and its line.
pub(super) fn parts(entry: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', entry).unwrap_or(entry.len());
    (&entry[..end], entry.get(end + 1..).unwrap_or_default())
}

/// The line of a file, from its path; the end of a long path tells more than its start.
pub(super) fn file(path: &[u8], look: Look) -> String {
    let mut page = Page::new(look);
    page.line(&untrusted::fit_end(&String::from_utf8_lossy(path), look.width), Tone::Quiet);
    page.finish()
}

fn tone(report: &Report, cause: &str) -> Tone {
    match report.placement.folder {
        _ if cause == "impersonates-exlibris" => Tone::Doubtful,
        "junk" | "quarantine" | "rejected" => Tone::Bad,
        _ => Tone::Plain,
    }
}

fn join(look: Look, number: &str, parts: [&str; 3], sender: &str, subject: &str) -> String {
    let [folder, relation, cause] = parts;
    let room = if look.width < ROOMY { DOMAIN } else { ADDRESS };
    // The end of a domain tells whose it is, and a line's end tells nothing that is not there.
    let sender = untrusted::fit_end(sender, room);
    let gap = room.saturating_sub(untrusted::width(&sender));
    let start =
        format!("{number:>NUMBER$} {folder:FOLDER$} {relation:RELATION$} {cause:CAUSE$} {sender}{:gap$}", "");
    format!("{start} {}", untrusted::fit(subject, look.width))
}

/// The number in its file; of an attached message also that of the message that carries it.
fn number(report: &Report) -> String {
    let source = &report.source;
    match source.inside {
        Some(carrier) => format!("{carrier}>{}", source.number),
        None => source.number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_number_sender_and_subject_within_the_width() {
        let mut report = crate::report::tests::report();
        report.source.path = "mail/a\u{1b}[31m\nb.mbox".into();
        (report.source.number, report.source.inside) = (1, Some(44));
        report.message.subject = Some(format!("Due\u{202e} soon {}", "x".repeat(300)));
        for width in [60, 80, 132] {
            let entry = entry(&report, Look { width, ..Look::default() });
            let (path, line) = parts(entry.as_bytes());
            assert_eq!(path, br"mail/a\u{1b}[31m\nb.mbox");
            let line = String::from_utf8_lossy(line);
            assert!(line.starts_with(" 44>1 ") && untrusted::width(line.trim_end()) <= width, "{line}");
            assert!(width < 80 || line.contains("Due"), "{line}");
            assert!(!line.contains('\u{202e}'), "{line}");
        }
        assert_eq!(parts(b""), (&b""[..], &b""[..]));
    }
}
