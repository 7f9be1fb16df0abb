//! What is kept and what killed uploads left behind.
//!
//! A folder is swept by itself, not through the object store, because the store hides its own temporary files
//! (`name#1`): they are most of what a killed process leaves. A bucket's unfinished multipart uploads are invisible
//! too; the bucket's lifecycle rule for them deletes those.

use std::collections::HashMap;
use std::fs::DirEntry;
use std::io;
use std::path::{Path as FsPath, PathBuf};
use std::time::{Duration, SystemTime};

use futures::TryStreamExt;
use futures::stream::BoxStream;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use weather::Time;

use super::layout::{self, Stored};
use super::{ObjectId, Usage};
use crate::{Error, Result};

/// Counts objects as a listing brings their files, in any order.
#[derive(Debug, Default)]
pub(super) struct Tally {
    usage: Usage,
    /// Objects of which only one file was seen: the size of the bytes, or `None` for the sidecar.
    halves: HashMap<ObjectId, Option<u64>>,
}

impl Tally {
    /// Counts one file.
    pub(super) fn add(&mut self, stored: Option<Stored>, size: u64) {
        let (id, half) = match stored {
            Some(Stored::Bytes(id)) => (id, Some(size)),
            Some(Stored::Sidecar(id)) => (id, None),
            None => return,
        };
        match self.halves.remove(&id) {
            Some(other) => {
                self.usage.objects += 1;
                self.usage.bytes += half.or(other).unwrap_or(0);
            }
            None => {
                self.halves.insert(id, half);
            }
        }
    }

    /// The count: an object without a sidecar does not count; one that lost its bytes does.
    pub(super) fn usage(self) -> Usage {
        let lost = self.halves.values().filter(|half| half.is_none()).count() as u64;
        Usage { objects: self.usage.objects + lost, ..self.usage }
    }
}

/// Deletes the old ones of a store's uploads.
pub(super) async fn store(
    store: &dyn ObjectStore,
    mut incoming: BoxStream<'static, object_store::Result<ObjectMeta>>,
    older_than: Time,
) -> Result<u64> {
    let mut deleted = 0;
    while let Some(file) = incoming.try_next().await? {
        if file.last_modified.timestamp() < older_than.unix() {
            store.delete(&file.location).await?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

/// Deletes the old leftovers of a folder: everything under `incoming`, temporary files of sidecars and states.
pub(super) async fn folder(folder: PathBuf, older_than: Time) -> Result<u64> {
    let Ok(age) = u64::try_from(older_than.unix()) else { return Ok(0) };
    let limit = SystemTime::UNIX_EPOCH + Duration::from_secs(age);
    let place = folder.display().to_string();
    let swept = tokio::task::spawn_blocking(move || sweep_folder(&folder, limit, false)).await;
    swept.map_err(io::Error::other).flatten().map_err(|error| Error::io(place, error))
}

fn sweep_folder(folder: &FsPath, limit: SystemTime, incoming: bool) -> io::Result<u64> {
    let mut deleted = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            deleted += sweep_folder(&entry.path(), limit, incoming || entry.file_name() == layout::INCOMING)?;
        } else if incoming || is_temporary(&entry) {
            deleted += u64::from(delete_if_old(&entry, limit)?);
        }
    }
    Ok(deleted)
}

/// Whether a file is one the object store writes before it gives it its name: `name#1`.
fn is_temporary(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let suffix = name.to_str().and_then(|name| name.rsplit_once('#')).map(|(_, suffix)| suffix);
    suffix.is_some_and(|suffix| !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Deletes a file last written before `limit`; one that vanished meanwhile was finished by its owner.
fn delete_if_old(entry: &DirEntry, limit: SystemTime) -> io::Result<bool> {
    let old = entry.metadata().and_then(|about| about.modified()).map(|written| written < limit);
    match old.and_then(|old| if old { std::fs::remove_file(entry.path()).map(|()| true) } else { Ok(false) }) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        result => result,
    }
}
