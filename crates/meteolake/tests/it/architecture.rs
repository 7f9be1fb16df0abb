//! The house: which room may know which, and how large things may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::repository;

/// The arrows between rooms: each room, and those it may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("weather", &[]),
    ("source", &["weather"]),
    ("zone", &["weather"]),
    ("engine", &["weather", "zone"]),
    ("pipeline", &["weather", "source", "zone", "engine"]),
    ("server", &["weather", "zone", "engine", "pipeline"]),
    ("meteolake", &["weather", "source", "zone", "engine", "pipeline", "server"]),
];

/// Crates that only some rooms may name.
const CONFINED: &[(&str, &[&str])] = &[
    ("deltalake-core", &["zone"]),
    ("object_store", &["zone"]),
    ("reqwest", &["pipeline"]),
    ("axum", &["server", "meteolake"]),
    ("mongodb", &["zone"]),
    ("clap", &["meteolake"]),
    ("serde", &["zone", "pipeline", "server", "meteolake"]),
    ("tokio", &["zone", "engine", "pipeline", "server", "meteolake"]),
];

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const FOLDER_ENTRIES_MAX: usize = 12;

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(repository(""))
        .output()
        .expect("cargo metadata");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
    let of = |package: &serde_json::Value| {
        let all = package["dependencies"].as_array().expect("dependencies").iter();
        all.filter(|dependency| dependency["kind"].is_null()).map(name).collect()
    };
    packages.iter().map(|package| (name(package), of(package))).collect()
}

#[test]
fn rooms_depend_only_along_the_arrows() {
    let dependencies = dependencies();
    let rooms: BTreeSet<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    assert_eq!(dependencies.keys().map(String::as_str).collect::<BTreeSet<_>>(), rooms);
    for (room, allowed) in ARROWS {
        for other in dependencies[*room].iter().filter(|other| rooms.contains(other.as_str())) {
            assert!(allowed.contains(&other.as_str()), "{room} must not depend on {other}");
        }
    }
}

#[test]
fn heavy_crates_stay_in_their_rooms() {
    let dependencies = dependencies();
    for (name, rooms) in CONFINED {
        for (room, theirs) in &dependencies {
            assert!(!theirs.contains(*name) || rooms.contains(&room.as_str()), "{room} must not depend on {name}");
        }
    }
    let lock = fs::read_to_string(repository("Cargo.lock")).expect("Cargo.lock");
    assert!(!lock.contains("name = \"datafusion"), "DataFusion stays out of the default build");
}

/// Every Rust file of the workspace.
fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&repository("crates"), &mut files);
    files
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    for path in sources() {
        let text = fs::read_to_string(&path).expect("UTF-8");
        assert!(text.starts_with("//!"), "{} does not begin with //!", path.display());
        let lines = text.lines().count();
        assert!(lines <= FILE_LINES_MAX, "{} has {lines} lines", path.display());
    }
}

#[test]
fn functions_stay_short() {
    for path in sources() {
        let text = fs::read_to_string(&path).expect("UTF-8");
        let mut open: Option<(usize, usize, String)> = None;
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let words = line.trim_start();
            let begins = ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "async fn ", "pub async fn "];
            match &open {
                None if begins.iter().any(|word| words.starts_with(word)) && !words.ends_with(['}', ';']) => {
                    open = Some((number, indent, words.to_owned()));
                }
                Some((start, depth, name)) if words == "}" && indent == *depth => {
                    let lines = number + 1 - start;
                    assert!(lines <= FUNCTION_LINES_MAX, "{}: {name} has {lines} lines", path.display());
                    open = None;
                }
                _ => {}
            }
        }
    }
}

#[test]
fn folders_hold_a_dozen_entries_at_most() {
    let folders: BTreeSet<PathBuf> = sources().iter().filter_map(|path| path.parent().map(Path::to_owned)).collect();
    // One file a command: the folder is as long as the list of commands.
    for folder in folders.iter().filter(|folder| !folder.ends_with("meteolake/src/command")) {
        let entries = fs::read_dir(folder).expect("a folder").count();
        assert!(entries <= FOLDER_ENTRIES_MAX, "{} has {entries} entries", folder.display());
    }
}
