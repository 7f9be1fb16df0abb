//! Climates: a few numbers a zone, moved by latitude and altitude.
//!
//! Good enough for files that look right (winters, summers, calms, trade winds, depressions), not for science.

use weather::{Coordinate, Milli, Station};

/// What the weather of a station does over years.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Climate {
    /// Names the numbers that the stations of a zone share.
    pub(in crate::simulate) zone: &'static str,
    /// Mean air temperature over years, °C.
    pub(in crate::simulate) mean_c: f64,
    /// Half the difference of summer and winter, °C; negative where January is summer.
    pub(in crate::simulate) season_c: f64,
    /// Half the difference of day and night, °C.
    pub(in crate::simulate) day_c: f64,
    /// How far fronts and air masses move the temperature, °C.
    pub(in crate::simulate) swing_c: f64,
    /// The depression of the dew point in middling air, °C.
    pub(in crate::simulate) dryness_c: f64,
    /// Mean pressure at sea level, hPa.
    pub(in crate::simulate) pressure_hpa: f64,
    /// How far depressions and anticyclones move it, hPa.
    pub(in crate::simulate) pressure_swing_hpa: f64,
    /// The half-daily tide of the atmosphere, hPa.
    pub(in crate::simulate) tide_hpa: f64,
    /// Mean wind, knots.
    pub(in crate::simulate) wind_knots: f64,
    /// Where the wind mostly comes from, degrees.
    pub(in crate::simulate) wind_from_degrees: f64,
    /// How far it veers from there, degrees.
    pub(in crate::simulate) wind_veer_degrees: f64,
    /// The moisture (-1 to 1) above which it rains.
    pub(in crate::simulate) rain_above: f64,
    /// How hard, tenths of a millimetre an hour.
    pub(in crate::simulate) rain_tenths: f64,
    /// Local solar time minus UTC, as a part of a day in [0, 1).
    pub(in crate::simulate) solar_turn: f64,
}

const TEMPERATE: Climate = Climate {
    zone: "temperate",
    mean_c: 27.5,
    season_c: 7.3,
    day_c: 3.2,
    swing_c: 8.0,
    dryness_c: 5.6,
    pressure_hpa: 1016.0,
    pressure_swing_hpa: 28.0,
    tide_hpa: 0.5,
    wind_knots: 5.8,
    wind_from_degrees: 260.0,
    wind_veer_degrees: 190.0,
    rain_above: 0.42,
    rain_tenths: 30.0,
    solar_turn: 0.0,
};

const NEWFOUNDLAND: Climate = Climate {
    zone: "newfoundland",
    mean_c: 20.8,
    season_c: 9.5,
    day_c: 1.6,
    swing_c: 7.0,
    dryness_c: 3.0,
    pressure_hpa: 1011.0,
    pressure_swing_hpa: 34.0,
    wind_knots: 15.0,
    ..TEMPERATE
};

const TROPICAL: Climate = Climate {
    zone: "tropical",
    mean_c: 27.3,
    season_c: 1.8,
    day_c: 2.9,
    swing_c: 1.6,
    dryness_c: 5.0,
    pressure_hpa: 1013.0,
    pressure_swing_hpa: 4.5,
    tide_hpa: 1.3,
    wind_knots: 9.0,
    wind_from_degrees: 80.0,
    wind_veer_degrees: 60.0,
    rain_above: 0.42,
    rain_tenths: 100.0,
    ..TEMPERATE
};

const AUSTRAL: Climate = Climate {
    zone: "austral",
    mean_c: 22.0,
    season_c: 3.2,
    day_c: 1.3,
    swing_c: 4.0,
    dryness_c: 3.2,
    pressure_hpa: 1003.0,
    pressure_swing_hpa: 38.0,
    wind_knots: 16.0,
    wind_from_degrees: 290.0,
    wind_veer_degrees: 90.0,
    rain_above: 0.36,
    rain_tenths: 30.0,
    ..TEMPERATE
};

const POLAR: Climate = Climate {
    zone: "polar",
    mean_c: 20.0,
    season_c: 8.0,
    day_c: 1.5,
    swing_c: 5.0,
    dryness_c: 5.5,
    pressure_hpa: 988.0,
    pressure_swing_hpa: 26.0,
    wind_knots: 17.0,
    wind_from_degrees: 120.0,
    wind_veer_degrees: 60.0,
    ..TEMPERATE
};

/// °C lost a square degree of latitude, so that 49° north is 16.6 °C colder than the equator.
const COLDER_A_SQUARE_DEGREE_C: f64 = 0.0069;

/// °C lost a metre.
const COLDER_A_METRE_C: f64 = 0.0062;

impl Climate {
    /// The climate at a station; `mildness` (0 to 1) is how near the sea it feels.
    pub(super) fn of(station: &Station, mildness: f64) -> Self {
        let latitude = station.latitude.map_or(46.0, Coordinate::degrees);
        let longitude = station.longitude.map_or(2.0, Coordinate::degrees);
        let altitude_m = station.altitude.map_or(0.0, Milli::to_f64);
        let zone = Self::zone_at(latitude, longitude);
        let hemisphere = if latitude < 0.0 { -1.0 } else { 1.0 };
        let extremes = 1.15 - 0.3 * mildness;
        Self {
            mean_c: zone.mean_c - COLDER_A_SQUARE_DEGREE_C * latitude * latitude - COLDER_A_METRE_C * altitude_m,
            season_c: zone.season_c * hemisphere * extremes,
            day_c: zone.day_c * extremes,
            wind_knots: zone.wind_knots * (0.8 + 0.5 * mildness),
            solar_turn: (longitude / 360.0 + 1.0) % 1.0,
            ..zone
        }
    }

    fn zone_at(latitude: f64, longitude: f64) -> Self {
        match latitude.abs() {
            ..30.0 => TROPICAL,
            60.0.. => POLAR,
            _ if latitude < 0.0 => AUSTRAL,
            _ if longitude < -30.0 => NEWFOUNDLAND,
            _ => TEMPERATE,
        }
    }
}
