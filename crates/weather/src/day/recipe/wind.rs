//! Wind: the prevailing direction as a mean of vectors, the strongest gust, and the hour of the highest speed.
//!
//! The mean and the highest speed are plain tallies and stand in `instant`. The arithmetic mean of directions is not
//! here and nowhere else: 350° and 10° make north, not south.

use super::highest::Highest;
use crate::day::{DailyStatistics, Metric, REPORTS_NEEDED, Statistic};
use crate::decimal::round_div;
use crate::{Milli, Observation, Variable};

/// The sum of the winds of one day's synoptic reports, each an arrow as long as its speed.
///
/// The components are rounded to billionths of m/s before they are added, as whole numbers. So winds that cancel do
/// cancel, instead of leaving the direction of a rounding error, and neither their order nor the last bit of a
/// platform's sine shows.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct WindVector {
    east: i64,
    north: i64,
    speed: i64,
    reports: u8,
}

impl WindVector {
    /// Parts of a component in one thousandth of m/s.
    const SCALE: f64 = 1e6;

    /// Takes in a synoptic report of the day.
    ///
    /// A calm counts as a report but has no direction, whatever is published beside it. A moving wind whose direction
    /// is missing, 0 or not on the compass can be on no side of the balance: it is left out altogether.
    #[inline]
    pub(in crate::day) fn add(&mut self, report: &Observation) {
        let Some(speed) = report.get(Variable::WindSpeed).map(Milli::thousandths) else { return };
        if speed <= 0 {
            self.reports += u8::from(speed == 0);
            return;
        }
        let Some(direction) = report.get(Variable::WindFromDirection).filter(|direction| is_bearing(*direction)) else {
            return;
        };
        let (sine, cosine) = direction.to_f64().to_radians().sin_cos();
        self.east += scaled(speed, sine);
        self.north += scaled(speed, cosine);
        self.speed += i64::from(speed);
        self.reports += 1;
    }

    /// Writes direction and constancy, if at least six of the eight reports had a wind to add and it was not calm all
    /// day. Winds that cancel have a constancy of 0 and no direction.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        if self.reports < REPORTS_NEEDED || self.speed == 0 {
            return;
        }
        let length = (self.east as f64).hypot(self.north as f64) / Self::SCALE;
        // Rounding of the components can leave the arrow a hair longer than the path.
        let constancy = (length / self.speed as f64).min(1.0);
        record.set(Statistic::WindSpeedConstancy, Milli::from_f64(constancy));
        // Below a thousandth of m/s, the resolution of speeds, there is nothing left to have a direction.
        if length >= 1.0 {
            record.set(Statistic::WindSpeedDirection, self.bearing());
        }
    }

    /// Where the arrow comes from, above 0 and up to 360 degrees.
    fn bearing(self) -> Option<Milli> {
        let degrees = (self.east as f64).atan2(self.north as f64).to_degrees().rem_euclid(360.0);
        Milli::from_f64(degrees).map(|bearing| if bearing == Milli::ZERO { NORTH } else { bearing })
    }
}

const NORTH: Milli = Milli::new(360_000);

fn is_bearing(direction: Milli) -> bool {
    direction > Milli::ZERO && direction <= NORTH
}

#[inline]
fn scaled(speed: i32, share: f64) -> i64 {
    // At most 2^31 times 10^6: exact in a double.
    (f64::from(speed) * share * WindVector::SCALE).round() as i64
}

/// The strongest gust of (00, 24] UTC.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct Gust(Highest);

impl Gust {
    /// Takes in a report of the window: its 10 minute gust and its gust of a longer period.
    #[inline]
    pub(in crate::day) fn add(&mut self, report: &Observation, synoptic: bool) {
        let gust = report.get(Variable::WindSpeedOfGust10min).max(report.get(Variable::WindSpeedOfGust));
        self.0.add(gust, synoptic);
    }

    /// Writes the gust. One report is enough for it: a gust that blew, blew.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        record.set(Statistic::WindSpeedGust, self.0.value());
        record.set_coverage(Metric::WindSpeedGust, Some(self.0.coverage()));
    }
}

/// When the highest wind speed of [00, 24) UTC was reported, the first time if it was several.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct HighestWind {
    speed: Option<Milli>,
    second_of_day: i64,
}

impl HighestWind {
    /// Takes in the next report of the day.
    #[inline]
    pub(in crate::day) fn add(&mut self, report: &Observation) {
        let speed = report.get(Variable::WindSpeed);
        if speed > self.speed {
            *self = Self { speed, second_of_day: report.time.second_of_day() };
        }
    }

    /// Writes the hour, where the record has the highest speed.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        if record.get(Statistic::WindSpeedMax).is_some() {
            let hour_thousandths = round_div(self.second_of_day * 1_000, 3_600);
            record.set(Statistic::WindSpeedMaxHour, Milli::from_thousandths(hour_thousandths));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::Coverage;
    use crate::day::DayDefinition;
    use crate::day::fixture::{day, report};

    fn empty() -> DailyStatistics {
        DailyStatistics::new("07005".parse().expect("a valid id"), DayDefinition::Utc, day())
    }

