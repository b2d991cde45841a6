//! `--dns live`: questions to name servers, each asked once in a run, by one thread for all.

mod ask;
mod message;
mod servers;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, Semaphore};

use self::ask::Asker;
use super::{Answer, Asked, Dns, Failure, Given, Kind, Record, name};

pub use servers::{MAX_SERVERS, ResolverError, resolver, system_servers};

/// Questions of one run; those beyond are [`Answer::NotRecorded`], and [`Live::limit`] says so.
pub const MAX_QUESTIONS: usize = 200_000;
/// Bytes of answers that one run keeps; once there are more, it is as with [`MAX_QUESTIONS`].
pub const MAX_KEPT: usize = 256 << 20;
/// How often a waiting caller looks whether the thread that asks still lives.
const PATIENCE: Duration = Duration::from_secs(1);

/// How to ask.
#[derive(Debug, Clone)]
pub struct LiveOptions {
    /// The name servers, the first asked first; at most [`MAX_SERVERS`] are used.
    pub servers: Vec<SocketAddr>,
    /// How long one server has for one try.
    pub timeout: Duration,
    /// How often each server is tried.
    pub tries: u32,
    /// How many questions are under way at once.
    pub in_flight: usize,
}

impl LiveOptions {
    /// These servers, with 5 seconds a try, 2 tries, and 32 questions at once.
    pub const fn new(servers: Vec<SocketAddr>) -> Self {
        Self { servers, timeout: Duration::from_secs(5), tries: 2, in_flight: 32 }
    }
}

/// The live source could not be started.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// No name server is known.
    #[error("no name server is known; name one with --resolver")]
    NoServers,
    /// No thread or no event queue was to be had.
    #[error("the resolver cannot start: {0}")]
    Start(#[from] io::Error),
}

type Question = (Box<str>, Kind);

/// Answers from name servers.
#[derive(Debug)]
pub struct Live {
    shared: Arc<Shared>,
    questions: UnboundedSender<Question>,
    thread: Option<JoinHandle<()>>,
    servers: Vec<SocketAddr>,
}

/// What the callers and the thread that asks have in common.
#[derive(Debug, Default)]
struct Shared {
    known: Mutex<Known>,
    answered: Condvar,
    stop: Notify,
}

#[derive(Debug, Default)]
struct Known {
    /// `None` while the question is under way.
    answers: HashMap<Question, Option<Given>>,
    answered: usize,
    /// Bytes of the answers.
    kept: usize,
    limit: Option<Limit>,
}

/// What a run met when it had more questions than it may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// [`MAX_QUESTIONS`].
    Questions,
    /// [`MAX_KEPT`].
    Bytes,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Questions => write!(f, "{MAX_QUESTIONS} questions"),
            Self::Bytes => write!(f, "{} MiB of answers", MAX_KEPT >> 20),
        }
    }
}

/// Reads, from any thread, how far a live source is.
#[derive(Debug, Clone)]
pub struct Counter(Arc<Shared>);

impl Counter {
    /// How many questions were asked so far, and how many of these are answered.
    pub fn counts(&self) -> (usize, usize) {
        let known = self.0.known();
        (known.answers.len(), known.answered)
    }
}

impl Known {
    fn keep(&mut self, question: Question, given: Given) {
        let size = |record: &Record| match record {
            Record::Txt(text) => text.len(),
            Record::Mx(_, host) | Record::Ptr(host) => host.len(),
            Record::A(_) | Record::Aaaa(_) => 0,
        };
        let records = given.answer.records();
        self.kept += records.iter().map(size).sum::<usize>() + size_of_val(records);
        self.answered += 1;
        self.answers.insert(question, Some(given));
    }
}

impl Shared {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Live {
    /// Starts the thread that asks. Nothing is sent before the first question.
    pub fn start(mut options: LiveOptions) -> Result<Self, LiveError> {
        options.servers.truncate(MAX_SERVERS);
        if options.servers.is_empty() {
            return Err(LiveError::NoServers);
        }
        let servers = options.servers.clone();
        let shared = Arc::new(Shared::default());
        let (questions, inbox) = unbounded_channel();
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let common = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("dns".to_owned())
            .spawn(move || runtime.block_on(work(inbox, options, common)))?;
        Ok(Self { shared, questions, thread: Some(thread), servers })
    }

    /// The name servers that are asked.
    pub fn servers(&self) -> &[SocketAddr] {
        &self.servers
    }

    /// Asks all these questions at once, and returns when all are answered. `progress` gets how many are.
    pub fn look_up_many(&self, questions: &[(String, Kind)], progress: &mut dyn FnMut(usize)) {
        let questions: Vec<Question> =
            questions.iter().map(|(name, kind)| (name::canonical(name).into_boxed_str(), *kind)).collect();
        for question in &questions {
            self.ask(question);
        }
        for (done, question) in questions.iter().enumerate() {
            self.wait(question);
            progress(done + 1);
        }
    }

