//! The messages: a table that the page's script fills, sorts and filters, and the full explanations below it, which
//! are there without any script.

use std::io::{self, Write};

use super::markup::{Anchor, Attr, Markup, class, id, labelled_by, own};
use super::message::{self, Depth};
use super::rows::catalogue;
use super::shelf::Shelf;
use super::words;
use crate::report::Report;
use crate::report::text::{answer, words as plain};

/// The columns of the table: name, and the key that the script sorts by.
const COLUMNS: [(&str, &str); 5] = [
    ("Message", "subject"),
    ("Arrived (UTC)", "date"),
    ("Folder", "folder"),
    ("Ex Libris", "relation"),
    ("Cause", "cause"),
];

/// The entry of a message: its line and its explanation, without the element around them.
pub(super) fn entry(report: &Report, m: &mut Markup) {
    m.el("summary", &[], |m| {
        m.leaf(
            "span",
            &[class(words::folder_class(report.placement.folder))],
            words::folder(report.placement.folder),
        );
        m.text(" ");
        message::title(report, m);
    });
    m.el("div", &[class("body")], |m| {
        m.leaf("h3", &[], &answer::headline(report));
        message::answer(report, m);
        message::evidence(report, None, Depth::Entry, m);
    });
}

/// Writes the section, and the data that the script reads.
pub(super) fn write(shelf: &Shelf, out: &mut dyn Write) -> io::Result<()> {
    let mut m = Markup::default();
    m.open("section", &[id(Anchor::Own("messages")), labelled_by(Anchor::Own("messages-title"))]);
    m.leaf("h2", &[id(Anchor::Own("messages-title"))], "The messages");
    contents(shelf, &mut m);
    browser(&mut m);
    m.open("div", &[id(Anchor::Own("full")), class("full")]);
    if shelf.detailed() > 0 {
        m.leaf("h3", &[class("noscript")], "Explanations in full");
    }
    out.write_all(m.finish().as_bytes())?;
    for detail in shelf.details() {
        let mut m = Markup::default();
        m.open("details", &[class("msg"), id(Anchor::Numbered("m", detail.number))]);
        out.write_all(m.finish().as_bytes())?;
        out.write_all(detail.markup.as_bytes())?;
        out.write_all(b"</details>\n")?;
    }
    out.write_all(b"</div>\n</section>\n")?;
    data(shelf, out)
}

/// What is here, and what is not.
fn contents(shelf: &Shelf, m: &mut Markup) {
    let all = plain::count(shelf.messages, "message", "messages");
    if shelf.detailed() == shelf.messages {
        m.leaf("p", &[], &format!("{all}, each explained in full. Mail from Ex Libris that was kept out stands first, and impostors."));
        return;
    }
    m.leaf(
        "p",
        &[],
        &format!(
            "Of {all}, {} are explained in full: mail from Ex Libris that was kept out, and impostors, the first of every cause before others. The others have a line in the table with their cause and what to do.",
            plain::thousands(shelf.detailed())
        ),
    );
    if shelf.rows() < shelf.messages {
        m.leaf(
            "p",
            &[class("doubt")],
            &format!(
                "{} of them found no room in this page; the counts above include them.",
                plain::count(shelf.messages - shelf.rows(), "message", "messages")
            ),
        );
    }
    m.el("p", &[class("quiet")], |m| {
        m.text("All of them, in full: ");
        m.leaf("code", &[], "whyjunk --format ndjson");
        m.text(" (for programs) or ");
        m.leaf("code", &[], "--format csv");
        m.text(" (for a spreadsheet) on the same files; or run whyjunk on one message.");
    });
}

/// The empty table and its controls, for the script.
fn browser(m: &mut Markup) {
    m.el("div", &[id(Anchor::Own("browser")), class("script")], |m| {
        m.el("form", &[id(Anchor::Own("filters")), own("role", "search"), class("controls")], |m| {
            m.el("label", &[], |m| {
                m.text("Search subject, sender, file, address ");
                m.void(
                    "input",
                    &[own("type", "search"), id(Anchor::Own("f-text")), own("autocomplete", "off")],
                );
            });
            for (name, at) in [("Folder", "f-folder"), ("Ex Libris", "f-relation"), ("Cause", "f-cause")] {
                m.el("label", &[], |m| {
                    m.text(name);
                    m.text(" ");
                    m.el("select", &[id(Anchor::Own(at))], |m| m.leaf("option", &[own("value", "")], "all"));
                });
            }
            m.leaf("button", &[own("type", "button"), id(Anchor::Own("f-clear"))], "Clear");
        });
        m.leaf("p", &[id(Anchor::Own("shown")), own("role", "status")], "");
        m.el("table", &[id(Anchor::Own("table"))], |m| {
            m.leaf(
                "caption",
                &[class("unseen")],
                "Messages; the heads sort, a message opens its explanation",
            );
            m.el("thead", &[], |m| {
                m.el("tr", &[], |m| {
                    for (name, key) in COLUMNS {
                        m.el("th", &[own("scope", "col"), own("data-key", key)], |m| {
                            m.leaf("button", &[own("type", "button")], name);
                        });
                    }
                });
            });
            m.el("tbody", &[id(Anchor::Own("rows"))], |_| {});
        });
        let attrs: [Attr<'_>; 2] = [id(Anchor::Own("pages")), super::markup::label("Pages of the table")];
        m.el("nav", &attrs, |m| {
            m.leaf("button", &[own("type", "button"), id(Anchor::Own("before"))], "Previous");
            m.leaf("span", &[id(Anchor::Own("page"))], "");
            m.leaf("button", &[own("type", "button"), id(Anchor::Own("after"))], "Next");
        });
    });
}

fn data(shelf: &Shelf, out: &mut dyn Write) -> io::Result<()> {
    let mut lists = String::new();
    catalogue(&shelf.used, &mut lists);
    out.write_all(b"<script type=\"application/json\" id=\"data\">{")?;
    out.write_all(lists.as_bytes())?;
    for (rows, end) in shelf.data().iter().zip([",\n", "}"]) {
        let name = if end == "}" { "others" } else { "mattering" };
        write!(out, "\"{name}\":{{\"texts\":[{}],\n\"rows\":[{}]}}{end}", rows.texts, rows.lines)?;
    }
    out.write_all(b"</script>\n")
}
