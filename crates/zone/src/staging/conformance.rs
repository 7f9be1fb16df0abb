//! The conformance suite of the staging zone: one function a behaviour, run on every backend.
//!
//! A behaviour takes a maker of fresh, empty zones.

use std::sync::Arc;

use weather::quality::Flag;
use weather::{Milli, Month, Observation, Time, Variable};

use super::{
    Batch, BatchBuilder, ChunkIterator, ObjectFacts, ReadRequest, Receipt, StagedRow, StagingZone, StationFacts,
};
use crate::raw::ObjectId;
use crate::{Error, Kind};

/// Makes one test of each behaviour, on zones that `$make` makes; `$macro` is `conformance` or `conformance_on_server`.
macro_rules! staging_zone_conformance {
    ($macro:ident, $make:expr) => {
        crate::conformance::$macro! { staging, $make;
            an_empty_zone_has_nothing
            what_is_staged_is_read_back
            staging_again_changes_nothing
            the_later_insertion_wins_in_any_order
            the_later_fetch_wins_in_any_order
            a_late_object_withdraws_those_that_must_be_staged_again
            rejects_are_kept_and_replaced
            reading_takes_only_what_is_asked
            revisions_name_the_changed_rows
            months_split_at_the_first_instant
            flags_follow_the_neighbours_across_months
            a_month_is_taken_over_as_it_is
            a_month_that_breaks_off_changes_nothing
            an_account_is_taken_over
        }
    };
}

pub(crate) use staging_zone_conformance;

const STATION: &str = "07005";

fn time(day: u32, hour: u32) -> Time {
    Time::from_civil(2013, 1, day, hour, 0, 0).expect("a date")
}

fn object(name: &str) -> ObjectId {
    ObjectId::of(name.as_bytes())
}

/// A report of 07005 with a temperature in tenths of a degree.
fn report(time: Time, tenths: i64) -> Observation {
    let mut observation = Observation::new(STATION.parse().expect("an id"), time);
    observation.set(Variable::AirTemperature, Milli::from_thousandths(tenths * 100));
    observation
}

/// A batch of one object, fetched `fetch` seconds after the epoch, of these reports with their insertion times.
fn batch(name: &str, fetch: i64, reports: &[(Observation, Option<Time>)]) -> Arc<Batch> {
    let scratch = std::env::temp_dir();
    let mut builder = BatchBuilder::new(&scratch, 3);
    open(&mut builder, name, fetch);
    for (row, (report, insert_time)) in reports.iter().enumerate() {
        builder.accept(row as u64 + 1, report, *insert_time).expect("accepted");
    }
    builder.close_object("test", Vec::new());
    Arc::new(builder.finish().expect("finished"))
}

fn open(builder: &mut BatchBuilder, name: &str, fetch: i64) {
    builder.open_object(ObjectFacts {
        object: object(name),
        name: format!("{name}.csv"),
        source: "upload".to_owned(),
        fetch_time: Time::from_unix(fetch),
    });
}

fn plain(reports: &[Observation]) -> Vec<(Observation, Option<Time>)> {
    reports.iter().map(|report| (report.clone(), None)).collect()
}

const NOW: Time = Time::from_unix(1_000_000);

/// Everything in the zone, in the order it is read.
async fn rows(zone: &dyn StagingZone) -> Vec<StagedRow> {
    let mut rows = Vec::new();
    for summary in zone.months().await.expect("months") {
        let request = ReadRequest { flags: true, provenance: true, revision: true, ..ReadRequest::default() };
        for chunk in zone.read(summary.month, request).await.expect("read") {
            let chunk = chunk.expect("a chunk");
            let places = chunk.provenances.into_iter().zip(chunk.revisions);
            let values = chunk.observations.into_iter().zip(chunk.flags);
            rows.extend(values.zip(places).map(|((observation, flags), (provenance, revision))| StagedRow {
                observation,
                flags,
                provenance,
                revision,
            }));
        }
    }
    rows
}

pub(crate) async fn an_empty_zone_has_nothing<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    zone.check().await.expect("it can be used");
    assert_eq!(zone.receipts().await.expect("receipts"), []);
    assert_eq!(zone.rejects(None).await.expect("rejects"), []);
    assert_eq!(zone.months().await.expect("months"), []);
    assert_eq!(zone.revision().await.expect("revision"), 0);
}

