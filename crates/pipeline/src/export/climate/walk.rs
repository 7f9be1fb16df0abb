//! Walks over the curated zone, station by station: the memory is that of one station and of the transposer.

use weather::climate::{ClimateDay, Element, MonthPartial, PartialColumn};
use weather::day::DayDefinition;
use weather::{Day, Milli, Month, Phenomena, StationId};
use zone::Result;
use zone::curated::{DayRequest, MonthRequest, YearSummary};

use super::super::transpose::{Add, Bytes, Movable, Transposer, put_slots};
use super::super::{Event, Exporter};

/// The elements that a day holds; the others follow from them.
const KEPT: [Element; 9] = [
    Element::Tn,
    Element::Tx,
    Element::Tm,
    Element::Rr,
    Element::Gust,
    Element::WindMax,
    Element::Wind,
    Element::Pressure,
    Element::Humidity,
];

/// A climatological day of a station.
#[derive(Clone)]
struct StationDay {
    station: StationId,
    day: ClimateDay,
}

impl Movable for StationDay {
    type Order = Day;

    fn station(&self) -> StationId {
        self.station
    }

    fn order(&self) -> Day {
        self.day.day
    }

    fn store(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.day.day.epoch_days().to_le_bytes());
        bytes.extend_from_slice(&[self.day.phenomena.bits(), self.day.observable.bits()]);
        put_slots(bytes, KEPT.iter().map(|element| self.day.get(*element).map(Milli::thousandths)));
    }

    fn load(station: StationId, bytes: &mut Bytes<'_>) -> Option<Self> {
        let mut day = ClimateDay::empty(Day::from_epoch_days(i32::from_le_bytes(bytes.take()?)));
        [day.phenomena, day.observable] = bytes.take()?.map(Phenomena::from_bits);
        bytes.take_slots(KEPT.len(), |slot, value| *kept(&mut day, slot) = Some(Milli::new(value)))?;
        Some(Self { station, day })
    }
}

/// The value of a day that stands in a slot, by the order of [`KEPT`].
fn kept(day: &mut ClimateDay, slot: usize) -> &mut Option<Milli> {
    match slot {
        0 => &mut day.tn,
        1 => &mut day.tx,
        2 => &mut day.tm,
        3 => &mut day.rr,
        4 => &mut day.gust,
        5 => &mut day.wind_max,
        6 => &mut day.wind,
        7 => &mut day.pressure_msl,
        _ => &mut day.humidity,
    }
}

impl Movable for MonthPartial {
    type Order = Month;

    fn station(&self) -> StationId {
        self.station()
    }

    fn order(&self) -> Month {
        self.month()
    }

    fn store(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.month().first_day().epoch_days().to_le_bytes());
        // Sums do not fit a slot: each number is two, the lower half first.
        let halves =
            |number: Option<i64>| [number.map(|number| number as i32), number.map(|number| (number >> 32) as i32)];
        put_slots(bytes, PartialColumn::all().flat_map(|column| halves(column.get(self))));
    }

    fn load(station: StationId, bytes: &mut Bytes<'_>) -> Option<Self> {
        let month = Day::from_epoch_days(i32::from_le_bytes(bytes.take()?)).month();
        let mut numbers: Vec<Option<i64>> = vec![None; PartialColumn::all().count()];
        bytes.take_slots(2 * numbers.len(), |slot, half| {
            let number = numbers[slot / 2].get_or_insert(0);
            *number |= if slot % 2 == 0 { i64::from(half as u32) } else { i64::from(half) << 32 };
        })?;
        Self::from_columns(station, month, |column| numbers[column.index()]).ok()
    }
}

/// Calls `each` with the climatological days of every station asked for, in order of date.
pub(super) fn days(
    exporter: &Exporter<'_>,
    request: &DayRequest,
    mut each: impl FnMut(StationId, Vec<ClimateDay>) -> Result<()>,
) -> Result<()> {
    let zone = &exporter.zones.curated;
    let years = climatological_years(exporter, request.from.map(Day::year), request.to.map(Day::year))?;
    exporter.tell(Event::Planned { rows: years.iter().map(|year| year.documents).sum() });
    let parts = years.into_iter().map(|year| year.year).collect();
    let read = |year, add: Add<'_, StationDay>| {
        let documents = exporter.runtime.block_on(zone.read(DayDefinition::Climatological, year, request.clone()))?;
        for documents in documents {
            let of = |document: &zone::curated::DailyDocument| {
                let statistics = &document.statistics;
                StationDay { station: statistics.station, day: ClimateDay::from(statistics) }
            };
            let days: Vec<StationDay> = documents?.iter().map(of).collect();
            exporter.tell(Event::Read { rows: days.len() as u64 });
            add(i64::from(year), &days)?;
        }
        Ok(())
    };
    let days = Transposer::new(&exporter.zones.scratch, exporter.memory_bytes).fill(exporter.workers, parts, read)?;
    by_station(days, |station, days| each(station, days.into_iter().map(|day| day.day).collect()))
}

