//! How many days of a month a mean needs.

/// When the mean of a month is published. Sums have no such rule: they need every day.
///
/// Limits apply together. A longer period has a mean where each of its months has one, so that a year without its
/// January is not a mild year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Completeness {
    /// The least share of the days, per cent.
    pub days_percent_min: u32,
    /// The most days that may be missing.
    pub days_missing_max: u32,
    /// The most days that may be missing one after the other.
    pub run_missing_max: u32,
}

impl Default for Completeness {
    fn default() -> Self {
        Self::EIGHTY_PERCENT
    }
}

impl Completeness {
    /// At least 80 % of the days, the rule here.
    pub const EIGHTY_PERCENT: Self = Self { days_percent_min: 80, days_missing_max: 31, run_missing_max: 31 };

    /// The stricter rule of WMO-No. 1203: no mean with 11 or more days missing, or 5 or more in a row.
    pub const WMO_1203: Self = Self { days_percent_min: 0, days_missing_max: 10, run_missing_max: 4 };

    /// Whether the days marked in `present` (bit 0 is the first) are enough of a month of `days_in_month`.
    pub(super) fn is_met(&self, present: u32, days_in_month: u32) -> bool {
        let days = present.count_ones();
        days > 0
            && days * 100 >= self.days_percent_min * days_in_month
            && days_in_month.saturating_sub(days) <= self.days_missing_max
            && longest_gap(present, days_in_month) <= self.run_missing_max
    }
}

fn longest_gap(present: u32, days_in_month: u32) -> u32 {
    let (mut longest, mut gap) = (0, 0);
    for day in 0..days_in_month {
        gap = if present >> day & 1 == 1 { 0 } else { gap + 1 };
        longest = longest.max(gap);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighty_percent_is_25_of_31_and_23_of_28() {
        let first = |days: u32| (1u32 << days) - 1;
        for (days, of, met) in [(25, 31, true), (24, 31, false), (24, 30, true), (23, 28, true), (22, 28, false)] {
            assert_eq!(Completeness::default().is_met(first(days), of), met, "{days} of {of}");
        }
    }

    #[test]
    fn the_wmo_rule_looks_at_gaps() {
        let all = (1u32 << 30) - 1;
        let without = |days: &[u32]| days.iter().fold(all, |present, day| present & !(1 << day));
        let rule = Completeness::WMO_1203;
        assert!(rule.is_met(without(&[3, 4, 5, 6]), 30));
        assert!(!rule.is_met(without(&[3, 4, 5, 6, 7]), 30));
        assert!(rule.is_met(without(&[0, 2, 4, 6, 8, 10, 12, 14, 16, 18]), 30));
        assert!(!rule.is_met(without(&[0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]), 30));
    }

    #[test]
    fn no_day_is_never_enough() {
        let anything = Completeness { days_percent_min: 0, days_missing_max: 31, run_missing_max: 31 };
        assert!(!anything.is_met(0, 30));
    }
}
