//! Jobs: what goes on, how far it has come, as a list, one by one and as it happens; and how to end one.

use std::convert::Infallible;
use std::time::Duration;

use aide::openapi::{Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, SchemaObject};
use aide::transform::TransformOperation;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use futures::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::Api;
use crate::writing::{Answer, Job, Numbered, Subscription};

/// Entries on a page where nothing else is asked for, and at most.
const PAGE: usize = 50;
const PAGE_MAX: usize = 500;
/// How often a silent stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Which part of a list.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(crate) struct Page {
    /// Entries, 1 to 500; 50 by default.
    #[serde(default)]
    #[schemars(range(min = 1, max = 500))]
    pub(super) limit: Option<usize>,
    /// Where the page begins: `next` of the page before it.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of ids, and the cursor of the next one.
pub(super) struct Cut {
    pub(super) ids: Vec<String>,
    pub(super) next: Option<String>,
}

/// The newest jobs first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct JobPage {
    /// The jobs of this page.
    jobs: Vec<Job>,
    /// The cursor of the next page; none on the last one.
    next: Option<String>,
}

impl Page {
    /// The page, if it has a size that a page may have.
    pub(super) fn checked(self) -> Result<Self, Problem> {
        match self.limit {
            Some(limit) if !(1..=PAGE_MAX).contains(&limit) => {
                Err(Problem::field("limit", format!("limit is {limit}: ask for 1 to {PAGE_MAX}")))
            }
            _ => Ok(self),
        }
    }

    /// Cuts a list of ids, the newest first. A cursor whose entry is gone begins where it would be.
    pub(super) fn cut(&self, ids: Vec<String>) -> Cut {
        let order = |id: &str| id.split_once('-').map(|(kind, time)| (time.to_owned(), kind.to_owned()));
        let start = self.cursor.as_deref().map(order);
        let mut ids: Vec<String> =
            ids.into_iter().filter(|id| start.as_ref().is_none_or(|start| order(id) < *start)).collect();
        let limit = self.limit.unwrap_or(PAGE);
        let more = ids.len() > limit;
        ids.truncate(limit);
        Cut { next: ids.last().filter(|_| more).cloned(), ids }
    }
}

impl Cut {
    /// The header that leads to the next page.
    pub(super) fn link(&self, path: &str, limit: Option<usize>) -> Option<HeaderValue> {
        let limit = limit.map(|limit| format!("&limit={limit}")).unwrap_or_default();
        let link = format!("<{path}?cursor={}{limit}>; rel=\"next\"", self.next.as_ref()?);
        HeaderValue::from_str(&link).ok()
    }

    /// A page with its header.
    pub(super) fn answer(link: Option<HeaderValue>, body: impl Serialize) -> Response {
        let mut response = Json(body).into_response();
        link.into_iter().for_each(|link| drop(response.headers_mut().insert(header::LINK, link)));
        response
    }
}

/// Lists jobs.
pub(crate) async fn list(State(api): State<Api>, Query(page): Query<Page>) -> Result<Response, Problem> {
    let page = page.checked()?;
    let cut = page.cut(api.writing.jobs.ids().await?);
    let mut jobs = Vec::new();
    for id in &cut.ids {
        // One that was forgotten meanwhile is left out.
        jobs.extend(api.writing.jobs.get(id).await?);
    }
    let link = cut.link("/v1/jobs", page.limit);
    Ok(Cut::answer(link, JobPage { jobs, next: cut.next }))
}

/// Shows a job.
pub(crate) async fn show(State(api): State<Api>, Path(id): Path<String>) -> Result<Json<Job>, Problem> {
    Ok(Json(find(&api, &id).await?))
}

async fn find(api: &Api, id: &str) -> Result<Job, Problem> {
    let unknown =
        || Problem::not_found(format!("there is no job `{id}`")).hint("/v1/jobs lists those that are remembered");
    api.writing.jobs.get(id).await?.ok_or_else(unknown)
}

