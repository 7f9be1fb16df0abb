//! Requests to an S3 server that `object_store` has no call for, signed by it: its authorizer makes the address, its
//! client sends it.

use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::ClientOptions;
use object_store::aws::AmazonS3;
use object_store::client::{HttpConnector, HttpRequest, HttpRequestBody, ReqwestConnector};
use object_store::path::Path;
use object_store::signer::Signer;

use super::told::between;
use crate::{Error, Kind, Result};

/// How long a signature is good for: the request is sent at once.
const VALID: Duration = Duration::from_secs(60);

/// What an S3 server answered.
#[derive(Debug)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The code of an error: `NoSuchBucket`, `AccessDenied`, …
    pub(super) code: Option<String>,
    /// The message of an error.
    pub(super) message: Option<String>,
    /// The server's clock, as an HTTP date.
    pub(super) date: Option<String>,
    /// The server's name and version, if it tells.
    pub(super) server: Option<String>,
}

impl Answer {
    /// Status, code and message, for people.
    pub(super) fn told(&self) -> String {
        let mut text = self.status.to_string();
        for part in [&self.code, &self.message].into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        text
    }
}

/// Sends a signed request for `path` in the bucket and gives what came back, whatever its status.
pub(super) async fn ask(
    store: &AmazonS3,
    client: &ClientOptions,
    method: &str,
    path: &Path,
    body: String,
) -> Result<Answer> {
    let bug = |what: String| Error::new(Kind::Invalid, format!("a request to the bucket: {what}"));
    let parsed = method.parse().map_err(|_| bug(format!("{method} is no method")))?;
    let url = store.signed_url(parsed, path, VALID).await?;
    let mut request = HttpRequest::new(HttpRequestBody::from(body));
    *request.method_mut() = method.parse().map_err(|_| bug(format!("{method} is no method")))?;
    *request.uri_mut() = url.as_str().parse().map_err(|_| bug("its address cannot be sent".to_owned()))?;
    let http = ReqwestConnector::default().connect(client)?;
    // The error does not name the address, which is as good as a password while its signature is valid.
    let answer = http.execute(request).await.map_err(|error| {
        Error::new(Kind::Unavailable, format!("the S3 server does not answer: {}", deepest(&error)))
            .hint("is it running, and is storage.s3.endpoint its address?")
    })?;
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, date, server) = (answer.status().as_u16(), header("date"), header("server"));
    let body: Vec<Bytes> = answer.into_body().bytes_stream().try_collect().await.unwrap_or_default();
    let body = String::from_utf8_lossy(&body.concat()).into_owned();
    let [code, message] = ["Code", "Message"].map(|tag| between(&body, tag).map(str::to_owned));
    Ok(Answer { status, code, message, date, server })
}

/// The innermost cause, which is what happened: `connection refused`.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
