//! The curated zone: one document of daily statistics per station, day definition and day.
//!
//! [`CuratedZone`] is the contract; [`DeltaCurated`] keeps it in a Delta Lake table, [`MemoryCurated`] in memory, and
//! one conformance suite holds both to it. Nothing is computed here: days come finished from the engine.

#[cfg(test)]
pub(crate) mod conformance;
mod delta;
mod document;
mod memory;
mod mongo;

use std::sync::Arc;

use async_trait::async_trait;
use weather::climate::{ClimateDay, MonthPartial, by_month};
use weather::day::{DailyStatistics, DayDefinition};
use weather::{Day, Month, StationId, Time};

pub use delta::DeltaCurated;
pub use document::NestedDay;
pub use memory::MemoryCurated;
pub use mongo::MongoCurated;

use crate::{Error, Finding, Kind, Result};

/// A document: the day's statistics and the name of the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyDocument {
    /// The statistics; identity is their station, definition and day.
    pub statistics: DailyStatistics,
    /// The station's name.
    pub city: Arc<str>,
}

impl DailyDocument {
    /// The order of documents within a year.
    pub fn key(&self) -> (StationId, Day) {
        (self.statistics.station, self.statistics.day)
    }
}

/// Documents of one definition and year, in order of station and day.
#[derive(Debug, Clone)]
pub struct YearDays {
    /// The definition of all of them.
    pub definition: DayDefinition,
    /// The year of all of them.
    pub year: i32,
    /// The documents, each identity once.
    pub days: Vec<DailyDocument>,
}

/// Documents on their way into the zone, a year and definition at a time; any may come several times.
pub type YearIterator = Box<dyn Iterator<Item = Result<YearDays>> + Send>;

/// How far the zone has followed a staging zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// The staging zone's [identity](crate::staging::StagingZone::identity).
    pub staging: String,
    /// Its [revision](crate::staging::StagingZone::revision) when its rows were read.
    pub revision: i64,
}

/// What a [`CuratedZone::write`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Documents that were new or differ from what stood there.
    pub changed: u64,
    /// Documents that stood there already.
    pub unchanged: u64,
}

/// Which documents to read.
#[derive(Debug, Clone, Default)]
pub struct DayRequest {
    /// Only these stations, in order; all if `None`.
    pub stations: Option<Vec<StationId>>,
    /// Only days from this one on.
    pub from: Option<Day>,
    /// Only days up to this one, itself included.
    pub to: Option<Day>,
}

impl DayRequest {
    /// Whether a document of this station and day is asked for.
    pub fn wants(&self, station: StationId, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from)
            && self.to.is_none_or(|to| day <= to)
            && self.stations.as_ref().is_none_or(|stations| stations.binary_search(&station).is_ok())
    }
}

/// Which station-months to read.
#[derive(Debug, Clone, Default)]
pub struct MonthRequest {
    /// Only these stations, in order; all if `None`.
    pub stations: Option<Vec<StationId>>,
    /// Only from this month on.
    pub from: Option<Month>,
    /// Only up to this month, itself included.
    pub to: Option<Month>,
}

impl MonthRequest {
    /// Whether a partial result of this station and month is asked for.
    pub fn wants(&self, station: StationId, month: Month) -> bool {
        self.from.is_none_or(|from| month >= from)
            && self.to.is_none_or(|to| month <= to)
            && self.stations.as_ref().is_none_or(|stations| stations.binary_search(&station).is_ok())
    }
}

/// The partial results of the months of a station's climatological documents, which are in order.
///
/// # Errors
/// `Corrupt` if a day stands there twice.
fn months_of(documents: &[DailyDocument]) -> Result<Vec<MonthPartial>> {
    let mut months = Vec::new();
    for station in documents.chunk_by(|a, b| a.statistics.station == b.statistics.station) {
        let id = station[0].statistics.station;
        let days = station.iter().map(|document| ClimateDay::from(&document.statistics));
        let twice = |error| Error::new(Kind::Corrupt, format!("daily documents: {error}"));
        months.extend(by_month(id, days).map_err(twice)?.into_values());
    }
    Ok(months)
}

/// The documents of a scan, some at a time.
pub type DocumentIterator = Box<dyn Iterator<Item = Result<Vec<DailyDocument>>> + Send>;

/// The contract of the curated zone.
#[async_trait]
pub trait CuratedZone: std::fmt::Debug + Send + Sync {
    /// Puts documents, each replacing the one of its identity, and the watermark, in one transaction.
    ///
    /// Documents equal to what stands there are not written. `years` is drained on a thread that may block.
    ///
    /// # Errors
    /// `Conflict`, with nothing written, if another process wrote meanwhile; the first error of `years`, likewise.
    async fn write(&self, years: YearIterator, watermark: Watermark, now: Time) -> Result<Written>;

    /// A number that grows with every [`write`](Self::write) that took effect; 0 for an empty zone.
    async fn revision(&self) -> Result<i64>;

    /// How far the zone has followed the staging zone of this identity.
    async fn watermark(&self, staging: &str) -> Result<Option<i64>>;

    /// The definitions and years that have documents, with how many, in order.
    async fn years(&self) -> Result<Vec<YearSummary>>;

    /// The documents of a definition and year in order of station and day.
    ///
    /// The iterator decodes as it goes and may block: drive it from a thread that may.
    async fn read(&self, definition: DayDefinition, year: i32, request: DayRequest) -> Result<DocumentIterator>;

    /// The partial results of the station-months that have climatological documents, by station and month.
    ///
    /// They are kept with the documents and made anew only with those of their year.
    async fn months(&self, request: MonthRequest) -> Result<Vec<MonthPartial>>;

    /// Asks the storage whether it is there and can be used.
    async fn check(&self) -> Result<()>;

    /// Looks at everything that could keep the zone from working, for people: reachable, right credentials, rights to
    /// make and write, clock, version, room. Leaves nothing behind.
    ///
    /// It goes on after a failure where that tells more.
    async fn examine(&self, _now: Time) -> Vec<Finding> {
        let answers = self.check().await.map(|()| "yes".to_owned());
        vec![Finding::new("answers", answers)]
    }
}

/// The documents of one definition and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearSummary {
    /// The definition.
    pub definition: DayDefinition,
    /// The year.
    pub year: i32,
    /// How many documents.
    pub documents: u64,
}
