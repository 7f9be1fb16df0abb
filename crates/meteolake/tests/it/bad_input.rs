//! Bad input: a clear message, nothing written, the rest goes on.

use std::io::Write;
use std::path::PathBuf;

use crate::support::{Said, TestLake, text};

const HEADER: &str = "geo_id_wmo;name;insert_time;validity_time;t";
const GOOD: &str = "07005;;;2025-01-01T00:00:00Z;273.15";

/// Ingests a file that must be refused whole: exit 1, these words, and an empty lake.
fn refused(name: &str, bytes: impl AsRef<[u8]>, words: &[&str]) {
    let lake = TestLake::new();
    let path = lake.write(name, bytes);
    refused_file(&lake, path, words);
}

fn refused_file(lake: &TestLake, path: PathBuf, words: &[&str]) {
    let said = lake.run(&["ingest", text(&path)]);
    assert_eq!(said.status, 1, "{said:?}");
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    for word in words.iter().chain(&[name, "hint:"]) {
        assert!(said.err.to_lowercase().contains(&word.to_lowercase()), "`{word}` is missing in {said:?}");
    }
    let status = lake.json(&["status"]);
    assert_eq!((&status["raw_objects"], &status["observations"]), (&0.into(), &0.into()), "{status}");
}

/// Ingests a file of which part is good: what became of its rows.
fn partly(name: &str, bytes: impl AsRef<[u8]>) -> (u64, u64, String) {
    let lake = TestLake::new();
    let path = lake.write(name, bytes);
    let report = lake.json(&["ingest", text(&path)]);
    let count = |name: &str| report["stage"]["total"][name].as_u64().expect("a number");
    (count("accepted"), count("rejected"), lake.ok(&["export", "rejects"]))
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

#[test]
fn an_empty_file() {
    refused("empty.csv", b"", &["empty"]);
}

#[test]
fn a_page_instead_of_data() {
    refused("page.json", b"<!DOCTYPE html><html><body>503 Service Unavailable</body></html>", &["html"]);
}

#[test]
fn a_file_that_is_something_else() {
    refused("photo.csv", [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13], &[]);
    refused("other.csv", b"name;price\nbread;2\n", &["numer_sta"]);
}

#[test]
fn a_file_in_another_encoding() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(HEADER.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    refused("utf16.csv", utf16, &["UTF-16", "UTF-8"]);
}

#[test]
fn a_truncated_gz_keeps_what_came_before_the_cut() {
    let rows: String = (0..5_000).map(|n| format!("{:05};;;2025-01-01T00:00:00Z;{}\n", n, 270 + n % 20)).collect();
    let packed = gz(format!("{HEADER}\n{rows}").as_bytes());
    let (accepted, rejected, rejects) = partly("cut.csv.gz", &packed[..packed.len() * 2 / 3]);
    assert!(accepted > 100 && accepted < 5_000, "{accepted}");
    assert_eq!(rejected, 1, "{rejects}");
    assert!(rejects.contains("truncated"), "{rejects}");
}

#[test]
fn truncated_json_keeps_what_came_before_the_cut() {
    let record = r#"{"numer_sta":"07005","date":"2013-01-01T00:00:00+00:00","t":281.65}"#;
    let other = record.replace("07005", "07015");
    let (accepted, rejected, rejects) =
        partly("cut.json", &format!("[{record},{other},{record}")[..2 * record.len() + 20]);
    assert_eq!((accepted, rejected), (2, 1), "{rejects}");
    assert!(rejects.contains("truncated"), "{rejects}");
}

#[test]
fn dates_that_cannot_be_and_ids_that_are_none() {
    let long = "7".repeat(300);
    let rows = [
        GOOD.to_owned(),
        "07005;;;1066-10-14T00:00:00Z;273.15".to_owned(),
        "07005;;;2099-01-01T00:00:00Z;273.15".to_owned(),
        "07005;;;2025-02-30T00:00:00Z;273.15".to_owned(),
        format!("{long};;;2025-01-01T00:00:00Z;273.15"),
        "07005;;;2025-01-02T00:00:00Z;warm".to_owned(),
        "07005;;;2025-01-02T00:00:00Z".to_owned(),
    ];
    let (accepted, rejected, rejects) = partly("rows.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    assert_eq!((accepted, rejected), (1, 6), "{rejects}");
    for word in ["1066", "2099", "300 characters", "warm"] {
        assert!(rejects.contains(word), "`{word}` is missing in {rejects}");
    }
}

/// A ZIP made by hand: one stored member, so that its name can be anything.
fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let (crc, size) = (crc.sum().to_le_bytes(), (content.len() as u32).to_le_bytes());
    let length = (name.len() as u16).to_le_bytes();
    let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &crc, &size, &size, &length, &[0, 0]].concat();
    let mut bytes = [b"PK\x03\x04", &common[..], name.as_bytes(), content].concat();
    let directory = bytes.len() as u32;
    bytes.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 14], name.as_bytes()].concat());
    let length = bytes.len() as u32 - directory;
    bytes.extend(
        [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &length.to_le_bytes()[..], &directory.to_le_bytes(), &[0, 0]].concat(),
    );
    bytes
}

