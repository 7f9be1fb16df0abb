//! The range of place and season, and what is impossible anywhere.

use weather::Variable;
use weather::quality::{Control, FLAGGED, Flag};

use crate::reports::{flags_of, report, station, station_at, time};

/// The flag of an air temperature, in whole degrees, at a time and latitude.
fn flag(latitude: Option<f64>, at: &str, degrees: i32) -> Flag {
    let station = latitude.map_or_else(station, station_at);
    let reports = [report(time(at), &[(Variable::AirTemperature, degrees * 1000)])];
    Control::standard().evaluate(&station, &reports).flags[0].get(Variable::AirTemperature)
}

#[test]
fn a_value_at_a_limit_is_allowed() {
    for (thousandths, expected) in
        [(35_000, Flag::Good), (35_001, Flag::Suspect), (40_000, Flag::Suspect), (40_001, Flag::Fail)]
    {
        let reports = [report(time("2013-01-01"), &[(Variable::AirTemperature, thousandths)])];
        let evaluation = Control::standard().evaluate(&station_at(48.0), &reports);
        assert_eq!(evaluation.flags[0].get(Variable::AirTemperature), expected, "{thousandths}");
    }
}

#[test]
fn summer_is_from_april_to_september() {
    for (at, expected) in [
        ("2013-03-31T23:59:59Z", Flag::Fail),
        ("2013-04-01T00:00:00Z", Flag::Suspect),
        ("2013-09-30T21:00:00Z", Flag::Suspect),
        ("2013-10-01T00:00:00Z", Flag::Fail),
    ] {
        assert_eq!(flag(Some(48.0), at, 41), expected, "{at}");
    }
}

#[test]
fn the_southern_hemisphere_has_summer_in_january() {
    for (latitude, january, july) in [(66.0, Flag::Good, Flag::Fail), (-66.0, Flag::Fail, Flag::Good)] {
        assert_eq!(flag(Some(latitude), "2013-01-15", -50), january);
        assert_eq!(flag(Some(latitude), "2013-07-15", -50), july);
    }
}

#[test]
fn december_and_january_are_of_one_season() {
    for latitude in [48.0, -48.0] {
        let flags = ["2012-12-31T21:00:00Z", "2013-01-01T00:00:00Z"].map(|at| flag(Some(latitude), at, 37));
        assert_eq!(flags[0], flags[1]);
    }
}

#[test]
fn the_45th_parallel_is_of_the_low_latitudes() {
    for (latitude, expected) in
        [(45.0, Flag::Good), (-45.0, Flag::Good), (45.000_001, Flag::Fail), (-45.000_001, Flag::Suspect)]
    {
        assert_eq!(flag(Some(latitude), "2013-01-15", 45), expected, "{latitude}");
    }
}

/// -85 °C is allowed in a northern winter and 60 °C in a summer of low latitudes; at a place unknown, both.
#[test]
fn an_unknown_latitude_gets_the_widest_limits() {
    for (degrees, expected) in [
        (-91, Flag::Fail),
        (-90, Flag::Suspect),
        (-80, Flag::Good),
        (50, Flag::Good),
        (60, Flag::Suspect),
        (61, Flag::Fail),
    ] {
        for at in ["2013-01-15", "2013-07-15"] {
            assert_eq!(flag(None, at, degrees), expected, "{degrees}");
        }
    }
}

#[test]
fn extremes_have_the_limits_of_the_temperature() {
    let extremes = FLAGGED.iter().filter(|variable| variable.name().starts_with("air_temperature_m"));
    for variable in extremes {
        assert_eq!(flags_of(&[(*variable, 62_000)]), [Flag::Fail], "{}", variable.name());
    }
}

#[test]
fn what_cannot_be_fails() {
    for (variable, impossible, possible) in [
        (Variable::WindSpeed, -100, 0),
        (Variable::WindSpeedOfGust, -100, 0),
        (Variable::WindSpeedOfGust10min, -100, 0),
        (Variable::WindFromDirection, 361_000, 360_000),
        (Variable::WindFromDirection, -10_000, 0),
        (Variable::RelativeHumidity, 101_000, 100_000),
        (Variable::RelativeHumidity, -1_000, 0),
        (Variable::PrecipitationAmount1h, -200, 0),
        (Variable::PrecipitationAmount24h, -100, 0),
    ] {
        assert_eq!(flags_of(&[(variable, impossible)]), [Flag::Fail], "{} {impossible}", variable.name());
        assert_eq!(flags_of(&[(variable, possible)]), [Flag::Good], "{} {possible}", variable.name());
    }
}

#[test]
fn a_mountain_station_has_no_sea_level_pressure_and_no_false_flag() {
    let values = [(Variable::SurfaceAirPressure, 720_300), (Variable::AirTemperature, -12_000)];
    let reports = [0, 3, 6].map(|hours| report(time("2013-01-01").plus_hours(hours), &values));
    let evaluation = Control::standard().evaluate(&station_at(42.9), &reports);
    assert!(evaluation.hits.is_empty());
    for flags in &evaluation.flags {
        assert_eq!(flags.get(Variable::AirPressureAtMeanSeaLevel), Flag::Missing);
        assert_eq!(flags.get(Variable::SurfaceAirPressure), Flag::Good);
    }
}
