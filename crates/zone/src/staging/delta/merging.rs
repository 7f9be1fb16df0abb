//! The heavy half of staging: merging a batch's months with the table's files, on all cores.
//!
//! A month without changes is only counted, not encoded; a changed one becomes new files that replace its old ones.

use std::collections::HashMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tokio::runtime::Handle;
use uuid::Uuid;
use weather::{Month, Time};

use super::columns::{observations, to_batch, to_chunk};
use crate::delta::{DataFile, Encoder, Table, read_file, statistics};
use crate::staging::merge::{Fate, Merge};
use crate::staging::row::StagedRow;
use crate::staging::spool::IncomingRow;
use crate::staging::{Batch, ReadRequest, Tally};
use crate::{Error, Kind, Result};

const ROWS_PER_BATCH: usize = 8_192;
/// A month of more rows than this becomes several files, so that no file has to fit memory several times over.
const ROWS_PER_FILE: u64 = 1 << 20;

/// What merging one month gave.
pub(super) struct MonthOutcome {
    pub(super) remove: Vec<DataFile>,
    pub(super) add: Vec<DataFile>,
    /// By object of the batch.
    pub(super) tallies: Vec<Tally>,
    /// Objects that replaced a row of equal insertion time; see `merge`.
    pub(super) late_objects: Vec<usize>,
}

/// Merges every month of the batch with what the table has.
pub(super) fn merge_months(
    table: &Table,
    batch: &Batch,
    revision: i64,
    time_ms: i64,
    runtime: &Handle,
) -> Result<Vec<MonthOutcome>> {
    let mut files: HashMap<String, Vec<DataFile>> = HashMap::new();
    for file in table.files()? {
        files.entry(file.partition("month").to_owned()).or_default().push(file);
    }
    let merge = |month: Month| {
        let standing = files.get(&month.to_string()).cloned().unwrap_or_default();
        MonthMerge { table, batch, revision, time_ms, runtime, month }.run(standing)
    };
    batch.months().into_par_iter().map(merge).collect()
}

struct MonthMerge<'a> {
    table: &'a Table,
    batch: &'a Batch,
    revision: i64,
    time_ms: i64,
    runtime: &'a Handle,
    month: Month,
}

impl MonthMerge<'_> {
    fn run(&self, standing: Vec<DataFile>) -> Result<MonthOutcome> {
        let (changed, tallies, late_objects) =
            if standing.is_empty() { (true, Vec::new(), Vec::new()) } else { self.compare(&standing)? };
        if !changed {
            return Ok(MonthOutcome { remove: Vec::new(), add: Vec::new(), tallies, late_objects });
        }
        let (add, tallies) = self.encode(&standing)?;
        Ok(MonthOutcome { remove: standing, add, tallies, late_objects })
    }

    /// Counts without writing: whether anything changes, and which objects would replace rows by their fetch alone.
    fn compare(&self, standing: &[DataFile]) -> Result<(bool, Vec<Tally>, Vec<usize>)> {
        let mut counter = Counter::new(self.batch);
        let mut changed = false;
        let mut late = Vec::new();
        let objects = counter.places.clone();
        for merged in Merge::new(self.existing(standing)?, self.batch.month(self.month)?, self.revision, |row, fate| {
            counter.count(row, fate);
        }) {
            let merged = merged?;
            changed |= merged.changed;
            if merged.replaced_same_insert {
                late.extend(objects.get(&merged.row.provenance.object));
            }
        }
        late.sort_unstable();
        late.dedup();
        Ok((changed, counter.tallies, late))
    }

    fn encode(&self, standing: &[DataFile]) -> Result<(Vec<DataFile>, Vec<Tally>)> {
        let mut counter = Counter::new(self.batch);
        let mut writer = MonthWriter::new(self);
        for merged in Merge::new(self.existing(standing)?, self.batch.month(self.month)?, self.revision, |row, fate| {
            counter.count(row, fate);
        }) {
            writer.push(merged?.row)?;
        }
        Ok((writer.finish()?, counter.tallies))
    }

    /// The month's rows in the table, in order: its files do not overlap and are read in the order of their ranges.
    fn existing(&self, standing: &[DataFile]) -> Result<impl Iterator<Item = Result<StagedRow>> + use<>> {
        let mut readers = Vec::with_capacity(standing.len());
        for file in in_order(standing) {
            readers.push(read_file(self.runtime.block_on(self.table.read(&file))?, None, None, ROWS_PER_BATCH)?);
        }
        Ok(readers.into_iter().flatten().flat_map(|batch| {
            let rows =
                batch.map_err(|error| Error::new(Kind::Corrupt, format!("observations table: {error}")).because(error));
            match rows.and_then(|batch| staged_rows(&batch)) {
                Ok(rows) => rows.into_iter().map(Ok).collect::<Vec<_>>(),
                Err(error) => vec![Err(error)],
            }
        }))
    }
}

