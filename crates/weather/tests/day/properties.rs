//! Properties of the stream: what may change a day, and what may not.

use std::collections::BTreeSet;

use proptest::prelude::*;
use weather::{
    DAY_VARIABLES, DailyStatistics, Day, DayDefinition, DayEnds, DayKernel, Marks, Milli, Observation, Statistic, Time,
    Variable,
};

use crate::reports::{DAYS, SYNOPTIC_SECONDS, day, days, ends, report, station, stream};

/// Hours from 00 UTC of a day to the end of its last window.
fn closing_hours(ends: DayEnds, definition: DayDefinition) -> i64 {
    match definition {
        DayDefinition::Utc => 24,
        DayDefinition::Climatological => i64::from(ends.tn_hours.max(ends.tx_hours).max(30)),
    }
}

fn is_closed(ends: DayEnds, definition: DayDefinition, day: Day, now: Time) -> bool {
    day.at_hour(closing_hours(ends, definition)) <= now
}

/// Whether the rules let a report at `time` change a record.
fn may_change(record: &DailyStatistics, time: Time) -> bool {
    let own = time.day() == record.day;
    match record.definition {
        DayDefinition::Utc => own || time == record.day.at_hour(24),
        DayDefinition::Climatological => own || (record.day.at_hour(-12) < time && time <= record.day.at_hour(36)),
    }
}

fn moved(report: &Observation, days: i64) -> Observation {
    let mut moved = report.clone();
    moved.time = report.time.plus_hours(24 * days);
    moved
}

