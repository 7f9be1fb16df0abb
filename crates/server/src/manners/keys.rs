//! API keys: who may read, write, administer. A key is shown once, when it is made; the lake keeps its hash.
//!
//! Keys are 256 random bits, so one round of SHA-256 keeps them as well as a slow hash would keep a password: there is
//! nothing to guess. They are found by their hash, whose prefix an attacker who measures time cannot choose.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use std::{fmt, fs, io};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use weather::Time;
use zone::{Error, Kind, Result};

use crate::digest::sha256;

/// The file in the lake's folder.
const FILE: &str = "keys.json";

/// What a key may do; each may what the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read everything the lake holds.
    Read,
    /// Upload and start runs.
    Write,
    /// See and remove keys.
    Admin,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        })
    }
}

/// A key as the lake remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Key {
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made, `2025-01-31T12:00:00Z`.
    pub created: String,
    /// The SHA-256 of the key, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    sha256: String,
}

impl Key {
    /// The key as others may see it: without its hash.
    #[must_use]
    pub fn shown(&self) -> Self {
        Self { sha256: String::new(), ..self.clone() }
    }
}

/// The keys of a lake, read again when their file changes.
#[derive(Debug)]
pub struct Keys {
    path: PathBuf,
    read: Mutex<Option<(SystemTime, Arc<Vec<Key>>)>>,
}

impl Keys {
    /// The keys of the lake in `folder`.
    pub fn of(folder: &Path) -> Self {
        Self { path: folder.join(FILE), read: Mutex::new(None) }
    }

    /// All of them, in the order they were made.
    ///
    /// # Errors
    /// `Corrupt` if the file cannot be understood.
    pub fn all(&self) -> Result<Arc<Vec<Key>>> {
        let at = |error| Error::io(self.path.display(), error);
        let changed = match fs::metadata(&self.path).and_then(|metadata| metadata.modified()) {
            Ok(changed) => changed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Arc::default()),
            Err(error) => return Err(at(error)),
        };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, keys)) = read.as_ref().filter(|(time, _)| *time == changed) {
            return Ok(keys.clone());
        }
        let keys: Arc<Vec<Key>> =
            serde_json::from_slice(&fs::read(&self.path).map_err(at)?).map(Arc::new).map_err(|error| {
                Error::new(Kind::Corrupt, format!("{}: {error}", self.path.display()))
                    .hint("delete the file and make the keys anew with `meteolake keys add`")
            })?;
        *read = Some((changed, keys.clone()));
        Ok(keys)
    }

    /// The key that `presented` is.
    ///
    /// # Errors
    /// As [`Keys::all`].
    pub fn find(&self, presented: &str) -> Result<Option<Key>> {
        let hash = sha256(presented.as_bytes());
        Ok(self.all()?.iter().find(|key| key.sha256 == hash).cloned())
    }

    /// Remembers a key under a name that none has; `key` is its text, which is not kept.
    ///
    /// # Errors
    /// `Invalid` if the name is taken or empty; if the file cannot be written.
    pub fn add(&self, name: &str, role: Role, key: &str, now: Time) -> Result<()> {
        let mut keys = self.all()?.to_vec();
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return Err(Error::new(Kind::Invalid, "a key needs a name of printable characters"));
        }
        if keys.iter().any(|key| key.name == name) {
            let what = format!("there is a key `{name}` already");
            return Err(Error::new(Kind::Invalid, what).hint("choose another name, or remove that one first"));
        }
        keys.push(Key { name: name.to_owned(), role, created: now.to_string(), sha256: sha256(key.as_bytes()) });
        self.write(&keys)
    }

    /// Forgets a key.
    ///
    /// # Errors
    /// `NotFound` if there is none of that name; if the file cannot be written.
    pub fn remove(&self, name: &str) -> Result<()> {
        let mut keys = self.all()?.to_vec();
        let before = keys.len();
        keys.retain(|key| key.name != name);
        if keys.len() == before {
            let what = format!("there is no key `{name}`");
            return Err(Error::new(Kind::NotFound, what).hint("`meteolake keys list` tells which there are"));
        }
        self.write(&keys)
    }

    fn write(&self, keys: &[Key]) -> Result<()> {
        let at = |error| Error::io(self.path.display(), error);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        // A new file is its owner's alone on systems that know owners.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at)?;
        serde_json::to_writer_pretty(&mut file, keys).map_err(|error| at(error.into()))?;
        file.persist(&self.path).map_err(|error| at(error.error))?;
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_unix(0);

    #[test]
    fn a_key_is_found_by_its_text_and_kept_without_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::of(folder.path());
        assert_eq!(keys.find("secret").expect("read"), None);
        keys.add("airflow", Role::Write, "secret", NOW).expect("added");
        let found = keys.find("secret").expect("read").expect("found");
        assert_eq!((found.name.as_str(), found.role), ("airflow", Role::Write));
        assert_eq!(keys.find("Secret").expect("read"), None);
        let text = fs::read_to_string(folder.path().join(FILE)).expect("read");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn a_name_is_given_once_and_a_removed_key_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = Keys::of(folder.path());
        keys.add("a", Role::Read, "one", NOW).expect("added");
        assert_eq!(keys.add("a", Role::Read, "two", NOW).expect_err("refused").kind(), Kind::Invalid);
        keys.remove("a").expect("removed");
        assert_eq!(keys.find("one").expect("read"), None);
        assert_eq!(keys.remove("a").expect_err("refused").kind(), Kind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        Keys::of(folder.path()).add("a", Role::Read, "one", NOW).expect("added");
        let mode = fs::metadata(folder.path().join(FILE)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn each_role_may_what_the_one_before_may() {
        assert!(Role::Read < Role::Write && Role::Write < Role::Admin);
    }
}
