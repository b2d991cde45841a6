//! Where in a field a word stands: behind `smtp.auth=` or `HELO` it is a name, whatever word it is.

/// What is named in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A person, by an address or a word.
    Person,
    /// A server or client.
    Host,
    /// A country or a language, in two letters.
    Country,
    /// The protocol of a hop.
    Protocol,
    /// The selector of a signature.
    Selector,
    /// Where on earth a client is.
    Location,
}

/// What is named behind these words and `=` or `:`.
const KEYS: &[(&str, Named)] = &[
    ("account", Named::Person),
    ("auth_id", Named::Person),
    ("country", Named::Country),
    ("ctry", Named::Country),
    ("ehlo", Named::Host),
    ("envelope-from", Named::Person),
    ("header.s", Named::Selector),
    ("helo", Named::Host),
    ("lang", Named::Country),
    ("latitude", Named::Location),
    ("longitude", Named::Location),
    ("login", Named::Person),
    ("ptr", Named::Host),
    ("receiver", Named::Host),
    ("s", Named::Selector),
    ("sender", Named::Person),
    ("smtp.auth", Named::Person),
    ("smtp.client-ip", Named::Host),
    ("smtp.helo", Named::Host),
    ("smtp.mail", Named::Person),
    ("smtp.mailfrom", Named::Person),
    ("smtp.rcpt", Named::Person),
    ("smtp.rcptto", Named::Person),
    ("smtp.remote-ip", Named::Host),
    ("user", Named::Person),
    ("x-authenticated-user", Named::Person),
];
/// What is named behind a word without a mark.
const BARE: &[(&str, Named)] = &[
    ("ehlo", Named::Host),
    ("helo", Named::Host),
    ("latitude", Named::Location),
    ("longitude", Named::Location),
    ("via", Named::Protocol),
    ("with", Named::Protocol),
];
/// Words for nobody and nothing.
const NOBODY: &[&str] = &[
    "",
    "infodomainnonexistent",
    "infonorecords",
    "localhost",
    "mailer-daemon",
    "none",
    "null",
    "postmaster",
    "unknown",
];

/// The place behind what was read so far.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// What is named here.
    named: Option<Named>,
    /// What the word before names, when a mark makes it the name of a value.
    key: Option<Named>,
    /// Whether more than one word is named, up to the end of the comment.
    long: bool,
    authenticated: bool,
}

impl Place {
    /// The place behind this name of a value, lower case.
    pub(super) fn behind_name(name: &str) -> Self {
        Self { named: find(KEYS, name), ..Self::default() }
    }

    /// What a token, lower case, names in this place.
    pub(super) fn of(&mut self, token: &str) -> Option<Named> {
        let named = if self.long { self.named } else { self.named.take() };
        let is_greeting = matches!(find(BARE, token), Some(Named::Host));
        named.filter(|_| !NOBODY.contains(&token) && !is_greeting)
    }

    /// A token, lower case, was read, with the marks that end it.
    pub(super) fn behind(&mut self, token: &str, tail: &str) {
        self.key = find(KEYS, token);
        if tail.starts_with(':') && self.key.is_some() {
            self.named = self.key.take();
            self.long = self.named == Some(Named::Person);
        }
        if let Some(named) = find(BARE, token) {
            (self.named, self.long) = (Some(named), false);
        }
        if self.authenticated && matches!(token, "user" | "as") {
            (self.named, self.long) = (Some(Named::Person), true);
        }
        self.authenticated = token == "authenticated";
    }

    /// A delimiter was read.
    pub(super) fn delimiter(&mut self, c: char) {
        match c {
            '=' => {
                if let Some(named) = self.key.take() {
                    (self.named, self.long) = (Some(named), false);
                }
            }
            ';' | '(' | ')' | ',' => *self = Self::default(),
            _ => {}
        }
    }
}

fn find(words: &[(&str, Named)], word: &str) -> Option<Named> {
    words.iter().find(|(known, _)| *known == word).map(|(_, named)| *named)
}
