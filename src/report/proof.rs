//! Places become proof: the field's name, number and line, and a short excerpt.

use crate::evidence::filters::Reading;
use crate::headers::{FieldRef, Headers, Place, unfold};

use super::model::Proof;

/// Characters of an excerpt.
const EXCERPT: usize = 200;
/// Places shown for one statement; a hostile message can repeat a field without end.
const PLACES: usize = 20;

/// In the place of a value that holds addresses or habits of people.
pub(super) const HIDDEN: &str = "(personal data: --verbose shows it)";
/// A longer field that holds such a value is not shown at all.
const MOST_SEARCHED: usize = 64 << 10;

/// What turns places into proof: the message, and the values in it that are not to be shown.
#[derive(Debug)]
pub(super) struct Proofs<'a, 'm> {
    headers: &'a Headers<'m>,
    /// Each value with the fields that the filter's reading took it from.
    hidden: Vec<(&'a [Place], &'a str)>,
}

impl<'a, 'm> Proofs<'a, 'm> {
    /// Proof from this message; without `personal` the personal values of the readings are left out.
    pub(super) fn new(headers: &'a Headers<'m>, readings: &'a [Reading<'m>], personal: bool) -> Self {
        let shown = if personal { &[] } else { readings };
        let values = |r: &'a Reading<'m>| {
            let codes = r.codes.iter().filter(|c| c.personal);
            codes.map(|c| (&r.places[..], c.value.as_ref()))
        };
        Self { headers, hidden: shown.iter().flat_map(values).collect() }
    }

    /// The places as proof, in order, each once.
    pub(super) fn resolve(&self, places: &[Place]) -> Vec<Proof> {
        let mut proofs: Vec<Proof> = Vec::with_capacity(places.len().min(PLACES));
        for proof in places.iter().filter_map(|place| self.one(*place)) {
            if proofs.len() == PLACES {
                break;
            }
            if !proofs.contains(&proof) {
                proofs.push(proof);
            }
        }
        proofs
    }

    fn one(&self, place: Place) -> Option<Proof> {
        let fields = self.headers.fields.len() + self.headers.carried.len();
        let field = ((place.field as usize) < fields).then(|| self.headers.at(place.field))?;
        let of_field = |(places, _): &&(&[Place], &str)| places.iter().any(|p| p.field == place.field);
        let mut hidden = self.hidden.iter().filter(of_field).map(|(_, value)| *value).peekable();
        let excerpt = match hidden.peek() {
            None => excerpt(field.raw(), place),
            Some(_) => without(field, place, hidden),
        };
        Some(Proof { header: cut(&field.name()), number: field.number(), line: field.line(), excerpt })
    }
}

fn part(raw: &[u8], place: Place) -> &[u8] {
    raw.get(place.start as usize..place.end as usize).filter(|p| !p.is_empty()).unwrap_or(raw)
}

fn excerpt(raw: &[u8], place: Place) -> String {
    let part = part(raw, place);
    // Unfolding only shortens, and a character takes at most four bytes: a few times that is enough to read.
    let part = &part[..part.len().min(EXCERPT * 8)];
    cut(&unfold(part))
}

/// An excerpt in which the values are replaced.
fn without<'v>(field: FieldRef<'_, '_>, place: Place, values: impl Iterator<Item = &'v str>) -> String {
    let part = part(field.raw(), place);
    if part.len() > MOST_SEARCHED {
        return HIDDEN.to_owned();
    }
    // What is encoded (RFC 2047) is as readable as what is not.
    let whole = part.len() == field.raw().len();
    let mut text = if whole { field.decoded().into_owned() } else { unfold(part).into_owned() };
    for value in values {
        text = hide(&text, value);
    }
    cut(&text)
}

