//! Limits of a station's own, and what they leave alone.

use weather::quality::{Bounds, Control, Flag, Flags, Limits, Overrides, Persistence, Range, Steps, TestId};
use weather::{Milli, Observation, Station, Variable};

use crate::reports::{report, series, station_at, time};

fn evaluate(
    station: &Station,
    test: TestId,
    variable: Variable,
    limits: Limits,
    reports: &[Observation],
) -> Vec<Flags> {
    let mut overrides = Overrides::default();
    overrides.set(station.id, test, variable, limits).expect("limits that fit");
    Control::with_overrides(overrides).evaluate(station, reports).flags
}

/// A rise of 10 °C in three hours, which the standard limits find.
fn foehn() -> Vec<Observation> {
    series(Variable::AirTemperature, 3, &[Some(6_800), Some(17_400)])
}

#[test]
fn a_station_of_foehn_may_have_greater_steps() {
    let steps = Limits::Steps(Steps([8_000, 10_000, 12_000, 15_000, 25_000].map(Milli::new)));
    for flags in evaluate(&station_at(43.0), TestId::Step, Variable::AirTemperature, steps, &foehn()) {
        assert_eq!(flags.get(Variable::AirTemperature), Flag::Good);
    }
}

#[test]
fn limits_of_another_station_change_nothing() {
    let mut overrides = Overrides::default();
    let other = "07621".parse().expect("a valid id");
    overrides.set(other, TestId::Step, Variable::AirTemperature, Limits::Off).expect("limits that fit");
    let station = station_at(43.0);
    let with = Control::with_overrides(overrides).evaluate(&station, &foehn());
    assert_eq!(with, Control::standard().evaluate(&station, &foehn()));
    assert_eq!(with.hits.len(), 2);
}

#[test]
fn a_range_of_its_own_holds_in_every_season() {
    let bounds = |low, high| Bounds { low: Some(Milli::new(low)), high: Some(Milli::new(high)) };
    let range = Limits::Range(Range { suspect: bounds(0, 30_000), fail: bounds(-5_000, 45_000) });
    for at in ["2013-01-15", "2013-07-15"] {
        for (value, expected) in [(-5_001, Flag::Fail), (-1, Flag::Suspect), (30_000, Flag::Good)] {
            let reports = [report(time(at), &[(Variable::AirTemperature, value)])];
            let flags = evaluate(&station_at(-21.0), TestId::GrossRange, Variable::AirTemperature, range, &reports);
            assert_eq!(flags[0].get(Variable::AirTemperature), expected, "{at} {value}");
        }
    }
}

#[test]
fn a_test_that_is_off_evaluates_nothing() {
    let reports = [report(time("2013-01-15"), &[(Variable::AirTemperature, 99_000)])];
    let off = |test| evaluate(&station_at(43.0), test, Variable::AirTemperature, Limits::Off, &reports)[0];
    assert_eq!(off(TestId::Step).get(Variable::AirTemperature), Flag::Fail);
    // Of the other tests, persistence is one that can be made on a lone value.
    assert_eq!(off(TestId::GrossRange).get(Variable::AirTemperature), Flag::Good);
}

#[test]
fn a_comparison_is_off_by_either_of_its_variables() {
    let values = [(Variable::AirTemperature, 1_000), (Variable::DewPointTemperature, 2_000)];
    let reports = [report(time("2013-01-15"), &values)];
    for (variable, _) in values {
        let flags = evaluate(&station_at(43.0), TestId::DewPointAboveTemperature, variable, Limits::Off, &reports)[0];
        assert_eq!(flags.get(Variable::DewPointTemperature), Flag::Good);
    }
}

#[test]
fn persistence_of_its_own_is_used() {
    let limits = Limits::Persistence(Persistence { reports: 3, days: 14, above: None });
    let reports = series(Variable::AirTemperature, 3, &[Some(8_500); 3]);
    for flags in evaluate(&station_at(43.0), TestId::Persistence, Variable::AirTemperature, limits, &reports) {
        assert_eq!(flags.get(Variable::AirTemperature), Flag::Suspect);
    }
}
