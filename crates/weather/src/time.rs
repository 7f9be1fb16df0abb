//! Instants, civil days and months, all in UTC.
//!
//! Time zones end in the parsers: past them there is only UTC. The clock is not read here.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate};

const SECONDS_PER_HOUR: i64 = 3_600;
const SECONDS_PER_DAY: i64 = 86_400;

/// An instant in UTC, to the second, as seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The instant `seconds` after the Unix epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The instant of a civil date and time in UTC; `None` for a date or time that does not exist.
    pub fn from_civil(year: i32, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> Option<Self> {
        let civil = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(hour, minute, second)?;
        Some(Self(civil.and_utc().timestamp()))
    }

    /// The day it falls on: [00, 24) UTC.
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(SECONDS_PER_DAY) as i32)
    }

    /// The month it falls in.
    pub fn month(self) -> Month {
        self.day().month()
    }

    /// Seconds since the start of its day.
    pub const fn second_of_day(self) -> i64 {
        self.0.rem_euclid(SECONDS_PER_DAY)
    }

    /// This instant moved by `seconds`.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }

    /// This instant moved by `hours`.
    pub const fn plus_hours(self, hours: i64) -> Self {
        Self(self.0 + hours * SECONDS_PER_HOUR)
    }
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC: `2013-01-01T03:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp(self.0, 0) {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(f, "{}s", self.0),
        }
    }
}

impl FromStr for Time {
    type Err = String;

    /// A date (`2013-01-01`, its first instant) or an RFC 3339 instant with any offset.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(day) = text.parse::<Day>() {
            return Ok(day.start());
        }
        DateTime::parse_from_rfc3339(text)
            .map(|time| Self(time.timestamp()))
            .map_err(|_| format!("`{text}` is neither a date (2013-01-31) nor a time (2013-01-31T06:00:00Z)"))
    }
}

/// A civil day in UTC, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day `days` after 1970-01-01.
    pub const fn from_epoch_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// The day of a civil date; `None` if there is no such date.
    pub fn from_civil(year: i32, month: u32, day: u32) -> Option<Self> {
        Time::from_civil(year, month, day, 0, 0, 0).map(Time::day)
    }

    /// Its first instant, 00 UTC.
    pub const fn start(self) -> Time {
        Time(self.0 as i64 * SECONDS_PER_DAY)
    }

    /// The instant `hours` after its 00 UTC; hours may be negative or above 24.
    pub const fn at_hour(self, hours: i64) -> Time {
        self.start().plus_hours(hours)
    }

    /// This day moved by `days`.
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The month it falls in.
    pub fn month(self) -> Month {
        let date = self.civil();
        Month { year: date.year(), month: date.month() }
    }

    /// Its civil year.
    pub fn year(self) -> i32 {
        self.civil().year()
    }

    fn civil(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2013-01-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.civil().format("%Y-%m-%d"))
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(|date| Self(date.to_epoch_days()))
            .map_err(|_| format!("`{text}` is not a date: write it as 2013-01-31"))
    }
}

/// A civil month in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// The month of the year, 1 to 12.
    pub month: u32,
}

impl Month {
    /// Its first day.
    pub fn first_day(self) -> Day {
        Day::from_civil(self.year, self.month, 1).unwrap_or(Day(0))
    }

    /// The month after it.
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }
}

impl fmt::Display for Month {
    /// ISO 8601: `2013-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        format!("{text}-01")
            .parse::<Day>()
            .map(Day::month)
            .map_err(|_| format!("`{text}` is not a month: write it as 2013-01"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_before_1970_have_their_own_day() {
        let time = Time::from_civil(1969, 12, 31, 21, 0, 0).expect("a real date");
        assert_eq!(time.day().to_string(), "1969-12-31");
        assert_eq!(time.second_of_day(), 21 * 3_600);
    }

    #[test]
    fn offsets_are_folded_into_utc() {
        assert_eq!("2023-07-01T02:00:00+02:00".parse(), Ok(Time::from_civil(2023, 7, 1, 0, 0, 0).expect("real")));
    }

    #[test]
    fn months_follow_each_other_over_the_year() {
        let december = Month { year: 2012, month: 12 };
        assert_eq!(december.next().to_string(), "2013-01");
        assert_eq!(december.next().first_day().plus_days(-1).month(), december);
        assert_eq!("2012-12".parse(), Ok(december));
    }
}
