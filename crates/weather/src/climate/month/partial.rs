//! The partial result of one station-month: exact, and the same whichever way its days come together.

use std::collections::BTreeMap;
use std::fmt;

use super::held::add;
use super::{Completeness, Period, PeriodPartial, PeriodStatistics, Tally};
use crate::climate::{ClimateDay, Element, Extreme, Index, Phenomenon, Side};
use crate::{Day, Month, StationId};

/// What one station's days of one month add up to: whole numbers alone, a value that is made once and merged.
///
/// Which days have a value, and which would have shown a phenomenon, is kept as a bit each, so that a day is never added twice and the gaps of a month are
/// known after its days are gone. The columns to store it in are [`PartialColumn`](super::PartialColumn).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthPartial {
    pub(super) station: StationId,
    pub(super) month: Month,
    pub(super) elements: [Tally; Element::COUNT],
    /// The days with a value of each element: bit 0 is the 1st.
    pub(super) present: [u32; Element::COUNT],
    pub(super) counts: [u32; Index::COUNT],
    /// On how many days each phenomenon was seen.
    pub(super) seen: [u32; Phenomenon::COUNT],
    /// The days on which each phenomenon would have been seen: bit 0 is the 1st.
    pub(super) observable: [u32; Phenomenon::COUNT],
}

/// Why two partial results do not add up to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeError {
    /// They are of different stations.
    Station(StationId, StationId),
    /// They are of different months.
    Month(Month, Month),
    /// Both hold a month.
    MonthTwice(StationId, Month),
    /// Both hold a day.
    Day(DayTwice),
}

/// A day that was given twice, for one station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTwice {
    /// The station.
    pub station: StationId,
    /// The day.
    pub day: Day,
}

impl fmt::Display for DayTwice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of station {} was given twice: a day adds to its month once", self.day, self.station)
    }
}

impl std::error::Error for DayTwice {}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Station(one, other) => write!(f, "months of two stations, {one} and {other}, do not add up to one"),
            Self::Month(one, other) => write!(f, "{one} and {other} do not add up to one month"),
            Self::MonthTwice(station, month) => {
                write!(f, "{month} of station {station} was given twice: a month adds to a period once")
            }
            Self::Day(twice) => write!(f, "{twice}"),
        }
    }
}

impl std::error::Error for MergeError {}

impl MonthPartial {
    /// The partial result of no day.
    pub const fn new(station: StationId, month: Month) -> Self {
        let nothing = Tally { sum: 0, low: None, high: None };
        Self {
            station,
            month,
            elements: [nothing; Element::COUNT],
            present: [0; Element::COUNT],
            counts: [0; Index::COUNT],
            seen: [0; Phenomenon::COUNT],
            observable: [0; Phenomenon::COUNT],
        }
    }

    /// The partial result of one day, in the month of its date.
    pub fn of(station: StationId, day: &ClimateDay) -> Self {
        let month = day.day.month();
        // A date beyond the calendar has no month and no bit: it adds nothing.
        let bit = 1_u32.checked_shl(day.day.epoch_days().abs_diff(month.first_day().epoch_days()));
        let Some(bit) = bit else { return Self::new(station, month) };
        let mut partial = Self::new(station, month);
        for element in Element::ALL {
            if let Some(value) = day.get(*element) {
                partial.elements[element.index()] = Tally::of(value, day.day);
                partial.present[element.index()] = bit;
            }
        }
        for index in Index::ALL {
            partial.counts[index.index()] = u32::from(index.holds(day) == Some(true));
        }
        for phenomenon in Phenomenon::ALL {
            if let Some(seen) = day.saw(*phenomenon) {
                partial.seen[phenomenon.index()] = u32::from(seen);
                partial.observable[phenomenon.index()] = bit;
            }
        }
        partial
    }

    /// The partial result of the days of both.
    ///
    /// # Errors
    /// If they are of different stations or months, or both have a value of one element, or could tell of
    /// one phenomenon, on one day.
    pub fn merge(&self, other: &Self) -> Result<Self, MergeError> {
        let mut merged = self.clone();
        merged.absorb(other)?;
        Ok(merged)
    }

    /// Takes in the days of another, or nothing of it.
    fn absorb(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.station != other.station {
            return Err(MergeError::Station(self.station, other.station));
        }
        if self.month != other.month {
            return Err(MergeError::Month(self.month, other.month));
        }
        if let Some(day) = self.shared_day(other) {
            return Err(MergeError::Day(DayTwice { station: self.station, day }));
        }
        for (tally, more) in self.elements.iter_mut().zip(&other.elements) {
            *tally = tally.merge(*more);
        }
        for (days, more) in self.days_marked_mut().zip(other.days_marked()) {
            *days |= more;
        }
        add(&mut self.counts, &other.counts);
        add(&mut self.seen, &other.seen);
        Ok(())
    }

    /// The first day of which both have a value of one element, or could tell of one phenomenon.
    fn shared_day(&self, other: &Self) -> Option<Day> {
        let shared = self.days_marked().zip(other.days_marked()).fold(0, |days, (one, more)| days | (one & more));
        (shared != 0).then(|| self.month.first_day().plus_days(shared.trailing_zeros() as i32))
    }

    /// The days of each element and phenomenon, as bits.
    fn days_marked(&self) -> impl Iterator<Item = u32> {
        self.present.iter().chain(&self.observable).copied()
    }

    fn days_marked_mut(&mut self) -> impl Iterator<Item = &mut u32> {
        self.present.iter_mut().chain(&mut self.observable)
    }

    /// The station.
    pub const fn station(&self) -> StationId {
        self.station
    }

    /// The month.
    pub const fn month(&self) -> Month {
        self.month
    }

    /// How many days have a value of `element`.
    pub const fn days(&self, element: Element) -> u32 {
        self.present[element.index()].count_ones()
    }

    /// The exact sum of the values of `element`, in thousandths of its unit; 0 where there is none.
    pub const fn sum(&self, element: Element) -> i64 {
        self.elements[element.index()].sum
    }

    /// The lowest or highest value of `element`.
    pub const fn extreme(&self, element: Element, side: Side) -> Option<Extreme> {
        self.elements[element.index()].extreme(side)
    }

    /// How many days `index` counts, of the [`days`](Self::days) of its element.
    pub const fn count(&self, index: Index) -> u32 {
        self.counts[index.index()]
    }

    /// On how many days `phenomenon` was seen, of the [`days_observable`](Self::days_observable).
    pub const fn days_seen(&self, phenomenon: Phenomenon) -> u32 {
        self.seen[phenomenon.index()]
    }

    /// On how many days `phenomenon` would have been seen.
    pub const fn days_observable(&self, phenomenon: Phenomenon) -> u32 {
        self.observable[phenomenon.index()].count_ones()
    }

    /// What is published of the month.
    pub fn finish(&self, completeness: &Completeness) -> PeriodStatistics {
        PeriodPartial::of(self, completeness).finish(Period::month(self.month))
    }
}

/// The partial results of the months of one station's days, which may come in any order.
///
/// # Errors
/// If a day comes twice.
pub fn by_month(
    station: StationId,
    days: impl IntoIterator<Item = ClimateDay>,
) -> Result<BTreeMap<Month, MonthPartial>, DayTwice> {
    let mut months: BTreeMap<Month, MonthPartial> = BTreeMap::new();
    for day in days {
        let alone = MonthPartial::of(station, &day);
        let month = months.entry(alone.month).or_insert_with(|| MonthPartial::new(station, alone.month));
        month.absorb(&alone).map_err(|_| DayTwice { station, day: day.day })?;
    }
    Ok(months)
}