    /// Direction and constancy of reports given as (m/s, degrees).
    fn prevailing(winds: &[(i32, Option<i32>)]) -> (Option<f64>, Option<f64>) {
        let mut vector = WindVector::default();
        for (place, (speed, direction)) in winds.iter().enumerate() {
            let mut report = report(place as i64 * 3, &[(Variable::WindSpeed, speed * 1000)]);
            report.set(Variable::WindFromDirection, direction.map(|degrees| Milli::new(degrees * 1000)));
            vector.add(&report);
        }
        let mut record = empty();
        vector.write(&mut record);
        let value = |statistic| record.get(statistic).map(Milli::to_f64);
        (value(Statistic::WindSpeedDirection), value(Statistic::WindSpeedConstancy))
    }

    #[test]
    fn directions_on_both_sides_of_north_make_north() {
        let winds = [350, 10, 350, 10, 350, 10].map(|degrees| (5, Some(degrees)));
        assert_eq!(prevailing(&winds), (Some(360.0), Some(0.985)));
    }

    #[test]
    fn the_stronger_wind_weighs_more() {
        let winds = [(3, Some(360)), (3, Some(360)), (3, Some(360)), (4, Some(90)), (4, Some(90)), (4, Some(90))];
        assert_eq!(prevailing(&winds), (Some(53.13), Some(0.714)));
    }

    #[test]
    fn a_calm_counts_as_a_report_without_direction() {
        let winds = [(0, Some(0)), (0, None), (0, Some(90)), (5, Some(270)), (5, Some(270)), (5, Some(270))];
        assert_eq!(prevailing(&winds), (Some(270.0), Some(1.0)));
    }

    #[test]
    fn a_calm_day_has_no_direction() {
        assert_eq!(prevailing(&[(0, Some(0)); 8]), (None, None));
    }

    #[test]
    fn a_moving_wind_without_direction_is_left_out() {
        let mut winds = vec![(5, Some(180)); 6];
        let without = prevailing(&winds);
        winds.extend([(50, None), (50, Some(0))]);
        assert_eq!(prevailing(&winds), without);
        winds.remove(0);
        assert_eq!(prevailing(&winds), (None, None));
    }

    #[test]
    fn winds_that_cancel_have_no_direction() {
        let winds = [20, 140, 260, 20, 140, 260].map(|degrees| (7, Some(degrees)));
        assert_eq!(prevailing(&winds), (None, Some(0.0)));
    }

    /// What gusts given as (10 minutes, longer period) make.
    fn strongest(gusts: &[(Option<i32>, Option<i32>)]) -> (Option<Milli>, Option<Coverage>) {
        let mut gust = Gust::default();
        for (short, long) in gusts {
            let mut report = report(3, &[]);
            report.set(Variable::WindSpeedOfGust10min, short.map(Milli::new));
            report.set(Variable::WindSpeedOfGust, long.map(Milli::new));
            gust.add(&report, true);
        }
        let mut record = empty();
        gust.write(&mut record);
        (record.get(Statistic::WindSpeedGust), record.coverage(Metric::WindSpeedGust))
    }

    #[test]
    fn the_gust_is_the_strongest_of_both_kinds() {
        let gusts = [(Some(8_000), Some(12_000)), (Some(13_000), None), (None, None)];
        assert_eq!(strongest(&gusts), (Some(Milli::new(13_000)), Some(Coverage { used: 2, expected: 8 })));
    }

    #[test]
    fn no_gust_is_not_a_gust_of_zero() {
        assert_eq!(strongest(&[(None, None)]), (None, Some(Coverage { used: 0, expected: 8 })));
    }

    /// The hour of the highest of speeds given as (seconds after 00 UTC, thousandths of m/s).
    fn highest_hour(speeds: &[(i64, i32)], known: bool) -> Option<String> {
        let mut highest = HighestWind::default();
        for (seconds, thousandths) in speeds {
            let mut report = report(0, &[(Variable::WindSpeed, *thousandths)]);
            report.time = crate::Time::from_unix(report.time.unix() + seconds);
            highest.add(&report);
        }
        let mut record = empty();
        record.set(Statistic::WindSpeedMax, known.then_some(Milli::new(1)));
        highest.write(&mut record);
        record.get(Statistic::WindSpeedMaxHour).map(|hour| hour.to_string())
    }

    #[test]
    fn the_hour_of_the_highest_wind_is_the_first_of_equals_in_hours_of_the_day() {
        let hour = |speeds: &[(i64, i32)]| highest_hour(speeds, true);
        assert_eq!(hour(&[(0, 5), (10_800, 9), (21_600, 9)]).as_deref(), Some("3"));
        assert_eq!(hour(&[(0, 0), (10_800, 0)]).as_deref(), Some("0"));
        assert_eq!(hour(&[(51_000, 9)]).as_deref(), Some("14.167"));
    }

    #[test]
    fn a_highest_wind_that_is_not_known_has_no_hour() {
        assert_eq!(highest_hour(&[(10_800, 9)], false), None);
    }
}
