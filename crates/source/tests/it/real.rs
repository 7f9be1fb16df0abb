//! The real files: counts and figures known from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use source::Layout;
use weather::{Milli, Observation, Variable};

use crate::support::{accepted, real};

fn of_station(rows: &[Observation], station: &str) -> Vec<Observation> {
    rows.iter().filter(|report| report.station.as_str() == station).cloned().collect()
}

#[test]
fn january_2013_is_the_same_in_both_shapes() {
    let (Some(table), Some(json)) = (real("synop.201301.csv.gz"), real("ods_v21_2013-01.json.gz")) else { return };
    let table = accepted(table, Layout::MonthlyCsv);
    let json = accepted(json, Layout::ExportJson);
    let rows = table.observations();
    assert_eq!(rows.len(), 14_719);
    assert_eq!(rows.iter().map(|report| report.station).collect::<BTreeSet<_>>().len(), 60);
    let by_identity = |rows: Vec<Observation>| -> BTreeMap<_, _> {
        rows.into_iter().map(|report| ((report.station, report.time), report)).collect()
    };
    assert_eq!(by_identity(json.observations()), by_identity(rows));
    assert!(json.rows.iter().all(|kept| kept.name.is_some() && kept.latitude.is_some() && kept.altitude.is_some()));
}

#[test]
fn january_2013_has_the_known_outliers() {
    let Some(table) = real("synop.201301.csv.gz") else { return };
    let rows = accepted(table, Layout::MonthlyCsv).observations();
    let value = |station: &str, time: &str, variable| {
        let time = time.parse().expect("a time");
        of_station(&rows, station).iter().find(|report| report.time == time).and_then(|report| report.get(variable))
    };
    assert_eq!(value("78922", "2013-01-05T00:00:00Z", Variable::DewPointTemperature), Some(Milli::new(62_000)));
    assert_eq!(value("61976", "2013-01-25T00:00:00Z", Variable::DewPointTemperature), Some(Milli::new(64_200)));
    assert_eq!(value("61976", "2013-01-29T21:00:00Z", Variable::SurfaceAirPressure), Some(Milli::new(197_200)));
}

#[test]
fn half_a_year_of_nice_is_read_in_utc() {
    let Some(json) = real("ods_v21_nice_2023-07_2023-12.json") else { return };
    let rows = accepted(json, Layout::ExportJson).observations();
    assert_eq!(rows.len(), 1_463);
    assert_eq!(rows[0].time.to_string(), "2023-07-01T00:00:00Z");
    assert_eq!(rows[0].get(Variable::AirTemperature), Some(Milli::new(20_900)));
    assert!(rows.iter().all(|report| report.time.second_of_day() % (3 * 3_600) == 0));
}

#[test]
fn single_records_of_each_version_are_read() {
    if let Some(json) = real("ods_v21_export_1.json") {
        let sink = accepted(json, Layout::ExportJson);
        let report = &sink.rows[0].observation;
        assert_eq!(report.get(Variable::AirTemperature), Some(Milli::new(30_300)));
        assert!(report.is_trace(Variable::PrecipitationAmount12h) && !report.is_trace(Variable::PrecipitationAmount6h));
    }
    if let Some(json) = real("ods_v1_records_1.json") {
        let sink = accepted(json, Layout::RecordsJson);
        let report = &sink.rows[0].observation;
        assert_eq!((report.station.as_str(), sink.rows[0].name.as_deref()), ("07240", Some("TOURS")));
        assert_eq!(report.get(Variable::SnowfallPeriod), Some(Milli::new(-6_000)));
        assert_eq!(sink.rows[0].latitude.map(|latitude| latitude.millionths()), Some(47_444_500));
    }
}

#[test]
fn the_yearly_layout_has_insert_times_and_hidden_skies() {
    let Some(table) = real("synop_2026_excerpt.csv") else { return };
    let sink = accepted(table, Layout::YearlyCsv);
    assert_eq!(sink.rows.len(), 2);
    assert!(sink.rows.iter().all(|kept| kept.insert_time.is_some()));
    assert!(sink.rows[0].observation.marks.contains(weather::Marks::SKY_NOT_VISIBLE));
    assert_eq!(sink.rows[0].observation.get(Variable::CloudAreaFraction), None);
}
