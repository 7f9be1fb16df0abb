//! Months and years: every figure and count, made of the partial results of months.

use weather::climate::{
    self, Completeness, Element, Figure, MonthPartial, Period, PeriodPartial, PeriodStatistics, Phenomenon,
};
use weather::{Day, Month};
use zone::curated::MonthRequest;
use zone::{Error, Kind, Result};

use super::super::record::{Column, ColumnKind, Record, Value};
use super::{ExportReport, Exporter, Format, Output, Selection, Table, walk};

/// A row of one period; `YEARLY` tells a year from a month.
pub(super) struct PeriodRow<'a, const YEARLY: bool> {
    city: &'a str,
    statistics: PeriodStatistics,
}

impl<const YEARLY: bool> Record for PeriodRow<'_, YEARLY> {
    fn columns() -> Vec<Column> {
        let [period, days] = if YEARLY { ["year", "days_in_year"] } else { ["month", "days_in_month"] };
        let mut columns = vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required(period, if YEARLY { ColumnKind::Count } else { ColumnKind::Text }),
            Column::required(days, ColumnKind::Count),
        ];
        columns.extend(climate::Column::all().map(described));
        columns
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let period = self.statistics.period;
        each(Value::Text(self.statistics.station().as_str()));
        each(Value::Text(self.city));
        match YEARLY {
            true => each(Value::Count(period.first.year.max(0) as u64)),
            false => each(Value::Text(&period.to_string())),
        }
        each(Value::Count(period.days().into()));
        for column in climate::Column::all() {
            each(value(self.statistics.get(column)));
        }
    }

    fn order(&self) -> Option<i64> {
        let Month { year, month } = self.statistics.period.first;
        Some(i64::from(year) * 12 + i64::from(month))
    }
}

fn described(column: climate::Column) -> Column {
    let of = match column {
        climate::Column::Seen(phenomenon) | climate::Column::Observable(phenomenon) => phenomenon.name(),
        other => other.element().map_or("days", Element::name),
    };
    let described = Column::nullable(column.name(), kind(column)).meaning(column.meaning()).of(of);
    match described.kind {
        ColumnKind::Day => described,
        _ => described.unit(column.unit()),
    }
}

fn kind(column: climate::Column) -> ColumnKind {
    use climate::Measure::{HighestDay, LowestDay};
    match column {
        climate::Column::Figure(Figure { measure: LowestDay | HighestDay, .. }) => ColumnKind::Day,
        climate::Column::Figure(figure) if figure.measure.is_amount() => ColumnKind::Number,
        _ => ColumnKind::Count,
    }
}

fn value(value: Option<climate::Value>) -> Value<'static> {
    match value {
        None => Value::Missing,
        Some(climate::Value::Amount(amount)) => Value::Number(amount),
        Some(climate::Value::Day(day)) => Value::Day(day),
        Some(climate::Value::Count(count)) => Value::Count(count.into()),
    }
}

/// The months that have a day in the range selected.
pub(super) fn months_selected(selection: &Selection) -> MonthRequest {
    let stations = selection.days().stations;
    MonthRequest { stations, from: selection.from.map(Day::month), to: selection.to.map(Day::month) }
}

/// The months of the years that have a day in the range selected.
fn years_selected(selection: &Selection) -> MonthRequest {
    let month = |month| move |day: Day| Month { year: day.year(), month };
    let stations = selection.days().stations;
    MonthRequest { stations, from: selection.from.map(month(1)), to: selection.to.map(month(12)) }
}

pub(super) fn months(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<PeriodRow<'_, false>>(exporter, selection, format, out)?;
    let written = walk::months(exporter, &months_selected(selection), |station, months| {
        let city = table.city(station);
        let statistics = months.iter().map(|month| month.finish(&Completeness::default()));
        let rows = statistics.filter(has_day).map(|statistics| PeriodRow::<false> { city: &city, statistics });
        table.rows(station, rows)
    });
    table.finish(selection, written)
}

pub(super) fn years(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<PeriodRow<'_, true>>(exporter, selection, format, out)?;
    let written = walk::months(exporter, &years_selected(selection), |station, months| {
        let city = table.city(station);
        let years = months.chunk_by(|one, next| one.month().year == next.month().year);
        let statistics: Vec<PeriodStatistics> = years.map(year).collect::<Result<_>>()?;
        let rows = statistics.into_iter().filter(has_day);
        table.rows(station, rows.map(|statistics| PeriodRow::<true> { city: &city, statistics }))
    });
    table.finish(selection, written)
}

/// Whether any day has a value or could tell of a phenomenon: documents without either make a month of nothing.
fn has_day(statistics: &PeriodStatistics) -> bool {
    Element::ALL.iter().any(|element| statistics.days(*element) > 0)
        || Phenomenon::ALL.iter().any(|phenomenon| statistics.days_observable(*phenomenon) > 0)
}

/// The months of one station and year, merged.
fn year(months: &[MonthPartial]) -> Result<PeriodStatistics> {
    let year = Period::year(months[0].month().year);
    let merged = PeriodPartial::over(months[0].station(), year, months, &Completeness::default());
    let damaged = |error| Error::new(Kind::Corrupt, format!("monthly table: {error}"));
    Ok(merged.map_err(damaged)?.finish(year))
}