/// The text with each occurrence of the value replaced, whatever the white space and the letters' case.
fn hide(text: &str, value: &str) -> String {
    let solid = |text: &str| -> (Vec<usize>, Vec<u8>) {
        let bytes = text.bytes().enumerate().filter(|(_, b)| !b.is_ascii_whitespace());
        bytes.map(|(at, b)| (at, b.to_ascii_lowercase())).unzip()
    };
    let ((at, bytes), (_, wanted)) = (solid(text), solid(value));
    if wanted.is_empty() || bytes.len() < wanted.len() {
        return text.to_owned();
    }
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for found in memchr::memmem::find_iter(&bytes, &wanted) {
        let (start, end) = (at[found], at[found + wanted.len() - 1] + 1);
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        let inside = (is_letter(before) && is_letter(text[start..].chars().next()))
            || (is_letter(after) && is_letter(text[..end].chars().next_back()));
        if !inside {
            shown.push_str(&text[from..start]);
            shown.push_str(HIDDEN);
            from = end;
        }
    }
    shown.push_str(&text[from..]);
    shown
}

/// As much as an excerpt may hold.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        None => text.to_owned(),
        Some(_) => text.chars().take(EXCERPT - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::evidence::Trust;
    use crate::evidence::filters::{Code, Role};
    use crate::headers::{Limits, parse};

    #[test]
    fn a_place_names_field_line_and_part() {
        let headers = parse(b"A: 1\r\nB: one\r\n two three\r\n\r\n", &Limits::default());
        let proofs = Proofs::new(&headers, &[], false);
        let whole = proofs.resolve(&[Place::whole(1), Place::whole(1)]);
        assert_eq!(
            whole,
            [Proof { header: "B".into(), number: 2, line: 2, excerpt: "one two three".into() }]
        );
        let part = proofs.resolve(&[Place { field: 1, start: 1, end: 4 }]);
        assert_eq!(part[0].excerpt, "one");
    }

    #[test]
    fn wrong_places_and_long_values_are_survived() {
        let value = "é".repeat(5000);
        let text = format!("A: {value}\r\n\r\n");
        let headers = parse(text.as_bytes(), &Limits::default());
        let proofs = Proofs::new(&headers, &[], false);
        let proofs = proofs.resolve(&[Place { field: 0, start: 2, end: 9_999_999 }, Place::whole(7)]);
        assert_eq!(proofs.len(), 1);
        assert_eq!(proofs[0].excerpt.chars().count(), 200);
        assert!(proofs[0].excerpt.ends_with('…'));
    }

    #[test]
    fn personal_values_are_left_out_of_the_fields_they_came_from() {
        let text = b"X-A: bob@example.edu; result=Spam\r\nX-B: bob@example.edu\r\nX-C: =?utf-8?q?Bob=40example.edu?=\r\n\r\n";
        let headers = parse(text, &Limits::default());
        let mut reading = Reading::new("x", Trust::Trusted, Role::Receiver);
        reading.places = vec![Place::whole(0), Place::whole(2)];
        reading.codes.push(Code::new("User", "bob@example.edu", None).personal());
        let readings = [reading];
        let all = [Place::whole(0), Place::whole(1), Place::whole(2)];
        let shown = |personal| -> Vec<String> {
            let proofs = Proofs::new(&headers, &readings, personal).resolve(&all);
            proofs.into_iter().map(|p| p.excerpt).collect()
        };
        let less = format!("{HIDDEN}; result=Spam");
        assert_eq!(shown(false), [&less, "bob@example.edu", HIDDEN]);
        assert!(shown(true)[0].starts_with("bob@example.edu; "));
    }

    #[test]
    fn a_value_is_found_across_folds_and_not_inside_words() {
        assert_eq!(hide("a b@\texample.org;b", "B@example.org"), format!("a {HIDDEN};b"));
        assert_eq!(hide("bobby; bob", "bob"), format!("bobby; {HIDDEN}"));
        assert_eq!(hide("\u{e9}b", "b"), "\u{e9}b");
        for (text, value) in [("", "x"), ("x", ""), ("x", " "), ("x", "xx")] {
            assert_eq!(hide(text, value), text);
        }
    }
}
