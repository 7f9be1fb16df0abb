//! The lock that lets one process write to a lake at a time: an advisory lock on a file that names its holder.
//!
//! It goes with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};

use super::Lake;
use crate::{Error, Result};

const LOCK: &str = "meteolake.lock";

/// The right to write to a lake, until dropped.
#[derive(Debug)]
pub struct WriteLock {
    _file: File,
}

/// What came of trying to take the lock.
#[derive(Debug)]
pub enum Attempt {
    /// It was free and is ours.
    Locked(WriteLock),
    /// Another holds it, in its own words; empty where it had no time yet to say who it is.
    HeldBy(String),
}

impl Lake {
    /// Takes the lock for writing, waiting for another process that holds it.
    ///
    /// `waiting` is called once with the holder's own words if there is something to wait for. The lock goes with
    /// the returned value, and with the process if it is killed.
    ///
    /// # Errors
    /// If the lock file cannot be made or locked.
    pub fn lock(&self, holder: &str, waiting: impl FnOnce(&str)) -> Result<WriteLock> {
        let mut file = self.lock_file()?;
        if let Some(other) = self.holder(&mut file)? {
            waiting(&other);
            file.lock().map_err(|error| self.at_lock(error))?;
        }
        self.sign(file, holder)
    }

    /// Takes the lock for writing if nobody has it.
    ///
    /// # Errors
    /// As of [`Lake::lock`].
    pub fn try_lock(&self, holder: &str) -> Result<Attempt> {
        let mut file = self.lock_file()?;
        match self.holder(&mut file)? {
            Some(other) => Ok(Attempt::HeldBy(other)),
            None => self.sign(file, holder).map(Attempt::Locked),
        }
    }

    fn lock_file(&self) -> Result<File> {
        let path = self.folder.join(LOCK);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        opened.map_err(|error| self.at_lock(error))
    }

    /// Who holds the lock; `None` if it was free and is now held through `file`.
    fn holder(&self, file: &mut File) -> Result<Option<String>> {
        match file.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => {
                let mut other = Vec::new();
                file.read_to_end(&mut other).map_err(|error| self.at_lock(error))?;
                Ok(Some(String::from_utf8_lossy(&other).trim().to_owned()))
            }
            Err(TryLockError::Error(error)) => Err(self.at_lock(error)),
        }
    }

    /// Writes the holder into a file that is locked.
    fn sign(&self, mut file: File, holder: &str) -> Result<WriteLock> {
        let signed = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
        signed.and_then(|_| file.write_all(holder.as_bytes())).map_err(|error| self.at_lock(error))?;
        Ok(WriteLock { _file: file })
    }

    fn at_lock(&self, error: std::io::Error) -> Error {
        Error::io(self.folder.join(LOCK).display(), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lake() -> (tempfile::TempDir, Lake) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let lake = Lake::open_or_create(folder.path()).expect("made");
        (folder, lake)
    }

    #[test]
    fn the_lock_waits_for_its_holder_and_names_it() {
        let (_folder, lake) = lake();
        let first = lake.lock("stage, process 1", |_| panic!("nobody holds it")).expect("locked");
        let (sender, receiver) = std::sync::mpsc::channel();
        let other = lake.clone();
        let thread = std::thread::spawn(move || {
            other.lock("curate", |holder| sender.send(holder.to_owned()).expect("sent")).map(drop)
        });
        assert_eq!(receiver.recv().expect("it waits"), "stage, process 1");
        drop(first);
        thread.join().expect("joined").expect("locked in the end");
    }

    #[test]
    fn who_only_tries_hears_who_holds_the_lock() {
        let (_folder, lake) = lake();
        let first = lake.lock("a long name of a holder", |_| ()).expect("locked");
        let attempt = lake.try_lock("second").expect("tried");
        assert!(matches!(attempt, Attempt::HeldBy(holder) if holder == "a long name of a holder"));
        drop(first);
        let second = lake.try_lock("second").expect("tried");
        assert!(matches!(second, Attempt::Locked(_)));
        // Nothing of the longer name before it is left.
        assert!(matches!(lake.try_lock("third").expect("tried"), Attempt::HeldBy(holder) if holder == "second"));
    }
}
