//! How fast the readers are. Run with `cargo test --release -p source --test it speed -- --ignored --nocapture`.

use std::io::Cursor;
use std::time::Instant;

use source::simulate::{Faults, Network};
use source::{Layout, ParsedRow, Reject, RowSink};

use crate::support::{Endless, context, gzip, real};

/// Counts and forgets.
#[derive(Default)]
struct Counted {
    rows: u64,
    rejects: u64,
}

impl RowSink for Counted {
    type Error = std::convert::Infallible;

    fn accept(&mut self, row: ParsedRow<'_>) -> Result<(), Self::Error> {
        self.rows += u64::from(std::hint::black_box(row.observation).time.unix() != 0);
        Ok(())
    }

    fn reject(&mut self, _: Reject) -> Result<(), Self::Error> {
        self.rejects += 1;
        Ok(())
    }
}

fn measure(what: &str, bytes: &[u8], text_bytes: usize) {
    for _ in 0..3 {
        let mut sink = Counted::default();
        let start = Instant::now();
        source::read(Cursor::new(bytes), &context(), &mut sink).expect("read");
        let seconds = start.elapsed().as_secs_f64();
        let speed = text_bytes as f64 / 1e6 / seconds;
        eprintln!(
            "{what}: {} rows, {} rejects, {speed:.0} MB/s, {:.0} rows/s",
            sink.rows,
            sink.rejects,
            sink.rows as f64 / seconds
        );
        assert_eq!(sink.rejects, 0);
    }
}

#[test]
#[ignore = "a measurement, not a check"]
fn json() {
    let Some(month) = real("ods_v21_2013-01.json.gz") else { return };
    let text = String::from_utf8(month).expect("text");
    let records = text.trim().trim_start_matches('[').trim_end_matches(']');
    let year = format!("[{}]", [records; 12].join(","));
    measure("json, indented", year.as_bytes(), year.len());
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let compact = value.to_string();
    let records = compact.trim_start_matches('[').trim_end_matches(']');
    let compact = format!("[{}]", vec![records; 20].join(","));
    measure("json, compact", compact.as_bytes(), compact.len());
    let packed = gzip(year.as_bytes());
    measure("json, indented, gzip", &packed, year.len());
}

#[test]
#[ignore = "a measurement, not a check"]
fn csv() {
    let Some(month) = real("synop.201301.csv.gz") else { return };
    let text = String::from_utf8(month).expect("text");
    let (header, lines) = text.split_once('\n').expect("lines");
    let years = format!("{header}\n{}", lines.repeat(60));
    measure("csv", years.as_bytes(), years.len());
    let packed = gzip(years.as_bytes());
    measure("csv, gzip", &packed, years.len());
}

#[test]
#[ignore = "a measurement, not a check"]
fn simulated_layouts() {
    let (from, to) = ("2025-01-01".parse().expect("a day"), "2025-02-28".parse().expect("a day"));
    let network = Network { faults: Faults::none(), ..Network::realistic(1) };
    for layout in [Layout::YearlyCsv, Layout::ExportCsv, Layout::ExportJson, Layout::RecordsJson, Layout::JsonLines] {
        let mut text = Vec::new();
        network.write(layout, from, to, &mut text).expect("in memory");
        measure(layout.name(), &text, text.len());
    }
}

/// Two gigabytes of one string: what the process holds at most is told by the system.
#[test]
#[ignore = "a measurement, not a check"]
fn memory() {
    let start = br#"[{"numer_sta": "07005", "nom": ""#;
    let input = Endless::new(start, 2_000_000_000);
    let mut sink = Counted::default();
    source::read(input, &context(), &mut sink).expect("read");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    eprintln!("{} rejects, {:?}", sink.rejects, status.lines().find(|line| line.starts_with("VmHWM")));
}
