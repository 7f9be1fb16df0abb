//! What is published of a month or a longer period.

use super::{Column, Figure, Measure, Period, PeriodPartial, Tally};
use crate::climate::{Element, Extreme, Index, Phenomenon, Side};
use crate::decimal::round_div;
use crate::{Day, Milli, StationId};

/// The figures and counts of one station and period.
///
/// - A total needs every day, a mean enough days in every month (the [`Completeness`](super::Completeness) the months
///   were judged by); otherwise they are missing.
/// - Extremes and counts are of the days there are, as Météo-France publishes them, and missing where there is none.
///   Beside them stand the number of days and the [`Standing`], which says whether they can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodStatistics {
    /// The period.
    pub period: Period,
    pub(super) partial: PeriodPartial,
}

/// How much of a period the figures of an element rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// No day has a value.
    Nothing,
    /// Too few days: an extreme may have been missed and a count is too low.
    Partial,
    /// Enough days in every month for a mean.
    Enough,
    /// Every day.
    Whole,
}

impl Standing {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Partial => "partial",
            Self::Enough => "enough",
            Self::Whole => "whole",
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    /// An amount in the unit of the column.
    Amount(Milli),
    /// A date.
    Day(Day),
    /// A number of days.
    Count(u32),
}

impl Value {
    /// The value as a number; a date is none.
    pub fn number(self) -> Option<Milli> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::Count(count) => Milli::from_thousandths(i64::from(count) * 1000),
            Self::Day(_) => None,
        }
    }
}

impl PeriodStatistics {
    /// The station.
    pub const fn station(&self) -> StationId {
        self.partial.station
    }

    /// How many days have a value of `element`.
    pub const fn days(&self, element: Element) -> u32 {
        self.partial.held.days(element.index())
    }

    /// How much of the period the figures of `element` rest on.
    pub const fn standing(&self, element: Element) -> Standing {
        self.partial.held.standing(element.index(), self.period.months())
    }

    /// On how many days `phenomenon` would have been seen.
    pub const fn days_observable(&self, phenomenon: Phenomenon) -> u32 {
        self.partial.observable.days(phenomenon.index())
    }

    /// How much of the period a column rests on: the days with a value, or those that would have shown a phenomenon.
    pub const fn standing_of(&self, column: Column) -> Standing {
        match column {
            Column::Figure(figure) => self.standing(figure.element),
            Column::Count(index) => self.standing(index.element()),
            Column::Seen(phenomenon) | Column::Observable(phenomenon) => {
                self.partial.observable.standing(phenomenon.index(), self.period.months())
            }
        }
    }

    /// The value of a column, amounts to three decimals.
    pub fn get(&self, column: Column) -> Option<Value> {
        self.rounded(column, 3)
    }

    /// The value of a column, amounts rounded once to `decimals` (at most three), half away from zero.
    ///
    /// With one decimal it is what Météo-France prints. Rounding a rounded mean again is not the same: 30.0496 is
    /// 30.05 and then 30.1.
    pub fn rounded(&self, column: Column, decimals: u32) -> Option<Value> {
        match column {
            Column::Figure(figure) => self.figure(figure, decimals),
            Column::Count(index) => self.count(index).map(Value::Count),
            Column::Seen(phenomenon) => self.days_seen(phenomenon).map(Value::Count),
            Column::Observable(phenomenon) => Some(Value::Count(self.days_observable(phenomenon))),
        }
    }

    /// How many days `index` counts; `None` where no day has the value it looks at.
    pub fn count(&self, index: Index) -> Option<u32> {
        (self.days(index.element()) > 0).then(|| self.partial.counts[index.index()])
    }

    /// On how many days `phenomenon` was seen; `None` where no day could tell.
    pub fn days_seen(&self, phenomenon: Phenomenon) -> Option<u32> {
        (self.days_observable(phenomenon) > 0).then(|| self.partial.seen[phenomenon.index()])
    }

    /// The lowest or highest value of `element`, with its dates.
    pub const fn extreme(&self, element: Element, side: Side) -> Option<Extreme> {
        self.tally(element).extreme(side)
    }

    /// The sum of the days there are, in thousandths, where it is no total because a day is missing.
    pub fn partial_sum(&self, element: Element) -> Option<i64> {
        (self.standing(element) > Standing::Nothing).then(|| self.tally(element).sum)
    }

    const fn tally(&self, element: Element) -> &Tally {
        &self.partial.elements[element.index()]
    }

    fn figure(&self, figure: Figure, decimals: u32) -> Option<Value> {
        let element = figure.element;
        let low = || self.extreme(element, Side::Low);
        let high = || self.extreme(element, Side::High);
        let amount = |thousandths, days| Some(Value::Amount(quotient(thousandths, days, decimals)?));
        let of_extreme = |extreme: Extreme| amount(i64::from(extreme.value.thousandths()), 1);
        match figure.measure {
            Measure::Total => self.sum_if(element, Standing::Whole).and_then(|sum| amount(sum, 1)),
            Measure::Mean => self.sum_if(element, Standing::Enough).and_then(|sum| amount(sum, self.days(element))),
            Measure::Lowest => low().and_then(of_extreme),
            Measure::LowestDay => low().map(|extreme| Value::Day(extreme.first)),
            Measure::LowestDays => low().map(|extreme| Value::Count(extreme.days)),
            Measure::Highest => high().and_then(of_extreme),
            Measure::HighestDay => high().map(|extreme| Value::Day(extreme.first)),
            Measure::HighestDays => high().map(|extreme| Value::Count(extreme.days)),
            Measure::Days => Some(Value::Count(self.days(element))),
        }
    }

    fn sum_if(&self, element: Element, least: Standing) -> Option<i64> {
        (self.standing(element) >= least).then(|| self.tally(element).sum)
    }
}

/// `sum / days` in thousandths, rounded to `decimals`.
fn quotient(sum: i64, days: u32, decimals: u32) -> Option<Milli> {
    let step = 10_i64.pow(3_u32.saturating_sub(decimals));
    let rounded = round_div(sum, i64::from(days).checked_mul(step)?);
    Milli::from_thousandths(rounded * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_once() {
        let mean = |sum, days, decimals| quotient(sum, days, decimals).map(Milli::thousandths);
        assert_eq!(mean(300_496, 10, 1), Some(30_000));
        assert_eq!(mean(901_500, 30, 1), Some(30_100));
        assert_eq!(mean(-70_500, 30, 1), Some(-2_400));
        assert_eq!(mean(100, 3, 3), Some(33));
        assert_eq!(mean(100, 3, 9), Some(33));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(quotient(i64::from(i32::MAX) + 1, 1, 3), None);
    }
}
