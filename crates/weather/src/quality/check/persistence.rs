//! How long a value stays the same.
//!
//! A run is a row of equal values, compared to the last digit. Missing and failed values are passed over, as in HadISD,
//! but here a silence of more than a day ends the run: so a month's flags do not depend on reports months away.

use super::Judge;
use crate::Variable;
use crate::quality::{Against, Flag, Persistence, TestId};

const SECONDS_PER_HOUR: i64 = 3_600;
const SECONDS_PER_DAY: i64 = 86_400;

pub(super) fn check(judge: &mut Judge<'_>, variable: Variable, limits: &Persistence) {
    let mut run = Vec::new();
    for place in 0..judge.reports.len() {
        if judge.sound(place, variable).is_none() {
            continue;
        }
        if !goes_on(judge, variable, &run, place) {
            close(judge, variable, limits, &run);
            run.clear();
        }
        run.push(place);
    }
    close(judge, variable, limits, &run);
}

/// Whether the value at `place` is the next of the run.
fn goes_on(judge: &Judge<'_>, variable: Variable, run: &[usize], place: usize) -> bool {
    let Some(last) = run.last() else { return false };
    judge.reports[*last].get(variable) == judge.reports[place].get(variable)
        && seconds(judge, *last, place) <= Persistence::SILENCE_HOURS_MAX * SECONDS_PER_HOUR
}

fn close(judge: &mut Judge<'_>, variable: Variable, limits: &Persistence, run: &[usize]) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let value = judge.reports[*first].get(variable);
    if limits.above.is_some() && value <= limits.above {
        return;
    }
    let reports = run.len() as u64;
    let days_long = seconds(judge, *first, *last) >= i64::from(limits.days) * SECONDS_PER_DAY;
    let is_hit = reports >= u64::from(limits.reports) || (days_long && reports >= u64::from(Persistence::REPORTS_MIN));
    for place in run {
        if is_hit {
            judge.hit(
                *place,
                variable,
                TestId::Persistence,
                Flag::Suspect,
                Against::Run { first: *first, last: *last },
            );
        } else {
            judge.made(*place, variable);
        }
    }
}

/// From one report to another; times may be any numbers.
fn seconds(judge: &Judge<'_>, from: usize, to: usize) -> i64 {
    judge.reports[to].time.unix().saturating_sub(judge.reports[from].time.unix())
}
