//! The counts of a real month, January 2013: 14,719 reports of 60 stations.
//!
//! They were computed before this code was written and are to be met exactly. A comparison that does not hold counts
//! once here, however many of its values it blames. Says "skipped" without the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use weather::quality::{Against, Control, Evaluation, Flag, Hit, TestId};
use weather::{KnownStations, Observation, Variable};

use crate::archive;

/// The reports of the stations, and what the standard tests say of them.
type Month = Vec<(Vec<Observation>, Evaluation)>;

/// The month, read once for all tests.
fn month() -> Option<&'static Month> {
    static MONTH: OnceLock<Option<Month>> = OnceLock::new();
    MONTH.get_or_init(evaluated).as_ref()
}

fn evaluated() -> Option<Month> {
    let (known, control) = (KnownStations::bundled(), Control::standard());
    let evaluated = archive::month()?.into_iter().map(|(id, reports)| {
        let station = known.get(id).expect("a known station");
        let evaluation = control.evaluate(station, &reports);
        (reports, evaluation)
    });
    Some(evaluated.collect())
}

/// The hits of a test on a variable, each with its report.
fn hits(month: &Month, test: TestId, variable: Variable) -> Vec<(&Observation, Hit)> {
    let all = month.iter().flat_map(|(reports, found)| found.hits.iter().map(|hit| (&reports[hit.report], *hit)));
    all.filter(|(_, hit)| hit.test == test && hit.variable == variable).collect()
}

/// Station, time and value of hits, as text.
fn values(hits: &[(&Observation, Hit)]) -> Vec<String> {
    let text = |report: &Observation, hit: &Hit| {
        let value = report.get(hit.variable).expect("a hit has a value");
        format!("{} {} {value}", report.station, report.time)
    };
    hits.iter().map(|(report, hit)| text(report, hit)).collect()
}

/// How many steps of a variable over so many hours are too large: each hits the value before and the one after.
fn steps(month: &Month, variable: Variable, hours: i64) -> usize {
    let seconds = |reports: &[Observation], hit: &Hit| match hit.against {
        Against::Report(before) => reports[hit.report].time.unix() - reports[before].time.unix(),
        _ => 0,
    };
    let found = |(reports, found): &(Vec<Observation>, Evaluation)| {
        let hits = found.hits.iter().filter(|hit| hit.test == TestId::Step && hit.variable == variable);
        hits.filter(|hit| seconds(reports, hit) == hours * 3_600).count()
    };
    month.iter().map(found).sum()
}

#[test]
fn two_dew_points_fail_the_gross_range() {
    let Some(month) = month() else { return };
    let hits = hits(month, TestId::GrossRange, Variable::DewPointTemperature);
    assert!(hits.iter().all(|(_, hit)| hit.flag == Flag::Fail));
    assert_eq!(values(&hits), ["61976 2013-01-25T00:00:00Z 64.2", "78922 2013-01-05T00:00:00Z 62"]);
}

/// Outside 400 to 1080 hPa is suspect; this one is below 300 hPa too and fails. Nothing else is out of any range.
#[test]
fn one_station_pressure_fails_the_gross_range() {
    let Some(month) = month() else { return };
    let found = hits(month, TestId::GrossRange, Variable::SurfaceAirPressure);
    assert_eq!(values(&found), ["61976 2013-01-29T21:00:00Z 197.2"]);
    assert_eq!(found[0].1.flag, Flag::Fail);
    let alone = |hit: &&Hit| matches!(hit.against, Against::Limits);
    assert_eq!(month.iter().map(|(_, found)| found.hits.iter().filter(alone).count()).sum::<usize>(), 3);
}

/// The 25 are pairs of station pressures three hours apart. The 197.2 hPa that failed has no neighbour at that distance.
/// There are six more pairs six hours apart, across reports without a pressure; all make 48 values suspect. Sea-level
/// pressure has two pairs, at Crozet and Kerguelen: depressions with 14 and 21 m/s of wind, and nothing wrong.
#[test]
fn twenty_five_steps_of_pressure_are_too_large() {
    let Some(month) = month() else { return };
    assert_eq!(steps(month, Variable::SurfaceAirPressure, 3), 25);
    let suspect = month.iter().flat_map(|(_, found)| &found.flags).map(|flags| flags.get(Variable::SurfaceAirPressure));
    assert_eq!(suspect.filter(|flag| *flag == Flag::Suspect).count(), 48);
    assert_eq!(steps(month, Variable::SurfaceAirPressure, 6), 6);
    assert_eq!(steps(month, Variable::AirPressureAtMeanSeaLevel, 3), 2);
}

