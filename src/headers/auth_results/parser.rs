//! The grammar of RFC 8601 section 2.2, read the way real writers bend it.

use std::borrow::Cow;

use super::cursor::{Cursor, is_space};
use super::{AuthResults, MethodResult, Property};
use crate::headers::address::lower;
use crate::headers::unfold;

/// Results kept of one field, properties and comments kept of one result: beyond what any server writes.
const MAX_RESULTS: usize = 256;
const MAX_PROPERTIES: usize = 64;
const MAX_COMMENTS: usize = 32;

/// Methods that begin a result even where the `;` before them is missing (Gmail before `arc=`).
const METHODS: [&str; 17] = [
    "arc",
    "auth",
    "bimi",
    "compauth",
    "dara",
    "dkim",
    "dkim-adsp",
    "dkim-atps",
    "dmarc",
    "dnswl",
    "domainkeys",
    "iprev",
    "rrvs",
    "sender-id",
    "smime",
    "spf",
    "vbr",
];

/// Keys that belong to the result before them even after a `;`: old Yahoo and stray explanations.
const TAIL: [&str; 3] = ["action", "from", "reason"];
/// The same for an SPF result, where Amazon SES writes the pairs of `Received-SPF`.
const SPF_TAIL: [&str; 7] =
    ["client-ip", "envelope-from", "helo", "identity", "mechanism", "problem", "receiver"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Behind the authserv-id, before the first `;`.
    AfterId,
    /// At the start of a clause.
    Fresh,
    /// Behind `method=result`.
    Inside,
}

pub(super) struct Parser<'m> {
    cursor: Cursor<'m>,
    out: AuthResults<'m>,
    state: State,
    /// Comments before the result that they belong to.
    held: Vec<Cow<'m, str>>,
    /// Range of an unquoted reason, which may go on for several words.
    reason: Option<(usize, usize)>,
    said_none: bool,
    broken: bool,
}

impl<'m> Parser<'m> {
    pub(super) fn run(text: &'m str) -> AuthResults<'m> {
        let mut parser = Self {
            cursor: Cursor::new(text),
            out: AuthResults { results: Vec::with_capacity(4), ..AuthResults::default() },
            state: State::Fresh,
            held: Vec::new(),
            reason: None,
            said_none: false,
            broken: false,
        };
        parser.head();
        while let Some(byte) = parser.next_token() {
            parser.item(byte);
        }
        parser.finish()
    }

    fn next_token(&mut self) -> Option<u8> {
        self.skip_comments();
        self.cursor.peek()
    }

    fn skip_comments(&mut self) {
        loop {
            self.cursor.skip_space();
            let Some(comment) = self.cursor.comment() else { return };
            match self.out.results.last_mut().filter(|_| self.state == State::Inside) {
                Some(result) if result.comments.len() < MAX_COMMENTS => {
                    result.comments.push(comment);
                    result.span.1 = self.cursor.at as u32;
                }
                None if self.held.len() < MAX_COMMENTS => self.held.push(comment),
                _ => {}
            }
        }
    }

    /// `[i=n ;] authserv-id [version]`.
    fn head(&mut self) {
        self.skip_comments();
        if self.instance() {
            self.skip_comments();
        }
        let start = self.cursor.at;
        let id = match self.cursor.quoted() {
            Some(quoted) => quoted,
            None => self.key(),
        };
        self.skip_comments();
        if id.is_empty() || self.cursor.peek() == Some(b'=') {
            self.cursor.at = start;
            self.held.clear();
            return;
        }
        let (id, version) = split_version(id);
        (self.out.authserv_id, self.out.version) = (Some(id), version);
        self.state = State::AfterId;
        self.held.clear();
        self.version();
    }

    fn instance(&mut self) -> bool {
        let start = self.cursor.at;
        let key = self.cursor.word(ends_key);
        self.cursor.skip_space();
        if key.eq_ignore_ascii_case("i") && self.cursor.take(b'=') {
            self.cursor.skip_space();
            if let Ok(number) = self.cursor.word(ends_value).parse() {
                self.cursor.skip_space();
                if self.cursor.take(b';') || self.cursor.peek().is_none() {
                    self.out.instance = Some(number);
                    return true;
                }
            }
        }
        self.cursor.at = start;
        false
    }

    fn version(&mut self) {
        let start = self.cursor.at;
        self.cursor.take(b'/');
        let word = self.cursor.word(ends_key);
        match word.parse() {
            Ok(number) if word.bytes().all(|b| b.is_ascii_digit()) => self.out.version = Some(number),
            _ => self.cursor.at = start,
        }
    }

    fn item(&mut self, byte: u8) {
        let start = self.cursor.at;
        if byte == b';' {
            self.cursor.at += 1;
            self.settle_reason();
            self.held.clear();
            self.state = State::Fresh;
            return;
        }
        let key = self.key();
        if key.is_empty() {
            // A quote, bracket or sign where a word belongs.
            if self.cursor.quoted().is_none() {
                self.cursor.at += 1;
            }
            self.stray();
            return;
        }
        let end = self.cursor.at;
        self.skip_comments();
        if self.cursor.take(b'=') {
            self.pair(start, key);
        } else {
            self.lone_word(end, key);
        }
    }

    /// A key; comments may stand round its `.` and `/`.
    fn key(&mut self) -> Cow<'m, str> {
        let mut key = Cow::Borrowed(self.cursor.word(ends_key));
        while !key.is_empty() {
            let at = self.cursor.at;
            self.cursor.skip_space();
            if self.cursor.at == at && self.cursor.peek() != Some(b'(') {
                break;
            }
            let joins = |b| matches!(b, Some(b'.' | b'/'));
            if !key.ends_with(['.', '/']) && !joins(self.cursor.peek()) && !self.comment_then(joins) {
                self.cursor.at = at;
                break;
            }
            self.skip_comments();
            let more = self.cursor.word(ends_key);
            if more.is_empty() {
                break;
            }
            key.to_mut().push_str(more);
        }
        key
    }

