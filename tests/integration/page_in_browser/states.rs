//! Every state of the page: pictures for people to look at, and no serious fault of accessibility.

use std::path::{Path, PathBuf};

use serde_json::json;
use whyjunk::serve::{Limits, Options, Server};

use super::{Visit, fixture, mailbox};

/// Steps through every state of the page, and does something in each.
fn states(visit: &Visit, strict: &Server, mailbox: &Path, look: &dyn Fn(&str)) {
    visit.browser.visit(&visit.address);
    visit.browser.wait_for("document.getElementById('theme').textContent !== ''");
    look("start");
    visit.click("#dns");
    visit.set("found", "junk");
    look("choices");
    visit.click("#dns");
    visit.set("found", "");
    visit.click("#paste-open");
    look("paste");
    visit.click("#settings-open");
    visit.browser.wait_for("document.getElementById('settings').open");
    look("settings");
    visit.click("#s-cancel");
    visit.drop_on(&[&fixture("rules/spf-omits-relay/hit-1.eml")]);
    visit.state("one");
    look("one");
    visit.click("#again");
    visit.drop_on(&[mailbox]);
    visit.browser.wait_for("document.querySelectorAll('#rows .opener').length > 0");
    look("running");
    visit.click("#cancel");
    visit.state("mailbox");
    look("cancelled");
    visit.click("#again");
    visit.drop_on(&[&fixture("demo/junk-folder.mbox")]);
    visit.state("mailbox");
    look("mailbox");
    visit.set("f-text", "no such text");
    visit.browser.wait_for("document.getElementById('rows').textContent === 'No message fits.'");
    visit.eval("document.getElementById('save').scrollIntoView({ behavior: 'instant' })");
    look("none-fits");
    visit.click("#f-clear");
    look("table");
    visit.click("#redact");
    visit.download("csv");
    visit.eval("document.getElementById('save').scrollIntoView({ behavior: 'instant' })");
    look("redacted");
    visit.click("#redact");
    visit.click("#rows .opener");
    visit.browser.wait_for("!!document.querySelector('#d-body .beside')");
    look("detail");
    visit.click("#d-close");
    visit.click("#again");
    visit.drop_on(&[&fixture("demo/site.toml")]);
    visit.state("problem");
    look("problem");
    visit.browser.visit(&strict.address());
    visit.browser.wait_for("document.getElementById('theme').textContent !== ''");
    visit.drop_on(&[mailbox]);
    visit.state("problem");
    look("over-limit");
    visit.click("#problem-other");
    visit.drop_on(&[&fixture("rules/spf-omits-relay")]);
    visit.state("mailbox");
    look("partial");
}

/// A server whose limits are met at once.
fn strict() -> Server {
    let limits = Limits { bytes: 1 << 20, files: 2, ..Limits::default() };
    Server::start(Options { port: Some(0), limits, resolver: None }).unwrap()
}

/// With the demo's settings kept, as a person would have them.
fn with_settings(visit: &Visit) {
    for (name, file) in [("whyjunk-config", "demo/site.toml"), ("whyjunk-relays", "demo/relays.toml")] {
        let text = std::fs::read_to_string(fixture(file)).unwrap();
        visit.eval(&format!("localStorage.setItem('{name}', {})", json!(text)));
    }
}

/// Pictures for people to look at: `WHYJUNK_PICTURES=FOLDER cargo test --test integration page_in_browser`.
#[test]
fn pictures() {
    let Some(pictures) = std::env::var_os("WHYJUNK_PICTURES").map(PathBuf::from) else { return };
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    with_settings(&visit);
    let strict = strict();
    let folder = tempfile::tempdir().unwrap();
    let mailbox = mailbox(folder.path(), 30_000);
    for (width, theme) in [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")] {
        visit.browser.look(width, 900, theme);
        states(&visit, &strict, &mailbox, &|name| {
            visit.browser.picture(&pictures.join(format!("page-{name}-{width}-{theme}.png")));
        });
    }
}

/// Every state, wide and narrow, light and dark, has no serious fault for people who use a keyboard or a screen reader.
/// Needs axe-core (`npm install axe-core`), named by `WHYJUNK_AXE`: the path of its `axe.min.js`.
#[test]
fn every_state_is_accessible() {
    let Some(axe) = std::env::var_os("WHYJUNK_AXE") else {
        assert!(std::env::var_os("WHYJUNK_TEST_ALL").is_none(), "axe-core is not named by WHYJUNK_AXE");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    visit.browser.call("Page.setBypassCSP", &json!({"enabled": true}));
    with_settings(&visit);
    let strict = strict();
    let folder = tempfile::tempdir().unwrap();
    let mailbox = mailbox(folder.path(), 30_000);
    for (width, theme) in [(1280, "light"), (400, "dark")] {
        visit.browser.look(width, 900, theme);
        states(&visit, &strict, &mailbox, &|name| {
            visit.eval(&axe);
            let found = visit.eval("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes[0].html))");
            assert_eq!(found, json!([]), "{name} at {width}, {theme}");
        });
    }
}
