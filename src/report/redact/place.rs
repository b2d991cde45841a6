//! Where in a field a word stands: behind `smtp.auth=` or `HELO` it is a name, whatever word it is.

use super::numbers::Kind;

/// What a person's name stands behind, with `=` or `:`.
const PERSON: &[&str] = &[
    "account",
    "auth_id",
    "envelope-from",
    "login",
    "sender",
    "smtp.auth",
    "smtp.mail",
    "smtp.mailfrom",
    "smtp.rcpt",
    "smtp.rcptto",
    "user",
    "x-authenticated-user",
];
/// What a host's name stands behind, with `=` or `:`.
const HOST: &[&str] = &["ehlo", "helo", "ptr", "receiver", "smtp.client-ip", "smtp.helo", "smtp.remote-ip"];
/// What a name stands behind without a mark.
const BARE: &[(&str, Kind)] = &[("ehlo", Kind::Host), ("helo", Kind::Host)];
/// Words for nobody and nothing.
const NOBODY: &[&str] = &["", "none", "null", "unknown", "localhost", "postmaster", "mailer-daemon"];

/// The place behind what was read so far.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// What is named here.
    kind: Option<Kind>,
    /// The word before, when a mark makes it the name of a value.
    key: Option<Kind>,
    /// Whether more than one word is named, up to the end of the comment.
    long: bool,
    authenticated: bool,
}

impl Place {
    /// What a token, lower case, names in this place.
    pub(super) fn of(&mut self, token: &str) -> Option<Kind> {
        let kind = if self.long { self.kind } else { self.kind.take() };
        kind.filter(|_| !NOBODY.contains(&token) && !BARE.iter().any(|(word, _)| *word == token))
    }

    /// A token, lower case, was read, with the marks that end it.
    pub(super) fn behind(&mut self, token: &str, tail: &str) {
        let is = |words: &[&str]| words.contains(&token);
        self.key = match token {
            _ if is(PERSON) => Some(Kind::Person),
            _ if is(HOST) => Some(Kind::Host),
            _ => None,
        };
        if tail.starts_with(':') && self.key.is_some() {
            self.kind = self.key.take();
            self.long = self.kind == Some(Kind::Person);
        }
        if let Some((_, kind)) = BARE.iter().find(|(word, _)| *word == token) {
            (self.kind, self.long) = (Some(*kind), false);
        }
        if self.authenticated && matches!(token, "user" | "as") {
            (self.kind, self.long) = (Some(Kind::Person), true);
        }
        self.authenticated = token == "authenticated";
    }

    /// A delimiter was read.
    pub(super) fn delimiter(&mut self, c: char) {
        match c {
            '=' => {
                if let Some(kind) = self.key.take() {
                    (self.kind, self.long) = (Some(kind), false);
                }
            }
            ';' | '(' | ')' | ',' => *self = Self::default(),
            _ => {}
        }
    }
}
