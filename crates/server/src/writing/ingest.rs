//! What comes after an upload has landed: it is staged and curated, by whoever has the turn.

use std::collections::BTreeSet;
use std::sync::Arc;

use pipeline::curate::CurateReport;
use pipeline::ingest::FileReport;
use pipeline::stage::StageReport;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zone::raw::ObjectId;
use zone::staging::Receipt;
use zone::{Error, Kind, Result};

use super::Writing;
use super::job::{Destination, Failed, Work};
use super::live::Live;
use super::perform::hearing;
use super::turn::Turn;

/// What became of an upload.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct IngestReport {
    /// The files that were taken, as the raw zone keeps them.
    pub(crate) files: Vec<FileReport>,
    /// Those that were not.
    pub(crate) failed: Vec<Failed>,
    /// What became of the rows of each: rows = accepted + superseded + duplicate + rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stage: Option<StageReport>,
    /// The curating that took the rows in: `changed` counts the days that changed. Uploads that were taken in together
    /// share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) curate: Option<CurateReport>,
    /// The addresses of refused rows, of each file that has some.
    pub(crate) rejects: Vec<String>,
    /// Seconds from the first byte of the request to the end.
    pub(crate) seconds: f64,
    /// The job that did it; none where nothing was left to do after the files had landed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) job: Option<String>,
}

impl IngestReport {
    /// Whether every file was taken and read.
    pub(crate) fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.stage.as_ref().is_none_or(|stage| stage.total.failed == 0)
    }
}

impl Writing {
    /// Stages and curates what an upload brought; says whether all of it could be read.
    pub(super) async fn take_in(&self, live: &Arc<Live>, work: &Work, mut turn: Turn) -> Result<bool> {
        let Work::Ingest { to, files, failed } = work else { return Ok(true) };
        let started = std::time::Instant::now();
        let objects = objects(files)?;
        self.begin(live).await;
        let (zones, progress) = (&self.runner.zones, hearing(live));
        let mut receipts = zones.staging.receipts().await?;
        let mut staged = StageReport::default();
        if !has_all(&receipts, &objects) {
            // All that has landed so far, not only ours: those behind us find theirs done.
            staged = self.runner.stage(&live.cancel, &progress).await?;
            receipts = zones.staging.receipts().await?;
        }
        let mut curate = None;
        if *to >= Destination::Curated {
            let report = self.runner.curate(&live.cancel, &progress).await?;
            turn.curated(report);
            let is_new = files.iter().any(|file| file.created);
            let ours = receipts.iter().filter(|receipt| objects.contains(&receipt.object));
            let revision = ours.map(|receipt| receipt.revision).max().filter(|_| is_new && report.computed == 0);
            curate = Some(revision.and_then(|revision| turn.curating_of(revision)).unwrap_or(report));
        }
        drop(turn);
        let stage = StageReport::of(&objects, &receipts, &staged);
        let report = IngestReport {
            files: files.clone(),
            failed: failed.clone(),
            rejects: rejects(&stage),
            stage: Some(stage),
            curate,
            seconds: started.elapsed().as_secs_f64(),
            job: Some(format!("/v1/jobs/{}", live.id)),
        };
        let complete = report.is_complete();
        live.change(|job| job.report = Some(report));
        Ok(complete)
    }
}

fn objects(files: &[FileReport]) -> Result<BTreeSet<ObjectId>> {
    let id = |file: &FileReport| file.object.parse().map_err(|error| Error::new(Kind::Corrupt, format!("{error}")));
    files.iter().map(id).collect()
}

fn has_all(receipts: &[Receipt], objects: &BTreeSet<ObjectId>) -> bool {
    receipts.iter().filter(|receipt| objects.contains(&receipt.object)).count() == objects.len()
}

fn rejects(stage: &StageReport) -> Vec<String> {
    let with_rejects = stage.objects.iter().filter(|object| object.tally.rejected > 0);
    with_rejects.map(|object| format!("/v1/rejects?object={}", object.object)).collect()
}
