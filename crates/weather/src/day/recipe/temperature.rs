//! The lowest and highest temperature of a day, which the two definitions take from different measurements.
//!
//! `utc` has only the reports to look at. `climatological` has TN and TX, each of two 12 hour extremes that a station
//! measured between its reports; the extremes of eight reports are off by more than 1 °C on one day in five.

use super::instant::Tally;
use crate::day::{Coverage, DailyStatistics, Method, Metric, Statistic};
use crate::{DayEnds, Milli, Observation, Variable};

/// Which extreme a 12 hour value is a half of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::day) enum Half {
    Tn,
    Tx,
}

/// A time of day at which a half ends.
#[derive(Debug, Clone, Copy)]
struct HalfEnd {
    half: Half,
    second_of_day: i64,
    days_later: i64,
}

impl HalfEnd {
    fn new(half: Half, hours: i64) -> Self {
        Self { half, second_of_day: hours.rem_euclid(24) * 3_600, days_later: hours.div_euclid(24) }
    }
}

/// The times of day at which a station's halves end: 12 hours before, and at, the end of its TN and of its TX.
#[derive(Debug, Clone, Copy)]
pub(in crate::day) struct HalfEnds([HalfEnd; 4]);

impl HalfEnds {
    /// Those of a station.
    pub(in crate::day) fn new(ends: DayEnds) -> Self {
        let (tn_hours, tx_hours) = (i64::from(ends.tn_hours), i64::from(ends.tx_hours));
        Self([
            HalfEnd::new(Half::Tn, tn_hours - 12),
            HalfEnd::new(Half::Tn, tn_hours),
            HalfEnd::new(Half::Tx, tx_hours - 12),
            HalfEnd::new(Half::Tx, tx_hours),
        ])
    }

    /// The halves that end at a time of day, and how many days before the report's own the day is that has them.
    #[inline]
    pub(in crate::day) fn ending_at(&self, second_of_day: i64) -> impl Iterator<Item = (Half, i64)> {
        let ends = self.0.iter().filter(move |end| end.second_of_day == second_of_day);
        ends.map(|end| (end.half, end.days_later))
    }
}

/// The halves of TN or TX found so far.
#[derive(Debug, Clone, Copy, Default)]
struct Halves {
    found: u8,
    extreme: Option<Milli>,
}

impl Halves {
    const EXPECTED: u8 = 2;

    fn add(&mut self, value: Option<Milli>, pick: fn(Milli, Milli) -> Milli) {
        let Some(value) = value else { return };
        self.found += 1;
        self.extreme = Some(self.extreme.map_or(value, |extreme| pick(extreme, value)));
    }

    /// The extreme of both halves; one half of a day says nothing about the other.
    fn value(self) -> Option<Milli> {
        self.extreme.filter(|_| self.found == Self::EXPECTED)
    }

    const fn coverage(self) -> Coverage {
        Coverage { used: self.found, expected: Self::EXPECTED }
    }
}

/// TN and TX of one day in the making.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct Extremes {
    tn: Halves,
    tx: Halves,
}

impl Extremes {
    /// Takes in a report at the end of one of the day's halves.
    pub(in crate::day) fn add(&mut self, half: Half, report: &Observation) {
        match half {
            Half::Tn => self.tn.add(report.get(Variable::AirTemperatureMin12h), Ord::min),
            Half::Tx => self.tx.add(report.get(Variable::AirTemperatureMax12h), Ord::max),
        }
    }

    /// Writes TN and TX.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        write(record, MIN, self.tn.value(), self.tn.coverage(), Method::Tn12);
        write(record, MAX, self.tx.value(), self.tx.coverage(), Method::Tx12);
    }
}

/// Writes the extremes of the temperatures reported in [00, 24) UTC.
pub(in crate::day) fn write_reported(tally: Tally, record: &mut DailyStatistics) {
    write(record, MIN, tally.lowest(), tally.coverage(), Method::Reports);
    write(record, MAX, tally.highest(), tally.coverage(), Method::Reports);
}

