//! The local page in a browser: what people do with it works, says what the command line says, and nothing of a
//! message runs or leaves.

mod names;
mod speed;
mod states;
mod unpacks;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use whyjunk::serve::{Limits, Options, Server};

use super::browser::Browser;
use super::html_in_browser::attack;
use super::run::{program, root};

/// A browser on the page.
struct Visit {
    browser: Browser,
    address: String,
    downloads: tempfile::TempDir,
    _server: Server,
}

impl Visit {
    fn begin(limits: Limits) -> Option<Self> {
        let browser = Browser::start()?;
        let server = Server::start(Options { port: Some(0), limits, resolver: None }).unwrap();
        let downloads = tempfile::tempdir().unwrap();
        browser.download_to(downloads.path());
        browser.look(1280, 900, "light");
        let address = server.address();
        browser.visit(&address);
        browser.wait_for("document.getElementById('theme').textContent === 'Dark colours'");
        Some(Self { browser, address, downloads, _server: server })
    }

    fn eval(&self, expression: &str) -> Value {
        self.browser.eval(expression)
    }

    fn click(&self, selector: &str) {
        self.eval(&format!("document.querySelector({}).click()", json!(selector)));
    }

    fn set(&self, id: &str, value: &str) {
        let value = json!(value);
        self.eval(&format!(
            "(e => {{ e.value = {value}; e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); }})(document.getElementById('{id}'))"
        ));
    }

    fn state(&self, name: &str) {
        self.browser.wait_for(&format!("document.body.dataset.state === '{name}'"));
    }

