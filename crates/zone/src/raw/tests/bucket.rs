//! The raw zone in a bucket of a real S3 server.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::TempDir;

use super::super::conformance::Fixture;
use super::super::{ObjectRawZone, RawZone};
use crate::store::Store;

/// A zone under a fresh prefix of the test server's bucket.
struct Bucket {
    store: Store,
    spool: TempDir,
}

impl Bucket {
    fn fresh() -> Option<Self> {
        Some(Self { store: crate::conformance::bucket()?, spool: tempfile::tempdir().expect("a temporary folder") })
    }
}

#[async_trait]
impl Fixture for Bucket {
    fn zone(&self) -> Arc<dyn RawZone> {
        Arc::new(ObjectRawZone::bucket(self.store.clone(), self.spool.path()))
    }

    async fn replace(&self, path: &str, content: Option<&[u8]>) {
        // The zone may not have asked for the bucket yet.
        self.zone().check().await.expect("the server answers");
        match content {
            Some(content) => {
                self.store.inside().put(&Path::from(path), Bytes::copy_from_slice(content).into()).await.map(drop)
            }
            None => self.store.inside().delete(&Path::from(path)).await,
        }
        .expect("the server answers");
    }

    async fn files(&self) -> Vec<String> {
        let files = self.store.inside().list(None).map_ok(|file| file.location.to_string());
        files.try_collect().await.expect("the server answers")
    }
}

crate::raw::conformance::raw_zone_conformance!(conformance_on_server, Bucket::fresh());

#[tokio::test]
async fn an_object_too_large_to_be_copied_is_sent_again_in_parts() {
    let Some(bucket) = Bucket::fresh() else { return };
    let zone = ObjectRawZone::bucket(bucket.store.clone(), bucket.spool.path()).renaming_up_to(1_000_000);
    let bytes = super::super::conformance::noise(9_000_000);
    let kept = super::super::conformance::put(&zone, "large", &bytes).await;
    zone.verify(kept.object.sha256).await.expect("as it was");
    assert_eq!(bucket.files().await.len(), 2);
}
