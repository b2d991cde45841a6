//! The door to Markdown: plain words stay words, and whatever could mean anything becomes a code span.
//!
//! Escaping is not enough: mentions, issue references, commit ids and addresses are linked in the *finished* text by
//! most of the places a report is pasted into, however they were escaped. Inside code nothing is.

use std::borrow::Cow;

use super::{fit, terminal};

/// Columns of a value that stands in a code span.
const VALUE: usize = 240;
/// Bytes of running text that are read.
const PROSE: usize = 16 << 10;
/// Bytes of a block to paste.
const BLOCK: usize = 16 << 10;
/// Hexadecimal digits from which a word is taken for the id of a commit.
const COMMIT: usize = 7;

/// Running text in one line of Markdown. Words and numbers stay as they are; every other token (an address, a name of
/// a host, anything with a character that Markdown or a place to paste into gives a meaning) becomes a code span.
pub fn markdown(text: &str) -> String {
    let safe = terminal(super::head(text, PROSE));
    let mut out = String::with_capacity(safe.len() + 16);
    for token in safe.split_whitespace() {
        let first = out.is_empty();
        if !first {
            out.push(' ');
        }
        // A mark at the start of a token would sit on what is written before it.
        push(&terminal(token), first, &mut out);
    }
    out
}

/// One value in one code span, cut when it is long.
pub fn markdown_code(text: &str) -> String {
    let mut out = String::new();
    code(&fit(text, VALUE), &mut out);
    out
}

/// A fenced block: the fence is longer than any run of backticks in the text, and no control stands in it.
pub fn markdown_block(language: &str, text: &str, indent: usize) -> String {
    let text = super::head(text, BLOCK);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut out = format!("{:indent$}{fence}{language}\n", "");
    for line in text.lines() {
        out.push_str(format!("{:indent$}{}", "", terminal(line)).trim_end());
        out.push('\n');
    }
    out.push_str(&format!("{:indent$}{fence}\n", ""));
    out
}

fn push(token: &str, first: bool, out: &mut String) {
    if let "&" | ">" | "<" | "=" | "+" | "|" | "-" = token {
        out.push('\\');
        return out.push_str(token);
    }
    if token.chars().count() == 1
        && token.chars().all(|c| matches!(c, '/' | '–' | '—' | '→' | '←' | '×' | '·'))
    {
        return out.push_str(token);
    }
    let core = token.trim_start_matches(['(', '“', '‘', '"']);
    let lead = &token[..token.len() - core.len()];
    let core = core.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '”', '’', '"', '…']);
    let trail = &token[lead.len() + core.len()..];
    // A number with a point or a bracket at the start of a line begins a list.
    let is_marker = first && !trail.is_empty() && is_number(core);
    if is_marker || (core.is_empty() && first) {
        return code(token, out);
    }
    out.push_str(lead);
    if core.is_empty() || is_word(core) || is_number(core) {
        out.push_str(core);
    } else {
        code(core, out);
    }
    out.push_str(trail);
}

/// Letters of any script, with single hyphens, slashes and apostrophes inside.
fn is_word(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
    let is_commit = text.len() >= COMMIT && text.bytes().all(|b| b.is_ascii_hexdigit());
    // with the dot behind it, the beginning of an address, whatever stands before
    let is_host = text.to_ascii_lowercase().ends_with("www");
    text.split(['-', '/', '\'', '’']).all(is_part) && !is_commit && !is_host
}

/// A short number, one with a fraction, with thousands set apart, a time or a date.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| part.len() < COMMIT && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split([',', '.', ':', '-']).collect();
    parts.iter().all(|part| !part.is_empty() && digits(part)) && parts.len() <= 3
}

