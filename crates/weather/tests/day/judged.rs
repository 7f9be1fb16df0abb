//! What quality control says of a day's values is counted, and what failed is left out.

use weather::quality::{Flag, Flags};
use weather::{DailyStatistics, Day, DayDefinition, DayEnds, DayKernel, Milli, Observation, Statistic, Variable};

const FLAGGED_HOURS: [(i64, Flag); 2] = [(3, Flag::Fail), (6, Flag::Suspect)];

/// The utc record of a day of eight reports of 10 °C, but 90 °C at 03 UTC and 20 °C at 06 UTC.
fn record(with_flags: bool) -> DailyStatistics {
    let day = Day::from_civil(2013, 1, 31).expect("a date");
    let station = "07005".parse().expect("an id");
    let mut kernel = DayKernel::new(station, DayEnds::METROPOLITAN);
    let mut records = Vec::new();
    for hour in (0..24).step_by(3) {
        let mut report = Observation::new(station, day.at_hour(hour));
        let celsius = match hour {
            3 => 90,
            6 => 20,
            _ => 10,
        };
        report.set(Variable::AirTemperature, Some(Milli::new(celsius * 1_000)));
        let mut flags = Flags::before_tests(&report);
        if let Some((_, flag)) = FLAGGED_HOURS.iter().find(|(at, _)| *at == hour) {
            flags.set(Variable::AirTemperature, *flag);
        }
        match with_flags {
            true => kernel.push_flagged(&report, &flags, &mut |record| records.push(record)),
            false => kernel.push(&report, &mut |record| records.push(record)),
        }
    }
    kernel.finish(&mut |record| records.push(record));
    records.into_iter().find(|record| record.definition == DayDefinition::Utc).expect("a record")
}

#[test]
fn failed_values_are_left_out_and_suspect_ones_stay() {
    assert_eq!(record(false).get(Statistic::TemperatureMax), Some(Milli::new(90_000)));
    assert_eq!(record(true).get(Statistic::TemperatureMax), Some(Milli::new(20_000)));
}

#[test]
fn both_are_counted_where_there_are_flags() {
    let counts = |record: &DailyStatistics| {
        [Statistic::QualitySuspect, Statistic::QualityFailed].map(|statistic| record.get(statistic))
    };
    assert_eq!(counts(&record(true)), [Some(Milli::new(1_000)), Some(Milli::new(1_000))]);
    assert_eq!(counts(&record(false)), [None, None]);
}
