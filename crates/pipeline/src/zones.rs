//! The three zones of a lake, as the arrows take them.

use std::path::PathBuf;
use std::sync::Arc;

use zone::curated::CuratedZone;
use zone::raw::RawZone;
use zone::staging::StagingZone;

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

/// How often a transaction is tried again when another process committed first.
///
/// Each try reads the other's work, so one of two always gets through; ten failures mean ten others.
pub(crate) const TRIES_ON_CONFLICT: usize = 10;
