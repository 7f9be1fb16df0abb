//! Staged rows month by month, then the account: receipts and rejects.
//!
//! The account comes last. Until it is there, the copy looks like a zone in which nothing was staged yet.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use weather::quality::Flags;
use weather::{Month, Observation, Provenance, Time};
use zone::staging::{Batch, BatchBuilder, ChunkIterator, MonthSummary, ObjectFacts, ReadRequest, Receipt, StagingZone};
use zone::{Error, Kind, Result};

use super::{CopyReport, Progress, until_sent};

/// Copies what `to` lacks. Rejects on their way may lie in files in `scratch`.
///
/// # Errors
/// `Invalid` if `to` holds something that is not in `from`; any of the zones.
pub async fn staging(
    from: &dyn StagingZone,
    to: &dyn StagingZone,
    scratch: &Path,
    now: Time,
    progress: Progress<'_>,
) -> Result<CopyReport> {
    let mut report = CopyReport::default();
    let (receipts, months) = (from.receipts().await?, from.months().await?);
    let standing = standing(to, &receipts, &months).await?;
    for MonthSummary { month, rows, .. } in months {
        if standing.get(&month) == Some(&rows) && same(from, to, month).await? {
            report.already_there += rows;
        } else {
            report.copied += until_sent(async || to.restore_month(month, read(from, month).await?, now).await).await?;
            if !same(from, to, month).await? {
                report.problem(format!("observations of {month}"), "they are not as in the source");
            }
        }
        progress(report.dealt_with());
    }
    if without_revisions(to.receipts().await?) != without_revisions(receipts.clone()) {
        let rejects = Arc::new(rejects_of(from, &receipts, scratch).await?);
        until_sent(async || to.restore_account(receipts.clone(), rejects.clone(), now).await).await?;
    }
    compare_account(from, to, &receipts, &mut report).await?;
    Ok(report)
}

/// How many rows of each month the target holds, if all of it can be of an earlier copy.
async fn standing(to: &dyn StagingZone, receipts: &[Receipt], months: &[MonthSummary]) -> Result<HashMap<Month, u64>> {
    let there = to.receipts().await?;
    let standing = to.months().await?;
    let foreign_month = standing.iter().any(|one| !months.iter().any(|other| other.month == one.month));
    let foreign_object = there.iter().any(|one| !receipts.iter().any(|other| other.object == one.object));
    if foreign_month || foreign_object {
        return Err(Error::new(Kind::Invalid, "the target holds observations that are not in the source")
            .hint("choose an empty place; to bring lakes together, copy their raw zones and run `meteolake stage`"));
    }
    Ok(standing.into_iter().map(|one| (one.month, one.rows)).collect())
}

async fn read(zone: &dyn StagingZone, month: Month) -> Result<ChunkIterator> {
    zone.read(month, ReadRequest { flags: true, provenance: true, ..ReadRequest::default() }).await
}

/// Whether both zones give the same rows of a month.
async fn same(from: &dyn StagingZone, to: &dyn StagingZone, month: Month) -> Result<bool> {
    let (mut one, mut other) = (rows(read(from, month).await?), rows(read(to, month).await?));
    let comparing = tokio::task::spawn_blocking(move || {
        loop {
            match (one.next().transpose()?, other.next().transpose()?) {
                (None, None) => return Ok(true),
                (one, other) if one != other => return Ok(false),
                _ => {}
            }
        }
    });
    comparing.await.map_err(|error| Error::new(Kind::Invalid, format!("comparing stopped: {error}")))?
}

type Row = (Observation, Flags, Provenance);

fn rows(chunks: ChunkIterator) -> impl Iterator<Item = Result<Row>> + Send {
    chunks.flat_map(|chunk| {
        let (rows, error) = match chunk {
            Ok(chunk) => (chunk.observations.into_iter().zip(chunk.flags).zip(chunk.provenances).collect(), None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        let row = |((observation, flags), provenance)| Ok((observation, flags, provenance));
        rows.into_iter().map(row).chain(error)
    })
}

/// The rejects of all objects as a batch without rows, an object at a time in memory.
async fn rejects_of(from: &dyn StagingZone, receipts: &[Receipt], scratch: &Path) -> Result<Batch> {
    let mut batch = BatchBuilder::new(scratch, 1);
    let mut objects: Vec<&Receipt> = receipts.iter().filter(|receipt| receipt.tally.rejected > 0).collect();
    objects.sort_by_key(|receipt| receipt.object);
    for receipt in objects {
        let Receipt { object, name, source, fetch_time, layout, .. } = receipt.clone();
        batch.open_object(ObjectFacts { object, name, source, fetch_time });
        for reject in from.rejects(Some(object)).await? {
            batch.reject(reject.row, reject.column, reject.reason, reject.text)?;
        }
        batch.close_object(&layout, Vec::new());
    }
    batch.finish()
}

/// Compares receipts and rejects.
async fn compare_account(
    from: &dyn StagingZone,
    to: &dyn StagingZone,
    receipts: &[Receipt],
    report: &mut CopyReport,
) -> Result<()> {
    if without_revisions(to.receipts().await?) != without_revisions(receipts.to_vec()) {
        report.problem("receipts", "they are not as in the source");
    }
    for receipt in receipts.iter().filter(|receipt| receipt.tally.rejected > 0) {
        if from.rejects(Some(receipt.object)).await? != to.rejects(Some(receipt.object)).await? {
            report.problem(format!("rejects of {}", receipt.name), "they are not as in the source");
        }
    }
    Ok(())
}

/// Receipts but for the revision, which is each zone's own.
fn without_revisions(receipts: Vec<Receipt>) -> Vec<Receipt> {
    receipts.into_iter().map(|receipt| Receipt { revision: 0, ..receipt }).collect()
}