/// Files of one month by the place of their first row.
pub(super) fn in_order(files: &[DataFile]) -> Vec<DataFile> {
    let mut files = files.to_vec();
    files.sort_by_key(|file| {
        file.text_statistic(&["minValues", "station_id"]).zip(file.text_statistic(&["minValues", "time"]))
    });
    files
}

fn staged_rows(batch: &arrow_array::RecordBatch) -> Result<Vec<StagedRow>> {
    let chunk = to_chunk(batch, &ReadRequest { provenance: true, revision: true, ..ReadRequest::default() })?;
    let places = chunk.provenances.into_iter().zip(chunk.revisions);
    let rows = chunk.observations.into_iter().zip(places);
    Ok(rows.map(|(observation, (provenance, revision))| StagedRow { observation, provenance, revision }).collect())
}

/// Counts fates by object.
struct Counter {
    places: HashMap<[u8; 32], usize>,
    tallies: Vec<Tally>,
}

impl Counter {
    fn new(batch: &Batch) -> Self {
        let objects = batch.objects().iter().enumerate();
        let places: HashMap<_, _> = objects.map(|(place, object)| (*object.facts.object.as_bytes(), place)).collect();
        Self { tallies: vec![Tally::default(); places.len()], places }
    }

    fn count(&mut self, row: &IncomingRow, fate: Fate) {
        if let Some(tally) = self.places.get(&row.provenance.object).and_then(|place| self.tallies.get_mut(*place)) {
            match fate {
                Fate::Accepted => tally.accepted += 1,
                Fate::Superseded => tally.superseded += 1,
                Fate::Duplicate => tally.duplicate += 1,
            }
        }
    }
}

/// Writes a month's rows into one or more files.
struct MonthWriter<'a> {
    month: &'a MonthMerge<'a>,
    rows: Vec<StagedRow>,
    encoder: Option<(Encoder, Bounds)>,
    files: Vec<DataFile>,
}

/// The first and last identity of a file, and its latest revision.
struct Bounds {
    first: StagedRow,
    last: StagedRow,
    times: (Time, Time),
    revision_max: i64,
}

impl<'a> MonthWriter<'a> {
    fn new(month: &'a MonthMerge<'a>) -> Self {
        Self { month, rows: Vec::with_capacity(ROWS_PER_BATCH), encoder: None, files: Vec::new() }
    }

    fn push(&mut self, row: StagedRow) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == ROWS_PER_BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            return Ok(());
        };
        let schema = observations().file_schema();
        let times = self.rows.iter().map(|row| row.observation.time);
        let times = times.fold((first.observation.time, first.observation.time), |(low, high), time| {
            (low.min(time), high.max(time))
        });
        let revision_max = self.rows.iter().map(|row| row.revision).max().unwrap_or_default();
        let (encoder, bounds) = match &mut self.encoder {
            Some(encoder) => encoder,
            None => {
                let bounds = Bounds { first: first.clone(), last: last.clone(), times, revision_max };
                self.encoder.insert((Encoder::new(schema.clone(), &["station_id", "time"])?, bounds))
            }
        };
        bounds.last = last.clone();
        bounds.times = (bounds.times.0.min(times.0), bounds.times.1.max(times.1));
        bounds.revision_max = bounds.revision_max.max(revision_max);
        encoder.write(&to_batch(&schema, &self.rows)?)?;
        let full = encoder.rows() >= ROWS_PER_FILE;
        self.rows.clear();
        if full { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<()> {
        let Some((encoder, bounds)) = self.encoder.take() else {
            return Ok(());
        };
        let text = |time: Time| format!("{}.000Z", time.to_string().trim_end_matches('Z'));
        let station = |row: &StagedRow| row.observation.station.to_string().into();
        let statistics = statistics(
            encoder.rows(),
            &[
                ("station_id", station(&bounds.first), station(&bounds.last)),
                ("time", text(bounds.times.0).into(), text(bounds.times.1).into()),
                ("revision", 0.into(), bounds.revision_max.into()),
            ],
        );
        let month = self.month;
        let name = Uuid::new_v4().to_string();
        let partition = month.month.to_string();
        let partition = [("month", partition.as_str())];
        let written = month.table.write(&name, &partition, encoder.finish()?, statistics, month.time_ms);
        self.files.push(month.runtime.block_on(written)?);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<DataFile>> {
        self.flush()?;
        self.close()?;
        Ok(self.files)
    }
}
