//! The text of observations, their order and their selection.

use weather::{Marks, Milli, Variable};

use super::{Format, Lake, Selection, day, fields, full, heads, report, said, station, text, time, warm};

const HEADER: &str = "station_id,time,air_temperature,dew_point_temperature,relative_humidity,air_pressure_at_mean_sea_level,\
    surface_air_pressure,tendency_of_air_pressure_3h,pressure_tendency_code,tendency_of_air_pressure_24h,\
    wind_from_direction,wind_speed,wind_speed_of_gust_10min,wind_speed_of_gust,wind_gust_period,visibility_in_air,\
    cloud_area_fraction,present_weather_code,past_weather_code_1,past_weather_code_2,precipitation_amount_1h,\
    precipitation_amount_3h,precipitation_amount_6h,precipitation_amount_12h,precipitation_amount_24h,\
    air_temperature_min_12h,air_temperature_min_24h,air_temperature_max_12h,air_temperature_max_24h,\
    ground_temperature_min_12h,wet_bulb_method_code,wet_bulb_temperature,surface_snow_thickness,\
    thickness_of_snowfall_amount,snowfall_period,ground_state_code,isobaric_level,geopotential,low_cloud_amount,\
    cloud_base_height,low_cloud_type_code,middle_cloud_type_code,high_cloud_type_code,special_phenomenon_code_1,\
    special_phenomenon_code_2,special_phenomenon_code_3,special_phenomenon_code_4,cloud_layer_1_amount,\
    cloud_layer_1_type_code,cloud_layer_1_base_height,cloud_layer_2_amount,cloud_layer_2_type_code,\
    cloud_layer_2_base_height,cloud_layer_3_amount,cloud_layer_3_type_code,cloud_layer_3_base_height,\
    cloud_layer_4_amount,cloud_layer_4_type_code,cloud_layer_4_base_height,precipitation_amount_1h_trace,\
    precipitation_amount_3h_trace,precipitation_amount_6h_trace,precipitation_amount_12h_trace,\
    precipitation_amount_24h_trace,sky_not_visible,air_temperature_flag,dew_point_temperature_flag,\
    relative_humidity_flag,air_pressure_at_mean_sea_level_flag,surface_air_pressure_flag,\
    tendency_of_air_pressure_3h_flag,wind_from_direction_flag,wind_speed_flag,wind_speed_of_gust_10min_flag,\
    wind_speed_of_gust_flag,precipitation_amount_1h_flag,precipitation_amount_3h_flag,\
    precipitation_amount_6h_flag,precipitation_amount_12h_flag,precipitation_amount_24h_flag,\
    air_temperature_min_12h_flag,air_temperature_min_24h_flag,air_temperature_max_12h_flag,\
    air_temperature_max_24h_flag\n";

#[test]
fn an_empty_lake_has_a_header() {
    for lake in [Lake::memory(), Lake::delta()] {
        assert_eq!(text(lake.observations(&Selection::default(), Format::Csv)), HEADER);
    }
}

#[test]
fn missing_is_empty_and_zero_is_zero() {
    let lake = Lake::memory();
    let mut trace = report("07005", time(1, 1, 6), &[(Variable::PrecipitationAmount1h, 0)]);
    trace.marks = Marks::trace_of(Variable::PrecipitationAmount1h).expect("a mark").with(Marks::SKY_NOT_VISIBLE);
    let values = [
        (Variable::AirTemperature, -1_500),
        (Variable::DewPointTemperature, 0),
        (Variable::AirPressureAtMeanSeaLevel, 1_002_930),
        (Variable::PresentWeatherCode, 61_000),
        (Variable::PrecipitationAmount3h, 200),
    ];
    lake.observe("a", vec![report("07005", time(1, 1, 3), &values), trace]);
    let csv = text(lake.observations(&Selection::default(), Format::Csv));
    let expected = [
        fields([
            ("station_id", "07005"),
            ("time", "2013-01-01T03:00:00Z"),
            ("air_temperature", "-1.5"),
            ("dew_point_temperature", "0"),
            ("air_pressure_at_mean_sea_level", "1002.93"),
            ("present_weather_code", "61"),
            ("precipitation_amount_3h", "0.2"),
            ("precipitation_amount_3h_trace", "false"),
            ("sky_not_visible", "false"),
        ]),
        fields([
            ("station_id", "07005"),
            ("time", "2013-01-01T06:00:00Z"),
            ("precipitation_amount_1h", "0"),
            ("precipitation_amount_1h_trace", "true"),
            ("sky_not_visible", "true"),
        ]),
    ];
    assert_eq!(without_flags(said(&csv)), expected);
    let first = csv.lines().nth(1).expect("a row");
    assert!(first.starts_with("07005,2013-01-01T03:00:00Z,-1.5,0,,1002.93,,,"), "{first}");
}

/// The fields but those of flags, which no row lacks.
fn without_flags(rows: Vec<Vec<(String, String)>>) -> Vec<Vec<(String, String)>> {
    let kept = |row: Vec<(String, String)>| row.into_iter().filter(|(name, _)| !name.ends_with("_flag")).collect();
    rows.into_iter().map(kept).collect()
}

