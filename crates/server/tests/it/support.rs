//! A server over an empty lake in memory, and a staging zone that answers as the test wants.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use pipeline::fetch::{self, Fetch};
use pipeline::run::Runner;
use pipeline::{Cancel, Zones};
use server::writing::{self, Writing};
use server::{Access, Api, Keys, Metrics, Parts, Role, Settings};
use tokio::sync::Notify;
use tower::ServiceExt;
use weather::quality::Control;
use weather::{Month, Time};
use zone::curated::MemoryCurated;
use zone::raw::{ObjectId, ObjectRawZone};
use zone::staging::{
    Batch, ChunkIterator, MemoryStaging, MonthSummary, ReadRequest, Receipt, Rejected, Staged, StagingZone,
};
use zone::{Error, Kind, Lake, Result};

/// A server and its lake, deleted in the end.
pub(crate) struct Served {
    _folder: tempfile::TempDir,
    pub(crate) api: Api,
    router: Router,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Served {
    /// Bound to this machine, with the default settings.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// With its parts changed.
    pub(crate) fn with(change: impl FnOnce(&mut Parts)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut parts = parts(&folder);
        change(&mut parts);
        let api = Api::new(parts);
        Self { _folder: folder, router: server::router(api.clone()), api }
    }

    /// With a staging zone of the test's own.
    pub(crate) fn over(staging: Staging) -> Self {
        Self::with(|parts| parts.zones.staging = Arc::new(staging))
    }

    /// Reachable from everywhere, where nothing is open without a key.
    pub(crate) fn closed() -> Self {
        Self::with(|parts| parts.access = Access { open_reading: false, open_writing: false })
    }

    /// Makes a key whose text is its name.
    pub(crate) fn key(&self, name: &str, role: Role) {
        self.api.keys.add(name, role, name, Time::from_unix(0)).expect("added");
    }

    /// Asks.
    pub(crate) async fn ask(&self, method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::builder().method(method).uri(address);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Asks with `GET`.
    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.ask(Method::GET, address, &[]).await
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header; empty where it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Checks that the answer is a problem of this status and kind.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, slug: &str) -> serde_json::Value {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/docs/errors/{slug}"));
        assert_eq!(problem["status"], status);
        problem
    }
}

fn parts(folder: &tempfile::TempDir) -> Parts {
    let lake = Lake::open_or_create(folder.path()).expect("a lake");
    let scratch = lake.scratch().expect("a folder");
    let numbers = AtomicU64::new(1);
    let zones = Zones {
        raw: Arc::new(ObjectRawZone::memory(&scratch)),
        staging: Arc::new(MemoryStaging::default()),
        curated: Arc::new(MemoryCurated::default()),
        scratch: scratch.clone(),
    };
    let clock: server::Clock = Arc::new(|| Time::from_unix(1_767_225_600));
    let fetch = Fetch::new(fetch::Settings::default(), scratch, clock.clone(), Arc::new(|| 0.5)).expect("a fetch");
    let (stage, curate) = (pipeline::stage::Options::default(), pipeline::curate::Options { again: false, workers: 1 });
    let runner = Runner { zones: zones.clone(), fetch, stage, curate, clock: clock.clone() };
    let keys = Keys::of(lake.folder());
    let writing = writing::Parts { lake, runner, holder: "a test".to_owned(), settings: writing::Settings::default() };
    Parts {
        writing: Writing::open(writing).expect("writing"),
        keys,
        zones,
        control: Control::default(),
        settings: Settings::default(),
        access: Access { open_reading: true, open_writing: true },
        metrics: Metrics::default(),
        stopping: Cancel::default(),
        clock,
        new_id: Arc::new(move || format!("made-{}", numbers.fetch_add(1, Ordering::Relaxed))),
    }
}

/// How a zone answers when it is asked whether it is well.
#[derive(Debug)]
pub(crate) enum Mood {
    /// It says this is wrong.
    Down(&'static str),
    /// It fails in a way it was not made to.
    Panics,
    /// It says that it was asked, then waits to be let go.
    Waits { asked: Arc<Notify>, go: Arc<Notify> },
    /// It says nothing.
    Silent,
}

/// A staging zone in memory that answers as the test wants.
#[derive(Debug)]
pub(crate) struct Staging {
    mood: Mood,
    memory: MemoryStaging,
}

impl Staging {
    pub(crate) fn that(mood: Mood) -> Self {
        Self { mood, memory: MemoryStaging::default() }
    }

    async fn answer(&self) -> Result<()> {
        match &self.mood {
            Mood::Down(what) => Err(Error::new(Kind::Unavailable, *what).hint("start it")),
            Mood::Panics => panic!("the zone failed"),
            Mood::Waits { asked, go } => {
                asked.notify_one();
                go.notified().await;
                Ok(())
            }
            Mood::Silent => std::future::pending().await,
        }
    }
}

#[async_trait]
impl StagingZone for Staging {
    async fn stage(&self, batch: Arc<Batch>, now: Time) -> Result<Staged> {
        self.memory.stage(batch, now).await
    }

    async fn receipts(&self) -> Result<Vec<Receipt>> {
        self.memory.receipts().await
    }

    async fn rejects(&self, object: Option<ObjectId>) -> Result<Vec<Rejected>> {
        self.memory.rejects(object).await
    }

    async fn revision(&self) -> Result<i64> {
        self.answer().await?;
        self.memory.revision().await
    }

    async fn identity(&self) -> Result<String> {
        self.memory.identity().await
    }

    async fn months(&self) -> Result<Vec<MonthSummary>> {
        self.memory.months().await
    }

    async fn read(&self, month: Month, request: ReadRequest) -> Result<ChunkIterator> {
        self.memory.read(month, request).await
    }

    async fn check(&self) -> Result<()> {
        self.answer().await
    }
}
