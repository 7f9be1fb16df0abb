//! Uploads: `POST /ingest`, and `/ingest-fast`, which the original had beside it; both are the same fast way.

use std::time::{Duration, Instant};

use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use pipeline::run::State as JobState;
use schemars::JsonSchema;
use serde::Deserialize;

use super::jobs::{accepted, idempotency_key, prefer, prefers_async};
use crate::digest::sha256;
use crate::extract::Query;
use crate::problem::{Problem, ProblemType};
use crate::state::Api;
use crate::writing::{
    Answer, Claim, Destination, Failed, IngestReport, Job, Key, Landed, Live, Upload, Work, Writing, too_large,
};

/// How an upload is taken.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub(crate) struct Options {
    /// How far the files are to go: `raw`, `staging` or, by default, all the way to `curated`.
    #[serde(default)]
    to: Destination,
}

/// What is asked for beside the files.
struct Asked {
    to: Destination,
    later: bool,
    started: Instant,
}

/// Takes the files of an upload into the lake.
pub(crate) async fn ingest(
    State(api): State<Api>,
    uri: Uri,
    Query(Options { to }): Query<Options>,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response, Problem> {
    let asked = Asked { to, later: prefers_async(&headers), started: Instant::now() };
    let writing = &api.writing;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    // The parts' own heads are a little more than the files.
    if length.is_some_and(|length| length > writing.settings.upload_bytes_max.saturating_add(1 << 20)) {
        return Err(too_large(&writing.settings));
    }
    let claim = Key::of(&headers)?.map(|key| writing.answers.claim(key)).transpose()?;
    let landed = writing.receive(upload).await?;
    let Some(claim) = claim else { return Ok(answer(writing, landed, &asked).await?.into_response()) };
    once(writing, &claim, &uri.to_string(), landed, &asked).await
}

/// Answers a request under an `Idempotency-Key`: again, if it was answered before.
async fn once(
    writing: &Writing,
    claim: &Claim,
    uri: &str,
    landed: Vec<Landed>,
    asked: &Asked,
) -> Result<Response, Problem> {
    let files = landed.iter().map(|file| format!("\n{} {}", file.incoming.sha256, file.name));
    let digest = sha256(format!("POST {uri} {}{}", asked.later, files.collect::<String>()).as_bytes());
    match writing.answers.given(claim, &digest, writing.now()).await {
        Ok(None) => {}
        Ok(Some(answer)) => {
            writing.discard(landed).await?;
            return Ok(answer.into_response());
        }
        Err(problem) => {
            writing.discard(landed).await?;
            return Err(problem);
        }
    }
    let answer = answer(writing, landed, asked).await;
    let kept = match &answer {
        Ok(answer) => answer.clone(),
        Err(problem) => Answer::from(problem),
    };
    writing.answers.remember(claim, &digest, &kept, writing.now()).await?;
    answer.map(IntoResponse::into_response)
}

/// Keeps what landed and sees it through as far as was asked for.
async fn answer(writing: &Writing, landed: Vec<Landed>, asked: &Asked) -> Result<Answer, Problem> {
    let (files, failed) = writing.keep(landed).await?;
    if files.is_empty() {
        return Err(none_taken(&failed));
    }
    if asked.to == Destination::Raw {
        let seconds = asked.started.elapsed().as_secs_f64();
        return Ok(told(IngestReport { files, failed, seconds, ..IngestReport::default() }));
    }
    let live = writing.submit(Work::Ingest { to: asked.to, files, failed }).await?;
    if asked.later {
        return Ok(accepted(&live.job()));
    }
    wait_for_turn(writing, &live).await?;
    live.left().await;
    finished(live.job(), asked.started.elapsed())
}

/// Waits until a job's turn has come, but not for ever.
async fn wait_for_turn(writing: &Writing, live: &Live) -> Result<(), Problem> {
    let begun = live.until(|state| state != JobState::Queued);
    if tokio::time::timeout(writing.settings.wait_for_writer, begun).await.is_ok() || !live.withdraw_if_waiting() {
        return Ok(());
    }
    let what =
        format!("{} writes to this lake; the files are kept in the raw zone and not staged", writing.turns.holder());
    Err(Problem::new(ProblemType::Busy, what)
        .hint("send them again later, or at once with `Prefer: respond-async`: nothing is doubled")
        .retry_after(writing.settings.wait_for_writer))
}

fn finished(job: Job, elapsed: Duration) -> Result<Answer, Problem> {
    if let Some(problem) = job.error {
        return Err(problem);
    }
    let report = job.report.ok_or_else(|| {
        let what = format!("the server shuts down; {} goes on when it is back", job.links.job);
        Problem::new(ProblemType::Unavailable, what)
    })?;
    Ok(told(IngestReport { seconds: elapsed.as_secs_f64(), ..report }))
}

/// 200, or 207 where part of the upload could not be taken.
fn told(report: IngestReport) -> Answer {
    let status = if report.is_complete() { StatusCode::OK } else { StatusCode::MULTI_STATUS };
    Answer::new(status, None, &report)
}

/// 422: there is nothing to go on with.
fn none_taken(failed: &[Failed]) -> Problem {
    let reasons: Vec<&str> = failed.iter().map(|file| file.error.as_str()).collect();
    let problem = Problem::new(ProblemType::NoObservations, reasons.join("; "));
    let problem = Problem { field: Some("file".to_owned()), ..problem };
    match failed.iter().find_map(|file| file.hint.as_deref()) {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

pub(crate) fn ingest_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    described(operation.id("ingest"))
}

pub(crate) fn ingest_fast_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    described(operation.id("ingest_fast"))
}

fn described(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    let operation = operation
        .summary("Take files into the lake")
        .description(
            "JSON, CSV, either of them gzipped, or a ZIP, one or several in the multipart field `file`. They go to the \
             raw zone as they arrive and are kept when all have; then they are staged and curated. Of two files that \
             disagree the one named later wins. Sending a file again changes nothing.",
        )
        .tag("writing")
        .response_with::<200, Json<IngestReport>, _>(|response| response.description("All files were taken"))
        .response_with::<202, Json<Job>, _>(|response| response.description("The job that takes them, as preferred"))
        .response_with::<207, Json<IngestReport>, _>(|response| {
            response.description("Some files were taken; `failed` and `stage.objects[].error` tell of the others")
        });
    let operation = problem::<400>(operation, "The upload broke off");
    let operation = problem::<408>(operation, "Nothing arrived for too long");
    let operation = problem::<409>(operation, "Another one writes, or the Idempotency-Key is in use");
    let operation = problem::<413>(operation, "Larger than the limit; nothing was kept");
    let operation = problem::<415>(operation, "Not multipart/form-data");
    let operation = problem::<422>(operation, "No file holds observations, or a field is wrong");
    idempotency_key(prefer(operation.default_response::<Problem>()))
}

fn problem<'a, const STATUS: u16>(operation: TransformOperation<'a>, what: &str) -> TransformOperation<'a> {
    operation.response_with::<STATUS, Problem, _>(|response| response.description(what))
}
