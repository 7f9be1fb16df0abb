//! Events and report cards as tables.

use weather::day::{DayDefinition, Statistic};
use weather::quality::Control;
use weather::{Milli, Phenomena, Variable};

use super::{Format, Lake, Selection, csv_rows, day, document, fields, heads, report, said, station, text, time, warm};

use DayDefinition::{Climatological, Utc};

fn events(lake: &Lake, selection: &Selection) -> String {
    let mut out = Vec::new();
    lake.exporter().events(selection, Format::Csv, &mut out).expect("exported");
    text(out)
}

fn quality(lake: &Lake, selection: &Selection) -> String {
    let mut out = Vec::new();
    lake.exporter().quality(&Control::standard(), selection, Format::Csv, &mut out).expect("exported");
    text(out)
}

/// A lake with one climatological day of TN -0.1 °C and thunder.
fn frost() -> Lake {
    let lake = Lake::memory();
    let mut frost = document("07005", Climatological, day(2013, 1, 31), 10);
    for (statistic, thousandths) in [
        (Statistic::TemperatureMin, -100),
        (Statistic::TemperatureMax, 5_000),
        (Statistic::RainfallTotal, 0),
        (Statistic::VisibilityMin, 9_000_000),
    ] {
        frost.statistics.set(statistic, Some(Milli::new(thousandths)));
    }
    frost.statistics.set_phenomena(Phenomena::THUNDERSTORM);
    frost.statistics.set_observable(Phenomena::FOG.with(Phenomena::SNOW).with(Phenomena::FREEZING_RAIN));
    lake.curate(Climatological, 2013, vec![frost]);
    lake
}

#[test]
fn an_event_is_one_line_and_what_a_day_cannot_know_of_another() {
    let same = [("station_id", "07005"), ("city", "PLOUMANAC'H"), ("period", "climatological"), ("day", "2013-01-31")];
    let line = |rest: &[(&str, &str)]| {
        let all = same.iter().chain(rest);
        all.map(|(name, field)| ((*name).to_owned(), (*field).to_owned())).collect::<Vec<_>>()
    };
    let frost_of = |family| {
        let measured = [("threshold", "0"), ("value", "-0.1"), ("unit", "degC"), ("observable", "true")];
        line(&[&[("kind", "frost_day"), ("family", family)][..], &measured].concat())
    };
    let gust = |kind, threshold| {
        let unknown = [("threshold", threshold), ("unit", "m s-1"), ("observable", "false")];
        line(&[&[("kind", kind), ("family", "meteo_france")][..], &unknown].concat())
    };
    let expected = [
        frost_of("meteo_france"),
        frost_of("etccdi"),
        gust("strong_gust", "16"),
        gust("storm_gust", "28"),
        line(&[("kind", "thunderstorm"), ("family", "wmo"), ("observable", "true")]),
        line(&[("kind", "hail"), ("family", "wmo"), ("observable", "false")]),
    ];
    assert_eq!(said(&events(&frost(), &Selection::default())), expected);
}

#[test]
fn events_come_by_station_then_day_then_definition() {
    let lake = Lake::memory();
    let days = [day(2012, 12, 31), day(2013, 1, 1)];
    for definition in [Climatological, Utc] {
        for (year, day) in [2012, 2013].into_iter().zip(days) {
            let rainy = |id| {
                let mut document = document(id, definition, day, 1);
                document.statistics.set(Statistic::RainfallTotal, Some(Milli::new(1_000)));
                document
            };
            lake.curate(definition, year, ["07005", "07015"].map(rainy).to_vec());
        }
    }
    let csv = events(&lake, &Selection::default());
    let mut days_of_lines = heads(&csv, 4);
    days_of_lines.dedup();
    let mut expected = Vec::new();
    for id in ["07005", "07015"] {
        for day in days {
            expected.extend(["utc", "climatological"].map(|period| format!("{id},PLOUMANAC'H,{period},{day}")));
        }
    }
    assert_eq!(days_of_lines, expected);
    let only = Selection { definition: Some(Utc), from: Some(days[1]), ..Selection::default() };
    assert!(heads(&events(&lake, &only), 4).iter().all(|line| line.ends_with("utc,2013-01-01")));
}

#[test]
fn a_report_card_is_one_flat_row() {
    let lake = Lake::memory();
    let dew_point = [(Variable::AirTemperature, 20_000), (Variable::DewPointTemperature, 62_000)];
    lake.observe("a", vec![warm("07005", time(1, 1, 0), 10), report("07005", time(1, 1, 9), &dew_point)]);
    let csv = quality(&lake, &Selection::default());
    let counted = |row: &[(String, String)]| {
        let fixed = ["flags_missing", "missing_"];
        let kept =
            row.iter().filter(|(name, field)| field != "0" && !fixed.iter().any(|other| name.starts_with(other)));
        kept.cloned().collect::<Vec<_>>()
    };
    let expected = fields([
        ("station_id", "07005"),
        ("city", "ABBEVILLE"),
        ("month", "2013-01"),
        ("expected_reports", "4"),
        ("present_reports", "2"),
        ("longest_gap_hours", "6"),
        ("longest_gap_start", "2013-01-01T03:00:00Z"),
        ("flags_good", "2"),
        ("flags_fail", "1"),
        ("hits_gross_range", "1"),
        ("hits_dew_point_above_temperature", "1"),
    ]);
    let rows = said(&csv);
    assert_eq!(counted(&rows[0]), expected);
    let missing = |name: &str| rows[0].iter().find(|(other, _)| other == name).map(|(_, count)| count.as_str());
    assert_eq!(missing("missing_air_temperature"), Some("0"));
    assert_eq!(missing("missing_dew_point_temperature"), Some("1"));
    assert_eq!(missing("flags_missing"), Some("35"));
}

#[test]
fn every_format_has_the_same_columns_and_an_empty_lake_has_none_but_those() {
    let lake = Lake::memory();
    let csv = quality(&lake, &Selection::default());
    assert_eq!(csv.lines().count(), 1);
    lake.observe("a", vec![warm("07005", time(1, 1, 0), 10)]);
    let mut ndjson = Vec::new();
    let nobody = Selection { stations: vec![station("07005"), station("07015")], ..Selection::default() };
    let told = lake.exporter().quality(&Control::standard(), &nobody, Format::Ndjson, &mut ndjson).expect("exported");
    assert_eq!(told.stations_without_rows, ["07015"]);
    let row: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&ndjson).expect("one line");
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(csv_rows(&csv).remove(0)), sorted(row.keys().cloned().collect()));
}
