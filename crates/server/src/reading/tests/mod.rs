//! The reading half as clients see it, over small lakes and over the real month.

mod forms;
mod hostile;
mod original;
mod pages;
mod stations;
mod validity;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use pipeline::Zones;
use pipeline::run::Cancel;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use weather::Time;
use zone::Lake;

use crate::writing::Settings as WritingSettings;
use crate::writing::tests::{parts, zones};
use crate::{Api, router};

/// The time of the tests: 1 February 2026.
const NOW: Time = Time::from_unix(1_769_904_000);

/// A lake that is served.
struct Served {
    _folder: TempDir,
    zones: Zones,
    router: Router,
}

/// An answer.
#[derive(Debug)]
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Served {
    /// Over an empty lake in a folder.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let lake = Lake::open_or_create(&folder.path().join("lake")).expect("a lake");
        let zones = zones(&lake);
        let settings = WritingSettings { wait_for_writer: Duration::from_secs(60), ..WritingSettings::default() };
        let router = router(Api::new(parts(&lake, &zones, Arc::new(|| NOW), settings)));
        Self { _folder: folder, zones, router }
    }

    /// Over a lake with these files, all the way to days.
    async fn with(files: &[(&str, String)]) -> Self {
        let served = Self::new();
        for (name, text) in files {
            served.ingest(name, text.clone().into_bytes()).await;
        }
        served
    }

    /// Over a lake with January 2013; `None` with a word about it where the file is missing.
    async fn real() -> Option<Self> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/synop/synop.201301.csv.gz");
        let Ok(bytes) = std::fs::read(Path::new(path)) else {
            println!("skipped: {path} is not here");
            return None;
        };
        let served = Self::new();
        served.ingest("synop.201301.csv.gz", bytes).await;
        Some(served)
    }

    /// Takes a file all the way to days.
    async fn ingest(&self, name: &str, bytes: Vec<u8>) {
        let input = Box::new(std::io::Cursor::new(bytes));
        pipeline::ingest::ingest(&self.zones, name, input, NOW, &|_| {}).await.expect("kept");
        let (zones, cancel) = (&self.zones, Cancel::default());
        pipeline::stage::stage(zones, Default::default(), NOW, &cancel, &|_| {}).await.expect("staged");
        let options = pipeline::curate::Options { again: false, workers: 2 };
        pipeline::curate::curate(zones, options, NOW, &cancel, Arc::new(|_| {})).await.expect("curated");
    }

    async fn ask(&self, address: &str, headers: &[(&str, &str)]) -> Told {
        let request =
            headers.iter().fold(Request::get(address), |request, (name, value)| request.header(*name, *value));
        let request = request.body(Body::empty()).expect("a request");
        let (parts, body) = self.router.clone().oneshot(request).await.expect("an answer").into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Told { status: parts.status, headers: parts.headers, bytes }
    }

    async fn get(&self, address: &str) -> Told {
        self.ask(address, &[]).await
    }

    /// The JSON of an answer that must be well.
    async fn json(&self, address: &str) -> Value {
        let told = self.get(address).await;
        assert_eq!(told.status, StatusCode::OK, "{address}: {}", told.text());
        told.json()
    }

    /// The rows of all pages, found by following `next`.
    async fn pages(&self, address: &str, rows: &str) -> Vec<Value> {
        let (mut all, mut next) = (Vec::new(), Some(address.to_owned()));
        while let Some(address) = next {
            let page = self.json(&address).await;
            all.extend(page[rows].as_array().expect("rows").iter().cloned());
            next = page["next"].as_str().map(str::to_owned);
        }
        all
    }
}

impl Told {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or("not UTF-8")
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Checks that it is a problem of this status and field.
    #[track_caller]
    fn is_problem(&self, status: u16, field: Option<&str>) {
        assert_eq!((self.status.as_u16(), self.json()["field"].as_str()), (status, field), "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
    }
}

/// Reports of a station every three hours of some days of a month: degrees Celsius as the day.
fn reports(station: &str, month: &str, days: std::ops::Range<u32>, celsius: u32) -> String {
    let hours = days.flat_map(|day| [0, 3, 6, 9, 12, 15, 18, 21].map(|hour| (day, hour)));
    let report = |(day, hour): (u32, u32)| {
        let kelvin = f64::from(celsius + day) + 273.15;
        format!(r#"{{"numer_sta":"{station}","date":"{month}-{day:02}T{hour:02}:00:00+00:00","t":{kelvin:.2}}}"#)
    };
    format!("[{}]", hours.map(report).collect::<Vec<_>>().join(","))
}

/// Three stations over two months.
fn small() -> Vec<(&'static str, String)> {
    vec![
        ("a.json", reports("07690", "2013-01", 1..32, 1)),
        ("b.json", reports("07149", "2013-01", 20..32, 2)),
        ("c.json", reports("07690", "2013-02", 1..10, 3)),
        ("d.json", reports("99999", "2013-02", 1..4, 4)),
    ]
}

/// The names of an object's fields, in order of the alphabet.
fn names(value: &Value) -> Vec<&str> {
    let fields: BTreeMap<&str, &Value> =
        value.as_object().expect("an object").iter().map(|(name, value)| (name.as_str(), value)).collect();
    fields.into_keys().collect()
}
