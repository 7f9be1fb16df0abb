//! The flags of one report, and what a report is without its failed values.

use super::Flag;
use crate::{Observation, Variable};

/// The variables that have a flag: those a test can hit, in the order of [`Variable::ALL`].
///
/// The code of the pressure tendency is looked at, but only to judge the tendency, so it has none.
pub const FLAGGED: &[Variable] = &[
    Variable::AirTemperature,
    Variable::DewPointTemperature,
    Variable::RelativeHumidity,
    Variable::AirPressureAtMeanSeaLevel,
    Variable::SurfaceAirPressure,
    Variable::TendencyOfAirPressure3h,
    Variable::WindFromDirection,
    Variable::WindSpeed,
    Variable::WindSpeedOfGust10min,
    Variable::WindSpeedOfGust,
    Variable::PrecipitationAmount1h,
    Variable::PrecipitationAmount3h,
    Variable::PrecipitationAmount6h,
    Variable::PrecipitationAmount12h,
    Variable::PrecipitationAmount24h,
    Variable::AirTemperatureMin12h,
    Variable::AirTemperatureMin24h,
    Variable::AirTemperatureMax12h,
    Variable::AirTemperatureMax24h,
];

/// How [`PLACES`] writes "not flagged".
const NOWHERE: usize = usize::MAX;

/// The place of each variable in [`FLAGGED`].
const PLACES: [usize; Variable::COUNT] = places();

const fn places() -> [usize; Variable::COUNT] {
    let mut places = [NOWHERE; Variable::COUNT];
    let mut place = 0;
    while place < FLAGGED.len() {
        places[FLAGGED[place].index()] = place;
        place += 1;
    }
    places
}

/// The flags of one report's values, one byte a variable of [`FLAGGED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags([u8; FLAGGED.len()]);

impl Flags {
    /// The flags of a report before any test: missing where it has no value, not evaluated where it has one.
    pub fn before_tests(report: &Observation) -> Self {
        let mut codes = [Flag::NotEvaluated.code(); FLAGGED.len()];
        for (code, variable) in codes.iter_mut().zip(FLAGGED) {
            if report.get(*variable).is_none() {
                *code = Flag::Missing.code();
            }
        }
        Self(codes)
    }

    /// The flags with these [`codes`](Self::codes); `None` if one is no code, or there are too few or too many.
    pub fn from_codes(codes: &[u8]) -> Option<Self> {
        let known = codes.iter().all(|code| Flag::from_code(*code).is_some());
        codes.try_into().ok().filter(|_| known).map(Self)
    }

    /// The codes, in the order of [`FLAGGED`].
    pub const fn codes(&self) -> &[u8] {
        &self.0
    }

    /// The flag of a variable; not evaluated for one that is not in [`FLAGGED`].
    pub fn get(&self, variable: Variable) -> Flag {
        self.0.get(PLACES[variable.index()]).and_then(|code| Flag::from_code(*code)).unwrap_or(Flag::NotEvaluated)
    }

    /// Sets the flag of a variable; nothing happens for one that is not in [`FLAGGED`].
    pub fn set(&mut self, variable: Variable, flag: Flag) {
        if let Some(code) = self.0.get_mut(PLACES[variable.index()]) {
            *code = flag.code();
        }
    }

    /// Sets the flag of a variable to the [`worst`](Flag::worst) of what it is and `flag`.
    pub fn worsen(&mut self, variable: Variable, flag: Flag) {
        self.set(variable, self.get(variable).worst(flag));
    }

    /// The worse of both flags, value by value; the order does not matter.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for variable in FLAGGED {
            self.worsen(*variable, other.get(*variable));
        }
        self
    }
}

/// Clears the values of a report that failed: what is left is what aggregates get.
///
/// The mark of a trace stays; without its amount it means nothing.
pub fn withhold(observation: &mut Observation, flags: &Flags) {
    for variable in FLAGGED.iter().filter(|variable| flags.get(**variable) == Flag::Fail) {
        observation.set(*variable, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Milli, Time};

    fn report() -> Observation {
        let mut report = Observation::new("07005".parse().expect("a valid id"), Time::from_unix(0));
        report.set(Variable::AirTemperature, Some(Milli::new(8_500)));
        report.set(Variable::WindSpeed, Some(Milli::new(-1_000)));
        report
    }

    #[test]
    fn flagged_variables_are_in_the_order_of_all() {
        assert!(FLAGGED.is_sorted());
    }

    #[test]
    fn only_flagged_variables_hold_a_flag() {
        let mut flags = Flags::before_tests(&report());
        for variable in Variable::ALL {
            flags.set(*variable, Flag::Suspect);
            let expected = if FLAGGED.contains(variable) { Flag::Suspect } else { Flag::NotEvaluated };
            assert_eq!(flags.get(*variable), expected, "{}", variable.name());
        }
    }

    #[test]
    fn codes_are_read_back_and_others_refused() {
        let flags = Flags::before_tests(&report());
        assert_eq!(Flags::from_codes(flags.codes()), Some(flags));
        assert_eq!(Flags::from_codes(&flags.codes()[1..]), None);
        assert_eq!(Flags::from_codes(&[0; FLAGGED.len()]), None);
    }

    #[test]
    fn only_failed_values_are_withheld() {
        let mut flags = Flags::before_tests(&report());
        flags.set(Variable::AirTemperature, Flag::Suspect);
        flags.set(Variable::WindSpeed, Flag::Fail);
        let mut left = report();
        withhold(&mut left, &flags);
        assert_eq!(left.get(Variable::AirTemperature), Some(Milli::new(8_500)));
        assert_eq!(left.get(Variable::WindSpeed), None);
    }
}
