//! Climate tables of hand-made days in a lake in memory.

use std::collections::BTreeMap;

use weather::climate::YearSpan;
use weather::day::{DailyStatistics, DayDefinition, Statistic};
use weather::{Day, Milli};
use zone::curated::DailyDocument;

use super::{Exporter, Format, Lake, Object, Selection, csv_rows, station};

fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

fn document(id: &str, day: Day, values: &[(Statistic, i32)]) -> DailyDocument {
    let mut statistics = DailyStatistics::new(station(id), DayDefinition::Climatological, day);
    values.iter().for_each(|(statistic, value)| statistics.set(*statistic, Some(Milli::new(*value))));
    DailyDocument { statistics, city: "PLOUMANAC'H".into() }
}

/// Two stations over two years: TN is the day of the month below zero, TX as much above, rain one millimetre a day.
fn lake() -> Lake {
    let lake = Lake::memory();
    for id in ["07690", "07005"] {
        for year in [2012, 2013] {
            let first = Day::from_civil(year, 1, 1).expect("a date").epoch_days();
            let last = Day::from_civil(year, 12, 31).expect("a date").epoch_days();
            let days = (first..=last).map(Day::from_epoch_days).map(|day| {
                let number = day.epoch_days() - day.month().first_day().epoch_days() + 1;
                let tn = (Statistic::TemperatureMin, -1_000 * number);
                document(id, day, &[tn, (Statistic::TemperatureMax, 1_000 * number), (Statistic::RainfallTotal, 1_000)])
            });
            lake.curate(DayDefinition::Climatological, year, days.collect());
        }
    }
    lake
}

/// The rows of a table as maps from column to field.
fn rows(export: impl FnOnce(&mut Vec<u8>)) -> Vec<BTreeMap<String, String>> {
    let mut out = Vec::new();
    export(&mut out);
    let mut rows = csv_rows(&String::from_utf8(out).expect("UTF-8")).into_iter();
    let header = rows.next().expect("a header");
    rows.map(|row| header.iter().cloned().zip(row).collect()).collect()
}

fn monthly(lake: &Lake, selection: &Selection) -> Vec<BTreeMap<String, String>> {
    rows(|out| drop(lake.exporter().monthly(selection, Format::Csv, out).expect("exported")))
}

#[test]
fn months_come_by_station_and_time_with_sums_extremes_and_counts() {
    let months = monthly(&lake(), &Selection::default());
    let keys: Vec<_> = months.iter().map(|row| (row["station_id"].clone(), row["month"].clone())).collect();
    assert!(keys.is_sorted());
    assert_eq!(keys.len(), 48);
    let february = months.iter().find(|row| row["month"] == "2012-02").expect("a month");
    assert_eq!(february["city"], "ABBEVILLE");
    assert_eq!([&february["days_in_month"], &february["temperature_min_days"]], ["29", "29"]);
    assert_eq!([&february["rainfall_total"], &february["temperature_min_mean"]], ["29", "-15"]);
    assert_eq!([&february["temperature_max_highest"], &february["temperature_max_highest_day"]], ["29", "2012-02-29"]);
    assert_eq!([&february["days_nbjtx25"], &february["days_su"]], ["5", "4"]);
    assert_eq!([&february["wind_speed_gust_highest"], &february["days_nbjff16"]], ["", ""], "missing is empty");
    assert_eq!(february["wind_speed_gust_days"], "0");
}

#[test]
fn months_and_years_are_whole_where_one_of_their_days_is_asked_for() {
    let lake = lake();
    let selection = Selection {
        stations: vec![station("07690"), station("07110")],
        from: Some(day("2012-12-15")),
        to: Some(day("2013-01-02")),
        ..Selection::default()
    };
    let months = monthly(&lake, &selection);
    let said: Vec<_> = months.iter().map(|row| (row["month"].as_str(), row["rainfall_total"].as_str())).collect();
    assert_eq!(said, [("2012-12", "31"), ("2013-01", "31")]);
    let mut report = None;
    let years = rows(|out| report = Some(lake.exporter().yearly(&selection, Format::Csv, out).expect("exported")));
    let said: Vec<_> = years.iter().map(|row| (row["year"].as_str(), row["rainfall_total"].as_str())).collect();
    assert_eq!(said, [("2012", "366"), ("2013", "365")]);
    assert_eq!(report.expect("a report").stations_without_rows, ["07110"]);
}

#[test]
fn a_month_with_a_day_missing_has_no_total_and_says_how_many_days_it_has() {
    let lake = Lake::memory();
    let numbers = day("2013-01-01").epoch_days()..day("2013-01-31").epoch_days();
    let of = |number| document("07690", Day::from_epoch_days(number), &[(Statistic::RainfallTotal, 2_000)]);
    lake.curate(DayDefinition::Climatological, 2013, numbers.map(of).collect());
    let months = monthly(&lake, &Selection::default());
    assert_eq!([&months[0]["rainfall_total"], &months[0]["rainfall_days"]], ["", "30"]);
    assert_eq!(months[0]["days_nbjrr1"], "30");
}

