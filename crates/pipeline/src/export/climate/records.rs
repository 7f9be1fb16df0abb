//! Records: the lowest and highest values of each station, of all days and by month of the year.

use weather::StationId;
use weather::climate::Records;
use zone::Result;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::periods::months_selected;
use super::{ExportReport, Exporter, Format, Output, Selection, Table, walk};
use crate::climate::RecordLine;

pub(super) struct RecordRow<'a> {
    station: StationId,
    city: &'a str,
    line: RecordLine,
}

impl Record for RecordRow<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("scale", ColumnKind::Text),
            Column::nullable("month", ColumnKind::Count),
            Column::required("element", ColumnKind::Text),
            Column::required("side", ColumnKind::Text),
            Column::required("value", ColumnKind::Number),
            Column::required("unit", ColumnKind::Text),
            Column::required("first", ColumnKind::Day),
            Column::required("last", ColumnKind::Day),
            Column::required("days", ColumnKind::Count),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let RecordLine { month, element, extreme, .. } = self.line;
        each(Value::Text(self.station.as_str()));
        each(Value::Text(self.city));
        each(Value::Text(self.line.scale()));
        each(month.map_or(Value::Missing, |month| Value::Count(month.into())));
        each(Value::Text(element.name()));
        each(Value::Text(self.line.side_name()));
        each(Value::Number(extreme.value));
        each(Value::Text(element.unit().symbol()));
        each(Value::Day(extreme.first));
        each(Value::Day(extreme.last));
        each(Value::Count(extreme.days.into()));
    }

    fn quantity(&self) -> Option<&str> {
        Some(self.line.element.name())
    }
}

pub(super) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<RecordRow<'_>>(exporter, selection, format, out)?;
    let written = walk::months(exporter, &months_selected(selection), |station, months| {
        let (records, city) = (Records::of_months(&months), table.city(station));
        table.rows(station, RecordLine::of(&records).map(|line| RecordRow { station, city: &city, line }))
    });
    table.finish(selection, written)
}
