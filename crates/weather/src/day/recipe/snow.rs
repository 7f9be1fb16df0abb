//! Snow: how deep it lay, and how much fell.
//!
//! Depths and amounts are in metres, as reported. Most stations look at the snow at 06 UTC alone, some at every report.

use super::highest::Highest;
use crate::day::{Coverage, DailyStatistics, Metric, Statistic};
use crate::{Milli, Observation, Variable};

/// The greatest depth of snow reported in [00, 24) UTC: Météo-France's NEIGETOTX, of which it counts its days with
/// snow on the ground.
///
/// The reading of 06 UTC, which it averages (NEIGETOT06), is among them, and the only one where there is only one.
/// It is no statistic of its own, because 06 UTC is the morning in metropolitan France alone.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct SnowDepth(Highest);

impl SnowDepth {
    /// Takes in a report of the day. A depth below zero is no depth: WMO codes so what cannot be measured.
    #[inline]
    pub(in crate::day) fn add(&mut self, report: &Observation, synoptic: bool) {
        let depth = report.get(Variable::SurfaceSnowThickness).filter(|depth| *depth >= Milli::ZERO);
        self.0.add(depth, synoptic);
    }

    /// Writes the depth. One report is enough for it: snow does not come and go between two.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        record.set(Statistic::SnowDepthMax, self.0.value());
        record.set_coverage(Metric::SnowDepth, Some(self.0.coverage()));
    }
}

/// The fresh snow of one 24 hour window, the same as the rain's.
///
/// Reports of 00, 06, 12 and 18 UTC say what fell in 6 hours, those between them what fell in 3, which is a part of the
/// former. So the total is of four 6 hour amounts; an amount of another period is not read.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct FreshSnow {
    sum: i64,
    found: u8,
}

impl FreshSnow {
    const HOURS: u8 = 6;
    const PERIOD_THOUSANDTHS: u32 = 6_000;
    const EXPECTED: u8 = 4;

    /// Takes in the report `hours` (3, 6, … 24) into the window.
    #[inline]
    pub(in crate::day) fn add(&mut self, hours: u8, report: &Observation) {
        // The period is published as negative, as one that reaches back from the report.
        let period = report.get(Variable::SnowfallPeriod).map(|period| period.thousandths().unsigned_abs());
        if !hours.is_multiple_of(Self::HOURS) || period != Some(Self::PERIOD_THOUSANDTHS) {
            return;
        }
        let amount = report.get(Variable::ThicknessOfSnowfallAmount).filter(|amount| *amount >= Milli::ZERO);
        if let Some(amount) = amount {
            self.sum += i64::from(amount.thousandths());
            self.found += 1;
        }
    }

    /// Writes the total, if all four amounts are there.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        let total = Milli::from_thousandths(self.sum).filter(|_| self.found == Self::EXPECTED);
        record.set(Statistic::FreshSnowTotal, total);
        record.set_coverage(Metric::FreshSnow, Some(Coverage { used: self.found, expected: Self::EXPECTED }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::DayDefinition;
    use crate::day::fixture::{day, report};

    fn empty() -> DailyStatistics {
        DailyStatistics::new("07005".parse().expect("a valid id"), DayDefinition::Utc, day())
    }

    /// The fresh snow of amounts given as (hours into the window, hours of its period, thousandths of m).
    fn fallen(amounts: &[(u8, i32, i32)]) -> (Option<Milli>, Option<Coverage>) {
        let mut snow = FreshSnow::default();
        for (hours, period, thousandths) in amounts {
            let values =
                [(Variable::SnowfallPeriod, period * 1_000), (Variable::ThicknessOfSnowfallAmount, *thousandths)];
            snow.add(*hours, &report(i64::from(*hours), &values));
        }
        let mut record = empty();
        snow.write(&mut record);
        (record.get(Statistic::FreshSnowTotal), record.coverage(Metric::FreshSnow))
    }

    const FOUR: [(u8, i32, i32); 4] = [(6, -6, 10), (12, -6, 0), (18, -6, 20), (24, 6, 30)];

    #[test]
    fn fresh_snow_is_four_amounts_of_six_hours() {
        assert_eq!(fallen(&FOUR), (Some(Milli::new(60)), Some(Coverage { used: 4, expected: 4 })));
        assert_eq!(fallen(&FOUR[..3]), (None, Some(Coverage { used: 3, expected: 4 })));
    }

    #[test]
    fn amounts_of_another_period_or_below_zero_are_not_read() {
        for other in [(24, -3, 30), (21, -6, 30), (24, -24, 30), (24, -6, -10)] {
            let mut amounts = FOUR;
            amounts[3] = other;
            assert_eq!(fallen(&amounts), (None, Some(Coverage { used: 3, expected: 4 })), "{other:?}");
        }
    }

    fn depth(thousandths: &[i32]) -> (Option<Milli>, Option<Coverage>) {
        let mut depth = SnowDepth::default();
        for (place, thousandths) in thousandths.iter().enumerate() {
            depth.add(&report(place as i64 * 3, &[(Variable::SurfaceSnowThickness, *thousandths)]), true);
        }
        let mut record = empty();
        depth.write(&mut record);
        (record.get(Statistic::SnowDepthMax), record.coverage(Metric::SnowDepth))
    }

    #[test]
    fn one_depth_is_enough_and_a_negative_one_is_none() {
        assert_eq!(depth(&[30]), (Some(Milli::new(30)), Some(Coverage { used: 1, expected: 8 })));
        assert_eq!(depth(&[30, 50, 0, -10]), (Some(Milli::new(50)), Some(Coverage { used: 3, expected: 8 })));
        assert_eq!(depth(&[-20]), (None, Some(Coverage { used: 0, expected: 8 })));
    }
}
