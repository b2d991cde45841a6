//! Markup under way. Text enters only through the door of [`untrusted`]; names of elements, attributes and classes
//! are the program's own constants, and links lead to places in the page alone.

use std::fmt::{self, Display, Write};

use crate::report::untrusted;

/// Bytes of a text to paste that are shown.
const SNIPPET: usize = 24_000;

/// A place in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Anchor {
    /// One that the page has once.
    Own(&'static str),
    /// One of several.
    Numbered(&'static str, u64),
}

impl Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(name) => f.write_str(name),
            Self::Numbered(name, number) => write!(f, "{name}{number}"),
        }
    }
}

/// An attribute.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Attr<'a>(Kind<'a>);

#[derive(Debug, Clone, Copy)]
enum Kind<'a> {
    Own(&'static str, &'static str),
    Text(&'static str, &'a str),
    Number(&'static str, u64),
    Place(&'static str, &'static str, Anchor),
}

/// The classes of an element, separated by blanks.
pub(in crate::report) fn class(names: &'static str) -> Attr<'static> {
    Attr(Kind::Own("class", names))
}

/// The place that an element is.
pub(in crate::report) fn id(anchor: Anchor) -> Attr<'static> {
    Attr(Kind::Place("id", "", anchor))
}

/// A link to a place in the page.
pub(in crate::report) fn href(anchor: Anchor) -> Attr<'static> {
    Attr(Kind::Place("href", "#", anchor))
}

/// The element that names this one.
pub(in crate::report) fn labelled_by(anchor: Anchor) -> Attr<'static> {
    Attr(Kind::Place("aria-labelledby", "", anchor))
}

/// What a screen reader calls an element.
pub(in crate::report) fn label(text: &str) -> Attr<'_> {
    Attr(Kind::Text("aria-label", text))
}

/// An attribute whose value is the program's own.
pub(in crate::report) fn own(name: &'static str, value: &'static str) -> Attr<'static> {
    Attr(Kind::Own(name, value))
}

/// An attribute that is a number.
pub(in crate::report) fn number(name: &'static str, value: u64) -> Attr<'static> {
    Attr(Kind::Number(name, value))
}

/// Markup under way.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Markup {
    out: String,
}

impl Markup {
    /// The finished markup.
    pub(in crate::report) fn finish(self) -> String {
        self.out
    }

    /// An element and what stands in it.
    pub(in crate::report) fn el(
        &mut self,
        tag: &'static str,
        attrs: &[Attr<'_>],
        inner: impl FnOnce(&mut Self),
    ) {
        self.open(tag, attrs);
        inner(self);
        self.close(tag);
    }

    /// An element that holds only text.
    pub(in crate::report) fn leaf(&mut self, tag: &'static str, attrs: &[Attr<'_>], text: &str) {
        self.el(tag, attrs, |m| m.text(text));
    }

    /// An element without content and end.
    pub(in crate::report) fn void(&mut self, tag: &'static str, attrs: &[Attr<'_>]) {
        self.open(tag, attrs);
    }

    /// Text.
    pub(in crate::report) fn text(&mut self, text: &str) {
        untrusted::html(text, &mut self.out);
    }

    /// Text that a sender chose, kept from steering what stands around it.
    pub(in crate::report) fn foreign(&mut self, text: &str) {
        self.leaf("bdi", &[], text);
    }

    /// Text to paste, line for line.
    pub(in crate::report) fn lines(&mut self, text: &str) {
        for (number, line) in untrusted::head(text, SNIPPET).lines().enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            untrusted::html_within(line, SNIPPET, &mut self.out);
        }
    }

    /// The start of an element.
    pub(super) fn open(&mut self, tag: &'static str, attrs: &[Attr<'_>]) {
        self.out.push('<');
        self.out.push_str(tag);
        for Attr(kind) in attrs {
            self.out.push(' ');
            self.attribute(*kind);
        }
        self.out.push('>');
    }

    /// The end of an element.
    pub(super) fn close(&mut self, tag: &'static str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        if matches!(
            tag,
            "p" | "li" | "tr" | "section" | "div" | "details" | "article" | "table" | "h1" | "h2"
        ) {
            self.out.push('\n');
        }
    }

    fn attribute(&mut self, kind: Kind<'_>) {
        let _ = match kind {
            Kind::Own(name, value) => write!(self.out, "{name}=\"{value}\""),
            Kind::Number(name, value) => write!(self.out, "{name}=\"{value}\""),
            Kind::Place(name, prefix, anchor) => write!(self.out, "{name}=\"{prefix}{anchor}\""),
            Kind::Text(name, text) => {
                let _ = write!(self.out, "{name}=\"");
                untrusted::html(text, &mut self.out);
                self.out.write_char('"')
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let mut markup = Markup::default();
        let attrs = [class("x"), id(Anchor::Numbered("m", 3)), label("\"><script>")];
        markup.el("p", &attrs, |m| m.foreign("<b onclick='x'>\u{202e}"));
        assert_eq!(
            markup.finish(),
            "<p class=\"x\" id=\"m3\" aria-label=\"&quot;&gt;&lt;script&gt;\"><bdi>&lt;b onclick=&#39;x&#39;&gt;\\u{202e}</bdi></p>\n"
        );
    }

    #[test]
    fn text_to_paste_keeps_its_lines() {
        let mut markup = Markup::default();
        markup.lines("a <b>\r\nc\u{1b}[m");
        assert_eq!(markup.finish(), "a &lt;b&gt;\nc\\u{1b}[m");
    }
}
