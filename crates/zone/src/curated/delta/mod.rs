//! The curated zone as two Delta Lake tables: `daily`, partitioned by day definition and year, and `monthly`, which
//! follows it.

mod columns;
mod merging;
mod monthly;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::runtime::Handle;
use url::Url;
use weather::Time;
use weather::climate::MonthPartial;
use weather::day::DayDefinition;

use self::columns::{daily, row_filter, to_documents};
use self::merging::{Merged, Merging};
use self::monthly::monthly;
use super::{CuratedZone, DayRequest, DocumentIterator, MonthRequest, Watermark, Written, YearIterator, YearSummary};
use crate::delta::{Change, DataFile, Follower, Newest, Place, Seen, Table, read_file};
use crate::store::Store;
use crate::{Error, Finding, Kind, Result};

const ROWS_PER_BATCH: usize = 8_192;

/// The curated zone in a Delta Lake table under one address.
#[derive(Debug, Clone)]
pub struct DeltaCurated {
    place: Place,
    daily: Newest,
    monthly: Newest,
}

impl DeltaCurated {
    /// The zone at `root`, a `file://` address of a folder; nothing is read or made yet.
    ///
    /// # Errors
    /// If `root` cannot have a table under it.
    pub fn new(root: &Url) -> Result<Self> {
        Ok(Self::at(Place::new(root, "curated")?))
    }

    /// The zone in a bucket.
    pub fn bucket(store: Store) -> Self {
        Self::at(Place::bucket(store))
    }

    fn at(place: Place) -> Self {
        let (daily, monthly) = (Newest::new(&place, daily()), Newest::new(&place, monthly()));
        Self { place, daily, monthly }
    }

    /// The daily table as it is now, for readers.
    async fn table(&self) -> Result<Option<Arc<Seen>>> {
        self.daily.get().await
    }
}

/// The mark that holds a watermark in the table's log.
fn mark_of(staging: &str) -> String {
    format!("meteolake.staging.{staging}")
}

#[async_trait]
impl CuratedZone for DeltaCurated {
    async fn write(&self, years: YearIterator, watermark: Watermark, now: Time) -> Result<Written> {
        let table = Table::open_or_create(&self.place.site(&daily())?, daily()).await?;
        let months = Follower::open(&self.place.site(&monthly())?, monthly(), &table).await?;
        let time_ms = now.unix() * 1_000;
        let runtime = Handle::current();
        let (mut table, mut months, merged) = tokio::task::spawn_blocking(move || {
            let merged = Merging::new((&table, &months), time_ms, &runtime)?.drain(years)?;
            Ok::<_, Error>((table, months, merged))
        })
        .await
        .map_err(|error| Error::new(Kind::Invalid, format!("curating stopped: {error}")))??;
        let Merged { remove, add, months: month_files, written } = merged;
        let mut marks = vec![(mark_of(&watermark.staging), watermark.revision)];
        if add.is_empty() && table.mark(&marks[0].0).await? == Some(watermark.revision) {
            return Ok(written);
        }
        if let Some(files) = month_files {
            marks.push(months.replace(files, time_ms).await?);
        }
        table.commit(Change { remove, add, marks, time_ms }).await?;
        Ok(written)
    }

    async fn revision(&self) -> Result<i64> {
        Ok(self.table().await?.map_or(0, |table| table.version()))
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
        for file in table.files() {
            let (definition, year) = partition_of(file)?;
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
        for file in table.files() {
            if partition_of(file)? == (definition, year) {
                readers.push(read_file(table.table().read(file).await?, None, row_filter(&request), ROWS_PER_BATCH)?);
            }
        }
        Ok(Box::new(readers.into_iter().flatten().map(move |batch| to_documents(&batch.map_err(damaged)?, definition))))
    }

    async fn months(&self, request: MonthRequest) -> Result<Vec<MonthPartial>> {
        let Some(table) = self.table().await? else {
            return Ok(Vec::new());
        };
        let Some(months) = Follower::seen(&self.monthly, &table).await? else {
            return Ok(Vec::new());
        };
        let mut partials = Vec::new();
        for file in months.files() {
            let year: i32 = file.partition("year").parse().unwrap_or_default();
            let too_early = request.from.is_some_and(|from| year < from.year);
            if too_early || request.to.is_some_and(|to| year > to.year) {
                continue;
            }
            for batch in read_file(months.table().read(file).await?, None, None, ROWS_PER_BATCH)? {
                partials.extend(monthly::from_batch(&batch.map_err(damaged)?, &request)?);
            }
        }
        partials.sort_by_key(|partial: &MonthPartial| (partial.station(), partial.month()));
        Ok(partials)
    }

    async fn check(&self) -> Result<()> {
        self.table().await.map(drop)
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        let mut findings = self.place.examine(now).await;
        let tables = self.table().await.map(|table| match table {
            Some(table) => format!("at version {}", table.version()),
            None => "none yet".to_owned(),
        });
        findings.push(Finding::new("tables", tables));
        findings
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