    /// Text of the page as people see it.
    fn text(&self, selector: &str) -> String {
        self.eval(&format!("document.querySelector({}).innerText", json!(selector)))
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn shown(&self) -> String {
        self.text("#shown")
    }

    fn drop_on(&self, paths: &[&Path]) {
        let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
        self.browser.drop_files(&paths);
    }

    /// What was done that no page may do. Blank downloads are its own.
    fn misdeeds(&self) -> Vec<String> {
        let own = |url: &str| url.starts_with(&self.address);
        let mut misdeeds = self.browser.misdeeds_but(&own);
        misdeeds.retain(|event| {
            !event.contains("Page.downloadWillBegin") && !event.contains("\"reason\":\"anchorClick\"")
        });
        misdeeds
    }

    /// The file that a download button saves.
    fn download(&self, format: &str) -> (String, Vec<u8>) {
        let folder = self.downloads.path();
        for old in std::fs::read_dir(folder).unwrap() {
            std::fs::remove_file(old.unwrap().path()).unwrap();
        }
        self.click(&format!("#downloads [data-format={format}]"));
        self.browser
            .wait_for("document.getElementById('save-text').textContent.endsWith('is with your downloads.')");
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
            if let [one] = found.as_slice()
                && one.extension().is_some_and(|end| end != "crdownload")
            {
                return (
                    one.file_name().unwrap().to_string_lossy().into_owned(),
                    std::fs::read(one).unwrap(),
                );
            }
            assert!(Instant::now() < until, "{format}: {found:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn fixture(path: &str) -> PathBuf {
    root().join("fixtures").join(path)
}

fn command_line(folder: &Path, args: &[&str], input: &[u8]) -> Vec<u8> {
    program().current_dir(folder).args(args).write_stdin(input).output().unwrap().stdout
}

#[test]
fn one_message_is_explained() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let permissions = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    visit.browser.call("Browser.grantPermissions", &permissions);
    settings_are_kept(&visit);
    visit.drop_on(&[&fixture("rules/spf-omits-relay/hit-1.eml")]);
    visit.state("one");
    assert!(visit.text("#one h1").contains("SPF record does not name"), "{}", visit.text("#one h1"));
    for words in ["What to do", "Route", "Findings"] {
        assert!(visit.text("#one").contains(words), "{words}");
    }
    // The answer comes first, and the headers stand beside it.
    let beside = "(b => b[0].getBoundingClientRect().right <= b[1].getBoundingClientRect().left)(document.querySelectorAll('.beside > *'))";
    assert_eq!(visit.eval(beside), true);
    visit.click("#one .findings .locate");
    let here = visit.text("#one .raw .here");
    let proof = visit.text("#one .findings .proof code");
    assert!(proof.starts_with(here.split(':').next().unwrap()), "{here} {proof}");
    assert_eq!(visit.eval("document.activeElement.matches('.raw li.proves')"), true);
    let wanted = visit.eval("document.querySelector('#one .paste code').textContent");
    assert!(wanted.as_str().unwrap().contains("include:spf-eu.exlibrisgroup.com"), "{wanted}");
    visit.click("#one .paste .copy");
    visit.browser.wait_for("document.querySelector('#one .paste .copy').textContent === 'Copied'");
    assert_eq!(visit.eval("navigator.clipboard.readText()"), wanted);
    theme_changes(&visit);
    let folder = fixture("rules/spf-omits-relay");
    let (name, bytes) = visit.download("markdown");
    assert_eq!(name, "whyjunk-hit-1-eml.md");
    let args = [
        "--config",
        "../../demo/site.toml",
        "--relays",
        "../../demo/relays.toml",
        "--format",
        "markdown",
        "hit-1.eml",
    ];
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        String::from_utf8(command_line(&folder, &args, b"")).unwrap()
    );
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}

/// The settings file is imported, checked, kept over a new visit, and exported.
fn settings_are_kept(visit: &Visit) {
    let config = std::fs::read_to_string(fixture("demo/site.toml")).unwrap();
    let relays = std::fs::read_to_string(fixture("demo/relays.toml")).unwrap();
    let import = |text: &str| {
        let file = format!(
            "(i => {{ const t = new DataTransfer(); t.items.add(new File([{}], 'site.toml')); i.files = t.files; i.dispatchEvent(new Event('change')); }})(document.getElementById('s-file'))",
            json!(text)
        );
        visit.eval(&file);
    };
    visit.click("#settings-open");
    visit.browser.wait_for("document.getElementById('settings').open");
    import("[institution]\nregion = \"mars\"");
    visit.browser.wait_for("document.getElementById('s-problem').textContent.includes('region')");
    import(&config);
    visit.browser.wait_for("document.getElementById('s-domains').value.includes('library.example.edu')");
    import(&relays);
    visit.browser.wait_for("document.getElementById('s-relays').value.includes('[[relay]]')");
    visit.click("#settings [type=submit]");
    visit.browser.wait_for("!document.getElementById('settings').open");
    visit.browser.visit(&visit.address);
    visit.browser.wait_for("document.getElementById('settings-open').textContent === 'Settings (in use)'");
    visit.click("#settings-open");
    visit.browser.wait_for("document.getElementById('s-domains').value.includes('library.example.edu')");
    visit.click("#s-cancel");
}

fn theme_changes(visit: &Visit) {
    let back = "getComputedStyle(document.body).backgroundColor";
    let light = visit.eval(back);
    visit.click("#theme");
    assert_ne!(visit.eval(back), light);
    visit.click("#theme");
    assert_eq!(visit.eval(back), light);
}

#[test]
fn pasted_headers_are_explained() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let notice = std::fs::read_to_string(fixture("rules/spf-omits-relay/hit-1.eml")).unwrap();
    let headers = notice.replace("\r\n", "\n").split("\n\n").next().unwrap().to_owned();
    visit.click("#paste-open");
    assert_eq!(visit.eval("document.activeElement.id"), "paste-text");
    visit.set("paste-text", &headers);
    visit.click("#paste [type=submit]");
    visit.state("one");
    assert!(visit.text("#one .raw").contains("Authentication-Results"));
    let (_, bytes) = visit.download("json");
    assert!(bytes == command_line(root(), &["-", "--format", "json"], headers.as_bytes()));
    visit.click("#again");
    visit.state("start");
    visit.set("paste-text", "no headers, only talk");
    visit.click("#paste [type=submit]");
    visit.state("problem");
    assert!(visit.text("#problem").contains("No mail was found in it"), "{}", visit.text("#problem"));
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}

