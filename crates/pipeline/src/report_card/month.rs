//! A month's reports of one station, made into its card. Pure: rows come from `scan`.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use weather::quality::{Control, FLAGGED, Flag, Flags, TestId};
use weather::{Month, Observation, Station, Time};

use super::{Gap, StationMonth};

const HOURS_BETWEEN_REPORTS: i64 = 3;

/// What is known of a station's month before anything is counted.
pub(super) struct Facts<'a> {
    pub(super) station: &'a Station,
    pub(super) month: Month,
    /// The newest report of the lake.
    pub(super) newest: Time,
    /// The station's last report before the month.
    pub(super) last_before: Option<Time>,
}

/// A month of one station's reports among those around it.
#[derive(Default)]
pub(super) struct Reports {
    /// In order of time: those before the month, of the month, and after it, as far as flags depend on them.
    pub(super) all: Vec<Observation>,
    /// The places of those of the month.
    pub(super) month: Range<usize>,
    /// The flags of those of the month.
    pub(super) flags: Vec<Flags>,
}

/// The card of a station's month.
pub(super) fn card(facts: &Facts<'_>, control: &Control, reports: &Reports) -> StationMonth {
    let expected = expected(facts.month, facts.newest);
    let came: BTreeSet<Time> = reports.all[reports.month.clone()].iter().map(|report| report.time).collect();
    let present = expected.iter().filter(|time| came.contains(time)).count();
    let last = came.last().copied().or(facts.last_before);
    StationMonth {
        station: facts.station.id,
        city: Arc::from(facts.station.name.as_str()),
        month: facts.month,
        expected: count(expected.len()),
        present: count(present),
        other: count(came.len() - present),
        longest_gap: longest_gap(&expected, &came),
        silent_since: last.filter(|last| expected.last().is_some_and(|expected| last < expected)),
        missing: missing(&reports.flags),
        flags: by_flag(&reports.flags),
        hits: hits(facts.station, control, reports),
    }
}

/// The times at which reports of a month are expected.
fn expected(month: Month, newest: Time) -> Vec<Time> {
    let (mut time, end) = (month.first_day().start(), month.next().first_day().start());
    let mut times = Vec::new();
    while time < end && time <= newest {
        times.push(time);
        time = time.plus_hours(HOURS_BETWEEN_REPORTS);
    }
    times
}

fn longest_gap(expected: &[Time], came: &BTreeSet<Time>) -> Option<Gap> {
    let runs = expected.chunk_by(|one, next| came.contains(one) == came.contains(next));
    let absent = runs.filter(|run| !came.contains(&run[0]));
    let gaps = absent.map(|run| Gap { start: run[0], hours: count(run.len()) * HOURS_BETWEEN_REPORTS as u32 });
    // The first of equal ones stays.
    gaps.reduce(|longest, gap| if gap.hours > longest.hours { gap } else { longest })
}

fn missing(flags: &[Flags]) -> [u32; FLAGGED.len()] {
    let mut missing = [0; FLAGGED.len()];
    for flags in flags {
        for (count, variable) in missing.iter_mut().zip(FLAGGED) {
            *count += u32::from(flags.get(*variable) == Flag::Missing);
        }
    }
    missing
}

fn by_flag(flags: &[Flags]) -> [u32; Flag::ALL.len()] {
    let codes = || flags.iter().flat_map(|flags| flags.codes());
    std::array::from_fn(|place| count(codes().filter(|code| **code == Flag::ALL[place].code()).count()))
}

fn hits(station: &Station, control: &Control, reports: &Reports) -> [u32; TestId::ALL.len()] {
    let mut hits = [0; TestId::ALL.len()];
    if reports.month.is_empty() {
        return hits;
    }
    let found = control.evaluate(station, &reports.all).hits;
    let of_month = found.iter().filter(|hit| reports.month.contains(&hit.report));
    // A spike is hit by the step to it and by the one from it, and is one value.
    let values: HashSet<_> = of_month.map(|hit| (hit.report, hit.variable, hit.test)).collect();
    for (_, _, test) in values {
        hits[test as usize] += 1;
    }
    hits
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
