//! Days of the calendar, 29 February among them.

use std::fmt;

use crate::{Day, Month};

/// How many calendar days there are.
pub(crate) const SLOTS: usize = 366;

/// The year by which calendar days are counted: any leap year does.
const LEAP_YEAR: i32 = 2000;

/// A day of the calendar without its year, 1 January to 31 December.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDay(u16);

impl CalendarDay {
    /// 29 February.
    pub const LEAP: Self = Self(59);

    /// The calendar day of a date.
    pub fn of(day: Day) -> Self {
        let month = day.month();
        let same = Month { year: LEAP_YEAR, month: month.month };
        let first = same.first_day().epoch_days() - Month { year: LEAP_YEAR, month: 1 }.first_day().epoch_days();
        // A date beyond the calendar counts as its last day.
        let days = i64::from(first) + i64::from(day.epoch_days()) - i64::from(month.first_day().epoch_days());
        Self(days.clamp(0, SLOTS as i64 - 1) as u16)
    }

    /// The calendar day of a month (1 to 12) and day; `None` if there is none in any year.
    pub fn from_civil(month: u32, day: u32) -> Option<Self> {
        Day::from_civil(LEAP_YEAR, month, day).map(Self::of)
    }

    /// All 366, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..SLOTS as u16).map(Self)
    }

    /// Its place among the 366, from 0; 29 February is 59.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its month, 1 to 12.
    pub fn month(self) -> u32 {
        self.in_leap_year().month().month
    }

    /// Its place in a year of `length` days. 29 February of a common year stands at the place of its 28 February.
    pub(super) const fn place(self, length: usize) -> usize {
        if length == SLOTS || self.index() < Self::LEAP.index() { self.index() } else { self.index() - 1 }
    }

    fn in_leap_year(self) -> Day {
        Month { year: LEAP_YEAR, month: 1 }.first_day().plus_days(i32::from(self.0))
    }
}

impl fmt::Display for CalendarDay {
    /// ISO 8601 without the year: `02-29`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.in_leap_year();
        let month = day.month();
        write!(f, "{:02}-{:02}", month.month, day.epoch_days() - month.first_day().epoch_days() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(date: &str) -> CalendarDay {
        CalendarDay::of(date.parse().expect("a date"))
    }

    #[test]
    fn a_date_has_the_same_calendar_day_in_every_year() {
        for date in ["01-01", "02-28", "03-01", "12-31"] {
            assert_eq!(of(&format!("2023-{date}")), of(&format!("2024-{date}")));
            assert_eq!(of(&format!("2023-{date}")).to_string(), date);
        }
        assert_eq!(of("2024-02-29"), CalendarDay::LEAP);
        assert_eq!((of("2023-12-31").index(), of("2023-12-31").month()), (365, 12));
    }

    #[test]
    fn places_in_a_common_year_skip_29_february() {
        let place = |date: &str, length| of(date).place(length);
        assert_eq!((place("2024-02-28", 365), place("2024-02-29", 365), place("2024-03-01", 365)), (58, 58, 59));
        assert_eq!((place("2024-02-29", 366), place("2024-12-31", 366), place("2024-12-31", 365)), (59, 365, 364));
    }

    #[test]
    fn calendar_days_come_from_months_and_days() {
        assert_eq!(CalendarDay::from_civil(2, 29), Some(of("2024-02-29")));
        assert_eq!(CalendarDay::from_civil(2, 30), None);
        assert!(CalendarDay::all().map(|day| day.to_string()).is_sorted());
    }
}
