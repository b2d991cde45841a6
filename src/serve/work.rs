//! The analysis of an upload, on a thread of its own.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Bytes;
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::Sender;

use super::App;
use super::frames::Frames;
use super::job::{Job, State};
use super::pipe::{Inlet, Outlet};
use super::settings::Wish;
use crate::batch::{self, Progress};
use crate::dns::Live;
use crate::input::Reader;
use crate::report::html::Live as Rows;
use crate::report::{Look, Renderer};
use crate::verify::Verifier;

/// What an analysis starts with.
pub(super) struct Start {
    pub(super) app: Arc<App>,
    pub(super) job: Arc<Job>,
    pub(super) wish: Wish,
    pub(super) inlet: Inlet,
    pub(super) out: Sender<io::Result<Bytes>>,
    /// Given back at the end.
    pub(super) place: OwnedSemaphorePermit,
    /// One thread is enough.
    pub(super) small: bool,
}

/// Starts it.
pub(super) fn start(start: Start) {
    let handle = Handle::current();
    let job = Arc::clone(&start.job);
    let begun = std::thread::Builder::new().name("upload".to_owned()).spawn(move || run(start, handle));
    if begun.is_err() {
        job.broke("The machine has no thread to spare: try again later.");
    }
}

fn run(start: Start, handle: Handle) {
    let limits = &start.app.limits;
    let patience = if start.job.download.is_some() { limits.patience } else { limits.silence };
    let mut out = Outlet::new(start.out.clone(), patience, handle);
    let analysed = catch_unwind(AssertUnwindSafe(|| {
        analyse(&start.app, &start.job, &start.wish, start.inlet, start.small, &mut out)
    }));
    let (state, reason) = match analysed {
        Ok(Ok(())) => start.job.ended().unwrap_or((State::Complete, String::new())),
        Ok(Err(reason)) => start.job.ended().unwrap_or((State::Broken, reason)),
        Err(_) => {
            (State::Failed, "The analysis failed: a defect of this program, please report it.".to_owned())
        }
    };
    drop(start.place);
    if start.job.download.is_none() {
        let end = json!({"type": "end", "state": state, "reason": reason});
        let _ = writeln!(out, "{end}");
    }
    let flushed = out.flush();
    if start.job.download.is_some() && (state != State::Complete || flushed.is_err()) {
        out.fail(&reason);
    }
}

fn analyse(
    app: &App,
    job: &Arc<Job>,
    wish: &Wish,
    inlet: Inlet,
    small: bool,
    out: &mut Outlet,
) -> Result<(), String> {
    let live = wish.dns(app.resolver)?;
    let verifier = live.as_ref().map(|live| Verifier::new(live));
    let reader = Reader::of(Box::new(Frames::new(Box::new(inlet), Arc::clone(job), app.limits.files)));
    let mut renderer: Box<dyn Renderer> = match wish.format {
        Some(format) => (format.start)(Look::default()),
        None => Box::new(Rows::default()),
    };
    let options = batch::Options {
        stop: Some(&job.stop),
        verifier: verifier.as_ref(),
        look_ahead: live.is_some(),
        redact: wish.redact && job.download.is_some(),
        threads: small.then_some(1),
        ..batch::Options::default()
    };
    let mut progress = |at: Progress| job.tell_progress(at.bytes, at.messages);
    let outcome = batch::run(reader, &wish.settings, &options, &mut *renderer, out, &mut progress);
    if let Err(error) = outcome {
        job.stop.store(true, Ordering::Relaxed);
        return Err(error.to_string());
    }
    match live.as_ref().and_then(Live::limit) {
        Some(limit) => Err(format!("DNS checks met the limit of {limit}; what was asked later is unknown.")),
        None => Ok(()),
    }
}
