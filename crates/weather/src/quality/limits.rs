//! The numbers of the tests: from where to where, how fast, how long.

use std::ops::RangeInclusive;

use crate::Milli;

/// How many days an unchanged value may need at most before it is a hit; flags depend on no report farther away.
const PERSISTENCE_DAYS_MAX: u32 = 14;

/// The values allowed, ends included; in the unit of the variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The lowest value allowed; `None` if there is no limit below.
    pub low: Option<Milli>,
    /// The highest value allowed; `None` if there is no limit above.
    pub high: Option<Milli>,
}

impl Bounds {
    /// From `low` to `high` whole units.
    pub(in crate::quality) const fn between(low: i32, high: i32) -> Self {
        Self { low: Some(Milli::new(low * 1000)), high: Some(Milli::new(high * 1000)) }
    }

    /// Up to `high` whole units.
    pub(in crate::quality) const fn at_most(high: i32) -> Self {
        Self { low: None, high: Some(Milli::new(high * 1000)) }
    }

    /// From `low` whole units on.
    pub(in crate::quality) const fn at_least(low: i32) -> Self {
        Self { low: Some(Milli::new(low * 1000)), high: None }
    }

    /// Whether a value is allowed.
    pub fn contains(&self, value: Milli) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }

    /// The narrowest bounds that allow what either allows.
    fn union(self, other: Self) -> Self {
        let wider = |a: Option<Milli>, b: Option<Milli>, pick: fn(Milli, Milli) -> Milli| Some(pick(a?, b?));
        Self { low: wider(self.low, other.low, Milli::min), high: wider(self.high, other.high, Milli::max) }
    }

    fn is_within(self, outer: Self) -> bool {
        self.union(outer) == outer
    }

    fn is_in_order(self) -> bool {
        self.low.zip(self.high).is_none_or(|(low, high)| low <= high)
    }
}

/// What is suspect, and what fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// A value outside these is at least suspect.
    pub suspect: Bounds,
    /// A value outside these fails.
    pub fail: Bounds,
}

impl Range {
    /// The narrowest range that allows what either allows.
    pub(in crate::quality) fn union(self, other: Self) -> Self {
        Self { suspect: self.suspect.union(other.suspect), fail: self.fail.union(other.fail) }
    }
}

/// The greatest change allowed between two values 1, 2, 3, 6 and 12 hours apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps(pub [Milli; Self::HOURS.len()]);

impl Steps {
    /// The intervals, in hours.
    pub const HOURS: [i64; 5] = [1, 2, 3, 6, 12];

    /// The limits in whole units.
    pub(in crate::quality) const fn whole(limits: [i32; 5]) -> Self {
        let [a, b, c, d, e] = limits;
        Self([
            Milli::new(a * 1000),
            Milli::new(b * 1000),
            Milli::new(c * 1000),
            Milli::new(d * 1000),
            Milli::new(e * 1000),
        ])
    }

    /// The limit over an interval; `None` where there is none for exactly that interval.
    pub(in crate::quality) fn over(&self, seconds: i64) -> Option<Milli> {
        let place = Self::HOURS.iter().position(|hours| hours * 3_600 == seconds)?;
        Some(self.0[place])
    }
}

/// When an unchanged value has lasted too long: that many reports, or that many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persistence {
    /// A run of as many equal values is a hit.
    pub reports: u32,
    /// A run of at least [`REPORTS_MIN`](Self::REPORTS_MIN) equal values over as many days is a hit.
    pub days: u32,
    /// Only values above this are looked at; `None` for all.
    pub above: Option<Milli>,
}

impl Persistence {
    /// How many reports a run needs before its length in days counts.
    pub const REPORTS_MIN: u32 = 10;

    /// The longest silence a run goes on over: a value is not known to have lasted while nothing was reported.
    pub const SILENCE_HOURS_MAX: i64 = 24;

    /// The days that can be asked for.
    ///
    /// At the upper end a run that reaches out of [`CONTEXT_DAYS`](super::CONTEXT_DAYS) is long enough without the
    /// part that is out of sight.
    pub const DAYS: RangeInclusive<u32> = 1..=PERSISTENCE_DAYS_MAX;
}

/// How far before and after a report, in days, the flags of its values can depend on other reports.
///
/// An unchanged value is a hit after at most 14 days, and a silence that does not end its run is at most one more. So
/// a month evaluated with all reports of this many whole days before and after it has the flags that it has when all
/// years are evaluated at once. A run seen over that many days has the reports it needs too: one a day at least.
pub const CONTEXT_DAYS: i32 = PERSISTENCE_DAYS_MAX as i32 + 1;

/// Limits of one test and variable, to put in the place of the standard ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// The test is not made on the variable, nor any comparison with it.
    Off,
    /// Of a gross range; in summer and winter alike.
    Range(Range),
    /// Of a step.
    Steps(Steps),
    /// Of persistence.
    Persistence(Persistence),
}

impl Limits {
    /// What is wrong with the numbers, for people; `None` if nothing is.
    pub(in crate::quality) fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Off => None,
            Self::Range(range) if !range.suspect.is_in_order() || !range.fail.is_in_order() => {
                Some("the low limit is above the high one")
            }
            Self::Range(range) if !range.suspect.is_within(range.fail) => {
                Some("the suspect limits reach beyond the fail limits: widen those or narrow these")
            }
            Self::Range(_) => None,
            Self::Steps(steps) => {
                steps.0.iter().any(|limit| *limit < Milli::ZERO).then_some("a limit of a change is below 0")
            }
            Self::Persistence(limits) if !Persistence::DAYS.contains(&limits.days) => {
                Some("the days must be 1 to 14, because flags are computed a month at a time")
            }
            Self::Persistence(limits) => (limits.reports < 2).then_some("one report is no run: give 2 reports or more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_include_their_ends() {
        let bounds = Bounds::between(0, 360);
        for (thousandths, allowed) in [(-1, false), (0, true), (360_000, true), (360_001, false)] {
            assert_eq!(bounds.contains(Milli::new(thousandths)), allowed, "{thousandths}");
        }
        assert!(Bounds::at_most(5).contains(Milli::new(-9_000_000)));
        assert!(Bounds::at_least(5).contains(Milli::new(9_000_000)));
    }

    #[test]
    fn a_union_allows_what_either_allows() {
        assert_eq!(Bounds::between(-3, 2).union(Bounds::between(-2, 3)), Bounds::between(-3, 3));
        assert_eq!(Bounds::between(-3, 2).union(Bounds::at_most(1)), Bounds::at_most(2));
    }

    #[test]
    fn steps_have_limits_over_their_own_intervals_only() {
        let steps = Steps::whole([4, 7, 9, 15, 25]);
        assert_eq!(steps.over(3 * 3_600), Some(Milli::new(9_000)));
        assert_eq!(steps.over(4 * 3_600), None);
        assert_eq!(steps.over(3_601), None);
    }
}
