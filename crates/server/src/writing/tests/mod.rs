//! The writing half as clients see it, over small lakes in folders of their own.

mod answers;
mod jobs;
mod runs;
mod together;
mod uploads;

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::Response;
use futures::StreamExt;
use http_body_util::BodyExt;
use pipeline::fetch::{Fetch, Settings as FetchSettings};
use pipeline::run::Runner;
use pipeline::{Cancel, Zones};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use url::Url;
use weather::Time;
use weather::quality::Control;
use zone::Lake;
use zone::curated::DeltaCurated;
use zone::raw::ObjectRawZone;
use zone::staging::DeltaStaging;

use super::{Parts, Settings, Writing};
use crate::{Api, router};

const BOUNDARY: &str = "the-boundary";

/// A lake that is served.
struct Served {
    folder: TempDir,
    settings: Settings,
    writing: Writing,
    zones: Zones,
    router: Router,
    lake: Lake,
}

/// The zones in a lake's folder.
pub(crate) fn zones(lake: &Lake) -> Zones {
    let url = |name| Url::from_directory_path(lake.folder().join(name)).expect("an address");
    Zones {
        raw: Arc::new(ObjectRawZone::folder(&lake.folder().join("raw")).expect("raw")),
        staging: Arc::new(DeltaStaging::new(&url("staging"), Control::standard()).expect("staging")),
        curated: Arc::new(DeltaCurated::new(&url("curated")).expect("curated")),
        scratch: lake.scratch().expect("scratch"),
    }
}

/// What serves a lake to everyone.
pub(crate) fn parts(lake: &Lake, zones: &Zones, clock: crate::Clock, settings: Settings) -> crate::Parts {
    let scratch = zones.scratch.clone();
    let fetch = Fetch::new(FetchSettings::default(), scratch, clock.clone(), Arc::new(|| 0.5)).expect("a fetch");
    let stage = pipeline::stage::Options::default();
    let curate = pipeline::curate::Options { again: false, workers: 2 };
    let runner = Runner { zones: zones.clone(), fetch, stage, curate, clock: clock.clone() };
    let holder = "`meteolake serve`, process 1".to_owned();
    crate::Parts {
        zones: zones.clone(),
        control: Control::standard(),
        settings: crate::Settings::default(),
        keys: crate::Keys::of(lake.folder()),
        access: crate::Access { open_reading: true, open_writing: true },
        metrics: crate::Metrics::default(),
        stopping: Cancel::default(),
        writing: Writing::open(Parts { lake: lake.clone(), runner, holder, settings }).expect("writing"),
        clock,
        new_id: Arc::new(|| "id".to_owned()),
    }
}

/// An answer.
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
    text: String,
}

impl Served {
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(settle: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings { wait_for_writer: Duration::from_secs(60), ..Settings::default() };
        settle(&mut settings);
        Self::over(tempfile::tempdir().expect("a folder"), settings)
    }

    fn over(folder: TempDir, settings: Settings) -> Self {
        let lake = Lake::open_or_create(&folder.path().join("lake")).expect("a lake");
        let zones = zones(&lake);
        // A clock of its own, which goes on a second each time it is looked at.
        let seconds = AtomicI64::new(1_790_000_000);
        let clock: crate::Clock = Arc::new(move || Time::from_unix(seconds.fetch_add(1, Ordering::Relaxed)));
        let parts = parts(&lake, &zones, clock, settings.clone());
        let (writing, api) = (parts.writing.clone(), Api::new(parts));
        Self { folder, settings, writing, zones, router: router(api), lake }
    }

    /// The same lake, served anew; what the server before it had in memory is gone.
    fn restarted(self) -> Self {
        let Self { folder, settings, .. } = self;
        Self::over(folder, settings)
    }

    /// Begins a request of a program on this machine.
    fn ask(&self, mut request: Request<Body>) -> impl Future<Output = Result<Response, Infallible>> + use<> {
        request.headers_mut().insert("host", HeaderValue::from_static("localhost"));
        self.router.clone().oneshot(request)
    }

    async fn send(&self, request: Request<Body>) -> Told {
        let response = self.ask(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Told { status: parts.status, headers: parts.headers, body, text }
    }

    async fn get(&self, path: &str) -> Told {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn upload(&self, path: &str, files: &[(&str, &str)]) -> Told {
        self.send(upload(path, files).body(form(files)).expect("a request")).await
    }

    /// Waits until a job is over.
    async fn over_of(&self, id: &str) -> Value {
        if let Some(live) = self.writing.jobs.find(id) {
            live.left().await;
        }
        self.get(&format!("/v1/jobs/{id}")).await.body
    }

    /// Every file of the raw zone.
    fn raw_files(&self) -> Vec<PathBuf> {
        fn walk(folder: &std::path::Path, files: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() { walk(&path, files) } else { files.push(path) }
            }
        }
        let mut files = Vec::new();
        walk(&self.lake.folder().join("raw"), &mut files);
        files
    }

    /// All rows of the staging zone and all days, as text to compare.
    async fn contents(&self) -> String {
        let zones = self.zones.clone();
        let mut text = String::new();
        for month in zones.staging.months().await.expect("months") {
            let chunks = zones.staging.read(month.month, Default::default()).await.expect("read");
            for chunk in chunks {
                text.push_str(&format!("{:?}\n", chunk.expect("a chunk").observations));
            }
        }
        for year in zones.curated.years().await.expect("years") {
            let days = zones.curated.read(year.definition, year.year, Default::default()).await.expect("read");
            for part in days {
                text.push_str(&format!("{:?}\n", part.expect("a part")));
            }
        }
        text
    }
}

/// The head of an upload.
fn upload(path: &str, _: &[(&str, &str)]) -> axum::http::request::Builder {
    Request::post(path).header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
}

/// Files in a form.
fn form(files: &[(&str, &str)]) -> Body {
    let part = |(name, content): &(&str, &str)| {
        format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
        )
    };
    Body::from(files.iter().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n"))
}

/// Reports of a station every three hours of some days of January 2013: degrees Celsius as the day.
fn reports(station: &str, days: std::ops::Range<u32>, celsius: u32) -> String {
    let hours = days.flat_map(|day| [0, 3, 6, 9, 12, 15, 18, 21].map(|hour| (day, hour)));
    let report = |(day, hour): (u32, u32)| {
        let kelvin = f64::from(celsius) + 273.15;
        format!(r#"{{"numer_sta":"{station}","date":"2013-01-{day:02}T{hour:02}:00:00+00:00","t":{kelvin:.2}}}"#)
    };
    format!("[{}]", hours.map(report).collect::<Vec<_>>().join(","))
}

/// The events of a stream of server-sent events: id, name, data.
fn events(text: &str) -> Vec<(String, String, Value)> {
    let events = text.split("\n\n").filter(|event| event.contains("event:"));
    let field = |event: &str, name: &str| {
        let line = event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_start_matches(':').trim().to_owned()
    };
    events
        .map(|event| {
            let data = serde_json::from_str(&field(event, "data")).expect("JSON");
            (field(event, "id"), field(event, "event"), data)
        })
        .collect()
}

/// The bytes of files one after the other, in many pieces.
fn in_pieces(bytes: Vec<u8>, piece: usize) -> Body {
    let pieces: Vec<_> = bytes.chunks(piece).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    Body::from_stream(futures::stream::iter(pieces).boxed())
}
