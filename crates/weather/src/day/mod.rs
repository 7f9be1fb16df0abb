//! The day: what the reports of one station add up to, in two published definitions of a day.
//!
//! The one place that says what a daily value is. [`DayKernel`] takes the reports of one station in time order and
//! gives one [`DailyStatistics`] a day and [`DayDefinition`], each value with its [`Coverage`] and, where there are
//! several ways to it, its [`Method`]. Who reads the reports and who keeps the days is not known here.
//!
//! What every recipe keeps to:
//! - A report at time t says the state at t, and sums and extremes of a period that *ends* at t. A period belongs to
//!   the day it lies in: the rain of a 00 UTC report is the rain of the day before.
//! - A station-day has a record, in both definitions, if and only if at least one report lies in [00, 24) UTC of that
//!   day. A lone 00 UTC report makes a record of its own date, and adds its rain and gusts to the day before only if
//!   that day has reports of its own.
//! - "Eight reports" are those of the synoptic hours 00, 03, …, 21 UTC, on the minute. Means and completeness look at
//!   these alone, so a station that reports hourly is measured like one that reports every three hours, and its
//!   coverage is out of eight too. Minima, maxima and gusts look at every report of the window.
//! - Rain is the total of the first complete [`Method`], tried in the order that fits the [`DayDefinition`]. Where none
//!   is complete there is the partial sum, its method and its coverage, of the one that covers most hours of the window
//!   (of equals, the one tried first). A trace is an amount of 0.0 mm; a negative amount is no amount.
//! - The wind's direction is the direction of the sum of the winds as vectors; its constancy is the length of that sum
//!   over the sum of the speeds. Calms count as reports. A moving wind without a direction in (0, 360] is left out of
//!   both sums and of the six reports they need. Winds that cancel have constancy 0 and no direction.
//! - The hour of the highest wind is that of the first report that has it, in hours after 00 UTC of the day (14.5 is
//!   14:30 UTC). The wind is a mean of the ten minutes before.
//! - Snow: the depth is the greatest reported, of which one report is enough; fresh snow is the sum of four amounts of
//!   6 hours over the window of the rain. Cloud cover is the mean of the reports that can see the sky.
//! - Phenomena are those of [`Phenomena`](crate::Phenomena), the same in both definitions. What a report says of its
//!   own time (fog now, a visibility) is of the reports in [00, 24) UTC; what it says of the hour before (present
//!   weather 20-29 and 91-94) or of the hours before (past weather) is of those in (00, 24] UTC: thunder in the past
//!   weather of a 00 UTC report was on the day before. Beside what was seen stands what would have been.
//! - Not here: the duration of rain and of sunshine, which the reports do not hold.
//! - Missing stays missing. A recipe that is not complete gives no value, and its coverage says how much there was.
//! - Values are not judged here: a report's value that failed quality control is to be withheld by the caller.
//!
//! Months, years, indices and extreme events are made from days and belong beside this folder, not in it.

mod kernel;
mod recipe;
mod record;
mod state;

pub use kernel::{DAY_VARIABLES, DayKernel};
pub use record::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};

/// How many synoptic hours (00, 03, …, 21 UTC) a day has.
const SYNOPTIC_REPORTS: u8 = 8;

/// How many of them a mean, or an extreme of instantaneous values, needs.
const REPORTS_NEEDED: u8 = 6;

/// The seconds between two synoptic hours.
const SYNOPTIC_SECONDS: i64 = 10_800;

#[cfg(test)]
mod fixture {
    //! Reports for the tests of this folder.

    use crate::{Day, Milli, Observation, Variable};

    /// 2013-01-31: a month's end, so that windows cross it.
    pub(super) fn day() -> Day {
        Day::from_civil(2013, 1, 31).expect("a real date")
    }

    /// A report of Abbeville `hours` after 00 UTC of [`day`], with values in thousandths.
    pub(super) fn report(hours: i64, values: &[(Variable, i32)]) -> Observation {
        let mut report = Observation::new("07005".parse().expect("a valid id"), day().at_hour(hours));
        for (variable, thousandths) in values {
            report.set(*variable, Some(Milli::new(*thousandths)));
        }
        report
    }
}
