//! From the tokens of a trace field to its clauses' values.

use std::borrow::Cow;

use super::clause::{self, Clauses, Key};
use super::dialect::{self, Dialect};
use super::names;
use super::peer::{Info, Peer};
use super::recognise::Signs;
use super::remark::{self, Remark, starts};
use super::token::{Kind, Token, Tokens, tokenize};
use super::{Received, Tls, ip, protocol, tls, when};

/// What comments anywhere in the field say.
#[derive(Default)]
struct Found<'m> {
    tls: Option<Tls<'m>>,
    authenticated: bool,
    envelope_from: Option<&'m [u8]>,
    login: bool,
    courier: bool,
    using_tls: bool,
    encrypted: bool,
    software: Option<&'static Dialect>,
    renamed: bool,
    by_ip: Option<std::net::IpAddr>,
}

impl<'m> Found<'m> {
    fn comment(&mut self, inner: &'m [u8]) -> Remark<'m> {
        match remark::read(inner) {
            Remark::Authenticated(tls) => {
                self.authenticated = true;
                self.login |= remark::is_login(inner);
                self.courier |= starts(inner, b"AUTH:");
                self.secure(tls);
                Remark::Nothing
            }
            Remark::Account(helo) => {
                self.authenticated = true;
                Remark::Account(helo)
            }
            Remark::Tls(tls) => {
                self.using_tls |= starts(inner, b"using TLSv");
                self.courier |= starts(inner, b"TLS: ") || starts(inner, b"SSL: ");
                self.encrypted |= inner.ends_with(b"encrypted");
                if starts(inner, b"Generic MTA") {
                    self.software = dialect::by_software(inner);
                }
                self.secure(Some(tls));
                Remark::Nothing
            }
            Remark::EnvelopeFrom(path) => {
                self.envelope_from = self.envelope_from.or(Some(path));
                Remark::Nothing
            }
            other => other,
        }
    }

    /// Adds a TLS remark: what is known already stays.
    fn secure(&mut self, tls: Option<Tls<'m>>) {
        let Some(new) = tls else { return };
        let old = self.tls.get_or_insert_default();
        old.version = old.version.take().or(new.version);
        old.cipher = old.cipher.take().or(new.cipher);
    }

    /// A comment of the `from` clause; in a field without `by` the server may name itself there.
    fn client_comment(&mut self, inner: &'m [u8], alone: bool) -> Remark<'m> {
        let remark = self.comment(inner);
        if alone && remark == Remark::Other {
            self.software = self.software.or_else(|| dialect::by_software(inner));
            return if self.software.is_some() { Remark::Nothing } else { Remark::Other };
        }
        remark
    }

    /// A comment outside the `from` clause.
    fn server_comment(&mut self, inner: &'m [u8], at_by: bool) {
        if self.comment(inner) != Remark::Other {
            return;
        }
        let bare = matches!(inner.first(), Some(b'0'..=b'9' | b':' | b'['));
        if at_by && bare && self.server_address(inner) {
            return;
        }
        let software = dialect::by_software(inner);
        if software.is_some() {
            self.software = self.software.or(software);
        } else if at_by && (bare || !self.server_address(inner)) {
            self.renamed |= inner.iter().all(|b| b.is_ascii_alphanumeric() || b"-_./ ".contains(b));
        }
    }

    /// `(192.0.2.1)`, `(name [192.0.2.1])` after `by`.
    fn server_address(&mut self, inner: &'m [u8]) -> bool {
        let Some((ip, _)) = Info::read(inner).ip else { return false };
        self.by_ip = self.by_ip.or(Some(ip));
        true
    }
}

/// Reads one field; see [`super::parse`].
pub(super) fn read(raw: &[u8]) -> Received<'_> {
    let tokens = tokenize(raw);
    let (date, date_from) = when::find(&tokens);
    let clauses = clause::split(&tokens, date_from);
    let mut found = Found::default();
    let from = from_clause(&tokens, &clauses);
    let alone = !clauses.has(Key::By);
    let peer = Peer::read(&tokens, from, |inner| found.client_comment(inner, alone));
    let lead = server_comments(&tokens, &clauses, from, &mut found);
    let peer = if lead.is_empty() { peer } else { from_comment(peer, lead, &mut found) };

    let mut received = Received { date, dialect: "unknown", ..Received::default() };
    let by = server(&tokens, &clauses, &mut received);
    let with = transport(&tokens, &clauses, &mut found, &mut received);
    let via = clauses.of(&tokens, Key::Via);
    let id = identifier(&tokens, &clauses);
    secure_by_words(&tokens, &clauses, &mut found);
    let after = clauses.date_from + 1;
    let signs = Signs {
        clauses: &clauses,
        peer: &peer,
        software: found.software,
        renamed: found.renamed,
        lead,
        by,
        with: with.words,
        via: via.first().map_or(&[], |t| tokens.inner(*t)),
        id,
        login: found.login,
        courier: found.courier,
        using_tls: found.using_tls,
        encrypted: found.encrypted,
        envelope: found.envelope_from.is_some(),
        date: date.as_ref(),
        weekday: tokens.all().get(after).is_some_and(|t| tokens.text(*t)[0].is_ascii_alphabetic()),
        registered: with.kind.is_some(),
    };
    let dialect = signs.dialect();
    let local = with.kind.is_some_and(|kind| kind.local || (kind.web && dialect.id != "microsoft"));
    let client = names::client(&peer, dialect, local);

    received.dialect = dialect.id;
    received.helo = client.helo.map(remark::unfolded);
    received.rdns = client.rdns.map(remark::text);
    received.rdns_confirmed = client.confirmed;
    received.port = client.port;
    received.ip = client.ip.map(|(ip, _)| ip);
    received.ip_span = client.ip.map_or((0, 0), |(_, text)| span(raw, text));
    received.by_ip = received.by_ip.or(found.by_ip);
    received.id = (!id.is_empty()).then(|| remark::text(id));
    received.via = phrase(&tokens, via, usize::MAX);
    received.for_ = recipient(&tokens, clauses.of(&tokens, Key::For));
    received.envelope_from = envelope(&tokens, &clauses).or(found.envelope_from).map(remark::unfolded);
    received.tls = found.tls;
    received.tls_absence_means_clear = dialect.clear;
    received.authenticated =
        found.authenticated || dialect.login || with.kind.is_some_and(|k| k.authenticated);
    received.invented = peer.near.dated || protocol::is_template(with.words, id, date);
    received
}

/// The `from` clause; where the keyword is missing, what stands before `by` (MDaemon).
fn from_clause<'t>(tokens: &'t Tokens<'_>, clauses: &Clauses) -> &'t [Token] {
    let lead = &tokens.all()[usize::from(clauses.lead.0)..usize::from(clauses.lead.1)];
    let bare =
        lead.first().is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Literal)) && clauses.has(Key::By);
    if clauses.has(Key::From) || !bare { clauses.of(tokens, Key::From) } else { lead }
}

