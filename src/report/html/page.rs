//! The frame of the page: head with the security policy, links, the words explained, style and script.

use std::io::{self, Write};

use ring::digest::{SHA256, digest};

use super::markup::{Anchor, Markup, class, href, id, own};
use super::words::WORDS;
use crate::dns::recorded::base64;
use crate::report::untrusted;

/// The page's style.
pub const STYLE: &str = include_str!("style.css");
/// What the page can do beyond being read. It runs at the end of the body, when all is there.
pub const SCRIPT: &str = include_str!("script.js");
/// Marks, before anything is drawn, that scripts run, and which theme was chosen.
pub const FIRST: &str = include_str!("first.js");

/// Writes everything up to the content. `links` lead to places in the page.
pub(super) fn begin(
    title: &str,
    links: &[(&'static str, &'static str)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {} {}; base-uri 'none'; form-action 'none'",
        source_of(STYLE),
        source_of(FIRST),
        source_of(SCRIPT)
    );
    let mut safe = String::new();
    untrusted::html_within(title, 200, &mut safe);
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{safe}</title>\n<style>{STYLE}</style>\n<script>{FIRST}</script>\n</head>\n<body>\n"
    )?;
    let mut m = Markup::default();
    m.leaf("a", &[class("skip"), href(Anchor::Own("main"))], "To the answer");
    m.el("header", &[], |m| {
        m.leaf("span", &[class("brand")], "whyjunk");
        if !links.is_empty() {
            m.el("nav", &[super::markup::label("Parts of the report")], |m| {
                for (place, name) in links {
                    m.leaf("a", &[href(Anchor::Own(place))], name);
                }
            });
        }
        m.leaf("button", &[own("type", "button"), id(Anchor::Own("theme")), class("script")], "Dark");
    });
    m.open("main", &[id(Anchor::Own("main"))]);
    out.write_all(m.finish().as_bytes())
}

/// Writes everything after the content.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    let mut m = Markup::default();
    m.el("section", &[id(Anchor::Own("words"))], |m| {
        m.leaf("h2", &[], "Words explained");
        m.el("dl", &[class("words")], |m| {
            for (word, meaning) in WORDS {
                m.leaf("dt", &[], word);
                m.leaf("dd", &[], meaning);
            }
        });
    });
    m.close("main");
    m.el("footer", &[], |m| {
        m.leaf(
            "p",
            &[],
            concat!(
                "Made by whyjunk ",
                env!("CARGO_PKG_VERSION"),
                " from message headers alone. This page is one file: it loads nothing and sends nothing. It holds addresses and subjects of the mail that it explains: share it with care."
            ),
        );
    });
    m.leaf("p", &[id(Anchor::Own("said")), class("unseen"), own("role", "status")], "");
    out.write_all(m.finish().as_bytes())?;
    write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

/// A source of a security policy (CSP level 2) that allows exactly this text of a `style` or `script` element.
pub fn source_of(text: &str) -> String {
    format!("'sha256-{}'", base64::encode(digest(&SHA256, text.as_bytes()).as_ref()))
}
