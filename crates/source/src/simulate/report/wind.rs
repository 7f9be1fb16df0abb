//! Wind and gusts. Speeds are whole knots, as anemometers report them, published in tenths of m/s.

use weather::Variable;

use super::Report;
use crate::simulate::random::{Purpose, nearest};
use crate::simulate::site::{Group, Site};

/// The gust of the last ten minutes is reported from this speed, knots: 12.9 m/s is the least of January 2013.
const STRONG_GUST_KNOTS: i32 = 25;

/// Minutes of the period of a gust; negative, because it counts back from the report.
const GUST_PERIOD_MIN: i32 = -10;

impl Site {
    /// Mean wind of ten minutes, knots.
    fn wind_knots(&self, hour: i64) -> i32 {
        let strength = 1.05
            + 0.95 * self.area.smooth(Purpose::Gale, hour, 60)
            + 0.55 * self.own.smooth(Purpose::Breeze, hour, 7)
            + 0.25 * self.own.smooth(Purpose::Gale, hour, 170);
        // Squared in part: many weak winds, a long tail of gales.
        let strength = strength.max(0.0);
        nearest(self.climate.wind_knots * strength * (0.50 + 0.50 * strength) + 0.2).max(0)
    }

    /// Where the wind comes from, degrees in tens, 10 to 360.
    fn wind_from(&self, hour: i64) -> i32 {
        let climate = &self.climate;
        let veer = self.area.smooth(Purpose::Veer, hour, 70) * 0.8 + self.own.smooth(Purpose::Veer, hour, 9) * 0.2;
        let tens = nearest((climate.wind_from_degrees + climate.wind_veer_degrees * veer) / 10.0).rem_euclid(36);
        if tens == 0 { 360 } else { tens * 10 }
    }
}

impl Report<'_> {
    /// Reports wind and gusts; the gust in knots, for what is said of it elsewhere.
    pub(super) fn wind(&mut self) -> i32 {
        let hour = self.moment.hour;
        let mean = self.site.wind_knots(hour);
        if self.presence.has(Group::Wind) {
            let from = if mean == 0 { 0 } else { self.site.wind_from(hour) };
            self.set_whole(Variable::WindFromDirection, from);
            self.set_tenths(Variable::WindSpeed, tenths_of_knots(mean));
        }
        let roughness = self.site.own.unit(Purpose::Gust, hour);
        let gust = nearest(f64::from(mean) * (1.3 + 0.5 * roughness) + 2.0 * roughness);
        if self.presence.has(Group::Gust) {
            self.set_tenths(Variable::WindSpeedOfGust, tenths_of_knots(gust));
            self.set_whole(Variable::WindGustPeriod, GUST_PERIOD_MIN);
        }
        let recent = mean + (gust - mean) * 7 / 10;
        if recent >= STRONG_GUST_KNOTS && self.presence.has(Group::Gust10min) {
            self.set_tenths(Variable::WindSpeedOfGust10min, tenths_of_knots(recent));
        }
        gust
    }
}

/// A knot is 0.5144 m/s.
fn tenths_of_knots(knots: i32) -> i32 {
    (knots * 5_144 + 500) / 1_000
}
