//! Months and what is merged from them: partial results, their completeness, and the figures they give.

mod columns;
mod completeness;
mod figure;
mod held;
mod merged;
mod partial;
mod period;
mod statistics;

pub use columns::{ColumnError, Part, PartialColumn};
pub use completeness::Completeness;
pub use figure::{Column, Figure, Measure};
pub use merged::PeriodPartial;
pub use partial::{DayTwice, MergeError, MonthPartial, by_month};
pub use period::Period;
pub use statistics::{PeriodStatistics, Standing, Value};

use super::{Extreme, Side};
use crate::{Day, Milli};

/// What is kept of one element over some days, besides which days they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tally {
    /// The sum, in thousandths of the element's unit.
    sum: i64,
    low: Option<Extreme>,
    high: Option<Extreme>,
}

impl Tally {
    fn of(value: Milli, day: Day) -> Self {
        let extreme = Some(Extreme::of(value, day));
        Self { sum: i64::from(value.thousandths()), low: extreme, high: extreme }
    }

    /// The tally of the days of both, which have no day in common.
    fn merge(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            low: Extreme::merge_any(self.low, other.low, Side::Low),
            high: Extreme::merge_any(self.high, other.high, Side::High),
        }
    }

    const fn extreme(&self, side: Side) -> Option<Extreme> {
        match side {
            Side::Low => self.low,
            Side::High => self.high,
        }
    }
}
