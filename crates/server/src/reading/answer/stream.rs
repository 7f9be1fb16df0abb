//! From what writes and blocks to a body that is sent as it is written.
//!
//! A bounded channel is between them: a slow client slows the writing down, one that goes away ends it, and an error after
//! the first bytes breaks the connection instead of ending the body neatly.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use tempfile::{SpooledData, SpooledTempFile};
use tokio::sync::{Semaphore, mpsc};
use zone::{Error, Kind, Result};

use super::super::view::blocking;

/// Bytes handed on at a time.
const PIECE_BYTES: usize = 64 << 10;
/// Pieces on their way.
const PIECES_MAX: usize = 4;
/// Bytes of a whole answer that stay in memory; more wait in a scratch file.
const MEMORY_BYTES: usize = 4 << 20;

/// What is written to by work that blocks.
pub(crate) type Out<'a> = &'a mut (dyn Write + Send);

/// Takes bytes, and sends them in pieces.
struct Pipe {
    sender: mpsc::Sender<Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Pipe {
    fn send(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE_BYTES));
        // The other end goes when the client does.
        self.sender.blocking_send(Ok(piece.into())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// The body that `work` writes; begun when its first bytes are there.
///
/// # Errors
/// The work's, if it fails before that.
pub(crate) async fn streamed(
    room: Arc<Semaphore>,
    work: impl FnOnce(Out<'_>) -> Result<()> + Send + 'static,
) -> Result<Body> {
    let closed = |_| Error::new(Kind::Unavailable, "the server is stopping");
    let permit = room.acquire_owned().await.map_err(closed)?;
    let (sender, mut receiver) = mpsc::channel(PIECES_MAX);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let mut pipe = Pipe { sender, buffer: Vec::with_capacity(PIECE_BYTES) };
        let outcome = work(&mut pipe).and_then(|()| pipe.send().map_err(|error| Error::io("sending", error)));
        if let Err(error) = outcome {
            // Where the client is gone, nobody hears of it.
            drop(pipe.sender.blocking_send(Err(error)));
        }
    });
    let first = match receiver.recv().await {
        None => return Ok(Body::empty()),
        Some(first) => first?,
    };
    let rest = stream::unfold(receiver, |mut receiver| async move {
        let piece = receiver.recv().await?;
        Some((piece.map_err(io::Error::other), receiver))
    });
    Ok(Body::from_stream(futures::StreamExt::chain(stream::iter([Ok(first)]), rest)))
}

/// A body that was made whole before any of it is sent.
pub(crate) enum Whole {
    Memory(Bytes),
    Scratch(File, u64),
}

impl Whole {
    /// What `work` writes, and what it gives.
    ///
    /// # Errors
    /// The work's, and those of the scratch file.
    pub(crate) async fn of<T: Send + 'static>(
        scratch: std::path::PathBuf,
        work: impl FnOnce(Out<'_>) -> Result<T> + Send + 'static,
    ) -> Result<(T, Self)> {
        blocking(move || {
            let mut spool = SpooledTempFile::new_in(MEMORY_BYTES, &scratch);
            let given = work(&mut spool)?;
            let failed = |error| Error::io(format!("scratch file in {}", scratch.display()), error);
            let size = spool.stream_position().map_err(failed)?;
            let whole = match spool.into_inner() {
                SpooledData::InMemory(bytes) => Self::Memory(bytes.into_inner().into()),
                SpooledData::OnDisk(mut file) => {
                    file.seek(SeekFrom::Start(0)).map_err(failed)?;
                    Self::Scratch(file, size)
                }
            };
            Ok((given, whole))
        })
        .await
    }

    /// Its size in bytes.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Scratch(_, size) => *size,
        }
    }

    /// As a body.
    pub(crate) fn into_body(self) -> Body {
        match self {
            Self::Memory(bytes) => bytes.into(),
            Self::Scratch(file, _) => Body::from_stream(stream::unfold(Some(file), |file| async move {
                let file = file?;
                let read = tokio::task::spawn_blocking(move || read_piece(file)).await.map_err(io::Error::other);
                match read.flatten() {
                    Ok((bytes, _)) if bytes.is_empty() => None,
                    Ok((bytes, file)) => Some((Ok(bytes), Some(file))),
                    Err(error) => Some((Err(error), None)),
                }
            })),
        }
    }
}

fn read_piece(mut file: File) -> io::Result<(Bytes, File)> {
    let mut bytes = Vec::with_capacity(PIECE_BYTES);
    Read::by_ref(&mut file).take(PIECE_BYTES as u64).read_to_end(&mut bytes)?;
    Ok((bytes.into(), file))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use http_body_util::BodyExt;

    use super::*;

    fn room() -> Arc<Semaphore> {
        Arc::new(Semaphore::new(1))
    }

    #[tokio::test]
    async fn what_is_written_arrives() {
        let body =
            streamed(room(), |out| (0..100_000).try_for_each(|number| writeln!(out, "{number}")).map_err(|_| gone()));
        let bytes = body.await.expect("a body").collect().await.expect("whole").to_bytes();
        assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), 100_000);
    }

    fn gone() -> Error {
        Error::new(Kind::Unavailable, "gone")
    }

    #[tokio::test]
    async fn an_error_before_the_first_bytes_is_an_error_and_one_after_them_breaks_the_body() {
        assert!(streamed(room(), |_| Err(gone())).await.is_err());
        let body = streamed(room(), |out| {
            out.write_all(&[0; 2 * PIECE_BYTES]).map_err(|_| gone())?;
            Err(gone())
        });
        assert!(body.await.expect("a body").collect().await.is_err());
    }

    #[tokio::test]
    async fn a_client_that_goes_away_ends_the_work_and_a_slow_one_holds_it_back() {
        let (written, room) = (Arc::new(AtomicU64::new(0)), room());
        let counter = written.clone();
        let body = streamed(room.clone(), move |out| {
            loop {
                out.write_all(&[0; PIECE_BYTES]).map_err(|error| Error::io("sending", error))?;
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let body = body.await.expect("a body");
        // Nobody reads: the work stands still once the channel is full.
        assert!(written.load(Ordering::SeqCst) <= PIECES_MAX as u64 + 2);
        drop(body);
        // Its place is free when it has ended.
        drop(room.acquire().await.expect("a place"));
        assert!(written.load(Ordering::SeqCst) <= PIECES_MAX as u64 + 2);
    }

    #[tokio::test]
    async fn a_large_whole_answer_waits_in_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes: Vec<u8> = (0..3 * MEMORY_BYTES).map(|place| place as u8).collect();
        let written = bytes.clone();
        let work = move |out: Out<'_>| out.write_all(&written).map_err(|error| Error::io("writing", error));
        let ((), whole) = Whole::of(folder.path().to_owned(), work).await.expect("made");
        assert!(matches!(whole, Whole::Scratch(..)) && whole.size() == bytes.len() as u64);
        assert_eq!(whole.into_body().collect().await.expect("whole").to_bytes(), bytes);
    }
}
