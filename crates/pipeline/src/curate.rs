//! Curate: from observations to daily statistics, only of the station-days that changed.

use std::sync::Arc;

use engine::ChangeSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use weather::Time;
use zone::Result;
use zone::curated::{Watermark, YearIterator};
use zone::staging::Registry;

use crate::Zones;
use crate::run::Cancel;
use crate::zones::until_committed;

/// How to curate.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether to compute every day, changed or not.
    pub again: bool,
    /// Threads that compute.
    pub workers: usize,
}

/// What a curating did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CurateReport {
    /// Days that were computed, one a station, day and definition.
    pub computed: u64,
    /// Of those, days that are new or differ from before.
    pub changed: u64,
    /// Of those, days that are as they were.
    pub unchanged: u64,
    /// The staging zone's revision that the curated zone now stands for.
    pub revision: i64,
}

/// Hears how many days were computed so far; must not block.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// Brings the curated zone up to what staging has.
///
/// # Errors
/// The zones', and that it was cancelled; on an error nothing was changed.
pub async fn curate(
    zones: &Zones,
    options: Options,
    now: Time,
    cancel: &Cancel,
    progress: Progress,
) -> Result<CurateReport> {
    until_committed(async || once(zones, options, now, cancel, progress.clone()).await).await
}

async fn once(zones: &Zones, options: Options, now: Time, cancel: &Cancel, progress: Progress) -> Result<CurateReport> {
    // Read first: what is staged meanwhile is then computed now or next time, never missed.
    let revision = zones.staging.revision().await?;
    let staging = zones.staging.identity().await?;
    let watermark = zones.curated.watermark(&staging).await?;
    if revision == 0 || (watermark == Some(revision) && !options.again) {
        return Ok(CurateReport { revision, ..CurateReport::default() });
    }
    let receipts = zones.staging.receipts().await?;
    let since = if options.again { None } else { watermark };
    let changes = ChangeSet::since(zones.staging.as_ref(), &receipts, since).await?;
    let registry = Registry::new(&receipts);
    let years = engine::days(zones.staging.clone(), registry, changes, options.workers).await?;
    let written =
        zones.curated.write(watched(years, cancel.clone(), progress), Watermark { staging, revision }, now).await?;
    let computed = written.changed + written.unchanged;
    Ok(CurateReport { computed, changed: written.changed, unchanged: written.unchanged, revision })
}

/// The years, counted as they pass; an error where it was cancelled.
fn watched(years: YearIterator, cancel: Cancel, progress: Progress) -> YearIterator {
    let mut days = 0;
    Box::new(years.map(move |part| {
        if cancel.is_cancelled() {
            return Err(Cancel::error());
        }
        days += part.as_ref().map_or(0, |part| part.days.len() as u64);
        progress(days);
        part
    }))
}
