//! One upload and what is made of it: known from the first request to the last byte of the result.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::body::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, WeakSender, channel};
use tokio::sync::watch;

use super::pipe::PIECES_OUT;
use super::settings::Wish;

/// A result on its way to its reader.
pub(super) type Pieces = Receiver<io::Result<Bytes>>;

/// How an upload ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// Everything was analysed.
    Complete,
    /// Somebody stopped it.
    Cancelled,
    /// It was cut off, or met a limit.
    Broken,
    /// A defect of this program.
    Failed,
}

/// One upload.
#[derive(Debug)]
pub(super) struct Job {
    /// Names it in addresses.
    pub(super) id: u64,
    /// When it was announced.
    pub(super) since: Instant,
    /// Somebody sends.
    arrived: AtomicBool,
    /// What is wanted; taken by the upload.
    wish: Mutex<Option<Wish>>,
    /// The name of a download.
    pub(super) download: Option<&'static str>,
    /// The way out; closed when the analysis ends.
    sender: Mutex<Option<Sender<io::Result<Bytes>>>>,
    /// The same way for what may be left out.
    progress: Mutex<Option<WeakSender<io::Result<Bytes>>>>,
    /// Its other end, until somebody reads.
    pieces: Mutex<Option<Pieces>>,
    /// Ends the analysis at the next message.
    pub(super) stop: AtomicBool,
    /// The same for whoever waits.
    stopped: watch::Sender<bool>,
    end: Mutex<Option<(State, String)>>,
}

impl Job {
    pub(super) fn new(id: u64, wish: Wish) -> Self {
        let (sender, pieces) = channel(PIECES_OUT);
        Self {
            id,
            since: Instant::now(),
            download: wish.format.map(|format| format.id),
            arrived: AtomicBool::new(false),
            wish: Mutex::new(Some(wish)),
            sender: Mutex::new(Some(sender)),
            progress: Mutex::default(),
            pieces: Mutex::new(Some(pieces)),
            stop: AtomicBool::new(false),
            stopped: watch::Sender::new(false),
            end: Mutex::new(None),
        }
    }

    /// What is wanted, and the way out; once.
    pub(super) fn begin(&self) -> Option<(Wish, Sender<io::Result<Bytes>>)> {
        let sender = lock(&self.sender).take()?;
        *lock(&self.progress) = self.download.is_none().then(|| sender.downgrade());
        Some((lock(&self.wish).take()?, sender))
    }

    /// Tells the page, when it has time for it, how far the analysis is.
    pub(super) fn tell_progress(&self, bytes: u64, messages: u64) {
        if let Some(sender) = lock(&self.progress).as_ref().and_then(WeakSender::upgrade) {
            let event = format!("{{\"type\":\"progress\",\"bytes\":{bytes},\"messages\":{messages}}}\n");
            let _ = sender.try_send(Ok(Bytes::from(event)));
        }
    }

    /// Tells the page of a job that has not begun what it waits for.
    pub(super) fn tell(&self, what: &'static str) {
        if self.download.is_none()
            && let Some(sender) = lock(&self.sender).as_ref()
        {
            let _ = sender.try_send(Ok(Bytes::from(format!("{{\"type\":\"{what}\"}}\n"))));
        }
    }

    /// Somebody sends. `false` when somebody did already.
    pub(super) fn arrive(&self) -> bool {
        !self.arrived.swap(true, Ordering::Relaxed)
    }

    /// Whether somebody sends.
    pub(super) fn has_arrived(&self) -> bool {
        self.arrived.load(Ordering::Relaxed)
    }

    /// The result; once.
    pub(super) fn read(&self) -> Option<Pieces> {
        lock(&self.pieces).take()
    }

    /// Whether somebody reads the result.
    pub(super) fn is_read(&self) -> bool {
        lock(&self.pieces).is_none()
    }

    /// Somebody wants no more.
    pub(super) fn cancel(&self) {
        self.finish(State::Cancelled, "It was cancelled.");
    }

    /// The upload cannot go on. What comes first is kept.
    pub(super) fn broke(&self, reason: &str) {
        self.finish(State::Broken, reason);
    }

    fn finish(&self, state: State, reason: &str) {
        lock(&self.end).get_or_insert_with(|| (state, reason.to_owned()));
        if state == State::Cancelled {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.stopped.send_replace(true);
        // Nobody will begin it now: whoever reads sees the end.
        if let Some(sender) = lock(&self.sender).take() {
            let _ = sender.try_send(self.last_piece(state, reason));
        }
    }

    /// The last piece of a result that is not whole: the page is told, a download breaks off.
    pub(super) fn last_piece(&self, state: State, reason: &str) -> io::Result<Bytes> {
        if self.download.is_some() {
            return Err(io::Error::other(reason.to_owned()));
        }
        let end = serde_json::json!({"type": "end", "state": state, "reason": reason});
        Ok(Bytes::from(format!("{end}\n")))
    }

    /// How it ended, when it did not end by itself.
    pub(super) fn ended(&self) -> Option<(State, String)> {
        lock(&self.end).clone()
    }

    /// Why no more bytes come.
    pub(super) fn why_it_ended(&self) -> String {
        let reason = "The upload was cut off: the browser stopped sending.";
        self.finish(State::Broken, reason);
        self.ended().map_or_else(|| reason.to_owned(), |(_, reason)| reason)
    }

    /// Waits until it is to end.
    pub(super) async fn until_stopped(&self) {
        let _ = self.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
