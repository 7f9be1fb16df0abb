//! The raw zone over an object store: a folder, memory or a bucket, with the same code.
//!
//! Only what object stores have in common is used: conditional put, multipart upload, rename (a copy and a delete
//! where the storage has no better), listing by prefix.

use std::fmt;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutMode};
use serde::Deserialize;
use uuid::Uuid;
use weather::Time;

use super::layout::{self, Stored};
use super::object::{from_json, to_json};
use super::place::InZone;
use super::sweep::{self, Tally};
use super::{FetchState, Incoming, ObjectFacts, ObjectId, Put, RawObject, RawUpload, RawZone, ReadSeek, Usage, read};
use crate::store::{Store, examine_folder};
use crate::{Error, Finding, Kind, Result};

/// How many sidecars a listing reads at once.
const SIDECARS_AT_ONCE: usize = 16;
/// S3 copies no larger object in one request.
const COPY_MAX_BYTES: u64 = 5 << 30;

/// A raw zone over an object store.
///
/// The temporary names of uploads are random (UUID v4); nothing that is kept depends on them.
#[derive(Debug, Clone)]
pub struct ObjectRawZone {
    store: Arc<dyn ObjectStore>,
    /// The address of the zone, for people.
    location: String,
    /// The folder on this machine, where the zone is one.
    folder: Option<PathBuf>,
    /// The bucket, where the zone is in one: it is asked before the first write.
    bucket: Option<Store>,
    /// The largest object that is renamed; a larger one is sent again under its name.
    rename_max_bytes: u64,
    /// Where copies of large remote objects lie while they are read.
    spool: PathBuf,
}

