//! What to do about one message, and the parts that every remedy in the page has: the text to paste, the request.

use super::markup::{Markup, class, own};
use super::message::Depth;
use super::words::{ask, is_asked, whom};
use crate::report::model::{Remedy, Report};
use crate::report::text::{answer, words as plain};
use crate::report::{RemedyCount, Snippet};
use crate::rules;

/// Writes the remedies of one message.
pub(super) fn write(report: &Report, depth: Depth, m: &mut Markup) {
    if report.remedies.is_empty() {
        return;
    }
    m.leaf(depth.heading(), &[], "What to do");
    m.el("ol", &[class("remedies")], |m| {
        for (at, remedy) in report.remedies.iter().enumerate() {
            m.el("li", &[], |m| one(remedy, report, at == 0, m));
        }
    });
}

fn one(remedy: &Remedy, report: &Report, is_first: bool, m: &mut Markup) {
    m.el("p", &[class("ask")], |m| {
        m.leaf("span", &[class("actor")], &ask(remedy.actor));
        m.text(" ");
        m.leaf("strong", &[], remedy.title);
    });
    if is_first {
        body(remedy, report, m);
        return;
    }
    m.el("details", &[], |m| {
        m.leaf("summary", &[], if remedy.snippet.is_some() { "Steps and text to paste" } else { "Steps" });
        body(remedy, report, m);
    });
}

fn body(remedy: &Remedy, report: &Report, m: &mut Markup) {
    if !remedy.steps.is_empty() {
        m.el("ol", &[class("steps")], |m| remedy.steps.iter().for_each(|step| m.leaf("li", &[], step)));
    }
    if let Some(snippet) = &remedy.snippet {
        paste("Text to paste", snippet, m);
    }
    if let Some(what_if) = report.what_if.iter().find(|w| w.remedy == remedy.id) {
        m.el("p", &[class("would")], |m| {
            m.text(&what_if.text);
            for sentence in &what_if.computed {
                m.text(" ");
                m.text(sentence);
            }
            let line = answer::would_have(what_if, report.placement.folder);
            m.leaf("span", &[class("quiet")], &format!(" ({line})"));
        });
    }
    let cause = report.cause.as_ref().and_then(|cause| rules::find(cause.rule));
    if let Some(cause) = cause.filter(|_| is_asked(remedy.actor)) {
        let text = letter(&Request {
            what: remedy.title,
            because: cause.title,
            steps: &remedy.steps,
            snippet: remedy.snippet.as_ref(),
            measure: Measure::One(report),
        });
        request(remedy.actor, &text, m);
    }
}

/// What stands above the text of a remedy that several messages may have.
pub(super) fn caption_of(remedy: &RemedyCount) -> String {
    match (remedy.messages, &remedy.snippet_for) {
        (1, _) => "Text to paste".to_owned(),
        (_, Some(domain)) => {
            format!("Text to paste, as it is for mail from {domain}; another sender may need another text")
        }
        (_, None) => {
            "Text to paste, as it is for one of these messages; another may need another text".to_owned()
        }
    }
}

/// Text to paste, with a button that copies it.
pub(super) fn paste(caption: &str, snippet: &Snippet, m: &mut Markup) {
    copied(caption, &snippet.text, m);
}

/// A request to send to whoever can do it.
pub(super) fn request(actor: &str, text: &str, m: &mut Markup) {
    m.el("details", &[class("request")], |m| {
        m.leaf("summary", &[], &format!("A request to {}, ready to send", whom(actor).0));
        copied("Request", text, m);
    });
}

fn copied(caption: &str, text: &str, m: &mut Markup) {
    m.el("figure", &[class("paste")], |m| {
        m.el("figcaption", &[], |m| {
            m.text(caption);
            m.leaf("button", &[own("type", "button"), class("copy script")], "Copy");
        });
        m.el("pre", &[own("tabindex", "0")], |m| m.el("code", &[], |m| m.lines(text)));
    });
}

/// What a request is about.
pub(super) struct Request<'a> {
    pub(super) what: &'static str,
    pub(super) because: &'static str,
    pub(super) steps: &'a [String],
    pub(super) snippet: Option<&'a Snippet>,
    pub(super) measure: Measure<'a>,
}

/// How much mail a request is about.
pub(super) enum Measure<'a> {
    /// One message.
    One(&'a Report),
    /// So many were kept out, and the change alone would have delivered so many.
    Many(u64, u64),
}

/// A request in whole sentences.
pub(super) fn letter(request: &Request<'_>) -> String {
    let mut text =
        "Hello,\n\nour library's notices are sent from Alma through the mail relays of Ex Libris. "
            .to_owned();
    match request.measure {
        Measure::One(report) => {
            text.push_str(&format!("{}. ", sentence_about(report)));
        }
        Measure::Many(messages, _) => {
            let of = plain::count(messages, "of them was", "of them were");
            text.push_str(&format!(
                "In the mail that I looked at, {of} kept out of the inbox for one reason. "
            ));
        }
    }
    text.push_str(&format!(
        "The reason: {}.\n\nCould you please do this: {}.\n",
        request.because, request.what
    ));
    for (at, step) in request.steps.iter().enumerate() {
        text.push_str(&format!("{}. {step}\n", at + 1));
    }
    if let Some(snippet) = request.snippet {
        let lines: Vec<String> = snippet.text.lines().map(|line| format!("    {line}")).collect();
        text.push_str(&format!("\nThe text for it:\n{}\n", lines.join("\n")));
        if let Measure::Many(..) = request.measure {
            text.push_str(&about_record(snippet));
        }
    }
    if let Measure::Many(messages, mends @ 1..) = request.measure {
        text.push_str(&format!(
            "\nAs far as the message headers tell, this alone would have delivered {} of these {}.\n",
            plain::thousands(mends),
            plain::thousands(messages)
        ));
    }
    text.push_str("\nThank you.\n");
    text
}

/// Where an SPF record goes, and how to see that it is there.
fn about_record(snippet: &Snippet) -> String {
    let Some((domain, _)) = snippet.text.split_once(". IN TXT \"v=spf1 ") else { return String::new() };
    format!(
        "\nA domain may have only one SPF record, the TXT record that begins with v=spf1. If {domain} has one, please add \
         only the new part to it, before its final ~all or -all. To check it afterwards: dig +short TXT {domain}\n"
    )
}

fn sentence_about(report: &Report) -> String {
    let message = &report.message;
    let subject = message.subject.as_deref().map_or(String::new(), |s| format!(" “{s}”"));
    let date = message.date.as_deref().map_or(String::new(), |d| format!(" of {}", plain::minute(d)));
    let fate = match report.placement.folder {
        "junk" => "landed in the junk folder",
        "quarantine" => "was put into quarantine",
        "rejected" => "was refused",
        "inbox" => "reached the inbox",
        _ => "went astray",
    };
    format!("The notice{subject}{date} {fate}")
}