#[test]
fn a_mailbox_is_summed_up_filtered_opened_and_saved() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = fixture("demo");
    visit.drop_on(&[&folder.join("junk-folder.mbox")]);
    visit.state("mailbox");
    assert_eq!(visit.shown(), "55 messages");
    assert!(visit.text("#summary h1").contains("did not reach the inbox"));
    filters(&visit);
    opens(&visit);
    for format in ["html", "csv", "json", "markdown"] {
        let (_, bytes) = visit.download(format);
        let wanted = command_line(&folder, &["junk-folder.mbox", "--format", format], b"");
        assert!(bytes == wanted, "{format}: {} bytes, the command line has {}", bytes.len(), wanted.len());
    }
    visit.click("#redact");
    let (_, bytes) = visit.download("csv");
    assert!(bytes == command_line(&folder, &["junk-folder.mbox", "--redact", "--format", "csv"], b""));
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}

fn filters(visit: &Visit) {
    let count = |value: &str| {
        visit.browser.wait_for(&format!("document.getElementById('shown').textContent === '{value}'"))
    };
    visit.set("f-text", "PUBLISHER.example");
    count("2 of 55 messages");
    visit.click("#f-clear");
    count("55 messages");
    visit.set("f-sender", "exlibrisgroup.com");
    visit.browser.wait_for("document.getElementById('shown').textContent.includes(' of 55')");
    let other = "[...document.querySelectorAll('#rows .what .quiet')].filter(f => !f.textContent.includes('exlibrisgroup.com')).length";
    assert_eq!(visit.eval(other), 0);
    visit.click("#f-clear");
    let option =
        "(s => [...s.options].find(o => o.dataset.id === 'kept-out'))(document.getElementById('f-folder'))";
    let promised = visit.eval(&format!("{option}.textContent.match(/\\((\\d+)\\)/)[1]"));
    let value = visit.eval(&format!("{option}.value"));
    visit.set("f-folder", value.as_str().unwrap());
    count(&format!("{} of 55 messages", promised.as_str().unwrap()));
    visit.click("#f-clear");
    visit.click("#summary a.filter[data-cause]");
    visit.browser.wait_for("document.getElementById('f-cause').value !== ''");
    visit.set("f-text", "no such text");
    count("0 of 55 messages");
    assert_eq!(visit.text("#rows"), "No message fits.");
    visit.click("#f-clear");
    let dates =
        "[...document.querySelectorAll('#rows tr[aria-rowindex]')].map(r => r.children[1].textContent)";
    for order in ["descending", "ascending"] {
        visit.click("#list th[data-key=date] button");
        assert_eq!(
            visit.eval("document.querySelector('#list th[data-key=date]').getAttribute('aria-sort')"),
            order
        );
        let sorted = format!(
            "(d => d.every((x, i) => !i || (d[i - 1] <= x) === ('{order}' === 'ascending') || d[i - 1] === x))({dates})"
        );
        assert_eq!(visit.eval(&sorted), true, "{}", visit.eval(dates));
    }
}

