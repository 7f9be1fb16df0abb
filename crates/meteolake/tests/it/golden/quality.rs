//! Quality control from end to end: January 2013 through the binary, the counts that were computed before it was
//! written, and limits of a station's own.

use std::collections::BTreeMap;

use crate::support::{TestLake, real, text};

type Row = BTreeMap<String, String>;

/// The rows of an export by the names of their columns; nothing in them is quoted.
fn rows(csv: &str) -> Vec<Row> {
    let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned));
    let header: Vec<String> = lines.next().expect("a header").collect();
    lines.map(|fields| header.iter().cloned().zip(fields).collect()).collect()
}

fn january() -> Option<TestLake> {
    let csv = real("synop/synop.201301.csv.gz")?;
    let lake = TestLake::new();
    lake.ok(&["ingest", text(&csv)]);
    Some(lake)
}

fn observations(lake: &TestLake, station: &str) -> Vec<Row> {
    rows(&lake.ok(&["export", "observations", "--station", station]))
}

/// The rows of a lake that have a flag of a variable, as station, time and value.
fn flagged(rows: &[Row], variable: &str, code: &str) -> Vec<String> {
    let with = rows.iter().filter(|row| row[&format!("{variable}_flag")] == code);
    with.map(|row| format!("{} {} {}", row["station_id"], row["time"], row[variable])).collect()
}

#[test]
fn three_values_of_the_month_fail() {
    let Some(lake) = january() else { return };
    let all = rows(&lake.ok(&["export", "observations"]));
    let dew_points = ["61976 2013-01-25T00:00:00Z 64.2", "78922 2013-01-05T00:00:00Z 62"];
    assert_eq!(flagged(&all, "dew_point_temperature", "4"), dew_points);
    assert_eq!(flagged(&all, "surface_air_pressure", "4"), ["61976 2013-01-29T21:00:00Z 197.2"]);
    let failed = all.iter().flat_map(|row| row.iter().filter(|(name, code)| name.ends_with("_flag") && *code == "4"));
    assert_eq!(failed.count(), 3);
}

/// 25 steps of 3 hours and 6 of 6 hours are too large; 11 steps of temperature, and one below its dew point.
#[test]
fn steps_are_suspect_and_foehn_does_not_fail() {
    let Some(lake) = january() else { return };
    let all = rows(&lake.ok(&["export", "observations"]));
    assert_eq!(flagged(&all, "surface_air_pressure", "3").len(), 48);
    assert_eq!(flagged(&all, "air_temperature", "3").len(), 22 + 1);
    let foehn = ["07607", "07621", "07627"].map(|station| {
        let of_station: Vec<Row> = all.iter().filter(|row| row["station_id"] == station).cloned().collect();
        assert_eq!(flagged(&of_station, "air_temperature", "4").len(), 0, "{station}");
        flagged(&of_station, "air_temperature", "3").len()
    });
    assert!(foehn.iter().any(|suspect| *suspect > 0), "{foehn:?}");
}

#[test]
fn a_mountain_station_has_no_sea_level_pressure_and_no_false_flag() {
    let Some(lake) = january() else { return };
    let months = rows(&lake.ok(&["export", "quality"]));
    let never = |row: &&Row| row["missing_air_pressure_at_mean_sea_level"] == row["present_reports"];
    let mountains: Vec<&Row> = months.iter().filter(never).collect();
    assert!(!mountains.is_empty());
    for mountain in mountains {
        let reports = observations(&lake, &mountain["station_id"]);
        assert_eq!(flagged(&reports, "air_pressure_at_mean_sea_level", "9").len(), reports.len());
        assert_eq!(flagged(&reports, "surface_air_pressure", "1").len(), reports.len());
    }
}

