//! The tests as data: what each looks at, within which limits, what it can say, and where that comes from.
//!
//! The one place with their numbers. How a test is made is in `check`, and the reference (`docs/quality-control.md`)
//! is written from this table.

mod standard;

use standard::{CODED, GROSS, MINIMA, PERSISTENT, POSSIBLE, RAIN, STEPS};

use super::{Bounds, Flag, Persistence, Range, Steps};
use crate::Variable;

macro_rules! tests {
    ($($name:ident $text:literal {
        rule: $rule:literal, outcomes: $outcomes:expr, source: $source:expr, standard: $standard:expr
    })*) => {
        /// A test.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum TestId {
            $(#[doc = $rule] $name,)*
        }

        impl TestId {
            /// All of them, in the order they are made.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in settings, documents and report cards; stable.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }

        /// What there is to know of each test, in the order of [`TestId::ALL`].
        const TESTS: &[Test] = &[$(Test {
            id: TestId::$name, rule: $rule, outcomes: $outcomes, source: $source, standard: $standard,
        },)*];
    };
}

/// A test: a line of the table.
#[derive(Debug)]
pub struct Test {
    /// Which it is.
    pub id: TestId,
    /// What it finds, in one sentence.
    pub rule: &'static str,
    /// The flags it can give to a value it hits.
    pub outcomes: &'static [Flag],
    /// Where rule and limits come from.
    pub source: &'static str,
    /// Its limits at a station that has none of its own.
    pub(in crate::quality) standard: Standard,
}

/// The limits of a test, variable by variable.
#[derive(Debug, Clone, Copy)]
pub(in crate::quality) enum Standard {
    /// By latitude and half-year.
    Gross(&'static [GrossRange]),
    /// By definition, everywhere and always.
    Possible(&'static [(Variable, Bounds)]),
    /// Two values of one report.
    Pairs(Relation, &'static [(Variable, Variable)]),
    /// Two values of one variable, some hours apart.
    Steps(&'static [(Variable, Steps)]),
    /// A run of equal values of one variable.
    Persistence(&'static [(Variable, Persistence)]),
}

/// The gross range of some variables.
#[derive(Debug)]
pub(in crate::quality) struct GrossRange {
    pub(in crate::quality) variables: &'static [Variable],
    /// Winter and summer at latitudes up to 45 degrees.
    pub(in crate::quality) low_latitudes: [Range; 2],
    /// Winter and summer at latitudes above 45 degrees.
    pub(in crate::quality) high_latitudes: [Range; 2],
}

/// What must hold between two values of one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quality) enum Relation {
    /// The first is not above the second.
    AtMost,
    /// Where the first is 0, the second is 0.
    ZeroWithZero,
    /// The first has the sign that the second, a code of WMO table 0200, says.
    SignOfCode,
}

const INCONSISTENT: &[Flag] = &[Flag::Suspect];

const BY_DEFINITION: &str = "By definition of the variables";

tests! {
    GrossRange "gross_range" {
        rule: "A value outside the limits for the latitude and the half-year of the station",
        outcomes: &[Flag::Suspect, Flag::Fail],
        source: "WMO-No. 305 (1993), Guide on the Global Data-processing System, pages VI.6 to VI.8",
        standard: Standard::Gross(GROSS)
    }
    Impossible "impossible" {
        rule: "A value that cannot be, anywhere: a negative speed or amount of rain, a direction off the \
               compass, a humidity outside 0 to 100 %",
        outcomes: &[Flag::Fail],
        source: BY_DEFINITION,
        standard: Standard::Possible(POSSIBLE)
    }
    DewPointAboveTemperature "dew_point_above_temperature" {
        rule: "A dew point above the air temperature of the same report",
        outcomes: INCONSISTENT,
        source: BY_DEFINITION,
        standard: Standard::Pairs(Relation::AtMost, &[(Variable::DewPointTemperature, Variable::AirTemperature)])
    }
    ShorterRainAboveLonger "shorter_rain_above_longer" {
        rule: "More rain in a shorter period than in a longer one that ends with it",
        outcomes: INCONSISTENT,
        source: BY_DEFINITION,
        standard: Standard::Pairs(Relation::AtMost, RAIN)
    }
    GustBelowWind "gust_below_wind" {
        rule: "A gust below the 10 minute mean of the wind of the same report",
        outcomes: INCONSISTENT,
        source: BY_DEFINITION,
        standard: Standard::Pairs(
            Relation::AtMost,
            &[(Variable::WindSpeed, Variable::WindSpeedOfGust10min), (Variable::WindSpeed, Variable::WindSpeedOfGust)],
        )
    }
    CalmWithSpeed "calm_with_speed" {
        rule: "The direction of a calm (0) with a wind speed other than 0",
        outcomes: INCONSISTENT,
        source: "WMO-No. 306, code table 0877: direction 0 is calm, north is 360",
        standard: Standard::Pairs(Relation::ZeroWithZero, &[(Variable::WindFromDirection, Variable::WindSpeed)])
    }
    DirectionWithoutSpeed "direction_without_speed" {
        rule: "The direction of a moving wind with a wind speed of 0",
        outcomes: INCONSISTENT,
        source: "WMO-No. 306, code table 0877: direction 0 is calm, north is 360",
        standard: Standard::Pairs(Relation::ZeroWithZero, &[(Variable::WindSpeed, Variable::WindFromDirection)])
    }
    MinimumAboveMaximum "minimum_above_maximum" {
        rule: "A minimum temperature above a maximum of the same report: both periods end at it",
        outcomes: INCONSISTENT,
        source: BY_DEFINITION,
        standard: Standard::Pairs(Relation::AtMost, MINIMA)
    }
    TendencyAgainstCode "tendency_against_code" {
        rule: "A pressure tendency whose sign is not the one its code says; the code is believed, as some stations \
               publish the tendency without its sign",
        outcomes: INCONSISTENT,
        source: "WMO-No. 306, code table 0200",
        standard: Standard::Pairs(Relation::SignOfCode, CODED)
    }
    Step "step" {
        rule: "Two consecutive values 1, 2, 3, 6 or 12 hours apart that differ by more than the limit: both are hit",
        outcomes: INCONSISTENT,
        source: "WMO-No. 305 (1993), Guide on the Global Data-processing System, page VI.21",
        standard: Standard::Steps(STEPS)
    }
    Persistence "persistence" {
        rule: "A value that stays the same for too many reports, or for too many days: the whole run is hit",
        outcomes: INCONSISTENT,
        source: "HadISD (Dunn et al. 2012, doi:10.5194/cp-8-1649-2012), repeated streaks, values reported to 0.1",
        standard: Standard::Persistence(PERSISTENT)
    }
}

impl TestId {
    /// What there is to know of it.
    pub fn test(self) -> &'static Test {
        &TESTS[self as usize]
    }

    /// The test with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|test| test.name() == name)
    }
}

impl Test {
    /// The variables it looks at, in the order of [`Variable::ALL`].
    pub fn variables(&self) -> Vec<Variable> {
        let mut variables: Vec<_> = match self.standard {
            Standard::Gross(rows) => rows.iter().flat_map(|row| row.variables).copied().collect(),
            Standard::Possible(rows) => rows.iter().map(|row| row.0).collect(),
            Standard::Pairs(_, pairs) => pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect(),
            Standard::Steps(rows) => rows.iter().map(|row| row.0).collect(),
            Standard::Persistence(rows) => rows.iter().map(|row| row.0).collect(),
        };
        variables.sort_unstable();
        variables.dedup();
        variables
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::quality::FLAGGED;

    #[test]
    fn the_table_is_in_the_order_of_the_ids() {
        for id in TestId::ALL {
            assert_eq!(id.test().id, *id);
            assert_eq!(TestId::by_name(id.name()), Some(*id));
        }
        assert_eq!(TestId::by_name("guess"), None);
    }

    #[test]
    fn the_flagged_variables_are_those_that_tests_can_hit() {
        let looked_at: BTreeSet<_> = TestId::ALL.iter().flat_map(|id| id.test().variables()).collect();
        let mut flagged: BTreeSet<_> = FLAGGED.iter().copied().collect();
        flagged.insert(Variable::PressureTendencyCode);
        assert_eq!(looked_at, flagged);
    }
}
