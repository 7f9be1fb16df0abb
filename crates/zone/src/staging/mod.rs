//! The staging zone: one clean, typed row per station and time, with its provenance, and what was refused.
//!
//! [`StagingZone`] is the contract; [`DeltaStaging`] keeps it in Delta Lake tables, [`MemoryStaging`] in memory, and
//! one conformance suite holds both to it. What a raw object yielded is written together with its [`Receipt`]: either
//! both are there or neither. Nothing is parsed here, and nothing is aggregated.

mod batch;
#[cfg(test)]
pub(crate) mod conformance;
mod delta;
mod memory;
mod merge;
mod receipt;
mod registry;
mod row;
mod spool;

use async_trait::async_trait;
use weather::{Month, StationId, Time, Variable};

pub use batch::{Batch, BatchBuilder, BatchObject, ObjectFacts};
pub use delta::DeltaStaging;
pub use memory::MemoryStaging;
pub use receipt::{Receipt, Rejected, StationFacts, Tally};
pub use registry::Registry;
pub use row::{Chunk, StagedRow};

use crate::{Error, Finding, Kind, Result};

/// The contract of the staging zone.
#[async_trait]
pub trait StagingZone: std::fmt::Debug + Send + Sync {
    /// Writes a batch's rows, rejects and receipts in one transaction.
    ///
    /// Every value gets its quality flag, from the reports around it as they are after the batch.
    ///
    /// Of two reports for one station and time the later insertion stays, then the later fetch; staging anything
    /// again changes no row. An object of the batch that has a receipt already gets a new one. Objects whose receipts
    /// were withdrawn, because an object fetched before them was staged after them, are returned to be staged again.
    ///
    /// # Errors
    /// `Conflict`, with nothing written, if another process staged meanwhile: read again and retry.
    async fn stage(&self, batch: std::sync::Arc<Batch>, now: Time) -> Result<Staged>;

    /// The receipts of all staged objects, in the order of their fetches.
    async fn receipts(&self) -> Result<Vec<Receipt>>;

    /// The refused rows of the objects that pass `object`, or of all, in order of object and row.
    async fn rejects(&self, object: Option<crate::raw::ObjectId>) -> Result<Vec<Rejected>>;

    /// A number that grows with every [`stage`](Self::stage) that took effect; 0 for an empty zone.
    async fn revision(&self) -> Result<i64>;

    /// Which zone this is, for others to remember what they have read of it: unique and stable.
    async fn identity(&self) -> Result<String>;

    /// The months that have rows, in order.
    async fn months(&self) -> Result<Vec<MonthSummary>>;

    /// The rows of a month in order of station and time, a chunk at a time.
    ///
    /// The iterator decodes as it goes and may block: drive it from a thread that may.
    async fn read(&self, month: Month, request: ReadRequest) -> Result<ChunkIterator>;

    /// Takes over a month of another staging zone: `rows`, in order of station and time and with flags and provenance,
    /// replace what this zone holds of the month, as they are. Nothing is merged and nothing is judged; they get this
    /// zone's next revision. Says how many there were.
    ///
    /// One transaction; `rows` is drained on a thread that may block.
    ///
    /// # Errors
    /// The first error of `rows`, and any of the storage, with nothing written.
    async fn restore_month(&self, month: Month, _rows: ChunkIterator, _now: Time) -> Result<u64> {
        Err(no_copy(&month.to_string()))
    }

    /// Takes over the account of another staging zone, when all its months are here: `receipts`, with this zone's next
    /// revision, and the rejects of `rejects`, a batch without rows, replace all there are.
    ///
    /// Until then the rows of a copy are without receipts, as if nothing had been staged: staging the same objects again
    /// finds them all there.
    ///
    /// # Errors
    /// Any of the storage, with nothing written.
    async fn restore_account(
        &self,
        _receipts: Vec<Receipt>,
        _rejects: std::sync::Arc<Batch>,
        _now: Time,
    ) -> Result<()> {
        Err(no_copy("the account"))
    }

    /// Asks the storage whether it is there and can be used.
    async fn check(&self) -> Result<()>;

    /// Looks at everything that could keep the zone from working, for people: reachable, right credentials, rights to
    /// make and write, clock, version, room. Leaves nothing behind.
    ///
    /// It goes on after a failure where that tells more.
    async fn examine(&self, _now: Time) -> Vec<Finding> {
        let answers = self.check().await.map(|()| "yes".to_owned());
        vec![Finding::new("answers", answers)]
    }
}

fn no_copy(what: &str) -> Error {
    Error::new(Kind::Unsupported, format!("this staging zone cannot take over {what} of another one"))
        .hint("copy the raw zone and run `meteolake stage`")
}

/// The chunks of a scan.
pub type ChunkIterator = Box<dyn Iterator<Item = Result<Chunk>> + Send>;

/// What a [`StagingZone::stage`] did.
#[derive(Debug, Clone, Default)]
pub struct Staged {
    /// The receipts of the batch's objects, in the batch's order.
    pub receipts: Vec<Receipt>,
    /// Objects to stage again; see [`StagingZone::stage`].
    pub withdrawn: Vec<crate::raw::ObjectId>,
}

/// A month of the staging zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthSummary {
    /// The month.
    pub month: Month,
    /// How many rows it has.
    pub rows: u64,
    /// The latest revision of any of its rows.
    pub revision_max: i64,
}

/// Which rows and columns to read.
#[derive(Debug, Clone, Default)]
pub struct ReadRequest {
    /// Only these stations, in order; all if `None`.
    pub stations: Option<Vec<StationId>>,
    /// Only reports from this time on.
    pub from: Option<Time>,
    /// Only reports before this time.
    pub before: Option<Time>,
    /// Only these variables; all if `None`.
    pub variables: Option<Vec<Variable>>,
    /// Whether to read the flags of the variables.
    pub flags: bool,
    /// Whether to read where each row came from.
    pub provenance: bool,
    /// Whether to read which revision last changed each row.
    pub revision: bool,
}

impl ReadRequest {
    /// Whether a row of this station and time is asked for.
    pub fn wants(&self, station: StationId, time: Time) -> bool {
        self.from.is_none_or(|from| time >= from)
            && self.before.is_none_or(|before| time < before)
            && self.stations.as_ref().is_none_or(|stations| stations.binary_search(&station).is_ok())
    }
}
