//! The state of the air over [00, 24) UTC: mean, lowest and highest of what the reports say.
//!
//! The same in both definitions, but for the extremes of temperature, which `temperature` decides.

use crate::day::{Coverage, DailyStatistics, Metric, REPORTS_NEEDED, SYNOPTIC_REPORTS, Statistic};
use crate::{Milli, Observation, Variable};

/// The values of one variable on one day.
///
/// The mean and the completeness are of the synoptic reports, the extremes of all: an hourly station's mean weighs
/// like any other's, and its strongest wind is not lost for having blown at 14 UTC.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct Tally {
    sum: i64,
    synoptic_reports: u8,
    lowest: Option<Milli>,
    highest: Option<Milli>,
}

impl Tally {
    #[inline]
    fn add(&mut self, value: Milli, synoptic: bool) {
        if synoptic {
            self.sum += i64::from(value.thousandths());
            self.synoptic_reports += 1;
        }
        self.lowest = Some(self.lowest.map_or(value, |lowest| lowest.min(value)));
        self.highest = self.highest.max(Some(value));
    }

    const fn is_complete(self) -> bool {
        self.synoptic_reports >= REPORTS_NEEDED
    }

    fn mean(self) -> Option<Milli> {
        Milli::mean(self.sum, u32::from(self.synoptic_reports)).filter(|_| self.is_complete())
    }

    /// The lowest value, if the day is complete.
    pub(in crate::day) fn lowest(self) -> Option<Milli> {
        self.lowest.filter(|_| self.is_complete())
    }

    /// The highest value, if the day is complete.
    pub(in crate::day) fn highest(self) -> Option<Milli> {
        self.highest.filter(|_| self.is_complete())
    }

    /// The synoptic reports that have the variable, of the eight.
    pub(in crate::day) const fn coverage(self) -> Coverage {
        Coverage { used: self.synoptic_reports, expected: SYNOPTIC_REPORTS }
    }
}

/// A variable, what its coverage is said of, and where its mean, lowest and highest value go.
type Recipe = (Variable, Metric, Option<Statistic>, Option<Statistic>, Option<Statistic>);

const TEMPERATURE: usize = 0;

#[rustfmt::skip]
const RECIPES: [Recipe; 8] = {
    use {Metric as M, Statistic as S, Variable as V};
    [
        (V::AirTemperature, M::Temperature, Some(S::TemperatureAvg), None, None),
        (V::AirPressureAtMeanSeaLevel, M::Pressure, Some(S::PressureAvg), Some(S::PressureMin), Some(S::PressureMax)),
        (V::SurfaceAirPressure, M::SurfacePressure, Some(S::SurfacePressureAvg), Some(S::SurfacePressureMin), Some(S::SurfacePressureMax)),
        (V::RelativeHumidity, M::Humidity, Some(S::HumidityAvg), Some(S::HumidityMin), Some(S::HumidityMax)),
        (V::DewPointTemperature, M::DewPoint, Some(S::DewPointAvg), Some(S::DewPointMin), Some(S::DewPointMax)),
        (V::WindSpeed, M::WindSpeed, Some(S::WindSpeedAvg), None, Some(S::WindSpeedMax)),
        (V::VisibilityInAir, M::Visibility, None, Some(S::VisibilityMin), None),
        // A sky that cannot be seen (published as 101 %) is a missing cloud cover with a mark.
        (V::CloudAreaFraction, M::CloudCover, Some(S::CloudCoverAvg), None, None),
    ]
};

/// The tallies of one day, in the order of the recipes.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct Instants([Tally; RECIPES.len()]);

impl Instants {
    /// Takes in a report of the day.
    #[inline]
    pub(in crate::day) fn add(&mut self, report: &Observation, synoptic: bool) {
        for (tally, (variable, ..)) in self.0.iter_mut().zip(&RECIPES) {
            if let Some(value) = report.get(*variable) {
                tally.add(value, synoptic);
            }
        }
    }

    /// The tally of the air temperature, whose extremes are not the same in both definitions.
    pub(in crate::day) const fn temperature(&self) -> Tally {
        self.0[TEMPERATURE]
    }

    /// Writes every mean, extreme and coverage but the extremes of temperature.
    pub(in crate::day) fn write(&self, record: &mut DailyStatistics) {
        for (tally, (_, metric, avg, min, max)) in self.0.iter().zip(&RECIPES) {
            record.set_coverage(*metric, Some(tally.coverage()));
            for (statistic, value) in [(avg, tally.mean()), (min, tally.lowest()), (max, tally.highest())] {
                if let Some(statistic) = statistic {
                    record.set(*statistic, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::DayDefinition;
    use crate::day::fixture::{day, report};

    /// The record of a day of reports, each an hour and the thousandths of both its values.
    fn record(reports: &[(i64, i32)], synoptic: bool) -> DailyStatistics {
        let mut instants = Instants::default();
        for (hour, thousandths) in reports {
            let values = [(Variable::AirTemperature, *thousandths), (Variable::RelativeHumidity, *thousandths)];
            instants.add(&report(*hour, &values), synoptic);
        }
        let mut record = DailyStatistics::new("07005".parse().expect("a valid id"), DayDefinition::Utc, day());
        instants.write(&mut record);
        record
    }

    const SIX: [(i64, i32); 6] = [(0, 10), (3, 20), (6, -30), (9, 40), (12, 50), (21, 61)];

    #[test]
    fn six_of_eight_reports_are_enough() {
        let record = record(&SIX, true);
        assert_eq!(record.get(Statistic::TemperatureAvg), Some(Milli::new(25)));
        assert_eq!(record.get(Statistic::HumidityMin), Some(Milli::new(-30)));
        assert_eq!(record.get(Statistic::HumidityMax), Some(Milli::new(61)));
        assert_eq!(record.coverage(Metric::Temperature), Some(Coverage { used: 6, expected: 8 }));
    }

    #[test]
    fn five_of_eight_reports_give_no_value_but_a_coverage() {
        let record = record(&SIX[..5], true);
        for statistic in [Statistic::TemperatureAvg, Statistic::HumidityMin, Statistic::HumidityMax] {
            assert_eq!(record.get(statistic), None);
        }
        assert_eq!(record.coverage(Metric::Temperature), Some(Coverage { used: 5, expected: 8 }));
    }

    #[test]
    fn reports_between_the_synoptic_hours_do_not_count() {
        let record = record(&SIX, false);
        assert_eq!(record.get(Statistic::TemperatureAvg), None);
        assert_eq!(record.coverage(Metric::Temperature), Some(Coverage { used: 0, expected: 8 }));
    }

    #[test]
    fn reports_between_the_synoptic_hours_move_the_extremes_but_not_the_mean() {
        let mut tally = Tally::default();
        for (_, thousandths) in SIX {
            tally.add(Milli::new(thousandths), true);
        }
        let mean = tally.mean();
        tally.add(Milli::new(-500), false);
        tally.add(Milli::new(500), false);
        assert_eq!(tally.mean(), mean);
        assert_eq!((tally.lowest(), tally.highest()), (Some(Milli::new(-500)), Some(Milli::new(500))));
    }
}
