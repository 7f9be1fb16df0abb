//! Is the server alive, can it work, how is the lake, what did it count?

use std::future::Future;
use std::time::{Duration, Instant};

use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use zone::{Error, Kind};

use crate::problem::{Problem, ProblemType};
use crate::state::Api;

/// A zone that has not answered by then is down.
const ZONE_TIMEOUT: Duration = Duration::from_secs(5);

/// How a lake is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok` when every zone answers, `degraded` otherwise.
    status: Wellness,
    /// The version that runs.
    version: &'static str,
    /// The zones.
    zones: ZonesHealth,
}

/// Whether all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Wellness {
    Ok,
    Degraded,
}

/// How each zone is.
#[derive(Debug, Serialize, JsonSchema)]
struct ZonesHealth {
    raw: ZoneHealth,
    staging: ZoneHealth,
    curated: ZoneHealth,
}

/// How a zone answered.
#[derive(Debug, Serialize, JsonSchema)]
struct ZoneHealth {
    /// Whether it answered.
    ok: bool,
    /// How long it took, in milliseconds.
    latency_ms: f64,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// The process answers.
pub(crate) async fn livez() -> &'static str {
    "ok"
}

pub(crate) fn livez_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("livez")
        .tag("operation")
        .summary("Whether the process answers")
        .description("Says `ok`, whatever state the lake is in.")
}

/// The server takes requests and its zones answer.
pub(crate) async fn readyz(State(api): State<Api>) -> Result<&'static str, Problem> {
    if api.stopping.is_cancelled() {
        return Err(Problem::new(ProblemType::Unavailable, "the server is stopping"));
    }
    let zones = &api.zones;
    let (staging, curated) = tokio::join!(in_time(zones.staging.revision()), in_time(zones.curated.revision()));
    staging.and(curated)?;
    Ok("ok")
}

pub(crate) fn readyz_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("readyz")
        .tag("operation")
        .summary("Whether requests can be answered")
        .description("Says `ok` when staging and curated can be read and the server is not stopping.")
        .response_with::<503, Problem, _>(|response| response.description("Not now"))
}

/// Asks each zone.
pub(crate) async fn health(State(api): State<Api>) -> Response {
    let zones = &api.zones;
    let (raw, staging, curated) = tokio::join!(
        ask(&api, "raw", zones.raw.check()),
        ask(&api, "staging", zones.staging.check()),
        ask(&api, "curated", zones.curated.check()),
    );
    let well = raw.ok && staging.ok && curated.ok;
    let (code, status) = match well {
        true => (StatusCode::OK, Wellness::Ok),
        false => (StatusCode::SERVICE_UNAVAILABLE, Wellness::Degraded),
    };
    let zones = ZonesHealth { raw, staging, curated };
    let health = Health { status, version: env!("CARGO_PKG_VERSION"), zones };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(health)).into_response()
}

pub(crate) fn health_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("health")
        .tag("operation")
        .summary("How the lake is")
        .description("Asks each zone and tells how long it took to answer; 503 when one is down.")
        .response_with::<200, Json<Health>, _>(|response| response.description("Every zone answers"))
        .response_with::<503, Json<Health>, _>(|response| response.description("A zone is down"))
}

async fn ask(api: &Api, name: &'static str, check: impl Future<Output = zone::Result<()>>) -> ZoneHealth {
    let begun = Instant::now();
    let outcome = in_time(check).await;
    let time = begun.elapsed();
    api.metrics.zone(name, outcome.is_ok(), time);
    let (error, hint) = match outcome {
        Ok(()) => (None, None),
        Err(error) => (Some(error.to_string()), error.next_step().map(str::to_owned)),
    };
    ZoneHealth { ok: error.is_none(), latency_ms: (time.as_secs_f64() * 1e6).round() / 1e3, error, hint }
}

async fn in_time<T>(answer: impl Future<Output = zone::Result<T>>) -> zone::Result<T> {
    let late = |_| Error::new(Kind::Unavailable, format!("no answer within {} s", ZONE_TIMEOUT.as_secs()));
    tokio::time::timeout(ZONE_TIMEOUT, answer).await.map_err(late)?
}

/// What was counted, for Prometheus.
pub(crate) async fn metrics(State(api): State<Api>) -> Response {
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], api.metrics.text())
        .into_response()
}

pub(crate) fn metrics_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("metrics")
        .tag("operation")
        .summary("What the server counted, for Prometheus")
        .response_with::<200, String, _>(|response| response.description("OpenMetrics text"))
}
