//! The conformance suite on the folder, on memory and on a bucket, and what only some of them have.

mod bucket;
mod folder;

use std::path::Path as FsPath;
use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::TempDir;

use super::conformance::Fixture;
use super::{ObjectRawZone, RawZone};

/// A zone in a fresh folder, deleted afterwards.
struct Folder(TempDir);

impl Folder {
    fn fresh() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self) -> &FsPath {
        self.0.path()
    }
}

#[async_trait]
impl Fixture for Folder {
    fn zone(&self) -> Arc<dyn RawZone> {
        Arc::new(ObjectRawZone::folder(self.path()).expect("a zone"))
    }

    async fn replace(&self, path: &str, content: Option<&[u8]>) {
        let file = self.path().join(path);
        match content {
            Some(content) => {
                std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
                std::fs::write(file, content).expect("writes");
            }
            None => std::fs::remove_file(file).expect("deletes"),
        }
    }

    async fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect_files(self.path(), self.path(), &mut files);
        files.sort();
        files
    }
}

/// The files under `folder` by their path from `root`.
fn collect_files(root: &FsPath, folder: &FsPath, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect_files(root, &path, files);
        } else {
            files.push(path.strip_prefix(root).expect("under the root").to_string_lossy().into_owned());
        }
    }
}

/// A zone in memory.
pub(crate) struct Memory {
    store: Arc<InMemory>,
    spool: TempDir,
}

impl Memory {
    pub(crate) fn fresh() -> Self {
        Self { store: Arc::new(InMemory::new()), spool: tempfile::tempdir().expect("a temporary folder") }
    }
}

#[async_trait]
impl Fixture for Memory {
    fn zone(&self) -> Arc<dyn RawZone> {
        Arc::new(ObjectRawZone::over(Arc::clone(&self.store) as _, "memory://".into(), self.spool.path()))
    }

    async fn replace(&self, path: &str, content: Option<&[u8]>) {
        match content {
            Some(content) => self.store.put(&Path::from(path), content.to_vec().into()).await.map(drop),
            None => self.store.delete(&Path::from(path)).await,
        }
        .expect("memory");
    }

    async fn files(&self) -> Vec<String> {
        let files = self.store.list(None).map_ok(|file| file.location.to_string());
        files.try_collect().await.expect("memory")
    }
}

mod in_a_folder {
    crate::raw::conformance::raw_zone_conformance!(super::Folder::fresh());
}

mod in_memory {
    crate::raw::conformance::raw_zone_conformance!(super::Memory::fresh());
}
