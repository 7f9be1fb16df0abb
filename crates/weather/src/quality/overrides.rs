//! Limits that stations have of their own.
//!
//! Settings are read elsewhere; what gets in here is checked to fit its test.

use std::collections::BTreeMap;
use std::fmt;

use super::table::Standard;
use super::{Limits, TestId};
use crate::{StationId, Variable};

/// Limits by station, test and variable, in the place of the standard ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    limits: BTreeMap<(StationId, TestId, Variable), Limits>,
}

impl Overrides {
    /// Sets the limits of a test and variable at a station; what was set before is replaced.
    ///
    /// # Errors
    /// If the test has no such limits, does not look at the variable, or the numbers contradict each other.
    pub fn set(
        &mut self,
        station: StationId,
        test: TestId,
        variable: Variable,
        limits: Limits,
    ) -> Result<(), OverrideError> {
        match fault(test, variable, limits) {
            Some(fault) => Err(OverrideError { station, test, variable, fault }),
            None => {
                self.limits.insert((station, test, variable), limits);
                Ok(())
            }
        }
    }

    /// The limits of a test and variable at a station, if it has its own.
    pub fn get(&self, station: StationId, test: TestId, variable: Variable) -> Option<Limits> {
        self.limits.get(&(station, test, variable)).copied()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (StationId, TestId, Variable, Limits)> {
        self.limits.iter().map(|((station, test, variable), limits)| (*station, *test, *variable, *limits))
    }
}

fn fault(test: TestId, variable: Variable, limits: Limits) -> Option<Fault> {
    if !test.test().variables().contains(&variable) {
        return Some(Fault::Variable);
    }
    let takes = match test.test().standard {
        Standard::Possible(_) => return Some(Fault::Fixed),
        Standard::Gross(_) => matches!(limits, Limits::Range(_)),
        Standard::Steps(_) => matches!(limits, Limits::Steps(_)),
        Standard::Persistence(_) => matches!(limits, Limits::Persistence(_)),
        Standard::Pairs(..) => false,
    };
    if takes || limits == Limits::Off { limits.fault().map(Fault::Numbers) } else { Some(Fault::Kind) }
}

/// Why limits cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverrideError {
    station: StationId,
    test: TestId,
    variable: Variable,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// The test does not look at the variable.
    Variable,
    /// The test has limits of another kind.
    Kind,
    /// The test is the same everywhere.
    Fixed,
    /// The numbers contradict each other or what can be computed.
    Numbers(&'static str),
}

impl fmt::Display for OverrideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (test, variable) = (self.test.name(), self.variable.name());
        write!(f, "limits of station {}, test `{test}`, variable `{variable}`: ", self.station)?;
        match self.fault {
            Fault::Variable => {
                let names: Vec<_> = self.test.test().variables().iter().map(|variable| variable.name()).collect();
                write!(f, "the test does not look at that variable: take one of {}", names.join(", "))
            }
            Fault::Kind => write!(f, "the test has other limits: {}", kind(self.test)),
            Fault::Fixed => write!(f, "what is impossible is so everywhere: leave this out"),
            Fault::Numbers(fault) => write!(f, "{fault}"),
        }
    }
}

impl std::error::Error for OverrideError {}

fn kind(test: TestId) -> &'static str {
    match test.test().standard {
        Standard::Gross(_) => "give the lowest and highest value, suspect and fail, or switch it off",
        Standard::Steps(_) => "give the greatest change over 1, 2, 3, 6 and 12 hours, or switch it off",
        Standard::Persistence(_) => "give the reports and the days, or switch it off",
        Standard::Pairs(..) | Standard::Possible(_) => "it can only be switched off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Milli;
    use crate::quality::{Bounds, Persistence, Range, Steps};

    fn error(test: TestId, variable: Variable, limits: Limits) -> String {
        let station = "07607".parse().expect("a valid id");
        let error = Overrides::default().set(station, test, variable, limits).expect_err("refused");
        error.to_string()
    }

    const STEPS: Limits = Limits::Steps(Steps([Milli::new(12_000); 5]));

    fn days(days: u32) -> Limits {
        Limits::Persistence(Persistence { reports: 24, days, above: None })
    }

    #[test]
    fn limits_that_fit_are_found_again() {
        let (mut overrides, station) = (Overrides::default(), "07607".parse().expect("a valid id"));
        assert_eq!(overrides.set(station, TestId::Step, Variable::AirTemperature, STEPS), Ok(()));
        assert_eq!(overrides.set(station, TestId::GustBelowWind, Variable::WindSpeed, Limits::Off), Ok(()));
        assert_eq!(overrides.get(station, TestId::Step, Variable::AirTemperature), Some(STEPS));
        assert_eq!(overrides.get(station, TestId::Step, Variable::DewPointTemperature), None);
        assert_eq!(overrides.iter().count(), 2);
    }

    #[test]
    fn a_refusal_says_where_and_what_to_do() {
        assert_eq!(
            error(TestId::Step, Variable::WindSpeed, STEPS),
            "limits of station 07607, test `step`, variable `wind_speed`: the test does not look at that variable: \
             take one of air_temperature, dew_point_temperature, air_pressure_at_mean_sea_level, surface_air_pressure"
        );
        assert!(error(TestId::GustBelowWind, Variable::WindSpeed, STEPS).ends_with("it can only be switched off"));
        assert!(error(TestId::GrossRange, Variable::WindSpeed, STEPS).contains("give the lowest and highest value"));
        assert!(error(TestId::Impossible, Variable::WindSpeed, Limits::Off).contains("so everywhere"));
    }

    #[test]
    fn limits_that_contradict_themselves_are_refused() {
        let range =
            |suspect, fail| error(TestId::GrossRange, Variable::AirTemperature, Limits::Range(Range { suspect, fail }));
        assert!(range(Bounds::between(5, -5), Bounds::between(-9, 9)).contains("above the high one"));
        assert!(range(Bounds::between(-9, 9), Bounds::between(-5, 5)).contains("reach beyond"));
        let steps = Limits::Steps(Steps([Milli::new(-1); 5]));
        assert!(error(TestId::Step, Variable::AirTemperature, steps).contains("below 0"));
        for limits in [days(0), days(15)] {
            assert!(error(TestId::Persistence, Variable::WindSpeed, limits).contains("1 to 14"));
        }
    }
}
