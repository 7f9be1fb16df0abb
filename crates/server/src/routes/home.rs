//! The front door: a page of links for people, the same links for programs.

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// What leads where.
const LINKS: &[(&str, &str, &str)] = &[
    ("health", "/health", "How the lake is"),
    ("stations", "/v1/stations", "The stations"),
    ("sources", "/v1/sources", "Sources and freshness"),
    ("cities", "/curated/cities", "Cities with daily statistics"),
    ("files", "/raw/files", "The files as they came"),
    ("docs", "/docs", "Every address, to try"),
    ("redoc", "/redoc", "Every address, to read"),
    ("openapi", "/openapi.json", "The same for programs"),
    ("errors", "/docs/errors", "What problems mean"),
    ("metrics", "/metrics", "What the server counted"),
];

/// Links, as a page or as JSON.
pub(crate) async fn home(headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let varies = [(header::VARY, "Accept")];
    if accept.contains("text/html") {
        let items: String =
            LINKS.iter().map(|(_, path, what)| format!("<li><a href=\"{path}\">{path}</a> {what}</li>")).collect();
        let body = format!("<p>The weather-observation data lake. This build holds no dashboard.</p><ul>{items}</ul>");
        return (varies, super::docs::with_policy(Html(super::docs::page("meteolake", &body)))).into_response();
    }
    let links: serde_json::Map<String, serde_json::Value> =
        LINKS.iter().map(|(name, path, _)| ((*name).to_owned(), json!(path))).collect();
    (varies, Json(json!({ "name": "meteolake", "version": env!("CARGO_PKG_VERSION"), "links": links }))).into_response()
}