pub(crate) async fn what_is_staged_is_read_back<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let mut observation = report(time(2, 3), -15);
    observation.set(Variable::PrecipitationAmount3h, Some(Milli::ZERO));
    observation.set(Variable::PresentWeatherCode, Milli::from_thousandths(61_000));
    observation.marks = weather::Marks::trace_of(Variable::PrecipitationAmount3h).expect("a mark");
    let reports = [(report(time(2, 6), 0), Some(time(2, 7))), (observation.clone(), None)];
    let staged = zone.stage(batch("a", 5, &reports), NOW).await.expect("staged");
    let read = rows(&zone).await;
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].observation, observation);
    assert_eq!((read[0].provenance.row, read[0].provenance.object), (2, *object("a").as_bytes()));
    assert_eq!(read[1].provenance.insert_time, Some(time(2, 7)));
    let receipts = zone.receipts().await.expect("receipts");
    assert_eq!(receipts, staged.receipts);
    assert_eq!(receipts[0].tally.accepted, 2);
    assert_eq!(receipts[0].span, Some((time(2, 3), time(2, 6))));
}

pub(crate) async fn staging_again_changes_nothing<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let reports = plain(&[report(time(2, 3), 1), report(time(2, 6), 2)]);
    zone.stage(batch("a", 5, &reports), NOW).await.expect("staged");
    let before = rows(&zone).await;
    for name in ["a", "b"] {
        let staged = zone.stage(batch(name, 9, &reports), NOW).await.expect("staged");
        assert_eq!(staged.receipts[0].tally.duplicate, 2);
        assert_eq!(rows(&zone).await, before);
    }
    assert_eq!(zone.receipts().await.expect("receipts").len(), 2);
}

pub(crate) async fn the_later_insertion_wins_in_any_order<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let (one, other) = (make().await, make().await);
    let first = batch("a", 9, &[(report(time(2, 3), 1), Some(time(2, 4)))]);
    let second = batch("b", 5, &[(report(time(2, 3), 2), Some(time(2, 5)))]);
    for (zone, order) in [(&one as &dyn StagingZone, [&first, &second]), (&other, [&second, &first])] {
        for batch in order {
            zone.stage(batch.clone(), NOW).await.expect("staged");
        }
        assert_eq!(rows(zone).await[0].observation, report(time(2, 3), 2));
    }
}

pub(crate) async fn the_later_fetch_wins_in_any_order<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let value = |name, fetch, tenths| batch(name, fetch, &plain(&[report(time(2, 3), tenths)]));
    // Fetched in this order; `c` repeats what `a` said.
    let objects = [value("a", 1, 10), value("b", 2, 20), value("c", 3, 10)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let zone = make().await;
        let mut pending: Vec<usize> = order.to_vec();
        while !pending.is_empty() {
            let staged = zone.stage(objects[pending.remove(0)].clone(), NOW).await.expect("staged");
            let again = (0..3).filter(|place| staged.withdrawn.contains(&objects[*place].objects()[0].facts.object));
            pending.extend(again);
        }
        assert_eq!(rows(&zone).await[0].observation, report(time(2, 3), 10), "{order:?}");
    }
}

pub(crate) async fn a_late_object_withdraws_those_that_must_be_staged_again<Z: StagingZone>(
    make: &impl AsyncFn() -> Z,
) {
    let zone = make().await;
    let value = |name, fetch, tenths| batch(name, fetch, &plain(&[report(time(2, 3), tenths)]));
    zone.stage(value("a", 1, 10), NOW).await.expect("staged");
    zone.stage(value("c", 3, 10), NOW).await.expect("staged");
    let staged = zone.stage(value("b", 2, 20), NOW).await.expect("staged");
    assert_eq!(staged.withdrawn, [object("c")]);
    let standing: Vec<_> = zone.receipts().await.expect("receipts").into_iter().map(|r| r.object).collect();
    assert_eq!(standing, [object("a"), object("b")]);
}

pub(crate) async fn rejects_are_kept_and_replaced<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let with_rejects = |count: u64| {
        let mut builder = BatchBuilder::new(&std::env::temp_dir(), 3);
        open(&mut builder, "a", 5);
        for row in 1..=count {
            builder.reject(row, Some("t".to_owned()), "not a number".to_owned(), "x;y".to_owned()).expect("kept");
        }
        let facts = StationFacts {
            id: STATION.parse().expect("an id"),
            time: time(2, 3),
            name: Some("PLOUMANAC'H".to_owned()),
            latitude: weather::Coordinate::from_degrees(48.825_833),
            longitude: None,
            altitude: Milli::from_thousandths(55_000),
        };
        builder.close_object("test", vec![facts]);
        Arc::new(builder.finish().expect("finished"))
    };
    zone.stage(with_rejects(5_000), NOW).await.expect("staged");
    assert_eq!(zone.rejects(None).await.expect("rejects").len(), 5_000);
    let staged = zone.stage(with_rejects(2), NOW).await.expect("staged");
    let rejects = zone.rejects(Some(object("a"))).await.expect("rejects");
    assert_eq!(rejects.iter().map(|reject| reject.row).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(rejects[0].column.as_deref(), Some("t"));
    assert_eq!(zone.rejects(Some(object("b"))).await.expect("rejects"), []);
    assert_eq!(zone.receipts().await.expect("receipts"), staged.receipts);
}

