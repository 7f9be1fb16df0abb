//! How many reports a second are evaluated:
//! `cargo test --release -p weather --test quality -- --ignored --nocapture reports_a_second`.

use std::time::Instant;

use weather::quality::{Control, FLAGGED};
use weather::{Milli, Observation, Variable};

use crate::reports::{report, station_at, time};

/// A month and its context of a station that reports everything every three hours, and has nothing wrong.
fn two_months() -> Vec<Observation> {
    let start = time("2013-01-01");
    let at = |place: i32| {
        let mut report = report(start.plus_hours(i64::from(place) * 3), &[]);
        for variable in FLAGGED {
            let base = match variable.name() {
                name if name.starts_with("air_pressure") || name.starts_with("surface") => 1_010_000,
                name if name.contains("_max_") || name.contains("_24h") || name.contains("gust") => 20_000,
                name if name.starts_with("dew") || name.contains("_min_") => 5_000,
                _ => 10_000,
            };
            report.set(*variable, Some(Milli::new(base + place % 8 * 400)));
        }
        report.set(Variable::PressureTendencyCode, Some(Milli::new(2_000)));
        report
    };
    let mut reports: Vec<_> = (0..61 * 8).map(at).collect();
    for report in &mut reports {
        for shorter in [Variable::PrecipitationAmount6h, Variable::PrecipitationAmount12h] {
            report.set(shorter, report.get(Variable::PrecipitationAmount3h));
        }
    }
    reports
}

#[test]
#[ignore = "measures time: run it alone, in release"]
fn reports_a_second() {
    let (reports, control, station) = (two_months(), Control::standard(), station_at(43.0));
    let (mut hits, rounds) = (0, 1_000);
    let start = Instant::now();
    for _ in 0..rounds {
        hits += control.evaluate(&station, &reports).hits.len();
    }
    let seconds = start.elapsed().as_secs_f64();
    let evaluated = reports.len() * rounds;
    println!("{evaluated} reports, {hits} hits in {seconds:.3} s: {:.2} M/s", evaluated as f64 / seconds / 1e6);
}
