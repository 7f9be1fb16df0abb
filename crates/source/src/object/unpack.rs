//! The other side of the window: reads and decompresses an object in a thread of its own.
//!
//! Inflating and parsing take about as long as each other, so they overlap. Buffers go round between the two sides;
//! their number is the limit of the memory.

use std::io::{self, BufReader, Cursor, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender};

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;

use super::archive::{self, Member};
use super::tracked::{Progress, Tracked};
use super::window::{Ending, Piece};
use crate::error::SourceError;

/// Bytes of a buffer.
const PIECE_BYTES: usize = 128 * 1024;
/// Compressed bytes read at once.
const INPUT_BYTES: usize = 64 * 1024;
/// How a gzip stream begins.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Inflating below this is never a bomb.
const EXPANDED_BYTES_FREE: u64 = 64 * 1024 * 1024;
/// Observations deflate to about a twentieth; zeros to a thousandth.
pub(super) const EXPANSION_MAX: u64 = 400;

/// Whether so many bytes out of so many compressed ones are no observations.
pub(super) const fn is_bomb(expanded: u64, compressed: u64) -> bool {
    expanded > EXPANDED_BYTES_FREE && expanded / EXPANSION_MAX > compressed
}

/// The reading side is gone: it has seen enough.
#[derive(Debug)]
struct Gone;

/// Sends an object to a window.
pub(super) struct Unpacker {
    pub(super) pieces: SyncSender<Piece>,
    pub(super) spent: Receiver<Vec<u8>>,
}

impl Unpacker {
    /// Sends an object that is one input.
    pub(super) fn send_single(&self, input: impl Read) {
        let (tracked, progress) = Tracked::new(input);
        // Gone: nobody is left to be told.
        let _ = self.send_part(None, tracked, &progress);
    }

    /// Sends the members of an archive one after the other.
    pub(super) fn send_members(&self, input: impl Read + Seek, members: &[Member]) {
        let (tracked, progress) = Tracked::new(input);
        let mut archive = match ZipArchive::new(tracked) {
            Ok(archive) => archive,
            Err(error) => {
                let _ = self.pieces.send(Piece::Failed(archive::unreadable(&error)));
                return;
            }
        };
        for member in members {
            progress.restart();
            let sent = match archive.by_index(member.index) {
                Ok(file) => self.send_part(Some(&member.name), file, &progress),
                Err(error) => self.send_unreadable(&member.name, &error, &progress),
            };
            if sent.is_err() {
                return;
            }
        }
    }

    fn send_unreadable(&self, name: &str, error: &zip::result::ZipError, progress: &Progress) -> Result<(), Gone> {
        self.send(Piece::Part(Some(name.to_owned())))?;
        self.send(ending(progress, || format!("the ZIP member cannot be opened: {error}")))
    }

    fn send_part(&self, name: Option<&str>, input: impl Read, progress: &Progress) -> Result<(), Gone> {
        self.send(Piece::Part(name.map(str::to_owned)))?;
        let end = match opened(input) {
            Ok(mut input) => self.send_bytes(&mut *input, progress)?,
            Err(error) => ending(progress, || damage(&error)),
        };
        self.send(end)
    }

    /// Sends all bytes of an input; the piece that ends it.
    fn send_bytes(&self, input: &mut dyn Read, progress: &Progress) -> Result<Piece, Gone> {
        let mut sent = 0_u64;
        loop {
            let mut buffer = self.spent.try_recv().unwrap_or_else(|_| vec![0; PIECE_BYTES]);
            match input.read(&mut buffer) {
                Ok(0) => return Ok(Piece::End(Ending::Whole)),
                Ok(length) => {
                    sent += length as u64;
                    self.send(Piece::Bytes(buffer, length))?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Ok(ending(progress, || damage(&error))),
            }
            if is_bomb(sent, progress.given()) {
                return Ok(broken(format!("the compressed data expand more than {EXPANSION_MAX} times")));
            }
        }
    }

    fn send(&self, piece: Piece) -> Result<(), Gone> {
        self.pieces.send(piece).map_err(|_| Gone)
    }
}

/// An input, decompressed if it is gzip.
pub(super) fn opened<'r>(mut input: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let mut start = Vec::with_capacity(GZIP.len());
    input.by_ref().take(GZIP.len() as u64).read_to_end(&mut start)?;
    let gzip = start == GZIP;
    let whole = Cursor::new(start).chain(input);
    if gzip {
        return Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(INPUT_BYTES, whole))));
    }
    Ok(Box::new(whole))
}

/// How a part ends after an error: the object could not be read, or it is damaged.
fn ending(progress: &Progress, damage: impl FnOnce() -> String) -> Piece {
    match progress.failure() {
        Some(error) => Piece::Failed(SourceError::io(&error)),
        None => broken(damage()),
    }
}

const fn broken(damage: String) -> Piece {
    Piece::End(Ending::Broken(damage))
}

/// What a decompressor's error says, for people.
pub(super) fn damage(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed data are truncated".to_owned(),
        _ => format!("the compressed data are damaged ({error})"),
    }
}
