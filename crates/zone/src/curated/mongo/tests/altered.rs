//! What somebody else changed in the collections is told with its place, and made good by writing again.

use super::server::{DAYS, LOG, MONTHS};
use super::*;

async fn change(zone: &MongoCurated, collection: &str, id: &str, what: Document) {
    let documents = super::collection(zone, collection).await;
    let changed = documents.update_one(doc! { "_id": id }, doc! { "$set": what }).await.expect("changed");
    assert_eq!(changed.matched_count, 1, "{id}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_document_is_named_and_written_again() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    let expected = days(&["07005"], 8, 0);
    write(&zone, expected.clone(), 1).await.expect("written");
    change(&zone, DAYS, "07005/climatological/2013-01-07", doc! { "metrics.temperature.min": "cold" }).await;
    let error = read(&zone).await.expect_err("refused");
    assert_eq!(error.kind(), Kind::Corrupt);
    let text = error.to_string();
    assert!(text.contains("07005/climatological/2013-01-07") && text.contains("temperature_min"), "{text}");
    assert!(error.next_step().is_some_and(|hint| hint.contains("curate --again")), "{error:?}");
    assert_eq!(write(&zone, expected.clone(), 2).await.expect("written"), Written { changed: 1, unchanged: 7 });
    assert_eq!(read(&zone).await.expect("days"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_changed_by_hand_is_found_by_writing_again() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    let expected = days(&["07005"], 8, 0);
    write(&zone, expected.clone(), 1).await.expect("written");
    change(&zone, DAYS, "07005/climatological/2013-01-07", doc! { "metrics.temperature.min": 99.5 }).await;
    assert_eq!(write(&zone, expected.clone(), 1).await.expect("written"), Written { changed: 1, unchanged: 7 });
    assert_eq!(read(&zone).await.expect("days"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_month_is_named_and_made_again() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    write(&zone, days(&["07005"], 8, 0), 1).await.expect("written");
    let before = months(&zone).await;
    change(&zone, MONTHS, "07005/2013-01", doc! { "temperature_min_present": -1_i64 }).await;
    let error = zone.months(MonthRequest::default()).await.expect_err("refused");
    assert_eq!(error.kind(), Kind::Corrupt);
    assert!(
        error.to_string().contains("07005/2013-01") && error.to_string().contains("temperature_min_present"),
        "{error}"
    );
    write(&zone, days(&["07005"], 8, 0), 2).await.expect("written");
    assert_eq!(months(&zone).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_indexes_and_collections_are_made_again() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let zone = zone_at(&address);
    let expected = days(&["07005"], 8, 0);
    write(&zone, expected.clone(), 1).await.expect("written");
    collection(&zone, DAYS).await.drop_indexes().await.expect("dropped");
    collection(&zone, MONTHS).await.drop().await.expect("dropped");
    collection(&zone, LOG).await.drop().await.expect("dropped");
    // Without its log the zone is empty, and the next write knows nothing that was.
    assert_eq!((zone.watermark("s").await.expect("read"), read(&zone).await.expect("days")), (None, Vec::new()));
    let zone = zone_at(&address);
    assert_eq!(write(&zone, expected.clone(), 1).await.expect("written"), Written { changed: 0, unchanged: 8 });
    assert_eq!((read(&zone).await.expect("days"), months(&zone).await.len()), (expected, 1));
    let names = collection(&zone, DAYS).await.list_index_names().await.expect("names");
    assert!(names.contains(&"station_id_1_period_1_day_1".to_owned()), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_somebody_else_in_the_way_are_told() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let zone = zone_at(&address);
    let documents = collection(&zone, DAYS).await;
    for id in ["one", "two"] {
        let document = doc! { "_id": id, "station_id": "07005", "period": "utc", "day": "2013-01-01" };
        documents.insert_one(document).await.expect("inserted");
    }
    let error = write(&zone, days(&["07005"], 8, 0), 1).await.expect_err("refused");
    assert_eq!(error.kind(), Kind::Corrupt);
    assert!(error.to_string().contains("station_id, period, day"), "{error}");
}
