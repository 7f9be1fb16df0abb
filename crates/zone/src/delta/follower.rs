//! A table that is valid as of a version which another table's log names.
//!
//! Delta Lake commits one table at a time. What must become valid together with a main table's rows is committed to
//! its own table first; the main table's commit then carries a mark with that version. If the process dies in between,
//! the mark still names the old version, and the next writer starts from there.

use super::{Change, DataFile, Newest, Seen, Site, Table, TableSpec};
use crate::Result;

/// The mark of a main table that names the valid version of a follower.
pub(crate) fn mark_of(follower: &TableSpec) -> String {
    format!("meteolake.{}", follower.name)
}

/// A following table: its newest version, where writing happens, and the files of the valid one.
pub(crate) struct Follower {
    head: Table,
    valid: Vec<DataFile>,
}

impl Follower {
    /// Opens the following table at `site` as of the version that `main` names; nothing in it is valid if it names none.
    pub(crate) async fn open(site: &Site, spec: TableSpec, main: &Table) -> Result<Self> {
        let version = main.mark(&mark_of(&spec)).await?;
        let head = Table::open_or_create(site, spec).await?;
        let valid = match version {
            None => Vec::new(),
            Some(version) if version == head.version() => head.files()?,
            Some(version) => head.at(version).await?.files()?,
        };
        Ok(Self { head, valid })
    }

    /// The following table of `main` for readers; `None` if `main` names no version of it.
    ///
    /// # Errors
    /// As of [`Table::open`] and [`Table::at`].
    pub(crate) async fn seen(newest: &Newest, main: &Seen) -> Result<Option<Self>> {
        let Some(version) = main.mark(&mark_of(newest.spec())).await? else { return Ok(None) };
        let Some(head) = newest.get().await? else { return Ok(None) };
        let valid = match version == head.version() {
            true => head.files().to_vec(),
            false => head.table().at(version).await?.files()?,
        };
        Ok(Some(Self { head: head.table().clone(), valid }))
    }

    /// The valid files.
    pub(crate) fn files(&self) -> &[DataFile] {
        &self.valid
    }

    /// The table, to read and write files.
    pub(crate) fn table(&self) -> &Table {
        &self.head
    }

    /// Makes `files` the content, whatever stands there, and gives the mark to commit with the main table.
    pub(crate) async fn replace(&mut self, files: Vec<DataFile>, time_ms: i64) -> Result<(String, i64)> {
        let standing = self.head.files()?;
        let is_in = |file: &DataFile, others: &[DataFile]| others.iter().any(|other| other.path() == file.path());
        let remove = standing.iter().filter(|file| !is_in(file, &files)).cloned().collect();
        let add = files.iter().filter(|file| !is_in(file, &standing)).cloned().collect();
        self.head.commit(Change { remove, add, marks: Vec::new(), time_ms }).await?;
        self.valid = files;
        Ok((mark_of(self.head.spec()), self.head.version()))
    }
}
