//! Every address on a screen, by who may use it.
//!
//! The groups carry the rights: a handler never asks who calls it.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::openapi::OpenApi;
use axum::Router;

use crate::routes::health;
use crate::state::Api;

/// The service over a lake.
pub fn router(api: Api) -> Router {
    let mut document = OpenApi::default();
    reading().merge(writing()).finish_api(&mut document).with_state(api)
}

/// What anyone may read who may read at all.
fn reading() -> ApiRouter<Api> {
    ApiRouter::new().api_route("/livez", get_with(health::livez, health::livez_doc))
}

/// What changes the lake.
fn writing() -> ApiRouter<Api> {
    ApiRouter::new()
}
