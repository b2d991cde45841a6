//! The same words in another form: a field encoded whole, a number with a decimal comma. No answer may change.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use whyjunk::evidence::filters::{DECODERS, Decoder};

use super::filters::{Fixture, fixtures};
use super::run::analyze;

/// Fields in which the encoded form is not the same thing, and why.
const NOT_ENCODED: &[(&str, &str)] = &[
    ("Received", "a trace of a hop, not a verdict: its clauses are read as they stand"),
    ("X-Barracuda-Spam-Report", "a table of lines, which encoding loses; the status names the same rules"),
];

/// Splits a message into its fields, line ends included, and the rest.
fn fields(text: &str) -> (Vec<String>, &str) {
    let mut fields: Vec<String> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']).is_empty() {
            break;
        }
        at += line.len();
        match fields.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            _ => fields.push(line.to_owned()),
        }
    }
    (fields, &text[at..])
}

/// The message with the values of the decoder's fields replaced by what `change` makes of them.
fn rewritten(text: &str, decoder: &Decoder, except: &[(&str, &str)], change: fn(&str) -> String) -> String {
    let (fields, rest) = fields(text);
    let mut out = String::new();
    for field in fields {
        let (name, value) = field.split_once(':').unwrap_or((&field, ""));
        let listed = decoder.fields.iter().any(|f| f.is_named(name));
        let plain = value.is_ascii() && !value.contains("=?") && !value.trim().is_empty();
        if listed && plain && !except.iter().any(|(e, _)| e.eq_ignore_ascii_case(name)) {
            let end = &field[field.trim_end_matches(['\r', '\n']).len()..];
            out.push_str(&format!("{name}:{}{end}", change(value.trim_end_matches(['\r', '\n']))));
        } else {
            out.push_str(&field);
        }
    }
    out + rest
}

/// The value as encoded words (RFC 2047), none longer than 75 characters.
fn encoded(value: &str) -> String {
    let unfolded: Vec<&str> = value.split(['\r', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let bytes = unfolded.join(" ").into_bytes();
    let words = bytes.chunks(20).map(|chunk| {
        let quoted = chunk.iter().map(|b| match b {
            b' ' => "_".to_owned(),
            b if b.is_ascii_alphanumeric() => char::from(*b).to_string(),
            b => format!("={b:02X}"),
        });
        format!(" =?UTF-8?Q?{}?=", quoted.collect::<String>())
    });
    words.collect::<Vec<_>>().join("\r\n")
}

/// The value with a comma for every decimal point; versions and addresses have more points than one.
fn with_commas(value: &str) -> String {
    let bytes = value.as_bytes();
    let part_of_number = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b',');
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|p| at + p) {
        let length = bytes[start..].iter().take_while(|b| part_of_number(b)).count();
        let text = value[start..start + length].trim_end_matches([',', '.']);
        let before = start.checked_sub(1).map_or(b' ', |b| bytes[b]);
        let after = bytes.get(start + text.len()).copied().unwrap_or(b' ');
        let alone = !before.is_ascii_alphabetic() && !matches!(before, b'.' | b'_' | b':' | b'@');
        let ends = !after.is_ascii_alphanumeric() && !matches!(after, b'_' | b':');
        if alone && ends && text.split('.').count() == 2 && !text.contains(',') {
            out[start + text.find('.').unwrap()] = b',';
        }
        at = start + length;
    }
    String::from_utf8(out).unwrap()
}

/// What the product's readings say, as far as `told` keeps it.
fn readings(product: &str, message: &Value, told: fn(&Value) -> Value) -> Vec<Value> {
    let filters = message["filters"].as_array().unwrap();
    filters.iter().filter(|f| f["product"] == product).map(told).collect()
}