#[test]
fn the_report_cards_add_up_to_the_month() {
    let Some(lake) = january() else { return };
    let months = rows(&lake.ok(&["export", "quality"]));
    assert_eq!(months.len(), 60);
    let sum = |name: &str| months.iter().map(|row| row[name].parse::<u64>().expect("a count")).sum::<u64>();
    assert_eq!(sum("present_reports") + sum("other_reports"), 14_719);
    assert_eq!(sum("expected_reports"), 60 * 248);
    assert_eq!((sum("hits_gross_range"), sum("flags_fail")), (3, 3));
    // A comparison hits both its values, but the failed one alone: three dew points and one temperature.
    assert_eq!(sum("hits_dew_point_above_temperature"), 4);
    assert_eq!(sum("hits_calm_with_speed"), 2 * 6);
    let codes = ["good", "not_evaluated", "suspect", "fail", "missing"];
    assert_eq!(codes.map(|code| sum(&format!("flags_{code}"))).iter().sum::<u64>(), 14_719 * 19);
    let card = lake.json(&["status", "--station", "61976"]);
    let tromelin = months.iter().find(|row| row["station_id"] == "61976").expect("Tromelin");
    assert_eq!(card["months"][0]["flags"]["fail"].to_string(), tromelin["flags_fail"]);
    assert_eq!(card["months"][0]["longest_gap_start"].as_str(), Some(tromelin["longest_gap_start"].as_str()));
    assert!(lake.ok(&["status", "--station", "61976"]).contains("TROMELIN"));
}

fn day(lake: &TestLake, station: &str, day: &str) -> Row {
    let arguments = ["export", "daily", "--day", "utc", "--station", station, "--from", day, "--to", day];
    rows(&lake.ok(&arguments)).pop().expect("a day")
}

#[test]
fn failed_values_stay_out_of_days_and_suspect_ones_go_in() {
    let Some(lake) = january() else { return };
    let failed = day(&lake, "78922", "2013-01-05");
    assert!(failed["dew_point_max"].parse::<f64>().expect("a dew point") < 30.0, "{failed:?}");
    // One report of the day is not there, and the dew point of another failed.
    assert_eq!((failed["dew_point_coverage"].as_str(), failed["temperature_coverage"].as_str()), ("0.75", "0.875"));
    let all = rows(&lake.ok(&["export", "observations"]));
    let extremes = all.iter().filter(|row| row["air_temperature_flag"] == "3").filter(|row| {
        let day = day(&lake, &row["station_id"], &row["time"][..10]);
        [&day["temperature_min"], &day["temperature_max"]].contains(&&row["air_temperature"])
    });
    assert_eq!(extremes.count(), 6, "suspect values that are the lowest or highest of their day");
}

#[test]
fn a_station_may_have_limits_of_its_own() {
    let Some(lake) = january() else { return };
    let failed = |lake: &TestLake| flagged(&observations(lake, "78922"), "dew_point_temperature", "4").len();
    assert_eq!(failed(&lake), 1);
    let entry = "[[quality.limits]]\nstation = \"78922\"\ntest = \"gross_range\"\n\
        variable = \"dew_point_temperature\"\nfail_low = -45\nfail_high = 70\n";
    let settings = lake.write("meteolake.toml", entry);
    lake.ok(&["stage", "--again"]);
    lake.ok(&["curate"]);
    assert_eq!(failed(&lake), 0);
    assert_eq!(day(&lake, "78922", "2013-01-05")["dew_point_max"], "62");
    // What other stations have is as it was, and the settings gone, so is this one.
    assert_eq!(flagged(&observations(&lake, "61976"), "dew_point_temperature", "4").len(), 1);
    std::fs::remove_file(settings).expect("removed");
    lake.ok(&["stage", "--again"]);
    assert_eq!(failed(&lake), 1);
}

#[test]
fn limits_that_do_not_fit_are_refused_with_their_entry() {
    let lake = TestLake::new();
    lake.write(
        "meteolake.toml",
        "[[quality.limits]]\nstation = \"07607\"\ntest = \"step\"\nvariable = \"wind_speed\"\noff = true\n",
    );
    let said = lake.run(&["ingest", "nothing.csv"]);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(
        said.err.contains("[[quality.limits]] entry 1") && said.err.contains("take one of air_temperature"),
        "{said:?}"
    );
}

#[test]
fn events_of_the_month_say_their_family_and_what_is_not_known() {
    let Some(lake) = january() else { return };
    let events = rows(&lake.ok(&["export", "events", "--day", "climatological"]));
    let count = |kind: &str, family: &str, observable: &str| {
        let same = |row: &&Row| row["kind"] == kind && row["family"] == family && row["observable"] == observable;
        events.iter().filter(same).count()
    };
    let [inclusive, strict] = ["meteo_france", "etccdi"].map(|family| count("frost_day", family, "true"));
    assert!(inclusive > strict && strict > 0, "{inclusive} and {strict}");
    assert!(count("thunderstorm", "wmo", "false") > count("thunderstorm", "wmo", "true"));
    assert_eq!(count("summer_day", "wmo", "true"), 0);
}
