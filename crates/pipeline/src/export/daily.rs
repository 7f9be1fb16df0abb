//! Days: their columns, and the scan from the zone's definitions and years to the order of stations and days.

use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Day, Milli, Phenomena, StationId};
use zone::Result;
use zone::curated::{DailyDocument, YearSummary};

use super::record::{Column, ColumnKind, Record, Value};
use super::transpose::{Add, Bytes, Movable, Transposer, put_slots};
use super::write::Table;
use super::{Event, ExportReport, Exporter, Format, Output, Selection};

impl Record for DailyDocument {
    fn columns() -> Vec<Column> {
        let mut columns = vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("period", ColumnKind::Text),
            Column::required("day", ColumnKind::Day),
        ];
        columns.extend(Statistic::ALL.iter().map(|statistic| Column::nullable(statistic.name(), ColumnKind::Number)));
        for metric in Metric::ALL {
            if metric.has_coverage() {
                columns.push(Column::nullable(format!("{}_coverage", metric.name()), ColumnKind::Number));
            }
            if metric.has_method() {
                columns.push(Column::nullable(format!("{}_method", metric.name()), ColumnKind::Text));
            }
        }
        columns.extend(NAMES.map(|name| Column::nullable(name, ColumnKind::Text)));
        columns
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let day = &self.statistics;
        each(Value::Text(day.station.as_str()));
        each(Value::Text(&self.city));
        each(Value::Text(day.definition.name()));
        each(Value::Day(day.day));
        for statistic in Statistic::ALL {
            each(Value::number(day.get(*statistic)));
        }
        for metric in Metric::ALL {
            if metric.has_coverage() {
                each(Value::number(day.coverage(*metric).map(Coverage::fraction)));
            }
            if metric.has_method() {
                each(Value::text(day.method(*metric).map(Method::name)));
            }
        }
        each(Value::text(joined(day.notes().names()).as_deref()));
        each(Value::text(joined(day.phenomena().names()).as_deref()));
        each(Value::text(joined(day.observable().names()).as_deref()));
    }
}

/// The columns that hold names, as many as there are.
const NAMES: [&str; 3] = ["quality_notes", "phenomena", "phenomena_observable"];

/// Names as the curated zone's table has them; `None` where there are none.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let text = names.collect::<Vec<_>>().join(",");
    (!text.is_empty()).then_some(text)
}

const COVERAGES: usize = Statistic::COUNT;
const METHODS: usize = COVERAGES + Metric::COUNT;
const SLOTS: usize = METHODS + Metric::COUNT;

impl Movable for DailyDocument {
    type Order = (Day, DayDefinition);

    fn station(&self) -> StationId {
        self.statistics.station
    }

    fn order(&self) -> Self::Order {
        (self.statistics.day, self.statistics.definition)
    }

    fn store(&self, bytes: &mut Vec<u8>) {
        let day = &self.statistics;
        bytes.extend_from_slice(&day.day.epoch_days().to_le_bytes());
        let bits = [day.notes().bits(), day.phenomena().bits(), day.observable().bits()];
        bytes.push(day.definition as u8);
        bytes.extend_from_slice(&bits);
        bytes.extend_from_slice(&self.city.len().to_le_bytes());
        bytes.extend_from_slice(self.city.as_bytes());
        let values = Statistic::ALL.iter().map(|statistic| day.get(*statistic).map(Milli::thousandths));
        let coverage = |coverage: Coverage| i32::from(u16::from_le_bytes([coverage.used, coverage.expected]));
        let coverages = Metric::ALL.iter().map(|metric| day.coverage(*metric).map(coverage));
        let methods = Metric::ALL.iter().map(|metric| day.method(*metric).map(|method| method as i32));
        put_slots(bytes, values.chain(coverages).chain(methods));
    }

    fn load(station: StationId, bytes: &mut Bytes<'_>) -> Option<Self> {
        let day = Day::from_epoch_days(i32::from_le_bytes(bytes.take()?));
        let [definition, notes, phenomena, observable] = bytes.take()?;
        let city = bytes.take_text()?;
        let definition = DayDefinition::ALL.get(usize::from(definition))?;
        let mut statistics = DailyStatistics::new(station, *definition, day);
        statistics.set_notes(Notes::from_bits(notes));
        statistics.set_phenomena(Phenomena::from_bits(phenomena));
        statistics.set_observable(Phenomena::from_bits(observable));
        bytes.take_slots(SLOTS, |slot, value| fill(&mut statistics, slot, value))?;
        Some(Self { statistics, city: city.into() })
    }
}

fn fill(statistics: &mut DailyStatistics, slot: usize, value: i32) {
    if slot < COVERAGES {
        statistics.set(Statistic::ALL[slot], Some(Milli::new(value)));
    } else if slot < METHODS {
        let [used, expected, ..] = value.to_le_bytes();
        statistics.set_coverage(Metric::ALL[slot - COVERAGES], Some(Coverage { used, expected }));
    } else {
        let method = usize::try_from(value).ok().and_then(|index| Method::ALL.get(index));
        statistics.set_method(Metric::ALL[slot - METHODS], method.copied());
    }
}

pub(super) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<DailyDocument>(exporter, selection, format, out)?;
    read(exporter, selection)?.for_each(|station, documents| table.rows(station, documents))?;
    table.finish(selection)
}

/// The selected documents, a part a year: within it the definitions come together.
pub(super) fn read(exporter: &Exporter<'_>, selection: &Selection) -> Result<Transposer<DailyDocument>> {
    let zone = &exporter.zones.curated;
    let mut years = exporter.runtime.block_on(zone.years())?;
    years.retain(|year| selection.wants_year(year));
    exporter.tell(Event::Planned { rows: years.iter().map(|year| year.documents).sum() });
    let request = selection.days();
    let read = |YearSummary { definition, year, .. }, add: Add<'_, DailyDocument>| {
        for documents in exporter.runtime.block_on(zone.read(definition, year, request.clone()))? {
            let documents = documents?;
            exporter.tell(Event::Read { rows: documents.len() as u64 });
            add(i64::from(year), &documents)?;
        }
        Ok(())
    };
    Transposer::new(&exporter.zones.scratch, exporter.memory_bytes).fill(exporter.workers, years, read)
}
