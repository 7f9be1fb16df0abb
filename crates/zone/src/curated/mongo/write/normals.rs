//! Normals of stations whose months changed: what is usual by month and over the year.
//!
//! Of 1991-2020 where the station has enough of these years, else of all it has; at least ten, which WMO-No. 1203 asks
//! of provisional normals. Nothing reads them here: they are for readers of the database. A month outside the period
//! of a station's standard normals changes nothing of them and costs nothing.

use std::collections::{BTreeMap, BTreeSet};

use futures::TryStreamExt;
use mongodb::bson::{Document, doc};
use serde::ser::{Serialize, SerializeMap, Serializer};
use weather::StationId;
use weather::climate::{Column, Completeness, MonthPartial, MonthlyNormals, Normal, YearSpan};
use weather::day::DayDefinition;

use super::super::errors::{Told, persist};
use super::super::log::{Log, Turn};
use super::super::scan::Scan;
use super::super::server::{MONTHS, NORMALS, Server};
use super::super::stored::{encoded, to_month};
use super::bulk::Bulk;
use crate::curated::MonthRequest;
use crate::{Error, Kind, Result};

/// How many years of a station make normals.
const YEARS_MIN: u32 = 10;

/// Writes the normals of the stations of which months in these years changed.
pub(super) async fn write(
    server: &Server,
    log: &Log<'_>,
    turn: &Turn,
    changed: &BTreeMap<StationId, BTreeSet<i32>>,
) -> Result<()> {
    let of_climate = turn.step.years()?.into_iter().filter(|year| year.definition == DayDefinition::Climatological);
    let years: BTreeSet<i32> = of_climate.map(|year| year.year).chain(changed.values().flatten().copied()).collect();
    if years.len() < YEARS_MIN as usize {
        return Ok(());
    }
    let periods = periods(server).await?;
    let is_affected = |(station, years): &(&StationId, &BTreeSet<i32>)| match periods.get(*station).copied() {
        Some(YearSpan::NORMAL) => turn.is_thorough || years.iter().any(|year| YearSpan::NORMAL.contains(*year)),
        _ => true,
    };
    let stations: Vec<StationId> = changed.iter().filter(is_affected).map(|(station, _)| *station).collect();
    let mut bulk = Bulk::new(server, log, turn, NORMALS);
    let mut scan = Scan::months(server.clone(), &MonthRequest { stations: Some(stations), ..MonthRequest::default() });
    let mut months: Vec<MonthPartial> = Vec::new();
    while let Some(batch) = scan.next().await? {
        for document in batch.documents()? {
            let month = to_month(server, document)?;
            if months.last().is_some_and(|last| last.station() != month.station()) {
                put(server, &mut bulk, &std::mem::take(&mut months), &periods).await?;
            }
            months.push(month);
        }
    }
    put(server, &mut bulk, &months, &periods).await?;
    bulk.finish().await.map(drop)
}

/// The periods of the normals there are.
async fn periods(server: &Server) -> Result<BTreeMap<StationId, YearSpan>> {
    let collection = server.collection::<Document>(NORMALS).await?;
    let ask = || async {
        let find = collection.find(doc! {}).projection(doc! { "period": 1 });
        find.await?.try_collect::<Vec<_>>().await
    };
    let found = persist(ask).await.told(&server.name(NORMALS))?;
    let period = |document: &Document| {
        let text = |name| document.get_str(name).ok();
        Some((text("_id")?.parse().ok()?, text("period")?.parse().ok()?))
    };
    Ok(found.iter().filter_map(period).collect())
}

/// Puts the normals of one station's months, if it has enough years.
async fn put(
    server: &Server,
    bulk: &mut Bulk<'_>,
    months: &[MonthPartial],
    periods: &BTreeMap<StationId, YearSpan>,
) -> Result<()> {
    let years: BTreeSet<i32> = months.iter().map(|month| month.month().year).collect();
    let (Some(month), Some(first), Some(last)) = (months.first(), years.first(), years.last()) else { return Ok(()) };
    let station = month.station();
    let span = YearSpan::standard_or(YearSpan { first: *first, last: *last });
    if years.iter().filter(|year| span.contains(**year)).count() < YEARS_MIN as usize {
        return Ok(());
    }
    let twice = |error| Error::new(Kind::Corrupt, format!("{}: {error}", server.name(MONTHS)));
    let normals = MonthlyNormals::of(station, months, span, &Completeness::default()).map_err(twice)?;
    bulk.put(encoded(NORMALS, &Stored(station, &normals))?, periods.contains_key(&station)).await
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
