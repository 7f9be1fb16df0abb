//! Observations and their flags: the columns, and the scan from the zone's months to the order of stations.

use std::collections::BTreeSet;

use weather::quality::{FLAGGED, Flags};
use weather::{Marks, Milli, Month, Observation, StationId, Time, Variable};
use zone::Result;
use zone::staging::{Chunk, MonthSummary, ReadRequest};

use super::record::{Column, ColumnKind, Record, Value};
use super::table::Table;
use super::transpose::{Bytes, Movable, Transposer, put_slots};
use super::write::Writer;
use super::{Event, ExportReport, Exporter, Format, Output, Selection};

const SKY_NOT_VISIBLE: &str = "sky_not_visible";

/// Variables that have a trace mark.
fn traced() -> impl Iterator<Item = Variable> {
    Variable::ALL.iter().copied().filter(|variable| Marks::trace_of(*variable).is_some())
}

/// An observation and what quality control says of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FlaggedObservation {
    pub(super) observation: Observation,
    pub(super) flags: Flags,
}

impl Record for FlaggedObservation {
    fn columns() -> Vec<Column> {
        let kind = |variable: Variable| match variable.unit().is_whole() {
            true => ColumnKind::Whole,
            false => ColumnKind::Number,
        };
        let mut columns =
            vec![Column::required("station_id", ColumnKind::Text), Column::required("time", ColumnKind::Time)];
        let measured = |variable: &Variable| {
            let column = Column::nullable(variable.name(), kind(*variable)).meaning(variable.meaning());
            column.unit(variable.unit()).of(variable.name())
        };
        columns.extend(Variable::ALL.iter().map(measured));
        let trace = |variable: Variable| {
            Column::nullable(format!("{}_trace", variable.name()), ColumnKind::Flag).of(variable.name())
        };
        columns.extend(traced().map(trace));
        let sky = Column::required(SKY_NOT_VISIBLE, ColumnKind::Flag);
        columns.push(sky.of(Variable::CloudAreaFraction.name()));
        let flag = |variable: &Variable| {
            Column::required(&format!("{}_flag", variable.name()), ColumnKind::Whole).of(variable.name())
        };
        columns.extend(FLAGGED.iter().map(flag));
        columns
    }

    #[inline]
    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let report = &self.observation;
        each(Value::Text(report.station.as_str()));
        each(Value::Time(report.time));
        for variable in Variable::ALL {
            each(Value::number(report.get(*variable)));
        }
        for variable in traced() {
            each(Value::flag(report.get(variable).map(|_| report.is_trace(variable))));
        }
        each(Value::Flag(report.marks.contains(Marks::SKY_NOT_VISIBLE)));
        for code in self.flags.codes() {
            each(Value::Number(Milli::new(i32::from(*code) * 1_000)));
        }
    }

    fn order(&self) -> Option<i64> {
        Some(self.observation.time.unix())
    }
}

/// How [`Observation::raw_values`] has a missing value.
const MISSING: i32 = i32::MIN;

impl Movable for FlaggedObservation {
    type Order = Time;

    fn station(&self) -> StationId {
        self.observation.station
    }

    fn order(&self) -> Time {
        self.observation.time
    }

    fn store(&self, bytes: &mut Vec<u8>) {
        let report = &self.observation;
        bytes.extend_from_slice(&report.time.unix().to_le_bytes());
        bytes.push(report.marks.bits());
        bytes.extend_from_slice(self.flags.codes());
        put_slots(bytes, report.raw_values().iter().map(|value| (*value != MISSING).then_some(*value)));
    }

    fn load(station: StationId, bytes: &mut Bytes<'_>) -> Option<Self> {
        let time = Time::from_unix(i64::from_le_bytes(bytes.take()?));
        let [marks] = bytes.take()?;
        let flags = Flags::from_codes(&bytes.take::<{ FLAGGED.len() }>()?)?;
        let mut values = [MISSING; Variable::COUNT];
        bytes.take_slots(Variable::COUNT, |index, value| values[index] = value)?;
        Some(Self { observation: Observation::from_raw_values(station, time, Marks::from_bits(marks), values), flags })
    }
}

/// Takes observations in the order of the export, some of one station at a time.
pub(super) trait Sink {
    fn take(&mut self, station: StationId, observations: &[FlaggedObservation]) -> Result<()>;
}

