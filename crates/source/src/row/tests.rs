//! What becomes of the fields of a row.

use super::*;
use proptest::prelude::*;

const CONTEXT: ReadContext = ReadContext { not_before: Time::from_unix(0), not_after: Time::from_unix(4_000_000_000) };

fn row(fields: &[(&str, &str)]) -> Row {
    let mut row = Row::new();
    row.put(Field::Station, "numer_sta", b"07005");
    row.put(Field::Time, "date", b"20130101000000");
    for (name, text) in fields {
        row.put(Field::Measured(synop::column(name).expect("a column")), name, text.as_bytes());
    }
    row
}

fn observed(fields: &[(&str, &str)]) -> Observation {
    row(fields).finish(&CONTEXT).expect("an observation")
}

fn fault(fields: &[(&str, &str)]) -> Fault {
    row(fields).finish(&CONTEXT).expect_err("a fault")
}

fn described(field: Field, text: &[u8]) -> Result<Observation, Fault> {
    let mut row = row(&[]);
    row.put(field, "column", text);
    row.finish(&CONTEXT)
}

#[test]
fn units_are_converted_exactly() {
    let report = observed(&[
        ("t", "303.45"),
        ("td", "270.150000"),
        ("pmer", "100290"),
        ("tend", "-50.0"),
        ("perssfrai", "-60"),
        ("ff", "6.700000"),
        ("phenspe1", "710.000000"),
        ("pres", "1.0029e5"),
    ]);
    for (variable, thousandths) in [
        (Variable::AirTemperature, 30_300),
        (Variable::DewPointTemperature, -3_000),
        (Variable::AirPressureAtMeanSeaLevel, 1_002_900),
        (Variable::TendencyOfAirPressure3h, -500),
        (Variable::SnowfallPeriod, -6_000),
        (Variable::WindSpeed, 6_700),
        (Variable::SpecialPhenomenonCode1, 710_000),
        (Variable::SurfaceAirPressure, 1_002_900),
    ] {
        assert_eq!(report.get(variable), Some(Milli::new(thousandths)), "{variable:?}");
    }
}

#[test]
fn missing_is_missing_and_never_zero() {
    let report = observed(&[("t", "mq"), ("rr3", ""), ("ww", "0")]);
    assert_eq!(report.get(Variable::AirTemperature), None);
    assert_eq!(report.get(Variable::PrecipitationAmount3h), None);
    assert_eq!(report.get(Variable::PresentWeatherCode), Some(Milli::ZERO));
}

#[test]
fn a_trace_is_zero_with_a_mark_and_nothing_else_is_touched() {
    let report = observed(&[("rr3", "-0.1"), ("rr24", "-0.100000"), ("rr6", "-0.2"), ("tend", "-0.1")]);
    assert_eq!(report.get(Variable::PrecipitationAmount3h), Some(Milli::ZERO));
    assert!(report.is_trace(Variable::PrecipitationAmount3h) && report.is_trace(Variable::PrecipitationAmount24h));
    assert_eq!(report.get(Variable::PrecipitationAmount6h), Some(Milli::new(-200)));
    assert!(!report.is_trace(Variable::PrecipitationAmount6h));
    assert_eq!(report.get(Variable::TendencyOfAirPressure3h), Some(Milli::new(-1)));
}

#[test]
fn a_hidden_sky_is_missing_with_a_mark() {
    for text in ["101", "101.0", "101.000000"] {
        let report = observed(&[("n", text)]);
        assert_eq!(report.get(Variable::CloudAreaFraction), None);
        assert!(report.marks.contains(Marks::SKY_NOT_VISIBLE));
    }
    let report = observed(&[("n", "100")]);
    assert_eq!(report.get(Variable::CloudAreaFraction), Some(Milli::new(100_000)));
    assert_eq!(report.marks, Marks::default());
    assert_eq!(observed(&[("n", "102")]).get(Variable::CloudAreaFraction), Some(Milli::new(102_000)));
}

