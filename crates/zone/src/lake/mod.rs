//! The lake's own folder: its layout version, its scratch space, the lock that lets one process write at a time, and
//! small documents about what was done.
//!
//! Readers never take the lock. Which storage each zone uses is a setting of the binary and not known here.

mod documents;
mod lock;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use documents::Documents;
pub use lock::{Attempt, WriteLock};

use crate::{Error, Kind, Result};

/// The version of the folder layout that this code writes. Older ones are migrated, newer ones refused.
pub const LAYOUT_VERSION: u32 = 1;

const MARKER: &str = "meteolake.json";

/// What the lake says of itself in `meteolake.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    layout_version: u32,
}

/// A lake's folder, checked to be one this version can use.
#[derive(Debug, Clone)]
pub struct Lake {
    folder: PathBuf,
}

impl Lake {
    /// Opens the lake in `folder`, making it when there is none.
    ///
    /// # Errors
    /// `Invalid` if the folder cannot be written, `Unsupported` if a newer version made the lake, `Corrupt` if its
    /// marker cannot be read.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        if let Some(lake) = Self::open(folder)? {
            return Ok(lake);
        }
        let at = |error| Error::io(format!("lake folder {}", folder.display()), error);
        fs::create_dir_all(folder).map_err(at)?;
        let marker = serde_json::to_vec(&Marker { layout_version: LAYOUT_VERSION })
            .map_err(|error| Error::new(Kind::Invalid, format!("marker: {error}")))?;
        write_atomically(&folder.join(MARKER), &marker)?;
        Self::checked(folder)
    }

    /// Opens the lake in `folder`; `None` if there is no lake there. Writes nothing.
    ///
    /// # Errors
    /// As [`Lake::open_or_create`].
    pub fn open(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(MARKER);
        match fs::metadata(&path) {
            Ok(_) => Self::checked(folder).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(format!("lake folder {}", folder.display()), error)),
        }
    }

    fn checked(folder: &Path) -> Result<Self> {
        let path = folder.join(MARKER);
        let text = fs::read(&path).map_err(|error| Error::io(path.display(), error))?;
        let marker: Marker = serde_json::from_slice(&text).map_err(|error| {
            Error::new(Kind::Corrupt, format!("{} is not a lake's marker: {error}", path.display()))
                .hint("restore it from a backup, or choose another folder with --lake")
        })?;
        if marker.layout_version > LAYOUT_VERSION {
            return Err(Error::new(
                Kind::Unsupported,
                format!(
                    "the lake {} has layout version {}, newer than {LAYOUT_VERSION}, the newest this meteolake knows",
                    folder.display(),
                    marker.layout_version
                ),
            )
            .hint("use a newer meteolake; nothing was changed"));
        }
        let folder = fs::canonicalize(folder).map_err(|error| Error::io(folder.display(), error))?;
        Ok(Self { folder })
    }

    /// The folder, absolute.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder for scratch files, made when missing; what is in it is never referenced.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn scratch(&self) -> Result<PathBuf> {
        let folder = self.folder.join("tmp");
        fs::create_dir_all(&folder).map_err(|error| Error::io(folder.display(), error))?;
        Ok(folder)
    }

    /// Documents of one kind, in the folder `name` of the lake.
    pub fn documents(&self, name: &str) -> Documents {
        Documents::new(self.folder.join(name), self.folder.join("tmp"))
    }
}

fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let at = |error| Error::io(path.display(), error);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at)?;
    file.write_all(bytes).map_err(at)?;
    file.persist(path).map_err(|error| at(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lake_of_a_newer_version_is_refused_unchanged() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let marker = br#"{"layout_version":99}"#;
        fs::write(folder.path().join(MARKER), marker).expect("written");
        let error = Lake::open_or_create(folder.path()).expect_err("refused");
        assert_eq!(error.kind(), Kind::Unsupported);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    }
}