/// Ends a job at its next safe point.
pub(crate) async fn cancel(State(api): State<Api>, Path(id): Path<String>) -> Result<Response, Problem> {
    let Some(live) = api.writing.jobs.find(&id) else {
        // It is over already: then there is nothing to end.
        return Ok(Json(find(&api, &id).await?).into_response());
    };
    live.withdraw();
    Ok(accepted(&live.job()).into_response())
}

/// Tells what a job does, as it happens.
pub(crate) async fn events(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok()).unwrap_or_default();
    let subscription = match api.writing.jobs.find(&id) {
        Some(live) => Subscription::live(live, last),
        None => Subscription::over(find(&api, &id).await?, last),
    };
    let Some(subscription) = subscription else {
        // All was told: this is how a client learns not to ask again.
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let alive = KeepAlive::new().interval(HEARTBEAT).text("alive");
    Ok(Sse::new(sent(subscription)).keep_alive(alive).into_response())
}

/// Events as they are sent, until the job is over.
fn sent(subscription: Subscription) -> impl Stream<Item = Result<Sent, Infallible>> {
    stream::unfold(subscription, async |mut subscription| {
        let Numbered { id, event } = subscription.next().await?;
        // A job is always JSON.
        let data = event.data().unwrap_or_default();
        Some((Ok(Sent::default().id(id.to_string()).event(event.name()).data(data)), subscription))
    })
}

/// 202 with the job that does what was asked.
pub(super) fn accepted(job: &Job) -> Answer {
    Answer::new(StatusCode::ACCEPTED, Some(job.links.job.clone()), job)
}

/// Whether the client would rather not wait (RFC 7240).
pub(super) fn prefers_async(headers: &HeaderMap) -> bool {
    let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split([',', ';'])).any(|word| word.trim().eq_ignore_ascii_case("respond-async"))
}

/// Describes the header of [`prefers_async`].
pub(super) fn prefer(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    header_parameter(operation, "Prefer", "`respond-async` answers at once with 202 and a job")
}

/// Describes the header `Idempotency-Key`.
pub(super) fn idempotency_key(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    header_parameter(operation, "Idempotency-Key", "The same request with the same key is done once and answered again")
}

fn header_parameter<'a>(mut operation: TransformOperation<'a>, name: &str, what: &str) -> TransformOperation<'a> {
    let parameter_data = ParameterData {
        name: name.to_owned(),
        description: Some(what.to_owned()),
        required: false,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(SchemaObject {
            json_schema: schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": 255 }),
            external_docs: None,
            example: None,
        }),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    let parameter = Parameter::Header { parameter_data, style: Default::default() };
    operation.inner_mut().parameters.push(ReferenceOr::Item(parameter));
    operation
}

pub(crate) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("jobs")
        .summary("Jobs, the newest first")
        .tag("writing")
        .response_with::<200, Json<JobPage>, _>(|response| response.description("A page of jobs"))
        .default_response::<Problem>()
}

pub(crate) fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation.id("job").summary("A job").tag("writing").default_response::<Problem>()
}

pub(crate) fn cancel_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("cancel_job")
        .summary("End a job")
        .description(
            "It ends at its next safe point, between two commits: what was committed stays, nothing is half done.",
        )
        .tag("writing")
        .response_with::<200, Json<Job>, _>(|response| response.description("It was over already"))
        .response_with::<202, Json<Job>, _>(|response| response.description("It will end"))
        .default_response::<Problem>()
}

pub(crate) fn events_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    let operation = operation
        .id("job_events")
        .summary("What a job does, as it happens")
        .description(
            "Server-sent events: `state` and `end` with the job, `progress` with how far it has come. The stream ends \
             with `end`. `Last-Event-ID` goes on after that event.",
        )
        .tag("writing")
        .response_with::<200, String, _>(|mut response| {
            let events = response.inner().content.swap_remove("text/plain; charset=utf-8").unwrap_or_default();
            response.inner().content.insert("text/event-stream".to_owned(), events);
            response.description("Events")
        })
        .response_with::<204, (), _>(|response| response.description("All was told before"))
        .default_response::<Problem>();
    header_parameter(operation, "Last-Event-ID", "The id of the last event that was heard")
}