/// With the keyboard alone.
fn opens(visit: &Visit) {
    visit.eval("document.querySelector('#rows .opener').focus()");
    for (key, code, place) in [("ArrowDown", 40, "1"), ("End", 35, "54"), ("Home", 36, "0")] {
        visit.browser.press(key, code);
        visit.browser.wait_for(&format!("document.activeElement.dataset.place === '{place}'"));
    }
    let subject = visit.text("#rows .opener");
    visit.browser.press("Enter", 13);
    visit.browser.wait_for("!!document.querySelector('#d-body .beside')");
    assert!(visit.text("#d-body").contains(&subject));
    assert_eq!(visit.eval("document.getElementById('d-before').disabled"), true);
    visit.click("#d-after");
    visit.browser.wait_for(
        "!document.getElementById('d-before').disabled && !!document.querySelector('#d-body .beside')",
    );
    visit.browser.press("Escape", 27);
    visit.browser.wait_for("!document.getElementById('detail').open");
    assert_eq!(visit.eval("document.activeElement.matches('.opener')"), true);
    // Rows have the height that their places are computed from, in a narrow window too.
    for (width, wanted) in [(400, 76.8), (1280, 56.0)] {
        visit.browser.look(width, 900, "light");
        visit.browser.wait_for(&format!("innerWidth === {width}"));
        let uneven = format!(
            "[...document.querySelectorAll('#rows tr[aria-rowindex]')].filter(r => Math.abs(r.getBoundingClientRect().height - {wanted}) > 1.5).map(r => r.getBoundingClientRect().height)"
        );
        visit.browser.wait_for(&format!("{uneven}.length === 0"));
    }
    opens_every_one(visit, 55);
}

/// Every message can be opened, carried ones too, and what opens is what was chosen.
fn opens_every_one(visit: &Visit, messages: usize) {
    for place in 0..messages {
        visit.eval(&format!("document.getElementById('scroll').scrollTop = {place} * 56"));
        visit.browser.wait_for(&format!("!!document.querySelector('#rows .opener[data-place=\"{place}\"]')"));
        let subject = visit.text(&format!("#rows .opener[data-place=\"{place}\"]"));
        visit.click(&format!("#rows .opener[data-place=\"{place}\"]"));
        visit.browser.wait_for("!!document.querySelector('#d-body .beside')");
        let body = visit.text("#d-body .told");
        assert!(
            subject == "(no subject)" || body.contains(subject.trim_end_matches('…')),
            "{place}: {subject}: {body}"
        );
        visit.click("#d-close");
        visit.browser.wait_for(
            "!document.getElementById('detail').open && !document.querySelector('#d-body .beside')",
        );
    }
}

/// A mailbox of so many notices with numbers in their subjects.
fn mailbox(folder: &Path, messages: usize) -> PathBuf {
    let one =
        std::fs::read_to_string(fixture("rules/spf-omits-relay/hit-1.eml")).unwrap().replace("\r\n", "\n");
    let mut out = String::new();
    for number in 0..messages {
        out.push_str("From relay@example.edu Mon Mar  2 09:00:00 2026\n");
        out.push_str(&one.replacen("Subject: ", &format!("Subject: No. {number} of "), 1));
        out.push_str("\n\n");
    }
    let path = folder.join("Junk.mbox");
    std::fs::write(&path, out).unwrap();
    path
}

#[test]
fn ten_thousand_messages_come_as_they_are_read() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = mailbox(folder.path(), 10_000);
    // Notes that rows were there before the end.
    visit.eval("window.early = 0; new MutationObserver(() => { if (document.body.dataset.state === 'running') window.early = Math.max(window.early, document.querySelectorAll('#rows .opener').length); }).observe(document.getElementById('rows'), { childList: true })");
    visit.drop_on(&[&path]);
    visit.state("mailbox");
    assert_eq!(visit.shown(), "10,000 messages");
    assert!(visit.eval("window.early").as_u64().unwrap() > 0, "rows before the end");
    let rows = visit.eval("document.querySelectorAll('#rows .opener').length").as_u64().unwrap();
    assert!(rows < 100, "{rows} rows are elements");
    visit.set("f-text", "no. 9999 ");
    visit.browser.wait_for("document.getElementById('shown').textContent === '1 of 10,000 messages'");
    visit.click("#rows .opener");
    visit.browser.wait_for("!!document.querySelector('#d-body .beside')");
    assert!(visit.text("#d-body").contains("No. 9999 of"));
    visit.click("#d-close");
    let (_, csv) = visit.download("csv");
    assert!(csv == command_line(folder.path(), &["Junk.mbox", "--format", "csv"], b""));
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}

