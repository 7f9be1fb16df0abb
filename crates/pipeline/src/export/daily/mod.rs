//! Days: their columns, and the scan from the zone's definitions and years to the order of stations and days.

mod documents;

pub(super) use documents::export as export_documents;

use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Day, Milli, Phenomena, StationId, Unit};
use zone::Result;
use zone::curated::{DailyDocument, DayRequest, YearSummary};

use super::record::{Column, ColumnKind, Record, Value};
use super::table::Table;
use super::transpose::{Add, Bytes, Movable, Transposer, put_slots};
use super::{Event, ExportReport, Exporter, Format, Output, Selection};

impl Record for DailyDocument {
    fn columns() -> Vec<Column> {
        let mut columns = vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("period", ColumnKind::Text),
            Column::required("day", ColumnKind::Day),
        ];
        columns.extend(Statistic::ALL.iter().copied().map(statistic));
        for metric in Metric::ALL {
            if metric.has_coverage() {
                columns.push(coverage(*metric));
            }
            if metric.has_method() {
                columns.push(method(*metric));
            }
        }
        columns.extend(NAMES.map(|(name, of)| Column::nullable(name, ColumnKind::Text).of(of)));
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

    fn order(&self) -> Option<i64> {
        let day = &self.statistics;
        Some(i64::from(day.day.epoch_days()) * DEFINITIONS + day.definition as i64)
    }
}

/// The columns that hold names, as many as there are, and what they belong to.
const NAMES: [(&str, &str); 3] =
    [("quality_notes", "quality"), ("phenomena", "phenomena"), ("phenomena_observable", "phenomena")];

fn statistic(statistic: Statistic) -> Column {
    let column = Column::nullable(statistic.name(), ColumnKind::Number).meaning(statistic.meaning());
    column.unit(statistic.unit()).of(statistic.metric())
}

fn coverage(metric: Metric) -> Column {
    let column = Column::nullable(format!("{}_coverage", metric.name()), ColumnKind::Number);
    column.unit(Unit::One).meaning(metric.meaning()).of(group(metric))
}

fn method(metric: Metric) -> Column {
    Column::nullable(format!("{}_method", metric.name()), ColumnKind::Text).of(group(metric))
}

/// The group of statistics that a metric is of, or itself where it is of none.
fn group(metric: Metric) -> &'static str {
    let is_of = |group: &&str| super::table::is_of(group, metric.name(), None);
    Statistic::ALL.iter().map(|statistic| statistic.metric()).find(is_of).unwrap_or(metric.name())
}

/// Names as the curated zone's table has them; `None` where there are none.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let text = names.collect::<Vec<_>>().join(",");
    (!text.is_empty()).then_some(text)
}

/// How many rows a day has.
const DEFINITIONS: i64 = DayDefinition::ALL.len() as i64;
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
    let written = for_each(exporter, selection, &mut |station, documents| table.rows(station, documents));
    table.finish(selection, written)
}

/// Hears some documents of a station.
type Each<'a> = &'a mut dyn FnMut(StationId, &[DailyDocument]) -> Result<()>;

/// Calls `each` with the selected documents in the order of the export.
pub(super) fn for_each(exporter: &Exporter<'_>, selection: &Selection, each: Each<'_>) -> Result<()> {
    match exporter.one_by_one(&selection.sorted_stations()) {
        Some(stations) => {
            stations.into_iter().try_for_each(|station| of_station(exporter, selection, station, &mut *each))
        }
        None => read(exporter, selection)?.for_each(each),
    }
}

/// The selected documents of one station, a year at a time.
fn of_station(exporter: &Exporter<'_>, selection: &Selection, station: StationId, each: Each<'_>) -> Result<()> {
    let zone = &exporter.zones.curated;
    let mut request = DayRequest { stations: Some(vec![station]), ..selection.days() };
    if let Some(number) = exporter.first_number(station) {
        let first = i32::try_from(number.div_euclid(DEFINITIONS)).map(Day::from_epoch_days);
        request.from = request.from.max(first.ok());
    }
    let mut parts = exporter.runtime.block_on(zone.years())?;
    let from = request.from.map(Day::year);
    parts.retain(|part| selection.wants_year(part) && from.is_none_or(|from| part.year >= from));
    parts.sort_by_key(|part| (part.year, part.definition));
    for parts in parts.chunk_by(|one, next| one.year == next.year) {
        let mut documents = Vec::new();
        for YearSummary { definition, year, .. } in parts {
            for some in exporter.runtime.block_on(zone.read(*definition, *year, request.clone()))? {
                documents.extend(some?);
            }
        }
        exporter.tell(Event::Read { rows: documents.len() as u64 });
        documents.sort_by_key(Movable::order);
        each(station, &documents)?;
    }
    Ok(())
}

/// The selected documents, a part a year: within it the definitions come together.
fn read(exporter: &Exporter<'_>, selection: &Selection) -> Result<Transposer<DailyDocument>> {
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
