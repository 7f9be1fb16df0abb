//! Likeness to the real archive: which values are there, how much a record weighs, what rain and wind look like.

use std::io::Read as _;

use super::*;

/// How far the share of reports that hold a column may be from the real one, per mille. Measured: 41 for `hbas`.
const RATE_TOLERANCE_PER_MILLE: i64 = 55;

/// The real month, if it is at hand.
fn real_month() -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/synop/synop.201301.csv.gz");
    let Ok(packed) = std::fs::File::open(path) else {
        println!("skipped: {path} is not there");
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("a gzipped CSV");
    Some(text)
}

/// Rows with a value, per mille, by column.
fn rates(text: &str) -> HashMap<&str, i64> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("a header").split(';').collect();
    let (mut present, mut rows) = (vec![0; names.len()], 0);
    for line in lines {
        rows += 1;
        for (count, field) in present.iter_mut().zip(line.split(';')) {
            *count += i64::from(field != "mq" && !field.is_empty());
        }
    }
    names.into_iter().zip(present.iter().map(|count| count * 1_000 / rows)).collect()
}

#[test]
fn values_are_missing_as_often_as_in_january_2013() {
    let Some(real) = real_month() else { return };
    let (simulated, _) = written(network(62, Faults::none()), Layout::MonthlyCsv, "2013-01-01", "2013-01-31");
    assert_eq!(real.lines().next(), simulated.lines().next(), "the header");
    let simulated = rates(&simulated);
    for (column, rate) in rates(&real) {
        let other = simulated[column];
        assert!((rate - other).abs() <= RATE_TOLERANCE_PER_MILLE, "{column}: {rate} really, {other} simulated");
    }
}

#[test]
fn a_leap_year_of_json_has_the_records_and_the_weight_of_a_real_export() {
    let (text, count) = written(network(62, Faults::none()), Layout::ExportJson, "2024-02-01", "2024-02-29");
    assert_eq!(count.rows, 62 * 8 * 29);
    let bytes_a_record = text.len() as u64 / count.rows;
    // 181,536 records of a year make 280 MB.
    assert!((1_500..1_580).contains(&bytes_a_record), "{bytes_a_record}");
}

#[test]
fn rain_has_traces_dry_hours_and_wet_ones() {
    let reports = observations(network(62, Faults::none()), "2023-01-01", "2023-12-31");
    let amounts = |test: &dyn Fn(&Observation, i32) -> bool| {
        let with = reports
            .iter()
            .filter(|report| value(report, Variable::PrecipitationAmount3h).is_some_and(|amount| test(report, amount)));
        with.count() as f64
    };
    let all = amounts(&|_, _| true);
    let traces = amounts(&|report, _| report.is_trace(Variable::PrecipitationAmount3h)) / all;
    let wet = amounts(&|_, amount| amount > 0) / all;
    assert!((0.03..0.12).contains(&traces), "{traces}");
    assert!((0.08..0.25).contains(&wet), "{wet}");
    assert!(amounts(&|_, amount| amount > 60_000) / all < 1e-4, "no floods every week");
}
