//! Memory does not grow with the input.

use std::io::{BufWriter, Write};
use std::process::Stdio;

use crate::support::{Said, TestLake, text};

const MEBIBYTE: u64 = 1 << 20;

/// Runs a command under `time -f %M` semantics: its peak resident memory in bytes, as the kernel counts it.
fn peak_bytes(mut command: std::process::Command) -> (Said, u64) {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("started");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // VmHWM is the peak so far; the last look before the end is close enough to it.
    while child.try_wait().expect("watched").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
        peak = peak.max(kibibytes.unwrap_or(0) * 1_024);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    (Said::of(child.wait_with_output().expect("ended")), peak)
}

#[test]
#[cfg(target_os = "linux")]
fn two_gigabytes_of_json_stage_in_little_memory() {
    let lake = TestLake::new();
    let file = lake.simulate("big.json", &["--stations", "450", "--from", "2023-01-01", "--to", "2023-12-31"]);
    let bytes = std::fs::metadata(&file).expect("a file").len();
    assert!(bytes > 1_900 * MEBIBYTE, "{bytes}");
    let (said, peak) = peak_bytes(lake.command(&["ingest", "-q", "--json", "--to", "staging", text(&file)]));
    assert_eq!(said.status, 0, "{said:?}");
    let report: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(report["stage"]["total"]["accepted"], 450 * 365 * 8);
    println!("peak {} MiB for {} MiB", peak / MEBIBYTE, bytes / MEBIBYTE);
    assert!(peak > 10 * MEBIBYTE && peak < 256 * MEBIBYTE, "{} MiB", peak / MEBIBYTE);
    let (said, peak) = peak_bytes(lake.command(&["curate", "-q"]));
    assert_eq!(said.status, 0, "{said:?}");
    println!("peak {} MiB to curate", peak / MEBIBYTE);
    assert!(peak < 512 * MEBIBYTE, "{} MiB", peak / MEBIBYTE);
}

#[test]
#[cfg(target_os = "linux")]
fn a_string_of_two_gigabytes_is_one_reject() {
    let lake = TestLake::new();
    let path = lake.file("long.json");
    let mut out = BufWriter::new(std::fs::File::create(&path).expect("made"));
    let good = br#"{"numer_sta":"07005","date":"2013-01-01T00:00:00+00:00","t":281.65}"#;
    out.write_all(b"[").and_then(|()| out.write_all(good)).expect("written");
    out.write_all(br#",{"numer_sta":"07015","date":"2013-01-01T00:00:00+00:00","nom":""#).expect("written");
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..2_048 {
        out.write_all(&piece).expect("written");
    }
    out.write_all(b"\"},").and_then(|()| out.write_all(good)).and_then(|()| out.write_all(b"]")).expect("written");
    out.flush().expect("written");
    let (said, peak) = peak_bytes(lake.command(&["ingest", "-q", "--json", text(&path)]));
    assert_eq!(said.status, 0, "{said:?}");
    let report: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let total = &report["stage"]["total"];
    assert_eq!((&total["rows"], &total["rejected"]), (&3.into(), &1.into()), "{total}");
    assert!(peak < 256 * MEBIBYTE, "{} MiB", peak / MEBIBYTE);
}
