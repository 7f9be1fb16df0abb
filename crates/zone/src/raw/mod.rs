//! The raw zone: the bytes as they came, each kept once under its sha256 with a sidecar that says where it came from.
//!
//! An object is `objects/ab/<sha256>`; its sidecar `objects/ab/<sha256>.json` is written last, atomically, and only
//! if there is none. An object counts only when its sidecar exists, and is never modified afterwards. Bytes on their
//! way in lie under `incoming/`, which no listing sees. Beside the objects, and mutable, is what is known of each
//! address fetched: `fetches/<sha256 of the address>.json`.
//!
//! What the bytes mean is not known here: recognising and parsing them belongs to the callers.

#[cfg(test)]
pub(crate) mod conformance;
mod fetches;
mod id;
mod layout;
mod object;
mod place;
mod read;
mod store;
mod sweep;
#[cfg(test)]
pub(crate) mod tests;
mod upload;

pub use fetches::FetchState;
pub use id::{ObjectId, ObjectIdError};
pub use object::{ObjectFacts, ObjectKind, RawObject};
pub use read::ReadSeek;
pub use store::ObjectRawZone;
pub use upload::{Incoming, RawUpload};

use std::fmt::Debug;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use weather::Time;

use crate::{Finding, Result};

/// What committing an upload came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The object as the zone keeps it: with the facts of its first commit.
    pub object: RawObject,
    /// Whether this commit made it; `false` where the same bytes were kept already.
    pub created: bool,
}

/// How much a raw zone holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The number of objects.
    pub objects: u64,
    /// Their bytes, sidecars not counted.
    pub bytes: u64,
}

/// The contract of the raw zone.
///
/// An upload is received in three steps, so that the caller can look at it before anything is kept:
/// [`begin`](Self::begin) and write, [`open_incoming`](Self::open_incoming), then [`commit`](Self::commit) or
/// [`discard`](Self::discard). Every call may run at the same time as any other, in this process or in another one.
#[async_trait]
pub trait RawZone: Debug + Send + Sync {
    /// Begins an upload.
    async fn begin(&self) -> Result<RawUpload>;

    /// Opens a finished upload that is not kept yet, for blocking reads.
    async fn open_incoming(&self, incoming: &Incoming) -> Result<Box<dyn ReadSeek>>;

    /// Keeps an upload. Bytes that are kept already stay as they are, facts included, and the upload is dropped.
    async fn commit(&self, incoming: Incoming, facts: ObjectFacts) -> Result<Put>;

    /// Drops an upload: nothing of it stays.
    async fn discard(&self, incoming: Incoming) -> Result<()>;

    /// The sidecar of an object; `NotFound` where it is not kept.
    async fn get(&self, id: ObjectId) -> Result<RawObject>;

    /// Every object, in no particular order. A sidecar that cannot be read is an error item; the rest still follow.
    fn list(&self) -> BoxStream<'static, Result<RawObject>>;

    /// Opens an object for blocking reads: the file itself, or a local copy where the storage is remote.
    async fn open(&self, id: ObjectId) -> Result<Box<dyn ReadSeek>>;

    /// The bytes of an object as a stream.
    async fn bytes(&self, id: ObjectId) -> Result<BoxStream<'static, Result<Bytes>>>;

    /// Reads an object again and compares its size and sha256: `Corrupt` where it is not what was kept.
    async fn verify(&self, id: ObjectId) -> Result<()>;

    /// Asks the storage whether it can be written, by writing; the error says what to do.
    async fn check(&self) -> Result<()>;

    /// Looks at everything that could keep the zone from working, for people: reachable, right credentials, rights to
    /// make and write, clock, version, room. Leaves nothing behind.
    ///
    /// It goes on after a failure where that tells more.
    async fn examine(&self, _now: Time) -> Vec<Finding> {
        let answers = self.check().await.map(|()| "yes".to_owned());
        vec![Finding::new("answers", answers)]
    }

    /// How much is kept.
    async fn usage(&self) -> Result<Usage>;

    /// Deletes what killed uploads left behind and nobody has touched since `older_than`; says how many files.
    async fn sweep(&self, older_than: Time) -> Result<u64>;

    /// What is known of an address; `None` where it was never fetched.
    async fn last_fetch(&self, url: &str) -> Result<Option<FetchState>>;

    /// Remembers what an address last gave.
    async fn record_fetch(&self, state: FetchState) -> Result<()>;
}
