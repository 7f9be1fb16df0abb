//! Days as nested documents, in one JSON array.

use zone::curated::NestedDay;
use zone::{Error, Kind, Result};

use super::super::record::Record;
use super::super::table::{Pager, attribution_of};
use super::super::{ExportReport, Exporter, Output, Selection};
use super::for_each;

pub(in crate::export) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    out: Output<'_>,
) -> Result<ExportReport> {
    let selection = &exporter.remaining(selection);
    let receipts = exporter.runtime.block_on(exporter.zones.staging.receipts())?;
    let attribution = attribution_of(&receipts, selection);
    let (mut pager, mut rows) = (Pager::new(exporter.page), 0);
    let failed = |error| Error::io("writing the documents", error);
    let written = for_each(exporter, selection, &mut |station, documents| {
        for document in documents {
            if pager.admits(Some(station), document.order())? {
                out.write_all(if rows == 0 { b"[\n" } else { b",\n" }).map_err(failed)?;
                serde_json::to_writer(&mut *out, &NestedDay::from(document)).map_err(told)?;
                rows += 1;
            }
        }
        Ok(())
    });
    written.or_else(|error| if pager.next.is_some() { Ok(()) } else { Err(error) })?;
    out.write_all(if rows == 0 { b"[]\n" } else { b"\n]\n" }).and_then(|()| out.flush()).map_err(failed)?;
    Ok(ExportReport { next: pager.next, ..ExportReport::new(rows, attribution, &[]) })
}

/// An error of the output, which then stays the cause.
fn told(error: serde_json::Error) -> Error {
    match error.io_error_kind() {
        Some(kind) => Error::io("writing the documents", std::io::Error::new(kind, error)),
        None => Error::new(Kind::Invalid, format!("writing the documents: {error}")),
    }
}