const MIN: (Statistic, Metric) = (Statistic::TemperatureMin, Metric::TemperatureMin);
const MAX: (Statistic, Metric) = (Statistic::TemperatureMax, Metric::TemperatureMax);

fn write(
    record: &mut DailyStatistics,
    (statistic, metric): (Statistic, Metric),
    value: Option<Milli>,
    coverage: Coverage,
    method: Method,
) {
    record.set(statistic, value);
    record.set_coverage(metric, Some(coverage));
    record.set_method(metric, value.map(|_| method));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::DayDefinition;
    use crate::day::fixture::{day, report};

    fn record(extremes: Extremes) -> DailyStatistics {
        let mut record =
            DailyStatistics::new("07005".parse().expect("a valid id"), DayDefinition::Climatological, day());
        extremes.write(&mut record);
        record
    }

    fn halves(reports: &[(Half, i32)]) -> Extremes {
        let mut extremes = Extremes::default();
        for (half, thousandths) in reports {
            let (variable, hours) = match half {
                Half::Tn => (Variable::AirTemperatureMin12h, 18),
                Half::Tx => (Variable::AirTemperatureMax12h, 30),
            };
            extremes.add(*half, &report(hours, &[(variable, *thousandths)]));
        }
        extremes
    }

    #[test]
    fn tn_is_the_lower_and_tx_the_higher_half() {
        let record = record(halves(&[(Half::Tn, -100), (Half::Tn, 200), (Half::Tx, 5_000), (Half::Tx, 4_000)]));
        assert_eq!(record.get(Statistic::TemperatureMin), Some(Milli::new(-100)));
        assert_eq!(record.get(Statistic::TemperatureMax), Some(Milli::new(5_000)));
        assert_eq!(record.method(Metric::TemperatureMin), Some(Method::Tn12));
        assert_eq!(record.method(Metric::TemperatureMax), Some(Method::Tx12));
    }

    #[test]
    fn one_half_gives_no_extreme() {
        let record = record(halves(&[(Half::Tn, -100)]));
        assert_eq!(record.get(Statistic::TemperatureMin), None);
        assert_eq!(record.method(Metric::TemperatureMin), None);
        assert_eq!(record.coverage(Metric::TemperatureMin), Some(Coverage { used: 1, expected: 2 }));
        assert_eq!(record.coverage(Metric::TemperatureMax), Some(Coverage { used: 0, expected: 2 }));
    }

    /// The halves of `ends`, as hours after 00 UTC of the day they belong to.
    fn hours(ends: DayEnds, wanted: Half) -> Vec<i64> {
        let all = HalfEnds::new(ends).0;
        all.iter().filter(|end| end.half == wanted).map(|end| end.days_later * 24 + end.second_of_day / 3_600).collect()
    }

    #[test]
    fn halves_end_at_the_hours_of_the_station() {
        for (ends, tn, tx) in [
            (DayEnds::METROPOLITAN, [6, 18], [18, 30]),
            (DayEnds::INDIAN_OCEAN, [3, 15], [15, 27]),
            (DayEnds::GUYANE, [9, 21], [21, 33]),
            (DayEnds::ANTILLES, [12, 24], [24, 36]),
            (DayEnds::TERRE_ADELIE, [-3, 9], [9, 21]),
        ] {
            assert_eq!((hours(ends, Half::Tn), hours(ends, Half::Tx)), (tn.to_vec(), tx.to_vec()));
        }
    }

    #[test]
    fn a_report_at_one_hour_can_end_a_half_of_two_days() {
        let ends = HalfEnds::new(DayEnds::METROPOLITAN);
        assert_eq!(ends.ending_at(6 * 3_600).collect::<Vec<_>>(), [(Half::Tn, 0), (Half::Tx, 1)]);
        assert_eq!(ends.ending_at(9 * 3_600).count(), 0);
    }
}