#[test]
fn every_tested_variable_has_a_flag() {
    let values = [(Variable::AirTemperature, 8_500), (Variable::DewPointTemperature, 62_000)];
    let mut later = report("07005", time(2, 1, 0), &[(Variable::WindSpeed, 3_000)]);
    later.set(Variable::AirTemperature, Some(Milli::new(99_000)));
    for lake in [Lake::memory(), Lake::delta()] {
        lake.observe("a", vec![report("07005", time(1, 1, 3), &values), later.clone()]);
        let rows = said(&text(lake.observations(&Selection::default(), Format::Csv)));
        let codes = |row: &[(String, String)]| -> String {
            let flags = row.iter().filter(|(name, _)| name.ends_with("_flag"));
            flags.map(|(_, code)| code.as_str()).collect()
        };
        assert_eq!(codes(&rows[0]), "1499999999999999999");
        assert_eq!(codes(&rows[1]), "4999999199999999999");
    }
}

#[test]
fn rows_come_by_station_then_time_whatever_the_month() {
    let lake = Lake::memory();
    // The last station is the first that the months have.
    lake.observe("a", vec![warm("07020", time(1, 31, 21), 1), warm("07015", time(2, 1, 0), 2)]);
    lake.observe("b", vec![warm("07005", time(3, 31, 21), 3), warm("07020", time(3, 1, 0), 4)]);
    lake.observe("c", vec![warm("07005", time(3, 1, 0), 5)]);
    let csv = text(lake.observations(&Selection::default(), Format::Csv));
    let expected = [
        "07005,2013-03-01T00:00:00Z,0.5",
        "07005,2013-03-31T21:00:00Z,0.3",
        "07015,2013-02-01T00:00:00Z,0.2",
        "07020,2013-01-31T21:00:00Z,0.1",
        "07020,2013-03-01T00:00:00Z,0.4",
    ];
    assert_eq!(heads(&csv, 3), expected);
}

#[test]
fn only_the_selected_rows_come_and_the_last_day_is_included() {
    let lake = Lake::memory();
    let mut observations = Vec::new();
    for id in ["07005", "07015", "07020"] {
        let times = [time(1, 30, 21), time(1, 31, 0), time(2, 1, 21), time(2, 2, 0)];
        observations.extend(times.map(|time| warm(id, time, 1)));
    }
    lake.observe("a", observations);
    let selection = Selection {
        stations: vec![station("07020"), station("07005"), station("07020")],
        from: Some(day(2013, 1, 31)),
        to: Some(day(2013, 2, 1)),
        definition: None,
        ..Selection::default()
    };
    let expected = [
        "07005,2013-01-31T00:00:00Z",
        "07005,2013-02-01T21:00:00Z",
        "07020,2013-01-31T00:00:00Z",
        "07020,2013-02-01T21:00:00Z",
    ];
    assert_eq!(heads(&text(lake.observations(&selection, Format::Csv)), 2), expected);
}

#[test]
fn one_station_is_exported_without_a_scratch_file() {
    let mut lake = Lake::memory();
    lake.observe(
        "a",
        vec![warm("07005", time(1, 1, 0), 1), warm("07005", time(2, 1, 0), 2), full("07015", time(2, 1, 0))],
    );
    lake.zones.scratch = lake.folder.path().join("not there");
    let selection = Selection { stations: vec![station("07005")], ..Selection::default() };
    let mut out = Vec::new();
    lake.exporter().memory_bytes(0).observations(&selection, Format::Csv, &mut out).expect("exported");
    assert_eq!(heads(&text(out), 3), ["07005,2013-01-01T00:00:00Z,0.1", "07005,2013-02-01T00:00:00Z,0.2"]);
}

#[test]
fn tables_and_memory_give_the_same_bytes() {
    let observations = || {
        let of = |id| [full(id, time(1, 31, 21)), warm(id, time(2, 1, 0), -5), warm(id, time(2, 1, 3), 0)];
        ["07005", "07015"].into_iter().flat_map(of).collect()
    };
    let lakes = [Lake::memory(), Lake::delta()];
    for format in Format::ALL {
        let [memory, delta] = lakes.each_ref().map(|lake| {
            lake.observe("a", observations());
            lake.observations(&Selection::default(), *format)
        });
        assert!(!memory.is_empty());
        assert_eq!(memory, delta, "{format}");
    }
}

#[test]
fn stations_without_rows_are_told() {
    let lake = Lake::memory();
    lake.observe("a", vec![warm("07005", time(1, 1, 0), 1)]);
    let selection = Selection { stations: vec![station("7005"), station("07005")], ..Selection::default() };
    let report = lake.exporter().observations(&selection, Format::Csv, &mut Vec::new()).expect("exported");
    assert_eq!((report.rows, report.stations_without_rows), (1, vec!["7005".to_owned()]));
}
