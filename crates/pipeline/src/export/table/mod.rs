//! What the tables of an export have in common: the attribution, the columns and the page asked for, the stations seen.

mod attribution;
mod chosen;
mod page;

use std::collections::BTreeSet;

use weather::StationId;
use zone::Result;
use zone::staging::Registry;

pub use self::attribution::of as attribution_of;
pub(super) use self::attribution::write as write_attribution;
pub(super) use self::chosen::is_of;
pub(super) use self::page::Pager;
pub use self::page::{Page, Place, Row};

use self::chosen::Chosen;
use super::record::Record;
use super::write::Writer;
use super::{Event, ExportReport, Exporter, Format, Output, Selection};

/// A table on its way out.
pub(super) struct Table<'a> {
    exporter: &'a Exporter<'a>,
    registry: Registry,
    attribution: String,
    chosen: Chosen,
    pager: Pager,
    writer: Writer<Output<'a>>,
    stations: BTreeSet<StationId>,
    rows: u64,
}

impl<'a> Table<'a> {
    /// Begins a table of `R`s, with the attribution of what is selected.
    pub(super) fn begin<R: Record>(
        exporter: &'a Exporter<'a>,
        selection: &Selection,
        format: Format,
        out: Output<'a>,
    ) -> Result<Self> {
        let receipts = exporter.runtime.block_on(exporter.zones.staging.receipts())?;
        let attribution = attribution_of(&receipts, selection);
        let columns = R::columns();
        let chosen = Chosen::new(&columns, &selection.variables);
        let writer = Writer::new(format, &chosen.of(columns), &attribution, out)?;
        let (registry, pager) = (Registry::new(&receipts), Pager::new(exporter.page));
        Ok(Self { exporter, registry, attribution, chosen, pager, writer, stations: BTreeSet::new(), rows: 0 })
    }

    /// The name of a station.
    pub(super) fn city(&self, station: StationId) -> String {
        self.registry.station(station).name
    }

    /// Notes that a station is in the range, whether or not it has a row.
    pub(super) fn saw(&mut self, station: StationId) {
        self.stations.insert(station);
    }

    /// Writes rows of a station.
    ///
    /// # Errors
    /// Those of the output; one that ends the export where the page is full: hand it to [`finish`](Self::finish).
    pub(super) fn rows<R: Record>(&mut self, station: StationId, rows: impl IntoIterator<Item = R>) -> Result<()> {
        let before = self.rows;
        for row in rows {
            self.put(Some(station), &row)?;
        }
        if self.rows > before {
            self.stations.insert(station);
            self.exporter.tell(Event::Written { rows: self.rows - before });
        }
        Ok(())
    }

    /// Writes a row that is of no station.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub(super) fn row(&mut self, row: &impl Record) -> Result<()> {
        self.put(None, row)
    }

    fn put(&mut self, station: Option<StationId>, row: &impl Record) -> Result<()> {
        if !self.chosen.wants(row.quantity()) || !self.pager.admits(station, row.order())? {
            return Ok(());
        }
        self.rows += 1;
        match self.chosen.cut(row) {
            None => self.writer.row(row),
            Some(cut) => self.writer.row(&cut),
        }
    }

    /// Ends the table, whose rows were `written` to their end or to that of the page.
    ///
    /// # Errors
    /// The one of the rows, and those of the output.
    pub(super) fn finish(self, selection: &Selection, written: Result<()>) -> Result<ExportReport> {
        let next = self.pager.next;
        written.or_else(|error| if next.is_some() { Ok(()) } else { Err(error) })?;
        self.writer.finish()?;
        let report = ExportReport::new(self.rows, self.attribution, &selection.missing(&self.stations));
        Ok(ExportReport { next, ..report })
    }
}