/// Reads every comment that is not the client's; gives the first one before any keyword.
fn server_comments<'m>(
    tokens: &Tokens<'m>,
    clauses: &Clauses,
    from: &[Token],
    found: &mut Found<'m>,
) -> &'m [u8] {
    let client = from.first().map_or(0..0, |first| first.start..from.last().map_or(0, |last| last.end));
    let by = clauses.of(tokens, Key::By);
    let by = by.first().map_or(0..0, |first| first.start..by.last().map_or(0, |last| last.end));
    let mut lead: &[u8] = &[];
    for (i, token) in tokens.all().iter().enumerate() {
        if token.kind != Kind::Comment || client.contains(&token.start) {
            continue;
        }
        let inner = tokens.inner(*token);
        if i < usize::from(clauses.lead.1) && lead.is_empty() {
            lead = inner;
        }
        found.server_comment(inner, by.contains(&token.start));
    }
    lead
}

/// `(from alice@host)` is Sendmail's local sender, `(from name [ip])` a gateway's client,
/// `(qmail 1 messnum 2 invoked from network[ip/name])` a client too.
fn from_comment<'m>(peer: Peer<'m>, lead: &'m [u8], found: &mut Found<'m>) -> Peer<'m> {
    if let Some(at) = remark::find(lead, b"network[") {
        let connection = lead[at + 8..].strip_suffix(b"]").unwrap_or_default();
        let mut parts = connection.splitn(2, |b| *b == b'/');
        let info = Info::literal(parts.next().unwrap_or_default());
        let info = Info { name: parts.next(), ..info };
        return Peer { near: info, last: info, ..peer };
    }
    let Some(rest) = remark::rest(lead, b"from ") else { return peer };
    let info = Info::read(rest);
    if info.ip.is_none() {
        found.envelope_from = found.envelope_from.or(Some(remark::path(rest)));
        return peer;
    }
    let first = info.name.map(|name| (Kind::Word, name));
    let info = Info { name: None, ..info };
    Peer { first, near: info, last: info, ..peer }
}

fn span(raw: &[u8], text: &[u8]) -> (u32, u32) {
    let start = (text.as_ptr() as usize).wrapping_sub(raw.as_ptr() as usize);
    (start as u32, (start + text.len()) as u32)
}

fn server<'m>(tokens: &Tokens<'m>, clauses: &Clauses, received: &mut Received<'m>) -> &'m [u8] {
    let clause = clauses.of(tokens, Key::By);
    let Some(first) = clause.first().filter(|t| !matches!(t.kind, Kind::Comment | Kind::Quoted)) else {
        return &[];
    };
    if let Some(name) = protocol::known_phrase(tokens, clause) {
        received.by = Some(Cow::Borrowed(name));
        return name.as_bytes();
    }
    let text = tokens.inner(*first);
    let text = text.strip_suffix(b".").unwrap_or(text);
    if let Some(address) = ip::read(text) {
        received.by_ip = Some(address.ip);
        received.by = Some(remark::text(&text[address.start..address.end]));
    } else if text.iter().any(u8::is_ascii_alphanumeric) {
        received.by = Some(remark::text(text));
    } else {
        return &[];
    }
    text
}

