//! JSON: the shapes around the records, their spellings, and what a bad record does.

use source::Layout;
use weather::{Coordinate, Milli, Variable};

use crate::support::{Endless, accepted, read, read_from};

const A: &str = r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00+00:00", "t": 281.65}"#;
const B: &str = r#"{"numer_sta":"07015","date":"2013-01-01T01:00:00+01:00","t":280.15}"#;

#[test]
fn every_shape_around_the_records_is_understood() {
    for (text, layout) in [
        (format!("[{A},{B}]"), Layout::ExportJson),
        (format!("\u{feff}\n[\n {A} ,\n {B}\n]\n"), Layout::ExportJson),
        (format!("{{\"total_count\": 2, \"results\": [{A}, {B}]}}"), Layout::ExportJson),
        (
            format!(
                "{{\"nhits\": 2, \"p\": {{\"rows\": [1]}}, \"records\": [{{\"fields\": {A}}}, {{\"fields\": {B}}}], \"z\": []}}"
            ),
            Layout::RecordsJson,
        ),
        (
            format!(
                "{{\"type\": \"FeatureCollection\", \"features\": [{{\"properties\": {A}}}, {{\"properties\": {B}}}]}}"
            ),
            Layout::RecordsJson,
        ),
        (format!("{A}\n{B}\n"), Layout::JsonLines),
        (format!("{A}\r\n\r\n{B}"), Layout::JsonLines),
        (format!("[{A}]\n[{B}]"), Layout::ExportJson),
    ] {
        let sink = accepted(&text, layout);
        assert_eq!(sink.rows.len(), 2, "{text}");
        assert_eq!(sink.rows[0].observation.get(Variable::AirTemperature), Some(Milli::new(8_500)));
        assert_eq!(sink.rows[0].observation.time, sink.rows[1].observation.time);
    }
}

#[test]
fn empty_arrays_are_fine() {
    for text in ["[]", " [ ] ", "{\"total_count\": 0, \"results\": []}"] {
        assert_eq!(accepted(text, Layout::ExportJson).rows, []);
    }
}

#[test]
fn numbers_and_codes_come_as_numbers_or_strings() {
    let text = r#"[{"numer_sta": 7005, "date": "2013-01-01T00:00:00Z", "pmer": 1.0029e5, "phenspe1": "710.000000",
        "cod_tend": "8", "w1": 6, "ww": "", "rr1": -0.1, "n": 101.0, "tc": 30.30000000000001, "td": null,
        "unknown": [{"t": 1}, "}"], "nom": "Caf\u00e9 \"D'URVILLE\"", "coordonnees": {"lon": -60.995667, "lat": 14.595333}}]"#;
    let sink = accepted(text, Layout::ExportJson);
    let (kept, report) = (&sink.rows[0], &sink.rows[0].observation);
    assert_eq!(report.station.as_str(), "07005");
    assert_eq!(report.get(Variable::AirPressureAtMeanSeaLevel), Some(Milli::new(1_002_900)));
    assert_eq!(report.get(Variable::SpecialPhenomenonCode1), Some(Milli::new(710_000)));
    assert_eq!(report.get(Variable::PressureTendencyCode), Some(Milli::new(8_000)));
    assert_eq!(report.get(Variable::PresentWeatherCode), None);
    assert_eq!(report.get(Variable::AirTemperature), None);
    assert!(report.is_trace(Variable::PrecipitationAmount1h));
    assert_eq!(kept.name.as_deref(), Some("Café \"D'URVILLE\""));
    assert_eq!(kept.longitude.map(Coordinate::millionths), Some(-60_995_667));
}

#[test]
fn positions_come_as_objects_or_pairs() {
    let text = format!(
        "[{{\"fields\": {{\"coordonnees\": [47.4445, 0.727333], {}}}, \"geometry\": {{\"coordinates\": [1, 2]}}}}]",
        &A[1..A.len() - 1]
    );
    let sink = accepted(text, Layout::RecordsJson);
    assert_eq!(sink.rows[0].latitude.map(Coordinate::millionths), Some(47_444_500));
    assert_eq!(sink.rows[0].longitude.map(Coordinate::millionths), Some(727_333));
}

/// A record between two good ones must cost only itself, in every framing.
fn alone(bad: &str) -> (String, Option<String>) {
    for (before, between, after) in
        [("[", ",", "]"), ("[\n ", " ,\n ", "\n]\n"), ("{\"results\": [", ", ", "]}"), ("", "\n", "\n")]
    {
        let text = format!("{before}{A}{between}{bad}{between}{B}{after}");
        let (sink, report) = read(&text).expect("records");
        assert_eq!((report.accepted, report.rejected), (2, 1), "{text}: {:?}", sink.rejects);
        assert_eq!((sink.rows[1].row, sink.rejects[0].row), (3, 2));
        assert_eq!(sink.rejects[0].text, bad);
    }
    let (sink, _) = read(format!("[{A},{bad},{B}]")).expect("records");
    (sink.rejects[0].reason.clone(), sink.rejects[0].column.clone())
}

