//! Nothing of a hostile message ends a run or reaches a terminal, a spreadsheet or a program as an instruction.

use std::path::PathBuf;

use super::run::{root, run};

const FORMATS: [&str; 6] = ["text", "json", "markdown", "ndjson", "csv", "html"];

fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(root().join("fixtures/hostile")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10);
    files
}

/// Characters that must not come out of a message unescaped.
fn forbidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        '\u{061c}' | '\u{200e}' | '\u{200f}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{2028}' | '\u{2029}' | '\u{feff}' => true,
        _ => false,
    }
}

fn output(format: &str, files: &[PathBuf], more: &[&str]) -> String {
    let mut args: Vec<String> = vec!["--format".into(), format.into()];
    args.extend(
        ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"].map(Into::into),
    );
    args.extend(more.iter().map(|m| (*m).to_owned()));
    args.extend(files.iter().map(|f| f.to_string_lossy().into_owned()));
    let run = run(&args);
    assert_eq!(run.code, Some(0), "{format} {files:?}: {}", run.err);
    for c in run.err.chars() {
        assert!(!forbidden(c), "{c:?} on standard error");
    }
    String::from_utf8(run.out).unwrap()
}

fn check(format: &str, text: &str, what: &str) {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| forbidden(*c)) {
        let start = (at.saturating_sub(80)..=at).find(|i| text.is_char_boundary(*i)).unwrap();
        panic!("{c:?} in {format} of {what}, after {:?}", &text[start..at]);
    }
}

#[test]
fn no_format_lets_control_characters_through() {
    for format in FORMATS {
        for file in files() {
            let text = output(format, std::slice::from_ref(&file), &[]);
            assert!(!text.is_empty());
            check(format, &text, &file.file_name().unwrap().to_string_lossy());
        }
        check(format, &output(format, &files(), &["--all"]), "all together");
    }
}

/// What stands outside code in Markdown, of which nothing may be markup but the program's own blocks.
fn outside_code(markdown: &str) -> String {
    use comrak::nodes::NodeValue as Node;
    let arena = comrak::Arena::new();
    let mut options = comrak::Options::default();
    let extension = &mut options.extension;
    (extension.table, extension.autolink, extension.tasklist) = (true, true, true);
    (extension.footnotes, extension.strikethrough, extension.math_dollars) = (true, true, true);
    let mut outside = String::new();
    for node in comrak::parse_document(&arena, markdown, &options).descendants() {
        match &node.data.borrow().value {
            Node::Text(text) => outside.push_str(text),
            Node::Code(_) | Node::CodeBlock(_) => outside.push(' '),
            Node::Document | Node::Paragraph | Node::Heading(_) | Node::List(_) | Node::Item(_) => {}
            Node::Strong | Node::Table(_) | Node::TableRow(_) | Node::TableCell => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
    outside
}

#[test]
fn nothing_of_a_message_is_markdown() {
    for file in files() {
        let text = output("markdown", std::slice::from_ref(&file), &[]);
        let outside = outside_code(&text);
        assert!(!outside.contains(['@', '#', '<', '[', ']', '`', '*', '_']), "{file:?}: {outside}");
        assert!(!outside.contains("://") && !outside.contains("www."), "{file:?}: {outside}");
    }
    assert!(outside_code(&output("markdown", &files(), &[])).contains("messages from Ex Libris"));
}

#[test]
fn colour_is_the_programs_own() {
    for file in files() {
        let text = output("text", std::slice::from_ref(&file), &["--color", "always"]);
        let mut rest = text.as_str();
        while let Some(at) = rest.find('\u{1b}') {
            let sequence = &rest[at + 1..];
            let end = sequence.find('m').unwrap_or(usize::MAX);
            let plain = sequence.starts_with('[')
                && end < 24
                && sequence[1..end].bytes().all(|b| b.is_ascii_digit() || b == b';');
            assert!(plain, "{:?} in {file:?}", sequence.chars().take(24).collect::<String>());
            rest = &sequence[end..];
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    let text = output("csv", &files(), &[]);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let mut cells = 0;
    for record in reader.records() {
        for cell in &record.unwrap() {
            cells += 1;
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!formula, "{cell:?}");
        }
    }
    assert!(cells > 0);
}

#[test]
fn an_encoded_word_cannot_add_a_line() {
    let text = output("ndjson", &[root().join("fixtures/hostile/encoded-escapes.eml")], &[]);
    let message: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let subject = message["message"]["subject"].as_str().unwrap();
    assert!(subject.contains("owned") && subject.contains("X-Injected"), "{subject:?}");
    let rows = output("csv", &[root().join("fixtures/hostile/encoded-escapes.eml")], &[]);
    assert_eq!(rows.lines().count(), 2, "{rows}");
}

#[test]
fn a_greeting_cannot_forge_the_border() {
    let text = output("ndjson", &[root().join("fixtures/hostile/comment-injection.eml")], &[]);
    let message: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(message["route"]["border"]["ip"], "203.0.113.66", "{}", message["route"]["border"]);
    assert_eq!(message["exlibris"]["relation"], "claimed");
}
