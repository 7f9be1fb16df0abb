//! From an upload to a kept object.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};

use super::super::{ObjectId, RawObject};
use super::{Fixture, facts, keep, noise, put, read_all, upload};
use crate::Kind;

pub(crate) async fn what_is_put_is_read_back(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let put = put(&*zone, "synop.csv", b"numer_sta;date;").await;
    let id = put.object.sha256;
    assert!(put.created);
    assert_eq!(id, ObjectId::of(b"numer_sta;date;"));
    assert_eq!((put.object.size, put.object.name.as_str()), (15, "synop.csv"));
    assert_eq!(zone.get(id).await.expect("the zone answers"), put.object);
    assert_eq!(read_all(zone.open(id).await.expect("the zone answers")), b"numer_sta;date;");
    let streamed: Vec<Bytes> =
        zone.bytes(id).await.expect("the zone answers").try_collect().await.expect("the zone answers");
    assert_eq!(streamed.concat(), b"numer_sta;date;");
}

pub(crate) async fn an_empty_object_is_kept(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let id = keep(&*zone, b"").await;
    assert_eq!(zone.get(id).await.expect("the zone answers").size, 0);
    assert_eq!(read_all(zone.open(id).await.expect("the zone answers")), b"");
}

pub(crate) async fn an_object_larger_than_a_part_is_read_back(fixture: &dyn Fixture) {
    let (zone, bytes) = (fixture.zone(), noise(20_000_001));
    let id = keep(&*zone, &bytes).await;
    assert!(read_all(zone.open(id).await.expect("the zone answers")) == bytes);
    zone.verify(id).await.expect("the zone answers");
}

pub(crate) async fn the_same_bytes_are_kept_once(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let first = put(&*zone, "first.csv", b"same").await;
    let files = fixture.files().await;
    let second = put(&*zone, "second.csv", b"same").await;
    assert!(!second.created);
    assert_eq!(second.object, first.object);
    assert_eq!(fixture.files().await, files);
}

pub(crate) async fn the_same_bytes_at_once_are_kept_once(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let names: Vec<String> = (0..16).map(|number| number.to_string()).collect();
    let mut uploads = Vec::new();
    for _ in &names {
        uploads.push(upload(&*zone, b"same").await);
    }
    let commits = uploads.into_iter().zip(&names).map(|(incoming, name)| zone.commit(incoming, facts(name)));
    let puts = futures::future::try_join_all(commits).await.expect("the zone answers");
    assert_eq!(puts.iter().filter(|put| put.created).count(), 1);
    assert!(puts.iter().all(|put| put.object == puts[0].object));
    assert_eq!(fixture.files().await.len(), 2);
}

pub(crate) async fn an_upload_is_unseen_until_committed(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let incoming = upload(&*zone, b"not yet").await;
    let id = incoming.sha256;
    assert_eq!(zone.get(id).await.unwrap_err().kind(), Kind::NotFound);
    assert_eq!(zone.list().count().await, 0);
    assert_eq!(zone.usage().await.expect("the zone answers").objects, 0);
    let put = zone.commit(incoming, facts("now")).await.expect("the zone answers");
    let listed: Vec<RawObject> = zone.list().try_collect().await.expect("the zone answers");
    assert_eq!(listed, [put.object]);
}

pub(crate) async fn an_upload_can_be_read_before_it_is_kept(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let incoming = upload(&*zone, b"<html>").await;
    assert_eq!(read_all(zone.open_incoming(&incoming).await.expect("the zone answers")), b"<html>");
    zone.discard(incoming).await.expect("the zone answers");
}

pub(crate) async fn a_discarded_upload_leaves_nothing(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let incoming = upload(&*zone, b"<html>").await;
    zone.discard(incoming).await.expect("the zone answers");
    assert_eq!(fixture.files().await, [""; 0]);
}

pub(crate) async fn an_aborted_upload_leaves_nothing(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let mut upload = zone.begin().await.expect("the zone answers");
    upload.write(Bytes::from(noise(9_000_000))).await.expect("the zone answers");
    upload.abort().await.expect("the zone answers");
    assert_eq!(fixture.files().await, [""; 0]);
}
