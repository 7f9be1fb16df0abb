//! Normals of stations whose months changed: what is usual by month and over the year.
//!
//! Of 1991-2020 where the zone holds enough of these years, else of all it holds; so a new month of a station with a
//! standard period changes nothing and is not read.

use std::collections::BTreeSet;

use mongodb::bson::{Document, RawDocumentBuf, doc};
use serde::ser::{Serialize, SerializeMap, Serializer};
use weather::climate::{Column, Completeness, MonthPartial, MonthlyNormals, Normal, YearSpan};
use weather::{Month, StationId};

use super::super::errors::{Told, persist};
use super::super::log::{Log, Turn};
use super::super::scan::Scan;
use super::super::server::{MONTHS, NORMALS, Server};
use super::super::stored::{at_revision, encoded, say_the_same, to_month};
use super::bulk::Bulk;
use crate::curated::MonthRequest;
use crate::{Error, Kind, Result};

/// Writes the normals of these stations, where they differ from what stands there.
pub(super) async fn write(server: &Server, log: &Log<'_>, turn: &Turn, stations: &BTreeSet<StationId>) -> Result<()> {
    let mut bulk = Bulk::new(server, log, turn, NORMALS);
    for station in stations {
        let Some(normals) = of_station(server, *station).await? else { continue };
        let document = encoded(NORMALS, &Stored(*station, &normals))?;
        let is_same = standing(server, *station).await?.is_some_and(|old| say_the_same(&old, &document));
        if !is_same || turn.is_thorough {
            bulk.put(at_revision(document, turn.step.number)?).await?;
        }
    }
    bulk.finish().await
}

async fn standing(server: &Server, station: StationId) -> Result<Option<RawDocumentBuf>> {
    let collection = server.collection::<RawDocumentBuf>(NORMALS).await?;
    let ask = || collection.find_one(doc! { "_id": station.as_str() });
    persist(ask).await.told(&server.name(NORMALS))
}

/// The normals of a station; `None` where it has no month.
async fn of_station(server: &Server, station: StationId) -> Result<Option<MonthlyNormals>> {
    let Some((first, last)) = edge(server, station, 1).await?.zip(edge(server, station, -1).await?) else {
        return Ok(None);
    };
    let span = YearSpan::standard_or(YearSpan { first, last });
    let from = Some(Month { year: span.first, month: 1 });
    let to = Some(Month { year: span.last, month: 12 });
    let mut scan = Scan::months(server.clone(), &MonthRequest { stations: Some(vec![station]), from, to });
    let mut months: Vec<MonthPartial> = Vec::new();
    while let Some(batch) = scan.next().await? {
        for document in batch.documents()? {
            months.push(to_month(server, document)?);
        }
    }
    let twice = |error| Error::new(Kind::Corrupt, format!("{}: {error}", server.name(MONTHS)));
    MonthlyNormals::of(station, &months, span, &Completeness::default()).map(Some).map_err(twice)
}

/// The year of a station's first or last month.
async fn edge(server: &Server, station: StationId, order: i32) -> Result<Option<i32>> {
    let collection = server.collection::<Document>(MONTHS).await?;
    let ask = || {
        let find = collection.find_one(doc! { "station_id": station.as_str() });
        find.sort(doc! { "month": order }).projection(doc! { "year": 1 })
    };
    let found = persist(ask).await.told(&server.name(MONTHS))?;
    Ok(found.and_then(|month| month.get_i32("year").ok()))
}

/// The normals of a station as they stand in the collection.
struct Stored<'a>(StationId, &'a MonthlyNormals);

impl Serialize for Stored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Self(station, normals) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("_id", station.as_str())?;
        map.serialize_entry("station_id", station.as_str())?;
        map.serialize_entry("period", &normals.asked.to_string())?;
        map.serialize_entry("period_held", &normals.held.map(|held| held.to_string()))?;
        for month in 1..=12 {
            map.serialize_entry(&format!("{month:02}"), &Normals(|column| normals.month(month, column)))?;
        }
        map.serialize_entry("year", &Normals(|column| normals.year(column)))?;
        map.serialize_entry("revision", &0_i64)?;
        map.end()
    }
}

/// The normals of each column that has one.
struct Normals<F>(F);

impl<F: Fn(Column) -> Option<Normal>> Serialize for Normals<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let of = |column: Column| Some((column.name(), One((self.0)(column)?)));
        serializer.collect_map(MonthlyNormals::columns().filter_map(of))
    }
}

struct One(Normal);

impl Serialize for One {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Normal { mean, p10, p50, p90, years, values } = self.0;
        let mut map = serializer.serialize_map(Some(6))?;
        for (name, value) in [("mean", mean), ("p10", p10), ("p50", p50), ("p90", p90)] {
            map.serialize_entry(name, &value.to_f64())?;
        }
        for (name, count) in [("years", years), ("values", values)] {
            map.serialize_entry(name, &i64::from(count))?;
        }
        map.end()
    }
}
