//! The engine for products whose fields each hold one word or number.

use super::corroborate::{Claim, Standing, any_present, appended_last, standing};
use super::{Acted, Code, CodeDoc, Context, Reading, Role, Verdict};
use crate::headers::FieldRef;

/// How a product's fields are read.
pub(super) struct Spec {
    /// Product id.
    pub(super) id: &'static str,
    /// Hashes of the names of which one must be there; none where each of `items` is the product's own.
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
    /// The vendor's short key for it; empty where `read` names the parts.
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

/// A field that tells facts in parts, or a verdict only where no other field does.
pub(super) const fn fact_with(
    field: &'static str,
    code: &'static str,
    read: fn(&str, &mut Reading<'_>),
) -> Item {
    Item { read, ..fact(field, code) }
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
pub(super) const MAX_INSTANCES: usize = 8;

/// One field with what is known of it.
type Found<'s, 'h, 'm> = (&'s Item, FieldRef<'h, 'm>);

/// Reads the fields of one product: one reading for each instance of its deciding fields, on either side of the
/// border, so that nothing below it speaks in a trusted server's reading.
pub(super) fn decode<'m>(spec: &Spec, context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !spec.keys.is_empty() && !any_present(context.headers, spec.keys) {
        return;
    }
    let found = |i: &'static Item| context.headers.all(i.field).take(MAX_INSTANCES + 1).map(move |f| (i, f));
    let (above, below): (Vec<_>, Vec<_>) =
        spec.items.iter().flat_map(found).partition(|(_, f)| context.route.is_above_border(f.index()));
    let before = if above.is_empty() { 0 } else { instances(spec, &above).max(1) };
    side(spec, context, &above, 0, readings);
    side(spec, context, &below, before, readings);
}

/// Reads the fields as [`decode`] does; a reading of the receiver that names a folder tells where the message went.
pub(super) fn decode_placement<'m>(spec: &Spec, context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    decode(spec, context, readings);
    for reading in &mut readings[before..] {
        if reading.folder.is_some() && reading.role == Role::Receiver {
            reading.role = Role::Placement;
        }
    }
}

/// The most instances that a deciding field has.
fn instances(spec: &Spec, found: &[Found<'_, '_, '_>]) -> usize {
    let count = |i: &Item| found.iter().filter(|(other, _)| other.field == i.field).count();
    spec.items.iter().filter(|i| i.decides).map(count).max().unwrap_or(0)
}

/// The readings of one side of the border; `others` instances stand on the other.
fn side<'m>(
    spec: &Spec,
    context: &Context<'_, 'm>,
    found: &[Found<'_, '_, 'm>],
    others: usize,
    readings: &mut Vec<Reading<'m>>,
) {
    let here = instances(spec, found);
    let alone = here.max(1) + others == 1;
    let agrees = if alone { (spec.agrees)(context) } else { None };
    let last = if others == 0 { last(spec, context, found, here) } else { None };
    for nth in 0..here.clamp(1, MAX_INSTANCES) {
        let of = |i: &'static Item| found.iter().filter(move |(other, _)| other.field == i.field);
        let group: Vec<&Found<'_, '_, 'm>> = spec
            .items
            .iter()
            .filter(|i| i.decides || nth == 0)
            .flat_map(|i| of(i).skip(nth).take(if i.decides { 1 } else { MAX_INSTANCES }))
            .collect();
        let Some((_, first)) = group.first() else { continue };
        let instances = if last == Some(nth) { 1 } else { here.max(1) + others };
        let claim =
            Claim { product: spec.id, field: first.index(), instances, appliance: spec.appliance, agrees };
        let standing = match last {
            Some(last) if last != nth => Standing::sender(),
            _ => standing(context, claim),
        };
        let mut reading = standing.reading(spec.id);
        for (item, field) in group {
            take(spec, item, *field, &mut reading);
        }
        if here == 0 && reading.verdict == Verdict::Unknown {
            reading.role = Role::Diagnostic;
        }
        readings.push(reading);
    }
}

/// The instance that a trusted server of the product appended last, where all deciding fields come as often.
fn last(
    spec: &Spec,
    context: &Context<'_, '_>,
    found: &[Found<'_, '_, '_>],
    instances: usize,
) -> Option<usize> {
    let deciding: Vec<u32> = found.iter().filter(|(i, _)| i.decides).map(|(_, f)| f.index()).collect();
    let count = |i: &Item| found.iter().filter(|(other, _)| other.field == i.field).count();
    let whole = (2..=MAX_INSTANCES).contains(&instances)
        && found.iter().all(|(item, _)| !item.decides || count(item) == instances);
    appended_last(context, spec.id, &deciding).filter(|_| whole).map(|_| instances - 1)
}

/// Takes one field into the reading.
pub(super) fn take<'m>(spec: &Spec, item: &Item, field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    (item.read)(&text, reading);
    reading.places.push(field.place());
    if item.code.is_empty() {
        return;
    }
    let meaning = meaning(spec.codes, item.code, &text);
    reading.codes.push(Code { personal: item.personal, ..Code::new(item.code, text, meaning) });
}

/// What a value means: the row of the whole value, of what stands before a comma, of its first word, or of the key
/// itself.
pub(super) fn meaning(codes: &[CodeDoc], name: &str, value: &str) -> Option<&'static str> {
    let row = |wanted: &str| {
        codes.iter().find(|c| c.name == name && c.value.eq_ignore_ascii_case(wanted)).map(|c| c.meaning)
    };
    let word = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':')).next().unwrap_or("");
    let head = value.split([',', ';']).next().unwrap_or("").trim();
    row(value).or_else(|| row(head)).or_else(|| row(word)).or_else(|| row(""))
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

