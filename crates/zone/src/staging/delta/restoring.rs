//! Takes over what another staging zone holds: its months as they are, then its account.

use tokio::runtime::Handle;
use uuid::Uuid;
use weather::{Month, Time};

use super::columns::observations;
use super::writing::{MonthWriter, Target};
use super::{DeltaStaging, ledger};
use crate::delta::{Change, Table};
use crate::staging::row::staged_rows;
use crate::staging::{Batch, ChunkIterator, Receipt};
use crate::{Error, Kind, Result};

/// Puts the rows of a month in place of what the zone holds of it.
pub(super) async fn month(zone: &DeltaStaging, month: Month, rows: ChunkIterator, now: Time) -> Result<u64> {
    let table = Table::open_or_create(&zone.place.site(&observations())?, observations()).await?;
    let (revision, time_ms, runtime) = (table.version() + 1, now.unix() * 1_000, Handle::current());
    let writing = tokio::task::spawn_blocking(move || {
        let mut writer = MonthWriter::new(Target { table: &table, month, time_ms, runtime: &runtime });
        let mut count = 0;
        for chunk in rows {
            for row in staged_rows(chunk?, revision)? {
                writer.push(row)?;
                count += 1;
            }
        }
        let add = writer.finish()?;
        Ok::<_, Error>((table, add, count))
    });
    let stopped = |error| Error::new(Kind::Invalid, format!("copying stopped: {error}"));
    let (mut table, add, count) = writing.await.map_err(stopped)??;
    let name = month.to_string();
    let remove = table.files()?.into_iter().filter(|file| file.partition("month") == name).collect();
    table.commit(Change { remove, add, marks: Vec::new(), time_ms }).await?;
    Ok(count)
}

/// Puts receipts and rejects in place of all the zone holds.
pub(super) async fn account(zone: &DeltaStaging, receipts: Vec<Receipt>, rejects: &Batch, now: Time) -> Result<()> {
    let mut table = Table::open_or_create(&zone.place.site(&observations())?, observations()).await?;
    let mut receipts_ledger = zone.ledger(ledger::receipts(), &table).await?;
    let mut rejects_ledger = zone.ledger(ledger::rejects(), &table).await?;
    let (revision, time_ms, name) = (table.version() + 1, now.unix() * 1_000, Uuid::new_v4().to_string());
    let receipts: Vec<Receipt> = receipts.into_iter().map(|receipt| Receipt { revision, ..receipt }).collect();
    let marks = vec![
        rejects_ledger.replace_rejects(rejects, &name, time_ms).await?,
        receipts_ledger.write_receipts(&receipts, &name, time_ms).await?,
    ];
    table.commit(Change { marks, time_ms, ..Change::default() }).await
}
