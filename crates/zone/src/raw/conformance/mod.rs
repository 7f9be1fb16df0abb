//! What every raw zone does: one small test a behaviour, run on every backend by [`raw_zone_conformance!`].
//!
//! A backend offers a [`Fixture`]: a fresh, empty zone and a way to look and meddle behind its back.

mod addresses;
mod damage;
mod reading;
mod uploads;

pub(crate) use addresses::*;
pub(crate) use damage::*;
pub(crate) use reading::*;
pub(crate) use uploads::*;

use std::io::Read;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use weather::Time;

use super::{Incoming, ObjectFacts, ObjectId, ObjectKind, Put, RawZone, ReadSeek};

/// A fresh zone and what lies behind it.
#[async_trait]
pub(crate) trait Fixture: Send + Sync {
    /// The zone under test.
    fn zone(&self) -> Arc<dyn RawZone>;

    /// Replaces a stored file behind the zone's back, or deletes it.
    async fn replace(&self, path: &str, content: Option<&[u8]>);

    /// Every file stored, temporary ones included.
    async fn files(&self) -> Vec<String>;
}

/// Makes one test of each behaviour, on the fixture that `$fixture` gives.
macro_rules! raw_zone_conformance {
    ($fixture:expr) => {
        crate::raw::conformance::raw_zone_conformance!(conformance, $fixture);
    };
    ($macro:ident, $fixture:expr) => {
        crate::conformance::$macro! { raw, $fixture;
            what_is_put_is_read_back an_empty_object_is_kept an_object_larger_than_a_part_is_read_back
            the_same_bytes_are_kept_once the_same_bytes_at_once_are_kept_once an_upload_is_unseen_until_committed
            an_upload_can_be_read_before_it_is_kept a_discarded_upload_leaves_nothing
            an_aborted_upload_leaves_nothing
            more_than_a_thousand_objects_are_listed an_empty_zone_lists_nothing usage_counts_objects_and_bytes
            an_unknown_object_is_not_found an_object_is_read_from_its_middle a_name_is_never_a_path
            verify_accepts_what_was_kept verify_finds_a_flipped_bit verify_finds_a_cut_object
            verify_finds_lost_bytes a_damaged_sidecar_is_told_and_hides_nothing_else
            bytes_without_a_sidecar_do_not_count a_commit_adopts_bytes_without_a_sidecar
            an_address_never_fetched_is_unknown the_last_fetch_is_remembered a_later_fetch_replaces_the_state
            addresses_are_told_apart_whatever_they_hold check_leaves_nothing sweep_deletes_old_uploads_only
        }
    };
}

pub(crate) use raw_zone_conformance;

/// Facts with this name.
pub(super) fn facts(name: &str) -> ObjectFacts {
    ObjectFacts {
        kind: ObjectKind::Observations,
        name: name.into(),
        source: "upload".into(),
        url: None,
        fetch_time: Time::from_unix(1_767_225_600),
        media_type: Some("text/csv".into()),
        etag: None,
        last_modified: None,
    }
}

/// Bytes that do not repeat within a part.
pub(crate) fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..size).map(|_| next()).collect()
}

/// Uploads bytes and does not keep them yet.
pub(super) async fn upload(zone: &dyn RawZone, bytes: &[u8]) -> Incoming {
    let mut upload = zone.begin().await.expect("the zone answers");
    for chunk in bytes.chunks(100_000) {
        upload.write(Bytes::copy_from_slice(chunk)).await.expect("the zone answers");
    }
    upload.finish().await.expect("the zone answers")
}

/// Keeps bytes under a name.
pub(crate) async fn put(zone: &dyn RawZone, name: &str, bytes: &[u8]) -> Put {
    let incoming = upload(zone, bytes).await;
    zone.commit(incoming, facts(name)).await.expect("the zone answers")
}

/// Keeps bytes and says their id.
pub(super) async fn keep(zone: &dyn RawZone, bytes: &[u8]) -> ObjectId {
    put(zone, "synop.csv", bytes).await.object.sha256
}

/// Everything a reader gives.
pub(super) fn read_all(mut reader: Box<dyn ReadSeek>) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).expect("the zone answers");
    bytes
}

/// Where the bytes of an object lie.
pub(super) fn object_path(id: ObjectId) -> String {
    super::layout::object(id).to_string()
}

/// Where the sidecar of an object lies.
pub(super) fn sidecar_path(id: ObjectId) -> String {
    super::layout::sidecar(id).to_string()
}