/// Every rain amount of zero with, or without, the mark of a trace.
fn with_traces(report: &Observation, marked: bool) -> Observation {
    let mut report = report.clone();
    report.marks = Marks::default();
    for (variable, mark) in Variable::ALL.iter().filter_map(|variable| Some((*variable, Marks::trace_of(*variable)?))) {
        if marked && report.get(variable) == Some(Milli::ZERO) {
            report.marks = report.marks.with(mark);
        }
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn there_is_a_record_of_exactly_the_days_with_reports(ends in ends(), reports in stream()) {
        let expected: BTreeSet<_> = reports.iter().map(|report| report.time.day()).collect();
        let expected = expected.into_iter().flat_map(|day| DayDefinition::ALL.iter().map(move |which| (day, *which)));
        let records = days(ends, &reports);
        let found: Vec<_> = records.iter().map(|record| (record.day, record.definition)).collect();
        prop_assert_eq!(found, expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_day_is_emitted_as_soon_as_it_is_closed_and_not_before(ends in ends(), reports in stream()) {
        let mut kernel = DayKernel::new(station(), ends);
        let (mut open, mut emitted) = (BTreeSet::new(), Vec::new());
        for report in &reports {
            kernel.push(report, &mut |record| emitted.push((record.day, record.definition)));
            open.extend(DayDefinition::ALL.iter().map(|definition| (report.time.day(), *definition)));
            for (day, definition) in emitted.drain(..) {
                prop_assert!(is_closed(ends, definition, day, report.time));
                prop_assert!(open.remove(&(day, definition)));
            }
            prop_assert!(open.iter().all(|(day, definition)| !is_closed(ends, *definition, *day, report.time)));
        }
    }

    #[test]
    fn a_missing_report_changes_no_day_but_those_of_its_windows(
        ends in ends(), reports in stream(), which in any::<prop::sample::Index>(),
    ) {
        let removed = which.index(reports.len().max(1));
        let Some(time) = reports.get(removed).map(|report| report.time) else { return Ok(()) };
        let mut fewer = reports.clone();
        fewer.remove(removed);
        let fewer = days(ends, &fewer);
        for record in days(ends, &reports).into_iter().filter(|record| !may_change(record, time)) {
            prop_assert!(fewer.contains(&record), "{} {}", record.day, record.definition);
        }
    }

    #[test]
    fn days_computed_from_a_part_of_the_stream_are_the_same(
        ends in ends(), reports in stream(), first in 0..DAYS as i32, count in 1..=DAYS as i32,
    ) {
        let Some(start) = reports.first().map(|report| report.time.day()) else { return Ok(()) };
        let (from, to) = (start.plus_days(first), start.plus_days(first + count - 1));
        let (reach_from, reach_to) = (from.plus_days(-DayKernel::WINDOW_DAYS), to.plus_days(DayKernel::WINDOW_DAYS));
        let part: Vec<_> =
            reports.iter().filter(|report| (reach_from..=reach_to).contains(&report.time.day())).cloned().collect();
        let wanted = |mut days: Vec<DailyStatistics>| {
            days.retain(|record| (from..=to).contains(&record.day));
            days
        };
        prop_assert_eq!(wanted(days(ends, &part)), wanted(days(ends, &reports)));
    }

    #[test]
    fn a_pushed_report_changes_nothing_when_pushed_again(ends in ends(), reports in stream()) {
        let mut kernel = DayKernel::new(station(), ends);
        let mut twice = Vec::new();
        for (place, report) in reports.iter().enumerate() {
            kernel.push(report, &mut |record| twice.push(record));
            for earlier in &reports[place.saturating_sub(3)..=place] {
                kernel.push(earlier, &mut |record| twice.push(record));
            }
        }
        kernel.finish(&mut |record| twice.push(record));
        prop_assert_eq!(twice, days(ends, &reports));
    }

    #[test]
    fn the_calendar_changes_no_value(ends in ends(), reports in stream(), by in -40_000i64..40_000) {
        let elsewhere: Vec<_> = reports.iter().map(|report| moved(report, by)).collect();
        let (here, there) = (days(ends, &reports), days(ends, &elsewhere));
        prop_assert_eq!(here.len(), there.len());
        for (here, there) in here.iter().zip(&there) {
            prop_assert_eq!(here.day.plus_days(by as i32), there.day);
            prop_assert!(here.same_content(there));
        }
    }

    #[test]
    fn a_trace_changes_no_amount(ends in ends(), reports in stream()) {
        let all = |marked| reports.iter().map(|report| with_traces(report, marked)).collect::<Vec<_>>();
        for (dry, mut traced) in days(ends, &all(false)).into_iter().zip(days(ends, &all(true))) {
            let trace = dry.get(Statistic::RainfallTrace);
            prop_assert!(trace.is_none_or(|trace| trace == Milli::ZERO));
            traced.set(Statistic::RainfallTrace, trace);
            prop_assert_eq!(traced, dry);
        }
    }

    #[test]
    fn nothing_but_the_day_variables_is_read(ends in ends(), reports in stream(), thousandths in any::<i16>()) {
        let mut noisy = reports.clone();
        for report in &mut noisy {
            for variable in Variable::ALL.iter().filter(|variable| !DAY_VARIABLES.contains(variable)) {
                report.set(*variable, Some(Milli::new(thousandths.into())));
            }
        }
        prop_assert_eq!(days(ends, &noisy), days(ends, &reports));
    }

    #[test]
    fn no_report_makes_it_panic(
        tn_hours in any::<i32>(), tx_hours in any::<i32>(),
        rows in prop::collection::vec((any::<i64>(), 0..200i64, any::<i32>(), any::<u8>()), 0..40),
    ) {
        let reports: Vec<_> = rows.into_iter().flat_map(|(far, near, thousandths, marks)| {
            let times = [Time::from_unix(far), Time::from_unix(near * 10_800)];
            let raw = [thousandths; Variable::COUNT];
            times.map(|time| Observation::from_raw_values(station(), time, Marks::from_bits(marks), raw))
        }).collect();
        days(DayEnds { tn_hours, tx_hours }, &reports);
    }
}

#[test]
fn every_day_variable_is_read() {
    // A wind, because a direction without one says nothing, and fresh snow of 6 hours, because its amount and its
    // period say nothing without each other.
    let base =
        [(Variable::WindSpeed, 5_000), (Variable::SnowfallPeriod, -6_000), (Variable::ThicknessOfSnowfallAmount, 10)];
    let with = |variable| {
        let values: Vec<_> = base.into_iter().chain([(variable, 9_000)]).collect();
        let reports: Vec<_> =
            (0..20i64).map(|place| report(day("2013-01-01"), place * SYNOPTIC_SECONDS, &values)).collect();
        days(DayEnds::METROPOLITAN, &reports)
    };
    let without = with(Variable::GroundStateCode);
    for variable in DAY_VARIABLES {
        assert_ne!(with(*variable), without, "{}", variable.name());
    }
}
