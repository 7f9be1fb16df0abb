//! What a definition of a day says besides the value it looks at: whose it is, and how the value is held against a limit.

use crate::Milli;
use crate::bits::named;

named! {
    /// Whose definition an event or an index follows.
    Family {
        MeteoFrance "meteo_france" "Météo-France's monthly counts of days: limits belong to them (at least, at most)";
        Etccdi "etccdi" "ETCCDI's climate indices: limits of temperature do not belong to them (above, below)";
        Wmo "wmo" "Figures of the WMO code tables of present and past weather";
    }
}

impl Family {
    /// Where its definitions are published.
    pub const fn source(self) -> &'static str {
        match self {
            Self::MeteoFrance => {
                "Météo-France, Données climatologiques de base mensuelles, description of the NBJ columns"
            }
            Self::Etccdi => {
                "Expert Team on Climate Change Detection and Indices, Climate Change Indices: the 27 core indices"
            }
            Self::Wmo => "WMO-No. 306, Manual on Codes, tables 4677 and 4680 (present), 4561 and 4531 (past weather)",
        }
    }
}

/// How a value is held against a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// ≥
    AtLeast,
    /// >
    Above,
    /// ≤
    AtMost,
    /// <
    Below,
}

impl Comparison {
    /// Its sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::Above => ">",
            Self::AtMost => "≤",
            Self::Below => "<",
        }
    }

    /// Whether `value` stands so to `threshold`.
    pub fn holds(self, value: Milli, threshold: Milli) -> bool {
        match self {
            Self::AtLeast => value >= threshold,
            Self::Above => value > threshold,
            Self::AtMost => value <= threshold,
            Self::Below => value < threshold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for family in Family::ALL {
            assert_eq!(Family::by_name(family.name()), Some(*family));
        }
    }

    #[test]
    fn comparisons_differ_at_the_threshold_alone() {
        let zero = Milli::ZERO;
        for (comparison, below, at, above) in [
            (Comparison::AtMost, true, true, false),
            (Comparison::Below, true, false, false),
            (Comparison::AtLeast, false, true, true),
            (Comparison::Above, false, false, true),
        ] {
            let holds = [-1, 0, 1].map(|value| comparison.holds(Milli::new(value), zero));
            assert_eq!(holds, [below, at, above], "{}", comparison.sign());
        }
    }
}
