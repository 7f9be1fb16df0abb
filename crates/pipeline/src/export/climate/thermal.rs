//! The national thermal index, never without the number of stations it is made of.

use weather::Unit;
use weather::climate::{INDICATOR_STATIONS, ThermalDay, ThermalIndex};
use zone::Result;
use zone::curated::DayRequest;

use super::super::Event;
use super::super::record::{Column, ColumnKind, Record, Value};
use super::{ExportReport, Exporter, Format, Output, Selection, Table, walk};

impl Record for ThermalDay {
    fn columns() -> Vec<Column> {
        vec![
            Column::required("day", ColumnKind::Day),
            Column::required("thermal_index", ColumnKind::Number).unit(Unit::Celsius),
            Column::required("stations", ColumnKind::Count),
            Column::required("stations_expected", ColumnKind::Count),
            Column::required("is_complete", ColumnKind::Flag),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        each(Value::Day(self.day));
        each(Value::Number(self.value));
        each(Value::Count(self.stations.into()));
        each(Value::Count(self.of.into()));
        each(Value::Flag(self.is_complete()));
    }
}

pub(super) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let range = Selection { stations: Vec::new(), ..selection.clone() };
    let mut table = Table::begin::<ThermalDay>(exporter, &range, format, out)?;
    let mut stations: Vec<_> = INDICATOR_STATIONS.iter().filter_map(|station| station.id.parse().ok()).collect();
    stations.sort_unstable();
    let request = DayRequest { stations: Some(stations), ..range.days() };
    let mut index = ThermalIndex::national();
    walk::days(exporter, &request, |station, days| {
        index.add_station(station, &days);
        Ok(())
    })?;
    let mut rows = 0;
    let written = index.finish().into_iter().try_for_each(|day| {
        rows += 1;
        table.row(&day)
    });
    exporter.tell(Event::Written { rows });
    table.finish(&range, written)
}
