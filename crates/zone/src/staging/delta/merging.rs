//! The heavy half of staging: a batch's months merged with the table's files and flagged, on all cores.
//!
//! A value's flag depends on the reports around it, so the months beside a changed one are looked at as well. A month
//! without changes is only counted, not encoded; a changed one becomes new files that replace its old ones.

use std::collections::{BTreeSet, HashMap};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tokio::runtime::Handle;
use weather::quality::{CONTEXT_DAYS, Control};
use weather::{Month, Observation, StationId, Time};

use super::columns::to_chunk;
use super::flagging::{Context, Flagged};
use super::writing::{MonthWriter, Target};
use crate::delta::{DataFile, Table, read_file};
use crate::staging::merge::{Fate, Merge, Merged};
use crate::staging::row::StagedRow;
use crate::staging::spool::IncomingRow;
use crate::staging::{Batch, ReadRequest, Registry, Tally};
use crate::{Error, Kind, Result};

const ROWS_PER_BATCH: usize = 8_192;

/// What merging one month gave.
#[derive(Default)]
pub(super) struct MonthOutcome {
    pub(super) remove: Vec<DataFile>,
    pub(super) add: Vec<DataFile>,
    /// By object of the batch; empty for a month that the batch has no rows of.
    pub(super) tallies: Vec<Tally>,
    /// Objects that replaced a row of equal insertion time; see `merge`.
    pub(super) late_objects: Vec<usize>,
}

/// A batch on its way into the table.
pub(super) struct Merging<'a> {
    table: &'a Table,
    batch: &'a Batch,
    registry: &'a Registry,
    control: &'a Control,
    revision: i64,
    time_ms: i64,
    runtime: &'a Handle,
    files: HashMap<Month, Vec<DataFile>>,
}

impl<'a> Merging<'a> {
    /// A merging of `batch` into `table`, whose changed rows get the revision after the table's version.
    pub(super) fn new(
        table: &'a Table,
        batch: &'a Batch,
        (registry, control): (&'a Registry, &'a Control),
        time_ms: i64,
        runtime: &'a Handle,
    ) -> Result<Self> {
        let mut files: HashMap<Month, Vec<DataFile>> = HashMap::new();
        for file in table.files()? {
            files.entry(super::month_of(&file)?).or_default().push(file);
        }
        files.values_mut().for_each(|files| sort(files));
        Ok(Self { table, batch, registry, control, revision: table.version() + 1, time_ms, runtime, files })
    }

    /// Merges the months of the batch, those beside them, and, if stations moved, all others.
    pub(super) fn run(&self, stations_moved: bool) -> Result<Vec<MonthOutcome>> {
        let mut months: BTreeSet<Month> = self.batch.months().into_iter().collect();
        let beside: Vec<Month> = months.iter().flat_map(|month| [month.previous(), month.next()]).collect();
        months.extend(beside.into_iter().filter(|month| self.files.contains_key(month)));
        if stations_moved {
            months.extend(self.files.keys());
        }
        months.into_par_iter().map(|month| self.merge(month)).collect()
    }

    fn merge(&self, month: Month) -> Result<MonthOutcome> {
        let standing = self.files.get(&month).map(Vec::as_slice).unwrap_or_default();
        let context = self.context(month)?;
        let mut outcome = match standing {
            [] => MonthOutcome::default(),
            _ => match self.compare(month, &context)? {
                (false, outcome) => return Ok(outcome),
                (true, outcome) => outcome,
            },
        };
        (outcome.add, outcome.tallies) = self.encode(month, &context)?;
        outcome.remove = standing.to_vec();
        Ok(outcome)
    }

    /// Counts without writing: whether anything changes, and which objects would replace rows by their fetch alone.
    fn compare(&self, month: Month, context: &Context) -> Result<(bool, MonthOutcome)> {
        let mut counter = Counter::new(self.batch);
        let mut changed = false;
        let mut late = BTreeSet::new();
        let places = counter.places.clone();
        for merged in self.flagged(month, context, |row, fate| counter.count(row, fate))? {
            let merged = merged?;
            changed |= merged.changed;
            if merged.replaced_same_insert {
                late.extend(places.get(&merged.row.provenance.object));
            }
        }
        let late_objects = late.into_iter().copied().collect();
        Ok((changed, MonthOutcome { tallies: counter.tallies, late_objects, ..MonthOutcome::default() }))
    }

