//! Runs: fetch, stage and curate for a range of days, started here, by the command line or by a schedule.

use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use pipeline::fetch::Choice;
use pipeline::run::{RunRecord, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use weather::Day;

use super::jobs::{Cut, Page, accepted, idempotency_key};
use crate::digest::sha256;
use crate::extract::{self, Path, Query};
use crate::problem::Problem;
use crate::state::Api;
use crate::writing::{Answer, Job, Key, Work, blocking};

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// The first day, `2025-01-01`.
    #[schemars(extend("format" = "date"))]
    from: String,
    /// The last day, included.
    #[schemars(extend("format" = "date"))]
    to: String,
    /// Whom to ask: `auto` (the default) or a provider.
    #[serde(default)]
    source: Option<String>,
    /// The steps to take; all of them by default.
    #[serde(default)]
    steps: Option<Vec<Step>>,
    /// Whether to read and compute again what was done before.
    #[serde(default)]
    again: bool,
}

/// The newest runs first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunPage {
    /// The runs of this page.
    runs: Vec<RunRecord>,
    /// The cursor of the next page; none on the last one.
    next: Option<String>,
}

/// Starts a run.
pub(crate) async fn start(
    State(api): State<Api>,
    headers: HeaderMap,
    extract::Json(asked): extract::Json<Asked>,
) -> Result<Response, Problem> {
    let work = asked.work()?;
    let writing = &api.writing;
    let Some(key) = Key::of(&headers)? else { return Ok(accepted(&writing.submit(work).await?.job()).into_response()) };
    let claim = writing.answers.claim(key)?;
    let digest = sha256(format!("POST /v1/runs {asked:?}").as_bytes());
    if let Some(answer) = writing.answers.given(&claim, &digest, writing.now()).await? {
        return Ok(answer.into_response());
    }
    let answer: Answer = accepted(&writing.submit(work).await?.job());
    writing.answers.remember(&claim, &digest, &answer, writing.now()).await?;
    Ok(answer.into_response())
}

impl Asked {
    /// What is to be done.
    fn work(&self) -> Result<Work, Problem> {
        let day = |name, text: &str| text.parse::<Day>().map_err(|error| Problem::field(name, error));
        let (from, to) = (day("from", &self.from)?, day("to", &self.to)?);
        if from > to {
            return Err(Problem::field("to", format!("the range ends on {to}, before it begins on {from}")));
        }
        let source: Choice = match &self.source {
            Some(name) => name.parse().map_err(|error: String| Problem::field("source", error))?,
            None => Choice::Auto,
        };
        let steps = self.steps.clone().unwrap_or_else(|| Step::ALL.to_vec());
        if steps.is_empty() {
            return Err(Problem::field("steps", "a run has at least one step: fetch, stage, curate"));
        }
        let steps = Step::ALL.into_iter().filter(|step| steps.contains(step)).collect();
        let [from, to, source] = [from.to_string(), to.to_string(), source.to_string()];
        Ok(Work::Run { from, to, source, steps, again: self.again })
    }
}

/// Lists runs.
pub(crate) async fn list(State(api): State<Api>, Query(page): Query<Page>) -> Result<Response, Problem> {
    let page = page.checked()?;
    let runs = api.writing.runs.clone();
    let cut = page.cut(blocking(move || runs.ids()).await?);
    let link = cut.link("/v1/runs", page.limit);
    let (runs, ids) = (api.writing.runs.clone(), cut.ids);
    let read = move || ids.iter().filter_map(|id| runs.read(id).transpose()).collect();
    Ok(Cut::answer(link, RunPage { runs: blocking(read).await?, next: cut.next }))
}

/// Shows a run.
pub(crate) async fn show(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<RunRecord>, Problem> {
    let (runs, asked) = (api.writing.runs.clone(), id.clone());
    let record = blocking(move || runs.read(&asked)).await?;
    let unknown =
        || Problem::not_found(format!("there is no run `{id}`")).hint("/v1/runs lists those that are remembered");
    record.map(Json).ok_or_else(unknown)
}

pub(crate) fn start_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    let operation = operation
        .id("start_run")
        .summary("Fetch, stage and curate a range of days")
        .description("Starts a job and answers at once; the job's events tell how far it has come.")
        .tag("writing")
        .response_with::<202, Json<Job>, _>(|response| response.description("The job"))
        .default_response::<Problem>();
    idempotency_key(operation)
}

pub(crate) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("runs")
        .summary("Runs, the newest first")
        .description("Those started here, on the command line or by a schedule.")
        .tag("writing")
        .response_with::<200, Json<RunPage>, _>(|response| response.description("A page of runs"))
        .default_response::<Problem>()
}

pub(crate) fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation.id("run").summary("A run and its report").tag("writing").default_response::<Problem>()
}