/// A code span. A backtick inside becomes a visible escape, since not every reader counts backticks.
fn code(text: &str, out: &mut String) {
    let text: Cow<'_, str> = match text.contains(['`', '|']) {
        true => text.replace('`', "\\u{60}").replace('|', "\\u{7c}").into(),
        false => text.into(),
    };
    let text = text.trim();
    out.push('`');
    out.push_str(if text.is_empty() { "(empty)" } else { text });
    out.push('`');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use comrak::nodes::{AstNode, NodeValue};
    use proptest::prelude::*;

    use super::*;
    use crate::report::untrusted::is_hidden;

    /// What an attacker writes, for GitHub, GitLab, Jira and others.
    const ATTACKS: &[&str] = &[
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!-- hidden",
        "[click](https://example.org)",
        "![pixel](https://example.org/p.png)",
        "[a]: https://example.org",
        "[[wiki]] [x] [^1] [^1]: note",
        "@octocat @org/team and (@octocat)",
        "#1 GH-1 owner/repo#2 !3 $4 %5 &6 ~label PROJ-12",
        "deadbeefcafe 6dcb09b5b57875f334f61aebed695e2e4193db5e 1234567",
        "https://example.org www.example.org example.org ftp://example.org mailto:a@example.org a@example.org",
        "<https://example.org> <a@example.org>",
        "éwww. a-www. www.",
        "`code` ``two`` ``` fence ~~~",
        "a | b | c\n|---|---|",
        "# heading\n## two",
        "title\n=====\nother\n-----",
        "- item\n* item\n+ item\n1. item\n2) item",
        "1. item",
        "7) item",
        "> quote",
        "***\n---\n___",
        "*em* **strong** _em_ __strong__ ~~gone~~ ==mark== ^sup^ ~sub~ ||spoiler||",
        "    code by indent",
        "\tcode by tab",
        "&lt;b&gt; &#60; &copy; &amp",
        "trailing \\",
        ":smile: :+1:",
        "$x^2$ $$y$$ $`z`$",
        "{{template}} {% tag %} ${var}",
        "h1. Jira {code} {color:red} [~user] !image.png!",
        "[ ] task [x] done",
        "a\u{202e}b\u{1b}[31m\u{0}\u{2028}c",
        "\u{a0}\u{3000}# heading",
        ". .. ... !!! ??? \"\"\" (((",
        "",
        " ",
        "\n\n# after empty lines",
    ];

    /// Everything that GitHub and its like understand.
    fn options() -> comrak::Options<'static> {
        let mut options = comrak::Options::default();
        let extension = &mut options.extension;
        extension.strikethrough = true;
        extension.table = true;
        extension.autolink = true;
        extension.tasklist = true;
        extension.superscript = true;
        extension.subscript = true;
        extension.footnotes = true;
        extension.inline_footnotes = true;
        extension.description_lists = true;
        extension.front_matter_delimiter = Some("---".to_owned());
        extension.multiline_block_quotes = true;
        extension.alerts = true;
        extension.math_dollars = true;
        extension.math_code = true;
        extension.wikilinks_title_after_pipe = true;
        extension.underline = true;
        extension.spoiler = true;
        extension.greentext = true;
        extension.highlight = true;
        options.parse.relaxed_autolinks = true;
        options.parse.relaxed_tasklist_matching = true;
        options
    }

    /// The plain text of what was parsed; panics at anything but text and code in one paragraph.
    fn plain(markdown: &str) -> (String, String) {
        let arena = comrak::Arena::new();
        let root = comrak::parse_document(&arena, markdown, &options());
        let (mut all, mut outside) = (String::new(), String::new());
        for node in root.descendants() {
            let node: &AstNode<'_> = node;
            match &node.data.borrow().value {
                NodeValue::Document | NodeValue::Paragraph => {}
                NodeValue::Text(text) => {
                    all.push_str(text);
                    outside.push_str(text);
                }
                NodeValue::Code(code) => {
                    all.push_str(&code.literal);
                    outside.push('\u{1}');
                }
                other => panic!("{other:?} of {markdown:?}"),
            }
        }
        assert!(root.children().count() <= 1, "{markdown:?}");
        (all, outside)
    }

    /// Nothing that is linked in finished text stands outside code.
    fn check(text: &str) {
        let markdown = markdown(text);
        assert!(!markdown.contains('\n') && markdown.chars().all(|c| !is_hidden(c)), "{markdown:?}");
        let (all, outside) = plain(&markdown);
        let told = |text: &str| text.replace("\\u{60}", "`").replace("\\u{7c}", "|");
        let words = |text: &str| text.split_whitespace().map(terminal).collect::<Vec<_>>().join(" ");
        assert_eq!(told(&words(&all)), told(&words(&terminal(text))), "{markdown:?}");
        assert!(
            !outside.contains(['@', '#', '[', ']', '$', '~', '%', '{', '}', '*', '_', '`']),
            "{outside:?}"
        );
        assert!(!outside.contains("://") && !outside.contains("www."), "{outside:?}");
        let code = markdown_code(text);
        let (value, nothing) = plain(&code);
        assert_eq!(nothing, "\u{1}", "{code:?}");
        assert!(!value.is_empty() && !code.contains('\n') && code.matches('`').count() == 2, "{code:?}");
    }

    #[test]
    fn no_attack_is_markup() {
        for attack in ATTACKS {
            check(attack);
            check(&format!("before {attack} after"));
        }
    }

    #[test]
    fn prose_reads_as_before() {
        assert_eq!(
            markdown(
                "SPF for library.example.edu says fail: the domain's record does not name it (192.0.2.21)."
            ),
            "SPF for `library.example.edu` says fail: the domain's record does not name it (`192.0.2.21`)."
        );
        assert_eq!(markdown("Email & collaboration > Policies"), "Email \\& collaboration \\> Policies");
        assert_eq!(
            markdown("5 of 1,204, score 4.2, 2026-03-02 09:00."),
            "5 of 1,204, score 4.2, 2026-03-02 09:00."
        );
        assert_eq!(markdown_code("a`b|c"), "`a\\u{60}b\\u{7c}c`");
    }

    #[test]
    fn no_text_ends_a_block() {
        for attack in ATTACKS.iter().copied().chain(["```\n# out", "`````\n", "~~~\nx", "\r```\r# out"]) {
            let markdown = format!("before\n\n{}\nafter\n", markdown_block("text", attack, 0));
            let arena = comrak::Arena::new();
            let root = comrak::parse_document(&arena, &markdown, &options());
            let kinds: Vec<bool> =
                root.children().map(|n| matches!(n.data.borrow().value, NodeValue::CodeBlock(_))).collect();
            assert_eq!(kinds, [false, true, false], "{markdown:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_markup(text in "\\PC{0,60}") {
            check(&text);
        }

        #[test]
        fn nothing_of_markup_is(parts in prop::collection::vec(
            prop::sample::select(vec!["`", "*", "_", "[", "](", ")", "<", ">", "!", "#", "@", "|", "-", "+", "=", "1.",
                "2)", "\n", "\r", "\t", " ", "a", "example.org", "http://", "www.", "&", ";", "~", "\\", "$", ":", "^",
                "\u{202e}", "\u{1b}", "\"", "'", "(", "é"]), 0..24)) {
            let text = parts.concat();
            check(&text);
            let block = markdown_block("text", &text, 3);
            let arena = comrak::Arena::new();
            let root = comrak::parse_document(&arena, &format!("1. x\n\n{block}\nend\n"), &options());
            prop_assert_eq!(root.children().count(), 2, "{}", block);
        }
    }
}
