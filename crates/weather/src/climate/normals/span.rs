//! Years that normals are made of.

use std::fmt;
use std::str::FromStr;

use crate::Day;

/// Civil years, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearSpan {
    /// The first year.
    pub first: i32,
    /// The last year, no earlier than the first.
    pub last: i32,
}

impl YearSpan {
    /// The current standard reference period of the WMO, 1991-2020.
    pub const NORMAL: Self = Self { first: 1991, last: 2020 };

    /// How many of the 30 years must be held for the standard period to be taken: 80 %, WMO-No. 1203.
    const NORMAL_YEARS_MIN: i32 = 24;

    /// The span to make normals of where none is asked for: 1991-2020 if at least 24 of its years are among those
    /// held, else all the years held.
    pub fn standard_or(held: Self) -> Self {
        let common = held.last.min(Self::NORMAL.last) - held.first.max(Self::NORMAL.first) + 1;
        if common >= Self::NORMAL_YEARS_MIN { Self::NORMAL } else { held }
    }

    /// The first day of its first year; `None` of a year that no calendar has.
    pub fn first_day(self) -> Option<Day> {
        Day::from_civil(self.first, 1, 1)
    }

    /// The last day of its last year; `None` of a year that no calendar has.
    pub fn last_day(self) -> Option<Day> {
        Day::from_civil(self.last, 12, 31)
    }

    /// Whether a year is in it.
    pub const fn contains(self, year: i32) -> bool {
        self.first <= year && year <= self.last
    }

    /// How many years it has.
    pub const fn years(self) -> u32 {
        if self.last < self.first { 0 } else { self.last.abs_diff(self.first) + 1 }
    }

    /// The span with `year` in it.
    pub(super) fn widened(span: Option<Self>, year: i32) -> Option<Self> {
        let span = span.unwrap_or(Self { first: year, last: year });
        Some(Self { first: span.first.min(year), last: span.last.max(year) })
    }
}

impl fmt::Display for YearSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.first, self.last)
    }
}

impl FromStr for YearSpan {
    type Err = String;

    /// Two years, `1991-2020`.
    fn from_str(text: &str) -> Result<Self, String> {
        let year = |text: &str| text.parse::<u16>().ok().map(i32::from).filter(|year| (1..=9999).contains(year));
        text.split_once('-')
            .and_then(|(first, last)| Some(Self { first: year(first)?, last: year(last)? }))
            .filter(|span| span.first <= span.last)
            .ok_or_else(|| format!("`{text}` is not a span of years: write it as 1991-2020"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_print() {
        assert_eq!("1991-2020".parse(), Ok(YearSpan::NORMAL));
        assert_eq!(YearSpan::NORMAL.to_string(), "1991-2020");
        assert_eq!(YearSpan::NORMAL.years(), 30);
        for text in ["2020-1991", "1991", "-5-10", "1991-2020-2021", "0-2000", "1991-99999", ""] {
            assert!(text.parse::<YearSpan>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_standard_period_is_taken_if_24_of_its_years_are_there() {
        let held = |first, last| YearSpan { first, last };
        assert_eq!(YearSpan::standard_or(held(1950, 2024)), YearSpan::NORMAL);
        assert_eq!(YearSpan::standard_or(held(1997, 2024)), YearSpan::NORMAL);
        assert_eq!(YearSpan::standard_or(held(1998, 2024)), held(1998, 2024));
        assert_eq!(YearSpan::standard_or(held(2013, 2013)), held(2013, 2013));
    }
}
