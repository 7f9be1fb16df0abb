//! A spool: any number of rows, sorted by identity within each month, in bounded memory.
//!
//! Rows are buffered by month; when the buffer is full they are sorted and written to a scratch file as one run a
//! month. Reading a month merges its runs with what is still buffered. Only plain rows are known here; which of two
//! rows wins is decided in `merge`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use weather::{Marks, Month, Observation, Provenance, StationId, Time, Variable};

use crate::{Error, Result};

/// A row on its way into the zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IncomingRow {
    /// What was measured.
    pub(crate) observation: Observation,
    /// Where it came from.
    pub(crate) provenance: Provenance,
}

impl IncomingRow {
    /// By identity, then by precedence.
    fn order(&self) -> impl Ord + use<> {
        (self.observation.station, self.observation.time, self.provenance.precedence())
    }
}

/// Rows of one month in a scratch file: where they start and how many they are.
#[derive(Debug, Clone, Copy)]
struct Run {
    file: usize,
    offset: u64,
    rows: u64,
}

/// Collects rows; see the module.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
    rows_max: usize,
    buffered: usize,
    buffers: BTreeMap<Month, Vec<IncomingRow>>,
    runs: BTreeMap<Month, Vec<Run>>,
    files: Vec<File>,
    // Reports come many to a month: the month of the last one, with its seconds, saves the calendar.
    last_month: Option<(std::ops::Range<i64>, Month)>,
}

impl Spool {
    /// An empty spool that keeps at most `rows_max` rows in memory and the rest in scratch files in `folder`.
    pub(crate) fn new(folder: &Path, rows_max: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            rows_max: rows_max.max(1),
            buffered: 0,
            buffers: BTreeMap::new(),
            runs: BTreeMap::new(),
            files: Vec::new(),
            last_month: None,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If a scratch file cannot be written.
    pub(crate) fn push(&mut self, row: IncomingRow) -> Result<()> {
        if self.buffered == self.rows_max {
            self.spill()?;
        }
        let month = self.month_of(row.observation.time);
        self.buffers.entry(month).or_default().push(row);
        self.buffered += 1;
        Ok(())
    }

    fn month_of(&mut self, time: Time) -> Month {
        match &self.last_month {
            Some((seconds, month)) if seconds.contains(&time.unix()) => *month,
            _ => {
                let month = time.month();
                let seconds = month.first_day().start().unix()..month.next().first_day().start().unix();
                self.last_month = Some((seconds, month));
                month
            }
        }
    }

    fn spill(&mut self) -> Result<()> {
        let at = |error| Error::io(format!("scratch file in {}", self.folder.display()), error);
        // Unnamed: it goes with the process, however that ends.
        let file = tempfile::tempfile_in(&self.folder).map_err(at)?;
        let mut writer = BufWriter::with_capacity(1 << 18, file);
        let mut offset = 0;
        for (month, mut rows) in std::mem::take(&mut self.buffers) {
            sort(&mut rows);
            let run = Run { file: self.files.len(), offset, rows: rows.len() as u64 };
            for row in &rows {
                writer.write_all(&encode(row)).map_err(at)?;
            }
            offset += run.rows * ENCODED as u64;
            self.runs.entry(month).or_default().push(run);
        }
        self.files.push(writer.into_inner().map_err(|error| at(error.into_error()))?);
        self.buffered = 0;
        Ok(())
    }

    /// Ends the collecting.
    pub(crate) fn finish(mut self) -> Spooled {
        for rows in self.buffers.values_mut() {
            sort(rows);
        }
        Spooled { folder: self.folder, buffers: self.buffers, runs: self.runs, files: self.files }
    }
}

/// Most objects come nearly in order already, which the standard sort is good at.
fn sort(rows: &mut [IncomingRow]) {
    rows.sort_by_cached_key(IncomingRow::order);
}

/// The rows of a finished [`Spool`], by month; can be read any number of times.
#[derive(Debug)]
pub(crate) struct Spooled {
    folder: PathBuf,
    buffers: BTreeMap<Month, Vec<IncomingRow>>,
    runs: BTreeMap<Month, Vec<Run>>,
    files: Vec<File>,
}

impl Spooled {
    /// The months that have rows.
    pub(crate) fn months(&self) -> Vec<Month> {
        let mut months: Vec<Month> = self.buffers.keys().chain(self.runs.keys()).copied().collect();
        months.sort_unstable();
        months.dedup();
        months
    }

    /// The rows of a month, by identity, then by rising precedence.
    ///
    /// # Errors
    /// If a scratch file cannot be read.
    pub(crate) fn month(&self, month: Month) -> Result<MergedRuns<'_>> {
        let buffered = self.buffers.get(&month).map(Vec::as_slice).unwrap_or_default();
        let mut runs = vec![RunReader::Memory(buffered.iter())];
        for run in self.runs.get(&month).map(Vec::as_slice).unwrap_or_default() {
            runs.push(RunReader::open(&self.files[run.file], *run).map_err(|error| self.at(error))?);
        }
        let mut heads = Vec::with_capacity(runs.len());
        for run in &mut runs {
            heads.push(run.next().map_err(|error| self.at(error))?);
        }
        Ok(MergedRuns { spooled: self, runs, heads })
    }

    fn at(&self, error: std::io::Error) -> Error {
        Error::io(format!("scratch file in {}", self.folder.display()), error)
    }
}

/// One month's rows out of several sorted runs.
pub(crate) struct MergedRuns<'a> {
    spooled: &'a Spooled,
    runs: Vec<RunReader<'a>>,
    heads: Vec<Option<IncomingRow>>,
}

