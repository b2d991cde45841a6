//! Answers: a status, and for what went wrong a sentence as JSON.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What went wrong with a request, for the person in front of the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub(super) struct Fault {
    /// The status.
    pub(super) status: StatusCode,
    /// What is wrong and what to do.
    pub(super) text: String,
}

impl Fault {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }
}

#[derive(Serialize)]
struct Error<'t> {
    error: &'t str,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = json(self.status, &Error { error: &self.text });
        // What the sender still has under way is not read.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }
}

/// A value as JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], bytes).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
