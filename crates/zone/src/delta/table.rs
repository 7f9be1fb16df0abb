//! One Delta table: open, list, write files, commit.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use bytes::Bytes;
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties, TransactionError};
use deltalake_core::kernel::{Action, Add, LogicalFileView, Remove, StructType, Transaction};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableError};
use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::Site;
use super::newest::Entry;
use crate::{Error, Kind, Result};

/// What a table is: its name in messages, its columns, and those it is partitioned by.
#[derive(Debug, Clone)]
pub(crate) struct TableSpec {
    /// Name, as people are told it.
    pub(crate) name: &'static str,
    /// All columns, the partition columns last.
    pub(crate) schema: SchemaRef,
    /// The partition columns, a suffix of the schema's.
    pub(crate) partitions: &'static [&'static str],
}

impl TableSpec {
    /// The columns that are in the files: all but the partition columns, which are in the files' paths.
    pub(crate) fn file_schema(&self) -> SchemaRef {
        let fields = self.schema.fields();
        Arc::new(Schema::new(fields[..fields.len() - self.partitions.len()].to_vec()))
    }
}

/// A data file of a table's version.
#[derive(Debug, Clone)]
pub(crate) struct DataFile {
    path: String,
    partitions: HashMap<String, Option<String>>,
    size: i64,
    modified_ms: i64,
    statistics: Option<String>,
}

impl DataFile {
    /// The path within the table.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The value of a partition column.
    pub(crate) fn partition(&self, column: &str) -> &str {
        self.partitions.get(column).and_then(Option::as_deref).unwrap_or_default()
    }

    /// A whole number out of the file's statistics, such as `numRecords` or `maxValues.revision`.
    pub(crate) fn statistic(&self, path: &[&str]) -> Option<i64> {
        self.look_up(path)?.as_i64()
    }

    /// A text out of the file's statistics, such as `minValues.time`.
    pub(crate) fn text_statistic(&self, path: &[&str]) -> Option<String> {
        self.look_up(path)?.as_str().map(str::to_owned)
    }

    fn look_up(&self, path: &[&str]) -> Option<serde_json::Value> {
        let statistics: serde_json::Value = serde_json::from_str(self.statistics.as_deref()?).ok()?;
        path.iter().try_fold(&statistics, |value, key| value.get(key)).cloned()
    }

    /// The number of rows.
    pub(crate) fn rows(&self) -> u64 {
        self.statistic(&["numRecords"]).and_then(|rows| rows.try_into().ok()).unwrap_or_default()
    }

    fn add(self) -> Add {
        Add {
            path: self.path,
            partition_values: self.partitions,
            size: self.size,
            modification_time: self.modified_ms,
            data_change: true,
            stats: self.statistics,
            ..Add::default()
        }
    }

    fn remove(self, time_ms: i64) -> Remove {
        Remove {
            path: self.path,
            data_change: true,
            deletion_timestamp: Some(time_ms),
            extended_file_metadata: Some(true),
            partition_values: Some(self.partitions),
            size: Some(self.size),
            ..Remove::default()
        }
    }
}

/// What one commit does to a table.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// Files that leave.
    pub(crate) remove: Vec<DataFile>,
    /// Files that come, already written.
    pub(crate) add: Vec<DataFile>,
    /// Application transactions: named numbers that change with the files.
    pub(crate) marks: Vec<(String, i64)>,
    /// The time of the commit, in milliseconds since the Unix epoch.
    pub(crate) time_ms: i64,
}

/// A Delta table at one version; clones share what was read of its log.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    spec: TableSpec,
    site: Site,
    inner: DeltaTable,
}

impl Table {
    /// Opens the table at `site`; `None` if there is none.
    ///
    /// # Errors
    /// If the storage does not answer or the log is damaged.
    pub(crate) async fn open(site: &Site, spec: TableSpec) -> Result<Option<Self>> {
        let mut inner = site.table().map_err(|error| told(&spec, site, error))?;
        match inner.verify_deltatable_existence().await.map_err(|error| told(&spec, site, error)) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            // There is no bucket yet: it is made with the first table.
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        inner.load().await.map_err(|error| told(&spec, site, error))?;
        Ok(Some(Self { spec, site: site.clone(), inner }))
    }

