//! The page in a browser: nothing of a message runs, nothing leaves, and what people do with it works.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use whyjunk::evidence::relays::Registry;
use whyjunk::input::{Container, Origin, RawMessage, Reader};
use whyjunk::report::{Look, Rendered, Report, Summary, format};
use whyjunk::settings::{Institution, Sections, Settings};

use super::browser::Browser;
use super::run::{root, run};

/// The page of these paths in a file of its own.
struct Page {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

fn page(paths: &[&str]) -> Page {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let mut args = vec![
        "--format",
        "html",
        "--config",
        "fixtures/demo/site.toml",
        "--relays",
        "fixtures/demo/relays.toml",
    ];
    args.extend(paths);
    let run = run(&args);
    assert!(matches!(run.code, Some(0 | 2)), "{}", run.err);
    std::fs::write(&path, run.out).unwrap();
    Page { path, _folder: folder }
}

fn overflows(browser: &Browser) -> serde_json::Value {
    browser.eval("document.documentElement.scrollWidth > document.documentElement.clientWidth")
}

/// A message whose every text wants to be markup.
pub fn attack() -> String {
    let mut mail = String::from("Return-Path: <x\"><script>window.canary=1</script>@example.org>\n");
    let tricks = [
        "</script><script>window.canary=1</script>",
        "<img src=x onerror=window.canary=1>",
        "<svg onload=window.canary=1>",
        "\" autofocus onfocus=\"window.canary=1",
        "<!--<script>",
        "<base href=https://example.org/>",
        "<link rel=stylesheet href=https://example.org/x.css>",
        "<iframe srcdoc='<script>parent.canary=1</script>'></iframe>",
        "<meta http-equiv=refresh content=0;url=https://example.org/>",
        "<style>body{display:none}</style>",
    ];
    for (number, trick) in tricks.iter().enumerate() {
        let _ = writeln!(
            mail,
            "Received: from {trick} ({trick} [192.0.2.{number}]) by mx{number}.example.edu with ESMTP; Mon, 2 Mar 2026 09:00:05 +0000"
        );
        let _ = writeln!(
            mail,
            "Authentication-Results: mx1.example.edu; spf=fail ({trick}) smtp.mailfrom=\"{trick}\""
        );
        let _ = writeln!(mail, "X-Spam-Status: Yes, score=9 required=5 tests=[{trick}=3.0]");
        let _ = writeln!(mail, "X-Forefront-Antispam-Report: CIP:{trick};CAT:{trick};SFV:SPM;H:{trick};");
    }
    let _ = writeln!(mail, "From: \"{}\" <circ@library.example.edu>", tricks[1]);
    let _ = writeln!(mail, "To: {}@example.edu\nSubject: {} \u{2028} {}", tricks[2], tricks[0], tricks[4]);
    let _ = writeln!(
        mail,
        "Message-ID: <{}@example.org>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n\nbody",
        tricks[1]
    );
    mail
}

#[test]
fn nothing_of_a_message_runs_or_leaves() {
    let Some(browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, many) = (folder.path().join("a<img src=x onerror=canary=1>.eml"), folder.path().join("two"));
    std::fs::write(&one, attack()).unwrap();
    std::fs::create_dir(&many).unwrap();
    (0..3).for_each(|n| std::fs::write(many.join(format!("{n}<script>canary=1.eml")), attack()).unwrap());
    let mut inputs = vec![one, many, "fixtures/hostile".into(), "fixtures".into()];
    inputs.extend(std::fs::read_dir(root().join("fixtures/hostile")).unwrap().map(|e| e.unwrap().path()));
    assert!(inputs.len() > 14);
    for input in inputs.iter().filter_map(|path| path.to_str()) {
        let page = page(&[input]);
        for (width, theme) in [(1280, "light"), (400, "dark")] {
            browser.look(width, 900, theme);
            browser.open(&page.path);
            open_everything(&browser);
            assert_eq!(browser.eval("typeof window.canary"), "undefined", "{input}");
            assert_eq!(overflows(&browser), false, "{input} at {width}");
            let misdeeds = browser.misdeeds(&page.path);
            assert!(misdeeds.is_empty(), "{input}: {}", misdeeds.join("\n"));
            let foreign = "document.querySelectorAll('link, img, iframe, base, object, embed, meta[http-equiv=refresh]').length";
            assert_eq!(browser.eval(foreign), 0, "{input}");
        }
    }
}

/// Opens every message on the first page of the table, and every part that folds.
fn open_everything(browser: &Browser) {
    browser.eval("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    browser.eval("document.querySelectorAll('.opener').forEach(b => { b.click(); })");
    browser.eval("document.querySelectorAll('.inner details').forEach(d => { d.open = true; })");
    browser.eval("document.querySelectorAll('button.copy').forEach((b, i) => { if (i < 3) b.click(); })");
}

#[test]
fn people_can_read_sort_filter_open_copy_and_change_the_theme() {
    let Some(browser) = Browser::start() else { return };
    let page = page(&["fixtures/demo/junk-folder.mbox"]);
    browser.look(1280, 900, "light");
    browser.open(&page.path);
    browser.call(
        "Browser.grantPermissions",
        &json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
    );
    sorts_and_filters(&browser);
    opens(&browser);
    copies(&browser);
    changes_theme(&browser);
    let misdeeds = browser.misdeeds(&page.path);
    assert!(misdeeds.is_empty(), "{}", misdeeds.join("\n"));
}

fn sorts_and_filters(browser: &Browser) {
    assert_eq!(browser.eval("document.getElementById('shown').textContent"), "55 messages");
    assert_eq!(browser.eval("document.querySelectorAll('#rows .opener').length"), 50);
    browser.eval("document.getElementById('after').click()");
    assert_eq!(browser.eval("document.querySelectorAll('#rows .opener').length"), 5);
    let dates = "[...document.querySelectorAll('#rows tr[data-number]')].map(r => r.children[1].textContent)";
    for (clicks, order) in [(1, "descending"), (1, "ascending")] {
        (0..clicks)
            .for_each(|_| drop(browser.eval("document.querySelector('th[data-key=date] button').click()")));
        assert_eq!(
            browser.eval("document.querySelector('th[data-key=date]').getAttribute('aria-sort')"),
            order
        );
        let sorted = format!(
            "(d => d.every((x, i) => !i || (d[i - 1] <= x) === ('{order}' === 'ascending') || d[i - 1] === x))({dates})"
        );
        assert_eq!(browser.eval(&sorted), true, "{}", browser.eval(dates));
    }
    browser.eval("document.querySelector('a.filter[data-cause=spf-omits-relay]').click()");
    assert_eq!(browser.eval("document.querySelectorAll('#rows .opener').length"), 13);
    browser.eval("document.getElementById('f-clear').click()");
    browser.eval("const t = document.getElementById('f-text'); t.value = 'PUBLISHER.example'; t.dispatchEvent(new Event('input'))");
    browser.wait_for("document.getElementById('shown').textContent.startsWith('2 of 55')");
    browser.eval("document.getElementById('f-text').value = 'no such text'; document.getElementById('filters').requestSubmit()");
    assert_eq!(browser.eval("document.getElementById('rows').textContent"), "No message fits.");
    browser.eval("document.getElementById('f-clear').click()");
}

/// With the keyboard alone.
fn opens(browser: &Browser) {
    browser.eval("document.querySelector('#rows .opener').focus()");
    browser.press("Enter", 13);
    browser.wait_for("document.querySelector('#rows .opener').getAttribute('aria-expanded') === 'true'");
    let inner = browser.eval("document.querySelector('#rows .inner').textContent");
    for words in ["What to do", "Route, oldest hop first", "Filters", "Findings"] {
        assert!(inner.as_str().unwrap().contains(words), "{words}: {inner}");
    }
    browser.press("Enter", 13);
    browser.wait_for("!document.querySelector('#rows .inner')");
    assert_eq!(browser.eval("document.querySelectorAll('#full .body').length"), 55);
    browser.eval("location.hash = '#m7'");
    browser.wait_for("!!document.querySelector('#rows tr[data-number=\"7\"] + .inner')");
    browser.eval("document.querySelector('#rows .opener').focus()");
    browser.press("Tab", 9);
    assert_eq!(browser.eval("document.activeElement.matches('.opener') && getComputedStyle(document.activeElement).outlineStyle"), "solid");
}

fn copies(browser: &Browser) {
    let wanted = browser.eval("document.querySelector('.card .paste code').textContent");
    assert!(wanted.as_str().unwrap().contains("include:spf-eu.exlibrisgroup.com"), "{wanted}");
    browser.eval("document.querySelector('.card .paste .copy').click()");
    browser.wait_for("document.querySelector('.card .paste .copy').textContent === 'Copied'");
    assert_eq!(browser.eval("navigator.clipboard.readText()"), wanted);
}

fn changes_theme(browser: &Browser) {
    let back = "getComputedStyle(document.body).backgroundColor";
    let light = browser.eval(back);
    browser.eval("document.getElementById('theme').click()");
    assert_ne!(browser.eval(back), light);
    browser.eval("document.getElementById('theme').click()");
    assert_eq!(browser.eval(back), light);
}

#[test]
fn without_scripts_everything_is_there_to_read() {
    let Some(browser) = Browser::start() else { return };
    let page = page(&["fixtures/demo/junk-folder.mbox"]);
    browser.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.look(400, 900, "light");
    browser.open(&page.path);
    let seen =
        "[...document.querySelectorAll('#full .msg > summary')].filter(s => s.checkVisibility()).length";
    assert_eq!(browser.eval(seen), 55);
    let hidden = "[...document.querySelectorAll('#browser, #theme, button.copy')].filter(s => s.checkVisibility()).length";
    assert_eq!(browser.eval(hidden), 0);
    assert_eq!(overflows(&browser), false);
}

const MANY: usize = 100_000;

#[test]
fn a_hundred_thousand_messages_stay_usable() {
    let Some(browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let page = many();
    assert!(page.len() < 30_000_000, "{} bytes", page.len());
    std::fs::write(&path, &page).unwrap();
    browser.look(1280, 900, "light");
    let loaded = browser.open(&path);
    browser.wait_for("document.getElementById('shown').textContent === '100,000 messages'");
    let sorted = took(&browser, "document.querySelector('th[data-key=subject] button').click()");
    let filtered = took(
        &browser,
        "document.getElementById('f-text').value = 'no. 99999 '; document.getElementById('filters').requestSubmit()",
    );
    assert_eq!(browser.eval("document.querySelectorAll('#rows .opener').length"), 1);
    let opened = took(&browser, "document.querySelector('#rows .opener').click()");
    let inner = browser.eval("document.querySelector('#rows .inner').textContent");
    assert!(inner.as_str().unwrap().contains("Found in"), "{inner}");
    eprintln!(
        "100,000 messages, {} bytes: loaded {loaded:?}, sorted {sorted:?}, filtered {filtered:?}, opened {opened:?}",
        page.len()
    );
    assert!(loaded < Duration::from_secs(30) && sorted < Duration::from_secs(10), "{loaded:?} {sorted:?}");
    assert!(filtered < Duration::from_secs(5) && opened < Duration::from_secs(2), "{filtered:?} {opened:?}");
    assert_eq!(overflows(&browser), false);
    let misdeeds = browser.misdeeds(&path);
    assert!(misdeeds.is_empty(), "{}", misdeeds.join("\n"));
}

fn took(browser: &Browser, action: &str) -> Duration {
    let script = format!(
        "(() => {{ const t = performance.now(); {action}; document.body.offsetHeight; return performance.now() - t; }})()"
    );
    Duration::from_secs_f64(browser.eval(&script).as_f64().unwrap() / 1000.0)
}

/// The page of a hundred thousand messages: the demo's reports again and again, each with a subject, a sender and an
/// hour of its own.
fn many() -> Vec<u8> {
    let settings = settings();
    let demo = super::compose::demo_messages();
    let texts: Vec<Vec<u8>> = demo.iter().map(|mail| mail.bytes()).collect();
    let mut reports: Vec<Report> = texts.iter().map(|bytes| report(bytes, &settings)).collect();
    let mut html = (format("html").unwrap().start)(Look::default());
    let mut out = Vec::new();
    html.begin(&mut out).unwrap();
    let number_of = reports.len();
    for number in 0..MANY {
        let report = &mut reports[number % number_of];
        report.source.number = number as u64 + 1;
        report.message.subject = Some(format!("No. {number} of the courtesy notices: items due soon"));
        if let Some(from) = &mut report.message.from {
            from.address = format!("desk{}@library.example.edu", number % 5000);
        }
        let mut rendered = Rendered::default();
        html.render(report, &mut rendered.bytes).unwrap();
        rendered.ends.push(rendered.bytes.len());
        html.block(&rendered, &mut out).unwrap();
    }
    html.end(&summary(&settings), &mut out).unwrap();
    out
}

fn settings() -> Settings {
    let read = |name: &str| std::fs::read_to_string(root().join("fixtures/demo").join(name)).unwrap();
    let institution = Institution::parse(&read("site.toml")).unwrap();
    let registry = Registry::default().with(&read("relays.toml")).unwrap();
    Settings { institution, registry, folder: None, personal: false, sections: Sections::Dropped }
}

fn report(bytes: &[u8], settings: &Settings) -> Report {
    let origin = Origin {
        path: Arc::from("junk.mbox"),
        container: Container::Mbox,
        number: 1,
        offset: Some(0),
        length: Some(bytes.len() as u64),
        inside: None,
        folder_name: None,
        cut: false,
    };
    let raw = RawMessage { bytes, origin, carried: Vec::new(), enclosed: Vec::new() };
    Report::new(&whyjunk::analyze_message(raw, settings), settings)
}

/// The summary of the demo.
fn summary(settings: &Settings) -> Summary {
    let mut html = (format("html").unwrap().start)(Look::default());
    let reader = Reader::new(vec![root().join("fixtures/demo/junk-folder.mbox")]);
    let options = whyjunk::batch::Options::default();
    let mut out = Vec::new();
    whyjunk::batch::run(reader, settings, &options, &mut *html, &mut out, &mut |_| {}).unwrap().summary
}

/// Pictures for people to look at: `WHYJUNK_PICTURES=FOLDER cargo test --test integration pictures`.
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("WHYJUNK_PICTURES").map(PathBuf::from) else { return };
    let Some(browser) = Browser::start() else { return };
    let pages = [
        ("one", "fixtures/rules/spf-omits-relay/hit-1.eml"),
        ("mailbox", "fixtures/demo/junk-folder.mbox"),
        ("hostile", "fixtures/hostile"),
    ];
    for (name, input) in pages {
        let page = page(&[input]);
        for (width, theme) in [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")] {
            browser.look(width, 900, theme);
            browser.open(&page.path);
            browser.picture(&folder.join(format!("{name}-{width}-{theme}-first.png")));
            browser.eval(
                "document.querySelectorAll('#rows .opener').forEach((b, i) => { if (i === 1) b.click(); })",
            );
            whole(&browser, width, &folder.join(format!("{name}-{width}-{theme}.png")));
        }
        browser.look(800, 900, "light");
        browser.print();
        browser.open(&page.path);
        whole(&browser, 800, &folder.join(format!("{name}-print.png")));
        browser.call("Emulation.setEmulatedMedia", &json!({"media": ""}));
    }
    let (many, path) = (many(), folder.join("many.html"));
    std::fs::write(&path, many).unwrap();
    browser.look(1280, 900, "light");
    browser.open(&path);
    browser.eval("document.getElementById('messages').scrollIntoView({behavior: 'instant'})");
    browser.picture(&folder.join("many.png"));
}

/// A picture of the whole page.
fn whole(browser: &Browser, width: u32, path: &Path) {
    let height = browser.eval("document.documentElement.scrollHeight").as_u64().unwrap().min(14_000);
    browser.look_on(width, u32::try_from(height).unwrap());
    browser.picture(path);
}

/// With axe-core at hand: `WHYJUNK_AXE=node_modules/axe-core/axe.min.js cargo test --test integration accessible`.
#[test]
fn what_axe_finds_serious_is_nowhere() {
    let Some(axe) = std::env::var_os("WHYJUNK_AXE").map(PathBuf::from) else { return };
    let Some(browser) = Browser::start() else { return };
    let axe = std::fs::read_to_string(axe).unwrap();
    for input in
        ["fixtures/rules/spf-omits-relay/hit-1.eml", "fixtures/demo/junk-folder.mbox", "fixtures/hostile"]
    {
        let page = page(&[input]);
        for (width, theme) in [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")] {
            browser.look(width, 900, theme);
            browser.open(&page.path);
            open_everything(&browser);
            browser.eval(&axe);
            let found = browser.eval(
                "axe.run().then(r => r.violations.map(v => v.impact + ' ' + v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')))",
            );
            let found: Vec<&str> = found.as_array().unwrap().iter().filter_map(|v| v.as_str()).collect();
            eprintln!("{input} {width} {theme}: {}", found.join("\n"));
            let serious = |v: &&str| v.starts_with("serious") || v.starts_with("critical");
            assert!(!found.iter().any(serious), "{}", found.join("\n"));
        }
    }
}