impl ObjectRawZone {
    /// The raw zone in a folder of this machine, which is made where it is missing.
    pub fn folder(folder: &FsPath) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| Error::io(folder.display(), error))?;
        let store = LocalFileSystem::new_with_prefix(folder)?;
        let location = format!("file://{}", folder.display());
        Ok(Self { folder: Some(folder.into()), ..Self::over(Arc::new(store), location, folder) })
    }

    /// An empty raw zone in memory; objects above 1 MiB are copied to a file in `spool` while they are read.
    pub fn memory(spool: &FsPath) -> Self {
        Self::over(Arc::new(InMemory::new()), "memory://".into(), spool)
    }

    /// The raw zone at the root of any object store; `location` is its address for people, without secrets.
    ///
    /// Objects above 1 MiB are copied to a temporary file in `spool` while they are read with
    /// [`open`](RawZone::open).
    pub fn over(store: Arc<dyn ObjectStore>, location: String, spool: &FsPath) -> Self {
        Self { store, location, folder: None, bucket: None, rename_max_bytes: u64::MAX, spool: spool.into() }
    }

    /// The raw zone in a bucket; objects above 1 MiB are copied to a temporary file in `spool` while they are read.
    pub fn bucket(store: Store, spool: &FsPath) -> Self {
        let zone = Self::over(store.inside(), store.url().to_string(), spool);
        Self { bucket: Some(store), rename_max_bytes: COPY_MAX_BYTES, ..zone }
    }

    /// With another limit to what is renamed, to see what becomes of larger objects.
    #[cfg(test)]
    pub(super) fn renaming_up_to(self, rename_max_bytes: u64) -> Self {
        Self { rename_max_bytes, ..self }
    }

    /// Reads a small document; `None` where there is none.
    async fn document<T: for<'de> Deserialize<'de>>(&self, path: &Path) -> Result<Option<T>> {
        match self.store.get(path).await {
            Ok(got) => from_json(&got.bytes().await.in_zone(&self.location)?, &self.place(path)).map(Some),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error).in_zone(&self.location),
        }
    }

    /// The address of a file, for people.
    fn place(&self, path: &Path) -> String {
        format!("{}/{path}", self.location.trim_end_matches('/'))
    }

    async fn find(&self, id: ObjectId) -> Result<Option<RawObject>> {
        self.document(&layout::sidecar(id)).await
    }

    /// The bytes of an object that is known to have a sidecar.
    async fn kept_bytes(&self, id: ObjectId) -> Result<object_store::GetResult> {
        match self.store.get(&layout::object(id)).await {
            Err(object_store::Error::NotFound { .. }) => Err(self.damaged(id, "its bytes are gone")),
            got => got.in_zone(&self.location),
        }
    }

    /// The error of an object that is not what was kept.
    fn damaged(&self, id: ObjectId, how: &str) -> Error {
        let what = format!("raw object {id} in {} is damaged: {how}", self.location);
        Error::new(Kind::Corrupt, what).hint(format!(
            "delete {0} and {0}.json in the raw zone and fetch or ingest the file again, or restore them from a copy",
            layout::object(id)
        ))
    }

    /// Makes a file of the zone survive a power cut, where the zone is a folder: object stores do so themselves.
    async fn sync(&self, path: &Path) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let file = folder.join(path.as_ref());
        let synced = match tokio::fs::File::open(&file).await {
            Ok(opened) => opened.sync_all().await,
            Err(error) => Err(error),
        };
        synced.map_err(|error| Error::io(file.display(), error))
    }

    /// How to put what must not replace anything, once the storage is known to be there.
    ///
    /// A bucket that ignores the condition is good enough: whoever puts the same bytes at the same moment overwrites
    /// facts with facts, and the bytes are the same.
    async fn create_mode(&self) -> Result<PutMode> {
        match &self.bucket {
            Some(bucket) if !bucket.ready().await?.conditional_put => Ok(PutMode::Overwrite),
            _ => Ok(PutMode::Create),
        }
    }

    /// Gives an upload its lasting name.
    ///
    /// Another upload may do the same at this moment: it renames the same bytes to the same name. So may an earlier try
    /// of this one whose answer was lost: then the upload is gone and the object is there.
    async fn settle(&self, incoming: &Incoming) -> Result<()> {
        let (from, to) = (&incoming.path, layout::object(incoming.sha256));
        let renamed = match incoming.size > self.rename_max_bytes {
            true => return self.send_again(incoming, &to).await,
            false => self.store.rename(from, &to).await,
        };
        match renamed {
            Err(object_store::Error::NotFound { path, source }) => match self.store.head(&to).await {
                Ok(there) if there.size == incoming.size => Ok(()),
                _ => Err(object_store::Error::NotFound { path, source }).in_zone(&self.location),
            },
            renamed => renamed.in_zone(&self.location),
        }
    }

    /// Sends an upload a second time, under its lasting name, in parts.
    async fn send_again(&self, incoming: &Incoming, to: &Path) -> Result<()> {
        let mut bytes = self.store.get(&incoming.path).await.in_zone(&self.location)?.into_stream();
        let upload = self.store.put_multipart(to).await.in_zone(&self.location)?;
        let mut upload = RawUpload::new(self.location.clone(), to.clone(), upload);
        while let Some(part) = bytes.try_next().await.in_zone(&self.location)? {
            upload.write(part).await?;
        }
        let sent = upload.finish().await?;
        if sent.sha256 != incoming.sha256 {
            return Err(self.damaged(incoming.sha256, "what was uploaded is not what the storage gives back"));
        }
        self.store.delete(&incoming.path).await.in_zone(&self.location)
    }

    /// The files under a folder of the zone; none where there is no bucket yet.
    fn files(&self, folder: &'static str) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        let there = |file: &object_store::Result<ObjectMeta>| {
            let missing = file.as_ref().err().and_then(crate::store::remote);
            std::future::ready(missing.is_none_or(|error| error.kind() != Kind::NotFound))
        };
        self.store.list(Some(&folder.into())).filter(there).boxed()
    }

    /// Writes the sidecar if there is none; `false` where there is one.
    async fn put_sidecar(&self, object: &RawObject) -> Result<bool> {
        let path = layout::sidecar(object.sha256);
        let mode = self.create_mode().await?;
        match self.store.put_opts(&path, to_json(object)?.into(), mode.into()).await {
            Ok(_) => self.sync(&path).await.map(|()| true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error).in_zone(&self.location),
        }
    }

    async fn write_probe(&self) -> Result<()> {
        self.create_mode().await?;
        let path = layout::incoming(&format!("check-{}", Uuid::new_v4()));
        self.store.put(&path, Bytes::from_static(b"meteolake\n").into()).await?;
        Ok(self.store.delete(&path).await?)
    }
}

impl fmt::Display for ObjectRawZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.location)
    }
}

#[async_trait]
impl RawZone for ObjectRawZone {
    async fn begin(&self) -> Result<RawUpload> {
        self.create_mode().await?;
        let path = layout::incoming(&Uuid::new_v4().to_string());
        let upload = self.store.put_multipart(&path).await.in_zone(&self.location)?;
        Ok(RawUpload::new(self.location.clone(), path, upload))
    }

