//! JSON: one object for the run, or one object a line.

use std::io::{self, Write};

use super::model::SCHEMA;
use super::{Format, Rendered, Renderer, Report, Summary, Unreadable, untrusted};

/// One object for the whole run.
pub(super) static FORMAT: Format = Format {
    id: "json",
    about: "one object for the whole run: messages, unreadable, summary",
    start: |_| Box::new(Whole::default()),
};

/// One object a line.
pub(super) static NDJSON: Format = Format {
    id: "ndjson",
    about: "one object a line: each message as it comes, the summary last",
    start: |_| Box::new(Lines),
};

#[derive(Default)]
struct Whole {
    any: bool,
    unreadable: Vec<Unreadable>,
}

impl Renderer for Whole {
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        untrusted::json(report, out)
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"schema\":\"{SCHEMA}\",\"messages\":[")
    }

    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()> {
        for message in rendered.messages() {
            out.write_all(if self.any { b",\n" } else { b"\n" })?;
            out.write_all(message)?;
            self.any = true;
        }
        Ok(())
    }

    fn unreadable(&mut self, unreadable: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        self.unreadable.push(unreadable.clone());
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut text = b"\n],\n\"unreadable\":".to_vec();
        untrusted::json(&self.unreadable, &mut text)?;
        text.extend_from_slice(b",\n\"summary\":");
        untrusted::json(summary, &mut text)?;
        text.extend_from_slice(b"}\n");
        out.write_all(&text)
    }
}

struct Lines;

impl Renderer for Lines {
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        line("message", report, out)
    }

    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&rendered.bytes)
    }

    fn unreadable(&mut self, unreadable: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
        write_line("unreadable", unreadable, out)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        write_line("summary", summary, out)
    }
}

fn write_line(kind: &str, value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    line(kind, value, &mut text)?;
    out.write_all(&text)
}

/// Appends `{"type":KIND,...fields of the value}` and a line end. The value must be an object with a field.
fn line(kind: &str, value: &impl serde::Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(kind.as_bytes());
    out.push(b'"');
    let brace = out.len();
    untrusted::json(value, out)?;
    out[brace] = b',';
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::report::{Look, format};

    fn run(id: &str) -> String {
        let mut renderer = (format(id).unwrap().start)(Look::default());
        let mut out = Vec::new();
        let report = crate::report::tests::report();
        let mut rendered = Rendered::default();
        for _ in 0..2 {
            renderer.render(&report, &mut rendered.bytes).unwrap();
            rendered.ends.push(rendered.bytes.len());
        }
        renderer.begin(&mut out).unwrap();
        renderer.block(&rendered, &mut out).unwrap();
        let lost =
            Unreadable { path: "x\u{202e}".into(), number: None, offset: Some(3), reason: "gone".into() };
        renderer.unreadable(&lost, &mut out).unwrap();
        renderer.end(&Summary { messages: 2, unreadable: 1, ..Summary::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_object_holds_messages_unreadable_and_summary() {
        let text = run("json");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "whyjunk/1");
        assert_eq!(value["messages"].as_array().unwrap().len(), 2);
        assert_eq!(value["unreadable"][0]["path"], "x\u{202e}");
        assert_eq!(value["summary"]["messages"], 2);
        assert!(!text.contains('\u{202e}'));
    }

    #[test]
    fn each_line_is_an_object_with_its_type() {
        let types: Vec<_> = run("ndjson")
            .lines()
            .map(|l| {
                serde_json::from_str::<serde_json::Value>(l).unwrap()["type"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(types, ["message", "message", "unreadable", "summary"]);
    }
}
