//! The standard limits: the rows of the tables that the tests are made of.
//!
//! Numbers in whole units of the variable. Which test uses them, and their source, is said in the table.

use super::GrossRange;
use crate::quality::{Bounds, Persistence, Range, Steps};
use crate::{Milli, Variable};

const fn range(suspect: Bounds, fail: Bounds) -> Range {
    Range { suspect, fail }
}

const STATION_PRESSURE: Range = range(Bounds::between(400, 1080), Bounds::between(300, 1100));

/// Winter first. The limits of the extremes are those of the temperature: an extreme is a temperature.
pub(super) const GROSS: &[GrossRange] = &[
    GrossRange {
        variables: &[
            Variable::AirTemperature,
            Variable::AirTemperatureMin12h,
            Variable::AirTemperatureMin24h,
            Variable::AirTemperatureMax12h,
            Variable::AirTemperatureMax24h,
        ],
        low_latitudes: [
            range(Bounds::between(-30, 50), Bounds::between(-40, 55)),
            range(Bounds::between(-20, 50), Bounds::between(-30, 60)),
        ],
        high_latitudes: [
            range(Bounds::between(-80, 35), Bounds::between(-90, 40)),
            range(Bounds::between(-30, 40), Bounds::between(-40, 50)),
        ],
    },
    GrossRange {
        variables: &[Variable::DewPointTemperature],
        low_latitudes: [
            range(Bounds::between(-35, 35), Bounds::between(-45, 40)),
            range(Bounds::between(-25, 35), Bounds::between(-35, 40)),
        ],
        high_latitudes: [
            range(Bounds::between(-85, 30), Bounds::between(-99, 35)),
            range(Bounds::between(-35, 35), Bounds::between(-45, 40)),
        ],
    },
    GrossRange {
        variables: &[Variable::AirPressureAtMeanSeaLevel],
        low_latitudes: [
            range(Bounds::between(910, 1080), Bounds::between(870, 1100)),
            range(Bounds::between(900, 1080), Bounds::between(850, 1100)),
        ],
        high_latitudes: [
            range(Bounds::between(940, 1080), Bounds::between(910, 1100)),
            range(Bounds::between(950, 1080), Bounds::between(920, 1100)),
        ],
    },
    GrossRange {
        variables: &[Variable::SurfaceAirPressure],
        low_latitudes: [STATION_PRESSURE; 2],
        high_latitudes: [STATION_PRESSURE; 2],
    },
    GrossRange {
        variables: &[Variable::WindSpeed],
        low_latitudes: [
            range(Bounds::at_most(60), Bounds::at_most(125)),
            range(Bounds::at_most(90), Bounds::at_most(150)),
        ],
        high_latitudes: [
            range(Bounds::at_most(50), Bounds::at_most(100)),
            range(Bounds::at_most(40), Bounds::at_most(75)),
        ],
    },
];

/// A trace of rain reaches this place as 0.0 with a mark, so an amount below zero is none.
pub(super) const POSSIBLE: &[(Variable, Bounds)] = &[
    (Variable::RelativeHumidity, Bounds::between(0, 100)),
    (Variable::WindFromDirection, Bounds::between(0, 360)),
    (Variable::WindSpeed, Bounds::at_least(0)),
    (Variable::WindSpeedOfGust10min, Bounds::at_least(0)),
    (Variable::WindSpeedOfGust, Bounds::at_least(0)),
    (Variable::PrecipitationAmount1h, Bounds::at_least(0)),
    (Variable::PrecipitationAmount3h, Bounds::at_least(0)),
    (Variable::PrecipitationAmount6h, Bounds::at_least(0)),
    (Variable::PrecipitationAmount12h, Bounds::at_least(0)),
    (Variable::PrecipitationAmount24h, Bounds::at_least(0)),
];

/// Every pair and not only neighbours, because most reports lack some of the five.
pub(super) const RAIN: &[(Variable, Variable)] = &[
    (Variable::PrecipitationAmount1h, Variable::PrecipitationAmount3h),
    (Variable::PrecipitationAmount1h, Variable::PrecipitationAmount6h),
    (Variable::PrecipitationAmount1h, Variable::PrecipitationAmount12h),
    (Variable::PrecipitationAmount1h, Variable::PrecipitationAmount24h),
    (Variable::PrecipitationAmount3h, Variable::PrecipitationAmount6h),
    (Variable::PrecipitationAmount3h, Variable::PrecipitationAmount12h),
    (Variable::PrecipitationAmount3h, Variable::PrecipitationAmount24h),
    (Variable::PrecipitationAmount6h, Variable::PrecipitationAmount12h),
    (Variable::PrecipitationAmount6h, Variable::PrecipitationAmount24h),
    (Variable::PrecipitationAmount12h, Variable::PrecipitationAmount24h),
];

/// Periods that end together overlap, whatever their lengths.
pub(super) const MINIMA: &[(Variable, Variable)] = &[
    (Variable::AirTemperatureMin12h, Variable::AirTemperatureMax12h),
    (Variable::AirTemperatureMin12h, Variable::AirTemperatureMax24h),
    (Variable::AirTemperatureMin24h, Variable::AirTemperatureMax12h),
    (Variable::AirTemperatureMin24h, Variable::AirTemperatureMax24h),
];

pub(super) const CODED: &[(Variable, Variable)] =
    &[(Variable::TendencyOfAirPressure3h, Variable::PressureTendencyCode)];

const PRESSURE_STEPS: Steps = Steps::whole([3, 6, 9, 18, 36]);

pub(super) const STEPS: &[(Variable, Steps)] = &[
    (Variable::AirTemperature, Steps::whole([4, 7, 9, 15, 25])),
    (Variable::DewPointTemperature, Steps::whole([4, 6, 8, 12, 20])),
    (Variable::AirPressureAtMeanSeaLevel, PRESSURE_STEPS),
    (Variable::SurfaceAirPressure, PRESSURE_STEPS),
];

const fn persistence(reports: u32, days: u32) -> Persistence {
    Persistence { reports, days, above: None }
}

/// HadISD looks at winds above 0.5 m/s only: calm lasts.
const MOVING: Option<Milli> = Some(Milli::new(500));

pub(super) const PERSISTENT: &[(Variable, Persistence)] = &[
    (Variable::AirTemperature, persistence(24, 7)),
    (Variable::DewPointTemperature, persistence(48, 7)),
    (Variable::AirPressureAtMeanSeaLevel, persistence(72, 14)),
    (Variable::SurfaceAirPressure, persistence(72, 14)),
    (Variable::WindSpeed, Persistence { reports: 24, days: 7, above: MOVING }),
];
