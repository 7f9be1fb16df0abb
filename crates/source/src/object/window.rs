//! The bytes of one input as its reader sees them: the part not yet read, growing at the end on demand.

use std::sync::mpsc::{Receiver, Sender};

use crate::error::SourceError;

/// What the other side sends: the parts of an object (one, or the members of an archive), each in pieces.
#[derive(Debug)]
pub(super) enum Piece {
    /// A part begins; its name if it is a member of an archive.
    Part(Option<String>),
    /// The next bytes of the part: the first so many of a buffer.
    Bytes(Vec<u8>, usize),
    /// The part ends.
    End(Ending),
    /// Nothing more can be read.
    Failed(SourceError),
}

/// How a part ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// With its last byte.
    Whole,
    /// Earlier, because what it was compressed with is damaged; how, for people.
    Broken(String),
}

/// Where pieces come from and spent buffers go.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) pieces: Receiver<Piece>,
    pub(super) spent: Sender<Vec<u8>>,
}

impl Feed {
    /// The name of the next part; none after the last one.
    pub(super) fn part(&self) -> Result<Option<Option<String>>, SourceError> {
        loop {
            match self.pieces.recv() {
                Ok(Piece::Part(name)) => return Ok(Some(name)),
                Ok(Piece::Failed(error)) => return Err(error),
                Ok(Piece::Bytes(..) | Piece::End(_)) => {}
                Err(_) => return Ok(None),
            }
        }
    }
}

/// The unread bytes of one part.
#[derive(Debug)]
pub(crate) struct Window<'f> {
    feed: &'f Feed,
    buffer: Vec<u8>,
    start: usize,
    ending: Option<Ending>,
}

impl<'f> Window<'f> {
    pub(super) const fn new(feed: &'f Feed) -> Self {
        Self { feed, buffer: Vec::new(), start: 0, ending: None }
    }

    /// What is there and not consumed.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Forgets the first `length` bytes.
    #[inline]
    pub(crate) fn consume(&mut self, length: usize) {
        self.start = (self.start + length).min(self.buffer.len());
    }

    /// Adds bytes at the end; false if there are no more.
    pub(crate) fn fill(&mut self) -> Result<bool, SourceError> {
        if self.ending.is_some() {
            return Ok(false);
        }
        match self.feed.pieces.recv() {
            Ok(Piece::Bytes(piece, length)) => {
                self.buffer.drain(..self.start);
                self.start = 0;
                self.buffer.extend_from_slice(&piece[..length]);
                // The other side may be gone already; then nobody needs the buffer.
                let _ = self.feed.spent.send(piece);
                return Ok(true);
            }
            Ok(Piece::End(ending)) => self.ending = Some(ending),
            Ok(Piece::Failed(error)) => return Err(error),
            // The other side always ends a part; if it died, that is told when it is joined.
            Ok(Piece::Part(_)) | Err(_) => self.ending = Some(Ending::Whole),
        }
        Ok(false)
    }

    /// Fills until at least `length` bytes are there or no more come.
    pub(super) fn fill_to(&mut self, length: usize) -> Result<(), SourceError> {
        while self.bytes().len() < length && self.fill()? {}
        Ok(())
    }

    /// Whether the bytes are the last ones, as far as is known.
    pub(crate) const fn is_last(&self) -> bool {
        self.ending.is_some()
    }

    /// What is wrong with the input's compression, if it ended for that.
    pub(crate) fn damage(&self) -> Option<&str> {
        match &self.ending {
            Some(Ending::Broken(damage)) => Some(damage),
            Some(Ending::Whole) | None => None,
        }
    }

    /// Leaves the rest of the part unread.
    pub(super) fn drain(&mut self) -> Result<(), SourceError> {
        loop {
            self.consume(self.bytes().len());
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}
