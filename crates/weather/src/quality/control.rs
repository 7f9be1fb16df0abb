//! Quality control from outside: reports in, flags and hits out.

use super::station::StationLimits;
use super::{Flag, Flags, Overrides, TestId, check};
use crate::{Observation, Station, Variable};

/// The tests with their limits, and what stations have of their own.
#[derive(Debug, Clone, Default)]
pub struct Control {
    overrides: Overrides,
}

impl Control {
    /// The standard limits at every station.
    pub fn standard() -> Self {
        Self::default()
    }

    /// The standard limits but where stations have their own.
    pub const fn with_overrides(overrides: Overrides) -> Self {
        Self { overrides }
    }

    /// Makes every test on the reports of one station, in time order and no two of one time.
    ///
    /// Flags depend on reports up to [`CONTEXT_DAYS`](super::CONTEXT_DAYS) away: who wants a month passes that many
    /// days before and after it too, and leaves out what is said of them. Of the station, the id and the latitude are
    /// read. Reports out of order do no harm, but then steps and runs are not those that happened.
    pub fn evaluate(&self, station: &Station, reports: &[Observation]) -> Evaluation {
        check::all(&StationLimits::new(station, &self.overrides), reports)
    }
}

/// What quality control found in some reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The flags of each report, in the order of the reports.
    pub flags: Vec<Flags>,
    /// Which tests hit, by report, variable and test. A value hit twice by one test (a spike by two steps) is in it
    /// twice.
    pub hits: Vec<Hit>,
}

/// One value hit by one test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hit {
    /// The place of the report among those evaluated.
    pub report: usize,
    /// The variable whose value was hit.
    pub variable: Variable,
    /// The test.
    pub test: TestId,
    /// What the test says; the flag of the value may be worse, for another test.
    pub flag: Flag,
    /// What the value is at odds with.
    pub against: Against,
}

/// What a value that was hit is at odds with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Against {
    /// Limits alone.
    Limits,
    /// Another value of the same report.
    Variable(Variable),
    /// The same variable in another report, by its place.
    Report(usize),
    /// The same value in all reports between these two, by their places.
    Run {
        /// The first report of the run.
        first: usize,
        /// The last report of the run.
        last: usize,
    },
}
