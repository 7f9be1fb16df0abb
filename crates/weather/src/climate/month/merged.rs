//! Months merged into longer periods.

use std::collections::BTreeSet;

use super::held::{Held, add};
use super::{Completeness, MergeError, MonthPartial, Period, PeriodStatistics, Tally};
use crate::climate::{Element, Index, Phenomenon};
use crate::{Month, StationId};

/// What some months of one station add up to. Merging is exact, and free in its order and grouping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodPartial {
    pub(super) station: StationId,
    months: BTreeSet<Month>,
    pub(super) elements: [Tally; Element::COUNT],
    /// The days with a value of each element.
    pub(super) held: Held<{ Element::COUNT }>,
    pub(super) counts: [u32; Index::COUNT],
    /// On how many days each phenomenon was seen.
    pub(super) seen: [u32; Phenomenon::COUNT],
    /// The days on which each phenomenon would have been seen.
    pub(super) observable: Held<{ Phenomenon::COUNT }>,
}

impl PeriodPartial {
    /// No month yet.
    pub fn new(station: StationId) -> Self {
        Self {
            station,
            months: BTreeSet::new(),
            elements: [Tally::default(); Element::COUNT],
            held: Held::NONE,
            counts: [0; Index::COUNT],
            seen: [0; Phenomenon::COUNT],
            observable: Held::NONE,
        }
    }

    /// One month, its completeness judged.
    pub fn of(month: &MonthPartial, completeness: &Completeness) -> Self {
        let days_in_month = Period::month(month.month).days();
        Self {
            station: month.station,
            months: BTreeSet::from([month.month]),
            elements: month.elements,
            held: Held::of(month.present, days_in_month, completeness),
            counts: month.counts,
            seen: month.seen,
            observable: Held::of(month.observable, days_in_month, completeness),
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
        self.held.absorb(&other.held);
        add(&mut self.counts, &other.counts);
        add(&mut self.seen, &other.seen);
        self.observable.absorb(&other.observable);
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