#[test]
fn normals_say_their_years_and_come_by_scale_and_date() {
    let lake = lake();
    let span = Some(YearSpan { first: 2011, last: 2012 });
    let normals = |period| {
        rows(|out| drop(lake.exporter().normals(&Selection::default(), period, Format::Csv, out).expect("exported")))
    };
    let all = normals(None);
    assert!(all.iter().all(|row| row["period"] == "2012-2013" && row["period_held"] == "2012-2013"));
    let scales: Vec<&str> =
        all.chunk_by(|a, b| a["scale"] == b["scale"]).map(|rows| rows[0]["scale"].as_str()).collect();
    assert_eq!(scales, ["month", "year", "day", "month", "year", "day"], "once for each station");
    let is_rain = |row: &&BTreeMap<String, String>| row["element"] == "rainfall_total" && row["scale"] == "month";
    let february = all.iter().filter(is_rain).find(|row| row["month"] == "2").expect("a normal");
    assert_eq!([&february["mean"], &february["p10"], &february["p90"], &february["years"]], ["28.5", "28", "29", "2"]);
    let calendar: Vec<_> =
        all.iter().filter(|row| row["element"] == "temperature_min" && row["scale"] == "day").collect();
    assert_eq!(calendar.len(), 2 * 366);
    assert_eq!([&calendar[59]["calendar_day"], &calendar[59]["month"]], ["02-29", "2"]);
    let asked = normals(span);
    assert!(asked.iter().all(|row| row["period"] == "2011-2012" && row["period_held"] == "2012-2012"));
    assert!(asked.iter().all(|row| row["years"] == "1"));
}

#[test]
fn anomalies_are_of_the_range_and_their_normals_are_not() {
    let lake = lake();
    let anomalies = |from, to, period| {
        let selection = Selection { stations: vec![station("07690")], from, to, ..Selection::default() };
        rows(|out| drop(lake.exporter().anomalies(&selection, period, Format::Csv, out).expect("exported")))
    };
    let all = anomalies(None, None, None);
    let find = |time: &str, element: &str| {
        let is_it = |row: &&BTreeMap<String, String>| [&row["time"], &row["element"]] == [time, element];
        all.iter().find(is_it).unwrap_or_else(|| panic!("no {element} of {time}"))
    };
    let says = |row: &BTreeMap<String, String>| {
        ["value", "normal_mean", "anomaly", "percent_of_normal", "p10", "p90", "years"].map(|name| row[name].clone())
    };
    assert_eq!(says(find("2012-02", "rainfall_total")), ["29", "28.5", "0.5", "101.754", "28", "29", "2"]);
    assert_eq!(says(find("2013-02", "temperature_min_mean"))[..4], ["-14.5", "-14.75", "0.25", ""]);
    let scales: Vec<&str> = all.chunk_by(|a, b| a["scale"] == b["scale"]).map(|rows| &*rows[0]["scale"]).collect();
    assert_eq!(scales, ["month", "day"]);
    let days = all.iter().filter(|row| row["scale"] == "day" && row["element"] == "temperature_max");
    assert_eq!(days.count(), 731);
    let is_selected = |row: &&BTreeMap<String, String>| match row["scale"].as_str() {
        "month" => row["time"] == "2013-02",
        _ => ("2013-02-10".."2013-02-13").contains(&row["time"].as_str()),
    };
    let selected: Vec<_> = all.iter().filter(is_selected).cloned().collect();
    assert_eq!(anomalies(Some(day("2013-02-10")), Some(day("2013-02-12")), None), selected);
    let of_2012 = Some(YearSpan { first: 2012, last: 2012 });
    let outside = anomalies(Some(day("2013-02-28")), Some(day("2013-02-28")), of_2012);
    assert!(outside.iter().all(|row| row["period"] == "2012-2012" && row["period_held"] == "2012-2012"));
    let rain = outside.iter().find(|row| row["element"] == "rainfall_total").expect("a whole month");
    assert_eq!(says(rain)[..3], ["28", "29", "-1"]);
    assert!(outside.iter().any(|row| row["time"] == "2013-02-28"));
}

#[test]
fn records_have_both_dates_of_a_tie() {
    let lake = lake();
    let records = rows(|out| drop(lake.exporter().records(&Selection::default(), Format::Csv, out).expect("exported")));
    let find = |scale: &str, month: &str, element: &str, side: &str| {
        let is_it = |row: &&BTreeMap<String, String>| {
            [&row["scale"], &row["month"], &row["element"], &row["side"]] == [scale, month, element, side]
        };
        records.iter().find(is_it).expect("a record")
    };
    let coldest = find("all_time", "", "temperature_min", "lowest");
    assert_eq!([&coldest["value"], &coldest["unit"]], ["-31", "degC"]);
    assert_eq!([&coldest["first"], &coldest["last"], &coldest["days"]], ["2012-01-31", "2013-12-31", "14"]);
    let leap = find("month", "2", "temperature_max", "highest");
    assert_eq!([&leap["value"], &leap["first"], &leap["last"], &leap["days"]], ["29", "2012-02-29", "2012-02-29", "1"]);
    assert!(records.iter().all(|row| row["element"] != "rainfall" || row["side"] == "highest"));
}

