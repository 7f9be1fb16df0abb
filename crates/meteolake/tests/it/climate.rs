//! Climate out of a lake: months, years and records against the days they are made of, added up here once more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::support::{TestLake, real, text};

/// A row of a table, by column.
type Row = BTreeMap<String, String>;

/// Three years of three stations, with the faults of real files.
static LAKE: LazyLock<TestLake> = LazyLock::new(|| {
    let lake = TestLake::new();
    let range = ["--from", "2018-01-01", "--to", "2020-12-31", "--stations", "3", "--faults"];
    let file = lake.simulate("three.csv.gz", &[&range[..], &["--layout", "meteofrance-yearly-csv", "--gzip"]].concat());
    let said = lake.run(&["ingest", "-q", text(&file)]);
    assert_eq!(said.status, 0, "{said:?}");
    lake
});

/// The rows of an export; names of these stations have no commas, and what has them stands in the last columns.
fn export(arguments: &[&str]) -> Vec<Row> {
    let csv = LAKE.ok(&[&["export", "-q"], arguments].concat());
    let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned));
    let header: Vec<String> = lines.next().expect("a header").collect();
    lines.map(|fields| header.iter().cloned().zip(fields).collect()).collect()
}

/// A number in thousandths; `None` of an empty field.
fn thousandths(field: &str) -> Option<i64> {
    let number: f64 = if field.is_empty() { return None } else { field.parse().expect("a number") };
    Some((number * 1_000.0).round() as i64)
}

/// The values of a daily column with their days, by station and the first letters of the day.
fn daily(column: &str, letters: usize) -> BTreeMap<(String, String), Vec<(String, i64)>> {
    static DAYS: LazyLock<Vec<Row>> = LazyLock::new(|| export(&["daily", "--day", "climatological"]));
    let mut values: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in DAYS.iter() {
        if let Some(value) = thousandths(&row[column]) {
            let key = (row["station_id"].clone(), row["day"][..letters].to_owned());
            values.entry(key).or_default().push((row["day"].clone(), value));
        }
    }
    values
}

/// The daily column behind an element of the climate tables.
const ELEMENTS: &[(&str, &str)] = &[
    ("temperature_min", "temperature_min"),
    ("temperature_max", "temperature_max"),
    ("rainfall", "rainfall_total"),
    ("wind_speed_gust", "wind_speed_gust"),
];

fn mean(sum: i64, days: i64) -> i64 {
    let half = if sum < 0 { -days / 2 } else { days / 2 };
    (sum + half) / days
}

#[test]
fn months_are_the_sums_means_extremes_and_counts_of_their_days() {
    let months = export(&["monthly"]);
    let mut compared = BTreeSet::new();
    for (element, column) in ELEMENTS {
        let days = daily(column, 7);
        for row in &months {
            let found = days.get(&(row["station_id"].clone(), row["month"].clone())).cloned().unwrap_or_default();
            let (count, in_month) = (found.len() as i64, row["days_in_month"].parse::<i64>().expect("a count"));
            assert_eq!(row[&format!("{element}_days")], count.to_string(), "{row:?}");
            let sum: i64 = found.iter().map(|(_, value)| value).sum();
            let highest = found.iter().map(|(_, value)| *value).max();
            assert_eq!(thousandths(&row[&format!("{element}_highest")]), highest, "{row:?}");
            if let Some(total) = row.get(&format!("{element}_total")) {
                assert_eq!(thousandths(total), (count == in_month).then_some(sum), "{row:?}");
                compared.insert(total.is_empty());
            }
            if let Some(field) = row.get(&format!("{element}_mean")) {
                let expected = (count > 0 && count * 100 >= 80 * in_month).then(|| mean(sum, count));
                assert_eq!(thousandths(field), expected, "{row:?}");
            }
            if let Some(day) = row.get(&format!("{element}_highest_day")).filter(|_| count > 0) {
                let first = found.iter().find(|(_, value)| Some(*value) == highest).map(|(day, _)| day);
                assert_eq!(Some(day), first, "{row:?}");
            }
            let frost = found.iter().filter(|(_, value)| *value <= 0).count();
            if *element == "temperature_min" && count > 0 {
                assert_eq!(row["days_nbjgelee"], frost.to_string(), "{row:?}");
            }
        }
    }
    assert_eq!(compared.len(), 2, "some months are whole and some are not");
    assert!(months.len() >= 3 * 36, "{}", months.len());
}