/// A fold inside a value is a blank after encoding.
fn everything(reading: &Value) -> Value {
    let codes = reading["codes"].as_array().unwrap();
    let value = |c: &Value| c["value"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let codes: Vec<Value> = codes.iter().map(|c| json!([c["name"], value(c), c["points"]])).collect();
    let part = |key: &str| reading[key].clone();
    json!([part("verdict"), part("score"), part("threshold"), part("trust"), part("role"), codes])
}

/// Values that are shown as written keep their comma; names and points do not depend on it.
fn numbers(reading: &Value) -> Value {
    let codes = reading["codes"].as_array().unwrap();
    let codes: Vec<Value> = codes.iter().map(|c| json!([c["name"], c["points"]])).collect();
    let part = |key: &str| reading[key].clone();
    json!([part("verdict"), part("score"), part("threshold"), part("trust"), part("role"), codes])
}

/// The messages before and after, in the same order.
fn both(set: &[&Fixture], folder: &Path, texts: &[String]) -> (Vec<Value>, Vec<Value>) {
    let args: Vec<&str> = set[0].args.iter().map(String::as_str).chain(["--verbose"]).collect();
    let changed: Vec<_> = (0..set.len()).map(|i| folder.join(format!("{i:04}.eml"))).collect();
    for (path, text) in changed.iter().zip(texts) {
        fs::write(path, text).unwrap();
    }
    let before: Vec<_> = set.iter().map(|f| f.path.clone()).collect();
    let outer = |paths: &[_]| -> Vec<Value> {
        analyze(&args, paths).into_iter().filter(|m| m["source"]["inside"].is_null()).collect()
    };
    (outer(&before), outer(&changed))
}

/// Changes the form of every fixture; gives what differs and how many messages were changed.
fn compare(
    except: &[(&str, &str)],
    change: fn(&str) -> String,
    told: fn(&Value) -> Value,
) -> (Vec<String>, usize) {
    let all = fixtures();
    let mut sets: Vec<Vec<&Fixture>> = Vec::new();
    for fixture in &all {
        match sets.iter_mut().find(|s| s[0].args == fixture.args) {
            Some(set) => set.push(fixture),
            None => sets.push(vec![fixture]),
        }
    }
    let (mut wrong, mut changed) = (Vec::new(), 0);
    for mut set in sets {
        set.retain(|f| fs::read_to_string(&f.path).is_ok());
        let decoder = |f: &Fixture| *DECODERS.iter().find(|d| d.id == f.product).unwrap();
        let texts: Vec<String> = set
            .iter()
            .map(|f| rewritten(&fs::read_to_string(&f.path).unwrap(), decoder(f), except, change))
            .collect();
        let pairs = set.iter().zip(&texts);
        changed += pairs.filter(|(f, text)| fs::read_to_string(&f.path).unwrap() != **text).count();
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = both(&set, folder.path(), &texts);
        assert_eq!((before.len(), after.len()), (set.len(), set.len()));
        for (fixture, (before, after)) in set.iter().zip(before.iter().zip(&after)) {
            let [old, new] = [before, after].map(|m| readings(&fixture.product, m, told));
            if old != new {
                let name = fixture.path.file_name().unwrap().to_string_lossy();
                let show = |r: &[Value]| r.iter().map(|v| format!("\n    {v}")).collect::<String>();
                wrong.push(format!("{}/{name}:{}\n  now{}", fixture.product, show(&old), show(&new)));
            }
        }
    }
    (wrong, changed)
}

/// Some mail servers encode a field whole, although it is structured.
#[test]
fn an_encoded_field_says_the_same() {
    let (wrong, changed) = compare(NOT_ENCODED, encoded, everything);
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(changed > 400, "{changed}");
}

/// Localised reports write 7,4 for 7.4.
#[test]
fn a_decimal_comma_says_the_same() {
    let (wrong, changed) = compare(&[], with_commas, numbers);
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(changed > 100, "{changed}");
}

#[test]
fn only_decimal_points_become_commas() {
    for (text, changed) in [
        ("score=7.4, required 6, A 3.50,B -0.1", "score=7,4, required 6, A 3,50,B -0,1"),
        ("SpamAssassin 3.4.6 192.0.2.1", "SpamAssassin 3.4.6 192.0.2.1"),
        ("10--7.15-8.0", "10--7,15-8,0"),
    ] {
        assert_eq!(with_commas(text), changed);
    }
}
