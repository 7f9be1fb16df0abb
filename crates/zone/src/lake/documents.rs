//! Small JSON documents in a folder of the lake, one file each: runs, jobs, answers given.
//!
//! Each is written atomically and survives a power cut. Names begin with the time, so that their order is the order in
//! which they were made. What the documents say is not known here.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;
use weather::Time;

use crate::{Error, Kind, Result};

const SUFFIX: &str = ".json";
/// Documents made in one second; more would not sort.
const IN_A_SECOND_MAX: u32 = 99_999;

/// The documents of one kind. All calls block for as long as the disk takes.
#[derive(Debug, Clone)]
pub struct Documents {
    folder: PathBuf,
    scratch: PathBuf,
}

impl Documents {
    pub(super) const fn new(folder: PathBuf, scratch: PathBuf) -> Self {
        Self { folder, scratch }
    }

    /// Writes a new document, which `make` makes from its name: `{kind}-{time}-{number}`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create<T: Serialize>(&self, kind: &str, time: Time, make: impl Fn(&str) -> T) -> Result<T> {
        let time: String = time.to_string().chars().filter(|letter| !matches!(letter, '-' | ':')).collect();
        for number in 1..=IN_A_SECOND_MAX {
            let name = format!("{kind}-{time}-{number:05}");
            let path = self.path(&name)?;
            if path.exists() {
                continue;
            }
            let document = make(&name);
            match self.written(&document)?.persist_noclobber(&path) {
                Ok(_) => return Ok(document),
                // Another process was faster.
                Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::io(path.display(), error.error)),
            }
        }
        Err(Error::new(Kind::Conflict, format!("{} has no room for another {kind} now", self.folder.display())))
    }

    /// Writes a document, in the place of an older one of this name.
    ///
    /// # Errors
    /// `Invalid` if the name is no name; otherwise if it cannot be written.
    pub fn write<T: Serialize>(&self, name: &str, document: &T) -> Result<()> {
        let path = self.path(name)?;
        let persisted = self.written(document)?.persist(&path);
        persisted.map(drop).map_err(|error| Error::io(path.display(), error.error))
    }

    /// Reads a document; `None` where there is none, and of a name that can be none.
    ///
    /// # Errors
    /// `Corrupt` if it is not what was written.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let Ok(path) = self.path(name) else { return Ok(None) };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io(path.display(), error)),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| {
            Error::new(Kind::Corrupt, format!("{} cannot be read: {error}", path.display()))
                .hint("delete it, or restore it from a backup; the zones do not depend on it")
        })
    }

    /// The names of all documents, the newest first.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>> {
        let at = |error| Error::io(self.folder.display(), error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(at(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(at)?.file_name();
            names.extend(name.to_str().and_then(|name| name.strip_suffix(SUFFIX)).map(str::to_owned));
        }
        names.sort_unstable_by(|one, other| (time_of(other), other).cmp(&(time_of(one), one)));
        Ok(names)
    }

    /// Deletes a document; nothing where there is none.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub fn delete(&self, name: &str) -> Result<()> {
        let path = self.path(name)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io(path.display(), error)),
            _ => Ok(()),
        }
    }

    /// The file of a document. A name is letters, digits and dashes: never a path.
    fn path(&self, name: &str) -> Result<PathBuf> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if name.is_empty() || name.len() > 200 || !plain {
            return Err(Error::new(Kind::Invalid, format!("`{name}` is no name of a document")));
        }
        Ok(self.folder.join(format!("{name}{SUFFIX}")))
    }

    /// A document in a file that has no name yet.
    fn written<T: Serialize>(&self, document: &T) -> Result<NamedTempFile> {
        let at = |error| Error::io(self.folder.display(), error);
        let bytes = serde_json::to_vec_pretty(document).map_err(|error| at(error.into()))?;
        fs::create_dir_all(&self.folder).and_then(|()| fs::create_dir_all(&self.scratch)).map_err(at)?;
        let mut file = NamedTempFile::new_in(&self.scratch).map_err(at)?;
        file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(at)?;
        Ok(file)
    }

    /// The folder, for people.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// What names are sorted by: all after the kind.
fn time_of(name: &str) -> &str {
    name.split_once('-').map_or(name, |(_, time)| time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> (tempfile::TempDir, Documents) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let documents = Documents::new(folder.path().join("runs"), folder.path().join("tmp"));
        (folder, documents)
    }

    #[test]
    fn documents_are_named_by_their_time_and_listed_newest_first() {
        let (_folder, documents) = documents();
        let at = |hour| Time::from_civil(2026, 1, 2, hour, 0, 0).expect("a time");
        let make = |kind, hour| documents.create(kind, at(hour), str::to_owned).expect("made");
        let names = [make("run", 5), make("ingest", 5), make("run", 5), make("run", 4)];
        assert_eq!(
            names[..3],
            ["run-20260102T050000Z-00001", "ingest-20260102T050000Z-00001", "run-20260102T050000Z-00002"]
        );
        assert_eq!(documents.names().expect("listed")[0], names[2]);
        assert_eq!(documents.names().expect("listed")[3], names[3]);
        assert_eq!(documents.read::<String>(&names[1]).expect("read"), Some(names[1].clone()));
    }

    #[test]
    fn a_document_is_replaced_and_deleted() {
        let (_folder, documents) = documents();
        documents.write("a", &1).and_then(|()| documents.write("a", &2)).expect("written");
        assert_eq!(documents.read("a").expect("read"), Some(2));
        documents.delete("a").and_then(|()| documents.delete("a")).expect("deleted");
        assert_eq!(documents.read::<i32>("a").expect("read"), None);
    }

    #[test]
    fn a_name_is_never_a_path() {
        let (folder, documents) = documents();
        fs::write(folder.path().join("secret.json"), b"1").expect("written");
        for name in ["../secret", "", "a/b", "a.b", "..", "a\0b", &"x".repeat(300)] {
            assert_eq!(documents.read::<i32>(name).expect("nothing"), None, "{name}");
            assert_eq!(documents.write(name, &1).expect_err("refused").kind(), Kind::Invalid, "{name}");
        }
    }

    #[test]
    fn what_is_no_document_is_told() {
        let (_folder, documents) = documents();
        documents.write("a", &"text").expect("written");
        assert_eq!(documents.read::<i32>("a").expect_err("refused").kind(), Kind::Corrupt);
    }
}