#[test]
fn years_are_their_months_merged() {
    let mut months: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for row in export(&["monthly"]) {
        months.entry((row["station_id"].clone(), row["month"][..4].to_owned())).or_default().push(row);
    }
    let years = export(&["yearly"]);
    assert_eq!(years.len(), months.len());
    for year in &years {
        let months = &months[&(year["station_id"].clone(), year["year"].clone())];
        let of = |column: &str| months.iter().filter_map(|month| thousandths(&month[column])).collect::<Vec<_>>();
        for column in
            ["temperature_min_days", "rainfall_days", "days_nbjrr1", "days_fd", "days_nbjtx25", "days_nbjff16"]
        {
            let sum = of(column).iter().sum::<i64>();
            assert_eq!(thousandths(&year[column]).unwrap_or(0), sum, "{column} of {year:?}");
        }
        assert_eq!(thousandths(&year["temperature_min_lowest"]), of("temperature_min_lowest").into_iter().min());
        assert_eq!(thousandths(&year["rainfall_highest"]), of("rainfall_highest").into_iter().max());
        let totals = of("rainfall_total");
        let whole = (totals.len() == 12).then(|| totals.iter().sum::<i64>());
        assert_eq!(thousandths(&year["rainfall_total"]), whole, "{year:?}");
        let means = of("temperature_min_mean");
        assert_eq!(!year["temperature_min_mean"].is_empty(), means.len() == 12, "{year:?}");
    }
}

#[test]
fn records_are_the_extremes_of_the_days_with_all_their_dates() {
    let records = export(&["records"]);
    for (element, column) in ELEMENTS {
        for ((station, _), days) in daily(column, 0) {
            let sides: [(&str, Option<i64>); 2] = [
                ("highest", days.iter().map(|(_, value)| *value).max()),
                ("lowest", days.iter().map(|(_, value)| *value).min()),
            ];
            for (side, value) in sides {
                let is_it = |row: &&Row| {
                    [&row["station_id"], &row["scale"], &row["element"], &row["side"]]
                        == [station.as_str(), "all_time", element, side]
                };
                let Some(record) = records.iter().find(is_it) else {
                    assert!(
                        side == "lowest" && !element.starts_with("temperature"),
                        "no {side} {element} of {station}"
                    );
                    continue;
                };
                let on: Vec<&String> = days.iter().filter(|day| Some(day.1) == value).map(|(day, _)| day).collect();
                assert_eq!(thousandths(&record["value"]), value, "{record:?}");
                assert_eq!([Some(&&record["first"]), Some(&&record["last"])], [on.first(), on.last()], "{record:?}");
                assert_eq!(record["days"], on.len().to_string(), "{record:?}");
            }
        }
    }
}

#[test]
fn normals_of_a_month_are_the_mean_of_its_years() {
    let normals = export(&["normals", "--period", "2018-2020", "--station", "07005"]);
    let is_july =
        |row: &&Row| row["scale"] == "month" && row["month"] == "7" && row["element"] == "temperature_max_mean";
    let july = normals.iter().find(is_july).expect("a normal");
    let months = export(&["monthly", "--station", "07005"]);
    let julys = months.iter().filter(|row| row["month"].ends_with("-07"));
    let values: Vec<i64> = julys.filter_map(|row| thousandths(&row["temperature_max_mean"])).collect();
    assert_eq!(thousandths(&july["mean"]), Some(mean(values.iter().sum(), values.len() as i64)));
    assert_eq!(july["years"], values.len().to_string());
    assert_eq!([&july["period"], &july["period_held"]], ["2018-2020", "2018-2020"]);
    let calendar_days: BTreeSet<&String> = normals.iter().map(|row| &row["calendar_day"]).collect();
    assert_eq!(calendar_days.len(), 1 + 366);
}

