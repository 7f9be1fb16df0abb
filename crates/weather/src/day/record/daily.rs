//! The record of one station and day.

use super::{Coverage, DayDefinition, Method, Metric, Notes, Statistic};
use crate::{Day, Milli, Phenomena, StationId};

/// The statistics of one station, day and definition, which together are its identity.
///
/// A plain row of fixed size: every slot can be missing, and a new record has nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyStatistics {
    /// The station.
    pub station: StationId,
    /// Which hours make the day.
    pub definition: DayDefinition,
    /// The day; of windows that reach into its neighbours, the one they are given to.
    pub day: Day,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Content {
    values: [Option<Milli>; Statistic::COUNT],
    coverages: [Option<Coverage>; Metric::COUNT],
    methods: [Option<Method>; Metric::COUNT],
    notes: Notes,
    phenomena: Phenomena,
    observable: Phenomena,
}

impl DailyStatistics {
    /// A record with nothing in it.
    pub fn new(station: StationId, definition: DayDefinition, day: Day) -> Self {
        let content = Content {
            values: [None; Statistic::COUNT],
            coverages: [None; Metric::COUNT],
            methods: [None; Metric::COUNT],
            notes: Notes::default(),
            phenomena: Phenomena::default(),
            observable: Phenomena::default(),
        };
        Self { station, definition, day, content }
    }

    /// A value, in the unit of its statistic; `None` where its recipe was not complete.
    #[inline]
    pub const fn get(&self, statistic: Statistic) -> Option<Milli> {
        self.content.values[statistic.index()]
    }

    /// Sets or clears a value.
    #[inline]
    pub const fn set(&mut self, statistic: Statistic, value: Option<Milli>) {
        self.content.values[statistic.index()] = value;
    }

    /// How much of what a metric needs was there. The kernel gives it for every metric.
    #[inline]
    pub const fn coverage(&self, metric: Metric) -> Option<Coverage> {
        self.content.coverages[metric.index()]
    }

    /// Sets or clears the coverage of a metric.
    #[inline]
    pub const fn set_coverage(&mut self, metric: Metric, coverage: Option<Coverage>) {
        self.content.coverages[metric.index()] = coverage;
    }

    /// The way a metric was reached; `None` where it has no value or only one way.
    #[inline]
    pub const fn method(&self, metric: Metric) -> Option<Method> {
        self.content.methods[metric.index()]
    }

    /// Sets or clears the way a metric was reached.
    #[inline]
    pub const fn set_method(&mut self, metric: Metric, method: Option<Method>) {
        self.content.methods[metric.index()] = method;
    }

    /// What the day's reports disagree on.
    #[inline]
    pub const fn notes(&self) -> Notes {
        self.content.notes
    }

    /// Replaces the notes.
    #[inline]
    pub const fn set_notes(&mut self, notes: Notes) {
        self.content.notes = notes;
    }

    /// The weather phenomena seen on the day, the same in both definitions.
    #[inline]
    pub const fn phenomena(&self) -> Phenomena {
        self.content.phenomena
    }

    /// Replaces the phenomena seen.
    #[inline]
    pub const fn set_phenomena(&mut self, phenomena: Phenomena) {
        self.content.phenomena = phenomena;
    }

    /// The phenomena that the day's reports would have said. One that is not among them was not "not there": nobody
    /// looked.
    #[inline]
    pub const fn observable(&self) -> Phenomena {
        self.content.observable
    }

    /// Replaces the phenomena that would have been seen.
    #[inline]
    pub const fn set_observable(&mut self, phenomena: Phenomena) {
        self.content.observable = phenomena;
    }

    /// Whether both say the same, whatever station and day they are of.
    pub fn same_content(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> DailyStatistics {
        let station = "07005".parse().expect("a valid id");
        DailyStatistics::new(station, DayDefinition::Utc, Day::from_epoch_days(0))
    }

    #[test]
    fn a_new_record_has_nothing() {
        assert!(Statistic::ALL.iter().all(|statistic| empty().get(*statistic).is_none()));
        assert!(Metric::ALL.iter().all(|metric| empty().coverage(*metric).is_none()));
        assert!(Metric::ALL.iter().all(|metric| empty().method(*metric).is_none()));
    }

    #[test]
    fn content_is_values_coverages_methods_notes_and_phenomena() {
        let changes: [fn(&mut DailyStatistics); 6] = [
            |record| record.set(Statistic::RainfallTotal, Some(Milli::ZERO)),
            |record| record.set_coverage(Metric::Rainfall, Some(Coverage { used: 0, expected: 8 })),
            |record| record.set_method(Metric::Rainfall, Some(Method::SumRr3)),
            |record| record.set_notes(Notes::RR12_ABOVE_RR24),
            |record| record.set_phenomena(Phenomena::SNOW),
            |record| record.set_observable(Phenomena::SNOW),
        ];
        for change in changes {
            let mut changed = empty();
            change(&mut changed);
            assert!(!changed.same_content(&empty()));
        }
    }

    #[test]
    fn content_is_not_the_identity() {
        let mut moved = empty();
        moved.day = moved.day.plus_days(1);
        assert!(moved.same_content(&empty()));
        assert_ne!(moved, empty());
    }
}
