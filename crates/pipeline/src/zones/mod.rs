//! The three zones of a lake, as the arrows take them.

pub mod copy;

use std::path::PathBuf;
use std::sync::Arc;

use zone::curated::CuratedZone;
use zone::raw::RawZone;
use zone::staging::StagingZone;
use zone::{Kind, Result};

/// The zones, and a folder for scratch files.
#[derive(Debug, Clone)]
pub struct Zones {
    /// The bytes as they came.
    pub raw: Arc<dyn RawZone>,
    /// One row a station and time.
    pub staging: Arc<dyn StagingZone>,
    /// One document a station and day.
    pub curated: Arc<dyn CuratedZone>,
    /// A folder on this machine for files that nothing refers to.
    pub scratch: PathBuf,
}

/// How often a transaction is tried when another process commits first.
///
/// Each try reads the other's work, so one of two always gets through; ten failures mean ten others.
const TRIES: usize = 10;

/// Tries a transaction again where another process committed first.
///
/// # Errors
/// The transaction's; `Conflict` if it never got through.
pub(crate) async fn until_committed<T>(transaction: impl AsyncFn() -> Result<T>) -> Result<T> {
    again(TRIES, &[Kind::Conflict], transaction).await
}

/// Does work again that fails for one of the `reasons`, up to `tries` times in all.
async fn again<T>(tries: usize, reasons: &[Kind], work: impl AsyncFn() -> Result<T>) -> Result<T> {
    for _ in 1..tries {
        match work().await {
            Err(error) if reasons.contains(&error.kind()) => {}
            outcome => return outcome,
        }
    }
    work().await
}