    /// Every question asked so far with its answer, by name and type.
    pub fn asked(&self) -> Vec<Asked> {
        let known = self.shared.known();
        let mut asked: Vec<Asked> = known
            .answers
            .iter()
            .filter_map(|((name, kind), given)| {
                Some(Asked { name: name.to_string(), kind: *kind, given: given.clone()? })
            })
            .collect();
        drop(known);
        asked.sort_unstable_by(|a, b| (&a.name, a.kind).cmp(&(&b.name, b.kind)));
        asked
    }

    /// The limit because of which a question was not asked; `None` when all were.
    pub fn limit(&self) -> Option<Limit> {
        self.shared.known().limit
    }

    /// Whether any server gave any answer, a refusal or failure of its own included.
    pub fn was_answered(&self) -> bool {
        let silent = |g: &Given| matches!(g.answer, Answer::Failed(Failure::Timeout | Failure::Unreachable));
        let known = self.shared.known();
        // for a name that DNS cannot hold no server is needed
        let mut given = known.answers.iter().filter(|((name, _), _)| name::can_exist(name));
        given.any(|(_, given)| given.as_ref().is_some_and(|given| !silent(given)))
    }

    /// What tells how far this source is.
    pub fn counter(&self) -> Counter {
        Counter(Arc::clone(&self.shared))
    }

    /// Hands the question over, unless it was before.
    fn ask(&self, question: &Question) {
        let mut known = self.shared.known();
        if known.answers.contains_key(question) {
            return;
        }
        let limit = if known.answers.len() >= MAX_QUESTIONS {
            Some(Limit::Questions)
        } else {
            (known.kept >= MAX_KEPT).then_some(Limit::Bytes)
        };
        if limit.is_some() {
            known.limit = known.limit.or(limit);
            return;
        }
        known.answers.insert(question.clone(), None);
        // a thread that has gone is noticed while waiting
        let _ = self.questions.send(question.clone());
    }

    /// The answer, once it is there.
    fn wait(&self, question: &Question) -> Given {
        let mut known = self.shared.known();
        loop {
            match known.answers.get(question) {
                None => return Given::undated(Answer::NotRecorded),
                Some(Some(given)) => return given.clone(),
                Some(None) if self.thread.as_ref().is_none_or(JoinHandle::is_finished) => {
                    return Given::undated(Answer::Failed(Failure::Unreachable));
                }
                Some(None) => {}
            }
            known = match self.shared.answered.wait_timeout(known, PATIENCE) {
                Ok((known, _)) => known,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }
}

impl Dns for Live {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        self.given(name, kind).answer
    }

    fn given(&self, name: &str, kind: Kind) -> Given {
        let question = (name::canonical(name).into_boxed_str(), kind);
        self.ask(&question);
        self.wait(&question)
    }

    fn announce(&self, questions: &dyn Fn() -> Vec<(String, Kind)>) {
        for (name, kind) in questions() {
            self.ask(&(name::canonical(&name).into_boxed_str(), kind));
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.shared.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            // what it had under way is dropped with its runtime
            let _ = thread.join();
        }
    }
}

/// Takes questions in and answers them, some at once, until told to stop.
async fn work(mut inbox: UnboundedReceiver<Question>, options: LiveOptions, shared: Arc<Shared>) {
    let room = Arc::new(Semaphore::new(options.in_flight.max(1)));
    let asker = Arc::new(Asker::new(options));
    let answering = async {
        while let Some(question) = inbox.recv().await {
            let Ok(place) = Arc::clone(&room).acquire_owned().await else { break };
            let (asker, shared) = (Arc::clone(&asker), Arc::clone(&shared));
            tokio::spawn(async move {
                let given = resolve(asker, &question).await;
                shared.known().keep(question, given);
                shared.answered.notify_all();
                drop(place);
            });
        }
    };
    let mut answering = std::pin::pin!(answering);
    let mut stopped = std::pin::pin!(shared.stop.notified());
    std::future::poll_fn(|context| {
        let done = answering.as_mut().poll(context).is_ready() || stopped.as_mut().poll(context).is_ready();
        if done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

/// The answer, also when what a server sent brings the asking task down: somebody waits for it.
async fn resolve(asker: Arc<Asker>, question: &Question) -> Given {
    let (name, kind) = question.clone();
    let task = tokio::spawn(async move { asker.resolve(&name, kind).await });
    task.await.unwrap_or_else(|_| Given::undated(Answer::Failed(Failure::Malformed)))
}
