//! One message in full: the page sends its bytes again, out of the file that it holds.

use std::io;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::answer::{self, Fault};
use super::frames::Description;
use super::settings::{Given, Wish};
use super::{App, body};
use crate::batch;
use crate::input::{Block, Fed, Feed, Place, RawMessage, Reader};
use crate::report::html::{self, Explained};
use crate::verify::Verifier;

/// What stands before the message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    settings: Given,
    /// The file that holds it.
    file: Description,
    /// Its place in a mailbox; a file of its own has none.
    mailbox: Option<InMailbox>,
    /// How many messages of its file come before it, outside of mailboxes.
    #[serde(default)]
    before: usize,
    /// Which of the messages that it carries is meant, 1-based in the order of the report; 0 is itself.
    #[serde(default)]
    which: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InMailbox {
    number: u64,
    offset: u64,
    length: u64,
}

/// Explains the message of a request: four bytes that say how long the question is, the question, the message.
pub(super) async fn explain(State(app): State<Arc<App>>, request: Request) -> Result<Response, Fault> {
    let limits = &app.limits;
    let ending = |_| Fault::new(StatusCode::SERVICE_UNAVAILABLE, "The program is ending.");
    let _place = Arc::clone(&app.jobs.explained).acquire_owned().await.map_err(ending)?;
    let most = limits.message + limits.settings;
    let bytes = body::whole(request.into_body(), most, limits.silence, "one message").await?;
    let resolver = app.resolver;
    let explained = tokio::task::spawn_blocking(move || answer_to(bytes, resolver)).await;
    let failed = |_| {
        Fault::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The analysis failed: a defect of this program, please report it.",
        )
    };
    Ok(answer::json(StatusCode::OK, &explained.map_err(failed)??))
}

fn answer_to(bytes: Vec<u8>, resolver: Option<std::net::SocketAddr>) -> Result<Explained, Fault> {
    let unlike = || Fault::new(StatusCode::BAD_REQUEST, "The request is not as this page sends it.");
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(unlike)?;
    let (question, message) =
        rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(unlike)?;
    let asked: Asked = serde_json::from_slice(question).map_err(|_| unlike())?;
    let wish = asked.settings.wish()?;
    let place = asked.file.place();
    let explained = match &asked.mailbox {
        Some(at) => {
            let origin = place.in_mailbox(at.number, at.offset, at.length, message.len() as u64);
            one(
                &RawMessage { bytes: message, origin, carried: Vec::new(), enclosed: Vec::new() },
                &asked,
                &wish,
                resolver,
            )?
        }
        None => {
            let at = (bytes.len() - message.len()) as u64;
            let mut message = io::Cursor::new(bytes);
            message.set_position(at);
            let mut reader = Reader::of(Box::new(Once(Some((place, message)))));
            let mut block = Block::default();
            let mut before = asked.before;
            while reader.fill(&mut block) && before >= block.len() {
                before -= block.len();
            }
            let found = block.messages().nth(before);
            found.map(|raw| one(&raw, &asked, &wish, resolver)).transpose()?.flatten()
        }
    };
    let gone = || Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "This message could not be analysed again.");
    explained.ok_or_else(gone)
}

fn one(
    raw: &RawMessage<'_>,
    asked: &Asked,
    wish: &Wish,
    resolver: Option<std::net::SocketAddr>,
) -> Result<Option<Explained>, Fault> {
    let failed = |text| Fault::new(StatusCode::SERVICE_UNAVAILABLE, text);
    let live = wish.dns(resolver).map_err(failed)?;
    let verifier = live.as_ref().map(|live| Verifier::new(live));
    Ok(batch::explain(raw, asked.which, &wish.settings, verifier.as_ref(), html::explained))
}

/// A single input, from the position on.
struct Once(Option<(Place, io::Cursor<Vec<u8>>)>);

impl Feed for Once {
    fn next(&mut self) -> Option<Fed> {
        let (place, bytes) = self.0.take()?;
        let len = Some(bytes.get_ref().len() as u64 - bytes.position());
        Some(Fed { place, len, bytes: Box::new(bytes) })
    }
}
