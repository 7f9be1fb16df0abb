//! Anomalies: every month and every climatological day against what is usual.

use weather::climate::YearSpan;
use weather::{Day, StationId};
use zone::Result;
use zone::curated::DayRequest;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::periods::months_selected;
use super::{ExportReport, Exporter, Format, Output, Selection, Table, walk};
use crate::climate::{AnomalyLine, StationClimate};

pub(super) struct AnomalyRow<'a> {
    station: StationId,
    city: &'a str,
    period: &'a str,
    held: Option<&'a str>,
    line: AnomalyLine,
}

impl Record for AnomalyRow<'_> {
    fn columns() -> Vec<Column> {
        let number = |name: &str| Column::required(name, ColumnKind::Number);
        vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("period", ColumnKind::Text),
            Column::nullable("period_held", ColumnKind::Text),
            Column::required("scale", ColumnKind::Text),
            Column::required("time", ColumnKind::Text),
            Column::required("element", ColumnKind::Text),
            number("value"),
            number("normal_mean"),
            number("anomaly"),
            Column::nullable("percent_of_normal", ColumnKind::Number),
            number("p10"),
            number("p90"),
            Column::required("years", ColumnKind::Count),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let AnomalyLine { time, element, value, normal, anomaly, percent_of_normal } = &self.line;
        for text in [self.station.as_str(), self.city, self.period] {
            each(Value::Text(text));
        }
        each(Value::text(self.held));
        each(Value::Text(time.scale()));
        each(Value::Text(&time.to_string()));
        each(Value::Text(element));
        for number in [*value, normal.mean, *anomaly] {
            each(Value::Number(number));
        }
        each(percent_of_normal.map_or(Value::Missing, Value::Number));
        each(Value::Number(normal.p10));
        each(Value::Number(normal.p90));
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
    // The normals are of data outside the range too.
    let stations_only = Selection { stations: selection.stations.clone(), ..Selection::default() };
    let mut table = Table::begin::<AnomalyRow<'_>>(exporter, &stations_only, format, out)?;
    let (wanted_months, wanted_days) = (months_selected(selection), selection.days());
    let written = walk::days(exporter, &days_needed(selection, period), |station, days| {
        let climate = StationClimate::new(station, days, period)?;
        let (Some(monthly), Some(daily)) = (climate.monthly_normals()?, climate.daily_normals()) else {
            return Ok(());
        };
        let (city, period) = (table.city(station), daily.asked.to_string());
        let held_monthly = monthly.held.map(|held| held.to_string());
        let held_daily = daily.held.map(|held| held.to_string());
        let row = |held, line| AnomalyRow { station, city: &city, period: &period, held, line };
        let months = climate.months().filter(|month| wanted_months.wants(station, month.month()));
        let months = months.flat_map(|month| AnomalyLine::of_month(&monthly, month));
        let days = climate.days().iter().filter(|day| wanted_days.wants(station, day.day));
        let days = days.flat_map(|day| AnomalyLine::of_day(&daily, *day));
        let months = months.map(|line| row(held_monthly.as_deref(), line));
        table.rows(station, months.chain(days.map(|line| row(held_daily.as_deref(), line))))
    });
    table.finish(selection, written)
}

/// The days of the months selected and of the years of the normals; all where the years follow from what is held.
fn days_needed(selection: &Selection, period: Option<YearSpan>) -> DayRequest {
    let last_of_month = |day: Day| day.month().next().first_day().plus_days(-1);
    let (first, last) = (period.and_then(YearSpan::first_day), period.and_then(YearSpan::last_day));
    DayRequest {
        from: selection.from.zip(first).map(|(from, first)| from.month().first_day().min(first)),
        to: selection.to.zip(last).map(|(to, last)| last_of_month(to).max(last)),
        ..selection.days()
    }
}
