//! DKIM against composed messages, recorded real ones, and hostile ones.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod composed;
pub(crate) mod corpus;
mod hostile;
pub(crate) mod keys;
pub(crate) mod second_opinion;
mod speed;

use super::{Dkim, SignatureCheck, SignedMessage, Verifier};
use crate::dns::Dns;
use crate::headers::{Limits, parse};

/// What DKIM says of `message` with the keys of `dns`.
fn check(message: &[u8], dns: &dyn Dns, arrival: Option<i64>) -> Dkim {
    let headers = parse(message, &Limits::default());
    SignedMessage::read(&headers, true).dkim(&Verifier::new(dns), arrival)
}

/// The one signature of `message`.
fn one(message: &str, dns: &dyn Dns) -> SignatureCheck {
    at(message, dns, None)
}

fn at(message: &str, dns: &dyn Dns, arrival: Option<i64>) -> SignatureCheck {
    let mut signatures = check(message.as_bytes(), dns, arrival).signatures;
    assert_eq!(signatures.len(), 1);
    signatures.remove(0)
}
