//! Temperature, dew point, humidity, visibility, and the extremes of 12 and 24 hours.

use weather::Variable;

use super::{Report, Sky};
use crate::simulate::random::{Purpose, exponential, nearest, wave};
use crate::simulate::site::{Group, Moment, Site};

/// Hours of a mean year of 365.25 days.
const HOURS_A_YEAR: i64 = 8_766;

/// The part of the year after 1 January at which the north is warmest: the last week of July.
const WARMEST_TURN: f64 = 0.56;

/// The part of the solar day at which the air is warmest: 15 h.
const WARMEST_HOUR_TURN: f64 = 15.0 / 24.0;

impl Site {
    /// Air temperature at a full hour, tenths of °C.
    pub(super) fn temperature(&self, hour: i64) -> i32 {
        let climate = &self.climate;
        let masses = self.area.smooth(Purpose::Warmth, hour, 110) + 0.55 * self.own.smooth(Purpose::Warmth, hour, 34);
        let whims = self.own.smooth(Purpose::Mildness, hour, 5);
        let sun = 0.65 + 0.35 * self.area.smooth(Purpose::Dryness, hour, 60);
        let celsius = climate.mean_c
            + climate.season_c * self.summer(hour)
            + climate.day_c * sun * self.daylight(hour)
            + climate.swing_c * masses
            + 0.7 * whims;
        nearest(celsius * 10.0)
    }

    /// The lowest and highest temperature within the hour before a full hour, tenths of °C.
    fn range_of_hour(&self, hour: i64) -> (i32, i32) {
        let at_hour = self.temperature(hour);
        let beyond = self.own.up_to(Purpose::Minute, hour, 35) as i32;
        (at_hour - beyond % 6, at_hour + beyond / 6)
    }

    /// The lowest and highest temperature of the `hours` before a full hour, tenths of °C.
    fn range_of(&self, hour: i64, hours: i64) -> (i32, i32) {
        let ranges = (0..hours).map(|back| self.range_of_hour(hour - back));
        ranges.fold((i32::MAX, i32::MIN), |(low, high), (lower, higher)| (low.min(lower), high.max(higher)))
    }

    /// 1 in high summer of the north, -1 in its deepest winter.
    pub(super) fn summer(&self, hour: i64) -> f64 {
        let turn = hour.rem_euclid(HOURS_A_YEAR) as f64 / HOURS_A_YEAR as f64;
        wave(turn + (1.25 - WARMEST_TURN))
    }

    /// 1 in mid-afternoon, -1 before dawn.
    fn daylight(&self, hour: i64) -> f64 {
        let turn = hour.rem_euclid(24) as f64 / 24.0 + self.climate.solar_turn;
        let turn = if turn >= 1.0 { turn - 1.0 } else { turn };
        wave(turn + (1.25 - WARMEST_HOUR_TURN))
    }

    /// The moisture of the air column, -1 to 1: it makes the clouds, and above a threshold the rain.
    pub(super) fn moisture(&self, hour: i64) -> f64 {
        0.62 * self.area.smooth(Purpose::Moisture, hour, 44) + 0.5 * self.own.smooth(Purpose::Moisture, hour, 8)
    }

    /// What the air is like at a moment.
    pub(super) fn sky(&self, moment: Moment) -> Sky {
        let hour = moment.hour;
        let temperature = self.temperature(hour);
        let moisture = self.moisture(hour);
        let masses = 0.65 * self.area.smooth(Purpose::Dryness, hour, 80);
        let dryness = 0.72 - 1.15 * moisture + 0.35 * self.daylight(hour) + masses;
        let depression = self.climate.dryness_c * (1.0 + 0.4 * self.summer(hour)) * dryness;
        let dew_point = temperature - nearest(depression * 10.0).max(1);
        let fog = dryness < 0.45 && self.own.smooth(Purpose::Fog, hour, 9) > 0.70;
        let dew_point = if fog { temperature - 1 } else { dew_point };
        let visibility_m = self.visibility(hour, dryness, fog);
        Sky { temperature, dew_point, moisture, fog, visibility_m }
    }

    fn visibility(&self, hour: i64, dryness: f64, fog: bool) -> i32 {
        let haze = self.own.up_to(Purpose::Haze, hour, 99) as i32;
        if fog {
            return 100 + haze / 12 * 100;
        }
        match dryness {
            ..0.0 => 1_500 + haze * 90 / 100 * 100,
            0.0..0.45 => 5_000 + haze / 10 * 1_000,
            0.45..0.9 => 10_000 + haze / 9 * 1_000,
            _ if haze < 55 => 20_000,
            _ => 20_000 + (haze - 54) / 5 * 5_000,
        }
    }
}

impl Report<'_> {
    /// Reports temperature, dew point, humidity and visibility.
    pub(super) fn air(&mut self, sky: Sky) {
        if self.presence.has(Group::AirTemperature) {
            self.set_tenths(Variable::AirTemperature, sky.temperature);
        }
        if self.presence.has(Group::Humidity) {
            self.set_tenths(Variable::DewPointTemperature, sky.dew_point);
            self.set_whole(Variable::RelativeHumidity, humidity(sky));
        }
        if self.presence.has(Group::Visibility) {
            self.set_whole(Variable::VisibilityInAir, sky.visibility_m);
        }
    }

    /// Reports the extremes of the last 12 and 24 hours, and the minimum near the ground.
    pub(super) fn extremes(&mut self) {
        let has = |group| self.presence.has(group);
        let (low12, high12, ground) = (has(Group::Minimum12h), has(Group::Maximum12h), has(Group::GroundMinimum));
        let (low24, high24) = (has(Group::Minimum24h), has(Group::Maximum24h));
        if low12 || high12 || ground {
            let (low, high) = self.site.range_of(self.moment.hour, 12);
            self.set_if(low12, Variable::AirTemperatureMin12h, low);
            self.set_if(high12, Variable::AirTemperatureMax12h, high);
            let colder = self.site.own.up_to(Purpose::Ground, self.moment.hour, 40) as i32;
            // The ground thermometer is read in whole degrees.
            self.set_if(ground, Variable::GroundTemperatureMin12h, (low - colder).div_euclid(10) * 10);
        }
        if low24 || high24 {
            let (low, high) = self.site.range_of(self.moment.hour, 24);
            self.set_if(low24, Variable::AirTemperatureMin24h, low);
            self.set_if(high24, Variable::AirTemperatureMax24h, high);
        }
    }

    fn set_if(&mut self, reported: bool, variable: Variable, tenths: i32) {
        if reported {
            self.set_tenths(variable, tenths);
        }
    }
}

/// Relative humidity by the Magnus formula, %.
fn humidity(sky: Sky) -> i32 {
    let exponent = |tenths: i32| 17.62 * f64::from(tenths) / (2_431.2 + f64::from(tenths));
    let ratio = exponential(exponent(sky.dew_point) - exponent(sky.temperature));
    nearest(ratio * 100.0).clamp(1, 100)
}
