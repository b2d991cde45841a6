//! Outlook items of other programs' tests: the header lists are those that Python's extract-msg reads.
//!
//! Needs the corpora, and in `WHYJUNK_EXTRACT_MSG` a Python with tests/outlook/requirements.txt; passes without them.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};
use whyjunk::headers::{Limits, parse};
use whyjunk::input::{Block, Reader};

use super::run::{root, shared};

/// The fields of the item in a file; null when it has none.
fn fields(path: &Path) -> Value {
    let mut reader = Reader::new(vec![path.to_owned()]);
    let mut block = Block::default();
    reader.fill(&mut block);
    let top = block.messages().find(|message| message.origin.inside.is_none());
    let Some(message) = top else { return Value::Null };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = parse(message.bytes, &Limits::default());
    headers.iter().map(|field| json!([text(field.name_bytes()), text(field.raw())])).collect()
}

/// Line ends and the blanks after the colon are nobody's content.
fn plain(fields: &Value) -> Value {
    let plain = |text: &Value| text.as_str().unwrap().replace("\r\n", "\n").trim().to_owned();
    match fields.as_array() {
        Some(fields) => fields.iter().map(|field| json!([plain(&field[0]), plain(&field[1])])).collect(),
        None => Value::Null,
    }
}

#[test]
fn header_lists_are_those_of_extract_msg() {
    let (Some(python), Some(folder)) = (std::env::var_os("WHYJUNK_EXTRACT_MSG"), shared("corpora/msg_pst"))
    else {
        return eprintln!("passed over: no WHYJUNK_EXTRACT_MSG or no corpora");
    };
    let read = Command::new(python)
        .arg("-B")
        .arg(root().join("tests/outlook/headers.py"))
        .arg(&folder)
        .output()
        .unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let expected: Map<String, Value> = serde_json::from_slice(&read.stdout).unwrap();
    let (mut items, mut count) = (0, 0);
    for (name, expected) in &expected {
        assert_eq!(plain(&fields(&folder.join(name))), plain(expected), "{name}");
        items += usize::from(!expected.is_null());
        count += expected.as_array().map_or(0, Vec::len);
    }
    eprintln!("{items} of {} items have headers, {count} fields in all: the same", expected.len());
    assert!(items > 0 && expected.len() > items);
}