    /// Opens the table at `site`, making it when there is none.
    ///
    /// # Errors
    /// As [`Table::open`], and if the storage cannot hold tables.
    pub(crate) async fn open_or_create(site: &Site, spec: TableSpec) -> Result<Self> {
        if let Some(table) = Self::open(site, spec.clone()).await? {
            return Ok(table);
        }
        site.prepare().await?;
        let inner = site.table().map_err(|error| told(&spec, site, error))?;
        let columns = delta_schema(&spec).map_err(|error| told(&spec, site, error))?;
        let created = CreateBuilder::new()
            .with_log_store(inner.log_store())
            .with_save_mode(SaveMode::Ignore)
            .with_table_name(spec.name)
            .with_columns(columns.fields().cloned())
            .with_partition_columns(spec.partitions.iter().copied())
            .await;
        match created {
            Ok(inner) => Ok(Self { spec, site: site.clone(), inner }),
            // Somebody made it between our look and our try.
            Err(error) => Self::open(site, spec.clone()).await?.ok_or_else(|| told(&spec, site, error)),
        }
    }

    /// The table at an older (or newer) version.
    ///
    /// # Errors
    /// `Corrupt` if the log no longer has that version.
    pub(crate) async fn at(&self, version: i64) -> Result<Self> {
        let fail = |error| told(&self.spec, &self.site, error);
        let mut inner = DeltaTable::new(self.inner.log_store());
        inner.load_version(version.try_into().unwrap_or_default()).await.map_err(fail)?;
        Ok(Self { spec: self.spec.clone(), site: self.site.clone(), inner })
    }

    /// The version, counted from 0.
    pub(crate) fn version(&self) -> i64 {
        self.inner.version().and_then(|version| version.try_into().ok()).unwrap_or_default()
    }

    /// What the table is.
    pub(crate) fn spec(&self) -> &TableSpec {
        &self.spec
    }

    /// The table's own id, made with it.
    pub(crate) fn id(&self) -> String {
        self.inner.snapshot().map(|state| state.metadata().id().to_owned()).unwrap_or_default()
    }

    /// The data files of this version.
    pub(crate) fn files(&self) -> Result<Vec<DataFile>> {
        let state = self.inner.snapshot().map_err(|error| told(&self.spec, &self.site, error))?;
        let file = |view: LogicalFileView| DataFile {
            path: view.path().into_owned(),
            partitions: view.partition_values_map(),
            size: view.size(),
            modified_ms: view.modification_time(),
            statistics: view.stats(),
        };
        Ok(state.log_data().iter().map(file).collect())
    }

    /// The number last committed under a mark.
    pub(crate) async fn mark(&self, name: &str) -> Result<Option<i64>> {
        let fail = |error| told(&self.spec, &self.site, error);
        let state = self.inner.snapshot().map_err(fail)?;
        state.transaction_version(self.inner.log_store().as_ref(), name).await.map_err(fail)
    }