    /// Looks behind the comment that begins here; leaves the place as it was when `wanted` is not met.
    fn comment_then(&mut self, wanted: impl Fn(Option<u8>) -> bool) -> bool {
        let at = self.cursor.at;
        if self.cursor.comment().is_none() {
            return false;
        }
        self.cursor.skip_space();
        let found = wanted(self.cursor.peek());
        self.cursor.at = at;
        found
    }

    fn pair(&mut self, start: usize, key: Cow<'m, str>) {
        self.settle_reason();
        let begins = self.begins_result(&key);
        let (value, range) = self.value();
        if begins {
            self.begin(start, key, value);
        } else if key.eq_ignore_ascii_case("reason") {
            self.set_reason(value, range);
        } else {
            self.property(key, value);
        }
    }

    fn begins_result(&mut self, key: &str) -> bool {
        if key.contains('.') {
            return false;
        }
        let known = |list: &[&str]| list.iter().any(|k| key.eq_ignore_ascii_case(k));
        match self.state {
            State::Inside => known(&METHODS),
            State::Fresh => {
                let spf = self.out.results.last().is_some_and(|r| r.method == "spf");
                !(known(&TAIL) || spf && known(&SPF_TAIL))
            }
            State::AfterId => {
                let method = known(&METHODS);
                self.broken |= method;
                method
            }
        }
    }

    /// The value behind `=`, and its range when it is not quoted.
    fn value(&mut self) -> (Cow<'m, str>, Option<(usize, usize)>) {
        let behind = self.cursor.at;
        self.skip_comments();
        if self.cursor.at > behind && self.next_is_pair() {
            return (Cow::Borrowed(""), None);
        }
        let start = self.cursor.at;
        if let Some(quoted) = self.cursor.quoted() {
            if self.cursor.peek().is_none_or(ends_value) {
                return (quoted, None);
            }
            // A quoted local part: "a b"@example.org.
            self.cursor.word(ends_value);
            return (unfold(self.cursor.slice(start, self.cursor.at).as_bytes()), None);
        }
        let word = self.cursor.word(ends_value);
        let bare = word.strip_prefix('<').map_or(word, |w| w.strip_suffix('>').unwrap_or(w));
        (Cow::Borrowed(bare), Some((start, self.cursor.at)))
    }

