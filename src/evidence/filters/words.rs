//! The engine for products whose fields each hold one word or number.

use super::corroborate::{Claim, any_present, standing};
use super::{Code, CodeDoc, Context, Reading, Role, Verdict};
use crate::headers::FieldRef;

/// How a product's fields are read.
pub(super) struct Spec {
    /// Product id.
    pub(super) id: &'static str,
    /// Name hashes of `items`.
    pub(super) keys: &'static [u32],
    /// The fields, the ones that decide first.
    pub(super) items: &'static [Item],
    /// Meanings.
    pub(super) codes: &'static [CodeDoc],
    /// The product also runs on servers with the institution's own names.
    pub(super) appliance: bool,
    /// Compares an identifier with the trusted hops.
    pub(super) agrees: fn(&Context<'_, '_>) -> Option<bool>,
}

/// One field.
pub(super) struct Item {
    /// Its name.
    pub(super) field: &'static str,
    /// The vendor's short key for it.
    pub(super) code: &'static str,
    /// It speaks about the verdict; a second one is a conflict.
    pub(super) decides: bool,
    /// The value holds addresses or habits of people.
    pub(super) personal: bool,
    /// Takes the value into the reading.
    pub(super) read: fn(&str, &mut Reading<'_>),
}

/// A field that speaks about the verdict.
pub(super) const fn deciding(
    field: &'static str,
    code: &'static str,
    read: fn(&str, &mut Reading<'_>),
) -> Item {
    Item { field, code, decides: true, personal: false, read }
}

/// A field that only tells a fact.
pub(super) const fn fact(field: &'static str, code: &'static str) -> Item {
    Item { field, code, decides: false, personal: false, read: |_, _| {} }
}

/// A field that tells an address or a habit of somebody.
pub(super) const fn personal_fact(field: &'static str, code: &'static str) -> Item {
    Item { personal: true, ..fact(field, code) }
}

/// No identifier to compare.
pub(super) fn no_identifier(_: &Context<'_, '_>) -> Option<bool> {
    None
}

/// More instances than this are not read.
const MAX_INSTANCES: usize = 8;

/// Reads the fields of one product: one reading for each instance of its deciding fields.
pub(super) fn decode<'m>(spec: &Spec, context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, spec.keys) {
        return;
    }
    let count = |i: &Item| context.headers.all(i.field).count();
    let instances = spec.items.iter().filter(|i| i.decides).map(count).max().unwrap_or(0);
    let agrees = (spec.agrees)(context);
    for nth in 0..instances.clamp(1, MAX_INSTANCES) {
        let fields: Vec<(&Item, FieldRef<'_, 'm>)> = spec
            .items
            .iter()
            .filter(|i| i.decides || nth == 0)
            .filter_map(|i| Some((i, context.headers.all(i.field).nth(nth)?)))
            .collect();
        let Some((_, first)) = fields.first() else { continue };
        let claim = Claim {
            product: spec.id,
            field: first.index(),
            instances: instances.max(1),
            appliance: spec.appliance,
            agrees: if instances > 1 { None } else { agrees },
        };
        let mut reading = standing(context, claim).reading(spec.id);
        if instances == 0 {
            reading.role = Role::Diagnostic;
        }
        for (item, field) in fields {
            take(spec, item, field, &mut reading);
        }
        readings.push(reading);
    }
}

fn take<'m>(spec: &Spec, item: &Item, field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    (item.read)(&text, reading);
    reading.places.push(field.place());
    let meaning = meaning(spec.codes, item.code, &text);
    reading.codes.push(Code { personal: item.personal, ..Code::new(item.code, text, meaning) });
}

/// What a value means: the row of the whole value, of its first word, or of the key itself.
pub(super) fn meaning(codes: &[CodeDoc], name: &str, value: &str) -> Option<&'static str> {
    let row = |wanted: &str| {
        codes.iter().find(|c| c.name == name && c.value.eq_ignore_ascii_case(wanted)).map(|c| c.meaning)
    };
    let word = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':')).next().unwrap_or("");
    row(value).or_else(|| row(word)).or_else(|| row(""))
}

/// Adds a verdict: lists outrank scores, and of two scores the worse counts.
pub(super) fn judge(reading: &mut Reading<'_>, verdict: Verdict) {
    let is_list = |v: Verdict| matches!(v, Verdict::AllowListed | Verdict::BlockListed);
    if verdict == Verdict::Unknown || (is_list(reading.verdict) && !is_list(verdict)) {
        return;
    }
    if reading.verdict == Verdict::Unknown || is_list(verdict) || verdict < reading.verdict {
        reading.verdict = verdict;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::trust::Trust;

    #[test]
    fn lists_outrank_scores_and_the_worse_score_counts() {
        for (verdicts, expected) in [
            (&[Verdict::NotSpam, Verdict::Spam][..], Verdict::Spam),
            (&[Verdict::Spam, Verdict::NotSpam], Verdict::Spam),
            (&[Verdict::AllowListed, Verdict::Spam], Verdict::AllowListed),
            (&[Verdict::Spam, Verdict::AllowListed], Verdict::AllowListed),
            (&[Verdict::Unknown, Verdict::NotScanned], Verdict::NotScanned),
        ] {
            let mut reading = Reading::new("x", Trust::Trusted, Role::Receiver);
            verdicts.iter().for_each(|v| judge(&mut reading, *v));
            assert_eq!(reading.verdict, expected, "{verdicts:?}");
        }
    }
}
