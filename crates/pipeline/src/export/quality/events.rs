//! Events of days: their columns, and their export out of the daily documents.

use std::collections::BTreeSet;

use weather::{Event, Unit};
use zone::Result;
use zone::curated::DailyDocument;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::super::write::Writer;
use super::super::{self as export, ExportReport, Exporter, Format, Output, Selection, attribution, daily};

/// An event and the day it is of.
struct EventOfDay<'a> {
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
}

pub(in crate::export) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let receipts = exporter.runtime.block_on(exporter.zones.staging.receipts())?;
    let attribution = attribution::of(&receipts, selection);
    let mut writer = Writer::new::<EventOfDay<'_>>(format, &attribution, out)?;
    let (mut stations, mut rows) = (BTreeSet::new(), 0);
    daily::read(exporter, selection)?.for_each(|station, documents| {
        let before = rows;
        for document in documents {
            for event in weather::events(&document.statistics) {
                writer.row(&EventOfDay { document, event })?;
                rows += 1;
            }
        }
        stations.insert(station);
        exporter.tell(export::Event::Written { rows: rows - before });
        Ok(())
    })?;
    writer.finish()?;
    Ok(ExportReport::new(rows, attribution, &selection.missing(&stations)))
}
