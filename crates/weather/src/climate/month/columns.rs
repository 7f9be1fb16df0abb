//! The columns a partial result is stored in: whole numbers, one line of them a station-month.

use std::fmt;

use super::{MonthPartial, Period};
use crate::climate::{Element, Extreme, Index, Phenomenon, Side};
use crate::{Day, Milli, Month, StationId, Unit};

/// What a column holds of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The days with a value, one bit each: bit 0 is the 1st. 0 where there is none.
    Present,
    /// The sum of the values, in thousandths of the unit. 0 where there is none.
    Sum,
    /// The lowest or highest value, in thousandths of the unit.
    Extreme(Side),
    /// The first day of it, as days since 1970-01-01.
    First(Side),
    /// The last day of it.
    Last(Side),
    /// How many days share it.
    Days(Side),
}

impl Part {
    /// All of them, in the order of columns.
    pub const ALL: &[Self] = &[
        Self::Present,
        Self::Sum,
        Self::Extreme(Side::Low),
        Self::First(Side::Low),
        Self::Last(Side::Low),
        Self::Days(Side::Low),
        Self::Extreme(Side::High),
        Self::First(Side::High),
        Self::Last(Side::High),
        Self::Days(Side::High),
    ];

    /// Its place in [`Part::ALL`].
    const fn index(self) -> usize {
        match self {
            Self::Present => 0,
            Self::Sum => 1,
            Self::Extreme(side) => 2 + 4 * side as usize,
            Self::First(side) => 3 + 4 * side as usize,
            Self::Last(side) => 4 + 4 * side as usize,
            Self::Days(side) => 5 + 4 * side as usize,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Sum => "sum",
            Self::Extreme(Side::Low) => "low",
            Self::First(Side::Low) => "low_first",
            Self::Last(Side::Low) => "low_last",
            Self::Days(Side::Low) => "low_days",
            Self::Extreme(Side::High) => "high",
            Self::First(Side::High) => "high_first",
            Self::Last(Side::High) => "high_last",
            Self::Days(Side::High) => "high_days",
        }
    }
}

/// A column of a [`MonthPartial`], beside its station and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialColumn {
    /// A part of an element.
    Element(Element, Part),
    /// How many days an index counts. 0 where none.
    Count(Index),
    /// How many days a phenomenon was seen on. 0 where none.
    Seen(Phenomenon),
    /// The days that would have shown a phenomenon, one bit each: bit 0 is the 1st. 0 where there is none.
    Observable(Phenomenon),
}

/// A stored number that no partial result has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnError {
    /// The station.
    pub station: StationId,
    /// The month.
    pub month: Month,
    /// The column.
    pub column: PartialColumn,
    /// The number found there.
    pub found: Option<i64>,
}

impl fmt::Display for ColumnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { station, month, column, found } = self;
        write!(f, "station {station}, {month}: column {} ", column.name())?;
        match found {
            Some(found) => write!(f, "holds {found}, which no month has")?,
            None => write!(f, "is empty")?,
        }
        write!(f, ": make the month again from its days")
    }
}

impl std::error::Error for ColumnError {}

impl PartialColumn {
    /// All of them, in the order of columns.
    pub fn all() -> impl Iterator<Item = Self> {
        let parts = |element| Part::ALL.iter().map(move |part| Self::Element(element, *part));
        let counts = Index::ALL.iter().copied().map(Self::Count);
        let phenomena = Phenomenon::ALL.iter().flat_map(|one| [Self::Seen(*one), Self::Observable(*one)]);
        Element::ALL.iter().copied().flat_map(parts).chain(counts).chain(phenomena)
    }

    /// Its place in [`all`](Self::all).
    pub const fn index(self) -> usize {
        let counts = Element::COUNT * Part::ALL.len();
        match self {
            Self::Element(element, part) => element.index() * Part::ALL.len() + part.index(),
            Self::Count(index) => counts + index.index(),
            Self::Seen(phenomenon) => counts + Index::COUNT + 2 * phenomenon.index(),
            Self::Observable(phenomenon) => counts + Index::COUNT + 2 * phenomenon.index() + 1,
        }
    }

    /// Its name: `temperature_min_sum`, `days_fd`, `days_fog`, `fog_observable`.
    pub fn name(self) -> String {
        match self {
            Self::Element(element, part) => format!("{}_{}", element.name(), part.name()),
            Self::Count(index) => index.name().to_owned(),
            Self::Seen(phenomenon) => format!("days_{}", phenomenon.name()),
            Self::Observable(phenomenon) => format!("{}_observable", phenomenon.name()),
        }
    }

