//! The same messages through `mail-auth`'s own verification, with the corrections it needs: results must agree.

use std::borrow::Borrow;
use std::fs;
use std::future::Future;
use std::hash::Hash;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::hickory_resolver::config::{ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::{
    AuthenticatedMessage, DkimResult, DnsError, Error, MessageAuthenticator, Parameters, ResolverCache, Txt,
};

use super::corpus::{corpora, json, recorded, with_zone};
use super::keys::Zone;
use crate::dns::Record;
use crate::headers::{Limits, parse};
use crate::verify::body::{Body, Canonicalization, Digest};
use crate::verify::dkim::{Outcome, SignedMessage, Verifier};

/// Answers for every name, so that nobody is asked.
pub(crate) struct Cache(std::collections::HashMap<Box<str>, Txt>);

impl Cache {
    pub(crate) fn of(zone: &Zone) -> Self {
        let entries = zone.answers.iter().map(|(name, answer)| {
            let text = match &answer.records()[0] {
                Record::Txt(text) => text.clone(),
                _ => Vec::new(),
            };
            (format!("{name}.").into_boxed_str(), DomainKey::parse(&text).into())
        });
        Self(entries.collect())
    }
}

impl ResolverCache<Box<str>, Txt> for Cache {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let missing = || Txt::Error(Error::Dns(DnsError::RecordNotFound(ResponseCode::NXDomain)));
        Some(self.0.get(name).cloned().unwrap_or_else(missing))
    }

    fn remove<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: Txt, _: Instant) {}
}

pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it wanted the network"),
    }
}

/// What `mail-auth` says: whether each signature passes, and the chain.
fn theirs(authenticator: &MessageAuthenticator, crlf: &[u8], cache: &Cache) -> (Vec<bool>, DkimResult) {
    let mut message = AuthenticatedMessage::parse_with_opts(crlf, None, false).unwrap();
    message.dkim_headers.iter_mut().for_each(|h| h.header.x = 0);
    let body = Body { bytes: &crlf[message.body_offset as usize..], bare_cr: false };
    for (how, digest, _, hash) in &mut message.body_hashes {
        let how = match how {
            mail_auth::dkim::Canonicalization::Simple => Canonicalization::Simple,
            mail_auth::dkim::Canonicalization::Relaxed => Canonicalization::Relaxed,
        };
        let digest = if digest.name() == "sha1" { Digest::Sha1 } else { Digest::Sha256 };
        *hash = body.hash(how, digest, &[]).whole;
    }
    let dkim = now(authenticator.verify_dkim(Parameters::new(&message).with_txt_cache(cache)));
    let arc = now(authenticator.verify_arc(Parameters::new(&message).with_txt_cache(cache)));
    let chain = arc.result().clone();
    (dkim.iter().map(|d| *d.result() == DkimResult::Pass).collect(), chain)
}

fn agree(authenticator: &MessageAuthenticator, name: &str, bytes: &[u8], zone: &Zone) {
    let crlf = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
    let (dkim, arc) = theirs(authenticator, &crlf, &Cache::of(zone));
    let headers = parse(bytes, &Limits::default());
    let message = SignedMessage::read(&headers, true);
    let verifier = Verifier::new(zone);
    let ours: Vec<bool> =
        message.dkim(&verifier, None).signatures.iter().map(|s| s.outcome == Outcome::Pass).collect();
    assert_eq!(ours, dkim, "{name}");
    let chain = message.arc(&verifier);
    assert_eq!(chain.outcome == Outcome::Pass, arc == DkimResult::Pass, "{name}: {:?} {arc:?}", chain.reason);
    assert_eq!(chain.outcome == Outcome::None, arc == DkimResult::None, "{name}: {:?} {arc:?}", chain.reason);
}

/// It has no name server.
pub(crate) fn authenticator() -> MessageAuthenticator {
    let nobody = ResolverConfig::from_parts(None, vec![], vec![]);
    MessageAuthenticator::new(nobody, ResolverOpts::default()).unwrap()
}

#[test]
fn mail_auth_agrees() {
    let authenticator = authenticator();
    for folder in ["dkim/stalwart_dns_plus_message", "arc/stalwart_dns_plus_message"] {
        let Some(folder) = corpora(folder) else { return };
        for number in 1..=6 {
            let path = folder.join(format!("{number:03}.txt"));
            if path.exists() {
                let (zone, message) = with_zone(&path);
                agree(&authenticator, &path.to_string_lossy(), &message, &zone);
            }
        }
    }
    for folder in ["dkim/real_messages", "arc/real_chains"] {
        let Some(folder) = corpora(folder) else { return };
        let zone = recorded(&folder.join("recorded_dns.json"));
        for entry in json(&folder.join("expected.json")).as_array().unwrap() {
            let name = entry["file"].as_str().unwrap();
            agree(&authenticator, name, &fs::read(folder.join(name)).unwrap(), &zone);
        }
    }
}
