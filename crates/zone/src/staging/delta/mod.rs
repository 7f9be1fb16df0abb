//! The staging zone as Delta Lake tables: `observations`, partitioned by month, with `receipts` and `rejects` beside
//! it. Anything that reads Delta Lake reads them.

mod columns;
mod flagging;
mod ledger;
mod merging;
mod restoring;
mod writing;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::runtime::Handle;
use url::Url;
use uuid::Uuid;
use weather::quality::Control;
use weather::{Month, Time};

use self::columns::{columns_of, observations, row_filter, to_chunk};
use self::ledger::Ledger;
use self::merging::{Merging, MonthOutcome, sort};
use super::{Batch, ChunkIterator, MonthSummary, ReadRequest, Receipt, Registry, Rejected, Staged, StagingZone, Tally};
use crate::delta::{Change, DataFile, Newest, Place, Seen, Table, TableSpec, read_file};
use crate::raw::ObjectId;
use crate::store::Store;
use crate::{Error, Finding, Kind, Result};

/// Rows decoded at a time.
const ROWS_PER_CHUNK: usize = 4_096;

/// The staging zone in Delta Lake tables under one address.
#[derive(Debug, Clone)]
pub struct DeltaStaging {
    place: Place,
    control: Control,
    observations: Newest,
    receipts: Newest,
    rejects: Newest,
}

impl DeltaStaging {
    /// The zone at `root`, a `file://` address of a folder, whose values `control` flags; nothing is read or made yet.
    ///
    /// # Errors
    /// If `root` cannot have tables under it.
    pub fn new(root: &Url, control: Control) -> Result<Self> {
        Ok(Self::at(Place::new(root, "staging")?, control))
    }

    /// The zone in a bucket.
    pub fn bucket(store: Store, control: Control) -> Self {
        Self::at(Place::bucket(store), control)
    }

    fn at(place: Place, control: Control) -> Self {
        let newest = |spec| Newest::new(&place, spec);
        let (observations, receipts) = (newest(observations()), newest(ledger::receipts()));
        let rejects = newest(ledger::rejects());
        Self { place, control, observations, receipts, rejects }
    }

    /// The observations table as it is now, for readers.
    async fn observations(&self) -> Result<Option<Arc<Seen>>> {
        self.observations.get().await
    }

    /// A ledger table as it is now, for readers.
    async fn read_ledger(&self, newest: &Newest) -> Result<Option<Ledger>> {
        match self.observations().await? {
            None => Ok(None),
            Some(table) => Ledger::seen(newest, &table).await,
        }
    }

    async fn ledger(&self, spec: TableSpec, table: &Table) -> Result<Ledger> {
        Ledger::open(&self.place.site(&spec)?, spec, table).await
    }
}

#[async_trait]
impl StagingZone for DeltaStaging {
    async fn stage(&self, batch: Arc<Batch>, now: Time) -> Result<Staged> {
        let table = Table::open_or_create(&self.place.site(&observations())?, observations()).await?;
        let mut receipts_ledger = self.ledger(ledger::receipts(), &table).await?;
        let mut rejects_ledger = self.ledger(ledger::rejects(), &table).await?;
        let mut standing = receipts_ledger.read_receipts().await?;
        let revision = table.version() + 1;
        let time_ms = now.unix() * 1_000;

        let (registry, stations_moved) = registry_after(&standing, &batch);
        let (runtime, control) = (Handle::current(), self.control.clone());
        let merging = batch.clone();
        let (mut table, outcomes) = tokio::task::spawn_blocking(move || {
            let told = (&registry, &control);
            let outcomes = Merging::new(&table, &merging, told, time_ms, &runtime)?.run(stations_moved)?;
            Ok::<_, Error>((table, outcomes))
        })
        .await
        .map_err(|error| Error::new(Kind::Invalid, format!("staging stopped: {error}")))??;

        let receipts = receipts_of(&batch, &outcomes, revision, now)?;
        let withdrawn = withdrawn(&batch, &outcomes, &standing);
        let name = Uuid::new_v4().to_string();
        let mut marks: Vec<(String, i64)> = Vec::new();
        marks.extend(rejects_ledger.write_rejects(&batch, &withdrawn, &name, time_ms).await?);
        super::receipt::replace(&mut standing, &receipts, &withdrawn);
        marks.push(receipts_ledger.write_receipts(&standing, &name, time_ms).await?);
        let (mut remove, mut add) = (Vec::new(), Vec::new());
        for outcome in outcomes {
            remove.extend(outcome.remove);
            add.extend(outcome.add);
        }
        table.commit(Change { remove, add, marks, time_ms }).await?;
        Ok(Staged { receipts, withdrawn })
    }