pub(crate) async fn reading_takes_only_what_is_asked<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let mut other = report(time(3, 6), 7);
    other.station = "07015".parse().expect("an id");
    let reports = plain(&[report(time(2, 3), 1), report(time(3, 6), 2), report(time(4, 6), 3), other]);
    zone.stage(batch("a", 5, &reports), NOW).await.expect("staged");
    let request = ReadRequest {
        stations: Some(vec![STATION.parse().expect("an id")]),
        from: Some(time(3, 0)),
        before: Some(time(4, 6)),
        variables: Some(vec![Variable::WindSpeed]),
        ..ReadRequest::default()
    };
    let month = time(2, 0).month();
    let mut read = Vec::new();
    for chunk in zone.read(month, request).await.expect("read") {
        let chunk = chunk.expect("a chunk");
        assert!(chunk.provenances.is_empty() && chunk.revisions.is_empty());
        read.extend(chunk.observations);
    }
    assert_eq!(read, [Observation::new(STATION.parse().expect("an id"), time(3, 6))]);
}

pub(crate) async fn revisions_name_the_changed_rows<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    zone.stage(batch("a", 1, &plain(&[report(time(2, 3), 1), report(time(2, 6), 1)])), NOW).await.expect("staged");
    let first = zone.revision().await.expect("revision");
    zone.stage(batch("b", 2, &plain(&[report(time(2, 6), 2), report(time(2, 3), 1)])), NOW).await.expect("staged");
    let second = zone.revision().await.expect("revision");
    assert!(second > first);
    let revisions: Vec<i64> = rows(&zone).await.iter().map(|row| row.revision).collect();
    assert_eq!(revisions, [first, second]);
    assert_eq!(zone.months().await.expect("months")[0].revision_max, second);
}

pub(crate) async fn months_split_at_the_first_instant<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let midnight = Time::from_civil(2013, 2, 1, 0, 0, 0).expect("a date");
    zone.stage(batch("a", 1, &plain(&[report(midnight, 1), report(time(31, 21), 2)])), NOW).await.expect("staged");
    let months = zone.months().await.expect("months");
    let counted: Vec<(String, u64)> = months.iter().map(|month| (month.month.to_string(), month.rows)).collect();
    assert_eq!(counted, [("2013-01".to_owned(), 1), ("2013-02".to_owned(), 1)]);
}

pub(crate) async fn flags_follow_the_neighbours_across_months<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let zone = make().await;
    let midnight = Time::from_civil(2013, 2, 1, 0, 0, 0).expect("a date");
    let flag = |row: &StagedRow| row.flags.get(Variable::AirTemperature);
    zone.stage(batch("a", 1, &plain(&[report(time(31, 21), 0)])), NOW).await.expect("staged");
    assert_eq!(rows(&zone).await.iter().map(flag).collect::<Vec<_>>(), [Flag::Good]);
    // 20 degrees in three hours, over the end of the month: both are suspect, the one that stood there too.
    zone.stage(batch("b", 2, &plain(&[report(midnight, 200)])), NOW).await.expect("staged");
    let read = rows(&zone).await;
    assert_eq!(read.iter().map(flag).collect::<Vec<_>>(), [Flag::Suspect, Flag::Suspect]);
    let revision = zone.revision().await.expect("revision");
    assert!(read.iter().all(|row| row.revision == revision), "changed flags are a change");
    assert_eq!(read[0].flags.get(Variable::WindSpeed), Flag::Missing);
    zone.stage(batch("c", 3, &plain(&[report(midnight, 10)])), NOW).await.expect("staged");
    assert_eq!(rows(&zone).await.iter().map(flag).collect::<Vec<_>>(), [Flag::Good, Flag::Good]);
}

/// What is read of a month to be taken over.
async fn month_of(zone: &dyn StagingZone) -> (Month, ChunkIterator) {
    let month = time(2, 0).month();
    let request = ReadRequest { flags: true, provenance: true, ..ReadRequest::default() };
    (month, zone.read(month, request).await.expect("read"))
}

/// Rows but for their revisions, which are the zone's own.
async fn content(zone: &dyn StagingZone) -> Vec<StagedRow> {
    rows(zone).await.into_iter().map(|row| StagedRow { revision: 0, ..row }).collect()
}