/// Says that an allow-list acted where the product's word is that the sender is on one.
pub(super) fn allow_lists_acted(readings: &mut [Reading<'_>]) {
    for reading in readings.iter_mut().filter(|r| r.verdict == Verdict::AllowListed) {
        reading.acted = reading.acted.or(Some(Acted::AllowListedByPolicy));
    }
}

/// Makes readings without a verdict what they are: facts.
pub(super) fn facts_without_verdict(readings: &mut [Reading<'_>]) {
    for reading in readings.iter_mut().filter(|r| r.verdict == Verdict::Unknown) {
        reading.role = Role::Diagnostic;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Decoder;
    use super::super::testing::{message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const SPEC: Spec = Spec {
        id: "ses",
        keys: &[],
        items: &[
            deciding("X-A", "A", |v, r| judge(r, if v == "bad" { Verdict::Spam } else { Verdict::NotSpam })),
            deciding("X-B", "B", |_, r| judge(r, Verdict::AllowListed)),
        ],
        codes: &[],
        appliance: false,
        agrees: no_identifier,
    };
    const DECODER: Decoder = Decoder {
        id: "ses",
        name: "",
        fields: &[],
        codes: &[],
        exemption: None,
        decode: |context, readings| decode(&SPEC, context, readings),
    };
    const HOST: &[&str] = &["inbound-smtp.eu-west-1.amazonaws.com"];

    fn read(message: &str) -> Vec<(Verdict, Trust)> {
        run(&DECODER, message, Platform::Other, HOST).iter().map(|r| (r.verdict, r.trust)).collect()
    }

    #[test]
    fn nothing_below_the_border_speaks_in_a_trusted_servers_reading() {
        assert_eq!(
            read("X-A: bad\r\nReceived: border\r\nFrom: a@example.org\r\nX-B: yes\r\n\r\n"),
            [(Verdict::Spam, Trust::Trusted), (Verdict::AllowListed, Trust::Unverifiable)]
        );
    }

    #[test]
    fn of_two_appended_instances_the_last_is_the_products() {
        let last = [(Verdict::NotSpam, Trust::SenderSupplied), (Verdict::Spam, Trust::Probable)];
        assert_eq!(read(&message("X-A: good\r\nSubject: x\r\nX-A: bad")), last);
        for unclear in [
            "Received: a\r\nX-A: bad\r\nFrom: a@example.org\r\nX-A: good\r\n\r\n".to_owned(),
            message("X-A: good\r\nX-B: yes\r\nX-A: bad"),
            message("X-A: good\r\n".repeat(20).trim_end()),
        ] {
            assert!(read(&unclear).iter().all(|r| r.1 == Trust::Unverifiable), "{unclear}");
        }
    }

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