    /// The log entry of a version as its storage describes it; `None` if there is none.
    pub(super) async fn entry(&self, version: i64) -> Result<Option<Entry>> {
        let path = Path::from(format!("_delta_log/{version:020}.json"));
        match self.inner.object_store().head(&path).await {
            Ok(meta) => {
                let modified_ms = meta.last_modified.timestamp_millis();
                Ok(Some(Entry { size: meta.size, tag: meta.e_tag, modified_ms }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(told(&self.spec, &self.site, DeltaTableError::ObjectStore { source: error })),
        }
    }

    /// The bytes of a data file.
    pub(crate) async fn read(&self, file: &DataFile) -> Result<Bytes> {
        let path = Path::from(file.path.as_str());
        let answer = self.inner.object_store().get(&path).await;
        let bytes = match answer {
            Ok(answer) => answer.bytes().await,
            Err(error) => Err(error),
        };
        bytes.map_err(|error| {
            Error::from(error)
                .hint(format!("the file belongs to the {} table: restore it from a backup", self.spec.name))
        })
    }

    /// Writes a data file; it belongs to the table once a [`Change`] that adds it is committed.
    ///
    /// `name` must be unique; `statistics` is Delta's JSON.
    pub(crate) async fn write(
        &self,
        name: &str,
        partition: &[(&str, &str)],
        bytes: Vec<u8>,
        statistics: String,
        time_ms: i64,
    ) -> Result<DataFile> {
        let folders = partition.iter().map(|(column, value)| format!("{column}={value}/")).collect::<String>();
        let path = format!("{folders}part-{name}.parquet");
        let size = bytes.len().try_into().unwrap_or(i64::MAX);
        self.inner.object_store().put(&Path::from(path.as_str()), bytes.into()).await?;
        let partitions =
            partition.iter().map(|(column, value)| ((*column).to_owned(), Some((*value).to_owned()))).collect();
        Ok(DataFile { path, partitions, size, modified_ms: time_ms, statistics: Some(statistics) })
    }

    /// Commits a change on top of this version and moves to the new one.
    ///
    /// # Errors
    /// `Conflict`, with nothing changed, if somebody committed since this version was read.
    pub(crate) async fn commit(&mut self, change: Change) -> Result<()> {
        let trace = Trace::of(&change);
        match self.put_commit(change).await {
            // An answer that got lost looks as if somebody else had been there first: it may have been us.
            Err(error) if matches!(error.kind(), Kind::Conflict | Kind::Unavailable) => {
                match self.at(self.version() + 1).await {
                    Ok(next) if trace.is_in(&next).await => {
                        *self = next;
                        Ok(())
                    }
                    _ => Err(error),
                }
            }
            outcome => outcome,
        }
    }

    async fn put_commit(&mut self, change: Change) -> Result<()> {
        let time_ms = change.time_ms;
        let removed = change.remove.into_iter().map(|file| Action::Remove(file.remove(time_ms)));
        let added = change.add.into_iter().map(|file| Action::Add(file.add()));
        let marks = change.marks.into_iter().map(|(name, value)| Transaction::new(name, value)).collect();
        let properties = CommitProperties::default().with_max_retries(0).with_application_transactions(marks);
        let partition_by = self.spec.partitions.iter().map(|column| (*column).to_owned()).collect();
        let operation =
            DeltaOperation::Write { mode: SaveMode::Overwrite, partition_by: Some(partition_by), predicate: None };
        let state = self.inner.snapshot().map_err(|error| told(&self.spec, &self.site, error))?;
        let committed = CommitBuilder::from(properties)
            .with_actions(removed.chain(added).collect())
            .build(Some(state.snapshot()), self.inner.log_store(), operation)
            .await
            .map_err(|error| told(&self.spec, &self.site, error))?;
        self.inner.state = Some(committed.snapshot());
        Ok(())
    }
}

/// What tells a commit of ours from one of somebody else: the names of its files are unique.
struct Trace {
    added: Vec<String>,
    removed: Vec<String>,
    marks: Vec<(String, i64)>,
}

impl Trace {
    fn of(change: &Change) -> Self {
        let paths = |files: &[DataFile]| files.iter().map(|file| file.path.clone()).collect();
        Self { added: paths(&change.add), removed: paths(&change.remove), marks: change.marks.clone() }
    }

    /// Whether a version is what the change made of the one before it.
    async fn is_in(&self, table: &Table) -> bool {
        let Ok(files) = table.files() else { return false };
        let there = |path: &String| files.iter().any(|file| file.path == *path);
        for (name, value) in &self.marks {
            if !matches!(table.mark(name).await, Ok(Some(other)) if other == *value) {
                return false;
            }
        }
        self.added.iter().all(there) && !self.removed.iter().any(there)
    }
}

fn delta_schema(spec: &TableSpec) -> std::result::Result<StructType, DeltaTableError> {
    use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
    spec.schema.as_ref().try_into_kernel().map_err(DeltaTableError::from)
}

/// A Delta error in our terms: which table, and what to do.
fn told(spec: &TableSpec, site: &Site, error: DeltaTableError) -> Error {
    let (name, url) = (spec.name, site.url());
    if let DeltaTableError::Transaction {
        source: TransactionError::MaxCommitAttempts(_) | TransactionError::VersionAlreadyExists(_),
    } = error
    {
        return Error::new(Kind::Conflict, format!("table {name} at {url} was changed by somebody else"))
            .hint("run the command again");
    }
    if let Some(remote) = crate::store::remote_text(&error.to_string()) {
        let told = Error::new(remote.kind(), format!("table {name} at {url}: {remote}")).because(error);
        return match remote.next_step() {
            Some(hint) => told.hint(hint),
            None => told,
        };
    }
    if let Some(io) = crate::error::io_cause(&error) {
        return Error::io(format!("table {name} at {url}"), std::io::Error::new(io.kind(), io.to_string()));
    }
    match error {
        DeltaTableError::ObjectStore { source } => Error::from(source),
        other => Error::new(Kind::Corrupt, format!("table {name} at {url}: {other}"))
            .because(other)
            .hint("`meteolake verify` tells which files are damaged; restore them from a backup"),
    }
}

/// Statistics of a file in Delta's JSON: the number of rows and, for some columns, the smallest and largest value.
pub(crate) fn statistics(rows: u64, bounds: &[(&str, serde_json::Value, serde_json::Value)]) -> String {
    let low: HashMap<_, _> = bounds.iter().map(|(column, low, _)| (*column, low)).collect();
    let high: HashMap<_, _> = bounds.iter().map(|(column, _, high)| (*column, high)).collect();
    serde_json::json!({ "numRecords": rows, "minValues": low, "maxValues": high, "nullCount": {} }).to_string()
}
