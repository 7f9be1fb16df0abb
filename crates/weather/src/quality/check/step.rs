//! How fast a value changes from one report to the next.
//!
//! Consecutive values are compared, as WMO-No. 305 has it, and not each with all of the twelve hours before: one wrong
//! value would make ten good ones suspect. Missing and failed values are passed over.

use super::Judge;
use crate::quality::{Against, Flag, Steps, TestId};
use crate::{Milli, Time, Variable};

/// A value, where it stands and when it was measured.
type Point = (usize, Time, Milli);

pub(super) fn check(judge: &mut Judge<'_>, variable: Variable, limits: &Steps) {
    let mut before: Option<Point> = None;
    for (place, report) in judge.reports.iter().enumerate() {
        let Some(value) = judge.sound(place, variable) else { continue };
        let now = (place, report.time, value);
        if let Some(before) = before.replace(now) {
            compare(judge, variable, limits, before, now);
        }
    }
}

fn compare(judge: &mut Judge<'_>, variable: Variable, limits: &Steps, before: Point, now: Point) {
    let Some(limit) = limits.over(now.1.unix().saturating_sub(before.1.unix())) else { return };
    let change = now.2.thousandths().abs_diff(before.2.thousandths());
    for (place, other) in [(before.0, now.0), (now.0, before.0)] {
        if i64::from(change) > i64::from(limit.thousandths()) {
            judge.hit(place, variable, TestId::Step, Flag::Suspect, Against::Report(other));
        } else {
            judge.made(place, variable);
        }
    }
}
