//! The conformance suite of the curated zone: one function a behaviour, run on every backend.
//!
//! A behaviour takes a maker of fresh, empty zones.

use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Day, Milli, Time};

use super::{CuratedZone, DailyDocument, DayRequest, Watermark, Written, YearDays};
use crate::{Error, Kind};

/// Makes one test of each behaviour, on zones that `$make` makes; `$macro` is `conformance` or `conformance_on_server`.
macro_rules! curated_zone_conformance {
    ($macro:ident, $make:expr) => {
        crate::conformance::$macro! { curated, $make;
            an_empty_zone_has_nothing
            what_is_written_is_read_back
            writing_again_changes_nothing
            a_document_replaces_the_one_of_its_identity
            reading_takes_only_what_is_asked
            watermarks_are_kept_by_staging_zone
            the_revision_grows_with_what_is_written
            a_failing_source_writes_nothing
        }
    };
}

pub(crate) use curated_zone_conformance;

const NOW: Time = Time::from_unix(1_000_000);

fn day(month: u32, day: u32) -> Day {
    Day::from_civil(2013, month, day).expect("a date")
}

fn document(station: &str, day: Day, tenths: i64) -> DailyDocument {
    let mut statistics = DailyStatistics::new(station.parse().expect("an id"), DayDefinition::Utc, day);
    statistics.set(Statistic::TemperatureAvg, Milli::from_thousandths(tenths * 100));
    statistics.set_coverage(Metric::Temperature, Some(Coverage { used: 7, expected: 8 }));
    statistics.set_coverage(Metric::Rainfall, Some(Coverage { used: 1, expected: 2 }));
    statistics.set_method(Metric::Rainfall, Some(Method::SumRr12));
    statistics.set_notes(Notes::RR12_ABOVE_RR24);
    statistics.set_phenomena(weather::Phenomena::SNOW);
    statistics.set_observable(weather::Phenomena::SNOW.with(weather::Phenomena::FOG));
    DailyDocument { statistics, city: "PLOUMANAC'H".into() }
}

async fn write(zone: &dyn CuratedZone, days: Vec<DailyDocument>) -> Written {
    let part = YearDays { definition: DayDefinition::Utc, year: 2013, days };
    let watermark = Watermark { staging: "s".to_owned(), revision: 1 };
    zone.write(Box::new(std::iter::once(Ok(part))), watermark, NOW).await.expect("written")
}

async fn read(zone: &dyn CuratedZone, request: DayRequest) -> Vec<DailyDocument> {
    let parts = zone.read(DayDefinition::Utc, 2013, request).await.expect("read");
    parts.flat_map(|part| part.expect("documents")).collect()
}

pub(crate) async fn an_empty_zone_has_nothing<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    zone.check().await.expect("it can be used");
    assert_eq!(zone.years().await.expect("years"), []);
    assert_eq!(zone.watermark("s").await.expect("watermark"), None);
    assert_eq!(read(&zone, DayRequest::default()).await, []);
}

pub(crate) async fn what_is_written_is_read_back<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let days =
        vec![document("07005", day(1, 1), -15), document("07005", day(1, 2), 0), document("07015", day(1, 1), 7)];
    assert_eq!(write(&zone, days.clone()).await, Written { changed: 3, unchanged: 0 });
    assert_eq!(read(&zone, DayRequest::default()).await, days);
    let years = zone.years().await.expect("years");
    assert_eq!(years.iter().map(|year| (year.year, year.documents)).collect::<Vec<_>>(), [(2013, 3)]);
}

pub(crate) async fn writing_again_changes_nothing<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let days = vec![document("07005", day(1, 1), 1)];
    write(&zone, days.clone()).await;
    assert_eq!(write(&zone, days.clone()).await, Written { changed: 0, unchanged: 1 });
    assert_eq!(read(&zone, DayRequest::default()).await, days);
}

