//! From the order of the zones to the order of exports.
//!
//! The zones hold months or years, each in order of stations; an export is in order of stations, each in order of
//! time. A [`Transposer`] takes the rows of all parts (months, years) in one pass over the zone, several parts at a time,
//! and gives them station by station. Rows that exceed its memory wait in an unnamed scratch file, of about 150 bytes an
//! observation. So the time grows with the rows and not, as with a pass for each group of stations, with their square.

mod bytes;

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tempfile::SpooledTempFile;
use weather::StationId;
use zone::{Error, Kind, Result};

pub(super) use self::bytes::{Bytes, put_slots};

/// A row that can wait as bytes.
pub(super) trait Movable: Sized {
    /// What the rows of a station are sorted by.
    type Order: Ord;

    fn station(&self) -> StationId;

    fn order(&self) -> Self::Order;

    /// Appends everything but the station.
    fn store(&self, bytes: &mut Vec<u8>);

    /// Takes what [`store`](Self::store) appended off the front; `None` if it is something else.
    fn load(station: StationId, bytes: &mut Bytes<'_>) -> Option<Self>;
}

/// Some rows of one station and part.
struct Piece {
    /// The place of its station in the list of stations.
    station: usize,
    part: i64,
    offset: u64,
    length: usize,
}

/// Takes rows part by part and gives them station by station.
pub(super) struct Transposer<R> {
    file: SpooledTempFile,
    folder: PathBuf,
    end: u64,
    stations: Vec<StationId>,
    places: HashMap<StationId, usize>,
    pieces: Vec<Piece>,
    rows: PhantomData<fn() -> R>,
}

/// Hears some rows of a part, those of one station next to each other. Parts are numbered in the order of time.
pub(super) type Add<'a, R> = &'a mut dyn FnMut(i64, &[R]) -> Result<()>;

impl<R: Movable> Transposer<R> {
    /// A transposer that keeps up to `memory_bytes` in memory and the rest in a file in `scratch`.
    pub(super) fn new(scratch: &Path, memory_bytes: usize) -> Self {
        Self {
            file: SpooledTempFile::new_in(memory_bytes, scratch),
            folder: scratch.to_owned(),
            end: 0,
            stations: Vec::new(),
            places: HashMap::new(),
            pieces: Vec::new(),
            rows: PhantomData,
        }
    }

    /// Takes all the rows that `read` adds for each of `parts`, some parts at the same time on their own threads.
    pub(super) fn fill<P: Send>(
        self,
        workers: usize,
        parts: Vec<P>,
        read: impl Fn(P, Add<'_, R>) -> Result<()> + Sync,
    ) -> Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(workers.max(1)).build().map_err(no_threads)?;
        let all = Mutex::new(self);
        let read = |part| {
            read(part, &mut |part, rows| {
                let stored = Stored::new(rows);
                all.lock().unwrap_or_else(PoisonError::into_inner).add(part, &stored)
            })
        };
        pool.install(|| parts.into_par_iter().try_for_each(read))?;
        Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&mut self, part: i64, stored: &Stored) -> Result<()> {
        self.file.write_all(&stored.bytes).map_err(|error| failed(&self.folder, error))?;
        for (station, length) in stored.lengths.iter().copied() {
            let station = self.place(station);
            self.pieces.push(Piece { station, part, offset: self.end, length });
            self.end += length as u64;
        }
        Ok(())
    }

    fn place(&mut self, station: StationId) -> usize {
        *self.places.entry(station).or_insert_with(|| {
            self.stations.push(station);
            self.stations.len() - 1
        })
    }

    /// Calls `each` with the rows of every station and part in order, sorted within.
    pub(super) fn for_each(mut self, mut each: impl FnMut(StationId, &[R]) -> Result<()>) -> Result<()> {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.sort_unstable_by_key(|piece| (self.stations[piece.station], piece.part, piece.offset));
        let (mut rows, mut buffer) = (Vec::new(), Vec::new());
        for pieces in pieces.chunk_by(|one, next| (one.station, one.part) == (next.station, next.part)) {
            let station = self.stations[pieces[0].station];
            rows.clear();
            for piece in pieces {
                self.read(piece, &mut buffer).map_err(|error| failed(&self.folder, error))?;
                load_all(station, &buffer, &mut rows).ok_or_else(|| damaged(&self.folder))?;
            }
            rows.sort_by_key(R::order);
            each(station, &rows)?;
        }
        Ok(())
    }

    fn read(&mut self, piece: &Piece, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.resize(piece.length, 0);
        self.file.seek(SeekFrom::Start(piece.offset))?;
        self.file.read_exact(buffer)
    }
}

/// Rows as bytes, and how many bytes are of which station.
struct Stored {
    bytes: Vec<u8>,
    lengths: Vec<(StationId, usize)>,
}

impl Stored {
    fn new<R: Movable>(rows: &[R]) -> Self {
        let (mut bytes, mut lengths) = (Vec::new(), Vec::new());
        for rows in rows.chunk_by(|one, next| one.station() == next.station()) {
            let start = bytes.len();
            rows.iter().for_each(|row| row.store(&mut bytes));
            lengths.push((rows[0].station(), bytes.len() - start));
        }
        Self { bytes, lengths }
    }
}

fn load_all<R: Movable>(station: StationId, bytes: &[u8], rows: &mut Vec<R>) -> Option<()> {
    let mut bytes = Bytes::new(bytes);
    while !bytes.is_empty() {
        rows.push(R::load(station, &mut bytes)?);
    }
    Some(())
}

fn failed(folder: &Path, error: io::Error) -> Error {
    Error::io(format!("scratch file in {}", folder.display()), error)
}

fn damaged(folder: &Path) -> Error {
    Error::new(Kind::Corrupt, format!("scratch file in {}: it does not hold what was written", folder.display()))
        .hint("check the disk, then run the export again; the lake was not changed")
}

fn no_threads(error: rayon::ThreadPoolBuildError) -> Error {
    Error::new(Kind::Unavailable, format!("threads for the export: {error}")).because(error)
}
