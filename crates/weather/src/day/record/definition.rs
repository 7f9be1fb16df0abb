//! The two definitions of a day.

use std::fmt;
use std::str::FromStr;

/// Which hours make a day. Both are published side by side and every value names its own.
///
/// The state of air and sky (mean temperature, dew point, humidity, pressure, wind, visibility, cloud cover, depth of
/// snow) is of the reports in [00, 24) UTC and gusts are of (00, 24] UTC, in both. They differ in rain, in fresh snow
/// and in the extremes of temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayDefinition {
    /// The civil day in UTC: rain and fresh snow of (00, 24] UTC, lowest and highest reported temperature of
    /// [00, 24) UTC.
    Utc,
    /// The day of French climatology: rain and fresh snow of (06 UTC, 06 UTC of the next day], TN and TX over the
    /// 24 hours that end at the station's [`DayEnds`](crate::DayEnds).
    Climatological,
}

impl DayDefinition {
    /// Both, in the order of records.
    pub const ALL: &[Self] = &[Self::Utc, Self::Climatological];

    /// Its name in columns, documents and options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utc => "utc",
            Self::Climatological => "climatological",
        }
    }
}

impl fmt::Display for DayDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for DayDefinition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|definition| definition.name() == text)
            .ok_or_else(|| format!("`{text}` is not a definition of a day: write utc or climatological"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again() {
        for definition in DayDefinition::ALL {
            assert_eq!(definition.name().parse(), Ok(*definition));
        }
    }

    #[test]
    fn an_unknown_name_says_which_there_are() {
        let error = "UTC".parse::<DayDefinition>().expect_err("names are in lower case");
        assert_eq!(error, "`UTC` is not a definition of a day: write utc or climatological");
    }

    #[test]
    fn utc_comes_first() {
        assert!(DayDefinition::Utc < DayDefinition::Climatological);
    }
}
