//! A table as readers see it: opened once, and at each call only looked at whether somebody has committed since.
//!
//! An entry of a table's log is never changed once it is there, and versions follow each other without a gap. So a table
//! that was opened at version N is still the newest one as long as entry N is the one it was and there is no entry N+1:
//! two looks at names instead of reading the log. That holds whoever commits, this process or another one, and a table
//! that was deleted and made again is noticed as well. Writers do not come here: they open the table themselves.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{DataFile, Place, Table, TableSpec};
use crate::Result;

/// One table's newest version; clones share it.
#[derive(Clone)]
pub(crate) struct Newest {
    place: Place,
    spec: TableSpec,
    held: Arc<Mutex<Option<Arc<Seen>>>>,
    /// Who opens the table anew; others wait for what it finds.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// A table at one version, with what was read of its log.
pub(crate) struct Seen {
    table: Table,
    files: Vec<DataFile>,
    /// What tells the log entry of this version from another one of the same name.
    entry: Entry,
    marks: Mutex<HashMap<String, Option<i64>>>,
}

/// A log entry as its storage describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) size: u64,
    pub(super) tag: Option<String>,
    pub(super) modified_ms: i64,
}

impl Newest {
    /// The newest version of the table of this kind at `place`; nothing is read yet.
    pub(crate) fn new(place: &Place, spec: TableSpec) -> Self {
        Self { place: place.clone(), spec, held: Arc::default(), turn: Arc::default() }
    }

    /// What the table is.
    pub(crate) fn spec(&self) -> &TableSpec {
        &self.spec
    }

    /// The table at its newest version; `None` if there is none.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub(crate) async fn get(&self) -> Result<Option<Arc<Seen>>> {
        if let Some(seen) = self.still_newest().await? {
            return Ok(Some(seen));
        }
        let _turn = self.turn.lock().await;
        if let Some(seen) = self.still_newest().await? {
            return Ok(Some(seen));
        }
        let opened = match Table::open(&self.place.site(&self.spec)?, self.spec.clone()).await? {
            Some(table) => Some(Arc::new(Seen::of(table).await?)),
            None => None,
        };
        self.held().clone_from(&opened);
        Ok(opened)
    }

    async fn still_newest(&self) -> Result<Option<Arc<Seen>>> {
        let Some(seen) = self.held().clone() else { return Ok(None) };
        let (this, next) = futures::try_join!(seen.table.entry(seen.version()), seen.table.entry(seen.version() + 1))?;
        Ok((this.as_ref() == Some(&seen.entry) && next.is_none()).then_some(seen))
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Seen>>> {
        // A panic elsewhere leaves a whole value: it is replaced in one step.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Newest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.held().as_ref().map(|seen| seen.version());
        f.debug_struct("Newest").field("table", &self.spec.name).field("version", &version).finish_non_exhaustive()
    }
}

impl Seen {
    async fn of(table: Table) -> Result<Self> {
        let files = table.files()?;
        // Where the log was cleaned up to a checkpoint, no entry tells that the table is the same: it is opened again.
        let gone = Entry { size: 0, tag: None, modified_ms: i64::MIN };
        let entry = table.entry(table.version()).await?.unwrap_or(gone);
        Ok(Self { table, files, entry, marks: Mutex::default() })
    }

    /// The table.
    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    /// The version, counted from 0.
    pub(crate) fn version(&self) -> i64 {
        self.table.version()
    }

    /// The data files.
    pub(crate) fn files(&self) -> &[DataFile] {
        &self.files
    }

    /// The number last committed under a mark; read once.
    pub(crate) async fn mark(&self, name: &str) -> Result<Option<i64>> {
        if let Some(known) = self.marks().get(name) {
            return Ok(*known);
        }
        let number = self.table.mark(name).await?;
        self.marks().insert(name.to_owned(), number);
        Ok(number)
    }

    fn marks(&self) -> MutexGuard<'_, HashMap<String, Option<i64>>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_schema::{DataType, Field, Schema};
    use url::Url;

    use super::Newest;
    use crate::delta::{Change, Place, Table, TableSpec};

    fn spec() -> TableSpec {
        let schema = Schema::new(vec![Field::new("one", DataType::Utf8, false)]);
        TableSpec { name: "things", schema: Arc::new(schema), partitions: &[] }
    }

    fn place(folder: &tempfile::TempDir) -> Place {
        Place::new(&Url::from_directory_path(folder.path()).expect("an address"), "test").expect("a place")
    }

    async fn commit(place: &Place, mark: i64) {
        let site = place.site(&spec()).expect("a site");
        let mut table = Table::open_or_create(&site, spec()).await.expect("a table");
        let change = Change { marks: vec![("mark".to_owned(), mark)], ..Change::default() };
        table.commit(change).await.expect("committed");
    }

    async fn mark(newest: &Newest) -> Option<i64> {
        newest.get().await.expect("read").expect("a table").mark("mark").await.expect("a mark")
    }

    #[tokio::test]
    async fn what_others_commit_is_seen_at_once_and_nothing_is_opened_without_need() {
        let folder = tempfile::tempdir().expect("a folder");
        let newest = Newest::new(&place(&folder), spec());
        assert!(newest.get().await.expect("read").is_none());
        for number in 1..4 {
            // As another process would: with a table of its own.
            commit(&place(&folder), number).await;
            assert_eq!(mark(&newest).await, Some(number));
        }
        let (one, other) = (newest.get().await.expect("read"), newest.clone().get().await.expect("read"));
        assert!(Arc::ptr_eq(&one.expect("a table"), &other.expect("a table")));
    }

    #[tokio::test]
    async fn a_table_made_anew_is_not_taken_for_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let newest = Newest::new(&place(&folder), spec());
        commit(&place(&folder), 1).await;
        assert_eq!(mark(&newest).await, Some(1));
        std::fs::remove_dir_all(folder.path().join("things")).expect("deleted");
        assert!(newest.get().await.expect("read").is_none());
        commit(&place(&folder), 2).await;
        assert_eq!(mark(&newest).await, Some(2));
    }
}
