//! How many reports a second one kernel takes: `cargo test --release -p weather --test day -- --ignored --nocapture`.

use std::time::Instant;

use weather::{DayEnds, DayKernel, Milli, Observation, Statistic, Variable};

use crate::reports::{day, report, station};

const YEARS: i64 = 30;

/// Thirty years of a station that reports everything, every three hours.
fn thirty_years() -> Vec<Observation> {
    let first = day("1996-01-01");
    let at = |place: i64| {
        let mut report = report(first, place * 10_800, &[]);
        for (column, variable) in Variable::ALL.iter().enumerate() {
            let thousandths = (place * 7_919 + column as i64 * 104_729) % 30_000;
            report.set(*variable, Some(Milli::new(thousandths as i32)));
        }
        for (variable, figures) in [(Variable::PresentWeatherCode, 100), (Variable::PastWeatherCode1, 10)] {
            report.set(variable, Some(Milli::new((place * 7 % figures) as i32 * 1_000)));
        }
        report.set(Variable::WindFromDirection, Some(Milli::new((place * 70 % 360) as i32 * 1_000)));
        report
    };
    (0..YEARS * 365 * 8).map(at).collect()
}

#[test]
#[ignore = "measures time: run it alone, in release"]
fn reports_a_second() {
    let reports = thirty_years();
    let (mut days, mut rain) = (0u64, 0i64);
    let rounds = 40;
    let start = Instant::now();
    for _ in 0..rounds {
        let mut kernel = DayKernel::new(station(), DayEnds::METROPOLITAN);
        let mut emit = |record: weather::DailyStatistics| {
            days += 1;
            rain += record.get(Statistic::RainfallTotal).map_or(0, |total| i64::from(total.thousandths()));
        };
        for report in &reports {
            kernel.push(report, &mut emit);
        }
        kernel.finish(&mut emit);
    }
    let seconds = start.elapsed().as_secs_f64();
    let pushed = reports.len() * rounds;
    println!("{pushed} reports, {days} days ({rain}) in {seconds:.3} s: {:.1} M/s", pushed as f64 / seconds / 1e6);
    println!("kernel: {} bytes, record: {} bytes", size_of::<DayKernel>(), size_of::<weather::DailyStatistics>());
}
