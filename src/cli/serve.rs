//! `whyjunk serve`: starts the local page, opens it, and ends it on Ctrl-C.

use std::ffi::OsString;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::channel;

use anyhow::Context;
use clap::Args;

use super::AnalyzeArgs;
use super::run::{End, say};
use crate::dns::live;
use crate::serve::{Options, Server, USUAL_PORT};

/// The local page.
#[derive(Debug, Default, Args)]
pub(crate) struct ServeArgs {
    /// The port; the usual one when it is free, else any free one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Only print the address; open no browser
    #[arg(long)]
    no_open: bool,
    /// The name server for the DNS checks that the page can ask for, ADDRESS or ADDRESS:PORT
    #[arg(long, value_name = "ADDRESS")]
    resolver: Option<String>,
}

/// Serves until Ctrl-C.
pub(super) fn serve(args: &ServeArgs) -> anyhow::Result<End> {
    let (send, stop) = channel();
    let listening = ctrlc::set_handler(move || {
        let _ = send.send(());
    });
    let resolver = args.resolver.as_deref().map(live::resolver).transpose();
    let resolver = resolver.context("--resolver: name an address")?;
    let options = Options { port: args.port, resolver, ..Options::default() };
    let server = Server::start(options).with_context(|| match args.port {
        Some(port) => format!("the page cannot be served on port {port}: name another one"),
        None => "the page cannot be served on this machine".to_owned(),
    })?;
    announce(&server.address(), args.port.unwrap_or(USUAL_PORT))?;
    if !args.no_open && open::that_detached(server.address()).is_err() {
        say("whyjunk: no browser could be opened; open the address by hand");
    }
    listening.context("Ctrl-C cannot be listened for")?;
    let _ = stop.recv();
    drop(server);
    say("whyjunk: the page has ended");
    Ok(End::Complete)
}

fn announce(address: &str, wanted: u16) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "The page is at {address}").and_then(|()| out.flush()).context("cannot write")?;
    say("It answers only on this machine and only under this address. Ctrl-C ends it.");
    if !address.contains(&format!(":{wanted}/")) {
        say(&format!(
            "Port {wanted} is taken, so this is another one: settings kept by the browser are not found there."
        ));
    }
    Ok(())
}

/// Asks somebody who gave no input whether the page is wanted. `None` when the help is.
pub(super) fn offer() -> anyhow::Result<Option<End>> {
    say("whyjunk explains from a message's headers why it was or was not junked.");
    say("No file was named. Press Enter for a page in your browser to drop files on.");
    say("Or drop a file here, or type its name, and press Enter. h shows the help, q ends.");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("cannot read")?;
    match answer.trim() {
        // Without even a line end nobody is there any more.
        "" if answer.is_empty() => Ok(None),
        "" | "y" | "yes" => serve(&ServeArgs::default()).map(Some),
        "h" | "help" => Ok(None),
        "q" | "n" | "no" => Ok(Some(End::NotStarted)),
        paths => Ok(Some(super::run::run_on(dropped(paths))?)),
    }
}

/// Paths as a terminal writes them when files are dropped on it: quoted, or with backslashes before blanks, with blanks
/// between them. A name as somebody types it may have blanks as it is.
fn dropped(text: &str) -> Vec<PathBuf> {
    if PathBuf::from(text).exists() {
        return vec![PathBuf::from(text)];
    }
    let (mut paths, mut path) = (Vec::new(), None::<String>);
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            paths.extend(path.take());
            continue;
        }
        let path = path.get_or_insert_default();
        match c {
            '\'' | '"' if quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            '\\' if quote.is_none() && !cfg!(windows) => path.extend(chars.next()),
            c => path.push(c),
        }
    }
    paths.extend(path);
    let unquoted = paths.iter().map(PathBuf::from).collect();
    // An apostrophe in a typed name is no quote.
    if quote.is_some() { vec![PathBuf::from(text)] } else { unquoted }
}

/// The same arguments with `file://` addresses, as desktops hand them over, as paths.
pub(super) fn plain_paths(mut args: AnalyzeArgs) -> AnalyzeArgs {
    for path in &mut args.paths {
        if let Some(plain) = path.to_str().and_then(of_address) {
            *path = plain;
        }
    }
    args
}

/// The path in a `file://` address of this machine (RFC 8089).
fn of_address(address: &str) -> Option<PathBuf> {
    let scheme = address.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://"))?;
    let rest = &address[scheme.len()..];
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = rest.starts_with('/').then_some(rest)?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut left = path.as_bytes();
    while let Some((&byte, rest)) = left.split_first() {
        left = rest;
        let digits = if byte == b'%' { rest.split_first_chunk::<2>() } else { None };
        let value =
            digits.and_then(|(digits, _)| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match value {
            Some(value) => {
                bytes.push(value);
                left = &rest[2..];
            }
            None => bytes.push(byte),
        }
    }
    Some(PathBuf::from(system_text(bytes)?))
}

#[cfg(unix)]
fn system_text(bytes: Vec<u8>) -> Option<OsString> {
    Some(std::os::unix::ffi::OsStringExt::from_vec(bytes))
}

#[cfg(not(unix))]
fn system_text(bytes: Vec<u8>) -> Option<OsString> {
    let text = String::from_utf8(bytes).ok()?;
    // `/C:/mail` is `C:/mail`.
    let drive = text.as_bytes().get(2) == Some(&b':');
    Some(OsString::from(if drive { text[1..].to_owned() } else { text }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_are_paths() {
        let path = |text| of_address(text).map(|p| p.to_string_lossy().into_owned());
        assert_eq!(path("file:///mail/Junk%20Mail.mbox").as_deref(), Some("/mail/Junk Mail.mbox"));
        assert_eq!(path("FILE://localhost/a%C3%A4").as_deref(), Some("/aä"));
        assert_eq!(path("file:///100%/%4").as_deref(), Some("/100%/%4"));
        assert_eq!(path("file://server/share/x"), None);
        assert_eq!(path("/mail/file:///x"), None);
    }

    #[test]
    fn dropped_paths_lose_their_quoting() {
        let paths = |text| {
            let path = |p: PathBuf| p.to_string_lossy().into_owned();
            dropped(text).into_iter().map(path).collect::<Vec<_>>()
        };
        assert_eq!(paths("'/mail/Junk Mail.mbox'"), ["/mail/Junk Mail.mbox"]);
        assert_eq!(paths("'/mail/a b' /mail/c  \"/mail/d e\""), ["/mail/a b", "/mail/c", "/mail/d e"]);
        assert_eq!(paths("\"/mail/it's\""), ["/mail/it's"]);
        assert_eq!(paths("/mail/it's"), ["/mail/it's"]);
        #[cfg(unix)]
        {
            assert_eq!(paths("'/mail/it'\\''s.eml'"), ["/mail/it's.eml"]);
            assert_eq!(paths("/mail/Junk\\ Mail\\ \\(1\\).mbox"), ["/mail/Junk Mail (1).mbox"]);
        }
    }
}
