//! Lays documents over the daily table's files, and makes the months of what changed.

use std::collections::HashMap;

use tokio::runtime::Handle;
use uuid::Uuid;
use weather::day::DayDefinition;

use super::columns::{daily, to_batch, to_documents};
use super::{ROWS_PER_BATCH, damaged, monthly, partition_of};
use crate::Result;
use crate::curated::{DailyDocument, Written, YearDays, YearIterator, months_of};
use crate::delta::{DataFile, Encoder, Follower, Table, read_file, statistics};

/// What a merging gave: files that leave and come, and the monthly table's files if they change.
pub(super) struct Merged {
    pub(super) remove: Vec<DataFile>,
    pub(super) add: Vec<DataFile>,
    pub(super) months: Option<Vec<DataFile>>,
    pub(super) written: Written,
}

/// Lays documents over the table's files, a partition at a time; each partition stays one file.
pub(super) struct Merging<'a> {
    table: &'a Table,
    months: &'a Follower,
    time_ms: i64,
    runtime: &'a Handle,
    standing: HashMap<(DayDefinition, i32), DataFile>,
    // Partitions written by this transaction: their old file, if any, and the new one.
    replaced: HashMap<(DayDefinition, i32), (Option<DataFile>, DataFile)>,
    // The monthly files of the years written by this transaction.
    new_months: HashMap<i32, DataFile>,
    written: Written,
}

impl<'a> Merging<'a> {
    pub(super) fn new((table, months): (&'a Table, &'a Follower), time_ms: i64, runtime: &'a Handle) -> Result<Self> {
        let mut standing = HashMap::new();
        for file in table.files()? {
            standing.insert(partition_of(&file)?, file);
        }
        let (replaced, new_months) = (HashMap::new(), HashMap::new());
        Ok(Self { table, months, time_ms, runtime, standing, replaced, new_months, written: Written::default() })
    }

    pub(super) fn drain(mut self, years: YearIterator) -> Result<Merged> {
        for part in years {
            self.put(part?)?;
        }
        let months = (!self.new_months.is_empty()).then(|| self.month_files());
        let (remove, add): (Vec<_>, Vec<_>) = self.replaced.into_values().unzip();
        Ok(Merged { remove: remove.into_iter().flatten().collect(), add, months, written: self.written })
    }

    fn put(&mut self, part: YearDays) -> Result<()> {
        let key = (part.definition, part.year);
        let now = self.replaced.get(&key).map(|(_, new)| new).or_else(|| self.standing.get(&key));
        let standing = match now {
            Some(file) => self.load(file, part.definition)?,
            None => Vec::new(),
        };
        let (merged, changed) = overlay(standing, part.days, &mut self.written);
        if !changed {
            return Ok(());
        }
        if part.definition == DayDefinition::Climatological {
            let months = self.encode_months(part.year, &merged)?;
            self.new_months.insert(part.year, months);
        }
        let file = self.encode(key, &merged)?;
        let old = match self.replaced.remove(&key) {
            Some((old, _)) => old,
            None => self.standing.get(&key).cloned(),
        };
        self.replaced.insert(key, (old, file));
        Ok(())
    }

    /// The monthly table's files: those of other years as they were, and the new ones.
    fn month_files(&self) -> Vec<DataFile> {
        let year_of = |file: &DataFile| file.partition("year").parse::<i32>().ok();
        let stays = |file: &&DataFile| year_of(file).is_none_or(|year| !self.new_months.contains_key(&year));
        self.months.files().iter().filter(stays).chain(self.new_months.values()).cloned().collect()
    }

    fn encode_months(&self, year: i32, documents: &[DailyDocument]) -> Result<DataFile> {
        let months = months_of(documents)?;
        let mut encoder = Encoder::new(monthly::monthly().file_schema(), &["station_id"])?;
        encoder.write(&monthly::to_batch(&months)?)?;
        let year = year.to_string();
        let (partition, name) = ([("year", year.as_str())], Uuid::new_v4().to_string());
        let statistics = statistics(encoder.rows(), &[]);
        let written = self.months.table().write(&name, &partition, encoder.finish()?, statistics, self.time_ms);
        self.runtime.block_on(written)
    }

    fn load(&self, file: &DataFile, definition: DayDefinition) -> Result<Vec<DailyDocument>> {
        let bytes = self.runtime.block_on(self.table.read(file))?;
        let mut documents = Vec::new();
        for batch in read_file(bytes, None, None, ROWS_PER_BATCH)? {
            documents.extend(to_documents(&batch.map_err(damaged)?, definition)?);
        }
        Ok(documents)
    }

    fn encode(&self, (definition, year): (DayDefinition, i32), documents: &[DailyDocument]) -> Result<DataFile> {
        let schema = daily().file_schema();
        let mut encoder = Encoder::new(schema.clone(), &["station_id", "day"])?;
        for chunk in documents.chunks(ROWS_PER_BATCH) {
            encoder.write(&to_batch(&schema, chunk)?)?;
        }
        let stations = documents.iter().map(|document| document.statistics.station.to_string());
        let days = || documents.iter().map(|document| document.statistics.day);
        let (first, last) = (stations.clone().min().unwrap_or_default(), stations.max().unwrap_or_default());
        let (from, to) = (days().min().map(|day| day.to_string()), days().max().map(|day| day.to_string()));
        let statistics =
            statistics(encoder.rows(), &[("station_id", first.into(), last.into()), ("day", from.into(), to.into())]);
        let year = year.to_string();
        let partition = [("period", definition.name()), ("year", year.as_str())];
        let name = Uuid::new_v4().to_string();
        self.runtime.block_on(self.table.write(&name, &partition, encoder.finish()?, statistics, self.time_ms))
    }
}

/// Two sorted lists as one, the new document where both have an identity; and whether anything changed.
fn overlay(standing: Vec<DailyDocument>, new: Vec<DailyDocument>, written: &mut Written) -> (Vec<DailyDocument>, bool) {
    let mut merged = Vec::with_capacity(standing.len() + new.len());
    let mut standing = standing.into_iter().peekable();
    let mut changed = false;
    for document in new {
        while let Some(before) = standing.next_if(|other| other.key() < document.key()) {
            merged.push(before);
        }
        let old = standing.next_if(|other| other.key() == document.key());
        if old.as_ref() == Some(&document) {
            written.unchanged += 1;
        } else {
            written.changed += 1;
            changed = true;
        }
        merged.push(document);
    }
    merged.extend(standing);
    (merged, changed)
}
