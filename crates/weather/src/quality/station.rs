//! The limits in force at one station: the standard ones for its latitude, and its own.

use super::table::{GrossRange, Relation, Standard};
use super::{Bounds, Limits, Overrides, Persistence, Range, Steps, TestId};
use crate::{Coordinate, Station, Time, Variable};

/// Up to this latitude, north or south, the limits of the low latitudes hold.
const LOW_LATITUDE_MAX_MICRODEGREES: u32 = 45_000_000;

/// The limits of every test at one station. A test that is off is not in them.
#[derive(Debug)]
pub(super) struct StationLimits {
    /// From October to March, and from April to September.
    pub(super) gross: Vec<(Variable, [Range; 2])>,
    pub(super) possible: &'static [(Variable, Bounds)],
    pub(super) pairs: Vec<Pair>,
    pub(super) steps: Vec<(Variable, Steps)>,
    pub(super) persistence: Vec<(Variable, Persistence)>,
}

/// Two values of one report, and what must hold between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) test: TestId,
    pub(super) relation: Relation,
    pub(super) first: Variable,
    pub(super) second: Variable,
}

/// The half of the year a report is of: 1 from April to September, 0 for the rest.
pub(super) fn half_year(time: Time) -> usize {
    usize::from((4..=9).contains(&time.month().month))
}

impl StationLimits {
    pub(super) fn new(station: &Station, overrides: &Overrides) -> Self {
        let own = Own { station, overrides };
        let mut limits =
            Self { gross: Vec::new(), possible: &[], pairs: Vec::new(), steps: Vec::new(), persistence: Vec::new() };
        for test in TestId::ALL {
            match test.test().standard {
                Standard::Gross(rows) => limits.gross = own.gross(*test, rows),
                Standard::Possible(rows) => limits.possible = rows,
                Standard::Pairs(relation, pairs) => limits.pairs.extend(own.pairs(*test, relation, pairs)),
                Standard::Steps(rows) => limits.steps = own.rows(*test, rows, steps),
                Standard::Persistence(rows) => limits.persistence = own.rows(*test, rows, persistence),
            }
        }
        limits
    }
}

/// What a station has of its own.
struct Own<'a> {
    station: &'a Station,
    overrides: &'a Overrides,
}

impl Own<'_> {
    fn get(&self, test: TestId, variable: Variable) -> Option<Limits> {
        self.overrides.get(self.station.id, test, variable)
    }

    fn is_off(&self, test: TestId, variable: Variable) -> bool {
        self.get(test, variable) == Some(Limits::Off)
    }

    fn rows<T: Copy>(&self, test: TestId, rows: &[(Variable, T)], own: fn(Limits) -> Option<T>) -> Vec<(Variable, T)> {
        let on = rows.iter().filter(|row| !self.is_off(test, row.0));
        on.map(|(variable, standard)| (*variable, self.get(test, *variable).and_then(own).unwrap_or(*standard)))
            .collect()
    }

    fn gross(&self, test: TestId, rows: &[GrossRange]) -> Vec<(Variable, [Range; 2])> {
        let standard: Vec<_> = rows
            .iter()
            .flat_map(|row| row.variables.iter().map(|variable| (*variable, gross_range(row, self.station.latitude))))
            .collect();
        self.rows(test, &standard, range)
    }

    fn pairs(&self, test: TestId, relation: Relation, pairs: &[(Variable, Variable)]) -> Vec<Pair> {
        let on = pairs.iter().filter(|pair| !self.is_off(test, pair.0) && !self.is_off(test, pair.1));
        on.map(|(first, second)| Pair { test, relation, first: *first, second: *second }).collect()
    }
}

/// The range by half-year at a latitude. Where it is unknown, whatever is allowed somewhere at some time is.
fn gross_range(row: &GrossRange, latitude: Option<Coordinate>) -> [Range; 2] {
    let (low, high) = (row.low_latitudes, row.high_latitudes);
    let Some(latitude) = latitude else {
        return [low[0].union(low[1]).union(high[0]).union(high[1]); 2];
    };
    let is_low = latitude.millionths().unsigned_abs() <= LOW_LATITUDE_MAX_MICRODEGREES;
    let [winter, summer] = if is_low { low } else { high };
    // The southern winter is from April to September.
    if latitude.millionths() < 0 { [summer, winter] } else { [winter, summer] }
}

fn range(limits: Limits) -> Option<[Range; 2]> {
    if let Limits::Range(range) = limits { Some([range; 2]) } else { None }
}

fn steps(limits: Limits) -> Option<Steps> {
    if let Limits::Steps(steps) = limits { Some(steps) } else { None }
}

fn persistence(limits: Limits) -> Option<Persistence> {
    if let Limits::Persistence(persistence) = limits { Some(persistence) } else { None }
}
