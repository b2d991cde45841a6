//! Uploads: bytes of a request on their way into the analysis, within the limits.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::answer::{self, Fault};
use super::job::Job;
use super::pipe::{Inlet, PIECES_IN, Piece};
use super::{App, Limits, body, work};

/// An upload of at most so many bytes is taken in whole before it is analysed: it is done in no time then, whatever
/// the speed of its sender.
const SMALL: u64 = 256 << 10;

/// Takes the bytes of an announced upload.
pub(super) async fn take(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Fault> {
    let job = app.jobs.find(&id)?;
    let again = || Fault::new(StatusCode::CONFLICT, "This upload was sent already.");
    job.arrive().then_some(()).ok_or_else(again)?;
    let limits = &app.limits;
    // Closed last, so that the analysis knows by then why no more comes.
    let (pieces, inlet) = channel(PIECES_IN);
    let taken = tokio::select! {
        taken = timeout(limits.time, bytes(&app, &job, request, &pieces, inlet)) => match taken {
            Ok(taken) => taken,
            Err(_) => Err(Fault::new(
                StatusCode::REQUEST_TIMEOUT,
                format!("The upload took longer than the limit of {} seconds.", limits.time.as_secs()),
            )),
        },
        () = job.until_stopped() => Err(stopped(&job)),
    };
    if let Err(fault) = &taken {
        job.broke(&fault.text);
    }
    Ok(answer::json(StatusCode::OK, &json!({"bytes": taken?})))
}

fn stopped(job: &Job) -> Fault {
    let reason = job.ended().map_or_else(String::new, |(_, reason)| reason);
    Fault::new(StatusCode::CONFLICT, reason)
}

async fn bytes(
    app: &Arc<App>,
    job: &Arc<Job>,
    request: Request,
    pieces: &Sender<Piece>,
    inlet: Receiver<Piece>,
) -> Result<u64, Fault> {
    let limits = &app.limits;
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length: Option<u64> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| length > limits.bytes) {
        return Err(too_long(limits));
    }
    let mut body = request.into_body();
    let small = length.is_some_and(|length| length <= SMALL);
    let mut first = VecDeque::new();
    if small {
        while let Some(bytes) = body::next(&mut body, limits.silence).await? {
            first.push_back(bytes);
        }
        body = Body::empty();
    }
    let places = if small { &app.jobs.small } else { &app.jobs.large };
    let place = wait(places, job).await?;
    let (wish, out) = job.begin().ok_or_else(|| stopped(job))?;
    let inlet = Inlet::new(inlet, Arc::clone(job));
    work::start(work::Start { app: Arc::clone(app), job: Arc::clone(job), wish, inlet, out, place, small });
    send(first, body, limits, pieces).await
}

/// A place for the analysis. Whoever waits for one is told.
async fn wait(places: &Arc<Semaphore>, job: &Job) -> Result<OwnedSemaphorePermit, Fault> {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Ok(place);
    }
    job.tell("waiting");
    let ending = |_| Fault::new(StatusCode::SERVICE_UNAVAILABLE, "The program is ending.");
    Arc::clone(places).acquire_owned().await.map_err(ending)
}

async fn send(
    mut first: VecDeque<Bytes>,
    mut body: Body,
    limits: &Limits,
    pieces: &Sender<Piece>,
) -> Result<u64, Fault> {
    let mut sent = 0;
    loop {
        let bytes = match first.pop_front() {
            Some(bytes) => Some(bytes),
            None => body::next(&mut body, limits.silence).await?,
        };
        let Some(bytes) = bytes else { break };
        sent += bytes.len() as u64;
        if sent > limits.bytes {
            return Err(too_long(limits));
        }
        if pieces.send(Piece::Data(bytes)).await.is_err() {
            // The analysis has what it needs, or says itself why it ended.
            return Ok(sent);
        }
    }
    let _ = pieces.send(Piece::End).await;
    Ok(sent)
}

/// `64 GiB`.
fn in_words(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let fitting = units.iter().find(|(shift, _)| bytes >> shift > 0);
    fitting.map_or_else(|| format!("{bytes} bytes"), |(shift, unit)| format!("{} {unit}", bytes >> shift))
}

fn too_long(limits: &Limits) -> Fault {
    let text = format!(
        "The upload is longer than the limit of {} bytes ({}). Give it in parts, or use whyjunk on the command line, which has no limit.",
        limits.bytes,
        in_words(limits.bytes)
    );
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}
