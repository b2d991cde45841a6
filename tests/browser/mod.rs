//! A browser for tests: headless Chromium, spoken to through the pipe of its DevTools protocol.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long the browser may take for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Names under which the browser is found.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A running browser with one page.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    pipe: RefCell<Option<ChildStdin>>,
    messages: Receiver<Value>,
    number: RefCell<u64>,
    session: RefCell<String>,
    events: RefCell<VecDeque<Value>>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts one; `None` where none is installed, which is a failure where everything has to be tested.
    pub fn start() -> Option<Self> {
        let is_there = |name: &&&str| {
            let found = Command::new(name).arg("--version").output();
            found.is_ok_and(|output| output.status.success())
        };
        let Some(name) = NAMES.iter().find(is_there) else {
            let wanted = ["WHYJUNK_TEST_ALL", "CI"].iter().any(|name| std::env::var_os(name).is_some());
            assert!(!wanted, "no browser: install the Debian package chromium");
            eprintln!("no browser is installed: this check is left out");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        // The protocol speaks on descriptors 3 and 4; a shell puts the pipes there.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh", name])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update"])
            .args(["--remote-debugging-pipe", "--hide-scrollbars"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            // Names of files are UTF-8, whatever the terminal speaks.
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (pipe, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, messages) = channel();
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            let mut message = Vec::new();
            while out.read_until(0, &mut message).is_ok_and(|n| n > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                if send.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let browser = Self {
            child,
            pipe: RefCell::new(Some(pipe)),
            messages,
            number: RefCell::default(),
            session: RefCell::default(),
            events: RefCell::default(),
            _profile: profile,
        };
        browser.attach();
        Some(browser)
    }

    fn attach(&self) {
        let target = self.call("Target.createTarget", &json!({"url": "about:blank"}));
        let target = target["targetId"].as_str().unwrap().to_owned();
        let session = self.call("Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        self.session.replace(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    /// Calls a method of the protocol.
    pub fn call(&self, method: &str, params: &Value) -> Value {
        let number = *self.number.borrow() + 1;
        self.number.replace(number);
        let mut message = json!({"id": number, "method": method, "params": params});
        let session = self.session.borrow();
        if !session.is_empty() {
            message["sessionId"] = json!(*session);
        }
        let mut text = message.to_string().into_bytes();
        text.push(0);
        self.pipe.borrow_mut().as_mut().unwrap().write_all(&text).unwrap();
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let answer = self.messages.recv_timeout(left).unwrap_or_else(|_| panic!("no answer to {method}"));
            if answer["id"] == number {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.borrow_mut().push_back(answer);
        }
    }

    /// The events so far, taken.
    fn take_events(&self) -> Vec<Value> {
        let mut events: Vec<Value> = self.events.borrow_mut().drain(..).collect();
        events.extend(self.messages.try_iter());
        events
    }

    /// A window of this size.
    pub fn look_on(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// The page as on paper.
    pub fn print(&self) {
        self.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    }

    /// A window of this size, in this theme.
    pub fn look(&self, width: u32, height: u32, theme: &str) {
        self.look_on(width, height);
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        self.call("Emulation.setEmulatedMedia", &media);
    }

    /// Opens a file and waits until it is loaded; how long that took.
    pub fn open(&self, path: &Path) -> Duration {
        self.visit(&format!("file://{}", path.display()))
    }

    /// Drops files, by their absolute paths, on the middle of the window.
    pub fn drop_files(&self, paths: &[&str]) {
        let data = json!({"items": [], "files": paths, "dragOperationsMask": 1});
        for kind in ["dragEnter", "dragOver", "drop"] {
            let params = json!({"type": kind, "x": 300, "y": 250, "data": data});
            self.call("Input.dispatchDragEvent", &params);
        }
    }

    /// Where downloads are put.
    pub fn download_to(&self, folder: &Path) {
        let params = json!({"behavior": "allow", "downloadPath": folder});
        self.call("Browser.setDownloadBehavior", &params);
    }

    /// Opens an address and waits until it is loaded; how long that took.
    pub fn visit(&self, url: &str) -> Duration {
        self.take_events();
        let started = Instant::now();
        self.call("Page.navigate", &json!({"url": url}));
        self.wait_for(&format!(
            "location.href.split('#')[0] === {} && document.readyState === 'complete'",
            json!(url)
        ));
        started.elapsed()
    }

    /// Runs an expression in the page.
    pub fn eval(&self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true});
        let result = self.call("Runtime.evaluate", &params);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// Waits until an expression holds.
    pub fn wait_for(&self, expression: &str) {
        let until = Instant::now() + PATIENCE;
        while self.eval(expression) != json!(true) {
            assert!(Instant::now() < until, "{expression} does not come true");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Presses a key as a person does.
    pub fn press(&self, key: &str, code: u32) {
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let params = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code, "text": text});
            self.call("Input.dispatchKeyEvent", &params);
        }
    }

    /// A picture of the window.
    pub fn picture(&self, path: &Path) {
        let shot = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        std::fs::write(path, decode(shot["data"].as_str().unwrap())).unwrap();
    }

    /// What the page did that no report may do: requests, errors, words on the console, dialogs, windows.
    pub fn misdeeds(&self, page: &Path) -> Vec<String> {
        let own = format!("file://{}", page.display());
        self.misdeeds_but(&|url| url == own)
    }

    /// The same for a page that may ask for some addresses.
    pub fn misdeeds_but(&self, may: &dyn Fn(&str) -> bool) -> Vec<String> {
        self.eval("1");
        let bad = |event: &Value| {
            let params = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    let url = params["request"]["url"].as_str().unwrap_or_default();
                    !may(url.split('#').next().unwrap_or_default())
                }
                "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded" => true,
                "Page.javascriptDialogOpening" | "Page.windowOpen" | "Page.downloadWillBegin" => true,
                "Page.frameAttached" | "Page.frameRequestedNavigation" => true,
                _ => false,
            }
        };
        self.take_events().iter().filter(|event| bad(event)).map(ToString::to_string).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A closed pipe ends the browser.
        self.pipe.borrow_mut().take();
        let until = Instant::now() + Duration::from_secs(5);
        while self.child.try_wait().is_ok_and(|done| done.is_none()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Base64 with padding.
fn decode(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0, |bits, c| bits << 6 | digit(*c)) << (6 * (4 - four.len()));
        out.extend(bits.to_be_bytes()[1..four.len()].iter().copied());
    }
    out
}
