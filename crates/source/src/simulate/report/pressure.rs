//! Pressure at the station and at sea level, its tendencies, and the 850 hPa level of mountain stations.

use weather::Variable;

use super::Report;
use crate::simulate::random::{Purpose, nearest, wave};
use crate::simulate::site::{Group, Site};

/// The standard level whose height mountain stations report, hPa.
const LEVEL_HPA: i32 = 850;

impl Site {
    /// Pressure at sea level, hPa.
    fn sea_level_pressure(&self, hour: i64) -> f64 {
        let climate = &self.climate;
        let systems = 0.70 * self.area.smooth(Purpose::Pressure, hour, 130)
            + 0.40 * self.area.smooth(Purpose::Front, hour, 30)
            + 0.08 * self.own.smooth(Purpose::Drift, hour, 20);
        let turn = hour.rem_euclid(12) as f64 / 12.0;
        climate.pressure_hpa + climate.pressure_swing_hpa * systems + climate.tide_hpa * wave(turn)
    }

    /// Pressure at the station, tenths of hPa.
    fn station_pressure(&self, hour: i64) -> i32 {
        nearest(self.sea_level_pressure(hour) * self.pressure_ratio * 10.0)
    }
}

impl Report<'_> {
    /// Reports pressures and tendencies.
    pub(super) fn pressure(&mut self) {
        let hour = self.moment.hour;
        let at_station = self.site.station_pressure(hour);
        if self.presence.has(Group::StationPressure) {
            self.set_tenths(Variable::SurfaceAirPressure, at_station);
        }
        if self.site.reduces_to_sea_level && self.presence.has(Group::SeaLevelPressure) {
            let at_sea_level = nearest(self.site.sea_level_pressure(hour) * 10.0);
            self.set_tenths(Variable::AirPressureAtMeanSeaLevel, at_sea_level);
        }
        if self.presence.has(Group::Tendency3h) {
            let tendency = at_station - self.site.station_pressure(hour - 3);
            self.set_tenths(Variable::TendencyOfAirPressure3h, tendency);
            self.set_whole(Variable::PressureTendencyCode, self.tendency_code(tendency));
        }
        if self.presence.has(Group::Tendency24h) {
            let tendency = at_station - self.site.station_pressure(hour - 24);
            self.set_tenths(Variable::TendencyOfAirPressure24h, tendency);
        }
        if self.site.reports_level {
            self.level(at_station);
        }
    }

    /// WMO table 0200: 0-3 higher than three hours ago, 4 the same, 5-8 lower.
    fn tendency_code(&self, tendency: i32) -> i32 {
        let kind = self.site.own.up_to(Purpose::Tendency, self.moment.hour, 99) as i32;
        let shape = [14, 42, 56, 99].iter().position(|share| kind <= *share).unwrap_or(3) as i32;
        match tendency {
            1.. => shape,
            0 => 4,
            _ => 5 + shape,
        }
    }

    /// The geopotential of the 850 hPa level, from its distance to the station at 8 m/hPa, in steps of 10 m²/s².
    fn level(&mut self, pressure_tenths: i32) {
        let altitude_m = self.site.station.altitude.map_or(0, |altitude| altitude.thousandths() / 1000);
        let above_m = (pressure_tenths - LEVEL_HPA * 10) * 8 / 10;
        let geopotential = (altitude_m + above_m) * 98 / 100 * 10;
        self.set_whole(Variable::IsobaricLevel, LEVEL_HPA);
        self.set_whole(Variable::Geopotential, geopotential);
    }
}
