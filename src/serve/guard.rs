//! Who may ask: whoever knows the key in the address, under this server's own name, from this server's own page.

use std::fmt::Write;
use std::io;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use super::App;
use super::answer::Fault;

/// Bytes of the key in the address.
const KEY_BYTES: usize = 24;

/// Names under which a browser on this machine reaches the server. Any other name in `Host` is a site that had its
/// name resolved to this machine (DNS rebinding).
const HOSTS: [&str; 2] = ["127.0.0.1", "localhost"];

/// What the page may do: load what this server sends under its own address, and nothing else; no script in markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types whyjunk";

/// Sent with every answer.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The secret in the address.
#[derive(Debug)]
pub(super) struct Key {
    text: String,
    /// Both sides of a comparison are hashed with this first, so that its time tells nothing.
    hash: hmac::Key,
    tag: hmac::Tag,
}

impl Key {
    /// A new one.
    pub(super) fn new() -> io::Result<Self> {
        let random = SystemRandom::new();
        let mut bytes = [0; KEY_BYTES];
        let failed = |_| io::Error::other("no random numbers are to be had");
        random.fill(&mut bytes).map_err(failed)?;
        let text = bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let hash = hmac::Key::generate(hmac::HMAC_SHA256, &random).map_err(failed)?;
        let tag = hmac::sign(&hash, text.as_bytes());
        Ok(Self { text, hash, tag })
    }

    /// As it stands in the address.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn is(&self, given: &str) -> bool {
        hmac::verify(&self.hash, given.as_bytes(), self.tag.as_ref()).is_ok()
    }
}

/// Lets a request through or says why not, and adds to every answer what keeps the page to itself.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match check(&app, &request) {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn check(app: &App, request: &Request) -> Result<(), Fault> {
    let headers = request.headers();
    let refused = |text: &str| Err(Fault::new(StatusCode::FORBIDDEN, text));
    let Some(host) = only(headers, &header::HOST).and_then(|host| own_host(host, app.port)) else {
        return refused(
            "This server answers only under its own name: open the address that whyjunk serve printed.",
        );
    };
    // A whole address in the first line names the server too (RFC 9112, section 3.2.2).
    if request.uri().authority().is_some_and(|named| !named.as_str().eq_ignore_ascii_case(host)) {
        return refused("This server is no proxy: open the address that whyjunk serve printed.");
    }
    let from_own_page = match headers.get(header::ORIGIN) {
        None => true,
        Some(_) => only(headers, &header::ORIGIN) == Some(&format!("http://{host}")),
    };
    // `none` is a person who typed or clicked the address.
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    if !from_own_page || !matches!(site, None | Some(b"same-origin" | b"none")) {
        return refused("This request comes from another site, which may not use this page.");
    }
    let key = request.uri().path().split('/').nth(1).unwrap_or_default();
    if !app.key.is(key) {
        return refused(
            "The key in the address is missing or wrong: open the address that whyjunk serve printed.",
        );
    }
    Ok(())
}

/// The value of a field that stands there once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// The host with its port, when it is this server.
fn own_host(host: &str, port: u16) -> Option<&str> {
    let (name, given) = host.rsplit_once(':')?;
    let known = HOSTS.iter().any(|own| own.eq_ignore_ascii_case(name));
    (known && given == port.to_string()).then_some(host)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_whole_key_opens() {
        let (key, other) = (Key::new().unwrap(), Key::new().unwrap());
        assert_eq!(key.text().len(), KEY_BYTES * 2);
        assert!(key.is(key.text()));
        assert!(!key.is("") && !key.is(&key.text()[1..]) && !key.is(other.text()));
    }

    #[test]
    fn only_own_names_are_hosts() {
        for host in ["127.0.0.1:81", "localhost:81", "LocalHost:81"] {
            assert!(own_host(host, 81).is_some(), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "example.org:81",
            "127.0.0.1.example.org:81",
            ":81",
            "127.0.0.1:081",
        ] {
            assert!(own_host(host, 81).is_none(), "{host}");
        }
    }
}
