//! What is known of addresses, and the zone's housekeeping.

use futures::StreamExt;
use weather::Time;

use super::super::{FetchState, ObjectId};
use super::{Fixture, facts, upload};

const URL: &str = "https://example.org/data/OBS/SYNOP/synop_2025.csv.gz";

fn state(url: &str, checked: i64) -> FetchState {
    FetchState {
        url: url.into(),
        object: ObjectId::of(url.as_bytes()),
        etag: Some("\"5d41402a\"".into()),
        last_modified: None,
        checked_time: Time::from_unix(checked),
    }
}

pub(crate) async fn an_address_never_fetched_is_unknown(fixture: &dyn Fixture) {
    assert_eq!(fixture.zone().last_fetch(URL).await.expect("the zone answers"), None);
}

pub(crate) async fn the_last_fetch_is_remembered(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    zone.record_fetch(state(URL, 1)).await.expect("the zone answers");
    assert_eq!(zone.last_fetch(URL).await.expect("the zone answers"), Some(state(URL, 1)));
    assert_eq!(zone.list().count().await, 0);
}

pub(crate) async fn a_later_fetch_replaces_the_state(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    zone.record_fetch(state(URL, 1)).await.expect("the zone answers");
    zone.record_fetch(state(URL, 2)).await.expect("the zone answers");
    assert_eq!(zone.last_fetch(URL).await.expect("the zone answers"), Some(state(URL, 2)));
}

pub(crate) async fn addresses_are_told_apart_whatever_they_hold(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let long = "x".repeat(5_000);
    let urls = [URL, "https://a/../b?where=date >= '2025'&é#1", "https://a/b", "https://a/c", "", long.as_str()];
    for url in urls {
        zone.record_fetch(state(url, 1)).await.expect("the zone answers");
    }
    for url in urls {
        assert_eq!(zone.last_fetch(url).await.expect("the zone answers"), Some(state(url, 1)));
    }
}

pub(crate) async fn check_leaves_nothing(fixture: &dyn Fixture) {
    fixture.zone().check().await.expect("the zone answers");
    assert_eq!(fixture.files().await, [""; 0]);
}

pub(crate) async fn sweep_deletes_old_uploads_only(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let kept = upload(&*zone, b"kept").await;
    zone.commit(kept, facts("kept")).await.expect("the zone answers");
    zone.record_fetch(state(URL, 1)).await.expect("the zone answers");
    let _left_by_a_killed_process = upload(&*zone, b"left").await;
    let files = fixture.files().await.len();
    // Nothing is older than 1970; everything is older than 2100.
    assert_eq!(zone.sweep(Time::from_unix(0)).await.expect("the zone answers"), 0);
    assert_eq!(fixture.files().await.len(), files);
    assert_eq!(zone.sweep(Time::from_unix(4_102_444_800)).await.expect("the zone answers"), 1);
    assert_eq!(fixture.files().await.len(), files - 1);
    assert_eq!(zone.usage().await.expect("the zone answers").objects, 1);
    assert!(zone.last_fetch(URL).await.expect("the zone answers").is_some());
}
