//! The text of days, their order and their selection.

use weather::day::{Coverage, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Milli, Phenomena};

use super::{Format, Lake, Selection, day, document, fields, heads, said, station, text};

use DayDefinition::{Climatological, Utc};

const HEADER: &str = "station_id,city,period,day,temperature_avg,temperature_min,temperature_max,pressure_avg,\
    pressure_min,pressure_max,surface_pressure_avg,surface_pressure_min,surface_pressure_max,humidity_avg,\
    humidity_min,humidity_max,dew_point_avg,dew_point_min,dew_point_max,wind_speed_avg,wind_speed_max,\
    wind_speed_gust,wind_speed_direction,wind_speed_constancy,wind_speed_max_hour,rainfall_total,rainfall_partial,\
    rainfall_days_with_rain,rainfall_trace,snow_depth_max,fresh_snow_total,visibility_min,cloud_cover_avg,\
    quality_suspect,quality_failed,temperature_coverage,temperature_min_coverage,temperature_min_method,temperature_max_coverage,\
    temperature_max_method,pressure_coverage,surface_pressure_coverage,humidity_coverage,dew_point_coverage,\
    wind_speed_coverage,wind_speed_gust_coverage,rainfall_coverage,rainfall_method,snow_depth_coverage,\
    fresh_snow_coverage,visibility_coverage,cloud_cover_coverage,present_weather_coverage,quality_notes,phenomena,\
    phenomena_observable\n";

#[test]
fn an_empty_lake_has_a_header() {
    for lake in [Lake::memory(), Lake::delta()] {
        assert_eq!(text(lake.daily(&Selection::default(), Format::Csv)), HEADER);
    }
}

#[test]
fn a_day_is_one_line() {
    let lake = Lake::memory();
    let mut rainy = document("07005", Utc, day(2013, 1, 31), -15);
    rainy.city = "St \"B\", Méteo\nNord".into();
    let statistics = &mut rainy.statistics;
    statistics.set(Statistic::RainfallTotal, Some(Milli::ZERO));
    statistics.set(Statistic::RainfallTrace, Some(Milli::new(1_000)));
    statistics.set_coverage(Metric::TemperatureMin, Some(Coverage { used: 2, expected: 2 }));
    statistics.set_method(Metric::TemperatureMin, Some(Method::Tn12));
    statistics.set_notes(Notes::RR12_ABOVE_RR24.with(Notes::RR24_UNLIKE_SUM_RR3));
    statistics.set_phenomena(Phenomena::FOG.with(Phenomena::SNOW));
    statistics.set_observable(Phenomena::FOG);
    lake.curate(Utc, 2013, vec![rainy]);
    let csv = text(lake.daily(&Selection::default(), Format::Csv));
    let expected = fields([
        ("station_id", "07005"),
        ("city", "St \"B\", Méteo\nNord"),
        ("period", "utc"),
        ("day", "2013-01-31"),
        ("temperature_avg", "-1.5"),
        ("rainfall_total", "0"),
        ("rainfall_trace", "1"),
        ("temperature_coverage", "0.875"),
        ("temperature_min_coverage", "1"),
        ("temperature_min_method", "tn12"),
        ("rainfall_coverage", "0.5"),
        ("rainfall_method", "sum_rr12"),
        ("quality_notes", "rr12_above_rr24,rr24_unlike_sum_rr3"),
        ("phenomena", "fog,snow"),
        ("phenomena_observable", "fog"),
    ]);
    assert_eq!(said(&csv), [expected]);
    let line = csv.strip_prefix(HEADER).expect("the header");
    assert!(line.starts_with("07005,\"St \"\"B\"\", Méteo\nNord\",utc,2013-01-31,-1.5,,"), "{line}");
    assert!(line.ends_with(",sum_rr12,,,,,,\"rr12_above_rr24,rr24_unlike_sum_rr3\",\"fog,snow\",fog\n"), "{line}");
}

#[test]
fn days_come_by_station_then_day_then_definition_whatever_the_year() {
    let lake = Lake::memory();
    let days = [day(2012, 12, 31), day(2013, 1, 1), day(2013, 1, 2)];
    for definition in [Climatological, Utc] {
        let of = |days: &[_]| {
            let of = |id| days.iter().map(move |day| document(id, definition, *day, 1));
            ["07005", "07015"].into_iter().flat_map(of).collect()
        };
        lake.curate(definition, 2012, of(&days[..1]));
        lake.curate(definition, 2013, of(&days[1..]));
    }
    let mut expected = Vec::new();
    for id in ["07005", "07015"] {
        for day in days {
            expected.extend(["utc", "climatological"].map(|period| format!("{id},PLOUMANAC'H,{period},{day}")));
        }
    }
    assert_eq!(heads(&text(lake.daily(&Selection::default(), Format::Csv)), 4), expected);
}

#[test]
fn only_the_selected_days_come() {
    let lake = Lake::memory();
    for definition in [Utc, Climatological] {
        let of = |id| (1..=4).map(move |number| document(id, definition, day(2013, 1, number), 1));
        lake.curate(definition, 2013, ["07005", "07015"].into_iter().flat_map(of).collect());
        lake.curate(definition, 2014, vec![document("07005", definition, day(2014, 1, 1), 1)]);
    }
    let selection = Selection {
        stations: vec![station("07005"), station("99999")],
        from: Some(day(2013, 1, 2)),
        to: Some(day(2013, 1, 3)),
        definition: Some(Climatological),
        ..Selection::default()
    };
    let mut out = Vec::new();
    let report = lake.exporter().daily(&selection, Format::Csv, &mut out).expect("exported");
    let expected = ["2013-01-02", "2013-01-03"].map(|day| format!("07005,PLOUMANAC'H,climatological,{day}"));
    assert_eq!(heads(&text(out), 4), expected);
    assert_eq!((report.rows, report.stations_without_rows), (2, vec!["99999".to_owned()]));
}

#[test]
fn tables_and_memory_give_the_same_bytes() {
    let lakes = [Lake::memory(), Lake::delta()];
    for format in Format::ALL {
        let [memory, delta] = lakes.each_ref().map(|lake| {
            for definition in [Utc, Climatological] {
                let documents = [("07005", 1), ("07005", 2), ("07015", 1)];
                let documents = documents.map(|(id, number)| document(id, definition, day(2013, 1, number), 0));
                lake.curate(definition, 2013, documents.to_vec());
            }
            lake.daily(&Selection::default(), *format)
        });
        assert_eq!(memory, delta, "{format}");
    }
}
