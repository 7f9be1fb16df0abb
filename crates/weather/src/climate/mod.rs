//! Climate: what the days of one station add up to over months, years and decades.
//!
//! A [`ClimateDay`] is all that is taken of a day, so the official daily values of a climatological service go through
//! the same code as the days of the day kernel. From days are made, each in its own file:
//! - [`MonthPartial`]: the sums, extremes and counts of one station-month. It adds up exactly and is kept for closed
//!   months; a year, or thirty, is a merge of months ([`PeriodPartial`]) and never a second look at the days.
//! - [`PeriodStatistics`]: what is published of a month or a longer period, under the rules of [`Completeness`].
//! - [`DailyNormals`] and [`MonthlyNormals`]: means and quantiles over years, and the anomaly of a value.
//! - [`Records`]: the lowest and highest value of a calendar day, a month and all time.
//! - [`SpellKernel`]: warm and cold spells; [`ThermalIndex`]: the mean temperature of a list of stations.
//!
//! What holds for all of them:
//! - A day belongs to the month of its date, whatever hours it is made of. Use the days of one definition, and for
//!   TN, TX and rain that is [`DayDefinition::Climatological`](crate::DayDefinition::Climatological).
//! - Missing is missing: a day without a value adds nothing to a sum or a count, and every figure can say of how many
//!   days it is made. So it is with a [`Phenomenon`]: its days are counted beside those that would have shown it.
//! - Sums are whole thousandths. A mean is rounded once, half away from zero, from the exact sum; Météo-France rounds
//!   to tenths in the same way (tested on official months).
//! - An extreme keeps the first and the last of the days that reach it, and how many there are.
//! - Counts of Météo-France are inclusive, those of ETCCDI strict; an [`Index`] names its [`Family`].
//!
//! How a day comes about is in [`day`](crate::day). Where partial results are kept is not known here.

mod criterion;
mod element;
mod extreme;
mod index;
mod month;
mod national;
mod normals;
mod one_day;
mod phenomenon;
mod records;
mod spell;

pub use criterion::{Comparison, Family};
pub use element::Element;
pub use extreme::{Extreme, Side};
pub use index::Index;
pub use month::{
    Column, ColumnError, Completeness, DayTwice, Figure, Measure, MergeError, MonthPartial, Part, PartialColumn,
    Period, PeriodPartial, PeriodStatistics, Standing, Value, by_month,
};
pub use national::{INDICATOR_STATIONS, IndicatorStation, ThermalDay, ThermalIndex};
pub use normals::{CalendarDay, DailyNormals, MonthlyNormals, Normal, YearSpan, quantile};
pub use one_day::ClimateDay;
pub use phenomenon::Phenomenon;
pub use records::Records;
pub use spell::{Spell, SpellKernel, SpellKind, SpellThresholds};
