//! Months merged into longer periods.

use std::collections::BTreeSet;

use super::{Completeness, MergeError, MonthPartial, Period, PeriodStatistics, Tally};
use crate::climate::{Element, Index};
use crate::{Month, StationId};

/// What some months of one station add up to. Merging is exact, and free in its order and grouping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodPartial {
    pub(super) station: StationId,
    months: BTreeSet<Month>,
    pub(super) elements: [Tally; Element::COUNT],
    pub(super) days: [u32; Element::COUNT],
    /// In how many months every day has a value.
    pub(super) months_whole: [u32; Element::COUNT],
    /// In how many months enough days have one.
    pub(super) months_enough: [u32; Element::COUNT],
    pub(super) counts: [u32; Index::COUNT],
}

impl PeriodPartial {
    /// No month yet.
    pub fn new(station: StationId) -> Self {
        Self {
            station,
            months: BTreeSet::new(),
            elements: [Tally::default(); Element::COUNT],
            days: [0; Element::COUNT],
            months_whole: [0; Element::COUNT],
            months_enough: [0; Element::COUNT],
            counts: [0; Index::COUNT],
        }
    }

    /// One month, its completeness judged.
    pub fn of(month: &MonthPartial, completeness: &Completeness) -> Self {
        let days_in_month = Period::month(month.month).days();
        let judged = |is_met: &dyn Fn(u32) -> bool| month.present.map(|present| u32::from(is_met(present)));
        Self {
            station: month.station,
            months: BTreeSet::from([month.month]),
            elements: month.elements,
            days: month.present.map(u32::count_ones),
            months_whole: judged(&|present| present.count_ones() == days_in_month),
            months_enough: judged(&|present| completeness.is_met(present, days_in_month)),
            counts: month.counts,
        }
    }

    /// The months of `period` among `months`, merged.
    ///
    /// # Errors
    /// If one of them is of another station, or comes twice.
    pub fn over<'a>(
        station: StationId,
        period: Period,
        months: impl IntoIterator<Item = &'a MonthPartial>,
        completeness: &Completeness,
    ) -> Result<Self, MergeError> {
        let mut inside = months.into_iter().filter(|month| period.contains(month.month));
        inside.try_fold(Self::new(station), |sum, month| sum.merge(&Self::of(month, completeness)))
    }

    /// The months of both.
    ///
    /// # Errors
    /// If they are of different stations, or both hold a month.
    pub fn merge(mut self, other: &Self) -> Result<Self, MergeError> {
        if self.station != other.station {
            return Err(MergeError::Station(self.station, other.station));
        }
        if let Some(month) = self.months.intersection(&other.months).next() {
            return Err(MergeError::MonthTwice(self.station, *month));
        }
        self.months.extend(&other.months);
        for (tally, more) in self.elements.iter_mut().zip(&other.elements) {
            *tally = tally.merge(*more);
        }
        add(&mut self.days, &other.days);
        add(&mut self.months_whole, &other.months_whole);
        add(&mut self.months_enough, &other.months_enough);
        add(&mut self.counts, &other.counts);
        Ok(self)
    }

    /// The months that are in it.
    pub const fn months(&self) -> &BTreeSet<Month> {
        &self.months
    }

    /// What is published of `period`, whose months these are, as far as there are any.
    pub fn finish(self, period: Period) -> PeriodStatistics {
        PeriodStatistics { period, partial: self }
    }
}

fn add(to: &mut [u32], from: &[u32]) {
    for (sum, more) in to.iter_mut().zip(from) {
        *sum += more;
    }
}
