//! The curated zone as a Delta Lake table `daily`, partitioned by day definition and year.

mod columns;

use std::collections::HashMap;

use async_trait::async_trait;
use tokio::runtime::Handle;
use url::Url;
use uuid::Uuid;
use weather::Time;
use weather::day::DayDefinition;

use self::columns::{daily, row_filter, to_batch, to_documents};
use super::{
    CuratedZone, DailyDocument, DayRequest, DocumentIterator, Watermark, Written, YearDays, YearIterator, YearSummary,
};
use crate::delta::{Change, DataFile, Encoder, Table, read_file, statistics};
use crate::{Error, Kind, Result};

const ROWS_PER_BATCH: usize = 8_192;

/// The curated zone in a Delta Lake table under one address.
#[derive(Debug, Clone)]
pub struct DeltaCurated {
    url: Url,
}

impl DeltaCurated {
    /// The zone at `root`, a `file://` address of a folder; nothing is read or made yet.
    ///
    /// # Errors
    /// If `root` cannot have a table under it.
    pub fn new(root: &Url) -> Result<Self> {
        let mut root = root.clone();
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        let url = root.join("daily/").map_err(|error| {
            Error::new(Kind::Invalid, format!("{root} cannot hold the curated zone: {error}"))
                .hint("use a file:// address")
        })?;
        Ok(Self { url })
    }

    async fn table(&self) -> Result<Option<Table>> {
        Table::open(&self.url, daily()).await
    }
}

/// The mark that holds a watermark in the table's log.
fn mark_of(staging: &str) -> String {
    format!("meteolake.staging.{staging}")
}

#[async_trait]
impl CuratedZone for DeltaCurated {
    async fn write(&self, years: YearIterator, watermark: Watermark, now: Time) -> Result<Written> {
        let table = Table::open_or_create(&self.url, daily()).await?;
        let time_ms = now.unix() * 1_000;
        let runtime = Handle::current();
        let (mut table, merging) = tokio::task::spawn_blocking(move || {
            let merging = Merging::new(&table, time_ms, &runtime)?.drain(years)?;
            Ok::<_, Error>((table, merging))
        })
        .await
        .map_err(|error| Error::new(Kind::Invalid, format!("curating stopped: {error}")))??;
        let (remove, add, written) = merging;
        let mark = (mark_of(&watermark.staging), watermark.revision);
        if add.is_empty() && table.mark(&mark.0).await? == Some(mark.1) {
            return Ok(written);
        }
        table.commit(Change { remove, add, marks: vec![mark], time_ms }).await?;
        Ok(written)
    }

    async fn watermark(&self, staging: &str) -> Result<Option<i64>> {
        match self.table().await? {
            None => Ok(None),
            Some(table) => table.mark(&mark_of(staging)).await,
        }
    }

    async fn years(&self) -> Result<Vec<YearSummary>> {
        let Some(table) = self.table().await? else {
            return Ok(Vec::new());
        };
        let mut years = Vec::new();
        for file in table.files()? {
            let (definition, year) = partition_of(&file)?;
            years.push(YearSummary { definition, year, documents: file.rows() });
        }
        years.sort_by_key(|summary| (summary.definition, summary.year));
        Ok(years)
    }

    async fn read(&self, definition: DayDefinition, year: i32, request: DayRequest) -> Result<DocumentIterator> {
        let Some(table) = self.table().await? else {
            return Ok(Box::new(std::iter::empty()));
        };
        let mut readers = Vec::new();
        for file in table.files()? {
            if partition_of(&file)? == (definition, year) {
                readers.push(read_file(table.read(&file).await?, None, row_filter(&request), ROWS_PER_BATCH)?);
            }
        }
        Ok(Box::new(readers.into_iter().flatten().map(move |batch| to_documents(&batch.map_err(damaged)?, definition))))
    }

    async fn check(&self) -> Result<()> {
        self.table().await.map(drop)
    }
}

fn damaged(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Kind::Corrupt, format!("daily table: {error}")).because(error).hint("restore the lake from a backup")
}

fn partition_of(file: &DataFile) -> Result<(DayDefinition, i32)> {
    let damaged = || Error::new(Kind::Corrupt, format!("daily table: {} has no period and year", file.path()));
    let definition = file.partition("period").parse().map_err(|_| damaged())?;
    Ok((definition, file.partition("year").parse().map_err(|_| damaged())?))
}

/// Lays documents over the table's files, a partition at a time; each partition stays one file.
struct Merging<'a> {
    table: &'a Table,
    time_ms: i64,
    runtime: &'a Handle,
    standing: HashMap<(DayDefinition, i32), DataFile>,
    // Partitions written by this transaction: their old file, if any, and the new one.
    replaced: HashMap<(DayDefinition, i32), (Option<DataFile>, DataFile)>,
    written: Written,
}

impl<'a> Merging<'a> {
    fn new(table: &'a Table, time_ms: i64, runtime: &'a Handle) -> Result<Self> {
        let mut standing = HashMap::new();
        for file in table.files()? {
            standing.insert(partition_of(&file)?, file);
        }
        Ok(Self { table, time_ms, runtime, standing, replaced: HashMap::new(), written: Written::default() })
    }

    fn drain(mut self, years: YearIterator) -> Result<(Vec<DataFile>, Vec<DataFile>, Written)> {
        for part in years {
            self.put(part?)?;
        }
        let (remove, add): (Vec<_>, Vec<_>) = self.replaced.into_values().unzip();
        Ok((remove.into_iter().flatten().collect(), add, self.written))
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
        let file = self.encode(key, &merged)?;
        let old = match self.replaced.remove(&key) {
            Some((old, _)) => old,
            None => self.standing.get(&key).cloned(),
        };
        self.replaced.insert(key, (old, file));
        Ok(())
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
