//! An id for every request, a line in the log, a count. What is secret in a request is in neither.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Level, field, span};

use crate::manners::metrics::RequestLabels;
use crate::state::Api;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ID_LENGTH_MAX: usize = 64;

/// Gives the request its id, tells the log and the metrics of it, and gives the id back with the answer.
pub(crate) async fn observe(State(api): State<Api>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = given_id(&request).unwrap_or_else(|| (api.new_id)());
    let method = request.method().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = span!(Level::INFO, "request", %method, %route, %id, status = field::Empty);
    let under_way = api.metrics.begin();
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(under_way);
    let status = response.status().as_u16();
    span.record("status", status);
    let time = begun.elapsed();
    let ms = time.as_secs_f64() * 1_000.0;
    span.in_scope(|| tracing::info!(%method, %route, status, ms, %id, "answered"));
    api.metrics.answered(RequestLabels { method: known_method(method), route, status }, time);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A method as it is counted: clients may invent any number of others.
fn known_method(method: String) -> String {
    match method.as_str() {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
        _ => "other".to_owned(),
    }
}

/// The id that the client chose, where it is one that can stand in a log.
fn given_id(request: &Request) -> Option<String> {
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let sane = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!id.is_empty() && id.len() <= ID_LENGTH_MAX && id.chars().all(sane)).then(|| id.to_owned())
}
