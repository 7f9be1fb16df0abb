//! Real rows, read and written again, come out as they stood: the formats are those of the real files.

use std::convert::Infallible;
use std::fs::File;
use std::io::{BufReader, Read as _};

use serde_json::{Map, Value};

use super::super::{fault::Insertion, form, site};
use super::*;
use crate::{ParsedRow, ReadContext, Reject, RowSink};
use weather::Time;

/// What was measured, and when the archive inserted it.
type Inserted = (Observation, Option<Time>);

/// Observations in the order of the file.
#[derive(Default)]
struct Rows(Vec<Inserted>);

impl RowSink for Rows {
    type Error = Infallible;

    fn accept(&mut self, row: ParsedRow<'_>) -> Result<(), Infallible> {
        self.0.push((row.observation.clone(), row.insert_time));
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<(), Infallible> {
        panic!("the real files have no bad row: {reject:?}");
    }
}

/// The observations and the text of a real file, if it is at hand.
fn real(name: &str) -> Option<(Vec<Inserted>, String)> {
    let path = format!("{}/../../../shared/data/synop/{name}", env!("CARGO_MANIFEST_DIR"));
    let Ok(file) = File::open(&path) else {
        println!("skipped: {path} is not there");
        return None;
    };
    let context = ReadContext { not_before: day("1990-01-01").start(), not_after: day("2030-01-01").start() };
    let mut rows = Rows::default();
    crate::read(BufReader::new(file), &context, &mut rows).expect("readable");
    let mut text = String::new();
    let mut file = File::open(&path).expect("still there");
    if name.ends_with(".gz") {
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
    } else {
        file.read_to_string(&mut text).expect("UTF-8");
    }
    Some((rows.0, text))
}

/// The row that a layout makes of an observation of a known station.
fn row(layout: Layout, sites: &[site::Site], observation: &Observation, insertion: Option<Insertion>) -> String {
    let place = sites.iter().position(|site| site.station.id == observation.station).expect("a known station");
    form::row(layout, sites, place, observation, insertion)
}

#[test]
fn rows_of_the_monthly_archive() {
    let Some((observations, text)) = real("synop.201301.csv.gz") else { return };
    let sites = site::sites(1, 62, false);
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(lines.len(), observations.len());
    for (line, (observation, _)) in lines.into_iter().zip(&observations) {
        assert_eq!(row(Layout::MonthlyCsv, &sites, observation, None), line);
    }
}

#[test]
fn rows_of_the_yearly_archive() {
    let Some((observations, text)) = real("synop_2026_excerpt.csv") else { return };
    let sites = site::sites(1, 62, false);
    for (line, (observation, inserted)) in text.lines().skip(1).zip(&observations) {
        let reference = line.split(';').nth(5).expect("a reference time").parse().expect("a time");
        let insertion = Insertion { reference, insert: inserted.expect("an insert time") };
        assert_eq!(row(Layout::YearlyCsv, &sites, observation, Some(insertion)), line);
    }
}

/// Compares the keys of one object with another's, but for some.
fn assert_same(ours: &Map<String, Value>, real: &Map<String, Value>, except: &[&str]) {
    let made_up = ["libgeo", "codegeo", "nom_epci", "code_epci", "nom_dept", "code_dep", "nom_reg", "code_reg"];
    for (key, value) in real {
        if !except.contains(&key.as_str()) && !made_up.contains(&key.as_str()) {
            assert_eq!(ours.get(key), Some(value), "{key}");
        }
    }
}

#[test]
fn records_of_the_export() {
    let sites = site::sites(1, 62, false);
    for file in ["ods_v21_export_1.json", "ods_v21_nice_2023-07_2023-12.json"] {
        let Some((observations, text)) = real(file) else { return };
        let records: Vec<Map<String, Value>> = serde_json::from_str(&text).expect("records");
        for (record, (observation, _)) in records.iter().zip(&observations) {
            let written = row(Layout::ExportJson, &sites, observation, None);
            let ours: Map<String, Value> = serde_json::from_str(&written).expect("a record");
            assert_eq!(ours.len(), 82);
            assert!(ours.keys().eq(record.keys()));
            // The simulator has no labels for codes it does not use, and dates in UTC.
            let unlabelled = if ours["temps_present"].is_null() { "temps_present" } else { "date" };
            assert_same(&ours, record, &["date", unlabelled]);
        }
    }
}

#[test]
fn keys_of_the_export_come_in_its_order() {
    let Some((observations, text)) = real("ods_v21_export_1.json") else { return };
    let written = row(Layout::ExportJson, &site::sites(1, 62, false), &observations[0].0, None);
    let keys = text.lines().filter_map(|line| line.strip_prefix("  \"")?.split('"').next());
    let places: Vec<usize> = keys.map(|key| written.find(&format!("\"{key}\":")).expect("the key")).collect();
    assert_eq!(places.len(), 82);
    assert!(places.is_sorted());
}

#[test]
fn records_of_version_1() {
    let Some((observations, text)) = real("ods_v1_records_1.json") else { return };
    let written = row(Layout::RecordsJson, &site::sites(1, 62, false), &observations[0].0, None);
    let ours: Value = serde_json::from_str(&written).expect("a record");
    let real: Value = serde_json::from_str(&text).expect("records");
    let fields = |record: &Value| record["fields"].as_object().expect("fields").clone();
    // Of 7.2000000000000455 version 1 published 16 digits.
    assert_same(&fields(&ours), &fields(&real[0]), &["tx12c"]);
    assert_eq!(ours["geometry"], real[0]["geometry"]);
    assert!(ours.as_object().expect("an object").keys().eq(real[0].as_object().expect("an object").keys()));
}
