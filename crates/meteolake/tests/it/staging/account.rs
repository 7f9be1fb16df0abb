//! Every row is accounted for, refused ones with their reason.

use std::collections::HashSet;

use crate::support::{TestLake, text};

const JANUARY: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-01-31"];

/// A yearly file with the faults of real ones: broken rows and retransmissions.
fn faulty(lake: &TestLake) -> std::path::PathBuf {
    lake.simulate("synop_2025.csv", &[&["--layout", "meteofrance-yearly-csv", "--faults"][..], &JANUARY].concat())
}

#[test]
fn the_account_closes_and_rejects_tell_why() {
    let lake = TestLake::new();
    let file = faulty(&lake);
    let report = lake.json(&["ingest", text(&file)]);
    let total = &report["stage"]["total"];
    let count = |name: &str| total[name].as_u64().expect("a number");
    assert_eq!(count("rows"), std::fs::read_to_string(&file).expect("read").lines().count() as u64 - 1);
    assert_eq!(count("rows"), count("accepted") + count("superseded") + count("duplicate") + count("rejected"));
    assert!(count("rejected") > 0 && count("superseded") > 0, "{total}");
    let rejects = lake.ok(&["export", "rejects", "--format", "ndjson"]);
    assert_eq!(rejects.lines().count() as u64, count("rejected"));
    for line in rejects.lines() {
        let reject: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert!(
            ["object", "reason", "text"].iter().all(|name| reject[*name].as_str().is_some_and(|text| !text.is_empty()))
        );
        assert!(reject["row"].as_u64().is_some_and(|row| row > 0), "{line}");
    }
    let status = lake.json(&["status"]);
    assert_eq!(status["rejects"].as_u64(), Some(count("rejected")));
    let shown = status["rejects_shown"].as_array().expect("a list");
    assert_eq!(shown.len() as u64, count("rejected").min(10));
    assert!(shown.iter().all(|reject| reject["row"].as_u64().is_some() && reject["reason"].as_str().is_some()));
    let observations = lake.ok(&["export", "observations"]);
    assert_eq!(observations.lines().count() as u64 - 1, count("accepted"));
    let keys: HashSet<Vec<&str>> = observations.lines().map(|line| line.splitn(3, ',').take(2).collect()).collect();
    assert_eq!(keys.len(), observations.lines().count(), "one row a station and time");
}

#[test]
fn rejects_warn_and_fail_only_when_strict() {
    let lake = TestLake::new();
    let file = faulty(&lake);
    let said = lake.run(&["ingest", text(&file)]);
    assert_eq!(said.status, 0);
    assert!(said.err.contains("rows refused"), "{said:?}");
    assert_eq!(lake.run(&["stage", "--again", "--strict"]).status, 3);
}

#[test]
fn verify_finds_a_flipped_bit_and_a_wrong_receipt() {
    let lake = TestLake::new();
    let file = faulty(&lake);
    lake.ok(&["ingest", text(&file)]);
    lake.ok(&["verify"]);
    let object =
        walk(&lake.path().join("raw/objects")).into_iter().find(|path| path.extension().is_none()).expect("an object");
    let mut bytes = std::fs::read(&object).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&object, bytes).expect("written");
    let said = lake.run(&["verify"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("synop_2025.csv"), "{said:?}");
}

#[test]
fn verify_finds_a_damaged_table_file() {
    let lake = TestLake::new();
    let file = faulty(&lake);
    lake.ok(&["ingest", text(&file)]);
    let data = walk(&lake.path().join("staging/observations"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "parquet"));
    std::fs::write(data.expect("a data file"), b"not parquet").expect("written");
    let said = lake.run(&["verify"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains("observations of 2025-01"), "{said:?}");
}

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn unknown_stations_are_kept_under_their_id_and_learn_their_name() {
    let lake = TestLake::new();
    let header = "geo_id_wmo;name;insert_time;validity_time;t";
    let nameless = lake.write("a.csv", format!("{header}\n99001;;;2025-01-01T00:00:00Z;273.15\n"));
    lake.ok(&["ingest", text(&nameless)]);
    let city = |lake: &TestLake| {
        let daily = lake.ok(&["export", "daily", "--day", "utc"]);
        daily.lines().nth(1).and_then(|line| line.split(',').nth(1)).map(str::to_owned)
    };
    assert_eq!(city(&lake).as_deref(), Some("99001"));
    let named = lake.write("b.csv", format!("{header}\n99001;NEUVILLE;;2025-01-02T00:00:00Z;273.15\n"));
    lake.ok(&["ingest", text(&named)]);
    assert_eq!(city(&lake).as_deref(), Some("NEUVILLE"));
}