/// The `with` clause.
struct Transport<'m> {
    /// Its first words, or its single word.
    words: &'m [u8],
    kind: Option<protocol::Protocol>,
}

fn transport<'m>(
    tokens: &Tokens<'m>,
    clauses: &Clauses,
    found: &mut Found<'m>,
    received: &mut Received<'m>,
) -> Transport<'m> {
    let mut clause = clauses.of(tokens, Key::With);
    while let Some((first, rest)) = clause.split_first()
        && first.kind == Kind::Comment
    {
        clause = rest;
    }
    if let [cipher, encrypted, rest @ ..] = clause
        && tokens.text(*encrypted) == b"encrypted"
    {
        found.encrypted = true;
        found.secure(Some(Tls { version: None, cipher: Some(remark::text(tokens.text(*cipher))) }));
        clause = rest;
    }
    let Some(first) = clause.first().filter(|t| matches!(t.kind, Kind::Word | Kind::Literal)) else {
        return Transport { words: &[], kind: None };
    };
    let word = tokens.inner(*first);
    let (name, cipher) = match remark::find(word, b"/TLS/") {
        Some(at) => (&word[..at], Some(&word[at + 5..])),
        None => (word, None),
    };
    if let Some(cipher) = cipher {
        found.secure(Some(Tls { version: None, cipher: Some(remark::text(cipher)) }));
    }
    let kind = protocol::read(name);
    let known = kind.is_some() || first.kind == Kind::Literal;
    received.with = if known { Some(remark::unfolded(name)) } else { phrase(tokens, clause, 4) };
    let kind = kind.or_else(|| protocol::read(received.with.as_deref()?.rsplit(' ').next()?.as_bytes()));
    if kind.is_some_and(|k| k.secure) {
        found.secure(Some(Tls::default()));
    }
    let words = if kind.is_some() && known { word } else { protocol::words(tokens, clause) };
    Transport { words, kind }
}

/// `tls CIPHER`, `TLS version=… cipher=…`, `over TLS secured channel`.
fn secure_by_words<'m>(tokens: &Tokens<'m>, clauses: &Clauses, found: &mut Found<'m>) {
    let clause = clauses.of(tokens, Key::Tls);
    if let (Some(first), Some(last)) = (clause.first(), clause.last()) {
        let text = &tokens.raw[first.start as usize..last.end as usize];
        let tls = if starts(text, b"version=") {
            tls::key_values(text)
        } else {
            Tls { version: None, cipher: Some(remark::text(tokens.inner(*first))) }
        };
        found.secure(Some(tls));
    }
    let by = clauses.of(tokens, Key::By);
    if by.len() > 2 && by[1..].windows(2).any(|w| tokens.text(w[0]) == b"over" && tokens.text(w[1]) == b"TLS")
    {
        found.secure(Some(Tls::default()));
    }
}

fn identifier<'m>(tokens: &Tokens<'m>, clauses: &Clauses) -> &'m [u8] {
    match clauses.of(tokens, Key::Id).first() {
        Some(token) if matches!(token.kind, Kind::Word | Kind::Path) => {
            let id = tokens.inner(*token);
            if id.iter().any(u8::is_ascii_alphanumeric) { id } else { &[] }
        }
        _ => &[],
    }
}

fn recipient<'m>(tokens: &Tokens<'m>, clause: &[Token]) -> Option<Cow<'m, str>> {
    let first = clause.first()?;
    let address = match first.kind {
        Kind::Path => remark::path(tokens.text(*first)),
        Kind::Word => {
            let word = tokens.text(*first);
            let alone = clause.get(1).is_none_or(|t| t.kind != Kind::Word);
            (alone || word.contains(&b'@')).then_some(word)?
        }
        _ => return None,
    };
    (!address.is_empty()).then(|| remark::unfolded(address))
}

fn envelope<'m>(tokens: &Tokens<'m>, clauses: &Clauses) -> Option<&'m [u8]> {
    let first = clauses.of(tokens, Key::EnvelopeFrom).first()?;
    matches!(first.kind, Kind::Path | Kind::Word).then(|| remark::path(tokens.text(*first)))
}

/// The words at the beginning of a clause, at most `most`, folds removed.
fn phrase<'m>(tokens: &Tokens<'m>, clause: &[Token], most: usize) -> Option<Cow<'m, str>> {
    let words = clause.iter().take(most).take_while(|t| t.kind == Kind::Word).count();
    let (first, last) = (clause.first()?, clause.get(words.checked_sub(1)?)?);
    if let Some(known) = protocol::known_phrase(tokens, &clause[..words]) {
        return Some(Cow::Borrowed(known));
    }
    let text = &tokens.raw[first.start as usize..last.end as usize];
    Some(remark::unfolded(text.strip_suffix(b":").unwrap_or(text)))
}
