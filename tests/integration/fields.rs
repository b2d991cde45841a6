//! The page that describes every field of the JSON is generated from the published shapes, and no field is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use serde_json::Value;

use super::compose::SITE;
use super::run::{objects, root, run};

/// Where the shapes are.
const SOURCES: [&str; 3] = ["model", "anew", "summary"];
/// What each part of the page describes: its title, and the shape with its file.
const PARTS: [(&str, &str, &str); 4] = [
    ("A message", "model", "Report"),
    ("A proof", "model", "Proof"),
    ("The summary", "summary", "Summary"),
    ("What could not be read", "summary", "Unreadable"),
];

/// A field as its shape declares it.
#[derive(Debug)]
struct Field {
    name: String,
    kind: String,
    about: String,
    flat: bool,
}

/// Shapes by file and name.
type Shapes = BTreeMap<(&'static str, String), Vec<Field>>;

fn shapes() -> Shapes {
    let mut shapes = Shapes::new();
    for source in SOURCES {
        let text = fs::read_to_string(root().join(format!("src/report/{source}.rs"))).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(name) = line.strip_prefix("pub struct ").and_then(|l| l.strip_suffix(" {")) {
                let body = lines.by_ref().take_while(|l| *l != "}");
                shapes.insert((source, name.to_owned()), fields(body));
            }
        }
    }
    shapes
}

fn fields<'a>(body: impl Iterator<Item = &'a str>) -> Vec<Field> {
    let (mut found, mut about, mut attribute) = (Vec::new(), Vec::new(), String::new());
    for line in body.map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            about.push(doc.trim());
        } else if line.starts_with("#[serde") {
            line.clone_into(&mut attribute);
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|l| l.split_once(": ")) {
            let renamed = attribute.split('"').nth(1);
            if !attribute.contains("skip)") {
                found.push(Field {
                    name: renamed.unwrap_or(name).to_owned(),
                    kind: kind.trim_end_matches(',').to_owned(),
                    about: about.join(" "),
                    flat: attribute.contains("flatten"),
                });
            }
            about.clear();
            attribute.clear();
        }
    }
    found
}

/// A line of the page.
#[derive(Debug)]
struct Row {
    path: String,
    kind: String,
    about: String,
}

/// The fields of a shape and of those that it holds.
fn rows(shapes: &Shapes, file: &'static str, shape: &str, prefix: &str, rows_: &mut Vec<Row>) {
    for field in &shapes[&(file, shape.to_owned())] {
        let (inner, list, null) = unwrap(&field.kind);
        let name = inner.rsplit("::").next().unwrap();
        let nested = SOURCES
            .iter()
            .filter(|other| shapes.contains_key(&(**other, name.to_owned())))
            .max_by_key(|other| **other == file);
        let path = format!("{prefix}{}{}", field.name, if list { "[]" } else { "" });
        if field.flat {
            rows(shapes, nested.unwrap(), name, prefix, rows_);
            continue;
        }
        let one = match name {
            "Proof" => "proof",
            _ if nested.is_some() => "object",
            "Counts" => "object: id to number",
            "Pairs" => "object: name to text",
            "String" | "&'static str" | "IpAddr" => "text",
            "bool" => "true or false",
            "u32" | "u64" | "usize" | "i64" | "f64" => "number",
            other => panic!("{path}: {other}"),
        };
        let kind = [if list { "list: " } else { "" }, one, if null { ", or null" } else { "" }].concat();
        rows_.push(Row { path: path.clone(), kind, about: field.about.clone() });
        if let Some(nested) = nested.filter(|_| name != "Proof") {
            rows(shapes, nested, name, &format!("{path}."), rows_);
        }
    }
}

/// What a type holds; whether it is a list, and whether it may be null.
fn unwrap(kind: &str) -> (&str, bool, bool) {
    let inside = |kind: &'_ str, name: &str| -> Option<usize> {
        (kind.starts_with(name) && kind.ends_with('>')).then_some(name.len())
    };
    if let Some(at) = inside(kind, "Option<") {
        let (inner, list, _) = unwrap(&kind[at..kind.len() - 1]);
        return (inner, list, true);
    }
    match inside(kind, "Vec<") {
        Some(at) => (&kind[at..kind.len() - 1], true, false),
        None => (kind, false, false),
    }
}

fn parts() -> Vec<(&'static str, Vec<Row>)> {
    let shapes = shapes();
    let part = |(title, file, shape)| {
        let mut all = Vec::new();
        rows(&shapes, file, shape, "", &mut all);
        (title, all)
    };
    PARTS.into_iter().map(part).collect()
}

fn page() -> String {
    let mut page = String::from(
        "<!-- Generated from src/report: UPDATE_DOCS=1 cargo test fields -->\n# Fields\n\nEvery field of `--format json` and `ndjson`, in the order in which it is written. `[]` stands for each entry of a list. A field is always there; what is not known is null or an empty list. What the words mean: [output](output.md).\n",
    );
    for (title, rows) in parts() {
        let _ = write!(page, "\n## {title}\n\n| field | type | content |\n|---|---|---|\n");
        for row in rows {
            let about = row.about.replace('|', "\\|");
            let _ = writeln!(page, "| `{}` | {} | {about} |", row.path, row.kind);
        }
    }
    page
}

/// Refresh with `UPDATE_DOCS=1 cargo test fields`.
#[test]
fn the_page_is_up_to_date() {
    let path = root().join("docs/fields.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == page(), "docs/fields.md differs; see CONTRIBUTING.md, \"generated pages\"");
    for (title, rows) in parts() {
        assert!(!rows.is_empty(), "{title}");
        let silent: Vec<_> = rows.iter().filter(|row| row.about.is_empty()).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}

/// Fields by path, with their types.
type Described = BTreeMap<String, String>;

/// Puts the fields of a value that no row describes into `unknown`.
fn check(
    value: &Value,
    prefix: &str,
    title: &str,
    all: &BTreeMap<&str, Described>,
    unknown: &mut BTreeSet<String>,
) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{prefix}{name}{}", if value.is_array() { "[]" } else { "" });
                match all[title].get(&path).map(String::as_str) {
                    None => drop(unknown.insert(format!("{title}: {path}"))),
                    // Its names are data.
                    Some(kind) if kind.contains("object: ") => {}
                    Some(kind) if kind.contains("proof") => check(value, "", "A proof", all, unknown),
                    Some(_) => check(value, &format!("{path}."), title, all, unknown),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| check(value, prefix, title, all, unknown)),
        _ => {}
    }
}

#[test]
fn every_field_that_is_written_is_described() {
    let all: BTreeMap<&str, Described> = parts()
        .into_iter()
        .map(|(title, rows)| (title, rows.into_iter().map(|row| (row.path, row.kind)).collect()))
        .collect();
    let runs = [
        ["--color=never", "fixtures", "fixtures/demo/no-such-file"],
        ["--dns", "fixtures/what-if-dns/half-of-europe/before.zone", "fixtures/what-if-dns"],
    ];
    let (mut unknown, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for args in runs {
        let args: Vec<&str> = ["--format", "ndjson"].into_iter().chain(SITE).chain(args).collect();
        for mut object in objects(&run(&args)) {
            let kind = object.as_object_mut().and_then(|fields| fields.remove("type")).unwrap();
            let title = match kind.as_str() {
                Some("message") => "A message",
                Some("summary") => "The summary",
                _ => "What could not be read",
            };
            seen.insert(title);
            check(&object, "", title, &all, &mut unknown);
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(unknown.is_empty(), "not in docs/fields.md: {unknown:?}");
}
