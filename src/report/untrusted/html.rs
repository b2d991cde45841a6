//! The door into a page: text as the content of an element, as the value of an attribute, or as a string in a
//! block of data.

use std::fmt::Write;

use super::{head, terminal};

/// Bytes of one text that are shown; a hostile field can be megabytes long.
const TEXT: usize = 6000;

/// Appends text for an element or a quoted attribute: markup is escaped, hidden characters and those that steer the
/// display become visible escapes (`\u{202e}`), and a long text is cut.
pub(in crate::report) fn html(text: &str, out: &mut String) {
    html_within(text, TEXT, out);
}

/// The same, cut at `bytes`.
pub(in crate::report) fn html_within(text: &str, bytes: usize, out: &mut String) {
    let start = head(text, bytes);
    for c in terminal(start).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    if start.len() < text.len() {
        out.push('…');
    }
}

/// Appends a JSON string for a `<script type="application/json">`: as visible as [`html`] makes it, cut at `bytes`,
/// and without any character that could end the element or begin a comment in it.
pub(in crate::report) fn script_string(text: &str, bytes: usize, out: &mut String) {
    let start = head(text, bytes);
    let safe = terminal(start);
    out.push('"');
    // The lead byte of U+2028 and U+2029 is among those that need a look.
    if !safe.bytes().any(|b| matches!(b, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xe2)) {
        out.push_str(&safe);
    } else {
        for c in safe.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
    }
    out.push_str(if start.len() < text.len() { "…\"" } else { "\"" });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::report::untrusted::is_hidden;

    const MARKUP: &[&str] = &[
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "<!--",
        "-->",
        "]]>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='alert(1)",
        "&lt;img src=x onerror=alert(1)&gt;",
        "<\u{0}script>",
        "\u{2028}\u{2029}\u{202e}",
    ];

    #[test]
    fn no_markup_goes_through() {
        for text in MARKUP {
            let mut out = String::new();
            html(text, &mut out);
            assert!(!out.contains(['<', '>', '"', '\'']) && !out.chars().any(is_hidden), "{out}");
            for (at, _) in out.match_indices('&') {
                let entity =
                    ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].iter().any(|e| out[at..].starts_with(e));
                assert!(entity, "{out}");
            }
        }
    }

    #[test]
    fn a_string_cannot_leave_its_script_and_says_the_same() {
        for text in MARKUP {
            let mut out = String::new();
            script_string(text, 1000, &mut out);
            assert!(!out.contains(['<', '>', '&']) && !out.chars().any(is_hidden), "{out}");
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), terminal(text), "{out}");
        }
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let mut out = String::new();
        html_within("ÄÄÄ", 3, &mut out);
        assert_eq!(out, "Ä…");
        out.clear();
        script_string("ÄÄÄ", 3, &mut out);
        assert_eq!(out, "\"Ä…\"");
    }
}
