//! Problem details (RFC 9457): every answer that is not what was asked for.
//!
//! The one table from kinds of errors to statuses is here; the kinds, and the pages that `type` leads to, are in [`kinds`].

mod kinds;

use std::time::Duration;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response as Described};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zone::{Error, Kind};

pub use kinds::{Explained, ProblemType};

/// An answer that is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// The address of a page that explains problems of this kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, with the thing named.
    pub detail: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The field of the request that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds after which it is worth asking again; the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem of a kind; `detail` names the thing and says what happened to it.
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        let Explained { slug, status, title, .. } = kind.explained();
        Self {
            kind: format!("/docs/errors/{slug}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            hint: None,
            field: None,
            retry_after_s: None,
        }
    }

    /// Something that is not there: 404.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(ProblemType::NotFound, detail)
    }

    /// A field of the request that is wrong: 422.
    pub fn field(name: impl Into<String>, detail: impl Into<String>) -> Self {
        let problem = Self::new(ProblemType::InvalidField, detail);
        Self { field: Some(name.into()), ..problem }
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With the time after which it is worth asking again.
    #[must_use]
    pub fn retry_after(self, time: Duration) -> Self {
        Self { retry_after_s: Some(time.as_secs_f64().ceil().max(1.0) as u64), ..self }
    }
}

/// The table: which kind of error is answered how.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            Kind::NotFound => ProblemType::NotFound,
            Kind::Conflict => ProblemType::Conflict,
            Kind::Unavailable => ProblemType::Unavailable,
            Kind::Invalid => ProblemType::Invalid,
            Kind::Corrupt => ProblemType::Corrupt,
            Kind::Unsupported => ProblemType::Unsupported,
        };
        let problem = Self::new(kind, error.to_string());
        match error.next_step() {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after_s;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        // What is wrong now may be right in a moment.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"meteolake\""));
        }
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(context: &mut GenContext, operation: &mut Operation) -> Option<Described> {
        let mut response = Json::<Self>::operation_response(context, operation)?;
        if let Some(content) = response.content.swap_remove("application/json") {
            response.content.insert("application/problem+json".to_owned(), content);
        }
        "A problem".clone_into(&mut response.description);
        Some(response)
    }
}
