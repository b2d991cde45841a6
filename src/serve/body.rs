//! Bodies: a result that is sent while it is made, and a request's bytes within their limits.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use http_body::Frame;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::App;
use super::answer::Fault;
use super::job::{Job, Pieces};

/// A result on its way. Whoever stops reading cancels the upload.
pub(super) struct Result {
    pieces: Pieces,
    job: Arc<Job>,
    app: Arc<App>,
}

impl Result {
    pub(super) fn new(pieces: Pieces, job: Arc<Job>, app: Arc<App>) -> Self {
        Self { pieces, job, app }
    }
}

impl http_body::Body for Result {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.pieces.poll_recv(context).map(|piece| piece.map(|bytes| bytes.map(Frame::data)))
    }
}

impl Drop for Result {
    fn drop(&mut self) {
        self.job.cancel();
        self.app.jobs.forget(self.job.id);
    }
}

/// The next bytes of a request; `None` at its end.
pub(super) async fn next(body: &mut Body, silence: Duration) -> std::result::Result<Option<Bytes>, Fault> {
    loop {
        match timeout(silence, body.frame()).await {
            Err(_) => {
                let text = format!("Nothing was sent for {} seconds, which is the limit.", silence.as_secs());
                return Err(Fault::new(StatusCode::REQUEST_TIMEOUT, text));
            }
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => {
                let text = "The upload was cut off: the browser stopped sending.";
                return Err(Fault::new(StatusCode::BAD_REQUEST, text));
            }
            Ok(Some(Ok(frame))) => {
                if let Ok(bytes) = frame.into_data()
                    && !bytes.is_empty()
                {
                    return Ok(Some(bytes));
                }
            }
        }
    }
}

/// A whole request of at most `most` bytes, which holds `what`.
pub(super) async fn whole(
    mut body: Body,
    most: usize,
    silence: Duration,
    what: &str,
) -> std::result::Result<Vec<u8>, Fault> {
    let mut all = Vec::new();
    while let Some(bytes) = next(&mut body, silence).await? {
        if all.len() + bytes.len() > most {
            let text = format!("The limit for {what} is {most} bytes.");
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, text));
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}
