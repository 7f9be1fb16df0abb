//! Stations and reports for these tests, by hand.

use weather::quality::{Control, Evaluation, Flag, TestId};
use weather::{Coordinate, Milli, Observation, Station, Time, Variable};

/// A station at a latitude, in degrees.
pub(crate) fn station_at(latitude: f64) -> Station {
    Station { latitude: Coordinate::from_degrees(latitude), ..station() }
}

/// A station of which nothing is known.
pub(crate) fn station() -> Station {
    Station::unknown("07607".parse().expect("a valid id"))
}

pub(crate) fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

/// A report with values in thousandths.
pub(crate) fn report(time: Time, values: &[(Variable, i32)]) -> Observation {
    let mut report = Observation::new(station().id, time);
    for (variable, thousandths) in values {
        report.set(*variable, Some(Milli::new(*thousandths)));
    }
    report
}

/// Reports of one variable, every so many hours from the start of 2013 on; `None` is a report without the value.
pub(crate) fn series(variable: Variable, every_hours: i64, values: &[Option<i32>]) -> Vec<Observation> {
    let start = time("2013-01-01");
    let reports = values.iter().zip(0..).map(|(value, place)| {
        let values: Vec<_> = value.iter().map(|value| (variable, *value)).collect();
        report(start.plus_hours(place * every_hours), &values)
    });
    reports.collect()
}

/// What the standard tests say of reports of a station in metropolitan France.
pub(crate) fn evaluate(reports: &[Observation]) -> Evaluation {
    Control::standard().evaluate(&station_at(43.1), reports)
}

/// The flags of one variable, report by report.
pub(crate) fn flags(evaluation: &Evaluation, variable: Variable) -> Vec<Flag> {
    evaluation.flags.iter().map(|flags| flags.get(variable)).collect()
}

/// The flags of one report's values.
pub(crate) fn flags_of(values: &[(Variable, i32)]) -> Vec<Flag> {
    let evaluation = evaluate(&[report(time("2013-01-01"), values)]);
    values.iter().map(|(variable, _)| evaluation.flags[0].get(*variable)).collect()
}

/// The tests that hit anything.
pub(crate) fn tests(evaluation: &Evaluation) -> Vec<TestId> {
    let mut tests: Vec<_> = evaluation.hits.iter().map(|hit| hit.test).collect();
    tests.sort();
    tests.dedup();
    tests
}
