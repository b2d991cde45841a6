//! The engine for products whose fields are many small facts: all that stands on one side of the border is one reading.

use super::corroborate::{Claim, any_present, standing};
use super::words::{Item, MAX_INSTANCES, Spec, take};
use super::{Code, Context, Reading, Role, Verdict};
use crate::headers::{FieldRef, hash_name};

/// The name hashes of the first `N` items: those that only this product writes stand first.
pub(super) const fn keys<const N: usize>(items: &[Item]) -> [u32; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = hash_name(items[i].field.as_bytes());
        i += 1;
    }
    out
}

/// Reads the fields of one product: at most one reading above the border and one below it.
///
/// A side needs one of the `keys`: the names that only this product writes.
pub(super) fn decode<'m>(spec: &Spec, context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, spec.keys) {
        return;
    }
    let mut sides: [Vec<(&Item, FieldRef<'_, 'm>)>; 2] = [Vec::new(), Vec::new()];
    for item in spec.items {
        for field in context.headers.all(item.field).take(MAX_INSTANCES) {
            let below = usize::from(!context.route.is_above_border(field.index()));
            sides[below].push((item, field));
        }
    }
    let is_key = |item: &Item| spec.keys.contains(&hash_name(item.field.as_bytes()));
    sides.iter_mut().filter(|s| !s.iter().any(|(item, _)| is_key(item))).for_each(Vec::clear);
    let agrees = if sides.iter().any(Vec::is_empty) { (spec.agrees)(context) } else { None };
    for side in &sides {
        readings.extend(reading(spec, context, side, agrees));
    }
}

fn reading<'m>(
    spec: &Spec,
    context: &Context<'_, 'm>,
    side: &[(&Item, FieldRef<'_, 'm>)],
    agrees: Option<bool>,
) -> Option<Reading<'m>> {
    let field = side.iter().map(|(_, f)| f.index()).min()?;
    let same = |name: &str| side.iter().filter(|(i, _)| i.decides && i.field == name).count();
    let instances = side.iter().map(|(i, _)| same(i.field)).max().unwrap_or(1).max(1);
    let agrees = if instances > 1 { None } else { agrees };
    let claim = Claim { product: spec.id, field, instances, appliance: spec.appliance, agrees };
    let mut reading = standing(context, claim).reading(spec.id);
    for (item, field) in side {
        take(spec, item, *field, &mut reading);
    }
    without_verdict(&mut reading);
    Some(reading)
}

/// Adds the fields whose names begin with `prefix` and that no item of the product reads, as they stand: to the
/// product's reading on their side of the border (those from `before` on), or to one of their own.
pub(super) fn unlisted<'m>(
    spec: &Spec,
    prefix: &str,
    meaning: Option<&'static str>,
    context: &Context<'_, 'm>,
    readings: &mut Vec<Reading<'m>>,
    before: usize,
) {
    let begins =
        |name: &[u8]| name.get(..prefix.len()).is_some_and(|n| n.eq_ignore_ascii_case(prefix.as_bytes()));
    let listed = |name: &[u8]| spec.items.iter().any(|i| i.field.as_bytes().eq_ignore_ascii_case(name));
    let found = context.headers.iter().filter(|f| begins(f.name_bytes()) && !listed(f.name_bytes()));
    for field in found.take(MOST_UNLISTED) {
        let above = context.route.is_above_border(field.index());
        let own = |r: &Reading<'_>| {
            r.places.first().is_some_and(|p| context.route.is_above_border(p.field) == above)
        };
        let at =
            (before..readings.len()).find(|at| readings.get(*at).is_some_and(own)).unwrap_or_else(|| {
                let claim = Claim {
                    product: spec.id,
                    field: field.index(),
                    instances: 1,
                    appliance: spec.appliance,
                    agrees: None,
                };
                let mut reading = standing(context, claim).reading(spec.id);
                reading.role = Role::Diagnostic;
                readings.push(reading);
                readings.len() - 1
            });
        let Some(reading) = readings.get_mut(at) else { return };
        let text = field.decoded();
        // Nobody has said what it holds, so an address in it is taken for somebody's.
        let personal = text.contains('@');
        reading.codes.push(Code { personal, ..Code::new(field.name(), text, meaning) });
        reading.places.push(field.place());
    }
}

/// More such fields than any product writes.
const MOST_UNLISTED: usize = 16;

/// A reading that says nothing about the message plays no part in its fate, whoever wrote it.
pub(super) fn without_verdict(reading: &mut Reading<'_>) {
    if reading.verdict == Verdict::Unknown && !reading.forged {
        reading.role = Role::Diagnostic;
    }
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::hashes;
    use super::super::testing::{message, run};
    use super::super::words::{deciding, fact, judge, no_identifier};
    use super::super::{Decoder, FieldDoc};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    static SPEC: Spec = Spec {
        id: "x",
        keys: &hashes(["X-Own", "X-Own-Verdict"]),
        items: &[
            deciding("X-Own-Verdict", "Verdict", |_, reading| judge(reading, Verdict::Spam)),
            fact("X-Own", "Own"),
            fact("X-Country", "Country"),
        ],
        codes: &[],
        appliance: true,
        agrees: no_identifier,
    };

    static FIELDS: &[FieldDoc] = &[];

    static DECODER: Decoder = Decoder {
        id: "x",
        name: "X",
        fields: FIELDS,
        codes: &[],
        exemption: None,
        decode: |context, readings| decode(&SPEC, context, readings),
    };

    fn read(text: &str) -> Vec<Reading<'_>> {
        run(&DECODER, text, Platform::Other, &["mx1.example.edu"])
    }

    #[test]
    fn each_side_of_the_border_is_one_reading() {
        let text = format!("X-Own: 1\r\nX-Own: 2\r\n{}", message("X-Own: 3\r\nX-Own-Verdict: yes"));
        let readings = read(&text);
        let facts: Vec<_> = readings.iter().map(|r| (r.trust, r.role, r.codes.len())).collect();
        let expected = [(Trust::Trusted, Role::Diagnostic, 2), (Trust::Unverifiable, Role::Receiver, 2)];
        assert_eq!(facts, expected);
    }

    #[test]
    fn a_name_that_others_write_too_is_not_enough() {
        assert!(read(&message("X-Country: NL")).is_empty());
        let text = format!("X-Country: NL\r\n{}", message("X-Own: 1"));
        assert_eq!(read(&text).len(), 1);
        assert_eq!(read(&message("X-Own: 1\r\nX-Country: NL"))[0].codes.len(), 2);
    }
}