    /// The unit its number is thousandths of; [`Unit::One`] of plain numbers, bits and dates.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Element(element, Part::Sum | Part::Extreme(_)) => element.unit(),
            _ => Unit::One,
        }
    }

    /// The number a partial result has there; `None` where an element has no value and so no extreme.
    pub fn get(self, partial: &MonthPartial) -> Option<i64> {
        let (element, part) = match self {
            Self::Element(element, part) => (element, part),
            Self::Count(index) => return Some(i64::from(partial.count(index))),
            Self::Seen(phenomenon) => return Some(i64::from(partial.days_seen(phenomenon))),
            Self::Observable(phenomenon) => return Some(i64::from(partial.observable[phenomenon.index()])),
        };
        let extreme = |side| partial.extreme(element, side);
        match part {
            Part::Present => Some(i64::from(partial.present[element.index()])),
            Part::Sum => Some(partial.sum(element)),
            Part::Extreme(side) => extreme(side).map(|extreme| i64::from(extreme.value.thousandths())),
            Part::First(side) => extreme(side).map(|extreme| i64::from(extreme.first.epoch_days())),
            Part::Last(side) => extreme(side).map(|extreme| i64::from(extreme.last.epoch_days())),
            Part::Days(side) => extreme(side).map(|extreme| i64::from(extreme.days)),
        }
    }
}

impl MonthPartial {
    /// The partial result whose columns hold what `get` gives.
    ///
    /// # Errors
    /// If a column is empty that cannot be, or holds what no month of days can: the column is named.
    pub fn from_columns(
        station: StationId,
        month: Month,
        get: impl Fn(PartialColumn) -> Option<i64>,
    ) -> Result<Self, ColumnError> {
        let reader = Reader { station, month, get };
        let mut partial = Self::new(station, month);
        for element in Element::ALL {
            reader.element(*element, &mut partial)?;
        }
        for index in Index::ALL {
            let column = PartialColumn::Count(*index);
            partial.counts[index.index()] = reader.within(column, 0, i64::from(partial.days(index.element())))? as u32;
        }
        for phenomenon in Phenomenon::ALL {
            reader.phenomenon(*phenomenon, &mut partial)?;
        }
        Ok(partial)
    }
}

struct Reader<G> {
    station: StationId,
    month: Month,
    get: G,
}

impl<G: Fn(PartialColumn) -> Option<i64>> Reader<G> {
    /// The number of a column, if it lies between two others.
    fn within(&self, column: PartialColumn, least: i64, most: i64) -> Result<i64, ColumnError> {
        let found = (self.get)(column);
        let wrong = ColumnError { station: self.station, month: self.month, column, found };
        found.filter(|number| (least..=most).contains(number)).ok_or(wrong)
    }

    /// The days of a column that has a bit for each day of the month.
    fn bits(&self, column: PartialColumn) -> Result<u32, ColumnError> {
        let all = (1_i64 << Period::month(self.month).days()) - 1;
        Ok(self.within(column, 0, all)? as u32)
    }

    fn phenomenon(&self, phenomenon: Phenomenon, partial: &mut MonthPartial) -> Result<(), ColumnError> {
        let observable = self.bits(PartialColumn::Observable(phenomenon))?;
        let seen = self.within(PartialColumn::Seen(phenomenon), 0, i64::from(observable.count_ones()))?;
        partial.observable[phenomenon.index()] = observable;
        partial.seen[phenomenon.index()] = seen as u32;
        Ok(())
    }

    fn element(&self, element: Element, partial: &mut MonthPartial) -> Result<(), ColumnError> {
        let column = |part| PartialColumn::Element(element, part);
        let present = self.bits(column(Part::Present))?;
        partial.present[element.index()] = present;
        let days = i64::from(present.count_ones());
        let most = days * i64::from(i32::MAX);
        let tally = &mut partial.elements[element.index()];
        tally.sum = self.within(column(Part::Sum), -most, most)?;
        if days > 0 {
            tally.low = Some(self.extreme(element, Side::Low, days)?);
            tally.high = Some(self.extreme(element, Side::High, days)?);
        }
        Ok(())
    }

    fn extreme(&self, element: Element, side: Side, days: i64) -> Result<Extreme, ColumnError> {
        let column = |part| PartialColumn::Element(element, part);
        let first = i64::from(self.month.first_day().epoch_days());
        let last = first + i64::from(Period::month(self.month).days()) - 1;
        let most = i64::from(i32::MAX);
        let day = |days: i64| Day::from_epoch_days(days as i32);
        Ok(Extreme {
            value: Milli::new(self.within(column(Part::Extreme(side)), -most, most)? as i32),
            first: day(self.within(column(Part::First(side)), first, last)?),
            last: day(self.within(column(Part::Last(side)), first, last)?),
            days: self.within(column(Part::Days(side)), 1, days)? as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_the_place_in_all() {
        for (place, column) in PartialColumn::all().enumerate() {
            assert_eq!(column.index(), place, "{}", column.name());
        }
    }
}
