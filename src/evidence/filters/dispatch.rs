//! Which decoders have a field to read in a message: one look-up for each field, whatever the number of products.

use super::{DECODERS, Decoder};
use crate::headers::{Headers, hash_name};

/// Slots of the table; a power of two, several times the number of field names.
const SLOTS: usize = 2048;

/// One bit for each decoder, in the order of [`DECODERS`].
type Set = u128;

/// Field names of all decoders by hash, open addressing; `0` is an empty slot.
struct Table {
    hashes: [u32; SLOTS],
    decoders: [Set; SLOTS],
    /// Beginnings of names (`X-IMail-SPAM-*`) with their length; the first `begun` are set.
    beginnings: [(&'static [u8], usize, Set); MOST_BEGINNINGS],
    begun: usize,
    /// Decoders with a field name that begins in a way that differs by site.
    always: Set,
}

/// Places for beginnings of names.
const MOST_BEGINNINGS: usize = 16;

/// A shorter beginning is that of most names.
const SHORTEST_BEGINNING: usize = 6;

static TABLE: Table = build();

const fn build() -> Table {
    let mut table = Table {
        hashes: [0; SLOTS],
        decoders: [0; SLOTS],
        beginnings: [(&[], 0, 0); MOST_BEGINNINGS],
        begun: 0,
        always: 0,
    };
    let mut number = 0;
    while number < DECODERS.len() {
        let bit = 1 << number;
        let fields = DECODERS[number].fields;
        let mut i = 0;
        while i < fields.len() {
            let name = fields[i].name.as_bytes();
            let fixed = before_star(name);
            if fixed < SHORTEST_BEGINNING && fixed < name.len() {
                table.always |= bit;
            } else if fixed < name.len() {
                table.beginnings[table.begun] = (name, fixed, bit);
                table.begun += 1;
            } else {
                let hash = hash_name(name);
                let slot = slot(&table.hashes, hash);
                table.hashes[slot] = hash;
                table.decoders[slot] |= bit;
            }
            i += 1;
        }
        number += 1;
    }
    table
}

/// How much of a name stands before its `*`; all of it where there is none.
const fn before_star(name: &[u8]) -> usize {
    let mut i = 0;
    while i < name.len() && name[i] != b'*' {
        i += 1;
    }
    i
}

/// The slot that holds `hash`, or the empty one where it belongs.
const fn slot(hashes: &[u32; SLOTS], hash: u32) -> usize {
    let mut slot = hash as usize % SLOTS;
    while hashes[slot] != 0 && hashes[slot] != hash {
        slot = (slot + 1) % SLOTS;
    }
    slot
}

/// The decoders that read a field of this name.
fn of_hash(hash: u32) -> Set {
    let slot = slot(&TABLE.hashes, hash);
    if TABLE.hashes[slot] == hash { TABLE.decoders[slot] } else { 0 }
}

/// The third letters of the beginnings, by which nearly all names are told from them.
const THIRD_LETTERS: [bool; 256] = {
    let (table, mut letters, mut i) = (build(), [false; 256], 0);
    while i < table.begun {
        let letter = table.beginnings[i].0[2];
        letters[letter.to_ascii_lowercase() as usize] = true;
        letters[letter.to_ascii_uppercase() as usize] = true;
        i += 1;
    }
    letters
};

/// The decoders that read a field whose name begins like this one.
fn of_beginning(name: &[u8]) -> Set {
    if !name.get(2).is_some_and(|b| THIRD_LETTERS[*b as usize]) {
        return 0;
    }
    let begins = |(known, fixed, _): &&(&[u8], usize, Set)| {
        name.get(..*fixed).is_some_and(|n| n.eq_ignore_ascii_case(&known[..*fixed]))
    };
    TABLE.beginnings[..TABLE.begun].iter().filter(begins).fold(0, |set, (_, _, of)| set | of)
}

/// The decoders that have a field to read, in the order of [`DECODERS`].
pub(super) fn wanted(headers: &Headers<'_>) -> impl Iterator<Item = &'static Decoder> {
    let mut set = TABLE.always;
    for hash in &headers.hashes {
        set |= of_hash(*hash);
    }
    for field in headers.iter() {
        set |= of_beginning(field.name_bytes());
    }
    for field in &headers.carried {
        set |= of_hash(hash_name(field.name)) | of_beginning(field.name);
    }
    std::iter::from_fn(move || {
        let next = DECODERS.get(set.trailing_zeros() as usize).copied()?;
        set &= set - 1;
        Some(next)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use super::*;
    use crate::evidence::filters::{Context, Reading, decode};
    use crate::evidence::{authentication, identity, route};
    use crate::headers::{Limits, parse};
    use crate::settings::Settings;

    #[test]
    fn a_bit_for_each_decoder_and_room_in_the_table() {
        assert!(DECODERS.len() <= Set::BITS as usize);
        let used = TABLE.hashes.iter().filter(|h| **h != 0).count();
        assert!(used * 2 <= SLOTS, "{used} names in {SLOTS} slots");
    }

    #[test]
    fn only_decoders_with_a_field_run() {
        let ids = |text: &str| {
            let headers = parse(text.as_bytes(), &Limits::default());
            let listed = |d: &&Decoder| !d.fields.iter().any(|f| f.name.contains('*'));
            wanted(&headers).filter(listed).map(|d| d.id).collect::<Vec<_>>()
        };
        assert!(ids("Subject: x\r\nX-Unknown: 1\r\n\r\n").is_empty());
        assert_eq!(ids("x-ironport-anti-spam-filtered: true\r\n\r\n"), ["cisco"]);
        let all = |text: &str| {
            let headers = parse(text.as_bytes(), &Limits::default());
            wanted(&headers).map(|d| d.id).collect::<Vec<_>>()
        };
        let always = all("Subject: x\r\n\r\n");
        for (field, id) in [("x-retarus-new", "retarus"), ("X-IMail-spam-NEW", "imail")] {
            let with = all(&format!("{field}: 1\r\n\r\n"));
            assert!(with.contains(&id) && with.len() == always.len() + 1, "{field}: {with:?}");
        }
    }

    fn messages(folder: &Path, found: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                messages(&path, found);
            } else if path.extension().is_some_and(|e| e == "eml") {
                found.push(std::fs::read(path).unwrap());
            }
        }
    }

    /// A decoder that reads a field which it does not list would stay silent.
    #[test]
    fn nobody_is_left_out_that_has_something_to_say() {
        let mut found = Vec::new();
        messages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut found);
        let settings = Settings::default();
        for bytes in &found {
            let headers = parse(bytes, &Limits::default());
            let identity = identity::collect(&headers);
            let route = route::collect(&headers, &settings);
            let authentication = authentication::collect(&headers, &route, &identity, &settings);
            let context = Context {
                headers: &headers,
                route: &route,
                authentication: &authentication,
                settings: &settings,
            };
            let (mut chosen, mut all) = (Vec::new(), Vec::new());
            decode(&context, &mut chosen);
            DECODERS.iter().for_each(|d| (d.decode)(&context, &mut all));
            let ids = |readings: &[Reading<'_>]| readings.iter().map(|r| r.product).collect::<Vec<_>>();
            assert_eq!(
                ids(&chosen),
                ids(&all),
                "{}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(2000)])
            );
        }
    }
}