    async fn open_incoming(&self, incoming: &Incoming) -> Result<Box<dyn ReadSeek>> {
        read::reader(self.store.get(&incoming.path).await.in_zone(&self.location)?, &self.spool).await
    }

    async fn commit(&self, incoming: Incoming, facts: ObjectFacts) -> Result<Put> {
        let id = incoming.sha256;
        if let Some(object) = self.find(id).await? {
            self.discard(incoming).await?;
            return Ok(Put { object, created: false });
        }
        self.sync(&incoming.path).await?;
        // The sidecar, which can only be made once, decides whose facts stand.
        self.settle(&incoming).await?;
        let object = RawObject::new(id, incoming.size, facts);
        match self.put_sidecar(&object).await? {
            true => Ok(Put { object, created: true }),
            false => Ok(Put { object: self.get(id).await?, created: false }),
        }
    }

    async fn discard(&self, incoming: Incoming) -> Result<()> {
        match self.store.delete(&incoming.path).await {
            // Dropped before, by a try whose answer was lost.
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            dropped => dropped.in_zone(&self.location),
        }
    }

    async fn get(&self, id: ObjectId) -> Result<RawObject> {
        let missing = || {
            Error::new(Kind::NotFound, format!("there is no raw object {id} in {}", self.location))
                .hint("check the id: `meteolake status` lists what the lake holds")
        };
        self.find(id).await?.ok_or_else(missing)
    }

    fn list(&self) -> BoxStream<'static, Result<RawObject>> {
        let zone = self.clone();
        let sidecars = self.files(layout::OBJECTS).err_into().try_filter_map(async |file| {
            Ok(match layout::stored(&file.location) {
                Some(Stored::Sidecar(id)) => Some(id),
                _ => None,
            })
        });
        let read = move |id: Result<ObjectId>| {
            let zone = zone.clone();
            async move { zone.get(id?).await }
        };
        sidecars.map(read).buffer_unordered(SIDECARS_AT_ONCE).boxed()
    }

    async fn open(&self, id: ObjectId) -> Result<Box<dyn ReadSeek>> {
        self.get(id).await?;
        read::reader(self.kept_bytes(id).await?, &self.spool).await
    }

    async fn bytes(&self, id: ObjectId) -> Result<BoxStream<'static, Result<Bytes>>> {
        self.get(id).await?;
        Ok(self.kept_bytes(id).await?.into_stream().err_into().boxed())
    }

    async fn verify(&self, id: ObjectId) -> Result<()> {
        let kept = self.get(id).await?;
        let (size, sha256) = read::digest(self.kept_bytes(id).await?).await?;
        if size != kept.size {
            return Err(self.damaged(id, &format!("it has {size} bytes and its sidecar says {}", kept.size)));
        }
        if sha256 != id {
            return Err(self.damaged(id, &format!("the sha256 of its bytes is {sha256}")));
        }
        Ok(())
    }

    async fn check(&self) -> Result<()> {
        let hint = "check that the storage is there and can be written, or choose another place for the lake";
        let probe = self.write_probe().await.in_zone(&self.location);
        probe.map_err(|error| if error.next_step().is_some() { error } else { error.hint(hint) })
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        match (&self.bucket, &self.folder) {
            (Some(bucket), _) => bucket.examine(now, false).await,
            (None, Some(folder)) => examine_folder(folder),
            (None, None) => vec![Finding::new("answers", self.check().await.map(|()| self.location.clone()))],
        }
    }

    async fn usage(&self) -> Result<Usage> {
        let mut tally = Tally::default();
        let mut files = self.files(layout::OBJECTS);
        while let Some(file) = files.try_next().await.in_zone(&self.location)? {
            tally.add(layout::stored(&file.location), file.size);
        }
        Ok(tally.usage())
    }

    async fn sweep(&self, older_than: Time) -> Result<u64> {
        match &self.folder {
            Some(folder) => sweep::folder(folder.clone(), older_than).await,
            None => sweep::store(self.store.as_ref(), self.files(layout::INCOMING), older_than).await,
        }
    }

    async fn last_fetch(&self, url: &str) -> Result<Option<FetchState>> {
        self.document(&layout::fetch(url)).await
    }

    async fn record_fetch(&self, state: FetchState) -> Result<()> {
        self.create_mode().await?;
        let path = layout::fetch(&state.url);
        self.store.put(&path, to_json(&state)?.into()).await.map(drop).in_zone(&self.location)
    }
}