#[test]
fn an_upload_can_be_cancelled() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = mailbox(folder.path(), 30_000);
    visit.drop_on(&[&path]);
    visit.browser.wait_for("document.querySelectorAll('#rows .opener').length > 0");
    visit.click("#cancel");
    visit.state("mailbox");
    assert!(visit.text("#partial").starts_with("Cancelled."), "{}", visit.text("#partial"));
    let left = "parseInt(document.getElementById('shown').textContent.replace(/,/g, ''))";
    let messages = visit.eval(left).as_u64().unwrap();
    assert!(messages > 0 && messages < 30_000, "{messages}");
    // The page goes on with other files.
    visit.click("#again");
    visit.state("start");
    visit.drop_on(&[&fixture("rules/spf-omits-relay/hit-1.eml")]);
    visit.state("one");
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}

#[test]
fn what_goes_wrong_is_said() {
    let limits = Limits { bytes: 400_000, ..Limits::default() };
    let Some(visit) = Visit::begin(limits) else { return };
    let folder = tempfile::tempdir().unwrap();
    visit.drop_on(&[&mailbox(folder.path(), 1000)]);
    visit.browser.wait_for("['problem', 'mailbox'].includes(document.body.dataset.state)");
    assert!(visit.text("main").contains("limit of 400000 bytes"), "{}", visit.text("main"));
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    visit.click("#again");
    visit.drop_on(&[&empty]);
    visit.state("problem");
    assert!(visit.text("#problem").contains("nothing in it"), "{}", visit.text("#problem"));
    drop(visit._server);
    visit.browser.drop_files(&[fixture("rules/spf-omits-relay/hit-1.eml").to_str().unwrap()]);
    visit
        .browser
        .wait_for("document.getElementById('problem-text').textContent.includes('does not answer any more')");
}

#[test]
fn nothing_of_a_message_runs_leaves_or_overflows() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, many) = (folder.path().join("a<img src=x onerror=canary=1>.eml"), folder.path().join("two"));
    std::fs::write(&one, attack()).unwrap();
    std::fs::create_dir(&many).unwrap();
    (0..3).for_each(|n| std::fs::write(many.join(format!("{n}<script>canary=1.eml")), attack()).unwrap());
    for (width, theme) in [(1280, "light"), (400, "dark")] {
        visit.browser.look(width, 900, theme);
        for path in [one.clone(), many.clone(), fixture("hostile"), fixture("demo/junk-folder.mbox")] {
            visit.drop_on(&[&path]);
            visit.browser.wait_for("['one', 'mailbox'].includes(document.body.dataset.state) && !!document.querySelector('#one .beside, #summary h1')");
            visit.eval("document.querySelectorAll('details').forEach(d => { d.open = true; })");
            harmless(&visit, &path, width);
            let places = visit.eval("document.querySelectorAll('#rows .opener').length").as_u64().unwrap();
            for place in 0..places.min(14) {
                visit.click(&format!("#rows .opener[data-place=\"{place}\"]"));
                visit.browser.wait_for("!!document.querySelector('#d-body .beside, #d-body .alarm')");
                harmless(&visit, &path, width);
                visit.click("#d-close");
                visit.browser.wait_for("!document.querySelector('#d-body .beside')");
            }
            visit.click("#again");
            visit.state("start");
        }
    }
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}

fn harmless(visit: &Visit, path: &Path, width: u32) {
    assert_eq!(visit.eval("typeof window.canary"), "undefined", "{path:?}");
    let wide = "[document.documentElement, ...document.querySelectorAll('dialog[open]')].some(e => e.scrollWidth > e.clientWidth)";
    assert_eq!(visit.eval(wide), false, "{path:?} at {width}");
    let foreign = "document.querySelectorAll('main img, main iframe, main script, main link, main style, dialog img, dialog iframe, dialog script, base, object, embed').length";
    assert_eq!(visit.eval(foreign), 0, "{path:?}");
}
