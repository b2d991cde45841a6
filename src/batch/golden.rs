//! What people see, kept as files: one message in full, and a whole folder. Refresh with
//! `UPDATE_EXPECT=1 cargo test golden`.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use expect_test::expect_file;

use super::{Options, run};
use crate::input::Reader;
use crate::report::{Look, format};
use crate::settings::{Institution, Settings};

fn fixture(path: &str) -> PathBuf {
    Path::new("fixtures").join(path)
}

fn text(path: &str, all: bool) -> String {
    let read = |name: &str| std::fs::read_to_string(fixture("demo").join(name)).unwrap();
    let mut settings =
        Settings { institution: Institution::parse(&read("site.toml")).unwrap(), ..Settings::default() };
    settings.registry = settings.registry.with(&read("relays.toml")).unwrap();
    let mut renderer = (format("text").unwrap().start)(Look { all, ..Look::default() });
    let mut out = Vec::new();
    let reader = Reader::new(vec![fixture(path)]);
    run(reader, &settings, &Options::default(), &mut *renderer, &mut out, &mut |_| {}).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn golden_one_message_in_full() {
    expect_file!["golden/one.txt"].assert_eq(&text("hostile/encoded-escapes.eml", false));
}

#[test]
fn golden_a_folder() {
    expect_file!["golden/folder.txt"].assert_eq(&text("demo/junk-folder.mbox", true));
}
