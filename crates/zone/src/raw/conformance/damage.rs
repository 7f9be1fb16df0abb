//! What is not as it was kept is found, named, and hides nothing else.

use futures::StreamExt;

use super::super::ObjectId;
use super::{Fixture, keep, noise, object_path, put, sidecar_path};
use crate::{Error, Kind};

pub(crate) async fn verify_accepts_what_was_kept(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let id = keep(&*zone, &noise(1_000_000)).await;
    zone.verify(id).await.expect("the zone answers");
}

pub(crate) async fn verify_finds_a_flipped_bit(fixture: &dyn Fixture) {
    let mut bytes = noise(1_000_000);
    let id = keep(&*fixture.zone(), &bytes).await;
    bytes[654_321] ^= 0b0000_1000;
    fixture.replace(&object_path(id), Some(&bytes)).await;
    assert_corrupt(fixture, id).await;
}

pub(crate) async fn verify_finds_a_cut_object(fixture: &dyn Fixture) {
    let bytes = noise(1_000);
    let id = keep(&*fixture.zone(), &bytes).await;
    fixture.replace(&object_path(id), Some(&bytes[..999])).await;
    let error = assert_corrupt(fixture, id).await;
    assert!(error.to_string().contains("999 bytes"), "{error}");
}

pub(crate) async fn verify_finds_lost_bytes(fixture: &dyn Fixture) {
    let id = keep(&*fixture.zone(), b"lost").await;
    fixture.replace(&object_path(id), None).await;
    assert_corrupt(fixture, id).await;
    assert_eq!(fixture.zone().open(id).await.err().expect("the zone answers").kind(), Kind::Corrupt);
}

async fn assert_corrupt(fixture: &dyn Fixture, id: ObjectId) -> Error {
    let error = fixture.zone().verify(id).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Corrupt);
    assert!(error.to_string().contains(&id.to_string()), "{error}");
    assert!(error.next_step().is_some());
    error
}

pub(crate) async fn a_damaged_sidecar_is_told_and_hides_nothing_else(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let (damaged, sound) = (keep(&*zone, b"damaged").await, keep(&*zone, b"sound").await);
    fixture.replace(&sidecar_path(damaged), Some(b"{\"version\": 1, ")).await;
    assert_eq!(zone.get(damaged).await.unwrap_err().kind(), Kind::Corrupt);
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for listed in zone.list().collect::<Vec<_>>().await {
        match listed {
            Ok(object) => found.push(object.sha256),
            Err(error) => errors.push(error),
        }
    }
    assert_eq!(found, [sound]);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().contains(&damaged.to_string()), "{}", errors[0]);
}

pub(crate) async fn bytes_without_a_sidecar_do_not_count(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let id = ObjectId::of(b"orphan");
    fixture.replace(&object_path(id), Some(b"orphan")).await;
    assert_eq!(zone.get(id).await.unwrap_err().kind(), Kind::NotFound);
    assert_eq!(zone.open(id).await.err().expect("the zone answers").kind(), Kind::NotFound);
    assert_eq!(zone.list().count().await, 0);
    assert_eq!(zone.usage().await.expect("the zone answers").objects, 0);
}

pub(crate) async fn a_commit_adopts_bytes_without_a_sidecar(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let id = ObjectId::of(b"orphan");
    // Cut short: what a commit that was killed leaves is not trusted.
    fixture.replace(&object_path(id), Some(b"orph")).await;
    assert!(put(&*zone, "again.csv", b"orphan").await.created);
    zone.verify(id).await.expect("the zone answers");
}
