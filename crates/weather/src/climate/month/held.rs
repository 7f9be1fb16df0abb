//! How many days there are of each of several things, and in how many months there are enough.

use super::{Completeness, Standing};

/// The days held of `N` things in some months. It adds up: months are judged one by one, before they are merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held<const N: usize> {
    days: [u32; N],
    /// In how many months there is every day.
    months_whole: [u32; N],
    /// In how many months there are enough days.
    months_enough: [u32; N],
}

impl<const N: usize> Held<N> {
    /// No month.
    pub(super) const NONE: Self = Self { days: [0; N], months_whole: [0; N], months_enough: [0; N] };

    /// One month, with a bit for each day there is.
    pub(super) fn of(present: [u32; N], days_in_month: u32, completeness: &Completeness) -> Self {
        let judged = |is_met: &dyn Fn(u32) -> bool| present.map(|present| u32::from(is_met(present)));
        Self {
            days: present.map(u32::count_ones),
            months_whole: judged(&|present| present.count_ones() == days_in_month),
            months_enough: judged(&|present| completeness.is_met(present, days_in_month)),
        }
    }

    pub(super) fn absorb(&mut self, other: &Self) {
        add(&mut self.days, &other.days);
        add(&mut self.months_whole, &other.months_whole);
        add(&mut self.months_enough, &other.months_enough);
    }

    pub(super) const fn days(&self, place: usize) -> u32 {
        self.days[place]
    }

    /// How much of `months` months there is.
    pub(super) const fn standing(&self, place: usize, months: u32) -> Standing {
        if self.days[place] == 0 {
            Standing::Nothing
        } else if self.months_whole[place] == months {
            Standing::Whole
        } else if self.months_enough[place] == months {
            Standing::Enough
        } else {
            Standing::Partial
        }
    }
}

/// Adds numbers to numbers, each to the one in its place.
pub(super) fn add(to: &mut [u32], from: &[u32]) {
    for (sum, more) in to.iter_mut().zip(from) {
        *sum += more;
    }
}
