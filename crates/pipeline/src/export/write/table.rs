//! What the tables of an export have in common: the attribution, the stations seen, the count of rows.

use std::collections::BTreeSet;

use weather::StationId;
use zone::Result;
use zone::staging::Registry;

use super::super::record::Record;
use super::super::{Event, ExportReport, Exporter, Format, Output, Selection, attribution};
use super::Writer;

/// A table on its way out.
pub(in crate::export) struct Table<'a> {
    exporter: &'a Exporter<'a>,
    registry: Registry,
    attribution: String,
    writer: Writer<Output<'a>>,
    stations: BTreeSet<StationId>,
    rows: u64,
}

impl<'a> Table<'a> {
    /// Begins a table of `R`s, with the attribution of what is selected.
    pub(in crate::export) fn begin<R: Record>(
        exporter: &'a Exporter<'a>,
        selection: &Selection,
        format: Format,
        out: Output<'a>,
    ) -> Result<Self> {
        let receipts = exporter.runtime.block_on(exporter.zones.staging.receipts())?;
        let attribution = attribution::of(&receipts, selection);
        let writer = Writer::new::<R>(format, &attribution, out)?;
        let registry = Registry::new(&receipts);
        Ok(Self { exporter, registry, attribution, writer, stations: BTreeSet::new(), rows: 0 })
    }

    /// The name of a station.
    pub(in crate::export) fn city(&self, station: StationId) -> String {
        self.registry.station(station).name
    }

    /// Notes that a station is in the range, whether or not it has a row.
    pub(in crate::export) fn saw(&mut self, station: StationId) {
        self.stations.insert(station);
    }

    /// Writes rows of a station.
    pub(in crate::export) fn rows<R: Record>(
        &mut self,
        station: StationId,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<()> {
        let before = self.rows;
        for row in rows {
            self.row(&row)?;
        }
        if self.rows > before {
            self.stations.insert(station);
            self.exporter.tell(Event::Written { rows: self.rows - before });
        }
        Ok(())
    }

    /// Writes a row that is of no station.
    pub(in crate::export) fn row(&mut self, row: &impl Record) -> Result<()> {
        self.rows += 1;
        self.writer.row(row)
    }

    /// Ends the table.
    pub(in crate::export) fn finish(self, selection: &Selection) -> Result<ExportReport> {
        self.writer.finish()?;
        Ok(ExportReport::new(self.rows, self.attribution, &selection.missing(&self.stations)))
    }
}