impl Iterator for MergedRuns<'_> {
    type Item = Result<IncomingRow>;

    fn next(&mut self) -> Option<Result<IncomingRow>> {
        // A handful of runs at most times: a linear look is as good as a heap.
        let first = (0..self.heads.len())
            .filter(|index| self.heads[*index].is_some())
            .min_by_key(|index| self.heads[*index].as_ref().map(IncomingRow::order))?;
        let row = match self.runs[first].next() {
            Ok(next) => std::mem::replace(&mut self.heads[first], next),
            Err(error) => return Some(Err(self.spooled.at(error))),
        };
        row.map(Ok)
    }
}

enum RunReader<'a> {
    Memory(std::slice::Iter<'a, IncomingRow>),
    File { reader: Box<BufReader<PositionedFile<'a>>>, left: u64 },
}

impl<'a> RunReader<'a> {
    fn open(file: &'a File, run: Run) -> std::io::Result<Self> {
        let reader = BufReader::with_capacity(1 << 16, PositionedFile { file, position: run.offset });
        Ok(Self::File { reader: Box::new(reader), left: run.rows })
    }

    fn next(&mut self) -> std::io::Result<Option<IncomingRow>> {
        match self {
            Self::Memory(rows) => Ok(rows.next().cloned()),
            Self::File { left: 0, .. } => Ok(None),
            Self::File { reader, left } => {
                *left -= 1;
                let mut bytes = [0; ENCODED];
                reader.read_exact(&mut bytes)?;
                decode(&bytes).map(Some)
            }
        }
    }
}

/// A shared file read from a position of its own.
struct PositionedFile<'a> {
    file: &'a File,
    position: u64,
}

impl Read for PositionedFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = read_at(self.file, buffer, self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}

/// Reads without moving the file's own position, so that several readers may share it.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], position: u64) -> std::io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, position)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], position: u64) -> std::io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, position)
}

const VALUES_AT: usize = 32 + 8 + 8 + 8 + 32 + 8 + 1;
const ENCODED: usize = VALUES_AT + 4 * Variable::COUNT;

fn encode(row: &IncomingRow) -> [u8; ENCODED] {
    let mut bytes = [0; ENCODED];
    let (observation, provenance) = (&row.observation, &row.provenance);
    let station = observation.station.as_bytes();
    bytes[0] = station.len() as u8;
    bytes[1..=station.len()].copy_from_slice(station);
    bytes[32..40].copy_from_slice(&observation.time.unix().to_le_bytes());
    bytes[40..48].copy_from_slice(&provenance.insert_time.map_or(i64::MIN, Time::unix).to_le_bytes());
    bytes[48..56].copy_from_slice(&provenance.fetch_time.unix().to_le_bytes());
    bytes[56..88].copy_from_slice(&provenance.object);
    bytes[88..96].copy_from_slice(&provenance.row.to_le_bytes());
    bytes[96] = observation.marks.bits();
    for (place, value) in bytes[VALUES_AT..].chunks_exact_mut(4).zip(observation.raw_values()) {
        place.copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

fn decode(bytes: &[u8; ENCODED]) -> std::io::Result<IncomingRow> {
    let number = |at: usize| {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[at..at + 8]);
        i64::from_le_bytes(word)
    };
    let mut values = [0; Variable::COUNT];
    for (value, place) in values.iter_mut().zip(bytes[VALUES_AT..].chunks_exact(4)) {
        let mut word = [0; 4];
        word.copy_from_slice(place);
        *value = i32::from_le_bytes(word);
    }
    let mut object = [0; 32];
    object.copy_from_slice(&bytes[56..88]);
    let station = StationId::from_bytes(&bytes[1..=usize::from(bytes[0].min(31))])
        .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))?;
    let observation =
        Observation::from_raw_values(station, Time::from_unix(number(32)), Marks::from_bits(bytes[96]), values);
    let insert_time = Some(number(40)).filter(|seconds| *seconds != i64::MIN).map(Time::from_unix);
    let provenance =
        Provenance { insert_time, fetch_time: Time::from_unix(number(48)), object, row: number(88) as u64 };
    Ok(IncomingRow { observation, provenance })
}

#[cfg(test)]
mod tests {
    use super::*;
    use weather::Milli;

    fn row(station: &str, hours: i64, number: u64) -> IncomingRow {
        let start = Time::from_civil(2013, 1, 31, 0, 0, 0).expect("a date");
        let mut observation = Observation::new(station.parse().expect("an id"), start.plus_hours(hours));
        observation.set(Variable::AirTemperature, Milli::from_thousandths(hours * 100));
        let fetch_time = Time::from_unix(5);
        let provenance = Provenance { insert_time: None, fetch_time, object: [7; 32], row: number };
        IncomingRow { observation, provenance }
    }

    #[test]
    fn a_row_survives_the_scratch_file() {
        let row = row("0-20000-0-07510", 3, 9);
        assert_eq!(decode(&encode(&row)).expect("decoded"), row);
    }

    #[test]
    fn spilling_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let rows: Vec<IncomingRow> =
            (0..200).map(|n| row(["07005", "07015", "78890"][n % 3], (n as i64 * 37) % 48, n as u64)).collect();
        let read = |rows_max| {
            let mut spool = Spool::new(folder.path(), rows_max);
            for row in &rows {
                spool.push(row.clone()).expect("pushed");
            }
            let spooled = spool.finish();
            let months = spooled.months().into_iter();
            months
                .map(|month| spooled.month(month).expect("opened").collect::<Result<Vec<_>>>().expect("read"))
                .collect::<Vec<_>>()
        };
        let whole = read(1_000);
        assert_eq!(whole.len(), 2);
        assert!(whole.iter().all(|rows| rows.is_sorted_by_key(IncomingRow::order)));
        assert_eq!(whole, read(7));
        assert_eq!(whole, read(1));
    }
}
