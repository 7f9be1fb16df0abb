//! Values that stay the same.

use weather::quality::{Against, CONTEXT_DAYS, Control, Evaluation, Flag, TestId};
use weather::{Observation, Variable};

use crate::reports::{evaluate, flags, report, series, station_at, time};

/// How many values a run of equal ones makes suspect.
fn suspects(variable: Variable, every_hours: i64, value: i32, count: usize) -> usize {
    let evaluation = evaluate(&series(variable, every_hours, &vec![Some(value); count]));
    flags(&evaluation, variable).iter().filter(|flag| **flag == Flag::Suspect).count()
}

#[test]
fn a_value_that_lasts_too_many_reports_is_suspect_from_first_to_last() {
    for (variable, value, reports) in [
        (Variable::AirTemperature, 8_500, 24),
        (Variable::DewPointTemperature, 8_500, 48),
        (Variable::AirPressureAtMeanSeaLevel, 1_013_200, 72),
        (Variable::SurfaceAirPressure, 1_013_200, 72),
        (Variable::WindSpeed, 3_000, 24),
    ] {
        assert_eq!(suspects(variable, 1, value, reports - 1), 0, "{}", variable.name());
        assert_eq!(suspects(variable, 1, value, reports), reports, "{}", variable.name());
    }
}

#[test]
fn a_value_that_lasts_too_many_days_is_suspect() {
    assert_eq!(suspects(Variable::AirTemperature, 12, 8_500, 14), 0);
    assert_eq!(suspects(Variable::AirTemperature, 12, 8_500, 15), 15);
    assert_eq!(suspects(Variable::SurfaceAirPressure, 12, 900_000, 28), 0);
    assert_eq!(suspects(Variable::SurfaceAirPressure, 12, 900_000, 29), 29);
}

#[test]
fn a_run_counted_in_days_has_ten_reports() {
    assert_eq!(suspects(Variable::AirTemperature, 24, 8_500, 9), 0);
    assert_eq!(suspects(Variable::AirTemperature, 24, 8_500, 10), 10);
}

#[test]
fn a_silence_of_more_than_a_day_ends_a_run() {
    assert_eq!(suspects(Variable::AirTemperature, 25, 8_500, 200), 0);
}

#[test]
fn calm_may_last() {
    assert_eq!(suspects(Variable::WindSpeed, 3, 0, 200), 0);
    assert_eq!(suspects(Variable::WindSpeed, 3, 500, 200), 0);
    assert_eq!(suspects(Variable::WindSpeed, 3, 600, 200), 200);
}

#[test]
fn calm_between_equal_winds_ends_their_run() {
    let mut values = vec![Some(3_000); 40];
    values[20] = Some(0);
    let evaluation = evaluate(&series(Variable::WindSpeed, 1, &values));
    assert!(evaluation.hits.is_empty());
}

#[test]
fn the_last_digit_ends_a_run() {
    let mut values = vec![Some(8_500); 40];
    values[20] = Some(8_600);
    assert!(evaluate(&series(Variable::AirTemperature, 1, &values)).hits.is_empty());
}

#[test]
fn missing_and_failed_values_do_not_end_a_run_and_are_not_of_it() {
    let mut values = vec![Some(8_500); 26];
    (values[9], values[17]) = (None, Some(99_000));
    let evaluation = evaluate(&series(Variable::AirTemperature, 1, &values));
    let found = flags(&evaluation, Variable::AirTemperature);
    assert_eq!((found[8], found[9], found[17], found[25]), (Flag::Suspect, Flag::Missing, Flag::Fail, Flag::Suspect));
    let hit = evaluation.hits[0];
    assert_eq!((hit.test, hit.against), (TestId::Persistence, Against::Run { first: 0, last: 25 }));
}

fn hourly_over_new_year() -> Vec<Observation> {
    let start = time("2012-12-31T12:00:00Z");
    (0..24).map(|hour| report(start.plus_hours(hour), &[(Variable::AirTemperature, 8_500)])).collect()
}

#[test]
fn a_run_over_the_new_year_is_one_run() {
    let whole: Evaluation = evaluate(&hourly_over_new_year());
    assert_eq!(whole.hits.len(), 24);
    let only_january = Control::standard().evaluate(&station_at(43.1), &hourly_over_new_year()[12..]);
    assert!(only_january.hits.is_empty());
}

/// Pressures every 23 hours: the one fifteen before the last is 14 days and 9 hours older, the next one 13 days and 10.
#[test]
fn the_context_is_as_long_as_it_has_to_be() {
    let last = time("2013-02-01");
    let reports: Vec<_> = (0..40)
        .map(|place| report(last.plus_hours(-23 * (39 - place)), &[(Variable::SurfaceAirPressure, 900_000)]))
        .collect();
    let with_days = |days: i32| {
        let seen = reports.iter().filter(|report| report.time.day() >= last.day().plus_days(-days));
        evaluate(&seen.cloned().collect::<Vec<_>>()).flags.last().map(|flags| flags.get(Variable::SurfaceAirPressure))
    };
    assert_eq!(with_days(CONTEXT_DAYS), Some(Flag::Suspect));
    assert_eq!(with_days(CONTEXT_DAYS - 1), Some(Flag::Good));
}
