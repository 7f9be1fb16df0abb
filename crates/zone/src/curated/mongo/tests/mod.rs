//! What is particular to this backend, on a real server; the contract is in the conformance suite.

mod altered;
mod faults;
mod random;
mod reads;
mod writers;

use std::sync::Mutex;

use mongodb::Client;
use mongodb::bson::{Document, doc};
use uuid::Uuid;
use weather::climate::MonthPartial;
use weather::day::{DailyStatistics, DayDefinition, Statistic};
use weather::{Day, Milli};

use super::*;
use crate::conformance::server;
use crate::curated::{DailyDocument, YearDays};

/// Makes zones in databases of their own, and drops these in the end.
#[derive(Debug)]
pub(in crate::curated) struct Databases {
    server: Url,
    names: Mutex<Vec<String>>,
}

impl Databases {
    /// On the test server, if there is one.
    pub(in crate::curated) fn new() -> Option<Self> {
        Some(Self { server: server("mongodb")?, names: Mutex::default() })
    }

    /// The address of a database of its own.
    fn address(&self) -> Url {
        let name = format!("meteolake_test_{}", Uuid::new_v4().simple());
        let address = at_database(&self.server, &name);
        self.names.lock().expect("names").push(name);
        address
    }

    /// A zone in a database of its own, that does not wait for writers who are gone.
    pub(in crate::curated) fn zone(&self) -> MongoCurated {
        zone_at(&self.address())
    }

    /// A maker of zones, which takes the databases with it.
    pub(in crate::curated) fn maker(self) -> impl AsyncFn() -> MongoCurated {
        async move || self.zone()
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        let (server, names) = (self.server.clone(), std::mem::take(&mut *self.names.lock().expect("names")));
        let dropping = async move {
            let client = Client::with_uri_str(server.as_str()).await.expect("a client");
            for name in names {
                client.database(&name).drop().await.expect("dropped");
            }
        };
        // A runtime of its own: the test's is busy with this test.
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let dropped = std::thread::spawn(move || runtime().block_on(dropping)).join();
        assert!(dropped.is_ok() || std::thread::panicking(), "the databases are dropped");
    }
}

fn at_database(server: &Url, name: &str) -> Url {
    let mut address = server.clone();
    address.set_path(name);
    if !address.query_pairs().any(|(option, _)| option == "authSource") {
        address.query_pairs_mut().append_pair("authSource", "admin");
    }
    address
}

fn zone_at(address: &Url) -> MongoCurated {
    MongoCurated { patience: Duration::ZERO, ..MongoCurated::new(address).expect("a zone") }
}

/// A time that the server's clock is past.
const NOW: Time = Time::from_unix(1_400_000_000);

fn day_of(month: u32, day: u32) -> Day {
    Day::from_civil(2013, month, day).expect("a date")
}

/// A climatological document of 2013.
fn document(station: &str, day: Day, thousandths: i32) -> DailyDocument {
    let station = station.parse().expect("an id");
    let mut statistics = DailyStatistics::new(station, DayDefinition::Climatological, day);
    statistics.set(Statistic::TemperatureMin, Some(Milli::new(thousandths)));
    statistics.set(Statistic::RainfallTotal, Some(Milli::new(thousandths.abs())));
    DailyDocument { statistics, city: "PLOUMANAC'H".into() }
}

/// The first days of January of some stations, each with `thousandths` and its day.
fn days(stations: &[&str], count: u32, thousandths: i32) -> Vec<DailyDocument> {
    let of = |station: &str| -> Vec<_> {
        (1..=count).map(|day| document(station, day_of(1, day), thousandths + day as i32)).collect()
    };
    stations.iter().flat_map(|station| of(station)).collect()
}

/// January of some stations.
fn january(stations: &[&str], thousandths: i32) -> Vec<DailyDocument> {
    days(stations, 31, thousandths)
}

fn years(days: Vec<DailyDocument>) -> YearIterator {
    Box::new(std::iter::once(Ok(YearDays { definition: DayDefinition::Climatological, year: 2013, days })))
}

fn mark(staging: &str, revision: i64) -> Watermark {
    Watermark { staging: staging.to_owned(), revision }
}

async fn write(zone: &dyn CuratedZone, days: Vec<DailyDocument>, revision: i64) -> Result<Written> {
    zone.write(years(days), mark("s", revision), NOW).await
}

async fn read(zone: &dyn CuratedZone) -> Result<Vec<DailyDocument>> {
    let parts = zone.read(DayDefinition::Climatological, 2013, DayRequest::default()).await?;
    Ok(parts.collect::<Result<Vec<_>>>()?.concat())
}

async fn months(zone: &dyn CuratedZone) -> Vec<MonthPartial> {
    zone.months(MonthRequest::default()).await.expect("months")
}

/// What a zone tells its readers.
async fn told(zone: &dyn CuratedZone) -> (Vec<DailyDocument>, Vec<MonthPartial>, Vec<YearSummary>, Option<i64>) {
    let (years, watermark) = (zone.years().await.expect("years"), zone.watermark("s").await.expect("a watermark"));
    (read(zone).await.expect("days"), months(zone).await, years, watermark)
}

/// A collection of a zone, as somebody else sees it.
async fn collection(zone: &MongoCurated, name: &str) -> mongodb::Collection<Document> {
    zone.server.collection(name).await.expect("a collection")
}

/// Every document of a collection, by `_id`.
async fn all(zone: &MongoCurated, name: &str) -> Vec<Document> {
    use futures::TryStreamExt;
    let cursor = collection(zone, name).await.find(doc! {}).sort(doc! { "_id": 1 }).await.expect("a cursor");
    cursor.try_collect().await.expect("documents")
}
