//! Whatever the order, the overlap and the number of processes: the same exports, byte for byte.

use crate::support::{Quietly, TestLake, text};

/// Overlapping files of a quarter, in three layouts, with retransmissions and broken rows.
fn files(lake: &TestLake) -> Vec<String> {
    let part = |name: &str, layout: &str, from: &str, to: &str| {
        let arguments = ["--layout", layout, "--stations", "12", "--faults", "--from", from, "--to", to];
        text(&lake.simulate(name, &arguments)).to_owned()
    };
    vec![
        part("a.csv", "meteofrance-yearly-csv", "2025-01-01", "2025-02-10"),
        part("b.json", "opendatasoft-export-json", "2025-01-25", "2025-03-05"),
        part("c.csv", "meteofrance-monthly-csv", "2025-03-01", "2025-03-31"),
        part("d.ndjson", "opendatasoft-json-lines", "2025-02-01", "2025-02-28"),
    ]
}

fn ingest_in(order: &[usize]) -> [String; 2] {
    let lake = TestLake::new();
    let files = files(&lake);
    for place in order {
        lake.ok(&["ingest", &files[*place]]);
    }
    lake.exports()
}

#[test]
fn the_order_of_files_changes_nothing() {
    let expected = ingest_in(&[0, 1, 2, 3]);
    assert!(expected[0].lines().count() > 8_000);
    for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
        let exports = ingest_in(&order);
        assert!(exports == expected, "{order:?}");
    }
}

#[test]
fn one_batch_or_many_change_nothing() {
    let lake = TestLake::new();
    let files = files(&lake);
    let all: Vec<&str> = files.iter().map(String::as_str).collect();
    lake.ok(&[&["ingest"], &all[..]].concat());
    let small = TestLake::new();
    for file in &all {
        small.ok(&["ingest", "--to", "raw", file]);
    }
    let staged = small
        .command(&["stage"])
        .env("METEOLAKE_STAGE_ROWS_IN_MEMORY", "1000")
        .env("METEOLAKE_STAGE_ROWS_PER_COMMIT", "1")
        .status();
    assert!(staged.expect("started").success());
    small.ok(&["curate"]);
    assert!(small.exports() == lake.exports());
}

#[test]
fn of_files_given_together_the_later_one_wins() {
    let lake = TestLake::new();
    let header = "geo_id_wmo;name;insert_time;validity_time;t;ff";
    let temperatures = ["273.15", "283.15", "274.15", "284.15", "275.15"];
    let write = |(number, temperature): (usize, &&str)| {
        let row = format!("{header}\n07005;;;2025-01-01T00:00:00Z;{temperature};\n");
        text(&lake.write(&format!("{number}.csv"), row)).to_owned()
    };
    let files: Vec<String> = temperatures.iter().enumerate().map(write).collect();
    let all: Vec<&str> = files.iter().map(String::as_str).collect();
    lake.ok(&[&["ingest"], &all[..]].concat());
    let observations = lake.ok(&["export", "observations"]);
    assert!(
        observations.lines().nth(1).is_some_and(|row| row.starts_with("07005,2025-01-01T00:00:00Z,2,")),
        "{observations}"
    );
}

#[test]
fn conflicting_versions_resolve_by_fetch_whatever_the_order_of_staging() {
    // Three versions of one report, fetched a second apart; the third says what the first said.
    let lake = TestLake::new();
    let header = "geo_id_wmo;name;insert_time;validity_time;t;ff";
    for (name, temperature) in [("a.csv", "273.15"), ("b.csv", "283.15"), ("c.csv", "273.150")] {
        let path = lake.write(name, format!("{header}\n07005;;;2025-01-01T00:00:00Z;{temperature};\n"));
        lake.ok(&["ingest", "--to", "raw", text(&path)]);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
    }
    lake.ok(&["stage"]);
    let observations = lake.ok(&["export", "observations"]);
    assert!(
        observations.lines().nth(1).is_some_and(|row| row.starts_with("07005,2025-01-01T00:00:00Z,0,")),
        "{observations}"
    );
}

#[test]
fn processes_at_once_do_what_one_would() {
    let expected = ingest_in(&[0, 1, 2, 3]);
    let lake = TestLake::new();
    let files = files(&lake);
    let start = |file: &String| lake.command(&["ingest", "-q", file]).quietly().spawn().expect("started");
    let children: Vec<_> = files.iter().chain(&files).map(start).collect();
    for mut child in children {
        assert!(child.wait().expect("ended").success());
    }
    assert!(lake.exports() == expected);
    lake.ok(&["verify"]);
}

#[test]
fn curating_only_what_changed_gives_what_curating_all_gives() {
    let lake = TestLake::new();
    for file in files(&lake) {
        lake.ok(&["ingest", &file]);
    }
    let before = lake.exports();
    let report = lake.json(&["curate", "--again"]);
    assert_eq!(report["changed"], 0, "{report}");
    assert!(lake.exports() == before);
}

#[test]
fn a_single_late_report_recomputes_its_neighbourhood_only() {
    let lake = TestLake::new();
    let file = files(&lake).remove(0);
    lake.ok(&["ingest", &file]);
    let late = lake.write(
        "late.csv",
        "geo_id_wmo;name;insert_time;validity_time;t\n07005;;2026-01-01T00:00:00Z;2025-01-20T12:00:00Z;250.15\n",
    );
    let report = lake.json(&["ingest", text(&late)]);
    let computed = report["curate"]["computed"].as_u64().expect("a number");
    assert!((2..=6).contains(&computed), "three days in two definitions: {report}");
}