/// Seven hot days across the turn of the year among fourteen years of cool ones.
fn hot_new_year() -> Lake {
    let lake = Lake::memory();
    for year in 2001..=2014 {
        let first = Day::from_civil(year, 1, 1).expect("a date").epoch_days();
        let last = Day::from_civil(year, 12, 31).expect("a date").epoch_days();
        let days = (first..=last).map(Day::from_epoch_days).map(|day| {
            let from_new_year = day.epoch_days() - self::day("2013-01-01").epoch_days();
            let tx = if (-3..4).contains(&from_new_year) { 20_000 } else { 5_000 };
            document("07690", day, &[(Statistic::TemperatureMax, tx)])
        });
        lake.curate(DayDefinition::Climatological, year, days.collect());
    }
    lake
}

#[test]
fn a_spell_across_the_turn_of_the_year_is_one_and_is_found_from_either_side() {
    let lake = hot_new_year();
    let spells = |from, to| {
        let selection = Selection { from, to, ..Selection::default() };
        rows(|out| drop(lake.exporter().spells(&selection, None, Format::Csv, out).expect("exported")))
    };
    let all = spells(None, None);
    assert_eq!(all.len(), 1);
    assert_eq!([&all[0]["kind"], &all[0]["index"], &all[0]["days"]], ["warm", "WSDI", "7"]);
    assert_eq!([&all[0]["start"], &all[0]["end"]], ["2012-12-29", "2013-01-04"]);
    assert_eq!([&all[0]["peak"], &all[0]["peak_day"], &all[0]["peak_days"]], ["20", "2012-12-29", "7"]);
    assert_eq!(all[0]["period"], "2001-2014");
    assert_eq!(spells(Some(day("2013-01-02")), None), all);
    assert_eq!(spells(None, Some(day("2012-12-30"))), all);
    assert!(spells(Some(day("2013-01-05")), None).is_empty());
}

#[test]
fn the_thermal_index_says_of_how_many_stations_it_is() {
    let lake = Lake::memory();
    let of = |id, tn, tx| {
        document(id, day("2013-01-01"), &[(Statistic::TemperatureMin, tn), (Statistic::TemperatureMax, tx)])
    };
    let days = vec![of("07005", 40_000, 40_000), of("07110", 2_000, 4_000), of("07690", 6_000, 8_000)];
    lake.curate(DayDefinition::Climatological, 2013, days);
    let index =
        rows(|out| drop(lake.exporter().thermal_index(&Selection::default(), Format::Csv, out).expect("exported")));
    assert_eq!(index.len(), 1);
    let fields = ["day", "thermal_index", "stations", "stations_expected", "is_complete"].map(|name| &index[0][name]);
    assert_eq!(fields, ["2013-01-01", "5", "2", "30", "false"], "07005 is not on the list");
}

#[test]
fn a_scratch_file_and_more_threads_change_nothing() {
    let lake = lake();
    let selection = Selection::default();
    let both = |exporter: Exporter<'_>| {
        let (mut months, mut normals) = (Vec::new(), Vec::new());
        exporter.yearly(&selection, Format::Ndjson, &mut months).expect("exported");
        exporter.normals(&selection, None, Format::Ndjson, &mut normals).expect("exported");
        (months, normals)
    };
    let usual = both(lake.exporter());
    assert!(!usual.0.is_empty() && !usual.1.is_empty());
    assert_eq!(both(lake.exporter().memory_bytes(1)), usual);
    assert_eq!(both(lake.exporter().workers(1)), usual);
}

#[test]
fn every_table_is_written_in_every_format() {
    let lake = lake();
    let selection = Selection::default();
    for format in Format::ALL {
        let exporter = lake.exporter();
        let mut out = Vec::new();
        let reports = [
            exporter.monthly(&selection, *format, &mut out),
            exporter.yearly(&selection, *format, &mut out),
            exporter.normals(&selection, None, *format, &mut out),
            exporter.anomalies(&selection, None, *format, &mut out),
            exporter.records(&selection, *format, &mut out),
            exporter.spells(&selection, None, *format, &mut out),
            exporter.thermal_index(&selection, *format, &mut out),
        ];
        let rows = reports.map(|report| report.expect("exported").rows);
        assert_eq!([rows[0], rows[1], rows[6]], [48, 4, 731], "{format}");
    }
}

#[test]
fn of_two_stations_of_one_name_it_is_the_one_with_days() {
    let lake = Lake::memory();
    lake.stage("names", 1, Object { names: vec![("99001", "Nice".to_owned())], ..Object::default() });
    let find = || crate::climate::card(&lake.zones, lake.runtime.handle(), "nice", None);
    let curate = |id| {
        let days = vec![document(id, day("2013-01-01"), &[(Statistic::RainfallTotal, 0)])];
        lake.curate(DayDefinition::Climatological, 2013, days);
    };
    curate("99001");
    assert_eq!(find().expect("a card").station.station_id, "99001");
    curate("07690");
    let error = find().expect_err("two of them");
    assert!(error.to_string().contains("07690 and 99001"), "{error}");
    assert!(error.next_step().expect("a hint").contains("by its id"));
}
