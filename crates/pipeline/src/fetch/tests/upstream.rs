//! A provider on this machine that misbehaves on demand.
//!
//! Each file has a script: what its next requests get, the last line for all that follow. Every request is noted.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use futures::{StreamExt, stream};

/// What a request gets.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// The file, or 304 to who has it, or the rest to who asks for it.
    Serve(File),
    /// The file up to this many bytes of the answer, then the connection breaks.
    Cut(File, usize),
    /// The file up to this many bytes, then nothing any more.
    Stall(File, usize),
    /// The whole file, whatever was asked for.
    ServeWhole(File),
    /// The rest that was asked for, without a look at `If-Range`.
    ServeRest(File),
    /// The rest that was asked for, but no more than this many bytes of it.
    ServePiece(File, usize),
    /// A status and nothing else.
    Status(u16),
    /// A status with `Retry-After`.
    RetryAfter(u16, String),
    /// Nothing, ever.
    Silence,
}

/// A version of a file.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) bytes: Bytes,
    pub(super) etag: Option<&'static str>,
}

/// What was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
}

impl Asked {
    /// A header of the request, empty where there is none.
    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
}

type Scripts = HashMap<String, VecDeque<Act>>;

/// The provider.
#[derive(Debug, Clone, Default)]
pub(super) struct Provider {
    scripts: Arc<Mutex<Scripts>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Provider {
    /// Starts a provider and says its base address. What has no script is 404.
    pub(super) async fn start() -> (Self, String) {
        let provider = Self::default();
        let router = Router::new().fallback(answer).with_state(provider.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        (provider, format!("http://{address}"))
    }

    /// Sets what requests get whose path and query hold `part`.
    pub(super) fn script(&self, part: &str, acts: impl IntoIterator<Item = Act>) {
        self.scripts.lock().expect("lives").insert(part.into(), acts.into_iter().collect());
    }

    /// The requests so far whose path and query hold `part`.
    pub(super) fn asked(&self, part: &str) -> Vec<Asked> {
        let asked = self.asked.lock().expect("lives");
        asked.iter().filter(|asked| asked.path.contains(part)).cloned().collect()
    }

    fn next_act(&self, asked: Asked) -> Act {
        let mut scripts = self.scripts.lock().expect("lives");
        let script = scripts.iter_mut().find(|(part, _)| asked.path.contains(part.as_str()));
        let act = script.map(|(_, acts)| if acts.len() > 1 { acts.pop_front() } else { acts.front().cloned() });
        self.asked.lock().expect("lives").push(asked);
        act.flatten().unwrap_or(Act::Status(404))
    }
}

async fn answer(State(provider): State<Provider>, request: Request) -> Response<Body> {
    let asked = Asked { path: request.uri().to_string(), headers: request.headers().clone() };
    match provider.next_act(asked.clone()) {
        Act::Serve(file) if is_known(&file, &asked) => status(304),
        Act::Serve(file) => {
            let start = start_of_rest(&file, &asked, true);
            send(&file, start, None)
        }
        Act::Cut(file, bytes) => {
            let start = start_of_rest(&file, &asked, true);
            send(&file, start, Some((bytes, End::Break)))
        }
        Act::Stall(file, bytes) => send(&file, 0, Some((bytes, End::Silence))),
        Act::ServeWhole(file) => send(&file, 0, None),
        Act::ServeRest(file) => {
            let start = start_of_rest(&file, &asked, false);
            send(&file, start, None)
        }
        Act::ServePiece(file, bytes) => {
            let start = start_of_rest(&file, &asked, true);
            let mut response = send(&file, start, None);
            let piece = file.bytes.slice(start..start + bytes);
            response.headers_mut().insert(header::CONTENT_LENGTH, piece.len().into());
            response.map(|_| Body::from(piece))
        }
        Act::Status(code) => status(code),
        Act::RetryAfter(code, after) => {
            let mut response = status(code);
            response.headers_mut().insert(header::RETRY_AFTER, after.parse().expect("a header value"));
            response
        }
        Act::Silence => std::future::pending().await,
    }
}

/// How an answer ends before its end.
#[derive(Debug, Clone, Copy)]
enum End {
    Break,
    Silence,
}

fn status(code: u16) -> Response<Body> {
    let mut response = Response::new(Body::from("an answer that is no file"));
    *response.status_mut() = StatusCode::from_u16(code).expect("a status");
    response
}

fn is_known(file: &File, asked: &Asked) -> bool {
    file.etag.is_some_and(|etag| asked.header(header::IF_NONE_MATCH) == etag)
}

/// Where the rest begins that was asked for; 0 where the whole file is to be sent.
fn start_of_rest(file: &File, asked: &Asked, look_at_version: bool) -> usize {
    let range = asked.header(header::RANGE).strip_prefix("bytes=").and_then(|range| range.strip_suffix('-'));
    let same = file.etag.is_some_and(|etag| asked.header(header::IF_RANGE) == etag);
    range.filter(|_| same || !look_at_version).map_or(0, |start| start.parse().expect("a number"))
}

fn send(file: &File, start: usize, end: Option<(usize, End)>) -> Response<Body> {
    let total = file.bytes.len();
    let mut response = Response::builder().header(header::CONTENT_LENGTH, total - start);
    if let Some(etag) = file.etag {
        response = response.header(header::ETAG, etag);
    }
    if start > 0 {
        let range = format!("bytes {start}-{}/{total}", total - 1);
        response = response.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, range);
    }
    let body = match end {
        None => Body::from(file.bytes.slice(start..)),
        Some((bytes, end)) => cut_body(file.bytes.slice(start..start + bytes), end),
    };
    response.body(body).expect("a response")
}

fn cut_body(bytes: Bytes, end: End) -> Body {
    let sent = stream::once(async { Ok(bytes) });
    match end {
        // A moment, so that what was sent is on its way before the connection breaks.
        End::Break => Body::from_stream(sent.chain(stream::once(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Err(std::io::Error::other("the cable was pulled"))
        }))),
        End::Silence => {
            Body::from_stream(sent.chain(stream::pending::<Result<Bytes, Infallible>>().map(|never| match never {
                Ok(bytes) => Ok(bytes),
                Err(never) => match never {},
            })))
        }
    }
}
