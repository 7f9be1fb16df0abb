//! Every address on a screen, by who may use it.
//!
//! The groups carry the rights: a handler never asks who calls it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use aide::openapi::OpenApi;
use axum::Router;
use axum::extract::DefaultBodyLimit;

use crate::routes::{health, ingest, jobs, runs};
use crate::state::Api;

/// The service over a lake.
pub fn router(api: Api) -> Router {
    let mut document = OpenApi::default();
    reading().merge(writing()).finish_api(&mut document).with_state(api)
}

/// What anyone may read who may read at all.
fn reading() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/livez", get_with(health::livez, health::livez_doc))
        .api_route("/v1/jobs", get_with(jobs::list, jobs::list_doc))
        .api_route("/v1/jobs/{id}", get_with(jobs::show, jobs::show_doc))
        .api_route("/v1/jobs/{id}/events", get_with(jobs::events, jobs::events_doc))
        .api_route("/v1/runs", get_with(runs::list, runs::list_doc))
        .api_route("/v1/runs/{id}", get_with(runs::show, runs::show_doc))
}

/// What changes the lake.
fn writing() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/ingest", post_with(ingest::ingest, ingest::ingest_doc))
        .api_route("/ingest-fast", post_with(ingest::ingest, ingest::ingest_doc))
        // Uploads count their bytes themselves.
        .layer(DefaultBodyLimit::disable())
        .api_route("/v1/jobs/{id}", delete_with(jobs::cancel, jobs::cancel_doc))
        .api_route("/v1/runs", post_with(runs::start, runs::start_doc))
}
