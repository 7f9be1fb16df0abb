//! Status: what the lake holds, how fresh it is, and what waits to be done.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use serde::Serialize;
use weather::Time;
use zone::Result;
use zone::raw::{ObjectKind, RawObject};
use zone::staging::{Receipt, Rejected};

use crate::{Zones, stage};

/// What a lake holds.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// By source: providers and uploads.
    pub sources: Vec<SourceStatus>,
    /// Raw objects, and their bytes.
    pub raw_objects: u64,
    /// Bytes of the raw objects.
    pub raw_bytes: u64,
    /// Rows of the staging zone, one a station and time.
    pub observations: u64,
    /// The first and last month with observations.
    pub months: Option<(String, String)>,
    /// Rows that were refused.
    pub rejects: u64,
    /// The first of them; `export rejects` has all.
    pub rejects_shown: Vec<RejectShown>,
    /// Documents of the curated zone, one a station, day and definition.
    pub days: u64,
    /// What waits to be done.
    pub pending: Pending,
}

/// How many refused rows a status shows.
const REJECTS_SHOWN: usize = 10;

/// A refused row.
#[derive(Debug, Clone, Serialize)]
pub struct RejectShown {
    /// The raw object's sha256.
    pub object: String,
    /// Its file name.
    pub name: String,
    /// The row in it, from 1.
    pub row: u64,
    /// The column at fault, if it is one column.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
}

/// What waits to be done.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Pending {
    /// Objects to stage.
    pub objects_to_stage: u64,
    /// Whether staging changed since the last curating.
    pub curate: bool,
}

/// What a source gave.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourceStatus {
    /// Its name.
    pub source: String,
    /// Its objects in the raw zone.
    pub objects: u64,
    /// When the last of them came.
    pub last_fetch: Option<String>,
    /// The newest observation in them.
    pub newest_observation: Option<String>,
    /// How old that is, in hours.
    pub newest_observation_age_h: Option<f64>,
    /// Rows read from them.
    pub rows: u64,
    /// Rows refused.
    pub rejects: u64,
    /// Objects that wait to be staged.
    pub pending: u64,
}

/// Looks at a lake.
///
/// # Errors
/// The zones'.
pub async fn status(zones: &Zones, now: Time) -> Result<Status> {
    let objects: Vec<RawObject> = zones.raw.list().try_collect().await?;
    let receipts = zones.staging.receipts().await?;
    let waiting = stage::pending(&objects, &receipts);
    let months = zones.staging.months().await?;
    let revision = zones.staging.revision().await?;
    let watermark = zones.curated.watermark(&zones.staging.identity().await?).await?;
    let days = zones.curated.years().await?.iter().map(|year| year.documents).sum();
    let first_last = months.first().zip(months.last());
    Ok(Status {
        sources: sources(&objects, &receipts, &waiting, now),
        raw_objects: objects.len() as u64,
        raw_bytes: objects.iter().map(|object| object.size).sum(),
        observations: months.iter().map(|month| month.rows).sum(),
        months: first_last.map(|(first, last)| (first.month.to_string(), last.month.to_string())),
        rejects: receipts.iter().map(|receipt| receipt.tally.rejected).sum(),
        rejects_shown: rejects_shown(zones, &receipts).await?,
        days,
        pending: Pending { objects_to_stage: waiting.len() as u64, curate: revision > watermark.unwrap_or(0) },
    })
}

/// The first refused rows, in the order of their objects' fetches; reads no more objects than it must.
async fn rejects_shown(zones: &Zones, receipts: &[Receipt]) -> Result<Vec<RejectShown>> {
    let mut shown = Vec::new();
    for receipt in receipts.iter().filter(|receipt| receipt.tally.rejected > 0) {
        let show = |reject: Rejected| RejectShown {
            object: reject.object.to_string(),
            name: receipt.name.clone(),
            row: reject.row,
            column: reject.column,
            reason: reject.reason,
        };
        let rejects = zones.staging.rejects(Some(receipt.object)).await?;
        shown.extend(rejects.into_iter().take(REJECTS_SHOWN - shown.len()).map(show));
        if shown.len() == REJECTS_SHOWN {
            break;
        }
    }
    Ok(shown)
}

fn sources(objects: &[RawObject], receipts: &[Receipt], waiting: &stage::Pending, now: Time) -> Vec<SourceStatus> {
    let mut last_fetch: BTreeMap<&str, Time> = BTreeMap::new();
    let mut newest: BTreeMap<&str, Time> = BTreeMap::new();
    let mut sources: BTreeMap<&str, SourceStatus> = BTreeMap::new();
    for object in objects.iter().filter(|object| object.kind == ObjectKind::Observations) {
        sources.entry(&object.source).or_default().objects += 1;
        let last = last_fetch.entry(&object.source).or_insert(object.fetch_time);
        *last = object.fetch_time.max(*last);
    }
    for receipt in receipts {
        let source = sources.entry(&receipt.source).or_default();
        source.rows += receipt.tally.rows;
        source.rejects += receipt.tally.rejected;
        if let Some((_, last)) = receipt.span {
            let time = newest.entry(&receipt.source).or_insert(last);
            *time = last.max(*time);
        }
    }
    for object in waiting.values() {
        sources.entry(&object.source).or_default().pending += 1;
    }
    let finish = |(name, mut source): (&str, SourceStatus)| {
        source.source = name.to_owned();
        source.last_fetch = last_fetch.get(name).map(Time::to_string);
        source.newest_observation = newest.get(name).map(Time::to_string);
        source.newest_observation_age_h = newest.get(name).map(|time| (now.unix() - time.unix()) as f64 / 3_600.0);
        source
    };
    sources.into_iter().map(finish).collect()
}