    async fn receipts(&self) -> Result<Vec<Receipt>> {
        match self.read_ledger(&self.receipts).await? {
            None => Ok(Vec::new()),
            Some(ledger) => ledger.read_receipts().await,
        }
    }

    async fn rejects(&self, object: Option<ObjectId>) -> Result<Vec<Rejected>> {
        match self.read_ledger(&self.rejects).await? {
            None => Ok(Vec::new()),
            Some(ledger) => ledger.read_rejects(object).await,
        }
    }

    async fn revision(&self) -> Result<i64> {
        Ok(self.observations().await?.map_or(0, |table| table.version()))
    }

    async fn identity(&self) -> Result<String> {
        Ok(self.observations().await?.map(|seen| seen.table().id()).unwrap_or_default())
    }

    async fn months(&self) -> Result<Vec<MonthSummary>> {
        let Some(table) = self.observations().await? else {
            return Ok(Vec::new());
        };
        let mut months: std::collections::BTreeMap<Month, MonthSummary> = std::collections::BTreeMap::new();
        for file in table.files() {
            let month = month_of(file)?;
            let summary = months.entry(month).or_insert(MonthSummary { month, rows: 0, revision_max: 0 });
            summary.rows += file.rows();
            // A file without statistics, written by somebody else, counts as changed.
            let revision = file.statistic(&["maxValues", "revision"]).unwrap_or(i64::MAX);
            summary.revision_max = summary.revision_max.max(revision);
        }
        Ok(months.into_values().collect())
    }

    async fn read(&self, month: Month, request: ReadRequest) -> Result<ChunkIterator> {
        let Some(table) = self.observations().await? else {
            return Ok(Box::new(std::iter::empty()));
        };
        let name = month.to_string();
        let mut files: Vec<DataFile> =
            table.files().iter().filter(|file| file.partition("month") == name).cloned().collect();
        let columns = columns_of(&request);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut readers = Vec::with_capacity(files.len());
        sort(&mut files);
        for file in &files {
            readers.push(read_file(
                table.table().read(file).await?,
                Some(&columns),
                row_filter(&request),
                ROWS_PER_CHUNK,
            )?);
        }
        Ok(Box::new(readers.into_iter().flatten().map(move |batch| {
            let batch =
                batch.map_err(|error| Error::new(Kind::Corrupt, format!("observations of {month}: {error}")))?;
            to_chunk(&batch, &request)
        })))
    }

    async fn restore_month(&self, month: Month, rows: ChunkIterator, now: Time) -> Result<u64> {
        restoring::month(self, month, rows, now).await
    }

    async fn restore_account(&self, receipts: Vec<Receipt>, rejects: Arc<Batch>, now: Time) -> Result<()> {
        restoring::account(self, receipts, &rejects, now).await
    }

    async fn check(&self) -> Result<()> {
        self.observations().await.map(drop)
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        let mut findings = self.place.examine(now).await;
        let tables = self.observations().await.map(|table| match table {
            Some(table) => format!("at version {}", table.version()),
            None => "none yet".to_owned(),
        });
        findings.push(Finding::new("tables", tables));
        findings
    }
}

fn month_of(file: &DataFile) -> Result<Month> {
    file.partition("month").parse().map_err(|error| Error::new(Kind::Corrupt, format!("observations table: {error}")))
}

/// What is known of the stations after a batch, and whether any is now known to be elsewhere.
fn registry_after(standing: &[Receipt], batch: &Batch) -> (Registry, bool) {
    let before = Registry::new(standing);
    let said = standing.iter().flat_map(|receipt| &receipt.stations);
    let after = Registry::of_facts(said.chain(batch.objects().iter().flat_map(|object| &object.stations)));
    let moved = before.learned().any(|station| after.station(station.id).latitude != station.latitude);
    (after, moved)
}

/// The receipts of a batch, each checked to account for every row.
fn receipts_of(batch: &Batch, outcomes: &[MonthOutcome], revision: i64, now: Time) -> Result<Vec<Receipt>> {
    let receipt = |(place, object): (usize, &super::BatchObject)| {
        let mut tally = Tally { rows: object.rows, rejected: object.rejected, ..Tally::default() };
        outcomes.iter().filter_map(|outcome| outcome.tallies.get(place)).for_each(|part| tally.add(*part));
        super::receipt::closed(object, tally, revision, now)
    };
    batch.objects().iter().enumerate().map(receipt).collect()
}

/// The staged objects that were fetched after an object of the batch which replaced rows, and overlap it.
fn withdrawn(batch: &Batch, outcomes: &[MonthOutcome], standing: &[Receipt]) -> Vec<ObjectId> {
    let late =
        outcomes.iter().flat_map(|outcome| &outcome.late_objects).filter_map(|place| batch.objects().get(*place));
    super::receipt::to_withdraw(batch, late, standing)
}
