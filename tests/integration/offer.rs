//! What somebody is offered who starts the program in a terminal without naming a file, and who is not.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::run::{program, root};

const PROMPT: &str = "Press Enter for a page";
const LONG: Duration = Duration::from_secs(60);

/// The program in a terminal of its own, which `script` of util-linux makes.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    screen: Receiver<Vec<u8>>,
    seen: String,
    folder: tempfile::TempDir,
}

impl Terminal {
    /// Runs a line of shell in which `$WHYJUNK` is the program. `None` where `script` is missing.
    fn run(line: &str) -> Option<Self> {
        if Command::new("script").arg("--version").output().is_err() {
            assert!(std::env::var_os("WHYJUNK_TEST_ALL").is_none(), "script (bsdutils) is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        // The browser that it opens.
        let browser = folder.path().join("xdg-open");
        fs::write(&browser, "#!/bin/sh\necho \"$1\" > \"$0.asked\"\n").unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
        let mut child = Command::new("script")
            .args(["-q", "-e", "-c", line, "/dev/null"])
            .env_clear()
            .env("SHELL", "/bin/sh")
            .env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()))
            .env("WHYJUNK", env!("CARGO_BIN_EXE_whyjunk"))
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = child.stdout.take().unwrap();
        let (send, screen) = channel();
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut some) {
                let _ = send.send(some[..read].to_vec());
            }
        });
        Some(Self { keys: child.stdin.take().unwrap(), child, screen, seen: String::new(), folder })
    }

    fn read_until(&mut self, text: &str) {
        let until = Instant::now() + LONG;
        while !self.seen.contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            let some = self.screen.recv_timeout(left);
            let some = some.unwrap_or_else(|_| panic!("no {text:?} in {:?}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&some));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Everything that was seen, and the exit code.
    fn end(mut self) -> (String, Option<i32>) {
        while let Ok(some) = self.screen.recv_timeout(LONG) {
            self.seen.push_str(&String::from_utf8_lossy(&some));
        }
        (std::mem::take(&mut self.seen), self.child.wait().unwrap().code())
    }
}

/// Starts it without arguments and answers.
fn answered(keys: &str) -> Option<(String, Option<i32>)> {
    let mut terminal = Terminal::run("exec \"$WHYJUNK\"")?;
    terminal.read_until(PROMPT);
    terminal.press(keys);
    Some(terminal.end())
}

#[test]
fn the_page_is_served_and_opened() {
    for yes in ["\n", "yes\n"] {
        let Some(mut terminal) = Terminal::run("exec \"$WHYJUNK\"") else { return };
        terminal.read_until(PROMPT);
        terminal.press(yes);
        terminal.read_until("Ctrl-C ends it.");
        let address = terminal.seen.split("The page is at ").nth(1).unwrap();
        let address = address.split_whitespace().next().unwrap().to_owned();
        let asked = terminal.folder.path().join("xdg-open.asked");
        let until = Instant::now() + LONG;
        while fs::read_to_string(&asked).unwrap_or_default().trim() != address {
            assert!(Instant::now() < until, "{address} was not opened");
            std::thread::sleep(Duration::from_millis(20));
        }
        terminal.press("\u{3}");
        let (seen, code) = terminal.end();
        assert!(seen.contains("the page has ended"), "{seen}");
        assert_eq!(code, Some(0));
    }
}

#[test]
fn nothing_is_served_to_who_declines() {
    for no in ["n\n", "q\n", "h\n", "\u{4}"] {
        let Some((seen, code)) = answered(no) else { return };
        assert!(!seen.contains("http://"), "{seen}");
        assert_eq!(seen.contains("Usage:"), matches!(no, "h\n" | "\u{4}"), "{no:?}: {seen}");
        assert_eq!(code, Some(1), "{no:?}");
    }
}

#[test]
fn a_dropped_file_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::copy(root().join("fixtures/rules/spf-omits-relay/hit-1.eml"), &path).unwrap();
        path
    };
    let (blank, quote) = (place("Junk Mail (1).eml"), place("it's ä.eml"));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let one = [
        format!("'{}' ", text(&blank)),
        format!("\"{}\"", text(&quote)),
        format!("'{}'", text(&quote).replace('\'', "'\\''")),
        escaped(&text(&blank)),
        text(&blank),
        format!("file://{}", text(&blank).replace(' ', "%20")),
        format!("file://{}", text(&quote).replace(' ', "%20").replace('ä', "%C3%A4")),
    ];
    for line in one {
        let Some((seen, code)) = answered(&format!("{line}\n")) else { return };
        assert!(seen.contains("unauthenticated-sender"), "{line}: {seen}");
        assert_eq!(code, Some(0), "{line}: {seen}");
    }
    let both = format!("'{}' {}\n", text(&blank), escaped(&text(&quote)));
    let Some((seen, _)) = answered(&both) else { return };
    assert!(seen.contains("2 messages"), "{both}: {seen}");
    let Some((seen, code)) = answered("/no/such/file\n") else { return };
    assert!(seen.contains("/no/such/file"), "{seen}");
    assert_eq!(code, Some(2), "{seen}");
}

/// A path with a backslash before what a shell would not take as it is.
fn escaped(path: &str) -> String {
    path.chars().flat_map(|c| if " ()'".contains(c) { vec!['\\', c] } else { vec![c] }).collect()
}

#[test]
fn who_pipes_is_not_asked() {
    let piped = program().write_stdin("").output().unwrap();
    let said = String::from_utf8_lossy(&piped.stderr).into_owned();
    assert!(said.contains("no input") && !said.contains(PROMPT), "{said}");
    assert_eq!(piped.status.code(), Some(1));
    for line in ["\"$WHYJUNK\" | cat", "\"$WHYJUNK\" -o out.txt", "\"$WHYJUNK\" < /dev/null"] {
        let Some(terminal) = Terminal::run(line) else { return };
        let (seen, _) = terminal.end();
        assert!(seen.contains("no input") && !seen.contains(PROMPT), "{line}: {seen}");
    }
}
