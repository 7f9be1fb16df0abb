//! Refused rows: their columns, and the scan over the objects that have any.

use zone::Result;
use zone::staging::Rejected;

use super::record::{Column, ColumnKind, Record, Value};
use super::table::Table;
use super::{Event, ExportReport, Exporter, Format, Output, Selection};

/// A refused row and the object it stands in.
pub(super) struct RejectedRow<'a> {
    object: &'a str,
    name: &'a str,
    rejected: &'a Rejected,
}

impl Record for RejectedRow<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::required("object", ColumnKind::Text),
            Column::required("name", ColumnKind::Text),
            Column::required("row", ColumnKind::Count),
            Column::nullable("column", ColumnKind::Text),
            Column::required("reason", ColumnKind::Text),
            Column::required("text", ColumnKind::Text),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        each(Value::Text(self.object));
        each(Value::Text(self.name));
        each(Value::Count(self.rejected.row));
        each(Value::text(self.rejected.column.as_deref()));
        each(Value::Text(&self.rejected.reason));
        each(Value::Text(&self.rejected.text));
    }
}

pub(super) fn export(exporter: &Exporter<'_>, format: Format, out: Output<'_>) -> Result<ExportReport> {
    let all = Selection::default();
    let mut table = Table::begin::<RejectedRow<'_>>(exporter, &all, format, out)?;
    let written = write(exporter, &mut table);
    table.finish(&all, written)
}

fn write(exporter: &Exporter<'_>, table: &mut Table<'_>) -> Result<()> {
    let zone = &exporter.zones.staging;
    // They come in the order of their fetches.
    let mut receipts = exporter.runtime.block_on(zone.receipts())?;
    receipts.retain(|receipt| receipt.tally.rejected > 0);
    exporter.tell(Event::Planned { rows: receipts.iter().map(|receipt| receipt.tally.rejected).sum() });
    for receipt in receipts {
        // One object at a time bounds the memory.
        let rejects = exporter.runtime.block_on(zone.rejects(Some(receipt.object)))?;
        exporter.tell(Event::Read { rows: rejects.len() as u64 });
        let object = receipt.object.to_string();
        for rejected in &rejects {
            table.row(&RejectedRow { object: &object, name: &receipt.name, rejected })?;
        }
        exporter.tell(Event::Written { rows: rejects.len() as u64 });
    }
    Ok(())
}
