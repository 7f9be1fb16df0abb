//! January 2013 as it really was: 14,719 reports of 60 stations.

mod quality;

use crate::support::{TestLake, python, real, repository, text};

const CSV: &str = "synop/synop.201301.csv.gz";
const JSON: &str = "synop/ods_v21_2013-01.json.gz";

#[test]
fn the_month_is_staged_whole() {
    let Some(csv) = real(CSV) else { return };
    let lake = TestLake::new();
    let report = lake.json(&["ingest", text(&csv)]);
    assert_eq!(report["stage"]["total"]["accepted"], 14_719);
    assert_eq!(report["stage"]["total"]["rejected"], 0);
    let observations = lake.ok(&["export", "observations"]);
    assert_eq!(observations.lines().count(), 1 + 14_719);
    let stations: std::collections::BTreeSet<&str> =
        observations.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(stations.len(), 60);
    assert!(stations.contains("07005"), "ids keep their leading zero");
}

#[test]
fn the_other_shape_of_the_month_changes_nothing() {
    let (Some(csv), Some(json)) = (real(CSV), real(JSON)) else { return };
    let lake = TestLake::new();
    lake.ok(&["ingest", text(&csv)]);
    let before = lake.exports();
    let report = lake.json(&["ingest", text(&json)]);
    assert_eq!(report["stage"]["total"]["duplicate"], 14_719);
    assert_eq!(report["stage"]["total"]["accepted"], 0);
    assert_eq!(report["curate"]["changed"], 0);
    assert_eq!(lake.exports(), before);
    let said = lake.ok(&["ingest", text(&csv), text(&json)]);
    assert!(said.contains("nothing new") && said.contains("nothing changed"), "{said}");
    assert_eq!(lake.exports(), before);
    assert!(lake.ok(&["stage", "--again"]).contains("no change"));
    assert_eq!(lake.exports(), before);
}

#[test]
fn missing_is_empty_and_never_zero() {
    let Some(csv) = real(CSV) else { return };
    let lake = TestLake::new();
    lake.ok(&["ingest", text(&csv)]);
    let observations = lake.ok(&["export", "observations", "--station", "07005", "--to", "2013-01-01"]);
    let mut lines = observations.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (header, first) = (lines.next().expect("a header"), lines.next().expect("a row"));
    let value = |name: &str| first[header.iter().position(|column| *column == name).expect("a column")];
    assert_eq!(value("time"), "2013-01-01T00:00:00Z");
    assert_eq!(value("air_temperature"), "8.5");
    assert_eq!(value("air_pressure_at_mean_sea_level"), "1002.9");
    assert_eq!(value("precipitation_amount_3h"), "1");
    assert_eq!(value("precipitation_amount_12h"), "");
    assert_eq!(value("cloud_area_fraction"), "");
}

#[test]
fn two_other_programs_find_the_same_days() {
    let (Some(csv), Some(python)) = (real(CSV), python()) else { return };
    let lake = TestLake::new();
    lake.ok(&["ingest", text(&csv)]);
    let daily = lake.write("daily.csv", lake.ok(&["export", "daily"]));
    let sql = std::process::Command::new(&python)
        .arg(repository("tests/oracle/sql_daily.py"))
        .args([text(&csv), "--compare", text(&daily)])
        .output()
        .expect("started");
    assert!(sql.status.success(), "{}", String::from_utf8_lossy(&sql.stdout));
}

#[test]
fn every_layout_at_hand_is_recognised_by_its_content() {
    for name in ["synop_2026_excerpt.csv", "ods_v21_export_1.json", "ods_v1_records_1.json"] {
        let Some(path) = real(&format!("synop/{name}")) else { return };
        let lake = TestLake::new();
        let disguised = lake.write("file.bin", std::fs::read(path).expect("read"));
        let report = lake.json(&["ingest", text(&disguised)]);
        assert_ne!(report["stage"]["total"]["accepted"], 0, "{name}: {report}");
        assert_eq!(report["stage"]["total"]["rejected"], 0, "{name}: {report}");
    }
}
