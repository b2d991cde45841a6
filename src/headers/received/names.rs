//! Who the client was: its greeting, reverse name and address, read as the dialect means them.

use std::net::IpAddr;

use super::dialect::{Dialect, EXIM, First, RFC5321, UNKNOWN};
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
    [b"unknown", b"unavailable", b"nodnsquery", b"no.name.available", b"Not", b"unresolved"];

/// A host name without its final dot; `None` for the words that say that there is none.
pub(super) fn host(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_suffix(b".").unwrap_or(text);
    (!text.is_empty() && !NO_NAME.iter().any(|w| w.eq_ignore_ascii_case(text))).then_some(text)
}

/// A reverse name: a host name that is no address.
fn reverse(text: &[u8]) -> Option<&[u8]> {
    host(text).filter(|t| !t.starts_with(b"[") && ip::read(t).is_none())
}

/// The address that stands directly after `from`.
fn leading_address<'m>(peer: &Peer<'m>) -> Option<ip::Address> {
    let (kind, text) = peer.first?;
    match kind {
        Kind::Literal => ip::read(&text[1..text.len() - 1]),
        Kind::Word => ip::read(text),
        _ => None,
    }
}

/// Reads the client of a hop; `local` when the message came from a program on the server itself.
pub(super) fn client<'m>(peer: &Peer<'m>, dialect: &Dialect, local: bool) -> Client<'m> {
    // An unknown server may have put anything after the client's own comment; a known one writes last.
    let info = if [UNKNOWN.id, RFC5321.id].contains(&dialect.id) { &peer.near } else { &peer.last };
    let mut client = Client { ip: info.ip, port: info.port, ..Client::default() };
    let mut first = match peer.first {
        Some((Kind::Path | Kind::Quoted, _)) | None => None,
        Some((_, text)) => Some(text),
    };
    if client.ip.is_none()
        && let Some(address) = leading_address(peer)
        && let Some((kind, text)) = peer.first
    {
        let start = address.start + usize::from(kind == Kind::Literal);
        client.ip = Some((address.ip, &text[start..start + address.end - address.start]));
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
    } else if info.name.is_some() {
        client.helo = first.and_then(host);
        client.rdns = info.name.and_then(reverse);
    } else {
        client.helo = first.and_then(host);
        let both = dialect.first == First::Both || info.verified || (info.ident && info.ip.is_some());
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