pub(crate) async fn a_month_is_taken_over_as_it_is<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let (source, target) = (make().await, make().await);
    let mut trace = report(time(2, 6), -300);
    trace.set(Variable::PrecipitationAmount3h, Some(Milli::ZERO));
    trace.marks = weather::Marks::trace_of(Variable::PrecipitationAmount3h).expect("a mark");
    // 30 degrees in three hours: both are suspect, and stay so without being judged again.
    let reports = [(report(time(2, 3), 0), Some(time(2, 4))), (trace, None)];
    source.stage(batch("a", 5, &reports), NOW).await.expect("staged");
    target.stage(batch("b", 5, &plain(&[report(time(9, 3), 7)])), NOW).await.expect("staged");
    let before = target.revision().await.expect("revision");
    let (month, chunks) = month_of(&source).await;
    assert_eq!(target.restore_month(month, chunks, NOW).await.expect("taken over"), 2);
    assert_eq!(content(&target).await, content(&source).await);
    let revision = target.revision().await.expect("revision");
    assert!(revision > before && rows(&target).await.iter().all(|row| row.revision == revision));
}

pub(crate) async fn a_month_that_breaks_off_changes_nothing<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let (source, target) = (make().await, make().await);
    source.stage(batch("a", 5, &plain(&[report(time(2, 3), 1)])), NOW).await.expect("staged");
    target.stage(batch("b", 5, &plain(&[report(time(9, 3), 7)])), NOW).await.expect("staged");
    let before = rows(&target).await;
    let (month, chunks) = month_of(&source).await;
    let broken = chunks.chain(std::iter::once(Err(Error::new(Kind::Unavailable, "cut"))));
    let error = target.restore_month(month, Box::new(broken), NOW).await.expect_err("broken off");
    assert_eq!(error.to_string(), "cut");
    assert_eq!(rows(&target).await, before);
}

pub(crate) async fn an_account_is_taken_over<Z: StagingZone>(make: &impl AsyncFn() -> Z) {
    let target = make().await;
    target.stage(batch("old", 1, &plain(&[report(time(2, 3), 1)])), NOW).await.expect("staged");
    let source = make().await;
    let mut builder = BatchBuilder::new(&std::env::temp_dir(), 3);
    open(&mut builder, "a", 5);
    builder.accept(1, &report(time(2, 3), 1), None).expect("kept");
    builder.reject(2, None, "cut".to_owned(), "x;y".to_owned()).expect("kept");
    builder.close_object("test", Vec::new());
    source.stage(Arc::new(builder.finish().expect("finished")), NOW).await.expect("staged");
    let receipts = source.receipts().await.expect("receipts");
    let rejects = source.rejects(None).await.expect("rejects");
    let mut account = BatchBuilder::new(&std::env::temp_dir(), 3);
    open(&mut account, "a", 5);
    account.reject(2, None, "cut".to_owned(), "x;y".to_owned()).expect("kept");
    account.close_object("test", Vec::new());
    let account = Arc::new(account.finish().expect("finished"));
    target.restore_account(receipts.clone(), account, NOW).await.expect("taken over");
    let revision = target.revision().await.expect("revision");
    let expected: Vec<Receipt> = receipts.into_iter().map(|receipt| Receipt { revision, ..receipt }).collect();
    assert_eq!(target.receipts().await.expect("receipts"), expected);
    assert_eq!(target.rejects(None).await.expect("rejects"), rejects);
}

mod tests {
    use super::staging_zone_conformance;
    use crate::staging::{DeltaStaging, MemoryStaging};

    mod memory {
        super::staging_zone_conformance!(conformance, async || super::MemoryStaging::default());
    }

    mod delta {
        super::staging_zone_conformance!(conformance, super::in_a_folder());
    }

    mod delta_in_a_bucket {
        super::staging_zone_conformance!(conformance_on_server, super::in_a_bucket());
    }

    /// Makes zones under prefixes of their own in the bucket of the test server.
    fn in_a_bucket() -> Option<impl AsyncFn() -> DeltaStaging> {
        crate::conformance::server("s3")?;
        Some(async || {
            let store = crate::conformance::bucket().expect("a server");
            DeltaStaging::bucket(store, weather::quality::Control::standard())
        })
    }

    /// Makes zones in folders of their own.
    fn in_a_folder() -> impl AsyncFn() -> DeltaStaging {
        let folder = tempfile::tempdir().expect("a folder");
        let next = std::sync::atomic::AtomicUsize::new(0);
        async move || {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let url = url::Url::from_directory_path(folder.path().join(number.to_string())).expect("an address");
            DeltaStaging::new(&url, weather::quality::Control::standard()).expect("a zone")
        }
    }
}
