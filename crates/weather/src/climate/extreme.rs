//! An extreme: the value, and the days that reach it.

use crate::{Day, Milli};

/// Which end of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The lowest value.
    Low,
    /// The highest value.
    High,
}

impl Side {
    /// Both, in the order of columns.
    pub const ALL: &[Self] = &[Self::Low, Self::High];

    /// Whether `value` is further out than `other` on this side.
    pub fn is_beyond(self, value: Milli, other: Milli) -> bool {
        match self {
            Self::Low => value < other,
            Self::High => value > other,
        }
    }
}

/// The lowest or highest value of some days, with the days that share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extreme {
    /// The value, in the unit of its element.
    pub value: Milli,
    /// The first day that reached it, which is the date to print.
    pub first: Day,
    /// The last day that reached it.
    pub last: Day,
    /// How many days reached it: more than one is a tie.
    pub days: u32,
}

impl Extreme {
    /// The extreme of one day.
    pub const fn of(value: Milli, day: Day) -> Self {
        Self { value, first: day, last: day, days: 1 }
    }

    /// The extreme of the days of both, which have no day in common.
    #[must_use]
    pub fn merge(self, other: Self, side: Side) -> Self {
        if self.value == other.value {
            return Self {
                value: self.value,
                first: self.first.min(other.first),
                last: self.last.max(other.last),
                days: self.days + other.days,
            };
        }
        if side.is_beyond(self.value, other.value) { self } else { other }
    }

    /// As [`merge`](Self::merge), where either may have no day at all.
    pub(super) fn merge_any(one: Option<Self>, other: Option<Self>, side: Side) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(one.merge(other, side)),
            (one, other) => one.or(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(value: i32, day: i32) -> Extreme {
        Extreme::of(Milli::new(value), Day::from_epoch_days(day))
    }

    #[test]
    fn the_value_further_out_stays() {
        assert_eq!(on(1, 5).merge(on(2, 6), Side::High), on(2, 6));
        assert_eq!(on(1, 5).merge(on(2, 6), Side::Low), on(1, 5));
    }

    #[test]
    fn a_tie_keeps_both_dates_and_counts_days() {
        let tie = on(7, 9).merge(on(7, 3), Side::Low).merge(on(7, 5), Side::Low);
        assert_eq!((tie.first, tie.last, tie.days), (Day::from_epoch_days(3), Day::from_epoch_days(9), 3));
    }
}
