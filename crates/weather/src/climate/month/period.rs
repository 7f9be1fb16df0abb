//! Periods of whole months.

use std::fmt;

use crate::Month;
use crate::climate::YearSpan;

/// Whole months one after the other: a month, a year, thirty years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first month.
    pub first: Month,
    /// The last month, no earlier than the first.
    pub last: Month,
}

impl Period {
    /// One month.
    pub const fn month(month: Month) -> Self {
        Self { first: month, last: month }
    }

    /// One civil year.
    pub const fn year(year: i32) -> Self {
        Self::years(YearSpan { first: year, last: year })
    }

    /// Civil years.
    pub const fn years(span: YearSpan) -> Self {
        Self { first: Month { year: span.first, month: 1 }, last: Month { year: span.last, month: 12 } }
    }

    /// How many months it has.
    pub const fn months(self) -> u32 {
        let (first, last) = (self.first, self.last);
        let months = (last.year as i64 - first.year as i64) * 12 + last.month as i64 - first.month as i64 + 1;
        if months < 0 { 0 } else { months as u32 }
    }

    /// How many days it has.
    pub fn days(self) -> u32 {
        let days = self.last.next().first_day().epoch_days() - self.first.first_day().epoch_days();
        days.max(0) as u32
    }

    /// Whether a month is in it.
    pub fn contains(self, month: Month) -> bool {
        (self.first..=self.last).contains(&month)
    }

    fn is_whole_years(self) -> bool {
        self.first.month == 1 && self.last.month == 12
    }
}

impl fmt::Display for Period {
    /// ISO 8601 where it has a form for it: `2013-01`, `2013`, else first and last: `1991/2020`, `2013-03/2013-05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last } = self;
        match (self.is_whole_years(), first.year == last.year) {
            (true, true) => write!(f, "{:04}", first.year),
            (true, false) => write!(f, "{:04}/{:04}", first.year, last.year),
            _ if first == last => write!(f, "{first}"),
            _ => write!(f, "{first}/{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_know_leap_years_and_the_turn_of_the_year() {
        let winter = Period { first: Month { year: 2011, month: 12 }, last: Month { year: 2012, month: 2 } };
        assert_eq!((winter.months(), winter.days()), (3, 31 + 31 + 29));
        assert_eq!((Period::year(2023).months(), Period::year(2023).days()), (12, 365));
        assert_eq!((Period::years(YearSpan::NORMAL).months(), Period::years(YearSpan::NORMAL).days()), (360, 10_958));
        assert_eq!(winter.to_string(), "2011-12/2012-02");
    }

    #[test]
    fn a_period_that_ends_before_it_starts_is_empty() {
        let backwards = Period { first: Month { year: 2012, month: 5 }, last: Month { year: 2011, month: 2 } };
        assert_eq!((backwards.months(), backwards.days()), (0, 0));
    }

    #[test]
    fn periods_print_as_short_as_they_can() {
        let january = Month { year: 2013, month: 1 };
        for (period, text) in [
            (Period::month(january), "2013-01"),
            (Period::year(2013), "2013"),
            (Period::years(YearSpan::NORMAL), "1991/2020"),
        ] {
            assert_eq!(period.to_string(), text);
        }
    }
}
