//! What holds of any reports: whence flags may come, and what they may change.

use proptest::prelude::*;
use weather::quality::{
    CONTEXT_DAYS, Control, Evaluation, FLAGGED, Flag, Flags, Limits, Overrides, Persistence, TestId,
};
use weather::{Day, Marks, Milli, Observation, Station, Time, Variable};

use crate::reports::{report, station, station_at, time};

/// Some reports at one interval with the same values, so that there are runs: long and short, dense and sparse.
#[derive(Debug, Clone)]
struct Stretch {
    every_minutes: i64,
    reports: i64,
    values: Vec<Option<i32>>,
}

fn value(variable: Variable) -> BoxedStrategy<i32> {
    match variable {
        Variable::AirPressureAtMeanSeaLevel | Variable::SurfaceAirPressure => {
            prop::sample::select(vec![197_200, 1_003_000, 1_013_200, 1_013_300, 1_024_000]).boxed()
        }
        Variable::WindFromDirection => prop::sample::select(vec![0, 90_000, 360_000, 370_000]).boxed(),
        Variable::PressureTendencyCode => (0..9).prop_map(|code: i32| code * 1_000).boxed(),
        _ => prop::sample::select(vec![-1_000, 0, 400, 8_500, 8_600, 20_000, 62_000]).boxed(),
    }
}

/// The variables that tests look at.
fn looked_at() -> impl Iterator<Item = Variable> {
    FLAGGED.iter().copied().chain([Variable::PressureTendencyCode])
}

fn stretch() -> impl Strategy<Value = Stretch> {
    let values: Vec<_> = looked_at().map(|variable| prop::option::weighted(0.9, value(variable))).collect();
    let every_minutes = prop::sample::select(vec![60, 120, 180, 360, 720, 1_440, 1_500, 95]);
    (every_minutes, 1..60i64, values).prop_map(|(every_minutes, reports, values)| Stretch {
        every_minutes,
        reports,
        values,
    })
}

/// Stretches one after the other; now and then a value is missing or another.
fn stream() -> impl Strategy<Value = Vec<Observation>> {
    let noise = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20);
    (prop::collection::vec(stretch(), 1..8), noise).prop_map(|(stretches, noise)| {
        let mut now = time("2012-11-20");
        let mut reports = Vec::new();
        for Stretch { every_minutes, reports: count, values } in stretches {
            let values: Vec<_> =
                looked_at().zip(values).filter_map(|(variable, value)| Some((variable, value?))).collect();
            for _ in 0..count {
                now = Time::from_unix(now.unix() + every_minutes * 60);
                reports.push(report(now, &values));
            }
        }
        for (at, which) in noise {
            let at = at.index(reports.len());
            reports[at].set(FLAGGED[which.index(FLAGGED.len())], None);
        }
        reports
    })
}

fn any_station() -> impl Strategy<Value = Station> {
    prop_oneof![Just(station()), (-90.0..90.0).prop_map(station_at)]
}

/// The standard limits, or the longest persistence that a station can have.
fn any_control() -> impl Strategy<Value = Control> {
    (any::<bool>(), 2..90u32).prop_map(|(own, reports)| {
        let mut overrides = Overrides::default();
        let limits = Limits::Persistence(Persistence { reports, days: *Persistence::DAYS.end(), above: None });
        if own {
            overrides.set(station().id, TestId::Persistence, Variable::AirTemperature, limits).expect("fits");
        }
        Control::with_overrides(overrides)
    })
}

/// What is said of one report: its time, its flags, and its hits.
type Said = (Time, Flags, Vec<(Variable, TestId, Flag)>);

