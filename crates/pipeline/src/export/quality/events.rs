//! Events of days: their columns, and their export out of the daily documents.

use weather::{Event, Unit};
use zone::Result;
use zone::curated::DailyDocument;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::super::table::Table;
use super::super::{ExportReport, Exporter, Format, Output, Selection, daily};

/// An event and the day it is of.
pub(in crate::export) struct EventOfDay<'a> {
    document: &'a DailyDocument,
    event: Event,
}

impl Record for EventOfDay<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("period", ColumnKind::Text),
            Column::required("day", ColumnKind::Day),
            Column::required("kind", ColumnKind::Text),
            Column::required("family", ColumnKind::Text),
            Column::nullable("threshold", ColumnKind::Number),
            Column::nullable("value", ColumnKind::Number),
            Column::nullable("unit", ColumnKind::Text),
            Column::required("observable", ColumnKind::Flag),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let (day, event) = (&self.document.statistics, &self.event);
        each(Value::Text(day.station.as_str()));
        each(Value::Text(&self.document.city));
        each(Value::Text(day.definition.name()));
        each(Value::Day(day.day));
        each(Value::Text(event.kind().name()));
        each(Value::Text(event.family().name()));
        each(Value::number(event.threshold()));
        each(Value::number(event.value));
        each(Value::text(event.unit().map(Unit::symbol)));
        each(Value::Flag(event.observable));
    }

    fn quantity(&self) -> Option<&str> {
        Some(self.event.kind().name())
    }
}

pub(in crate::export) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<EventOfDay<'_>>(exporter, selection, format, out)?;
    let written = daily::for_each(exporter, selection, &mut |station, documents| {
        let of = |document| move |event| EventOfDay { document, event };
        table.saw(station);
        table.rows(station, documents.iter().flat_map(|day| weather::events(&day.statistics).map(of(day))))
    });
    table.finish(selection, written)
}