#[test]
fn anomalies_are_values_less_their_normals() {
    let anomalies = export(&["anomalies", "--station", "07005"]);
    let months = export(&["monthly", "--station", "07005"]);
    let days = daily("temperature_max", 10);
    let mut compared = BTreeSet::new();
    for row in &anomalies {
        let [value, normal, anomaly] = ["value", "normal_mean", "anomaly"].map(|name| thousandths(&row[name]));
        assert_eq!(value.zip(normal).map(|(value, normal)| value - normal), anomaly, "{row:?}");
        assert_eq!([&row["period"], &row["period_held"]], ["2018-2020", "2018-2020"]);
        let is_share = row["scale"] == "month" && row["element"] == "rainfall_total" && normal > Some(0);
        assert_eq!(!row["percent_of_normal"].is_empty(), is_share, "{row:?}");
        if row["scale"] == "day" && row["element"] == "temperature_max" {
            assert_eq!(value, Some(days[&("07005".to_owned(), row["time"].clone())][0].1), "{row:?}");
        }
        if row["scale"] == "month" && row["time"].ends_with("-07") && row["element"] == "temperature_max_mean" {
            let julys = months.iter().filter(|month| month["month"].ends_with("-07"));
            let values: Vec<i64> = julys.filter_map(|month| thousandths(&month["temperature_max_mean"])).collect();
            assert_eq!(normal, Some(mean(values.iter().sum(), values.len() as i64)), "{row:?}");
            let july = months.iter().find(|month| month["month"] == row["time"]).expect("the month");
            assert_eq!(value, thousandths(&july["temperature_max_mean"]), "{row:?}");
            compared.insert(row["time"].clone());
        }
    }
    assert!(compared.len() >= 2, "{compared:?}");
    let range = ["--from", "2019-07-10", "--to", "2019-07-12", "--period", "2018-2020"];
    let selected = export(&[&["anomalies", "--station", "07005"][..], &range].concat());
    let is_selected = |row: &&Row| match row["scale"].as_str() {
        "month" => row["time"] == "2019-07",
        _ => ("2019-07-10".."2019-07-13").contains(&row["time"].as_str()),
    };
    assert_eq!(selected, anomalies.iter().filter(is_selected).cloned().collect::<Vec<_>>());
}

#[test]
fn the_thermal_index_is_never_without_its_stations() {
    // Of the three stations only 07015 is on the list: the index is its (TN + TX) / 2.
    let [lows, highs] = ["temperature_min", "temperature_max"].map(|column| daily(column, 10));
    let at = |values: &BTreeMap<(String, String), Vec<(String, i64)>>, day: &str| {
        values.get(&("07015".to_owned(), day.to_owned())).map(|days| days[0].1)
    };
    let index = export(&["thermal-index", "--from", "2019-01-01", "--to", "2019-12-31"]);
    assert!(index.len() > 300 && index.iter().all(|row| row["day"].starts_with("2019-")), "{}", index.len());
    for row in index {
        let halves = at(&lows, &row["day"]).zip(at(&highs, &row["day"])).map(|(low, high)| (low + high) / 2);
        assert_eq!(thousandths(&row["thermal_index"]), halves, "{row:?}");
        assert_eq!([&row["stations"], &row["stations_expected"], &row["is_complete"]], ["1", "30", "false"]);
    }
}

#[test]
fn a_card_is_printed_for_an_id_and_a_name() {
    let card = LAKE.ok(&["climate", "07005"]);
    for part in [
        "ABBEVILLE",
        "07005",
        "2018-2020 (3 years)",
        "Jan",
        "Year",
        "against its normal: TN",
        "lowest TN",
        "Météo-France",
    ] {
        assert!(card.contains(part), "no `{part}` in\n{card}");
    }
    assert_eq!(LAKE.ok(&["climate", "Abbeville"]), card);
    let json = LAKE.json(&["climate", "abbeville", "--period", "2019-2020"]);
    assert_eq!(json["period"]["years"], "2019-2020");
    assert_eq!(json["normals"].as_array().map(Vec::len), Some(13));
    let records = export(&["records", "--station", "07005"]);
    assert_eq!(thousandths(&json["records"][0]["value"].to_string()), thousandths(&records[0]["value"]));
}

#[test]
fn an_unknown_station_fails_and_names_the_nearest() {
    let said = LAKE.run(&["climate", "abevile"]);
    assert_eq!(said.status, 1);
    assert!(said.out.is_empty() && said.err.contains("07005 ABBEVILLE"), "{said:?}");
}

#[test]
fn options_that_say_nothing_of_a_table_are_refused() {
    for arguments in [
        &["export", "normals", "--from", "2019-01-01"][..],
        &["export", "monthly", "--day", "utc"],
        &["export", "anomalies", "--day", "utc"],
        &["export", "records", "--period", "2018-2020"],
        &["export", "thermal-index", "--station", "07015"],
        &["climate", "07005", "--period", "2020-2018"],
    ] {
        let said = LAKE.run(arguments);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{arguments:?}: {said:?}");
    }
}

#[test]
fn the_real_month_has_a_card() {
    let Some(csv) = real("synop/synop.201301.csv.gz") else { return };
    let lake = TestLake::new();
    lake.ok(&["ingest", "-q", text(&csv)]);
    let card = lake.ok(&["climate", "07690"]);
    for part in ["NICE", "07690", "days      2013-01-01 to 2013-01-31", "not the standard period", "wettest day"] {
        assert!(card.contains(part), "no `{part}` in\n{card}");
    }
}
