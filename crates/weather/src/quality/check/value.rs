//! What a value says alone: possible at all, and within the range of the place and the season.

use super::Judge;
use crate::quality::station::{StationLimits, half_year};
use crate::quality::{Against, Flag, Range, TestId};
use crate::{Milli, Variable};

pub(super) fn check(judge: &mut Judge<'_>, limits: &StationLimits) {
    for (place, report) in judge.reports.iter().enumerate() {
        let half_year = half_year(report.time);
        for (variable, ranges) in &limits.gross {
            if let Some(value) = report.get(*variable) {
                note(judge, place, *variable, TestId::GrossRange, outside(&ranges[half_year], value));
            }
        }
        for (variable, bounds) in limits.possible {
            if let Some(value) = report.get(*variable) {
                let flag = (!bounds.contains(value)).then_some(Flag::Fail);
                note(judge, place, *variable, TestId::Impossible, flag);
            }
        }
    }
}

fn outside(range: &Range, value: Milli) -> Option<Flag> {
    if !range.fail.contains(value) {
        Some(Flag::Fail)
    } else if !range.suspect.contains(value) {
        Some(Flag::Suspect)
    } else {
        None
    }
}

fn note(judge: &mut Judge<'_>, place: usize, variable: Variable, test: TestId, flag: Option<Flag>) {
    match flag {
        Some(flag) => judge.hit(place, variable, test, flag, Against::Limits),
        None => judge.made(place, variable),
    }
}
