//! Answers: made once for a state of the lake, given again as long as it is the same, and not at all to who has them.

mod kept;
mod stream;
pub(crate) mod validity;

use std::sync::Arc;

use axum::http::request::Parts as Head;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use zone::{Error, Kind, Result};

pub(crate) use self::kept::Answers;
pub(crate) use self::stream::Out;

use self::kept::Kept;
use self::stream::{Whole, streamed};
use super::about::LICENCE_URL;
use super::form::Form;
use super::view::View;
use crate::problem::Problem;
use crate::state::Api;

/// How often an answer is made anew because the lake changed under it.
const TRIES: usize = 3;
const ATTRIBUTION: HeaderName = HeaderName::from_static("x-attribution");
/// How long what never changes may be kept.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// What an answer is of: known before any of it is made.
pub(crate) struct Subject {
    pub(crate) form: Form,
    /// The lake's state as far as it matters for the answer.
    pub(crate) state: String,
    /// The tag of the answer.
    pub(crate) tag: String,
    /// Where exactly this answer is found as long as the state is the same.
    pub(crate) location: Option<String>,
    /// Whether the address was one that names the version, and its range is closed.
    pub(crate) is_immutable: bool,
    /// Whether it has a bounded number of rows, and so is made whole before it is sent.
    pub(crate) is_page: bool,
}

impl Subject {
    /// An answer to the address of a request, in a form.
    pub(crate) fn new(head: &Head, form: Form, state: String) -> Self {
        let address = head.uri.path_and_query().map_or("", |address| address.as_str());
        let tag = validity::tag(&state, address, form.name());
        Self { form, state, tag, location: None, is_immutable: false, is_page: true }
    }

    /// The answer that needs no making: the client has it, or it was made before.
    pub(crate) fn ready(&self, api: &Api, head: &Head) -> Option<Response> {
        if validity::is_held(&head.headers, &self.tag) {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            self.describe(response.headers_mut(), head);
            return Some(response);
        }
        let Kept { headers, body } = api.reading.answers.get(&self.tag)?;
        let mut response = body.into_response();
        *response.headers_mut() = headers;
        self.describe(response.headers_mut(), head);
        Some(response)
    }

    /// The headers that say what it is.
    fn describe(&self, headers: &mut HeaderMap, head: &Head) {
        // A stream may have begun at this version and ended at another.
        let is_immutable = self.is_immutable && self.is_page;
        let is_weak = !self.is_page || validity::may_be_compressed(&head.headers);
        headers.insert(header::CACHE_CONTROL, if is_immutable { IMMUTABLE } else { REVALIDATE });
        headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
        headers.extend(validity::etag(&self.tag, is_weak).map(|tag| (header::ETAG, tag)));
        let location = self.location.as_deref().and_then(|location| HeaderValue::from_str(location).ok());
        headers.extend(location.map(|location| (header::CONTENT_LOCATION, location)));
    }
}

/// Writes an answer; gives the address of the next page, if there is one.
pub(crate) type Work = Arc<dyn Fn(Out<'_>) -> Result<Option<String>> + Send + Sync>;

/// An answer that is to be made.
pub(crate) struct Plan {
    pub(crate) subject: Subject,
    pub(crate) attribution: String,
    pub(crate) work: Work,
}

impl Plan {
    /// Makes the answer.
    ///
    /// # Errors
    /// The work's, as a problem.
    pub(crate) async fn answer(
        self,
        api: &Api,
        head: &Head,
        state: impl Fn(&View) -> String,
    ) -> std::result::Result<Response, Problem> {
        if !self.subject.is_page {
            return self.stream(api, head).await;
        }
        for _ in 0..TRIES {
            let work = self.work.clone();
            let (next, whole) = Whole::of(api.zones.scratch.clone(), move |out| work(out)).await?;
            // An answer of two states would be called by the name of one.
            if state(&View::of(api).await?) == self.subject.state {
                return Ok(self.whole(api, head, next, whole));
            }
        }
        let what = "the lake changed each time the answer was made";
        Err(Error::new(Kind::Unavailable, what).hint("repeat the request").into())
    }

    fn whole(&self, api: &Api, head: &Head, next: Option<String>, whole: Whole) -> Response {
        let mut headers = self.headers(next.as_deref());
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.size()));
        if let Whole::Memory(body) = &whole {
            let kept = Kept { headers: headers.clone(), body: body.clone() };
            api.reading.answers.keep(self.subject.tag.clone(), kept);
        }
        let mut response = Response::new(whole.into_body());
        *response.headers_mut() = headers;
        self.subject.describe(response.headers_mut(), head);
        response
    }

    async fn stream(self, api: &Api, head: &Head) -> std::result::Result<Response, Problem> {
        let headers = self.headers(None);
        let work = self.work;
        let body = streamed(api.reading.streams.clone(), move |out| work(out).map(drop)).await?;
        let mut response = Response::new(body);
        *response.headers_mut() = headers;
        self.subject.describe(response.headers_mut(), head);
        Ok(response)
    }

    fn headers(&self, next: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.subject.form.media_type()));
        // Headers are ASCII.
        let attribution = HeaderValue::try_from(self.attribution.replace('é', "e"));
        headers.extend(attribution.ok().map(|attribution| (ATTRIBUTION, attribution)));
        let next = next.map(|next| format!("<{next}>; rel=\"next\", ")).unwrap_or_default();
        let link = HeaderValue::try_from(format!("{next}<{LICENCE_URL}>; rel=\"license\""));
        headers.extend(link.ok().map(|link| (header::LINK, link)));
        headers
    }
}

/// A small answer in JSON of a form, which is its own name: its tag is that of its bytes.
///
/// # Errors
/// If it is no JSON.
pub(crate) fn small(
    head: &Head,
    form: Form,
    next: Option<&str>,
    content: &impl Serialize,
) -> std::result::Result<Response, Problem> {
    let text = serde_json::to_string(content).map_err(|error| Error::new(Kind::Invalid, error.to_string()))?;
    let subject = Subject::new(head, form, text.clone());
    let mut response = match validity::is_held(&head.headers, &subject.tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => {
            let mut response = Bytes::from(text).into_response();
            let media_type = HeaderValue::from_static(form.media_type());
            response.headers_mut().insert(header::CONTENT_TYPE, media_type);
            response
        }
    };
    let link = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    response.headers_mut().extend(link.map(|link| (header::LINK, link)));
    subject.describe(response.headers_mut(), head);
    Ok(response)
}
