//! Other programs read the lake's tables and find the same rows.

use std::process::Command;

use crate::support::{TestLake, python, repository, text};

#[test]
fn duckdb_and_polars_find_the_same_rows() {
    let Some(python) = python() else { return };
    let lake = TestLake::new();
    let file = lake.simulate(
        "synop_2025.csv",
        &["--layout", "meteofrance-yearly-csv", "--faults", "--from", "2024-12-15", "--to", "2025-02-15"],
    );
    lake.ok(&["ingest", text(&file)]);
    let observations = lake.write("observations.csv", lake.ok(&["export", "observations"]));
    let daily = lake.write("daily.csv", lake.ok(&["export", "daily"]));
    let output = Command::new(python)
        .arg(repository("tests/interop/read_tables.py"))
        .args([text(&lake.path()), "--observations", text(&observations), "--daily", text(&daily)])
        .output()
        .expect("started");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    println!("{out}");
}
