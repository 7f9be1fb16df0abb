//! A reader that knows how much it gave and whether it failed itself.
//!
//! A decompressor passes the errors of its reader on as its own; only here can they be told from damaged data.

use std::cell::{Cell, RefCell};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// A reader over the bytes of an object.
#[derive(Debug)]
pub(super) struct Tracked<R> {
    inner: R,
    progress: Rc<Progress>,
}

/// What a [`Tracked`] reader did so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    given: Cell<u64>,
    failure: RefCell<Option<io::Error>>,
}

impl Progress {
    /// Bytes given since the start or the last restart.
    pub(super) fn given(&self) -> u64 {
        self.given.get()
    }

    /// Counts from zero again.
    pub(super) fn restart(&self) {
        self.given.set(0);
    }

    /// The error of the reader itself, once.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failure.borrow_mut().take()
    }
}

impl<R> Tracked<R> {
    pub(super) fn new(inner: R) -> (Self, Rc<Progress>) {
        let progress = Rc::new(Progress::default());
        (Self { inner, progress: Rc::clone(&progress) }, progress)
    }
}

impl<R: Read> Read for Tracked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(into) {
            Ok(length) => {
                self.progress.given.set(self.progress.given.get() + length as u64);
                Ok(length)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let told = io::Error::from(error.kind());
                *self.progress.failure.borrow_mut() = Some(error);
                Err(told)
            }
        }
    }
}

impl<R: Seek> Seek for Tracked<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
