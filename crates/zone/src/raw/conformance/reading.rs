//! Finding and reading what is kept.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};

use futures::{StreamExt, TryStreamExt, stream};

use super::super::{ObjectId, Usage};
use super::{Fixture, keep, noise, put};
use crate::Kind;

pub(crate) async fn more_than_a_thousand_objects_are_listed(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let puts = (0..1_100_u32).map(|number| {
        let zone = &zone;
        async move { keep(&**zone, &number.to_le_bytes()).await }
    });
    let kept: BTreeSet<ObjectId> = stream::iter(puts).buffer_unordered(32).collect().await;
    let listed: Vec<ObjectId> =
        zone.list().map_ok(|object| object.sha256).try_collect().await.expect("the zone answers");
    assert_eq!(listed.len(), 1_100);
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), kept);
}

pub(crate) async fn an_empty_zone_lists_nothing(fixture: &dyn Fixture) {
    assert_eq!(fixture.zone().list().count().await, 0);
    assert_eq!(fixture.zone().usage().await.expect("the zone answers"), Usage::default());
}

pub(crate) async fn usage_counts_objects_and_bytes(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    keep(&*zone, &[1; 100]).await;
    keep(&*zone, &[2; 23]).await;
    keep(&*zone, &[2; 23]).await;
    assert_eq!(zone.usage().await.expect("the zone answers"), Usage { objects: 2, bytes: 123 });
}

pub(crate) async fn an_unknown_object_is_not_found(fixture: &dyn Fixture) {
    let (zone, id) = (fixture.zone(), ObjectId::of(b"never put"));
    let errors = [
        zone.get(id).await.unwrap_err(),
        zone.open(id).await.err().expect("the zone answers"),
        zone.bytes(id).await.err().expect("the zone answers"),
        zone.verify(id).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), Kind::NotFound);
        assert!(error.to_string().contains(&id.to_string()), "{error}");
    }
}

pub(crate) async fn an_object_is_read_from_its_middle(fixture: &dyn Fixture) {
    // Larger than what is held in memory while a remote object is read.
    let (zone, bytes) = (fixture.zone(), noise(3_000_000));
    let id = keep(&*zone, &bytes).await;
    let mut reader = zone.open(id).await.expect("the zone answers");
    let mut four = [0; 4];
    for place in [2_999_996, 1_500_000, 0] {
        reader.seek(SeekFrom::Start(place as u64)).expect("the zone answers");
        reader.read_exact(&mut four).expect("the zone answers");
        assert_eq!(four, bytes[place..place + 4]);
    }
}

pub(crate) async fn a_name_is_never_a_path(fixture: &dyn Fixture) {
    let zone = fixture.zone();
    let name = "../../etc/passwd\0\u{202e}";
    let put = put(&*zone, name, b"odd").await;
    assert_eq!(zone.get(put.object.sha256).await.expect("the zone answers").name, name);
    assert!(fixture.files().await.iter().all(|file| file.starts_with("objects/")));
}
