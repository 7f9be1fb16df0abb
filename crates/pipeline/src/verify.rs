//! Verify: reads everything again and compares.
//!
//! Every raw object against its sha256, every receipt against what its object yields, every data file of the tables
//! to its end. What differs is told; nothing is changed.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use serde::Serialize;
use source::{ParsedRow, ReadError, Reject, RowSink};
use weather::Time;
use zone::curated::DayRequest;
use zone::raw::{ObjectId, RawObject};
use zone::staging::{ReadRequest, Receipt};
use zone::{Error, Kind, Result};

use crate::Zones;
use crate::stage::context;

/// What a verification found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VerifyReport {
    /// Raw objects read.
    pub objects: u64,
    /// Receipts compared.
    pub receipts: u64,
    /// Observations read.
    pub observations: u64,
    /// Daily documents read.
    pub days: u64,
    /// What is wrong; nothing is if it is empty.
    pub problems: Vec<Problem>,
}

/// Something that is wrong.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The object, table or file.
    pub what: String,
    /// What is wrong with it.
    pub problem: String,
}

impl VerifyReport {
    fn problem(&mut self, what: impl Into<String>, problem: impl ToString) {
        self.problems.push(Problem { what: what.into(), problem: problem.to_string() });
    }
}

/// Reads everything again; `progress` hears each object's name.
///
/// # Errors
/// Only if the zones cannot be listed: what is wrong with one object is in the report.
pub async fn verify(zones: &Zones, now: Time, progress: &(dyn Fn(&str) + Send + Sync)) -> Result<VerifyReport> {
    let mut report = VerifyReport::default();
    let receipts = zones.staging.receipts().await?;
    let mut by_object: BTreeMap<ObjectId, Receipt> =
        receipts.into_iter().map(|receipt| (receipt.object, receipt)).collect();
    let mut objects = zones.raw.list();
    loop {
        match objects.try_next().await {
            Ok(None) => break,
            Err(error) => report.problem("raw zone", error),
            Ok(Some(object)) => {
                progress(&object.name);
                report.objects += 1;
                let what = format!("{} ({})", object.name, object.sha256);
                let receipt = by_object.remove(&object.sha256);
                if let Err(error) = zones.raw.verify(object.sha256).await {
                    report.problem(what, error);
                } else if let Some(receipt) = receipt {
                    report.receipts += 1;
                    if let Err(error) = compare(zones, object, receipt, now).await {
                        report.problem(what, error);
                    }
                }
            }
        }
    }
    for receipt in by_object.into_values() {
        let problem = "it was staged, but the raw zone does not have it";
        report.problem(format!("{} ({})", receipt.name, receipt.object), problem);
    }
    read_tables(zones, &mut report).await?;
    Ok(report)
}

/// Compares a receipt with what its object yields and with the rejects that are kept.
async fn compare(zones: &Zones, object: RawObject, receipt: Receipt, now: Time) -> Result<()> {
    let input = zones.raw.open(object.sha256).await?;
    let reading = tokio::task::spawn_blocking(move || source::read(input, &context(now), &mut Nothing));
    let read = reading.await.map_err(|error| Error::new(Kind::Invalid, error.to_string()))?;
    let read = read.map_err(|error: ReadError<Error>| Error::new(Kind::Corrupt, error.to_string()))?;
    let tally = receipt.tally;
    let kept = zones.staging.rejects(Some(object.sha256)).await?.len() as u64;
    let differs = |what: &str, one: u64, other: u64| {
        let text = format!("its receipt says {one} {what}, there are {other}");
        Error::new(Kind::Corrupt, text)
    };
    match () {
        () if !tally.closes() => Err(Error::new(Kind::Corrupt, "the account in its receipt does not close")),
        () if tally.rows != read.rows => Err(differs("rows", tally.rows, read.rows)),
        () if tally.rejected != read.rejected => Err(differs("rejects", tally.rejected, read.rejected)),
        () if tally.rejected != kept => Err(differs("rejects kept", tally.rejected, kept)),
        () => Ok(()),
    }
}

/// Reads every row of the tables.
async fn read_tables(zones: &Zones, report: &mut VerifyReport) -> Result<()> {
    for summary in zones.staging.months().await? {
        let read = zones.staging.read(summary.month, ReadRequest { provenance: true, ..ReadRequest::default() }).await;
        let counted = read.and_then(|mut chunks| {
            chunks.try_fold(0, |rows, chunk| chunk.map(|chunk| rows + chunk.observations.len() as u64))
        });
        match counted {
            Ok(rows) if rows == summary.rows => report.observations += rows,
            Ok(rows) => report.problem(
                format!("observations of {}", summary.month),
                format!("{} rows are written down, {rows} are there", summary.rows),
            ),
            Err(error) => report.problem(format!("observations of {}", summary.month), error),
        }
    }
    for summary in zones.curated.years().await? {
        let what = format!("days of {} ({})", summary.year, summary.definition.name());
        let read = zones.curated.read(summary.definition, summary.year, DayRequest::default()).await;
        let counted =
            read.and_then(|mut parts| parts.try_fold(0, |days, part| part.map(|part| days + part.len() as u64)));
        match counted {
            Ok(days) if days == summary.documents => report.days += days,
            Ok(days) => report.problem(what, format!("{} are written down, {days} are there", summary.documents)),
            Err(error) => report.problem(what, error),
        }
    }
    Ok(())
}

/// Takes rows and forgets them.
struct Nothing;

impl RowSink for Nothing {
    type Error = Error;

    fn accept(&mut self, _: ParsedRow<'_>) -> Result<()> {
        Ok(())
    }

    fn reject(&mut self, _: Reject) -> Result<()> {
        Ok(())
    }
}
