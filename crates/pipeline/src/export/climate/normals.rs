//! Normals: what is usual by month, over the year and by calendar day.

use weather::StationId;
use weather::climate::YearSpan;
use zone::Result;
use zone::curated::DayRequest;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::{ExportReport, Exporter, Format, Output, Selection, Table, walk};
use crate::climate::{NormalsLine, StationClimate};

pub(super) struct NormalsRow<'a> {
    station: StationId,
    city: &'a str,
    line: NormalsLine,
}

impl Record for NormalsRow<'_> {
    fn columns() -> Vec<Column> {
        let number = |name: &str| Column::required(name, ColumnKind::Number);
        vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("period", ColumnKind::Text),
            Column::nullable("period_held", ColumnKind::Text),
            Column::required("scale", ColumnKind::Text),
            Column::nullable("month", ColumnKind::Count),
            Column::nullable("calendar_day", ColumnKind::Text),
            Column::required("element", ColumnKind::Text),
            number("mean"),
            number("p10"),
            number("p50"),
            number("p90"),
            Column::required("years", ColumnKind::Count),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let NormalsLine { asked, held, month, day, element, normal } = &self.line;
        each(Value::Text(self.station.as_str()));
        each(Value::Text(self.city));
        each(Value::Text(&asked.to_string()));
        each(Value::text(held.map(|held| held.to_string()).as_deref()));
        each(Value::Text(self.line.scale()));
        each(month.map_or(Value::Missing, |month| Value::Count(month.into())));
        each(Value::text(day.map(|day| day.to_string()).as_deref()));
        each(Value::Text(element));
        for value in [normal.mean, normal.p10, normal.p50, normal.p90] {
            each(Value::Number(value));
        }
        each(Value::Count(normal.years.into()));
    }

    fn quantity(&self) -> Option<&str> {
        Some(&self.line.element)
    }
}

pub(super) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    period: Option<YearSpan>,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let stations_only = Selection { stations: selection.stations.clone(), ..Selection::default() };
    let mut table = Table::begin::<NormalsRow<'_>>(exporter, &stations_only, format, out)?;
    // Days outside the years asked for would be passed over.
    let request = DayRequest {
        from: period.and_then(YearSpan::first_day),
        to: period.and_then(YearSpan::last_day),
        ..stations_only.days()
    };
    let written = walk::days(exporter, &request, |station, days| {
        let climate = StationClimate::new(station, days, period)?;
        let (monthly, daily, city) = (climate.monthly_normals()?, climate.daily_normals(), table.city(station));
        let months = monthly.iter().flat_map(NormalsLine::of_months);
        let lines = months.chain(daily.iter().flat_map(NormalsLine::of_days));
        table.rows(station, lines.map(|line| NormalsRow { station, city: &city, line }))
    });
    table.finish(&stations_only, written)
}
