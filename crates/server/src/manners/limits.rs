//! How much at once and how long: requests beyond the first are told to come again, slow answers are given up.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::Semaphore;

use crate::problem::{Problem, ProblemType};
use crate::state::Api;

/// Answers as many requests at once as the settings say; the others are told to come again.
pub(crate) async fn at_once(
    State(room): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let Ok(_place) = room.try_acquire() else {
        let what = "the server is answering as many requests as it may";
        return Err(Problem::new(ProblemType::Overloaded, what).retry_after(Duration::from_secs(1)));
    };
    Ok(next.run(request).await)
}

/// Gives up an answer that takes too long to begin.
pub(crate) async fn in_time(State(api): State<Api>, request: Request, next: Next) -> Result<Response, Problem> {
    let limit = api.settings.request_timeout;
    tokio::time::timeout(limit, next.run(request)).await.map_err(|_| {
        Problem::new(ProblemType::TimedOut, format!("no answer within {} s", limit.as_secs_f64()))
            .hint("ask for a shorter time or fewer stations")
    })
}

/// What a panic is answered with; the log has what it said.
pub(crate) fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("?"), "a handler panicked");
    axum::response::IntoResponse::into_response(Problem::new(
        ProblemType::Internal,
        "the server failed on this request",
    ))
}
