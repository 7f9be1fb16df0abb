//! What readers of the collections find, and what is written of it.

use mongodb::bson::Bson;

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

/// A write of one January day of each of ten years, all in one.
fn ten_years(thousandths: i32) -> YearIterator {
    let year = move |year| {
        let day = Day::from_civil(year, 1, 5).expect("a date");
        let days = vec![document("07005", day, thousandths + year)];
        Ok(YearDays { definition: DayDefinition::Climatological, year, days })
    };
    Box::new((2001..=2010).map(year))
}

#[tokio::test(flavor = "multi_thread")]
async fn normals_are_those_of_the_months_once_there_are_ten_years() {
    use weather::climate::{Completeness, MonthlyNormals, YearSpan};
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    zone.write(Box::new(ten_years(0).take(9)), mark("s", 1), NOW).await.expect("written");
    assert_eq!(all(&zone, NORMALS).await, []);
    for (revision, thousandths) in [(2, 0), (3, 500)] {
        zone.write(ten_years(thousandths), mark("s", revision), NOW).await.expect("written");
        let span = YearSpan { first: 2001, last: 2010 };
        let station = "07005".parse().expect("an id");
        let expected =
            MonthlyNormals::of(station, &months(&zone).await, span, &Completeness::default()).expect("normals");
        let found = all(&zone, NORMALS).await.remove(0);
        assert_eq!((at(&found, "_id"), at(&found, "period")), ("07005".into(), "2001-2010".into()));
        let january = found.get_document("01").expect("January");
        for column in MonthlyNormals::columns() {
            let mean = january.get_document(column.name()).ok().and_then(|normal| normal.get_f64("mean").ok());
            let normal = expected.month(1, column);
            assert_eq!(mean, normal.map(|normal| normal.mean.to_f64()), "{}", column.name());
        }
        assert!(!january.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_over_many_batches_in_order() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    let stations: Vec<String> = (0..35).map(|number| format!("{number:05}")).collect();
    let stations: Vec<&str> = stations.iter().map(String::as_str).collect();
    let days = january(&stations, 0);
    write(&zone, days.clone(), 1).await.expect("written");
    let request = DayRequest { from: Some(day_of(1, 5)), ..DayRequest::default() };
    let parts = zone.read(DayDefinition::Climatological, 2013, request).await.expect("a scan");
    let parts: Vec<_> = parts.map(|part| part.expect("documents")).collect();
    assert!(parts.len() > 1, "{}", parts.len());
    let expected: Vec<_> = days.into_iter().filter(|document| document.statistics.day >= day_of(1, 5)).collect();
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
