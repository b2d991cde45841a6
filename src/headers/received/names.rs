//! Who the client was: its greeting, reverse name and address, read as the dialect means them.

use std::net::IpAddr;

use super::dialect::{Dialect, EXIM, First, UNKNOWN};
use super::ip;
use super::peer::{Info, Peer};
use super::token::Kind;

/// The client as a dialect names it.
#[derive(Debug, Default)]
pub(super) struct Client<'m> {
    pub(super) helo: Option<&'m [u8]>,
    pub(super) rdns: Option<&'m [u8]>,
    /// The reverse name is confirmed forward.
    pub(super) confirmed: bool,
    pub(super) ip: Option<(IpAddr, &'m [u8])>,
    pub(super) port: Option<u16>,
}

/// Words that stand where a name would, and say that there is none.
const NO_NAME: [&[u8]; 6] =
    [b"unknown", b"Unknown_Domain", b"unavailable", b"nodnsquery", b"no.name.available", b"unresolved"];

/// A host name without its final dot; `None` for the words that say that there is none.
pub(super) fn host(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_suffix(b".").unwrap_or(text);
    (!text.is_empty() && !NO_NAME.iter().any(|w| w.eq_ignore_ascii_case(text))).then_some(text)
}

/// A reverse name: a host name that is no address, not even a damaged one.
fn reverse(text: &[u8]) -> Option<&[u8]> {
    let top = text.strip_suffix(b".").unwrap_or(text).rsplit(|b| *b == b'.').next()?;
    if top.iter().all(u8::is_ascii_digit) {
        return None;
    }
    host(text).filter(|t| !t.starts_with(b"[") && !t.contains(&b'@') && ip::read(t).is_none())
}

/// The inside of `[x]` and `[(x)]`.
fn bare(literal: &[u8]) -> &[u8] {
    let inner = &literal[1..literal.len() - 1];
    inner.strip_prefix(b"(").and_then(|i| i.strip_suffix(b")")).unwrap_or(inner)
}

/// The greeting that the name after `from` is; an address of mail there names a sender.
fn greeting_of(first: &[u8]) -> Option<&[u8]> {
    host(first).filter(|name| !name.contains(&b'@'))
}

/// The address that stands directly after `from`.
fn leading_address<'m>(peer: &Peer<'m>) -> Option<ip::Address> {
    let (kind, text) = peer.first?;
    match kind {
        Kind::Literal => ip::read(bare(text)),
        Kind::Word => ip::read(text),
        _ => None,
    }
}

/// Reads the client of a hop; `local` when the message came from a program on the server itself.
pub(super) fn client<'m>(peer: &Peer<'m>, dialect: &Dialect, local: bool) -> Client<'m> {
    // An unknown server may have put anything after the client's own comment; a known one writes last.
    let info = if dialect.id == UNKNOWN.id { &peer.near } else { &peer.last };
    let mut client = Client { ip: info.ip, port: info.port, ..Client::default() };
    let mut first = match peer.first {
        Some((Kind::Path | Kind::Quoted, _)) | None => None,
        Some((_, text)) => Some(text),
    };
    if client.ip.is_none()
        && let Some(address) = leading_address(peer)
        && let Some((kind, text)) = peer.first
    {
        let text = if kind == Kind::Literal { bare(text) } else { text };
        client.ip = Some((address.ip, &text[address.start..address.end]));
        client.port = address.port.or(client.port);
        first = None;
    }
    assign(&mut client, first, info, peer, dialect, local);
    client.confirmed = dialect.confirms && confirmed(&client, info, dialect);
    client
}

fn assign<'m>(
    client: &mut Client<'m>,
    first: Option<&'m [u8]>,
    info: &Info<'m>,
    peer: &Peer<'m>,
    dialect: &Dialect,
    local: bool,
) {
    let unconnected = dialect.id == EXIM.id && client.ip.is_none();
    let nobody = dialect.first == First::Nobody || local || unconnected || peer.words > 1;
    if let Some(greeting) = info.greeting.or(peer.greeting) {
        client.helo = host(greeting);
        client.rdns = first.filter(|_| !local).and_then(reverse);
    } else if peer.greeted {
        client.rdns = first.and_then(reverse);
    } else if nobody {
        client.rdns = info.name.filter(|_| client.ip.is_some()).and_then(reverse);
    } else if info.name.is_some() && dialect.first != First::Alone {
        client.helo = first.and_then(greeting_of);
        client.rdns = info.name.and_then(reverse);
    } else {
        client.helo = first.and_then(greeting_of);
        let user = info.ident && info.ip.is_some() && !info.bracketed;
        let both = dialect.first == First::Both || info.verified || user;
        if both && client.ip.is_some() {
            client.rdns = first.and_then(reverse);
        }
    }
}

fn confirmed(client: &Client<'_>, info: &Info<'_>, dialect: &Dialect) -> bool {
    let layout = match dialect.id {
        // Gmail writes a confirmed name with its root dot.
        "gmail" | "gmail-submission" => info.name.is_some_and(|name| name.ends_with(b".")),
        _ if dialect.id == EXIM.id => info.name.is_none() && info.bracketed,
        _ => info.name.is_some() && info.bracketed,
    };
    layout && client.rdns.is_some() && client.ip.is_some() && !info.doubted
}
