//! Two messages side by side: what differs, and which difference explains that one was junked and the other not.
//!
//! It reads two finished reports and nothing else. What it calls decisive follows from the cause that was chosen for the
//! junked message: of all that the cause rests on, what is otherwise in the delivered one.

mod decisive;
mod markdown;
mod points;
mod properties;
mod text;

use std::io;

use serde::Serialize;

use super::model::{Report, SCHEMA};
use super::{Look, untrusted};
use properties::PROPERTIES;

/// A comparison of two messages.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The answer in one or two sentences, the decisive difference first.
    pub answer: String,
    /// `different`, `same`, or `unknown` when nothing says where one of them lies.
    pub fates: &'static str,
    /// Whether both name the same domain in From.
    pub same_sender: bool,
    /// The difference that explains the different fates; null when the headers do not tell, or the fates are the same.
    pub decisive: Option<Decisive>,
    /// What differs: the decisive first, then in the order of the report.
    pub differences: Vec<Difference>,
    /// What is the same in both.
    pub same: Vec<Same>,
    /// What limits the comparison.
    pub notes: Vec<String>,
}

/// The difference that explains why one message was junked and the other delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decisive {
    /// `spf`, `dkim`, `dmarc`, `compauth`, `envelope`, `gateway`, `forwarding`, `rules`, `content`, `list`,
    /// `allow-list`, `filter`.
    pub what: &'static str,
    /// Which message was kept from the inbox: `a` or `b`.
    pub junked: &'static str,
    /// How sure: that of the junked message's cause.
    pub confidence: &'static str,
    /// In words.
    pub text: String,
    /// The properties that show it.
    #[serde(skip)]
    shows: &'static [&'static str],
}

/// A property that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The property's id; of a filter's code `code:` and its name, of a scored rule `rule:` and its name.
    pub what: String,
    /// For people.
    pub title: String,
    /// In the first message; null where it has none.
    pub a: Option<String>,
    /// In the second.
    pub b: Option<String>,
    /// It belongs to the decisive difference.
    pub decisive: bool,
}

/// A property that is the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Same {
    /// The property's id.
    pub what: &'static str,
    /// For people.
    pub title: &'static str,
    /// The value.
    pub value: String,
}

/// What kept a message from the inbox, and what did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    KeptOut,
    Delivered,
    Unknown,
}

fn fate(report: &Report) -> Fate {
    match report.placement.folder {
        "junk" | "quarantine" | "rejected" => Fate::KeptOut,
        "inbox" => Fate::Delivered,
        _ => Fate::Unknown,
    }
}

impl Comparison {
    /// Compares two messages, in either order.
    pub fn new(a: &Report, b: &Report) -> Self {
        let (decisive, fates) = match (fate(a), fate(b)) {
            (Fate::KeptOut, Fate::Delivered) => (decisive::find(a, b, "A", "B"), "different"),
            (Fate::Delivered, Fate::KeptOut) => (decisive::find(b, a, "B", "A"), "different"),
            (Fate::Unknown, _) | (_, Fate::Unknown) => (None, "unknown"),
            _ => (None, "same"),
        };
        let domain = |r: &Report| r.message.from.as_ref().map(|f| f.domain.to_ascii_lowercase());
        let same_sender = domain(a).is_some() && domain(a) == domain(b);
        let (differences, same) = properties(a, b, decisive.as_ref());
        let answer = answer(a, b, fates, decisive.as_ref(), &same);
        Self {
            answer,
            fates,
            same_sender,
            decisive,
            differences,
            same,
            notes: notes(a, b, fates, same_sender),
        }
    }

    /// As one JSON object, with both messages whole.
    ///
    /// # Errors
    /// When it cannot be serialised, which a published shape always can.
    pub fn json(&self, a: &Report, b: &Report) -> io::Result<Vec<u8>> {
        #[derive(Serialize)]
        struct Whole<'r> {
            schema: &'static str,
            comparison: &'r Comparison,
            messages: [&'r Report; 2],
        }
        let mut out = Vec::new();
        untrusted::json(&Whole { schema: SCHEMA, comparison: self, messages: [a, b] }, &mut out)?;
        out.push(b'\n');
        Ok(out)
    }

    /// As text for people.
    pub fn text(&self, a: &Report, b: &Report, look: Look) -> String {
        text::write(self, a, b, look)
    }

    /// As Markdown for a ticket.
    pub fn markdown(&self, a: &Report, b: &Report) -> String {
        markdown::write(self, a, b)
    }
}

