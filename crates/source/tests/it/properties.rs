//! What holds for any bytes, and for any way of giving them.

use std::io::Cursor;

use proptest::prelude::*;
use source::Layout;
use source::simulate::{Faults, Network};

use crate::support::{Sips, gzip, read, read_from, real, zipped};

const LAYOUTS: [Layout; 6] = [
    Layout::MonthlyCsv,
    Layout::YearlyCsv,
    Layout::ExportJson,
    Layout::RecordsJson,
    Layout::JsonLines,
    Layout::ExportCsv,
];

const TOKENS: [&str; 29] = [
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "\n",
    ";",
    " ",
    "null",
    "true",
    "-0.1",
    "281.65",
    "1e9",
    "mq",
    "\"t\":",
    "\"numer_sta\":\"07005\",",
    "\"date\":\"2013-01-01T00:00:00Z\"",
    "\"fields\":{",
    "\"results\":[",
    "\"coordonnees\":",
    RECORD,
    "numer_sta;date;t;\n",
    "07005;20130101000000;280;\n",
    "geo_id_wmo;validity_time;name\n",
    "\u{feff}",
    "é",
];
const RECORD: &str = "{\"numer_sta\":\"07005\",\"date\":\"2013-01-01T00:00:00Z\"}";

fn tokens() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..40).prop_map(|tokens| tokens.concat())
}

/// Texts that are nearly observations.
fn near_text() -> impl Strategy<Value = Vec<u8>> {
    let starts = ["", "[", "{", "[{\"numer_sta\":\"07005\"", "numer_sta;date;t;\n", "{\"results\":["];
    let start = prop::sample::select(starts.to_vec());
    (start, tokens()).prop_map(|(start, tokens)| [start, &tokens].concat().into_bytes())
}

/// Texts that go wrong only after more blanks than are looked at to tell the layout.
fn late_text() -> impl Strategy<Value = Vec<u8>> {
    let starts = [format!("[{RECORD},"), format!("{RECORD}\n"), "numer_sta;date;t;\n".to_owned()];
    let start = prop::sample::select(starts.to_vec());
    (start, tokens()).prop_map(|(start, tokens)| [start, "\n".repeat(65_536), tokens].concat().into_bytes())
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1_usize..60, 1..6)
}

/// Reads; whatever comes out, the accounting closes (`read` checks it) and nothing panics.
fn survives(bytes: &[u8]) {
    let recognised = source::recognise(Cursor::new(bytes));
    let result = read(bytes);
    assert_eq!(recognised.is_ok(), result.is_ok(), "{recognised:?} {result:?}");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&bytes);
    }

    #[test]
    fn no_text_panics(text in near_text()) {
        survives(&text);
        survives(&gzip(&text));
        survives(&zipped(&[("a", &text), ("b", b"numer_sta;date\n")]));
    }

    #[test]
    fn no_damage_to_an_archive_panics(at in 0_usize..400, byte in any::<u8>()) {
        let mut archive = zipped(&[("a.csv", b"numer_sta;date;t;\n07005;20130101000000;280;\n"), ("b.json", b"[]")]);
        let at = at % archive.len();
        archive[at] = byte;
        let _ = source::recognise(Cursor::new(&archive));
        let _ = read(&archive);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_layout_is_the_same_however_it_is_cut(layout in 0..LAYOUTS.len(), seed in any::<u64>(), sizes in sizes()) {
        // More than is looked at to tell the layout, so that the parsers themselves get it in sips.
        let faults = Faults { broken_per_mille: 200, ..Faults::none() };
        let network = Network { seed, stations: 5, faults };
        let (from, to) = ("2013-01-01".parse().expect("a day"), "2013-01-10".parse().expect("a day"));
        let mut text = Vec::new();
        network.write(LAYOUTS[layout], from, to, &mut text).expect("in memory");
        prop_assert!(text.len() > 65_536);
        let whole = read(&text).expect("an object");
        prop_assert_eq!(whole.1.layout, LAYOUTS[layout]);
        prop_assert_eq!(&read_from(Sips::new(&text, &sizes)).expect("an object"), &whole);
        prop_assert_eq!(&read(gzip(&text)).expect("an object"), &whole);
        prop_assert_eq!(&read(zipped(&[("a", &text)])).expect("an object"), &whole);
    }

    #[test]
    fn it_does_not_matter_where_the_bytes_are_cut(text in near_text(), late in late_text(), sizes in sizes()) {
        for bytes in [gzip(&text), text, late] {
            prop_assert_eq!(read_from(Sips::new(&bytes, &sizes)), read(&bytes));
        }
    }
}

#[test]
fn a_broken_record_ends_where_it_ends_however_it_is_cut() {
    let blanks = " ".repeat(65_536);
    let text = format!("[{RECORD},{blanks}{{\"x\" 1}} , {RECORD}, {{\"x\" 2}}\n,\n{RECORD} , {{\"x\" 3}} ]");
    let whole = read(&text).expect("records");
    assert_eq!((whole.1.accepted, whole.1.rejected), (3, 3));
    for sizes in [vec![1], vec![2], vec![3, 1], vec![7]] {
        assert_eq!(read_from(Sips::new(text.as_bytes(), &sizes)).expect("records"), whole, "{sizes:?}");
    }
}

/// The lines of a file up to so many.
fn first_lines(text: &[u8], lines: usize) -> Vec<u8> {
    text.split_inclusive(|byte| *byte == b'\n').take(lines).collect::<Vec<_>>().concat()
}

#[test]
fn real_files_are_the_same_however_they_are_cut() {
    for (name, lines) in
        [("synop.201301.csv.gz", 400), ("ods_v21_2013-01.json.gz", 6_000), ("ods_v1_records_1.json", 900)]
    {
        let Some(text) = real(name) else { continue };
        let text = first_lines(&text, lines);
        let whole = read(&text).expect("an object");
        for sizes in [vec![1], vec![7, 1, 90], vec![1_000], vec![60, 3]] {
            assert_eq!(read_from(Sips::new(&text, &sizes)).expect("an object"), whole, "{name} {sizes:?}");
        }
    }
}
