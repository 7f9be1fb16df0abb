//! Every address on a screen, by who may use it, and the layers every request goes through.
//!
//! The groups carry the rights: a handler never asks who calls it. From the outside in, a request meets: its id, the log and
//! the metrics; the catcher of panics; CORS, which answers for itself; who sends it and how often; compression of the answer;
//! then, by group, the right to be there, room among the requests answered at once, and the time an answer may take.

use std::sync::Arc;

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use aide::openapi::OpenApi;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Router};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::describe;
use crate::manners::keys::Role;
use crate::manners::{access, compress, cors, limits, observe, rate};
use crate::problem::{Problem, ProblemType};
use crate::routes::v1::{sources, stations, tables};
use crate::routes::{cities, docs, health, home, ingest, jobs, keys, raw, runs};
use crate::state::Api;

/// What is uploaded as data stays data for browsers, whatever it looks like.
const NO_GUESSING: HeaderValue = HeaderValue::from_static("nosniff");

/// The service over a lake.
pub fn router(api: Api) -> Router {
    let mut document = OpenApi::default();
    let room = Arc::new(Semaphore::new(api.settings.requests_at_once));
    let quick = |group: ApiRouter<Api>| {
        group
            .route_layer(from_fn_with_state(api.clone(), limits::in_time))
            .route_layer(from_fn_with_state(room.clone(), limits::at_once))
    };
    let who_may = |role| from_fn_with_state((api.clone(), role), access::allow);
    let reading = quick(reading().with_path_items(describe::with_key_or_open)).route_layer(who_may(Role::Read));
    let writing =
        quick(writing()).merge(uploading()).with_path_items(describe::with_key).route_layer(who_may(Role::Write));
    let administering = quick(administering()).with_path_items(describe::with_key).route_layer(who_may(Role::Admin));
    let routes =
        open().merge(reading).merge(writing).merge(administering).finish_api_with(&mut document, describe::api);
    let document = docs::Document(describe::text(&document).into());
    let routes = routes.merge(pages()).layer(Extension(document)).with_state(api.clone());
    with_manners(routes, &api)
}

/// What everyone may ask, key or not: whether the server is there.
fn open() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/livez", get_with(health::livez, health::livez_doc))
        .api_route("/readyz", get_with(health::readyz, health::readyz_doc))
}

/// What anyone may read who may read at all.
fn reading() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/health", get_with(health::health, health::health_doc))
        .api_route("/metrics", get_with(health::metrics, health::metrics_doc))
        .api_route("/raw/files", get_with(raw::list, |operation| raw::list_doc(operation).id("raw_files")))
        .api_route("/raw/files/{name}", get_with(raw::file, raw::file_doc))
        .api_route("/staging/cities", get_with(cities::staging, cities::staging_doc))
        .api_route("/staging/cities/{city}", get_with(cities::staging_city, cities::staging_city_doc))
        .api_route("/curated/cities", get_with(cities::curated, cities::curated_doc))
        .api_route("/curated/cities/{city}", get_with(cities::curated_city, cities::curated_city_doc))
        .api_route("/v1/stations", get_with(stations::list, stations::list_doc))
        .api_route("/v1/stations/{station}", get_with(stations::one, stations::one_doc))
        .api_route("/v1/sources", get_with(sources::list, sources::list_doc))
        .api_route("/v1/objects", get_with(raw::list, |operation| raw::list_doc(operation).id("objects")))
        .api_route("/v1/objects/{sha256}", get_with(raw::one, raw::one_doc))
        .api_route("/v1/objects/{sha256}/bytes", get_with(raw::bytes, raw::bytes_doc))
        .merge(tables::router())
        .api_route("/v1/jobs", get_with(jobs::list, jobs::list_doc))
        .api_route("/v1/jobs/{id}", get_with(jobs::show, jobs::show_doc))
        .api_route("/v1/jobs/{id}/events", get_with(jobs::events, jobs::events_doc))
        .api_route("/v1/runs", get_with(runs::list, runs::list_doc))
        .api_route("/v1/runs/{id}", get_with(runs::show, runs::show_doc))
}

/// What changes the lake, and answers at once.
fn writing() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/v1/jobs/{id}", delete_with(jobs::cancel, jobs::cancel_doc))
        .api_route("/v1/runs", post_with(runs::start, runs::start_doc))
}

/// What takes as long as the client sends; it counts its bytes and its time itself.
fn uploading() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/ingest", post_with(ingest::ingest, ingest::ingest_doc))
        .api_route("/ingest-fast", post_with(ingest::ingest, ingest::ingest_fast_doc))
        .route_layer(DefaultBodyLimit::disable())
}

/// What administers the server.
fn administering() -> ApiRouter<Api> {
    ApiRouter::new()
        .api_route("/v1/keys", get_with(keys::list, keys::list_doc))
        .api_route("/v1/keys/{name}", delete_with(keys::remove, keys::remove_doc))
}

/// Pages for people; they tell of the API, not of the lake.
fn pages() -> Router<Api> {
    Router::new()
        .route("/", get(home::home))
        .route("/docs", get(docs::swagger))
        .route("/redoc", get(docs::redoc))
        .route("/openapi.json", get(docs::openapi))
        .route("/docs/errors", get(docs::errors))
        .route("/docs/errors/{slug}", get(docs::error))
}

/// The layers around all addresses; the last one added is the first one met.
fn with_manners(routes: Router, api: &Api) -> Router {
    let settings = &api.settings;
    let mut routes = routes
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(settings.body_bytes_max))
        .layer(compress::layer());
    if let Some(rate) = rate::Rate::of(settings) {
        routes = routes.layer(from_fn_with_state(rate, rate::limit));
    }
    routes
        .layer(from_fn_with_state(api.clone(), access::identify))
        .layer(SetResponseHeaderLayer::if_not_present(header::X_CONTENT_TYPE_OPTIONS, NO_GUESSING))
        .layer(cors::layer(&settings.cors_origins))
        .layer(CatchPanicLayer::custom(limits::panicked))
        .layer(from_fn_with_state(api.clone(), observe::observe))
}

async fn unknown(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(200).collect();
    Problem::not_found(format!("there is nothing at {path}")).hint("/docs tells what there is")
}

async fn wrong_method(request: Request) -> Problem {
    let (method, path) = (request.method(), request.uri().path());
    Problem::new(ProblemType::MethodNotAllowed, format!("{path} does not take {method}"))
}
