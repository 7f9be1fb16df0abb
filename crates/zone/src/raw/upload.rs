//! An upload: bytes stream to the zone's incoming folder while their digest is computed.
//!
//! An upload that is dropped leaves at most a file that no listing sees and that `sweep` deletes.

use bytes::Bytes;
use object_store::path::Path;
use object_store::{MultipartUpload, WriteMultipart};
use sha2::{Digest, Sha256};

use super::ObjectId;
use super::place::InZone;
use crate::Result;

/// The size of a part. S3 allows 10,000 parts of at least 5 MiB, so this is good for objects of 80 GB.
const PART_BYTES: usize = 8 << 20;
/// How many parts may be on their way at once: with the part being filled, what an upload holds in memory.
const PARTS_IN_FLIGHT_MAX: usize = 2;

/// An upload under way.
#[derive(Debug)]
pub struct RawUpload {
    /// The address of the zone, for people.
    location: String,
    path: Path,
    parts: WriteMultipart,
    hasher: Sha256,
    size: u64,
}

/// An upload that is complete and not kept yet.
#[derive(Debug)]
#[must_use = "an upload is to be committed or discarded"]
pub struct Incoming {
    pub(super) path: Path,
    /// The sha256 of its bytes: the id it will have.
    pub sha256: ObjectId,
    /// Its size in bytes.
    pub size: u64,
}

impl Incoming {
    /// The same upload, to try again what was to be done with it.
    pub(crate) fn again(&self) -> Self {
        Self { path: self.path.clone(), ..*self }
    }
}

impl RawUpload {
    pub(super) fn new(location: String, path: Path, upload: Box<dyn MultipartUpload>) -> Self {
        let parts = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        Self { location, path, parts, hasher: Sha256::new(), size: 0 }
    }

    /// Adds bytes at the end; waits where the storage is slower than the caller.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.parts.wait_for_capacity(PARTS_IN_FLIGHT_MAX).await.in_zone(&self.location)?;
        self.hasher.update(&bytes);
        self.size += bytes.len() as u64;
        self.parts.put(bytes);
        Ok(())
    }

    /// How many bytes were written.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Completes the upload. Nothing is kept yet.
    pub async fn finish(self) -> Result<Incoming> {
        self.parts.finish().await.in_zone(&self.location)?;
        Ok(Incoming { path: self.path, sha256: ObjectId::from_hasher(self.hasher), size: self.size })
    }

    /// Gives the upload up: nothing of it stays.
    pub async fn abort(self) -> Result<()> {
        self.parts.abort().await.in_zone(&self.location)
    }
}
