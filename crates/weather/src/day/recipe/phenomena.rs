//! Phenomena: what was seen of fog, thunder, snow, freezing rain and hail, and what would have been.
//!
//! What a figure of present or past weather says is in [`phenomenon`](crate::phenomenon); which hours it says it of is
//! decided by the kernel, which hands the present and the past of a report over one by one.

use crate::day::{Coverage, DailyStatistics, Metric, SYNOPTIC_REPORTS};
use crate::phenomenon::{past_weather, present_weather};
use crate::{Milli, Observation, Phenomena, Variable};

/// Below it there is fog.
const FOG_VISIBILITY: Milli = Milli::new(1_000_000);

/// The phenomena of one day.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct Sightings {
    seen: Phenomena,
    watched: Phenomena,
    synoptic_reports: u8,
}

impl Sightings {
    /// Takes in the state at the time of a report of [00, 24) UTC.
    #[inline]
    pub(in crate::day) fn add_present(&mut self, report: &Observation, synoptic: bool) {
        let sighting = present_weather(report.get(Variable::PresentWeatherCode));
        self.add(sighting.now, sighting.watched);
        // A code of no table, such as BUFR's "omitted", is no present weather: it watches nothing.
        self.synoptic_reports += u8::from(synoptic && !sighting.watched.is_empty());
        if let Some(visibility) = report.get(Variable::VisibilityInAir) {
            let foggy = (Milli::ZERO..FOG_VISIBILITY).contains(&visibility);
            self.add(if foggy { Phenomena::FOG } else { Phenomena::NONE }, Phenomena::FOG);
        }
    }

    /// Takes in what was before a report of (00, 24] UTC: in the hour before it, by its present weather, and in the
    /// three or six hours before it, by its past weather. All of these are hours of the day.
    #[inline]
    pub(in crate::day) fn add_past(&mut self, report: &Observation) {
        self.add(present_weather(report.get(Variable::PresentWeatherCode)).before, Phenomena::NONE);
        for variable in [Variable::PastWeatherCode1, Variable::PastWeatherCode2] {
            let sighting = past_weather(report.get(variable));
            self.add(sighting.before, sighting.watched);
        }
    }

    fn add(&mut self, seen: Phenomena, watched: Phenomena) {
        self.seen = self.seen.with(seen);
        self.watched = self.watched.with(seen).with(watched);
    }

    /// Writes what was seen, what was watched, and how many reports say what the weather is.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        let coverage = Coverage { used: self.synoptic_reports, expected: SYNOPTIC_REPORTS };
        record.set_phenomena(self.seen);
        record.set_observable(self.watched);
        record.set_coverage(Metric::PresentWeather, Some(coverage));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::DayDefinition;
    use crate::day::fixture::{day, report};

    use Phenomena as P;
    use Variable::{PastWeatherCode1 as W1, PastWeatherCode2 as W2, PresentWeatherCode as WW, VisibilityInAir as VV};

    /// Seen and observable, of the reports of one day, each a list of whole values.
    fn phenomena(reports: &[&[(Variable, i32)]]) -> (Phenomena, Phenomena) {
        let mut sightings = Sightings::default();
        for values in reports {
            let values: Vec<_> = values.iter().map(|(variable, whole)| (*variable, whole * 1_000)).collect();
            let report = report(12, &values);
            sightings.add_present(&report, true);
            sightings.add_past(&report);
        }
        let mut record = DailyStatistics::new("07005".parse().expect("a valid id"), DayDefinition::Utc, day());
        sightings.write(&mut record);
        let coverage = record.coverage(Metric::PresentWeather).expect("always there");
        let codes = reports.iter().filter(|values| values.iter().any(|(variable, _)| *variable == WW));
        assert_eq!(usize::from(coverage.used), codes.count());
        (record.phenomena(), record.observable())
    }

    const SENSED: Phenomena = P::FOG.with(P::SNOW).with(P::FREEZING_RAIN);

    #[test]
    fn an_observers_quiet_day_has_none_of_all() {
        assert_eq!(phenomena(&[&[(WW, 2), (W1, 1), (W2, 1)]]), (P::NONE, P::ALL));
        assert_eq!(phenomena(&[&[(WW, 2)]]), (P::NONE, P::ALL));
    }

    #[test]
    fn no_thunder_from_an_automatic_station_is_not_no_thunder() {
        assert_eq!(phenomena(&[&[(WW, 0)], &[(WW, 61)], &[(WW, 100)]]), (P::NONE, SENSED));
    }

    #[test]
    fn a_day_without_weather_observes_nothing() {
        assert_eq!(phenomena(&[&[], &[(Variable::AirTemperature, 5)]]), (P::NONE, P::NONE));
    }

    #[test]
    fn a_code_of_no_table_is_no_present_weather() {
        let mut sightings = Sightings::default();
        sightings.add_present(&report(12, &[(WW, 508_000)]), true);
        assert_eq!((sightings.watched, sightings.synoptic_reports), (P::NONE, 0));
    }

    #[test]
    fn what_was_seen_was_observable() {
        assert_eq!(phenomena(&[&[(WW, 195)]]), (P::THUNDERSTORM, SENSED.with(P::THUNDERSTORM)));
    }

    #[test]
    fn past_weather_is_seen_too() {
        let (seen, _) = phenomena(&[&[(WW, 2), (W1, 9), (W2, 7)], &[(WW, 2), (W1, 2), (W2, 4)]]);
        assert_eq!(seen, P::THUNDERSTORM.with(P::SNOW).with(P::FOG));
    }

    #[test]
    fn fog_is_a_code_or_a_visibility_below_a_kilometre() {
        for (values, foggy) in [((VV, 999), true), ((VV, 1_000), false), ((VV, -1), false), ((WW, 45), true)] {
            let (seen, observable) = phenomena(&[&[values]]);
            assert_eq!((seen.contains(P::FOG), observable.contains(P::FOG)), (foggy, true), "{values:?}");
        }
    }
}