    /// Whether `key=` comes next, so that the value before it is empty.
    fn next_is_pair(&self) -> bool {
        let rest = self.cursor.slice(self.cursor.at, (self.cursor.at + 64).min(self.cursor.end()));
        let Some((key, _)) = rest.split_once('=') else { return false };
        let known = METHODS.iter().any(|m| key.eq_ignore_ascii_case(m));
        known || (key.contains('.') && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)))
    }

    fn begin(&mut self, start: usize, key: Cow<'m, str>, result: Cow<'m, str>) {
        self.broken |= result.is_empty();
        self.state = State::Inside;
        if self.out.results.len() >= MAX_RESULTS {
            self.broken = true;
            return;
        }
        let (method, version) = split_version(key);
        let result = match result {
            Cow::Borrowed(text) => lower(text.trim_end_matches(',')),
            Cow::Owned(text) => Cow::Owned(text.to_ascii_lowercase()),
        };
        self.out.results.push(MethodResult {
            method: lowered(method),
            version,
            result,
            comments: std::mem::take(&mut self.held),
            span: (start as u32, self.cursor.at as u32),
            ..MethodResult::default()
        });
    }

    fn property(&mut self, key: Cow<'m, str>, value: Cow<'m, str>) {
        let Some(result) = self.out.results.last_mut() else {
            // Old Yahoo names the From domain before the first result.
            self.broken |= !key.eq_ignore_ascii_case("from");
            return;
        };
        self.state = State::Inside;
        let (ptype, name) = split_ptype(key);
        // RFC 8601 section 2.2: a value with colons must be quoted.
        self.broken |= name == "iprev"
            && value.contains(':')
            && self.cursor.slice(self.cursor.at - 1, self.cursor.at) != "\"";
        if result.properties.len() < MAX_PROPERTIES {
            result.properties.push(Property { ptype, name, value });
            result.span.1 = self.cursor.at as u32;
        } else {
            self.broken = true;
        }
    }

    fn set_reason(&mut self, value: Cow<'m, str>, range: Option<(usize, usize)>) {
        let Some(result) = self.out.results.last_mut() else {
            self.broken = true;
            return;
        };
        self.state = State::Inside;
        result.reason = Some(value);
        result.span.1 = self.cursor.at as u32;
        self.reason = range;
    }

    fn settle_reason(&mut self) {
        let Some((start, end)) = self.reason.take() else { return };
        let text = unfold(self.cursor.slice(start, end).as_bytes());
        if let Some(result) = self.out.results.last_mut() {
            result.reason = Some(text);
            result.span.1 = result.span.1.max(end as u32);
        }
    }

    fn stray(&mut self) {
        match &mut self.reason {
            Some(range) => range.1 = self.cursor.at,
            None => self.broken = true,
        }
    }

    fn lone_word(&mut self, end: usize, word: Cow<'m, str>) {
        if self.state == State::Fresh && self.reason.is_none() {
            if word.eq_ignore_ascii_case("none") {
                self.said_none = true;
                return;
            }
            if word.contains('.') && self.out.bare_domains.len() < MAX_RESULTS {
                self.out.bare_domains.push(word);
                return;
            }
        }
        if let Some(range) = &mut self.reason {
            range.1 = end;
            return;
        }
        self.broken = true;
    }

    fn finish(mut self) -> AuthResults<'m> {
        self.settle_reason();
        let mut out = self.out;
        let microsoft = out.results.iter().any(MethodResult::is_microsoft);
        let nameless = out.authserv_id.is_none() && !microsoft;
        let empty = out.results.is_empty() && !self.said_none;
        out.malformed = self.broken || self.cursor.broken || nameless || empty;
        out.microsoft_sender_form = is_sender_form(&out);
        out
    }
}

/// Form A has no authserv-id, form B repeats a recipient's domain before `dmarc=`.
fn is_sender_form(out: &AuthResults<'_>) -> bool {
    let has = |method: &str| out.results.iter().any(|r| r.method == method);
    let acted = out.results.iter().any(|r| r.method == "dmarc" && r.property("", "action").is_some());
    let repeated = |id: &str| out.bare_domains.iter().any(|d| d.eq_ignore_ascii_case(id));
    acted
        && !has("spf")
        && !has("compauth")
        && out.instance.is_none()
        && out.authserv_id.as_deref().is_none_or(repeated)
}

const fn ends_key(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b';' | b'(' | b')' | b'=' | b'"' | b'<' | b'>')
}

const fn ends_value(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b';' | b'(' | b')')
}

fn lowered(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(t) => lower(t),
        Cow::Owned(t) => Cow::Owned(t.to_ascii_lowercase()),
    }
}

/// `dkim/1` or `example.org/1`.
fn split_version(text: Cow<'_, str>) -> (Cow<'_, str>, Option<u32>) {
    let Some((name, number)) = text.rsplit_once('/') else { return (text, None) };
    let Ok(version) = number.parse() else { return (text, None) };
    let length = name.len();
    let name = match text {
        Cow::Borrowed(t) => Cow::Borrowed(&t[..length]),
        Cow::Owned(mut t) => {
            t.truncate(length);
            Cow::Owned(t)
        }
    };
    (name, Some(version))
}

/// `ptype.name`; the ptype is empty when there is no dot.
fn split_ptype(key: Cow<'_, str>) -> (Cow<'_, str>, Cow<'_, str>) {
    match key {
        Cow::Borrowed(k) => {
            let (ptype, name) = k.split_once('.').unwrap_or(("", k));
            (lower(ptype), lower(name))
        }
        Cow::Owned(k) => {
            let (ptype, name) = k.split_once('.').unwrap_or(("", &k));
            (Cow::Owned(ptype.to_ascii_lowercase()), Cow::Owned(name.to_ascii_lowercase()))
        }
    }
}
