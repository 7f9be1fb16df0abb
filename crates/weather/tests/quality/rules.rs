//! What values say together: within a report, and from one report to the next.

use weather::Variable;
use weather::quality::{Against, Flag, TestId};

use crate::reports::{evaluate, flags, flags_of, report, series, tests, time};

const GOOD: Flag = Flag::Good;
const SUSPECT: Flag = Flag::Suspect;

#[test]
fn a_dew_point_above_the_temperature_makes_both_suspect() {
    let with = |dew_point| flags_of(&[(Variable::AirTemperature, 21_200), (Variable::DewPointTemperature, dew_point)]);
    assert_eq!(with(21_200), [GOOD; 2]);
    assert_eq!(with(21_300), [SUSPECT; 2]);
}

#[test]
fn a_failed_dew_point_does_not_make_its_temperature_suspect() {
    let values = [(Variable::AirTemperature, 26_300), (Variable::DewPointTemperature, 62_000)];
    let evaluation = evaluate(&[report(time("2013-01-05"), &values)]);
    assert_eq!(flags(&evaluation, Variable::AirTemperature), [GOOD]);
    assert_eq!(flags(&evaluation, Variable::DewPointTemperature), [Flag::Fail]);
    assert_eq!(tests(&evaluation), [TestId::GrossRange, TestId::DewPointAboveTemperature]);
}

#[test]
fn longer_rain_holds_the_shorter_even_where_those_between_are_missing() {
    let values = [(Variable::PrecipitationAmount1h, 2_200), (Variable::PrecipitationAmount24h, 2_000)];
    assert_eq!(flags_of(&values), [SUSPECT; 2]);
    let values = [(Variable::PrecipitationAmount6h, 2_000), (Variable::PrecipitationAmount12h, 2_000)];
    assert_eq!(flags_of(&values), [GOOD; 2]);
}

#[test]
fn wind_direction_gust_and_speed_agree() {
    for (direction, speed, expected) in
        [(0, 0, GOOD), (360_000, 2_000, GOOD), (0, 2_000, SUSPECT), (90_000, 0, SUSPECT)]
    {
        let values = [(Variable::WindFromDirection, direction), (Variable::WindSpeed, speed)];
        assert_eq!(flags_of(&values), [expected; 2], "{direction} {speed}");
    }
    assert_eq!(flags_of(&[(Variable::WindSpeed, 9_000), (Variable::WindSpeedOfGust, 8_900)]), [SUSPECT; 2]);
    assert_eq!(flags_of(&[(Variable::WindSpeed, 9_000), (Variable::WindSpeedOfGust10min, 9_000)]), [GOOD; 2]);
}

#[test]
fn a_minimum_is_not_above_a_maximum() {
    assert_eq!(
        flags_of(&[(Variable::AirTemperatureMin24h, 5_000), (Variable::AirTemperatureMax12h, 4_900)]),
        [SUSPECT; 2]
    );
}

#[test]
fn a_tendency_without_its_sign_is_suspect_and_nothing_else_is() {
    let values = [
        (Variable::TendencyOfAirPressure3h, 1_200),
        (Variable::PressureTendencyCode, 8_000),
        (Variable::SurfaceAirPressure, 1_001_000),
    ];
    assert_eq!(flags_of(&values), [SUSPECT, Flag::NotEvaluated, GOOD]);
}

#[test]
fn a_tendency_without_a_code_is_not_evaluated() {
    assert_eq!(flags_of(&[(Variable::TendencyOfAirPressure3h, 1_200)]), [Flag::NotEvaluated]);
}

/// The rise at 07607 on 2013-01-30: 6.8 to 17.4 °C in three hours.
#[test]
fn foehn_is_suspect_and_not_failed() {
    let evaluation = evaluate(&series(Variable::AirTemperature, 3, &[Some(5_000), Some(6_800), Some(17_400)]));
    assert_eq!(flags(&evaluation, Variable::AirTemperature), [GOOD, SUSPECT, SUSPECT]);
    let against: Vec<_> = evaluation.hits.iter().map(|hit| (hit.report, hit.against)).collect();
    assert_eq!(against, [(1, Against::Report(2)), (2, Against::Report(1))]);
}

#[test]
fn each_interval_has_its_limit() {
    for (hours, limit) in [(1, 4_000), (2, 7_000), (3, 9_000), (6, 15_000), (12, 25_000)] {
        for (change, expected) in [(limit, GOOD), (limit + 1, SUSPECT), (-limit - 1, SUSPECT)] {
            let evaluation = evaluate(&series(Variable::AirTemperature, hours, &[Some(5_000), Some(5_000 + change)]));
            assert_eq!(flags(&evaluation, Variable::AirTemperature), [expected; 2], "{hours} h {change}");
        }
    }
}

#[test]
fn intervals_without_a_limit_are_not_compared() {
    for hours in [4, 9, 24] {
        let evaluation = evaluate(&series(Variable::AirTemperature, hours, &[Some(-20_000), Some(30_000)]));
        assert!(evaluation.hits.is_empty(), "{hours} h");
    }
}

#[test]
fn a_step_passes_over_missing_and_failed_values() {
    for between in [None, Some(99_000)] {
        let evaluation = evaluate(&series(Variable::AirTemperature, 3, &[Some(0), between, Some(15_100)]));
        let found = flags(&evaluation, Variable::AirTemperature);
        assert_eq!((found[0], found[2]), (SUSPECT, SUSPECT));
    }
    let evaluation = evaluate(&series(Variable::AirTemperature, 3, &[Some(0), Some(99_000), Some(500)]));
    assert_eq!(flags(&evaluation, Variable::AirTemperature), [GOOD, Flag::Fail, GOOD]);
}

/// A wrong value makes its two neighbours suspect, and not all of the twelve hours before and after.
#[test]
fn a_spike_makes_only_its_neighbours_suspect() {
    let values = [1_013_000, 1_013_000, 1_013_000, 811_000, 1_013_000, 1_013_000, 1_013_000].map(Some);
    let found = flags(&evaluate(&series(Variable::SurfaceAirPressure, 3, &values)), Variable::SurfaceAirPressure);
    assert_eq!(found, [GOOD, GOOD, SUSPECT, SUSPECT, SUSPECT, GOOD, GOOD]);
}

#[test]
fn a_step_over_the_new_year_is_seen() {
    let reports = [("2012-12-31T21:00:00Z", 1_000_000), ("2013-01-01T00:00:00Z", 1_009_100)]
        .map(|(at, pressure)| report(time(at), &[(Variable::AirPressureAtMeanSeaLevel, pressure)]));
    assert_eq!(flags(&evaluate(&reports), Variable::AirPressureAtMeanSeaLevel), [SUSPECT; 2]);
}