    fn encode(&self, month: Month, context: &Context) -> Result<(Vec<DataFile>, Vec<Tally>)> {
        let mut counter = Counter::new(self.batch);
        let target = Target { table: self.table, month, time_ms: self.time_ms, runtime: self.runtime };
        let mut writer = MonthWriter::new(target);
        for merged in self.flagged(month, context, |row, fate| counter.count(row, fate))? {
            writer.push(merged?.row)?;
        }
        Ok((writer.finish()?, counter.tallies))
    }

    /// A month's rows after the batch, with their flags.
    fn flagged<'b, F: FnMut(&IncomingRow, Fate) + 'b>(
        &'b self,
        month: Month,
        context: &'b Context,
        tell: F,
    ) -> Result<impl Iterator<Item = Result<Merged>> + use<'a, 'b, F>> {
        Ok(Flagged::new(self.merged(month, tell)?, context, self.registry, self.control, self.revision))
    }

    /// The reports around a month that its flags depend on.
    fn context(&self, month: Month) -> Result<Context> {
        let (first, end) = (month.first_day(), month.next().first_day());
        let before = self.reports(month.previous(), first.plus_days(-CONTEXT_DAYS).start(), first.start())?;
        let after = self.reports(month.next(), end.start(), end.plus_days(CONTEXT_DAYS).start())?;
        Ok(Context { before, after })
    }

    /// The reports of a month from `from` to before `end`, after the batch, by station.
    fn reports(&self, month: Month, from: Time, end: Time) -> Result<HashMap<StationId, Vec<Observation>>> {
        let mut reports: HashMap<StationId, Vec<Observation>> = HashMap::new();
        for merged in self.merged(month, |_, _| ())? {
            let observation = merged?.row.observation;
            if observation.time >= from && observation.time < end {
                reports.entry(observation.station).or_default().push(observation);
            }
        }
        Ok(reports)
    }

    /// A month's rows after the batch, with the flags they had.
    fn merged<'b, F: FnMut(&IncomingRow, Fate) + 'b>(
        &'b self,
        month: Month,
        tell: F,
    ) -> Result<impl Iterator<Item = Result<Merged>> + use<'a, 'b, F>> {
        Ok(Merge::new(self.standing(month)?, self.batch.month(month)?, self.revision, tell))
    }

    /// The month's rows in the table, in order: its files do not overlap and are read in the order of their ranges.
    fn standing(&self, month: Month) -> Result<impl Iterator<Item = Result<StagedRow>> + use<>> {
        let files = self.files.get(&month).map(Vec::as_slice).unwrap_or_default();
        let mut readers = Vec::with_capacity(files.len());
        for file in files {
            readers.push(read_file(self.runtime.block_on(self.table.read(file))?, None, None, ROWS_PER_BATCH)?);
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

/// Puts the files of one month in the order of their first rows.
pub(super) fn sort(files: &mut [DataFile]) {
    files.sort_by_cached_key(|file| {
        file.text_statistic(&["minValues", "station_id"]).zip(file.text_statistic(&["minValues", "time"]))
    });
}

fn staged_rows(batch: &arrow_array::RecordBatch) -> Result<Vec<StagedRow>> {
    let request = ReadRequest { flags: true, provenance: true, revision: true, ..ReadRequest::default() };
    let chunk = to_chunk(batch, &request)?;
    let places = chunk.provenances.into_iter().zip(chunk.revisions);
    let rows = chunk.observations.into_iter().zip(chunk.flags).zip(places);
    let row = |((observation, flags), (provenance, revision))| StagedRow { observation, flags, provenance, revision };
    Ok(rows.map(row).collect())
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
            tally.count(fate);
        }
    }
}
