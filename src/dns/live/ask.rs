//! One question to the name servers: tries, the next server, TCP for what UDP cut off, aliases.
//!
//! The exchanges are hickory's, the decisions are made here: its resolver reads a circle of aliases as "no data",
//! follows at most 8 of them, and does not start on a machine without root certificates, which plain DNS never needs.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use mail_auth::hickory_resolver::net::NetError;
use mail_auth::hickory_resolver::net::runtime::TokioRuntimeProvider;
use mail_auth::hickory_resolver::net::tcp::TcpClientStream;
use mail_auth::hickory_resolver::net::udp::UdpClientStream;
use mail_auth::hickory_resolver::net::xfer::{DnsHandle, FirstAnswer};
use mail_auth::hickory_resolver::proto::op::{DnsRequestOptions, DnsResponse, Query, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::Name;

use super::LiveOptions;
use super::message::{Path, Reading, record_type, wire_name};
use crate::dns::{Answer, Failure, Given, Kind};
use crate::headers::address::organisational;

/// Questions in a row without any answer after which the rest are given up, when there never was one.
const NEVER_ANSWERED: u32 = 8;
/// The same, when there were answers before.
const NO_LONGER_ANSWERED: u32 = 64;
/// Unanswered questions about names of one organisation, none answered between them, after which its other names are
/// taken for unanswered too: a hostile mailbox must not make everybody wait for one silent domain.
pub(super) const MOST_SILENT: u32 = 32;

/// Asks.
pub(super) struct Asker {
    options: LiveOptions,
    provider: TokioRuntimeProvider,
    /// Answers of any kind so far.
    answers: AtomicU32,
    /// Questions in a row that nobody answered.
    unanswered: AtomicU32,
    /// The same, by organisational domain.
    silent: Mutex<HashMap<String, u32>>,
}

impl Asker {
    pub(super) fn new(options: LiveOptions) -> Self {
        let provider = TokioRuntimeProvider::new();
        Self {
            options,
            provider,
            answers: AtomicU32::new(0),
            unanswered: AtomicU32::new(0),
            silent: Mutex::default(),
        }
    }

    /// The answer to one question, with the time it was given.
    pub(super) async fn resolve(&self, name: &str, kind: Kind) -> Given {
        let mut path = Path::new(kind);
        let answer = match wire_name(name) {
            // certain without asking
            None => Answer::NxDomain,
            Some(_) if self.is_silent(name) => Answer::Failed(Failure::Timeout),
            Some(wire) => self.follow(wire, kind, &mut path).await,
        };
        self.note_silence(name, &answer);
        let ttl = if answer.is_conclusive() { path.ttl } else { None };
        Given { answer, at: Some(Timestamp::now()), ttl }
    }

    async fn follow(&self, mut name: Name, kind: Kind, path: &mut Path) -> Answer {
        // ends because the path refuses names that it has seen, and more than it may hold
        loop {
            let message = match self.ask(&name, kind).await {
                Ok(message) => message,
                Err(failure) => return Answer::Failed(failure),
            };
            match path.read(&message, &name) {
                Reading::Answer(answer) => return answer,
                Reading::AskFor(next) => name = next,
            }
        }
    }

    /// The first answer that is no failure; else the failure that says most.
    async fn ask(&self, name: &Name, kind: Kind) -> Result<DnsResponse, Failure> {
        if self.given_up() {
            return Err(Failure::Unreachable);
        }
        let mut worst = Failure::Unreachable;
        let mut edns = true;
        let mut refused = vec![false; self.options.servers.len()];
        for _ in 0..self.options.tries.max(1) {
            for (server, refused) in self.options.servers.iter().zip(&mut refused) {
                if *refused {
                    continue;
                }
                let failure = match self.exchange(*server, name, kind, edns).await {
                    Ok(response) => match response.response_code {
                        ResponseCode::NoError | ResponseCode::NXDomain => {
                            self.answered();
                            return Ok(response);
                        }
                        ResponseCode::Refused => Failure::Refused,
                        code => {
                            // a server that knows no EDNS (RFC 6891 section 7)
                            edns &= !matches!(code, ResponseCode::FormErr | ResponseCode::NotImp);
                            Failure::ServerFailure
                        }
                    },
                    Err(failure) => failure,
                };
                *refused = failure == Failure::Refused;
                worst = telling(worst, failure);
            }
        }
        match worst {
            Failure::Timeout | Failure::Unreachable => {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
            }
            _ => self.answered(),
        }
        Err(worst)
    }

    /// Whether so many names of this organisation went unanswered that it is not asked about any more.
    fn is_silent(&self, name: &str) -> bool {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.get(organisational(name)).is_some_and(|times| *times >= MOST_SILENT)
    }

    fn note_silence(&self, name: &str, answer: &Answer) {
        // reverse names of one first octet are nobody's together
        if name.ends_with(".arpa") || self.given_up() {
            return;
        }
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(answer, Answer::Failed(Failure::Timeout)) {
            *silent.entry(organisational(name).to_owned()).or_default() += 1;
        } else {
            silent.remove(organisational(name));
        }
    }

    fn answered(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
        self.unanswered.store(0, Ordering::Relaxed);
    }

    /// Whether so many questions went unanswered that asking more would only take time.
    fn given_up(&self) -> bool {
        let limit = match self.answers.load(Ordering::Relaxed) {
            0 => NEVER_ANSWERED,
            _ => NO_LONGER_ANSWERED,
        };
        self.unanswered.load(Ordering::Relaxed) >= limit
    }

    /// One try: UDP, then TCP when the answer was cut off (RFC 7766 section 5).
    async fn exchange(
        &self,
        server: SocketAddr,
        name: &Name,
        kind: Kind,
        edns: bool,
    ) -> Result<DnsResponse, Failure> {
        let query = Query::query(name.clone(), record_type(kind));
        let mut options = DnsRequestOptions::default();
        options.use_edns = edns;
        let timeout = self.options.timeout;
        let udp = UdpClientStream::builder(server, self.provider.clone())
            .with_timeout(Some(timeout))
            .with_max_retries(1)
            .exchange();
        let response = within(timeout, udp.lookup(query.clone(), options).first_answer()).await?;
        if !response.truncation {
            return Ok(response);
        }
        let whole = async {
            let tcp = TcpClientStream::exchange(server, None, timeout, None, self.provider.clone()).await?;
            tcp.lookup(query.clone(), options).first_answer().await
        };
        match within(timeout, whole).await {
            Ok(response) if !response.truncation && response.queries == [query] => Ok(response),
            Err(Failure::Timeout) => Err(Failure::Timeout),
            // there was an answer, and it was cut off
            Ok(_) | Err(_) => Err(Failure::Malformed),
        }
    }
}

async fn within(
    timeout: Duration,
    exchange: impl Future<Output = Result<DnsResponse, NetError>>,
) -> Result<DnsResponse, Failure> {
    match tokio::time::timeout(timeout, exchange).await {
        Ok(result) => result.map_err(|error| failure(&error)),
        Err(_) => Err(Failure::Timeout),
    }
}

fn failure(error: &NetError) -> Failure {
    match error {
        NetError::Timeout => Failure::Timeout,
        NetError::Io(error) if error.kind() == ErrorKind::TimedOut => Failure::Timeout,
        NetError::Io(_) | NetError::NoConnections | NetError::Busy => Failure::Unreachable,
        _ => Failure::Malformed,
    }
}

/// The failure that says more about the name: what a server said, before that none did.
const fn telling(one: Failure, other: Failure) -> Failure {
    const fn rank(failure: Failure) -> u8 {
        match failure {
            Failure::ServerFailure => 4,
            Failure::Refused => 3,
            Failure::Malformed => 2,
            Failure::Timeout => 1,
            Failure::Unreachable => 0,
        }
    }
    if rank(other) > rank(one) { other } else { one }
}