/// Calls `each` with the partial results of the months of every station asked for, in order.
pub(super) fn months(
    exporter: &Exporter<'_>,
    request: &MonthRequest,
    each: impl FnMut(StationId, Vec<MonthPartial>) -> Result<()>,
) -> Result<()> {
    let zone = &exporter.zones.curated;
    let year_of = |month: Option<Month>| month.map(|month| month.year);
    let years = climatological_years(exporter, year_of(request.from), year_of(request.to))?;
    let parts = years.into_iter().map(|year| year.year).collect();
    let read = |year: i32, add: Add<'_, MonthPartial>| {
        let (first, last) = (Month { year, month: 1 }, Month { year, month: 12 });
        let from = Some(request.from.map_or(first, |from| from.max(first)));
        let to = Some(request.to.map_or(last, |to| to.min(last)));
        let request = MonthRequest { from, to, stations: request.stations.clone() };
        add(i64::from(year), &exporter.runtime.block_on(zone.months(request))?)
    };
    let months = Transposer::new(&exporter.zones.scratch, exporter.memory_bytes).fill(exporter.workers, parts, read)?;
    by_station(months, each)
}

/// The years that have climatological documents, from one year to another.
fn climatological_years(exporter: &Exporter<'_>, from: Option<i32>, to: Option<i32>) -> Result<Vec<YearSummary>> {
    let mut years = exporter.runtime.block_on(exporter.zones.curated.years())?;
    years.retain(|year| {
        year.definition == DayDefinition::Climatological
            && from.is_none_or(|from| year.year >= from)
            && to.is_none_or(|to| year.year <= to)
    });
    Ok(years)
}

/// Puts the parts of each station together.
fn by_station<R: Movable + Clone>(
    rows: Transposer<R>,
    mut each: impl FnMut(StationId, Vec<R>) -> Result<()>,
) -> Result<()> {
    let mut open: Option<(StationId, Vec<R>)> = None;
    rows.for_each(|station, part| {
        if let Some((_, rows)) = open.as_mut().filter(|(open, _)| *open == station) {
            rows.extend_from_slice(part);
            return Ok(());
        }
        match open.replace((station, part.to_vec())) {
            Some((ended, rows)) => each(ended, rows),
            None => Ok(()),
        }
    })?;
    open.map_or(Ok(()), |(station, rows)| each(station, rows))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A day of January 2013 or after, with any of its values missing.
    fn some_day() -> impl Strategy<Value = ClimateDay> {
        let value = || proptest::option::of((i32::MIN + 1..=i32::MAX).prop_map(Milli::new));
        let values = proptest::collection::vec(value(), KEPT.len());
        (15_706..15_737, values, any::<[u8; 2]>()).prop_map(|(number, values, sky)| {
            let mut day = ClimateDay::empty(Day::from_epoch_days(number));
            [day.phenomena, day.observable] = sky.map(Phenomena::from_bits);
            values.into_iter().enumerate().for_each(|(slot, value)| *kept(&mut day, slot) = value);
            day
        })
    }

    fn station() -> StationId {
        "07690".parse().expect("an id")
    }

    fn again<R: Movable>(row: &R) -> R {
        let mut bytes = Vec::new();
        row.store(&mut bytes);
        let mut left = Bytes::new(&bytes);
        let read = R::load(station(), &mut left).expect("whole");
        assert!(left.is_empty());
        read
    }

    proptest! {
        #[test]
        fn days_and_months_come_back_as_they_went(days in proptest::collection::vec(some_day(), 1..20)) {
            for day in &days {
                prop_assert_eq!(again(&StationDay { station: station(), day: *day }).day, *day);
            }
            let distinct: std::collections::BTreeMap<Day, ClimateDay> = days.iter().map(|day| (day.day, *day)).collect();
            let months = weather::climate::by_month(station(), distinct.into_values()).expect("each day once");
            for month in months.values() {
                prop_assert_eq!(&again(month), month);
            }
        }
    }
}
