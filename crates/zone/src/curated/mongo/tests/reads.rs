//! What readers of the collections find, and what is written of it.

use std::collections::BTreeMap;

use mongodb::bson::Bson;
use weather::climate::{Column, Completeness, MonthlyNormals, YearSpan};

use super::server::{DAYS, MONTHS, NORMALS};
use super::*;

/// What stands at a path.
fn at(document: &Document, path: &str) -> Bson {
    path.split('.').fold(Bson::from(document.clone()), |value, name| match value {
        Bson::Document(fields) => fields.get(name).cloned().unwrap_or_else(|| panic!("no {path}")),
        Bson::Array(items) => items[name.parse::<usize>().expect("a place")].clone(),
        other => panic!("{path}: {other} has no {name}"),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_collection_finds_the_nested_document() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    write(&zone, days(&["07005"], 3, -2_000), 1).await.expect("written");
    let filter = doc! { "station_id": "07005", "period": "climatological", "day": "2013-01-02" };
    let found = collection(&zone, DAYS).await.find_one(filter).await.expect("an answer").expect("a document");
    let expected = [
        ("_id", Bson::from("07005/climatological/2013-01-02")),
        ("city", "PLOUMANAC'H".into()),
        ("year", 2013.into()),
        ("metrics.temperature.min", (-1.998).into()),
        ("metrics.temperature.avg", Bson::Null),
        ("extreme_events.0.kind", "frost_day".into()),
        ("extreme_events.0.value", (-1.998).into()),
        ("quality.coverage.rainfall", Bson::Null),
    ];
    for (path, value) in expected {
        assert_eq!(at(&found, path), value, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_differs_is_written() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    let stations = ["07005", "07015"];
    write(&zone, days(&stations, 6, 0), 1).await.expect("written");
    let before = (all(&zone, DAYS).await, all(&zone, MONTHS).await);
    let mut days = days(&stations, 6, 0);
    days[8] = document("07015", days[8].statistics.day, 9_000);
    assert_eq!(write(&zone, days, 2).await.expect("written"), Written { changed: 1, unchanged: 11 });
    let after = (all(&zone, DAYS).await, all(&zone, MONTHS).await);
    let changed = |before: &[Document], after: &[Document]| -> Vec<Bson> {
        let differs = before.iter().zip(after).filter(|(one, other)| one != other);
        differs.map(|(one, _)| at(one, "_id")).collect()
    };
    assert_eq!(changed(&before.0, &after.0), ["07015/climatological/2013-01-03".into()]);
    assert_eq!(changed(&before.1, &after.1), ["07015/2013-01".into()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn months_know_the_days_written_before() {
    let Some(databases) = Databases::new() else { return };
    let (zone, twin) = (databases.zone(), crate::curated::MemoryCurated::default());
    for (revision, part) in days(&["07005", "07015"], 8, 0).chunks(3).enumerate() {
        for zone in [&zone as &dyn CuratedZone, &twin] {
            write(zone, part.to_vec(), revision as i64).await.expect("written");
        }
    }
    assert_eq!(told(&zone).await, told(&twin).await);
    let request = MonthRequest { stations: Some(vec!["07015".parse().expect("an id")]), ..MonthRequest::default() };
    assert_eq!(zone.months(request.clone()).await.expect("months"), twin.months(request).await.expect("months"));
}

/// January of some years.
fn januaries(years: std::ops::RangeInclusive<i32>) -> YearIterator {
    let year = |year| {
        let first = Day::from_civil(year, 1, 1).expect("a date");
        let days = (0..31).map(|days| document("07005", first.plus_days(days), year + days)).collect();
        Ok(YearDays { definition: DayDefinition::Climatological, year, days })
    };
    Box::new(years.map(year))
}

/// The means of January in the normals, and those of the months there are.
async fn january_means(zone: &MongoCurated) -> (BTreeMap<String, f64>, BTreeMap<String, f64>) {
    let (station, span) = ("07005".parse().expect("an id"), YearSpan { first: 2001, last: 2010 });
    let expected = MonthlyNormals::of(station, &months(zone).await, span, &Completeness::default()).expect("normals");
    let mean = |column: Column| Some((column.name(), expected.month(1, column)?.mean.to_f64()));
    let found = all(zone, NORMALS).await.remove(0);
    assert_eq!((at(&found, "_id"), at(&found, "period")), ("07005".into(), "2001-2010".into()));
    let january = found.get_document("01").expect("January").clone();
    let stored = |(name, normal): (String, Bson)| (name, at(normal.as_document().expect("a normal"), "mean").as_f64());
    let stored = january.into_iter().map(stored).map(|(name, mean)| (name, mean.expect("a number"))).collect();
    (stored, MonthlyNormals::columns().filter_map(mean).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn normals_are_those_of_the_months_once_there_are_ten_years() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    zone.write(januaries(2001..=2009), mark("s", 1), NOW).await.expect("written");
    assert_eq!(all(&zone, NORMALS).await, []);
    zone.write(januaries(2010..=2010), mark("s", 2), NOW).await.expect("written");
    let (before, expected) = january_means(&zone).await;
    assert_eq!(before, expected);
    assert!(before.len() > 5, "{before:?}");
    let changed = document("07005", Day::from_civil(2004, 1, 9).expect("a date"), -30_000);
    let part = YearDays { definition: DayDefinition::Climatological, year: 2004, days: vec![changed] };
    zone.write(Box::new(std::iter::once(Ok(part))), mark("s", 3), NOW).await.expect("written");
    let (after, expected) = january_means(&zone).await;
    assert_eq!(after, expected);
    assert_ne!(after, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_over_many_batches_in_order() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    let stations: Vec<String> = (0..35).map(|number| format!("{number:05}")).collect();
    let stations: Vec<&str> = stations.iter().map(String::as_str).collect();
    let days = january(&stations, 0);
    write(&zone, days.clone(), 1).await.expect("written");
    let request = DayRequest { from: Some(day_of(1, 2)), ..DayRequest::default() };
    let parts = zone.read(DayDefinition::Climatological, 2013, request).await.expect("a scan");
    let parts: Vec<_> = parts.map(|part| part.expect("documents")).collect();
    assert!(parts.len() > 1, "{}", parts.len());
    let expected: Vec<_> = days.into_iter().filter(|document| document.statistics.day >= day_of(1, 2)).collect();
    assert_eq!(parts.concat(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_iterator_may_be_dropped_before_its_end() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    write(&zone, days(&["07005"], 3, 0), 1).await.expect("written");
    drop(zone.read(DayDefinition::Climatological, 2013, DayRequest::default()).await.expect("a scan"));
    assert_eq!(read(&zone).await.expect("days").len(), 3);
}
