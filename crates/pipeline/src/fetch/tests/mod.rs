//! Fetch against providers on this machine that misbehave on demand.

mod changes;
mod failover;
mod patience;
mod resumption;
mod upstream;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use futures::TryStreamExt;
use source::Provider as Name;
use tempfile::TempDir;
use weather::{Day, Time};
use zone::Error;
use zone::raw::{ObjectRawZone, RawObject, RawZone};

use super::{Choice, Event, Fetch, FetchReport, Plan, Retry, Settings, Upstream};
use upstream::{Act, File, Provider};

/// How the addresses of Météo-France's file of 2013 and of OpenDataSoft's of January 2013 are known.
const YEAR: &str = "synop_2013";
const MONTH: &str = "exports";
const STATIONS: &str = "postes_synop";

const ETAG: Option<&str> = Some("\"one\"");
const OTHER_ETAG: Option<&str> = Some("\"two\"");

/// Two providers, a lake and a fetch between them.
struct World {
    meteofrance: Provider,
    opendatasoft: Provider,
    settings: Settings,
    folder: TempDir,
    /// Everything the fetches told, as text.
    told: Mutex<Vec<String>>,
}

impl World {
    async fn new() -> Self {
        let (meteofrance, meteofrance_base) = Provider::start().await;
        let (opendatasoft, opendatasoft_base) = Provider::start().await;
        let list = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"Id":"07005","Nom":"ABBEVILLE"},"geometry":{"type":"Point","coordinates":[1.834,50.136]}}]}"#;
        meteofrance.script(STATIONS, [Act::Serve(File { bytes: list.into(), etag: ETAG })]);
        let settings = Settings {
            upstreams: vec![
                Upstream { provider: Name::MeteoFrance, base: meteofrance_base },
                Upstream { provider: Name::OpenDataSoft, base: opendatasoft_base },
            ],
            read_timeout: Duration::from_secs(20),
            retry: Retry {
                attempts_max: 4,
                delay_base: Duration::from_millis(2),
                delay_max: Duration::from_millis(8),
                retry_after_max: Duration::from_secs(2),
            },
            ..Settings::default()
        };
        let folder = tempfile::tempdir().expect("a folder");
        Self { meteofrance, opendatasoft, settings, folder, told: Mutex::default() }
    }

    fn raw(&self) -> ObjectRawZone {
        ObjectRawZone::folder(&self.folder.path().join("raw")).expect("a raw zone")
    }

    fn scratch(&self) -> std::path::PathBuf {
        self.folder.path().join("tmp")
    }

    fn fetcher(&self) -> Fetch {
        let clock = Arc::new(|| Time::from_unix(1_767_225_600));
        Fetch::new(self.settings.clone(), self.scratch(), clock, Arc::new(|| 0.5)).expect("a client")
    }

    async fn try_fetch(&self, plan: Plan) -> Result<FetchReport, Error> {
        let tell = |event: Event<'_>| self.told.lock().expect("lives").push(format!("{event:?}"));
        self.fetcher().fetch(&self.raw(), &plan, &tell).await
    }

    async fn fetch(&self, plan: Plan) -> FetchReport {
        self.try_fetch(plan).await.expect("the lake can be written")
    }

    /// The objects of the raw zone but the station list, by name.
    async fn kept(&self) -> Vec<RawObject> {
        let mut objects: Vec<RawObject> = self.raw().list().try_collect().await.expect("lists");
        objects.retain(|object| !object.name.contains(STATIONS));
        objects.sort_by(|one, other| one.name.cmp(&other.name));
        objects
    }

    /// Whether the raw zone holds exactly this file, byte for byte.
    async fn holds_only(&self, file: &File) -> bool {
        let kept = self.kept().await;
        let [object] = kept.as_slice() else { return false };
        let chunks: Vec<Bytes> =
            self.raw().bytes(object.sha256).await.expect("opens").try_collect().await.expect("reads");
        chunks.concat() == file.bytes
    }

    /// How many files lie below a folder of the lake.
    fn files_in(&self, folder: &str) -> usize {
        fn count(folder: &Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            entries
                .map(|entry| entry.expect("an entry").path())
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        }
        count(&self.folder.path().join(folder))
    }
}

/// January 2013 from whoever has it.
fn january() -> Plan {
    plan("2013-01-01", "2013-01-31")
}

fn plan(from: &str, to: &str) -> Plan {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    Plan { from: day(from), to: day(to), source: Choice::Auto }
}

/// A file of observations of about this size; other `pressure`, other bytes.
fn observations(size: usize, pressure: u32, etag: Option<&'static str>) -> File {
    let mut text = String::from("numer_sta;date;pmer;tend;cod_tend;dd;ff;t;td;u;\n");
    let mut hour = 0;
    while text.len() < size {
        let (day, hour_of_day) = (1 + hour / 24 % 28, hour % 24);
        text.push_str(&format!("07005;201301{day:02}{hour_of_day:02}0000;{pressure};10;2;180;3.1;281.15;279.15;87;\n"));
        hour += 3;
    }
    File { bytes: text.into(), etag }
}

/// A page in place of a file.
fn page() -> File {
    File { bytes: Bytes::from_static(b"<!DOCTYPE html><html><body>We will be back soon</body></html>"), etag: None }
}

/// OpenDataSoft's January 2013.
fn export() -> File {
    let json =
        r#"[{"numer_sta":"07005","date":"2013-01-01T00:00:00+00:00","nom":"ABBEVILLE","pmer":100290,"t":281.15}]"#;
    File { bytes: Bytes::from_static(json.as_bytes()), etag: None }
}
