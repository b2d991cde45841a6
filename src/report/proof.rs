//! Places become proof: the field's name, number and line, and a short excerpt.

use crate::headers::{Headers, Place, unfold};

use super::model::Proof;

/// Characters of an excerpt.
const EXCERPT: usize = 200;
/// Places shown for one statement; a hostile message can repeat a field without end.
const PLACES: usize = 20;

/// The places as proof, in order, each once.
pub(super) fn resolve(headers: &Headers<'_>, places: &[Place]) -> Vec<Proof> {
    let mut proofs: Vec<Proof> = Vec::with_capacity(places.len().min(PLACES));
    for proof in places.iter().filter_map(|place| one(headers, *place)) {
        if proofs.len() == PLACES {
            break;
        }
        if !proofs.contains(&proof) {
            proofs.push(proof);
        }
    }
    proofs
}

fn one(headers: &Headers<'_>, place: Place) -> Option<Proof> {
    let fields = headers.fields.len() + headers.carried.len();
    let field = ((place.field as usize) < fields).then(|| headers.at(place.field))?;
    Some(Proof {
        header: cut(&field.name()),
        number: field.number(),
        line: field.line(),
        excerpt: excerpt(field.raw(), place),
    })
}

fn excerpt(raw: &[u8], place: Place) -> String {
    let part = raw.get(place.start as usize..place.end as usize).filter(|p| !p.is_empty()).unwrap_or(raw);
    // Unfolding only shortens, and a character takes at most four bytes: a few times that is enough to read.
    let part = &part[..part.len().min(EXCERPT * 8)];
    cut(&unfold(part))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        None => text.to_owned(),
        Some(_) => text.chars().take(EXCERPT - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::headers::{Limits, parse};

    #[test]
    fn a_place_names_field_line_and_part() {
        let headers = parse(b"A: 1\r\nB: one\r\n two three\r\n\r\n", &Limits::default());
        let whole = resolve(&headers, &[Place::whole(1), Place::whole(1)]);
        assert_eq!(
            whole,
            [Proof { header: "B".into(), number: 2, line: 2, excerpt: "one two three".into() }]
        );
        let part = resolve(&headers, &[Place { field: 1, start: 1, end: 4 }]);
        assert_eq!(part[0].excerpt, "one");
    }

    #[test]
    fn wrong_places_and_long_values_are_survived() {
        let value = "é".repeat(5000);
        let text = format!("A: {value}\r\n\r\n");
        let headers = parse(text.as_bytes(), &Limits::default());
        let proofs = resolve(&headers, &[Place { field: 0, start: 2, end: 9_999_999 }, Place::whole(7)]);
        assert_eq!(proofs.len(), 1);
        assert_eq!(proofs[0].excerpt.chars().count(), 200);
        assert!(proofs[0].excerpt.ends_with('…'));
    }
}
