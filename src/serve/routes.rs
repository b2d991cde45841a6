//! What can be asked for, and the files of the page.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use super::answer::{self, Fault};
use super::settings::Given;
use super::{App, body, explain, guard, upload};
use crate::report::html;

/// A file of the page.
struct Asset {
    kind: &'static str,
    text: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

const SVG: &str = "image/svg+xml";

/// The files of the page by name.
const ASSETS: [(&str, Asset); 8] = [
    ("dom.js", Asset { kind: JS, text: include_str!("page/dom.js") }),
    ("files.js", Asset { kind: JS, text: include_str!("page/files.js") }),
    ("icon.svg", Asset { kind: SVG, text: include_str!("page/icon.svg") }),
    ("page.css", Asset { kind: CSS, text: include_str!("page/page.css") }),
    ("page.js", Asset { kind: JS, text: include_str!("page/page.js") }),
    ("send.js", Asset { kind: JS, text: include_str!("page/send.js") }),
    ("settings.js", Asset { kind: JS, text: include_str!("page/settings.js") }),
    ("table.js", Asset { kind: JS, text: include_str!("page/table.js") }),
];

/// Everything behind the guard.
pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/{key}/", get(page))
        .route("/{key}/files/{name}", get(asset))
        .route("/{key}/check", post(check))
        .route("/{key}/jobs", post(announce))
        .route("/{key}/jobs/{id}", axum::routing::delete(cancel))
        .route("/{key}/jobs/{id}/input", post(upload::take))
        .route("/{key}/jobs/{id}/events", get(events))
        .route("/{key}/jobs/{id}/result/{name}", get(download))
        .route("/{key}/explain", post(explain::explain))
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}

async fn nothing() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

async fn not_so() -> Fault {
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "This address is not asked that way.")
}

async fn page() -> Response {
    ([(header::CONTENT_TYPE, HTML)], include_str!("page/index.html")).into_response()
}

async fn asset(Path((_, name)): Path<(String, String)>) -> Result<Response, Fault> {
    let sent =
        |kind: &'static str, text: &'static str| ([(header::CONTENT_TYPE, kind)], text).into_response();
    match name.as_str() {
        "report.css" => Ok(sent(CSS, html::STYLE)),
        "first.js" => Ok(sent(JS, html::FIRST)),
        name => match ASSETS.iter().find(|(own, _)| *own == name) {
            Some((_, asset)) => Ok(sent(asset.kind, asset.text)),
            None => Err(nothing().await),
        },
    }
}

/// What the settings mean, or what is wrong with them.
async fn check(State(app): State<Arc<App>>, request: Request) -> Result<Response, Fault> {
    let limits = &app.limits;
    let given = body::whole(request.into_body(), limits.settings, limits.silence, "settings").await?;
    let wish = Given::parse(&given)?;
    let institution = &wish.settings.institution;
    let texts = |nets: &[ipnet::IpNet]| nets.iter().map(ToString::to_string).collect::<Vec<_>>();
    let trusted = [institution.trusted_hosts.clone(), texts(&institution.trusted_nets)].concat();
    let found = json!({
        "domains": institution.domains,
        "region": institution.region,
        "trusted": trusted,
        "authserv_ids": institution.authserv_ids,
        "allow_listed": texts(&institution.allow_listed),
    });
    Ok(answer::json(StatusCode::OK, &found))
}

/// Announces an upload; its number is the way to its bytes and its result.
async fn announce(State(app): State<Arc<App>>, request: Request) -> Result<Response, Fault> {
    let limits = &app.limits;
    let given = body::whole(request.into_body(), limits.settings, limits.silence, "settings").await?;
    let job = app.jobs.announce(Given::parse(&given)?)?;
    Ok(answer::json(StatusCode::CREATED, &json!({"id": format!("{:016x}", job.id)})))
}

async fn cancel(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    app.jobs.find(&id)?.cancel();
    Ok(StatusCode::NO_CONTENT)
}

/// The result for the page: one JSON object a line while it is made.
async fn events(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let job = app.jobs.find(&id)?;
    let pieces = if job.download.is_none() { job.read() } else { None };
    let pieces = pieces.ok_or_else(|| Fault::new(StatusCode::CONFLICT, "This result is read already."))?;
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8")];
    let body = axum::body::Body::new(body::Result::new(pieces, job, app));
    Ok((kind, body).into_response())
}

/// The result as a file.
async fn download(
    State(app): State<Arc<App>>,
    Path((_, id, name)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let job = app.jobs.find(&id)?;
    let kind = match job.download {
        Some("html") => HTML,
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json; charset=utf-8",
        Some("markdown") => "text/markdown; charset=utf-8",
        _ => "application/octet-stream",
    };
    let pieces = if job.download.is_some() { job.read() } else { None };
    let pieces = pieces.ok_or_else(|| Fault::new(StatusCode::CONFLICT, "This result is read already."))?;
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let fields = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let body = axum::body::Body::new(body::Result::new(pieces, job, app));
    Ok((fields, body).into_response())
}
