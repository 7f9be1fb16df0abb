//! The file that is being received: it streams to the raw zone and, so that it can be resumed, to a journal.
//!
//! The bytes received so far are the zone's unfinished upload; an attempt that breaks leaves it as it is, and the
//! next one adds the rest or begins anew.

mod exchange;
mod head;
mod journal;
mod trouble;

use std::io::Read;
use std::path::Path;

use bytes::Bytes;
use zone::Result;
use zone::raw::{Incoming, RawUpload, RawZone};

use self::journal::{Beginning, Journal};

pub(super) use self::exchange::{Ended, Exchange};
pub(super) use self::head::Head;
pub(super) use self::journal::sweep;
pub(super) use self::trouble::Trouble;

/// How much of a journal is read at once.
const REPLAY_BYTES: usize = 1 << 18;

/// A file on its way to the raw zone.
pub(super) struct Transfer<'a> {
    raw: &'a dyn RawZone,
    /// Begun with the first byte: most checks find that nothing changed.
    upload: Option<RawUpload>,
    journal: Option<Journal>,
    head: Head,
    received: u64,
}

impl<'a> Transfer<'a> {
    /// Begins to receive the file of an address, with what an earlier run received of it.
    pub(super) async fn begin(raw: &'a dyn RawZone, folder: &Path, url: &str) -> Result<Self> {
        let (journal, beginning) = match Journal::open(folder, url)? {
            Some((journal, beginning)) => (Some(journal), beginning),
            None => (None, None),
        };
        let mut transfer = Self { raw, upload: None, journal, head: Head::default(), received: 0 };
        if let Some(beginning) = beginning {
            transfer.replay(beginning).await?;
        }
        Ok(transfer)
    }

    async fn replay(&mut self, beginning: Beginning) -> Result<()> {
        let Beginning { head, mut bytes } = beginning;
        let mut buffer = vec![0; REPLAY_BYTES];
        // A journal that cannot be read to its end is worth no more than one that ends there.
        while let Ok(read @ 1..) = bytes.read(&mut buffer) {
            self.upload(Bytes::copy_from_slice(&buffer[..read])).await?;
        }
        self.head = head;
        match self.is_whole() {
            // Nothing is left to ask for, and nothing proves that it is still the newest version.
            true => self.restart(Head::default()).await,
            false => Ok(()),
        }
    }

    fn is_whole(&self) -> bool {
        self.head.bytes_total.is_some_and(|total| self.offset() >= total)
    }

    /// How many bytes arrived.
    pub(super) fn offset(&self) -> u64 {
        self.upload.as_ref().map_or(0, RawUpload::size)
    }

    /// How many bytes this run received, those of failed attempts included.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// What is being received.
    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// From where to go on, and what proves that the rest belongs to it; `None` where it has to begin anew.
    pub(super) fn resumption(&self) -> Option<(u64, &str)> {
        let validator = self.head.validator()?;
        (self.offset() > 0).then_some((self.offset(), validator))
    }

    /// Begins anew, to receive what `head` says: what arrived is dropped.
    pub(super) async fn restart(&mut self, head: Head) -> Result<()> {
        if let Some(upload) = self.upload.take() {
            upload.abort().await?;
        }
        if let Some(journal) = &mut self.journal {
            journal.restart(&head)?;
        }
        self.head = head;
        Ok(())
    }

    /// Adds bytes at the end.
    pub(super) async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.received += bytes.len() as u64;
        // Without a validator the rest could never be asked for.
        if let Some(journal) = self.journal.as_mut().filter(|_| self.head.validator().is_some()) {
            journal.write(&bytes)?;
        }
        self.upload(bytes).await
    }

    async fn upload(&mut self, bytes: Bytes) -> Result<()> {
        match &mut self.upload {
            Some(upload) => upload.write(bytes).await,
            None => self.upload.insert(self.raw.begin().await?).write(bytes).await,
        }
    }

    /// The whole file, to be looked at and kept.
    pub(super) async fn finish(self) -> Result<(Incoming, Head)> {
        let upload = match self.upload {
            Some(upload) => upload,
            None => self.raw.begin().await?,
        };
        let incoming = upload.finish().await?;
        self.journal.map_or(Ok(()), Journal::delete)?;
        Ok((incoming, self.head))
    }

    /// Gives the file up for this run. What can be resumed stays in the journal where `resumable`.
    pub(super) async fn abandon(self, resumable: bool) -> Result<()> {
        let keep = resumable && self.resumption().is_some();
        if let Some(upload) = self.upload {
            upload.abort().await?;
        }
        match self.journal {
            Some(journal) if !keep => journal.delete(),
            _ => Ok(()),
        }
    }
}
