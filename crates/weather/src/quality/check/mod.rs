//! The tests being made: each file goes through the reports of a station with one kind of limits.
//!
//! First what a value says alone, which is all that can fail it; then what values say together, knowing what failed.
//! The limits come from outside, and nothing here changes a value.

mod pair;
mod persistence;
mod step;
mod value;

use super::station::StationLimits;
use super::{Against, Evaluation, Flag, Flags, Hit, TestId};
use crate::{Milli, Observation, Variable};

/// Makes every test on the reports of one station, in time order.
pub(super) fn all(limits: &StationLimits, reports: &[Observation]) -> Evaluation {
    let mut judge = Judge::new(reports);
    value::check(&mut judge, limits);
    for pair in &limits.pairs {
        pair::check(&mut judge, pair);
    }
    for (variable, limits) in &limits.steps {
        step::check(&mut judge, *variable, limits);
    }
    for (variable, limits) in &limits.persistence {
        persistence::check(&mut judge, *variable, limits);
    }
    judge.finish()
}

/// The reports, and what was found so far.
struct Judge<'a> {
    reports: &'a [Observation],
    found: Evaluation,
}

impl<'a> Judge<'a> {
    fn new(reports: &'a [Observation]) -> Self {
        let flags = reports.iter().map(Flags::before_tests).collect();
        Self { reports, found: Evaluation { flags, hits: Vec::new() } }
    }

    /// The value of a report unless it failed: what other reports may be compared with.
    fn sound(&self, report: usize, variable: Variable) -> Option<Milli> {
        self.reports[report].get(variable).filter(|_| !self.has_failed(report, variable))
    }

    fn has_failed(&self, report: usize, variable: Variable) -> bool {
        self.found.flags[report].get(variable) == Flag::Fail
    }

    /// Notes that a test was made on a value.
    fn made(&mut self, report: usize, variable: Variable) {
        self.found.flags[report].worsen(variable, Flag::Good);
    }

    fn hit(&mut self, report: usize, variable: Variable, test: TestId, flag: Flag, against: Against) {
        self.found.flags[report].worsen(variable, flag);
        self.found.hits.push(Hit { report, variable, test, flag, against });
    }

    fn finish(mut self) -> Evaluation {
        self.found.hits.sort_by_key(|hit| (hit.report, hit.variable, hit.test));
        self.found
    }
}
