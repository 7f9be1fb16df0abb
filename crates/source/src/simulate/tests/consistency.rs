//! What a careful reader can check within the reports: sums, windows, signs, seasons.

use std::sync::LazyLock;

use super::*;
use weather::Marks;
use weather::Variable::*;

static YEAR: LazyLock<HashMap<String, Vec<Observation>>> =
    LazyLock::new(|| by_station(observations(network(62, Faults::none()), "2023-01-01", "2023-12-31")));

/// All reports of the 62 stations in a year.
fn reports_of_year() -> impl Iterator<Item = &'static Observation> {
    YEAR.values().flatten()
}

/// The reports of the `hours` before and at place `at` (3-hourly), or none where the year has not begun.
fn window(reports: &[Observation], at: usize, hours: usize) -> Option<&[Observation]> {
    reports.get((at + 1).checked_sub(hours / 3)?..=at)
}

#[test]
fn sums_of_rain_agree_to_the_tenth_and_traces_with_them() {
    let mut compared = 0;
    for (id, reports) in YEAR.iter() {
        for at in 0..reports.len() {
            for (variable, hours) in
                [(PrecipitationAmount6h, 6), (PrecipitationAmount12h, 12), (PrecipitationAmount24h, 24)]
            {
                let (Some(sum), Some(parts)) = (value(&reports[at], variable), window(reports, at, hours)) else {
                    continue;
                };
                let Some(amounts) =
                    parts.iter().map(|part| value(part, PrecipitationAmount3h)).collect::<Option<Vec<_>>>()
                else {
                    continue;
                };
                let traces = parts.iter().any(|part| part.is_trace(PrecipitationAmount3h));
                assert_eq!(sum, amounts.iter().sum::<i32>(), "{id} {} {variable:?}", reports[at].time);
                assert_eq!(
                    reports[at].is_trace(variable),
                    sum == 0 && traces,
                    "{id} {} {variable:?}",
                    reports[at].time
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 60_000, "{compared}");
}

#[test]
fn the_last_hour_is_part_of_the_last_three() {
    for report in reports_of_year() {
        if let (Some(hour), Some(hours)) = (value(report, PrecipitationAmount1h), value(report, PrecipitationAmount3h))
        {
            assert!(0 <= hour && hour <= hours);
        }
    }
}

#[test]
fn extremes_hold_the_temperatures_of_their_window_and_are_near_them() {
    let mut compared = 0;
    for (id, reports) in YEAR.iter() {
        for at in 0..reports.len() {
            for (low, high, hours) in
                [(AirTemperatureMin12h, AirTemperatureMax12h, 12), (AirTemperatureMin24h, AirTemperatureMax24h, 24)]
            {
                let Some(parts) = window(reports, at, hours) else { continue };
                let temperatures: Vec<i32> = parts.iter().filter_map(|part| value(part, AirTemperature)).collect();
                let (Some(coldest), Some(warmest)) = (temperatures.iter().min(), temperatures.iter().max()) else {
                    continue;
                };
                let at_time = format!("{id} {}", reports[at].time);
                if let Some(low) = value(&reports[at], low) {
                    assert!(low <= *coldest && coldest - low < 6_000, "{at_time}: {low} {coldest}");
                    compared += 1;
                }
                if let Some(high) = value(&reports[at], high) {
                    assert!(high >= *warmest && high - warmest < 6_000, "{at_time}: {high} {warmest}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 70_000, "{compared}");
}

#[test]
fn air_is_never_more_than_saturated() {
    for report in reports_of_year() {
        if let (Some(temperature), Some(dew_point)) =
            (value(report, AirTemperature), value(report, DewPointTemperature))
        {
            assert!(dew_point <= temperature && temperature - dew_point < 40_000, "{report:?}");
            let humidity = value(report, RelativeHumidity).expect("comes with the dew point");
            assert!((1_000..=100_000).contains(&humidity));
        }
    }
}

#[test]
fn calms_have_no_direction_and_gusts_exceed_the_wind() {
    let mut calms = 0;
    for report in reports_of_year() {
        let (Some(from), Some(speed)) = (value(report, WindFromDirection), value(report, WindSpeed)) else { continue };
        assert_eq!(from == 0, speed == 0);
        assert!((0..=360_000).contains(&from) && (0..75_000).contains(&speed), "{from} {speed}");
        calms += u32::from(speed == 0);
        let gust = value(report, WindSpeedOfGust);
        assert!(gust.is_none_or(|gust| gust >= speed));
        let recent = value(report, WindSpeedOfGust10min);
        assert!(recent.is_none_or(|recent| recent >= speed && gust.is_none_or(|gust| recent <= gust)));
    }
    assert!((2_000..20_000).contains(&calms), "{calms}");
}

#[test]
fn tendencies_are_differences_of_pressure_and_codes_say_their_sign() {
    for (id, reports) in YEAR.iter() {
        for pair in reports.windows(2) {
            let Some(tendency) = value(&pair[1], TendencyOfAirPressure3h) else { continue };
            let code = value(&pair[1], PressureTendencyCode).expect("comes with the tendency") / 1_000;
            let signs = [1, 1, 1, 1, 0, -1, -1, -1, -1];
            assert_eq!(signs[code as usize], tendency.signum(), "{id} {}", pair[1].time);
            if let [Some(before), Some(after)] = [&pair[0], &pair[1]].map(|report| value(report, SurfaceAirPressure)) {
                assert_eq!(tendency, after - before, "{id} {}", pair[1].time);
            }
        }
    }
}

#[test]
fn sea_level_pressure_is_missing_above_750_m_and_there_the_level_is_given() {
    let reports = network(62, Faults::none()).reports(day("2023-01-01"), day("2023-01-05"));
    for SimulatedReport { station, observation, .. } in reports {
        let high = station.altitude.is_some_and(|altitude| altitude.thousandths() > 750_000);
        assert!(!(high && observation.get(AirPressureAtMeanSeaLevel).is_some()), "{station:?}");
        assert!(observation.get(Geopotential).is_none() || high);
        assert!(
            value(&observation, SurfaceAirPressure).is_none_or(|pressure| (850_000..1_060_000).contains(&pressure))
        );
    }
}

#[test]
fn overseas_stations_report_extremes_at_their_own_hours() {
    let stations = by_station(observations(network(62, Faults::none()), "2023-01-01", "2023-03-31"));
    for (block, low, high, rain) in [
        ("07", [6, 18].as_slice(), [6, 18].as_slice(), [6].as_slice()),
        ("78", &[0, 12], &[0, 18], &[0, 6, 12, 18]),
        ("81", &[12], &[0], &[12]),
        ("61", &[6], &[18], &[6]),
        ("89", &[0, 12], &[0, 12], &[]),
    ] {
        let reports: Vec<Observation> =
            stations.iter().filter(|(id, _)| id.starts_with(block)).flat_map(|(_, reports)| reports.clone()).collect();
        assert_eq!(hours_of(&reports, AirTemperatureMin12h), low, "{block}");
        assert_eq!(hours_of(&reports, AirTemperatureMax12h), high, "{block}");
        assert_eq!(hours_of(&reports, PrecipitationAmount24h), rain, "{block}");
    }
}

#[test]
fn a_sky_that_cannot_be_seen_has_no_cover_and_says_so() {
    let hidden: Vec<&Observation> =
        reports_of_year().filter(|report| report.marks.contains(Marks::SKY_NOT_VISIBLE)).collect();
    assert!(hidden.len() > 500, "{}", hidden.len());
    for report in hidden {
        assert_eq!(report.get(CloudAreaFraction), None);
        assert!(value(report, LowCloudAmount).is_none_or(|eighths| eighths == 9_000));
        assert!(value(report, LowCloudTypeCode).is_none_or(|code| code == 62_000));
    }
}

#[test]
fn seasons_are_those_of_the_hemisphere() {
    let mean = |id: &str, from: &str, to: &str| {
        let stations = by_station(observations(network(62, Faults::none()), from, to));
        let temperatures: Vec<i32> = stations[id].iter().filter_map(|report| value(report, AirTemperature)).collect();
        temperatures.iter().sum::<i32>() / temperatures.len() as i32 / 1_000
    };
    let (winter, summer) = (mean("07149", "2023-01-01", "2023-01-31"), mean("07149", "2023-07-01", "2023-07-31"));
    assert!(winter < 9 && summer > 14, "Orly {winter} {summer}");
    let (summer, winter) = (mean("61998", "2023-01-01", "2023-02-28"), mean("61998", "2023-07-01", "2023-08-31"));
    assert!(summer > winter, "Kerguelen {summer} {winter}");
    assert!(mean("81405", "2023-01-01", "2023-01-31") > 22, "Cayenne is warm");
    assert!(mean("89642", "2023-07-01", "2023-07-31") < -10, "Dumont d'Urville is not");
}
