//! `copy`: from zone to zone, whatever each is kept in.

use std::path::Path;

use super::s3::{Bucket, ok};
use crate::support::{TestLake, text};

/// A lake with refused rows, retransmissions and flags.
fn filled() -> TestLake {
    let lake = TestLake::new();
    let common = ["--layout", "meteofrance-yearly-csv", "--stations", "8", "--faults"];
    let part = |name, from, to| lake.simulate(name, &[&common[..], &["--from", from, "--to", to]].concat());
    let (first, second) = (part("a.csv", "2025-01-01", "2025-02-10"), part("b.csv", "2025-02-01", "2025-03-05"));
    lake.ok(&["ingest", "-q", text(&first), text(&second)]);
    lake
}

/// Everything a lake gives out, refused rows included.
fn exports(lake: &TestLake, folder: &Path) -> Vec<String> {
    ["observations", "daily", "rejects", "quality"]
        .map(|what| lake.ok(&["export", what, "--lake", text(folder)]))
        .to_vec()
}

#[test]
fn a_copied_lake_gives_out_the_same_and_has_nothing_to_do() {
    let lake = filled();
    let other = TestLake::new();
    let copy = ["copy", "--from", text(&lake.path()), "--to", text(&other.path())].map(str::to_owned);
    let copy: Vec<&str> = copy.iter().map(String::as_str).collect();
    let first = lake.json(&copy);
    assert_eq!((first["raw"]["copied"].as_u64(), first["raw"]["already_there"].as_u64()), (Some(2), Some(0)));
    assert_eq!(other.exports(), lake.exports());
    assert_eq!(other.ok(&["export", "rejects"]), lake.ok(&["export", "rejects"]));
    assert_eq!(other.ok(&["export", "quality"]), lake.ok(&["export", "quality"]));
    other.ok(&["verify"]);
    assert_eq!(other.json(&["stage"])["objects"].as_array().map_or(0, Vec::len), 0);
    assert_eq!(other.json(&["curate"])["computed"], 0);
    let again = lake.json(&copy);
    for zone in ["raw", "staging", "curated"] {
        assert_eq!(again[zone]["copied"], 0, "{again}");
        assert!(again[zone]["already_there"].as_u64() > Some(0), "{again}");
    }
}

#[test]
fn what_is_missing_or_differs_is_sent_again() {
    let lake = filled();
    let other = TestLake::new();
    let zone = |kind: &str| {
        let [from, to] = [lake.path(), other.path()].map(|path| text(&path.join(kind)).to_owned());
        lake.json(&["copy", "--zone", kind, "--from", &from, "--to", &to])
    };
    let whole = zone("staging")["staging"]["copied"].as_u64().expect("rows");
    let part = zone("staging");
    assert_eq!(part["staging"]["already_there"].as_u64(), Some(whole));
    assert_eq!(zone("raw")["raw"]["copied"], 2);
    std::fs::remove_dir_all(other.path().join("raw/objects")).expect("deleted");
    assert_eq!(zone("raw")["raw"]["copied"], 2);
}

#[test]
fn a_target_that_holds_something_else_is_refused() {
    let (lake, other) = (filled(), TestLake::new());
    let file = other.simulate("c.json", &["--stations", "2", "--from", "2024-01-01", "--to", "2024-01-02"]);
    other.ok(&["ingest", "-q", text(&file)]);
    let before = other.exports();
    for kind in ["staging", "curated"] {
        let [from, to] = [lake.path(), other.path()].map(|path| text(&path.join(kind)).to_owned());
        let said = lake.run(&["copy", "--zone", kind, "--from", &from, "--to", &to]);
        assert_eq!(said.status, 1, "{said:?}");
        assert!(said.err.contains("not in the source"), "{said:?}");
    }
    assert_eq!(other.exports(), before);
}

#[test]
fn there_and_back_through_a_bucket_is_the_same() {
    let Some(bucket) = Bucket::fresh() else { return };
    let lake = filled();
    let back = TestLake::new();
    // Makes the folder a lake, so that it can be exported from.
    back.ok(&["doctor"]);
    for kind in ["raw", "staging", "curated"] {
        let [from, to] = [lake.path(), back.path()].map(|path| text(&path.join(kind)).to_owned());
        let between = bucket.zone(kind);
        ok(&mut bucket.reaching(&["copy", "-q", "--zone", kind, "--from", &from, "--to", &between]));
        ok(&mut bucket.reaching(&["copy", "-q", "--zone", kind, "--from", &between, "--to", &to]));
    }
    assert!(exports(&lake, &back.path()) == exports(&lake, &lake.path()));
    back.ok(&["verify"]);
}
