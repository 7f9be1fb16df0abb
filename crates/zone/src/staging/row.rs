//! A row of the staging zone: an observation, where it came from, and when it last changed.

use weather::quality::Flags;
use weather::{Observation, Provenance, StationId, Time};

use crate::{Error, Kind, Result};

/// One row: identity is (station, time) of the observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRow {
    /// What was measured.
    pub observation: Observation,
    /// What quality control says of its values.
    pub flags: Flags,
    /// Where it came from.
    pub provenance: Provenance,
    /// The zone's [revision](super::StagingZone::revision) that last changed it.
    pub revision: i64,
}

impl StagedRow {
    /// The identity, which is also the order of rows.
    pub fn key(&self) -> (StationId, Time) {
        (self.observation.station, self.observation.time)
    }
}

/// Some consecutive rows of a scan, as parallel lists.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// The observations; columns that were not asked for are missing in them.
    pub observations: Vec<Observation>,
    /// What quality control says of each; empty unless asked for.
    pub flags: Vec<Flags>,
    /// Where each came from; empty unless asked for.
    pub provenances: Vec<Provenance>,
    /// The revision that last changed each; empty unless asked for.
    pub revisions: Vec<i64>,
}

/// The rows of a chunk that was read with flags and provenance, each with this revision.
pub(crate) fn staged_rows(chunk: Chunk, revision: i64) -> Result<impl Iterator<Item = StagedRow>> {
    let Chunk { observations, flags, provenances, .. } = chunk;
    if flags.len() != observations.len() || provenances.len() != observations.len() {
        return Err(Error::new(Kind::Invalid, "rows to take over came without flags or provenance"));
    }
    let rows = observations.into_iter().zip(flags).zip(provenances);
    Ok(rows.map(move |((observation, flags), provenance)| StagedRow { observation, flags, provenance, revision }))
}