/// The two dew points that failed would make four more, of good values before and after them.
#[test]
fn failed_dew_points_take_no_part_in_steps() {
    let Some(month) = month() else { return };
    assert_eq!(steps(month, Variable::DewPointTemperature, 3), 11);
}

#[test]
fn eleven_steps_of_temperature_are_too_large_and_none_fails() {
    let Some(month) = month() else { return };
    assert_eq!(steps(month, Variable::AirTemperature, 3), 11);
    let suspect = month.iter().flat_map(|(_, found)| &found.flags).map(|flags| flags.get(Variable::AirTemperature));
    assert_eq!(suspect.filter(|flag| *flag == Flag::Suspect).count(), 22 + 1);
    let failed = |(_, found): &(_, Evaluation)| {
        found.flags.iter().any(|flags| flags.get(Variable::AirTemperature) == Flag::Fail)
    };
    assert!(!month.iter().any(failed));
}

/// Two of the three are the dew points that failed: those are blamed alone, and only the third makes its temperature
/// suspect.
#[test]
fn three_dew_points_are_above_the_temperature() {
    let Some(month) = month() else { return };
    let test = TestId::DewPointAboveTemperature;
    let dew_points = hits(month, test, Variable::DewPointTemperature);
    assert_eq!(
        values(&dew_points),
        ["61976 2013-01-25T00:00:00Z 64.2", "61976 2013-01-30T09:00:00Z 23.6", "78922 2013-01-05T00:00:00Z 62"]
    );
    assert_eq!(values(&hits(month, test, Variable::AirTemperature)), ["61976 2013-01-30T09:00:00Z 21.2"]);
}

#[test]
fn six_directions_of_calm_have_a_speed() {
    let Some(month) = month() else { return };
    let found = hits(month, TestId::CalmWithSpeed, Variable::WindFromDirection);
    assert_eq!(found.len(), 6);
    assert!(found.iter().all(|(report, _)| report.station.as_str() == "67005"));
}

/// And seven of 3 h, all in reports that are among the 59, and three of 6 h in reports without an amount of 12 h.
#[test]
fn fifty_nine_amounts_of_12_h_are_above_those_of_24_h() {
    let Some(month) = month() else { return };
    let found = hits(month, TestId::ShorterRainAboveLonger, Variable::PrecipitationAmount24h);
    let mut against = BTreeMap::new();
    for (_, hit) in &found {
        let Against::Variable(shorter) = hit.against else { panic!("{hit:?}") };
        *against.entry(shorter.name()).or_insert(0) += 1;
    }
    let expected = [("precipitation_amount_12h", 59), ("precipitation_amount_3h", 7), ("precipitation_amount_6h", 3)];
    assert_eq!(against, BTreeMap::from(expected));
}

/// No value lasted too long, no tendency contradicts its code, no gust is below the wind: those tests find nothing.
#[test]
fn no_other_test_finds_anything() {
    let Some(month) = month() else { return };
    let tests: BTreeSet<_> = month.iter().flat_map(|(_, found)| &found.hits).map(|hit| hit.test.name()).collect();
    let expected =
        ["gross_range", "dew_point_above_temperature", "shorter_rain_above_longer", "calm_with_speed", "step"];
    assert_eq!(tests, BTreeSet::from(expected));
}

#[test]
fn mountain_stations_have_no_sea_level_pressure_and_no_false_flag() {
    let Some(month) = month() else { return };
    let never = |(reports, _): &&(Vec<Observation>, _)| {
        reports.iter().all(|report| report.get(Variable::AirPressureAtMeanSeaLevel).is_none())
    };
    let mountains: Vec<_> = month.iter().filter(never).collect();
    assert!(!mountains.is_empty());
    for flags in mountains.iter().flat_map(|(_, found)| &found.flags) {
        assert_eq!(flags.get(Variable::AirPressureAtMeanSeaLevel), Flag::Missing);
        assert_ne!(flags.get(Variable::SurfaceAirPressure), Flag::Fail);
        assert_ne!(flags.get(Variable::SurfaceAirPressure), Flag::Suspect);
    }
}