/// What went to a [`Sink`].
#[derive(Default)]
pub(super) struct Passed {
    pub(super) rows: u64,
    pub(super) stations: BTreeSet<StationId>,
}

/// Hands the selected observations to `sink`.
pub(super) fn scan(exporter: &Exporter<'_>, selection: &Selection, sink: &mut impl Sink) -> Result<Passed> {
    let zone = &exporter.zones.staging;
    let mut months = exporter.runtime.block_on(zone.months())?;
    months.retain(|month| selection.wants_month(month));
    exporter.tell(Event::Planned { rows: months.iter().map(|month| month.rows).sum() });
    let request = selection.observations();
    let mut passage = Passage { exporter, sink, passed: Passed::default() };
    // Of one month or one station, the zone's order is the export's.
    if months.len() <= 1 {
        for MonthSummary { month, .. } in months {
            read(exporter, month, &request, &mut |observations| passage.pass_all(observations))?;
        }
        return Ok(passage.passed);
    }
    if let Some(stations) = exporter.one_by_one(&request.stations) {
        stations.into_iter().try_for_each(|station| passage.pass_station(station, &months, &request))?;
        return Ok(passage.passed);
    }
    Transposer::new(&exporter.zones.scratch, exporter.memory_bytes)
        .fill(exporter.workers, months, |MonthSummary { month, .. }, add| {
            let part = i64::from(month.first_day().epoch_days());
            read(exporter, month, &request, &mut |observations| add(part, observations))
        })?
        .for_each(|station, observations| passage.pass(station, observations))?;
    Ok(passage.passed)
}

/// Reads a month, some rows at a time.
fn read(
    exporter: &Exporter<'_>,
    month: Month,
    request: &ReadRequest,
    each: &mut dyn FnMut(&[FlaggedObservation]) -> Result<()>,
) -> Result<()> {
    for chunk in exporter.runtime.block_on(exporter.zones.staging.read(month, request.clone()))? {
        let Chunk { observations, flags, .. } = chunk?;
        let flagged = observations.into_iter().zip(flags);
        let observations: Vec<_> =
            flagged.map(|(observation, flags)| FlaggedObservation { observation, flags }).collect();
        exporter.tell(Event::Read { rows: observations.len() as u64 });
        each(&observations)?;
    }
    Ok(())
}

/// Hands rows on and counts them.
struct Passage<'a, S> {
    exporter: &'a Exporter<'a>,
    sink: &'a mut S,
    passed: Passed,
}

impl<S: Sink> Passage<'_, S> {
    fn pass_all(&mut self, observations: &[FlaggedObservation]) -> Result<()> {
        let of_one_station = observations.chunk_by(|one, next| one.station() == next.station());
        of_one_station.into_iter().try_for_each(|part| self.pass(part[0].station(), part))
    }

    /// Reads a station's rows of these months, from the page's first on.
    fn pass_station(&mut self, station: StationId, months: &[MonthSummary], request: &ReadRequest) -> Result<()> {
        let first = self.exporter.first_number(station).map(Time::from_unix);
        let request = ReadRequest { stations: Some(vec![station]), from: request.from.max(first), ..request.clone() };
        let is_before = |month: &&MonthSummary| request.from.is_some_and(|from| month.month < from.month());
        for MonthSummary { month, .. } in months.iter().skip_while(is_before) {
            let exporter = self.exporter;
            read(exporter, *month, &request, &mut |observations| self.pass_all(observations))?;
        }
        Ok(())
    }

    fn pass(&mut self, station: StationId, observations: &[FlaggedObservation]) -> Result<()> {
        self.sink.take(station, observations)?;
        let rows = observations.len() as u64;
        self.passed.stations.insert(station);
        self.passed.rows += rows;
        Ok(())
    }
}

impl<W: std::io::Write + Send> Sink for Writer<W> {
    fn take(&mut self, _station: StationId, observations: &[FlaggedObservation]) -> Result<()> {
        observations.iter().try_for_each(|observation| self.row(observation))
    }
}

impl Sink for Table<'_> {
    fn take(&mut self, station: StationId, observations: &[FlaggedObservation]) -> Result<()> {
        self.rows(station, observations)
    }
}

pub(super) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<FlaggedObservation>(exporter, selection, format, out)?;
    let written = scan(exporter, selection, &mut table).map(drop);
    table.finish(selection, written)
}
