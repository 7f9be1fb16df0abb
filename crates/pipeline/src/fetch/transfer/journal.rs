//! The beginning of a file whose download was interrupted, kept beside the lake so that the next run can go on.
//!
//! One file an address: a line of JSON that says what is being received, then the bytes. Only what the provider
//! marks with a validator is kept, because without one nobody could tell whether the rest still fits. A journal is
//! locked while it is used; a second process that fetches the same address does without.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use weather::Time;
use zone::raw::ObjectId;
use zone::{Error, Result};

use super::Head;

/// How the name of a journal ends.
const SUFFIX: &str = "part";
/// No first line is longer; a longer one is damage.
const HEADER_BYTES_MAX: u64 = 1 << 16;

/// The journal of one download.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    url: String,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    url: String,
    head: Head,
}

/// What an earlier run received: of what, and the bytes from the reader's place to its end.
pub(super) struct Beginning {
    pub(super) head: Head,
    pub(super) bytes: BufReader<File>,
}

impl Journal {
    /// Opens the journal of an address in `folder`, with what an earlier run left in it; `None` where another
    /// process is using it.
    pub(super) fn open(folder: &Path, url: &str) -> Result<Option<(Self, Option<Beginning>)>> {
        let path = folder.join(format!("{}.{SUFFIX}", ObjectId::of(url.as_bytes())));
        let at = |error| Error::io(path.display(), error);
        std::fs::create_dir_all(folder).map_err(at)?;
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(at)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(at(error)),
        }
        let beginning = file.try_clone().and_then(|file| beginning(file, url)).map_err(at)?;
        Ok(Some((Self { path, file, url: url.to_owned() }, beginning)))
    }

    /// Begins anew: what was kept is dropped.
    pub(super) fn restart(&mut self, head: &Head) -> Result<()> {
        let header = Header { url: self.url.clone(), head: head.clone() };
        self.write_header(&header).map_err(|error| Error::io(self.path.display(), error))
    }

    fn write_header(&mut self, header: &Header) -> io::Result<()> {
        self.file.set_len(0)?;
        let mut line = serde_json::to_vec(header)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }

    /// Adds bytes at the end. They go to the page cache in pieces as the network brings them: quick enough to be done
    /// in place.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::io(self.path.display(), error))
    }

    /// Deletes the journal.
    pub(super) fn delete(self) -> Result<()> {
        delete(&self.path).map_err(|error| Error::io(self.path.display(), error))
    }
}

/// Deletes a file. One that is gone already was deleted by another process that had finished the same download.
fn delete(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        deleted => deleted,
    }
}

/// What a journal holds, if it is a sound beginning of this address's file.
fn beginning(file: File, url: &str) -> io::Result<Option<Beginning>> {
    let mut bytes = BufReader::new(file);
    let mut line = Vec::new();
    (&mut bytes).take(HEADER_BYTES_MAX).read_until(b'\n', &mut line)?;
    // A header that was cut by the end of its process is no JSON.
    let header: Option<Header> = serde_json::from_slice(&line).ok();
    Ok(header.filter(|header| header.url == url).map(|header| Beginning { head: header.head, bytes }))
}

/// Deletes the journals that nobody has written since `older_than`.
pub(in crate::fetch) fn sweep(folder: &Path, older_than: Time) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let Ok(age) = u64::try_from(older_than.unix()) else { return Ok(()) };
    let limit = SystemTime::UNIX_EPOCH + Duration::from_secs(age);
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_old = path.metadata().and_then(|about| about.modified()).is_ok_and(|written| written < limit);
        if is_old && path.extension().is_some_and(|suffix| suffix == SUFFIX) {
            delete(&path)?;
        }
    }
    Ok(())
}