#[test]
fn a_record_that_is_no_observation_costs_only_itself() {
    for (bad, said, column) in [
        (r#"{"numer_sta": "07005", "date": "2013-02-30T00:00:00Z"}"#, "calendar", Some("date")),
        (r#"{"numer_sta": "07005", "date": "2099-01-01T00:00:00Z"}"#, "not between", None),
        (r#"{"numer_sta": "07005"}"#, "no date", None),
        (r#"{"date": "2013-01-01T00:00:00Z", "t": 1}"#, "no station id", None),
        (r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00Z", "t": "warm"}"#, "`warm` is not a number", Some("t")),
        (r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00Z", "t": true}"#, "not a number", Some("t")),
        (r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00Z", "t": {"k": 1}}"#, "not a number", Some("t")),
        (r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00Z", "t": 1e99}"#, "too large", Some("t")),
        (
            r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00Z", "coordonnees": [91, 0]}"#,
            "too large",
            Some("coordonnees"),
        ),
        ("{}", "no station id", None),
    ] {
        let (reason, told) = alone(bad);
        assert!(reason.contains(said), "{reason}");
        assert_eq!(told.as_deref(), column);
    }
}

#[test]
fn a_record_that_is_not_json_costs_only_itself() {
    for (bad, said) in [
        (r#"{"numer_sta": "07005", "date" "2013-01-01T00:00:00Z"}"#, "`:` after a key"),
        (r#"{"numer_sta": "07005" "date": "2013-01-01T00:00:00Z"}"#, "`,` or `}`"),
        (r#"{"numer_sta": 07005x}"#, "`,` or `}`"),
        (r#"{numer_sta: "07005"}"#, "a key in quotes"),
        (r#"{"numer_sta": nil}"#, "a value"),
        (r#"{"numer_sta": "07005", "nom": "open}"#, "expected"),
        (r#"{"numer_sta": "07\x05", "t": 1}"#, "escape"),
    ] {
        let (reason, _) = alone(bad);
        assert!(reason.contains(said), "{reason}");
    }
}

#[test]
fn what_is_no_record_costs_only_itself() {
    for bad in ["null", "17", "\"text, {with} brackets\"", "[1, {\"a\": 2}]"] {
        let (sink, report) = read(format!("[{A}, {bad}, {B}]")).expect("records");
        assert_eq!((report.accepted, report.rejected), (2, 1), "{bad}");
        assert_eq!(sink.rejects[0].text, bad);
        assert!(sink.rejects[0].reason.contains("not a record"));
    }
}

#[test]
fn text_after_the_records_is_one_reject() {
    for text in [format!("[{A}] trailing {B}"), format!("{{\"results\": [{A}]}} x")] {
        let (sink, report) = read(&text).expect("records");
        assert_eq!((report.accepted, report.rejected), (1, 1), "{text}");
        assert!(sink.rejects[0].reason.contains("after the end"), "{}", sink.rejects[0].reason);
    }
}

#[test]
fn an_unclosed_last_record_is_told_from_a_truncated_input() {
    let (sink, _) = read(format!("[{A}, {{\"numer_sta\": \"07005\", \"nom\": \"open}}]")).expect("records");
    assert!(sink.rejects[0].reason.contains("never closed"), "{}", sink.rejects[0].reason);
    let (sink, _) = read(format!("[{A}, {{\"numer_sta\": \"07005\", \"nom\": \"op")).expect("records");
    assert!(sink.rejects[0].reason.contains("truncated"), "{}", sink.rejects[0].reason);
}

#[test]
fn a_record_of_megabytes_is_one_reject() {
    let huge = format!("{{\"numer_sta\": \"07005\", \"nom\": \"{}\"}}", "x".repeat(3_000_000));
    for (before, between, after) in [("[", ",", "]"), ("", "\n", "")] {
        let (sink, report) = read(format!("{before}{A}{between}{huge}{between}{B}{after}")).expect("records");
        assert_eq!((report.accepted, report.rejected), (2, 1));
        assert!(sink.rejects[0].reason.contains("larger than 1048576 bytes"), "{}", sink.rejects[0].reason);
        assert!(sink.rejects[0].text.len() < 5_000 && sink.rejects[0].text.contains("[cut: the first 4096 of 3000"));
    }
}

#[test]
fn a_string_without_end_is_one_reject() {
    let start = format!("[{A}, {{\"numer_sta\": \"");
    let (sink, report) = read_from(Endless::new(start.as_bytes(), 50_000_000)).expect("records");
    assert_eq!((report.accepted, report.rejected), (1, 1));
    assert!(sink.rejects[0].reason.contains("larger") && sink.rejects[0].reason.contains("truncated"));
    assert!(sink.rejects[0].text.len() < 5_000);
}
