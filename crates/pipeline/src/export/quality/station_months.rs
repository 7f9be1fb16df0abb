//! Report cards: one flat row a station and month.

use weather::Day;
use weather::quality::{Control, FLAGGED, Flag, TestId};
use zone::Result;
use zone::curated::MonthRequest;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::super::table::Table;
use super::super::{Event, ExportReport, Exporter, Format, Output, Selection};
use crate::report_card::{StationMonth, station_months};

impl Record for StationMonth {
    fn columns() -> Vec<Column> {
        let count = |name: String| Column::required(&name, ColumnKind::Count);
        let mut columns = vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("month", ColumnKind::Text),
        ];
        columns.extend(["expected_reports", "present_reports", "other_reports"].map(|name| count(name.to_owned())));
        columns.push(Column::nullable("longest_gap_hours", ColumnKind::Count));
        columns.push(Column::nullable("longest_gap_start", ColumnKind::Time));
        columns.push(Column::nullable("silent_since", ColumnKind::Time));
        columns.extend(Flag::ALL.iter().map(|flag| count(format!("flags_{}", flag.name()))));
        columns.extend(TestId::ALL.iter().map(|test| count(format!("hits_{}", test.name()))));
        columns.extend(FLAGGED.iter().map(|variable| count(format!("missing_{}", variable.name()))));
        columns
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let count = |count: u32| Value::Count(count.into());
        let time = |time: Option<_>| time.map_or(Value::Missing, Value::Time);
        each(Value::Text(self.station.as_str()));
        each(Value::Text(&self.city));
        each(Value::Text(&self.month.to_string()));
        for number in [self.expected, self.present, self.other] {
            each(count(number));
        }
        each(self.longest_gap.map_or(Value::Missing, |gap| count(gap.hours)));
        each(time(self.longest_gap.map(|gap| gap.start)));
        each(time(self.silent_since));
        self.flags().for_each(|(_, number)| each(count(number)));
        self.hits().for_each(|(_, number)| each(count(number)));
        self.missing().for_each(|(_, number)| each(count(number)));
    }

    fn order(&self) -> Option<i64> {
        Some(i64::from(self.month.year) * 12 + i64::from(self.month.month))
    }
}

pub(in crate::export) fn export(
    exporter: &Exporter<'_>,
    control: &Control,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let zone = &exporter.zones.staging;
    let to = selection.to.map(Day::month);
    let months = exporter.runtime.block_on(zone.months())?;
    let wanted = months.iter().filter(|month| to.is_none_or(|to| month.month <= to));
    exporter.tell(Event::Planned { rows: wanted.map(|month| month.rows).sum() });
    let request = MonthRequest { stations: selection.sorted_stations(), from: selection.from.map(Day::month), to };
    let read = |rows| exporter.tell(Event::Read { rows });
    let cards = station_months(exporter.zones, exporter.runtime, control, &request, &read)?;
    let mut table = Table::begin::<StationMonth>(exporter, selection, format, out)?;
    let of_one_station = cards.chunk_by(|one, next| one.station == next.station);
    let written = of_one_station.into_iter().try_for_each(|cards| table.rows(cards[0].station, cards));
    table.finish(selection, written)
}