#[test]
fn the_first_fault_names_its_column_and_value() {
    let fault = fault(&[("t", "280"), ("ff", "1,5"), ("u", "x")]);
    assert_eq!(fault.column.as_deref(), Some("ff"));
    assert_eq!(fault.reason, "`1,5` is not a number");
}

#[test]
fn values_that_do_not_fit_are_faults() {
    for text in ["3000000", "1e300", "-99999999999999999999"] {
        assert!(fault(&[("vv", text)]).reason.contains("too large"), "{text}");
    }
}

#[test]
fn bad_ids_say_what_is_wrong() {
    let long = described(Field::Station, &[b'7'; 300]).expect_err("too long");
    assert!(long.reason.contains("300 characters"), "{}", long.reason);
    assert!(described(Field::Station, b"../etc").is_err());
    let mut row = Row::new();
    row.put(Field::Time, "date", b"20130101000000");
    row.put(Field::Station, "numer_sta", b"");
    assert_eq!(row.finish(&CONTEXT).expect_err("no id").reason, "there is no station id");
}

#[test]
fn ids_that_lost_their_leading_zeros_get_them_back() {
    assert_eq!(described(Field::Station, b"7005").expect("valid").station.as_str(), "07005");
    assert_eq!(described(Field::Station, b"0-20000-0-07510").expect("valid").station.as_str(), "0-20000-0-07510");
}

#[test]
fn dates_out_of_bounds_are_faults() {
    for date in ["10660101000000", "20990101000000", "1066-10-14T09:00:00Z"] {
        let fault = described(Field::Time, date.as_bytes()).expect_err("out of bounds");
        assert!(fault.reason.contains("not between"), "{}", fault.reason);
    }
    assert!(described(Field::Time, b"20130230000000").expect_err("no such day").reason.contains("calendar"));
}

#[test]
fn the_station_is_described_exactly() {
    let mut row = row(&[]);
    row.put(Field::Name, "nom", "ST-BARTHÉLEMY".as_bytes());
    row.put(Field::Position, "coordonnees", b"-37.795167, 77.569167");
    row.put(Field::Altitude, "altitude", b"29");
    let facts = row.station_facts();
    assert_eq!(facts.name, Some("ST-BARTHÉLEMY"));
    assert_eq!(facts.latitude.map(Coordinate::millionths), Some(-37_795_167));
    assert_eq!(facts.longitude.map(Coordinate::millionths), Some(77_569_167));
    assert_eq!(facts.altitude, Some(Milli::new(29_000)));
}

#[test]
fn bad_descriptions_are_faults() {
    for (field, text) in [
        (Field::Name, &b"\xff\xfe"[..]),
        (Field::Name, &[b'x'; 300]),
        (Field::Latitude, b"91"),
        (Field::Longitude, b"east"),
        (Field::Position, b"48.5"),
        (Field::Altitude, b"high"),
    ] {
        assert!(described(field, text).is_err(), "{field:?}");
    }
}

#[test]
fn a_cleared_row_remembers_nothing() {
    let mut row = row(&[("t", "280"), ("rr3", "-0.1"), ("ff", "bad")]);
    row.put(Field::Name, "nom", b"NICE");
    row.clear();
    row.put(Field::Station, "numer_sta", b"07690");
    row.put(Field::Time, "date", b"20130101000000");
    let report = row.finish(&CONTEXT).expect("no fault left");
    assert_eq!(report, Observation::new(report.station, report.time));
    assert_eq!(row.station_facts(), StationFacts::default());
}

proptest! {
    #[test]
    fn celsius_is_kelvin_minus_freezing(thousandths in 150_000_i32..350_000) {
        let report = observed(&[("t", &Milli::new(thousandths).to_string())]);
        prop_assert_eq!(report.get(Variable::AirTemperature), Some(Milli::new(thousandths - 273_150)));
    }

    #[test]
    fn no_text_panics(text in proptest::collection::vec(any::<u8>(), 0..60), column in 0..synop::COLUMNS.len()) {
        for field in [Field::Station, Field::Time, Field::Name, Field::Position, Field::Measured(synop::COLUMNS[column])] {
            let _ = described(field, &text);
        }
    }
}
