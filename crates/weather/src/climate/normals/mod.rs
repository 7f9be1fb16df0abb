//! Normals: what is usual at a station, by calendar day and by month, and how far a value is from it.
//!
//! - **Years.** Normals are made of the years of a [`YearSpan`], 1991-2020 unless another is asked for. Each normal
//!   says of how many years it is made: those that had a value for it.
//! - **By calendar day** ([`DailyNormals`]): mean and quantiles of the daily values in the 31 days around the date. Each
//!   year is a ring: the window of 1 January takes the last half of December of the same years, so that every day of
//!   the years is used equally often and none from outside.
//! - **29 February** has a normal of its own. In leap years its window is centred on it; a common year, which does not
//!   have it, gives the window of its 28 February. Its normal so rests on every year, as those beside it do.
//! - **By month** ([`MonthlyNormals`]): mean and quantiles of the figures of the month, one value a year: of 30 January
//!   rain totals, of 30 numbers of frost days. The same by year.
//! - **Quantiles** are Hyndman and Fan's type 8, in whole numbers; see [`quantile`].

mod calendar;
mod daily;
mod monthly;
mod quantiles;
mod span;
mod window;

pub use calendar::CalendarDay;
pub use daily::DailyNormals;
pub use monthly::MonthlyNormals;
pub use quantiles::quantile;
pub use span::YearSpan;

pub(super) use calendar::SLOTS;
pub(super) use window::{Years, sweep};

use crate::Milli;
use crate::decimal::round_div;

/// What is usual of one value: its mean and quantiles over some years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Normal {
    /// The mean.
    pub mean: Milli,
    /// The 10 % quantile.
    pub p10: Milli,
    /// The median.
    pub p50: Milli,
    /// The 90 % quantile.
    pub p90: Milli,
    /// How many years have a value in it.
    pub years: u32,
    /// How many values are in it: one a year by month, up to 31 a year by calendar day.
    pub values: u32,
}

impl Normal {
    /// How far a value is above the mean; negative below it.
    pub fn anomaly(&self, value: Milli) -> Option<Milli> {
        Milli::from_thousandths(i64::from(value.thousandths()) - i64::from(self.mean.thousandths()))
    }

    /// A value in per cent of the mean, as rain is compared; `None` where the mean is not above 0.
    pub fn percent(&self, value: Milli) -> Option<Milli> {
        let mean = i64::from(self.mean.thousandths());
        if mean <= 0 {
            return None;
        }
        Milli::from_thousandths(round_div(i64::from(value.thousandths()) * 100_000, mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anomaly_is_a_difference_and_rain_is_a_share() {
        let value = Milli::new;
        let normal = |mean| Normal { mean, p10: mean, p50: mean, p90: mean, years: 30, values: 30 };
        assert_eq!(normal(value(-1_500)).anomaly(value(700)), Some(value(2_200)));
        assert_eq!(normal(value(60_000)).percent(value(90_000)), Some(value(150_000)));
        assert_eq!(normal(Milli::ZERO).percent(value(1)), None);
    }
}