/// What is said of the reports of some days.
fn said(reports: &[Observation], found: &Evaluation, from: Day, to: Day) -> Vec<Said> {
    let hits = |place| {
        let hits = found.hits.iter().filter(|hit| hit.report == place);
        hits.map(|hit| (hit.variable, hit.test, hit.flag)).collect()
    };
    let reports = reports.iter().enumerate().filter(|(_, report)| (from..=to).contains(&report.time.day()));
    reports.map(|(place, report)| (report.time, found.flags[place], hits(place))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_month_with_its_context_has_the_flags_of_all_years(
        station in any_station(), control in any_control(), reports in stream(),
        which in any::<prop::sample::Index>(), days in 0..31,
    ) {
        let from = reports[which.index(reports.len())].time.day();
        let to = from.plus_days(days);
        let seen = from.plus_days(-CONTEXT_DAYS)..=to.plus_days(CONTEXT_DAYS);
        let part: Vec<_> = reports.iter().filter(|report| seen.contains(&report.time.day())).cloned().collect();
        let (all, alone) = (control.evaluate(&station, &reports), control.evaluate(&station, &part));
        prop_assert_eq!(said(&reports, &all, from, to), said(&part, &alone, from, to));
    }

    #[test]
    fn a_flag_is_missing_exactly_where_the_value_is(station in any_station(), reports in stream()) {
        let found = Control::standard().evaluate(&station, &reports);
        prop_assert_eq!(found.flags.len(), reports.len());
        for (report, flags) in reports.iter().zip(&found.flags) {
            for variable in FLAGGED {
                prop_assert_eq!(flags.get(*variable) == Flag::Missing, report.get(*variable).is_none());
            }
        }
    }

    #[test]
    fn a_flag_is_the_worst_of_its_hits(station in any_station(), reports in stream()) {
        let found = Control::standard().evaluate(&station, &reports);
        let mut from_hits: Vec<_> = reports.iter().map(Flags::before_tests).collect();
        for hit in &found.hits {
            prop_assert!(hit.test.test().outcomes.contains(&hit.flag));
            prop_assert!(hit.test.test().variables().contains(&hit.variable));
            from_hits[hit.report].worsen(hit.variable, hit.flag);
        }
        for (flags, hits) in found.flags.iter().zip(&from_hits) {
            for variable in FLAGGED {
                let (flag, hit) = (flags.get(*variable), hits.get(*variable));
                prop_assert!(flag == hit || (hit == Flag::NotEvaluated && flag == Flag::Good));
            }
        }
    }

    #[test]
    fn only_the_range_and_the_impossible_fail_a_value(station in any_station(), reports in stream()) {
        for hit in Control::standard().evaluate(&station, &reports).hits {
            let alone = matches!(hit.test, TestId::GrossRange | TestId::Impossible);
            prop_assert!(hit.flag == Flag::Suspect || (alone && hit.flag == Flag::Fail));
        }
    }

    #[test]
    fn merging_flags_takes_no_notice_of_the_order(
        codes in prop::collection::vec(prop::sample::select(vec![1u8, 2, 3, 4, 9]), 3 * FLAGGED.len()),
    ) {
        let flags: Vec<_> = codes.chunks(FLAGGED.len()).filter_map(Flags::from_codes).collect();
        let [a, b, c] = flags[..] else { return Err(TestCaseError::fail("three flags")) };
        prop_assert_eq!(a.merged(&b), b.merged(&a));
        prop_assert_eq!(a.merged(&b).merged(&c), a.merged(&b.merged(&c)));
        prop_assert_eq!(a.merged(&a), a);
    }

    #[test]
    fn withholding_clears_what_failed_and_nothing_else(station in any_station(), reports in stream()) {
        let found = Control::standard().evaluate(&station, &reports);
        for (report, flags) in reports.iter().zip(&found.flags) {
            let mut left = report.clone();
            weather::quality::withhold(&mut left, flags);
            for variable in Variable::ALL {
                let kept = if flags.get(*variable) == Flag::Fail { None } else { report.get(*variable) };
                prop_assert_eq!(left.get(*variable), kept);
            }
            prop_assert_eq!(left.marks, report.marks);
        }
    }

    #[test]
    fn variables_that_no_test_looks_at_change_no_flag(reports in stream(), thousandths in any::<i16>()) {
        let mut noisy = reports.clone();
        for report in &mut noisy {
            for variable in Variable::ALL.iter().filter(|variable| !looked_at().any(|other| other == **variable)) {
                report.set(*variable, Some(Milli::new(thousandths.into())));
            }
        }
        let control = Control::standard();
        prop_assert_eq!(control.evaluate(&station(), &noisy), control.evaluate(&station(), &reports));
    }

    #[test]
    fn no_report_makes_it_panic(
        rows in prop::collection::vec((any::<i64>(), 0..200i64, any::<i32>(), any::<u8>()), 0..40),
        station in any_station(),
    ) {
        let reports: Vec<_> = rows.into_iter().flat_map(|(far, near, thousandths, marks)| {
            let times = [Time::from_unix(far), Time::from_unix(near * 10_800)];
            let raw = [thousandths; Variable::COUNT];
            times.map(|time| Observation::from_raw_values(station.id, time, Marks::from_bits(marks), raw))
        }).collect();
        Control::standard().evaluate(&station, &reports);
    }
}
