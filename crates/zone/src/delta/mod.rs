//! Delta Lake tables: files of sorted rows, replaced by partition in atomic commits.
//!
//! A thin layer over `deltalake-core`: it opens and makes tables, lists their files, and commits "these files instead
//! of those" exactly once, refusing when somebody else committed first. What the rows mean is not known here.

mod file;
mod follower;
#[cfg(test)]
mod lost;
mod newest;
mod place;
mod table;

pub(crate) use file::{Encoder, RowFilter, column, read_file};
pub(crate) use follower::Follower;
pub(crate) use newest::{Newest, Seen};
pub(crate) use place::{Place, Site};
pub(crate) use table::{Change, DataFile, Table, TableSpec, statistics};