/// What differs, the decisive first, and what does not.
fn properties(a: &Report, b: &Report, decisive: Option<&Decisive>) -> (Vec<Difference>, Vec<Same>) {
    let shows = decisive.map_or(&[][..], |d| d.shows);
    let (mut differences, mut same) = (Vec::new(), Vec::new());
    for property in PROPERTIES {
        match ((property.value)(a), (property.value)(b)) {
            (None, None) => {}
            (Some(one), Some(other)) if one == other => {
                same.push(Same { what: property.what, title: property.title, value: one });
            }
            (one, other) => differences.push(Difference {
                what: property.what.to_owned(),
                title: property.title.to_owned(),
                a: one,
                b: other,
                decisive: shows.contains(&property.what),
            }),
        }
    }
    let is_shown = |kind| shows.contains(&kind);
    differences.extend(points::codes(a, b, is_shown("codes")));
    differences.extend(points::rules(a, b, is_shown("rules")));
    differences.sort_by_key(|difference| !difference.decisive);
    (differences, same)
}

/// The answer: the fates, then what explains them, or that nothing does.
fn answer(a: &Report, b: &Report, fates: &str, decisive: Option<&Decisive>, same: &[Same]) -> String {
    let place = |r: &Report| properties::folder(r.placement.folder);
    match (fates, decisive) {
        (_, Some(decisive)) => {
            let (kept, delivered) = match decisive.junked {
                "a" => (("A", a), ("B", b)),
                _ => (("B", b), ("A", a)),
            };
            format!(
                "{} {place_kept}, {} {}: {}",
                kept.0,
                delivered.0,
                place(delivered.1),
                decisive.text,
                place_kept = place(kept.1)
            )
        }
        ("different", None) => {
            format!("A {}, B {}, and the headers do not tell why. {}", place(a), place(b), alike(same))
        }
        ("same", _) => match (&a.cause, &b.cause) {
            _ if place(a) != place(b) => {
                format!("Neither reached the inbox: A {}, B {}. {}", place(a), place(b), causes(a, b))
            }
            (Some(one), Some(other)) if one.rule == other.rule => {
                format!("Both have the same fate: each {}, for the same cause ({}).", place(a), one.rule)
            }
            _ => format!("Both have the same fate: each {}. {}", place(a), causes(a, b)),
        },
        _ => {
            let unknown = |r: &Report| fate(r) == Fate::Unknown;
            let which = match (unknown(a), unknown(b)) {
                (true, true) => "A nor of B",
                (true, false) => "A",
                _ => "B",
            };
            let neither = if which.len() > 1 { "neither of " } else { "not of " };
            format!(
                "The headers say {neither}{which} whether it reached the inbox. Say where they were found with --folder-a and --folder-b."
            )
        }
    }
}

/// The causes of both, where they are known.
fn causes(a: &Report, b: &Report) -> String {
    let cause = |r: &Report| r.cause.as_ref().map_or("no cause is known", |c| c.rule);
    format!("The cause of A is {}, that of B {}.", cause(a), cause(b))
}

/// What is the same, of that which usually makes the difference.
fn alike(same: &[Same]) -> String {
    const TELLING: [&str; 7] =
        ["relay-address", "border-address", "envelope-domain", "spf", "dkim", "dmarc", "filter"];
    let alike: Vec<&str> = same.iter().filter(|s| TELLING.contains(&s.what)).map(|s| s.title).collect();
    match alike.as_slice() {
        [] => {
            "Nothing that the cause of the junked one rests on is otherwise in the delivered one.".to_owned()
        }
        alike => format!(
            "The same in both: {}. Ask the mail administrator for the trace of the junked one.",
            alike.join(", ")
        ),
    }
}

fn notes(a: &Report, b: &Report, fates: &str, same_sender: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let domain = |r: &Report| r.message.from.as_ref().map_or("(no From)".to_owned(), |f| f.domain.clone());
    if a.message.from.is_none() && b.message.from.is_none() {
        notes.push("Neither message names a sender in From.".to_owned());
    } else if !same_sender {
        notes.push(format!(
            "The messages are of different senders: From says {} in A and {} in B. Compare messages of one sender to learn more.",
            domain(a),
            domain(b)
        ));
    }
    if fates == "different" && a.verdict.decided_by != b.verdict.decided_by {
        notes.push("Different filters decided: what one of them accepts the other may not.".to_owned());
    }
    if a.message.message_id.is_some() && a.message.message_id == b.message.message_id {
        notes.push("Both have the same Message-ID: they are copies of one message.".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn properties_are_unique_and_equal_messages_do_not_differ() {
        for (at, property) in PROPERTIES.iter().enumerate() {
            assert!(PROPERTIES[..at].iter().all(|p| p.what != property.what), "{}", property.what);
        }
        let report = crate::report::tests::report();
        let comparison = Comparison::new(&report, &report);
        assert_eq!((comparison.differences.len(), comparison.decisive), (0, None));
        assert!(comparison.same_sender && comparison.same.iter().any(|s| s.what == "from-domain"));
    }

    #[test]
    fn a_missing_folder_is_said_and_how_to_give_it() {
        let mut report = crate::report::tests::report();
        let other = report.clone();
        report.placement.folder = "unknown";
        let comparison = Comparison::new(&report, &other);
        assert_eq!(comparison.fates, "unknown");
        assert!(comparison.answer.contains("--folder-a"), "{}", comparison.answer);
    }
}
