//! The committed reference is what the table of tests says.

use std::fs;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/quality-control.md");

#[test]
fn the_committed_reference_is_up_to_date() {
    let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == weather::quality::reference(),
        "docs/quality-control.md is stale: cargo test -p weather --test quality -- --ignored write_the_reference"
    );
}

#[test]
#[ignore = "writes docs/quality-control.md"]
fn write_the_reference() {
    fs::write(COMMITTED, weather::quality::reference()).expect("docs can be written");
}