pub(crate) async fn a_document_replaces_the_one_of_its_identity<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    write(&zone, vec![document("07005", day(1, 1), 1), document("07005", day(1, 3), 3)]).await;
    let written = write(&zone, vec![document("07005", day(1, 2), 2), document("07005", day(1, 3), 4)]).await;
    assert_eq!(written, Written { changed: 2, unchanged: 0 });
    let expected = [document("07005", day(1, 1), 1), document("07005", day(1, 2), 2), document("07005", day(1, 3), 4)];
    assert_eq!(read(&zone, DayRequest::default()).await, expected);
}

pub(crate) async fn reading_takes_only_what_is_asked<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let days = vec![document("07005", day(1, 1), 1), document("07005", day(1, 2), 2), document("07015", day(1, 2), 3)];
    write(&zone, days).await;
    let stations = Some(vec!["07005".parse().expect("an id")]);
    let request = DayRequest { stations, from: Some(day(1, 2)), to: Some(day(1, 2)) };
    assert_eq!(read(&zone, request).await, [document("07005", day(1, 2), 2)]);
}

pub(crate) async fn watermarks_are_kept_by_staging_zone<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    for (staging, revision) in [("a", 4), ("b", 9), ("a", 5)] {
        let watermark = Watermark { staging: staging.to_owned(), revision };
        zone.write(Box::new(std::iter::empty()), watermark, NOW).await.expect("written");
    }
    assert_eq!(zone.watermark("a").await.expect("watermark"), Some(5));
    assert_eq!(zone.watermark("b").await.expect("watermark"), Some(9));
}

pub(crate) async fn the_revision_grows_with_what_is_written<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    assert_eq!(zone.revision().await.expect("a revision"), 0);
    let mut before = 0;
    for tenths in 1..=3 {
        write(&zone, vec![document("07005", day(1, 1), tenths)]).await;
        let revision = zone.revision().await.expect("a revision");
        assert!(revision > before, "{revision} after {before}");
        before = revision;
    }
}

pub(crate) async fn a_failing_source_writes_nothing<Z: CuratedZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let part = YearDays { definition: DayDefinition::Utc, year: 2013, days: vec![document("07005", day(1, 1), 1)] };
    let failure = Error::new(Kind::Unavailable, "the staging zone went away");
    let parts: Vec<crate::Result<YearDays>> = vec![Ok(part), Err(failure)];
    let watermark = Watermark { staging: "s".to_owned(), revision: 1 };
    zone.write(Box::new(parts.into_iter()), watermark, NOW).await.expect_err("refused");
    assert_eq!(read(&zone, DayRequest::default()).await, []);
    assert_eq!(zone.watermark("s").await.expect("watermark"), None);
}

mod tests {
    use super::curated_zone_conformance;
    use crate::curated::mongo::tests::Databases;
    use crate::curated::{DeltaCurated, MemoryCurated};

    mod memory {
        super::curated_zone_conformance!(conformance, async || super::MemoryCurated::default());
    }

    mod delta {
        super::curated_zone_conformance!(conformance, super::in_a_folder());
    }

    mod delta_in_a_bucket {
        super::curated_zone_conformance!(conformance_on_server, super::in_a_bucket());
    }

    mod mongodb {
        super::curated_zone_conformance!(conformance_on_server, super::Databases::new().map(super::Databases::maker));
    }

    /// Makes zones under prefixes of their own in the bucket of the test server.
    fn in_a_bucket() -> Option<impl AsyncFn() -> DeltaCurated> {
        crate::conformance::server("s3")?;
        Some(async || DeltaCurated::bucket(crate::conformance::bucket().expect("a server")))
    }

    /// Makes zones in folders of their own.
    fn in_a_folder() -> impl AsyncFn() -> DeltaCurated {
        let folder = tempfile::tempdir().expect("a folder");
        let next = std::sync::atomic::AtomicUsize::new(0);
        async move || {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let url = url::Url::from_directory_path(folder.path().join(number.to_string())).expect("an address");
            DeltaCurated::new(&url).expect("a zone")
        }
    }
}