#[test]
fn a_zip_is_read_and_one_that_leaves_its_folder_is_refused() {
    let content = format!("{HEADER}\n{GOOD}\n");
    assert_eq!(partly("good.zip", zip("data.csv", content.as_bytes())).0, 1);
    refused("evil.zip", zip("../data.csv", content.as_bytes()), &["../data.csv"]);
}

#[test]
fn a_zip_bomb_is_refused() {
    let lake = TestLake::new();
    // A gigabyte of zeros packs to a megabyte; a gz of that is a bomb in a bomb.
    let path = lake.file("bomb.zip");
    let script = "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:\n  with z.open('a.csv', 'w', force_zip64=True) as f:\n    [f.write(bytes(1 << 20)) for _ in range(6 << 10)]\n";
    let made = std::process::Command::new("python3").args(["-c", script, text(&path)]).status().expect("python3");
    assert!(made.success());
    refused_file(&lake, path, &["zip"]);
}

#[test]
fn a_good_file_beside_a_bad_one_is_taken() {
    let lake = TestLake::new();
    let bad = lake.write("bad.csv", b"");
    let good = lake.write("good.csv", format!("{HEADER}\n{GOOD}\n"));
    let said = lake.run(&["ingest", text(&bad), text(&good), "no-such-file.csv"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains("bad.csv") && said.err.contains("no-such-file.csv"), "{said:?}");
    assert_eq!(lake.json(&["status"])["observations"], 1);
}

#[test]
fn standard_input_is_a_file_too() {
    let lake = TestLake::new();
    let mut child = lake.command(&["ingest", "-"]).stdin(std::process::Stdio::piped()).spawn().expect("started");
    child.stdin.take().expect("a pipe").write_all(format!("{HEADER}\n{GOOD}\n").as_bytes()).expect("written");
    assert!(child.wait().expect("ended").success());
    assert_eq!(lake.json(&["status"])["observations"], 1);
}

#[test]
fn a_folder_that_cannot_be_made() {
    let lake = TestLake::new();
    let file = lake.write("file", b"not a folder");
    let below = file.join("lake");
    let said = Said::of(
        std::process::Command::new(env!("CARGO_BIN_EXE_meteolake"))
            .args(["--lake", text(&below), "ingest", text(&file)])
            .output()
            .expect("started"),
    );
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains("lake folder") && said.err.contains(text(&below)), "{said:?}");
}

#[test]
fn a_lake_of_a_newer_version_is_refused_unchanged() {
    let lake = TestLake::new();
    std::fs::create_dir(lake.path()).expect("made");
    std::fs::write(lake.path().join("meteolake.json"), br#"{"layout_version":99}"#).expect("written");
    let good = lake.write("good.csv", format!("{HEADER}\n{GOOD}\n"));
    let said = lake.run(&["ingest", text(&good)]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains("newer") && said.err.contains("99"), "{said:?}");
    assert_eq!(std::fs::read_dir(lake.path()).expect("listed").count(), 1);
}

#[test]
fn wrong_usage_and_wrong_settings_exit_with_2() {
    let lake = TestLake::new();
    assert_eq!(lake.run(&["fetch", "--from", "2013-02-30", "--to", "2013-03-01"]).status, 2);
    assert_eq!(lake.run(&["fetch", "--from", "2013-03-02", "--to", "2013-03-01"]).status, 2);
    assert_eq!(lake.run(&["export", "rejects", "--station", "07005"]).status, 2);
    let file = lake.write("meteolake.toml", "[fetch]\nattempts = 3\n");
    let said = lake.run(&["config", "--config", text(&file)]);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.err.contains("fetch.attempts"), "{said:?}");
    let said = lake.run(&["status", "--config", text(&lake.write("empty.toml", ""))]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains("there is no lake"), "{said:?}");
}
