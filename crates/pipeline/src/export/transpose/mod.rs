//! From the order of the zones to the order of exports.
//!
//! The zones hold months or years, each in order of stations; an export is in order of stations, each in order of
//! time. A [`Transposer`] takes the rows of one part (a month, a year) after the other, in one pass over the zone, and
//! gives them station by station. Rows that exceed its memory wait in an unnamed scratch file, of about 130 bytes an
//! observation. So the time grows with the rows and not, as with a pass for each group of stations, with their square.

mod bytes;

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

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
    part: usize,
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
    buffer: Vec<u8>,
    rows: PhantomData<R>,
}

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
            buffer: Vec::new(),
            rows: PhantomData,
        }
    }

    /// Adds rows of a part, those of one station next to each other. A part may come in several goes.
    pub(super) fn add(&mut self, part: usize, rows: &[R]) -> Result<()> {
        for rows in rows.chunk_by(|one, next| one.station() == next.station()) {
            self.buffer.clear();
            rows.iter().for_each(|row| row.store(&mut self.buffer));
            let station = self.place(rows[0].station());
            let length = self.buffer.len();
            self.file.write_all(&self.buffer).map_err(|error| failed(&self.folder, error))?;
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
        let mut rows = Vec::new();
        for pieces in pieces.chunk_by(|one, next| (one.station, one.part) == (next.station, next.part)) {
            rows.clear();
            for piece in pieces {
                self.load(piece, &mut rows)?;
            }
            rows.sort_by_key(R::order);
            each(self.stations[pieces[0].station], &rows)?;
        }
        Ok(())
    }

    fn load(&mut self, piece: &Piece, rows: &mut Vec<R>) -> Result<()> {
        self.read(piece).map_err(|error| failed(&self.folder, error))?;
        let mut bytes = Bytes::new(&self.buffer);
        while !bytes.is_empty() {
            let row = R::load(self.stations[piece.station], &mut bytes);
            rows.push(row.ok_or_else(|| damaged(&self.folder))?);
        }
        Ok(())
    }

    fn read(&mut self, piece: &Piece) -> io::Result<()> {
        self.buffer.resize(piece.length, 0);
        self.file.seek(SeekFrom::Start(piece.offset))?;
        self.file.read_exact(&mut self.buffer)
    }
}

fn failed(folder: &Path, error: io::Error) -> Error {
    Error::io(format!("scratch file in {}", folder.display()), error)
}

fn damaged(folder: &Path) -> Error {
    Error::new(Kind::Corrupt, format!("scratch file in {}: it does not hold what was written", folder.display()))
        .hint("check the disk, then run the export again; the lake was not changed")
}
