//! Copy: what a zone holds into another zone of its kind, whatever each is kept in.
//!
//! Everything is streamed, compared afterwards, and sent only where it is missing or differs: a copy that broke off is
//! run again and goes on. What is compared is what a zone gives out, so the kinds of storage may differ.

mod curated;
mod raw;
mod staging;

use serde::Serialize;
use zone::{Kind, Result};

pub use curated::curated;
pub use raw::raw;
pub use staging::staging;

use crate::verify::Problem;

/// Hears how much was dealt with so far: objects, rows or documents.
pub type Progress<'a> = &'a (dyn Fn(u64) + Send + Sync);

/// What a copy did. Counted are objects of a raw zone, rows of staging, documents of curated.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CopyReport {
    /// How many were sent.
    pub copied: u64,
    /// How many were there before.
    pub already_there: u64,
    /// Bytes of the objects that were sent; only for the raw zone.
    pub bytes: u64,
    /// What is not as in the source; nothing is if it is empty.
    pub problems: Vec<Problem>,
}

impl CopyReport {
    fn dealt_with(&self) -> u64 {
        self.copied + self.already_there
    }

    fn problem(&mut self, what: impl Into<String>, problem: impl ToString) {
        self.problems.push(Problem { what: what.into(), problem: problem.to_string() });
    }
}

/// How often a part is sent whose connection breaks off or that somebody else got ahead of.
const TRIES: usize = 5;

/// Sends a part until it is through.
async fn until_sent<T>(send: impl AsyncFn() -> Result<T>) -> Result<T> {
    super::again(TRIES, &[Kind::Conflict, Kind::Unavailable], send).await
}
